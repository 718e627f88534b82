#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* Which rows every page looks at: a menu button that names them and says how many, a cross back to all rows
 * while there are fewer, and the entry of a condition. */
G_BEGIN_DECLS

#define CP_TYPE_SCOPE_BAR (cp_scope_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpScopeBar, cp_scope_bar, CP, SCOPE_BAR, GtkWidget)

GtkWidget *cp_scope_bar_new (CpSession *session); /* (transfer floating): over an open session */
void cp_scope_bar_ask (CpScopeBar *self);         /* opens the entry of a condition */

G_END_DECLS
