#include "ui/controls/tooltip.h"

#define KEY "cp-tooltip"

static gboolean
query (GtkWidget *widget, int x, int y, gboolean is_by_keyboard, GtkTooltip *tooltip) {
  const char *text = cp_tooltip_get (widget);
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

void
cp_tooltip_set (GtkWidget *widget, const char *text) {
  g_return_if_fail (GTK_IS_WIDGET (widget));
  if (g_strcmp0 (cp_tooltip_get (widget), text) == 0)
    return;
  if (g_signal_handler_find (widget, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, (gpointer)query, NULL) == 0)
    g_signal_connect (widget, "query-tooltip", G_CALLBACK (query), NULL);
  g_object_set_data_full (G_OBJECT (widget), KEY, g_strdup (text), g_free);
  gtk_widget_set_has_tooltip (widget, text != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}

const char *
cp_tooltip_get (GtkWidget *widget) {
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  return g_object_get_data (G_OBJECT (widget), KEY);
}
