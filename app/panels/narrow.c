#include "app/panels/narrow.h"

#include "app/settings.h"
#include "ui/style/text-size.h"

#define FOLLOW "cp-follow-room"

static void
tell (GtkWidget *widget) {
  CpFollowRoom follow = (CpFollowRoom)(gpointer)g_object_get_data (G_OBJECT (widget), FOLLOW);
  GtkNative *native = gtk_widget_get_realized (widget) ? gtk_widget_get_native (widget) : NULL;
  int width = native != NULL ? gdk_surface_get_width (gtk_native_get_surface (native)) : 0;
  follow (widget, width > 0 ? (int)(width / cp_text_size_get_scale ()) : CP_SMALL_WINDOW);
}

static void
realized (GtkWidget *widget) {
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));
  g_signal_connect_object (surface, "notify::width", G_CALLBACK (tell), widget, G_CONNECT_SWAPPED);
  tell (widget);
}

static void
unrealized (GtkWidget *widget) {
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));
  g_signal_handlers_disconnect_by_func (surface, tell, widget);
}

void
cp_narrow_follow (GtkWidget *widget, CpFollowRoom follow) {
  g_return_if_fail (GTK_IS_WIDGET (widget) && follow != NULL);
  g_object_set_data (G_OBJECT (widget), FOLLOW, (gpointer)follow);
  g_signal_connect (widget, "realize", G_CALLBACK (realized), NULL);
  g_signal_connect (widget, "unrealize", G_CALLBACK (unrealized), NULL);
  cp_settings_watch (G_CALLBACK (tell), G_OBJECT (widget)); /* the size of the text is one of them */
  tell (widget);
}
