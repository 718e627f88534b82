#include "ui/controls/lazy-menu.h"

#define KEY "cp-lazy-menu"

static void
make_popover (GtkMenuButton *button, gpointer unused) {
  GMenuModel *model = cp_lazy_menu_get (button);
  if (gtk_menu_button_get_menu_model (button) != model)
    gtk_menu_button_set_menu_model (button, model);
}

void
cp_lazy_menu_set (GtkMenuButton *button, GMenuModel *model) {
  g_return_if_fail (GTK_IS_MENU_BUTTON (button) && G_IS_MENU_MODEL (model));
  g_object_set_data_full (G_OBJECT (button), KEY, g_object_ref (model), g_object_unref);
  gtk_menu_button_set_create_popup_func (button, make_popover, NULL, NULL);
}

GMenuModel *
cp_lazy_menu_get (GtkMenuButton *button) {
  g_return_val_if_fail (GTK_IS_MENU_BUTTON (button), NULL);
  return g_object_get_data (G_OBJECT (button), KEY);
}
