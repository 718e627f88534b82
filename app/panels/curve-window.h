#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The plot behind a sparkline of the editor: how the scores go with one column, by every model, with the
 * selected row's value marked; on request the row's own curves and where most rows lie. A click on a value
 * puts it into the row. It follows the row while it is open, and closes when another table is opened. */
G_BEGIN_DECLS

#define CP_TYPE_CURVE_WINDOW (cp_curve_window_get_type ())
G_DECLARE_FINAL_TYPE (CpCurveWindow, cp_curve_window, CP, CURVE_WINDOW, GtkWindow)

/* Presents the session's one such window, beside the window of @from, whose outlet takes what leaves it. */
void cp_curve_window_open (GtkWidget *from, CpSession *session, const char *column);
GtkWidget *cp_curve_window_new (CpSession *session);
void cp_curve_window_set_column (CpCurveWindow *self, const char *column);

G_END_DECLS
