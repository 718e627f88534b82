#pragma once
#include <gtk/gtk.h>

/* The menu of a menu button whose popover is made when it is first opened: gtk_menu_button_set_menu_model ()
 * makes all of its widgets at once, some 3 ms, which nine buttons in ten are never asked for. */
G_BEGIN_DECLS

/* Another menu than before is shown from the next opening on. */
void cp_lazy_menu_set (GtkMenuButton *button, GMenuModel *model);
GMenuModel *cp_lazy_menu_get (GtkMenuButton *button); /* (nullable) (transfer none) */

G_END_DECLS
