#pragma once
#include "core/model/model.h"

/* One output of a model of several, as a binary decision of its own: a tag, or a class against the rest. It
 * predicts through the whole model. What explains a model looks at the whole one. */
G_BEGIN_DECLS

/* (transfer full): @model itself where it has one output */
CpModel *cp_model_take_output (CpModel *model, guint output);
/* (transfer none): the model an output was taken from, else @model */
CpModel *cp_model_get_whole (CpModel *model);
guint cp_model_get_taken_output (const CpModel *model); /* 0 where none was taken */

G_END_DECLS
