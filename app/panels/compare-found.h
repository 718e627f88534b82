#pragma once
#include "app/session/session-counterfactual.h"
#include <gtk/gtk.h>

/* What was found of one kind of counterfactual: which of how many, how far it is, a step to the ones before
 * and after it, and all of its values into the row. */
G_BEGIN_DECLS

#define CP_TYPE_COMPARE_FOUND_LINE (cp_compare_found_line_get_type ())
G_DECLARE_FINAL_TYPE (CpCompareFoundLine, cp_compare_found_line, CP, COMPARE_FOUND_LINE, GtkWidget)

GtkWidget *cp_compare_found_line_new (CpCompareKind kind);
void cp_compare_found_line_set_session (CpCompareFoundLine *self, CpSession *session); /* once; outlives it */

G_END_DECLS
