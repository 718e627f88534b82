#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The strip under the header that says what is open: the models with their badges and widths, the table with
 * its size, and what must be said about the data; at its end which rows are looked at and the models'
 * thresholds. Long names give way, badges and sizes never. */
G_BEGIN_DECLS

#define CP_TYPE_MODEL_BAR (cp_model_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpModelBar, cp_model_bar, CP, MODEL_BAR, GtkWidget)

void cp_model_bar_set_session (CpModelBar *bar, CpSession *session);
void cp_model_bar_ask_rows (CpModelBar *bar); /* asks for the condition of the rows looked at */

G_END_DECLS
