#pragma once
#include "core/model/model.h"

/* For the kinds of model in this folder. */
G_BEGIN_DECLS

/* (transfer full): takes @data, which class->clear frees; the kind then fills in the fields it knows. The
 * name is the base name of @place without its suffix. */
CpModel *cp_model_new (const CpModelClass *class, const char *place, const char *format, gpointer data);

G_END_DECLS
