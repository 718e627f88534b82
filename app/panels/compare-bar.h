#pragma once
#include "app/session.h"
#include <gtk/gtk.h>

/* Asks the session for the nearest counterfactual of the selected row: a switch, whose decision it is about,
 * which distance; and beneath, which row was found and how far it is, or why there is none. */
G_BEGIN_DECLS

#define CP_TYPE_COMPARE_BAR (cp_compare_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpCompareBar, cp_compare_bar, CP, COMPARE_BAR, GtkWidget)

void cp_compare_bar_set_session (CpCompareBar *self, CpSession *session); /* once; must outlive it */

/* The cell of one column beside its control: "≠ value" as a flat button where the counterfactual differs, the
 * value in grey where it does not; hidden until shown. @adopt answers the button. */
GtkWidget *cp_compare_cell_new (const char *column, GCallback adopt, gpointer data);
typedef enum {
  CP_COMPARE_SAME,
  CP_COMPARE_OTHER,   /* to be adopted */
  CP_COMPARE_NO_INPUT /* another value, but of the label: it stands there without a button */
} CpCompareKind;
/* @shown: (nullable): NULL hides the cell */
void cp_compare_cell_show (GtkWidget *cell, const char *shown, CpCompareKind kind);

G_END_DECLS
