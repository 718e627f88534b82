#pragma once
#include "app/explain/text-answers.h"
#include <gtk/gtk.h>

/* A term swap over the whole table: pairs of words, typed or from a ready list, put for each other in every
 * text; how far the scores of every model move, and which rows flip. A row of the second table selects that
 * row in the window. Both tables are sorted by their titles, copied and saved as CSV. */
G_BEGIN_DECLS

#define CP_TYPE_SWAP_DIALOG (cp_swap_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CpSwapDialog, cp_swap_dialog, CP, SWAP_DIALOG, GtkWindow)

/* @from: a widget of the window it stands over. @output: whose scores are compared */
GtkWidget *cp_swap_dialog_new (GtkWidget *from, CpSession *session, guint output);

G_END_DECLS
