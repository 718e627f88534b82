#include "ui/style/style.h"

#include "ui-resources.h"
#include "ui/style/text-size.h"

#include <string.h>

#define LONG_NAME 32 /* characters */

#define RESOURCES "/io/github/counterpoint/ui/"
#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_SETTINGS "org.freedesktop.portal.Settings"
#define PREFER_DARK 1 /* the portal's color-scheme: 0 no preference, 1 dark, 2 light */

/* The display is one for the process, and so is its look. */
static struct {
  GtkCssProvider *colours; /* light.css or dark.css; NULL until cp_ui_init() */
  CpScheme scheme;
  gboolean is_dark;
  gboolean desktop_is_dark;
} look;

/* GTK_THEME="Name:dark" fixes the theme for the whole process; GTK then ignores its settings. */
static gboolean
is_theme_fixed (gboolean *is_dark) {
  const char *fixed = g_getenv ("GTK_THEME");
  if (fixed == NULL || *fixed == '\0')
    return FALSE;
  *is_dark = g_str_has_suffix (fixed, ":dark") || g_str_has_suffix (fixed, "-dark");
  return TRUE;
}

static void
load_colours (void) {
  gboolean is_dark;
  GtkSettings *settings = gtk_settings_get_default ();
  if (!is_theme_fixed (&is_dark)) {
    g_autofree char *theme = NULL;
    g_object_get (settings, "gtk-application-prefer-dark-theme", &is_dark, "gtk-theme-name", &theme, NULL);
    is_dark = is_dark || (theme != NULL && g_str_has_suffix (theme, "-dark"));
  }
  look.is_dark = is_dark;
  gtk_css_provider_load_from_resource (look.colours, is_dark ? RESOURCES "dark.css" : RESOURCES "light.css");
}

static void
apply_scheme (void) {
  gboolean prefer_dark =
      look.scheme == CP_SCHEME_DARK || (look.scheme == CP_SCHEME_SYSTEM && look.desktop_is_dark);
  g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", prefer_dark, NULL);
}

static void
take_desktop_scheme (GVariant *value) {
  g_autoptr (GVariant) inner = g_variant_ref (value);
  while (g_variant_is_of_type (inner, G_VARIANT_TYPE_VARIANT)) {
    GVariant *next = g_variant_get_variant (inner);
    g_variant_unref (inner);
    inner = next;
  }
  if (!g_variant_is_of_type (inner, G_VARIANT_TYPE_UINT32))
    return;
  look.desktop_is_dark = g_variant_get_uint32 (inner) == PREFER_DARK;
  apply_scheme ();
}

static void
portal_changed (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
                const char *signal, GVariant *parameters, gpointer data) {
  const char *space, *key;
  g_autoptr (GVariant) value = NULL;
  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;
  g_variant_get (parameters, "(&s&sv)", &space, &key, &value);
  if (g_str_equal (space, "org.freedesktop.appearance") && g_str_equal (key, "color-scheme"))
    take_desktop_scheme (value);
}

static void
portal_answered (GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  if (answer == NULL)
    return; /* a desktop without the portal has no preference */
  g_autoptr (GVariant) value = g_variant_get_child_value (answer, 0);
  take_desktop_scheme (value);
}

static void
bus_connected (GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  if (bus == NULL)
    return;
  g_dbus_connection_signal_subscribe (bus, PORTAL, PORTAL_SETTINGS, "SettingChanged", PORTAL_PATH, NULL,
                                      G_DBUS_SIGNAL_FLAGS_NONE, portal_changed, NULL, NULL);
  g_dbus_connection_call (bus, PORTAL, PORTAL_PATH, PORTAL_SETTINGS, "Read",
                          g_variant_new ("(ss)", "org.freedesktop.appearance", "color-scheme"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, 2000, NULL, portal_answered, NULL);
}

static void
watch_desktop (void) {
  /* without a session bus GLib would try to start one, which a bare machine cannot do */
  if (g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL)
    g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_connected, NULL);
}

void
cp_ui_init (void) {
  if (look.colours != NULL)
    return;
  g_resources_register (cp_ui_get_resource ()); /* named, so that the linker keeps it from the archive */
  GdkDisplay *display = gdk_display_get_default ();
  GtkSettings *settings = gtk_settings_get_default ();
  look.colours = gtk_css_provider_new ();
  load_colours ();
  g_signal_connect (settings, "notify::gtk-application-prefer-dark-theme", G_CALLBACK (load_colours), NULL);
  g_signal_connect (settings, "notify::gtk-theme-name", G_CALLBACK (load_colours), NULL);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (look.colours),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  cp_text_size_add_sheet (RESOURCES "style.css");
  watch_desktop ();
}

void
cp_style_set_scheme (CpScheme scheme) {
  g_return_if_fail (look.colours != NULL);
  look.scheme = scheme;
  apply_scheme ();
}

CpScheme
cp_style_get_scheme (void) {
  return look.scheme;
}

gboolean
cp_style_is_dark (void) {
  return look.is_dark;
}

void
cp_style_lookup (GtkWidget *widget, const char *name, GdkRGBA *out) {
  g_return_if_fail (GTK_IS_WIDGET (widget) && name != NULL && out != NULL);
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  g_autofree char *full = g_strconcat ("cp_", name, NULL);
  if (gtk_style_context_lookup_color (context, full, out))
    return;
  g_critical ("no colour is named %s", full);
  gtk_style_context_get_color (context, out);
}

PangoEllipsizeMode
cp_style_cut (const char *name) {
  g_return_val_if_fail (name != NULL, PANGO_ELLIPSIZE_END);
  return g_utf8_strlen (name, -1) > LONG_NAME ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END;
}
