#pragma once
#include "app/session/session-counterfactual.h"
#include <gtk/gtk.h>

/* Asks the session for counterfactuals of the selected row: of which kinds, whose decision, by which
 * distance; and beneath, what was found of each kind and how far it is, or why there is none. A switch of the
 * editor decides whether they are wanted at all. */
G_BEGIN_DECLS

#define CP_TYPE_COMPARE_BAR (cp_compare_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpCompareBar, cp_compare_bar, CP, COMPARE_BAR, GtkWidget)

/* Once; @session must outlive it. @toggle_line: what stands around the switch, hidden without a model */
void cp_compare_bar_set_session (CpCompareBar *self, CpSession *session, GtkSwitch *toggle,
                                 GtkWidget *toggle_line);

/* The cell of one column beside its control: "≠ value" as a flat button where the counterfactual differs, the
 * value in grey where it does not; hidden until shown. @adopt answers the button. */
GtkWidget *cp_compare_cell_new (const char *column, GCallback adopt, gpointer data);
typedef enum {
  CP_COMPARED_SAME,
  CP_COMPARED_OTHER,   /* to be adopted */
  CP_COMPARED_NO_INPUT /* another value, but of the label: it stands there without a button */
} CpComparedMark;
/* @shown: (nullable): NULL hides the cell */
void cp_compare_cell_show (GtkWidget *cell, const char *shown, CpComparedMark mark);

G_END_DECLS
