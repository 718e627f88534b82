#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* Why each model gave the selected row its score: a waterfall a model, side by side on one axis, or the
 * difference of the first two. */
G_BEGIN_DECLS

#define CP_TYPE_EXPLANATIONS_ROW (cp_explanations_row_get_type ())
G_DECLARE_FINAL_TYPE (CpExplanationsRow, cp_explanations_row, CP, EXPLANATIONS_ROW, GtkWidget)

void cp_explanations_row_set_session (CpExplanationsRow *self, CpSession *session);

G_END_DECLS
