#pragma once
#include <gtk/gtk.h>

/* A quiet word about what went well ("Saved mortgage.counterpoint"): shown at the foot of the window for some
 * seconds, longer while the pointer is over it, never in the way of a click beneath its edges. Assistive
 * tools find it as a status. What went wrong is for the message bar. */
G_BEGIN_DECLS

#define CP_TYPE_TOAST (cp_toast_get_type ())
G_DECLARE_FINAL_TYPE (CpToast, cp_toast, CP, TOAST, GtkWidget)

GtkWidget *cp_toast_new (void);
void cp_toast_show (CpToast *toast, const char *text); /* replaces what is shown */
const char *cp_toast_get_text (CpToast *toast);        /* (nullable): what is shown now */

G_END_DECLS
