#include "app/application.h"

#include "app-resources.h"
#include "app/preferences.h"
#include "app/settings.h"
#include "app/shortcuts.h"
#include "app/window/window.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"
#include "version.h"

#include <stdlib.h>

struct _CpApplication {
  GtkApplication parent_instance;
  CpCliOptions *options;
  GtkWidget *preferences, *shortcuts; /* (nullable): while they are open */
};

G_DEFINE_FINAL_TYPE (CpApplication, cp_application, GTK_TYPE_APPLICATION)

static const struct {
  const char *name;
  CpScheme scheme;
} schemes[] = {{"system", CP_SCHEME_SYSTEM}, {"light", CP_SCHEME_LIGHT}, {"dark", CP_SCHEME_DARK}};

static void
set_scheme (const char *name) {
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (g_str_equal (schemes[i].name, name))
      cp_style_set_scheme (schemes[i].scheme);
  }
}

static void
change_scheme (GSimpleAction *action, GVariant *value, gpointer data) {
  const char *name = g_variant_get_string (value, NULL);
  set_scheme (name);
  cp_settings_set_scheme (name);
  g_simple_action_set_state (action, value);
}

static void
change_text_size (GSimpleAction *action, GVariant *value, gpointer data) {
  int percent = atoi (g_variant_get_string (value, NULL));
  if (percent < 100 || percent > 200)
    return;
  cp_text_size_set_scale (percent / 100.0);
  cp_settings_set_text_size (percent);
  g_simple_action_set_state (action, value);
}

static void
new_window (GSimpleAction *action, GVariant *parameter, gpointer data) {
  gtk_window_present (GTK_WINDOW (cp_window_new (data)));
}

static void
about (GSimpleAction *action, GVariant *parameter, gpointer data) {
  GtkApplication *self = data;
  gtk_show_about_dialog (gtk_application_get_active_window (self), "program-name", "Counterpoint", "version",
                         CP_VERSION, "comments",
                         "Put two models side by side: change a row and score it again, compare groups, set "
                         "thresholds.\nNothing leaves this computer.",
                         "license-type", GTK_LICENSE_APACHE_2_0, "logo-icon-name",
                         "io.github.counterpoint.Counterpoint", NULL);
}

static void
preferences (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpApplication *self = data;
  if (self->preferences == NULL) {
    GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
    g_set_weak_pointer (&self->preferences, cp_preferences_new (parent, G_ACTION_GROUP (self)));
  }
  gtk_window_present (GTK_WINDOW (self->preferences));
}

static void
shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpApplication *self = data;
  if (self->shortcuts == NULL) {
    GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
    g_set_weak_pointer (&self->shortcuts, cp_shortcuts_new (parent, GTK_APPLICATION (self)));
  }
  gtk_window_present (GTK_WINDOW (self->shortcuts));
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer data) {
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (data));
  for (GList *l = windows; l != NULL; l = l->next)
    if (CP_IS_WINDOW (l->data))
      gtk_window_close (l->data); /* it may ask to save */
}

static gboolean
quit_now (gpointer data) {
  g_application_quit (data);
  return G_SOURCE_REMOVE;
}

/* Ctrl-C in the terminal; on the thread that waits for it. */
static void
interrupted (GCancellable *cancellable, gpointer data) {
  g_idle_add (quit_now, data);
}

static void
add_accelerators (GtkApplication *self) {
  static const struct {
    const char *action;
    const char *keys[3];
  } accelerators[] = {
      {"win.open-table", {"<Control>o", NULL}},
      {"win.open-models", {"<Control>m", NULL}},
      {"win.open-session", {"<Control><Shift>o", NULL}},
      {"win.save", {"<Control>s", NULL}},
      {"win.save-as", {"<Control><Shift>s", NULL}},
      {"win.undo", {"<Control>z", NULL}},
      {"win.next-row", {"<Alt>Down", NULL}},
      {"win.previous-row", {"<Alt>Up", NULL}},
      {"win.redo", {"<Control><Shift>z", "<Control>y", NULL}},
      {"win.run", {"<Control>Return", "<Control>KP_Enter", NULL}},
      {"win.find-row", {"<Control>f", NULL}},
      {"win.filter-columns", {"<Control>l", NULL}},
      {"win.duplicate-rows", {"<Control>d", NULL}},
      {"win.add-row", {"<Control><Shift>n", NULL}},
      {"win.delete-rows", {"<Control><Shift>Delete", NULL}},
      {"win.filter-rows", {"<Control><Shift>f", NULL}},
      {"win.all-rows", {"<Control><Shift>a", NULL}},
      {"win.reload", {"<Control>r", "F5", NULL}},
      {"app.new-window", {"<Control>n", NULL}},
      {"app.preferences", {"<Control>comma", NULL}},
      {"win.next-page", {"<Control>Page_Down", NULL}},
      {"win.previous-page", {"<Control>Page_Up", NULL}},
      {"win.page::points", {"<Alt>1", NULL}},
      {"win.page::performance", {"<Alt>2", NULL}},
      {"win.page::explanations", {"<Alt>3", NULL}},
      {"win.page::text", {"<Alt>4", NULL}},
      {"win.stop", {"<Control>period", NULL}},
      {"app.shortcuts", {"<Control>question", NULL}},
      {"window.close", {"<Control>w", NULL}},
      {"app.quit", {"<Control>q", NULL}},
  };
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (self, accelerators[i].action, accelerators[i].keys);
}

static void
add_style (void) {
  cp_text_size_add_sheet ("/io/github/counterpoint/app/app.css");
}

static void
cp_application_startup (GApplication *application) {
  CpApplication *self = CP_APPLICATION (application);
  cp_app_register_resource (); /* first: GTK looks in it for the shortcuts */
  G_APPLICATION_CLASS (cp_application_parent_class)->startup (application);
  cp_ui_init ();
  add_style ();
  g_autofree char *scheme = cp_settings_get_scheme ();
  set_scheme (scheme);
  const GActionEntry actions[] = {
      {.name = "about", .activate = about},           {.name = "quit", .activate = quit},
      {.name = "new-window", .activate = new_window}, {.name = "preferences", .activate = preferences},
      {.name = "shortcuts", .activate = shortcuts},
  };
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_autoptr (GSimpleAction) action =
      g_simple_action_new_stateful ("scheme", G_VARIANT_TYPE_STRING, g_variant_new_string (scheme));
  g_signal_connect (action, "change-state", G_CALLBACK (change_scheme), NULL);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  g_autofree char *percent = g_strdup_printf ("%d", cp_settings_get_text_size ());
  g_autoptr (GSimpleAction) text_size =
      g_simple_action_new_stateful ("text-size", G_VARIANT_TYPE_STRING, g_variant_new_string (percent));
  g_signal_connect (text_size, "change-state", G_CALLBACK (change_text_size), NULL);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (text_size));
  cp_text_size_set_scale (atoi (percent) / 100.0);
  add_accelerators (GTK_APPLICATION (self));
  g_cancellable_connect (self->options->cancellable, G_CALLBACK (interrupted), self, NULL);
}

static CpSources *
take_sources (CpCliOptions *options) {
  CpSources *sources = options->sources;
  options->sources = cp_sources_new (); /* options always have some */
  return sources;
}

static void
cp_application_activate (GApplication *application) {
  CpApplication *self = CP_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  CpCliOptions *options = self->options;
  if (window != NULL) {
    gtk_window_present (window);
    return;
  }
  window = GTK_WINDOW (cp_window_new (GTK_APPLICATION (self)));
  gtk_window_present (window); /* first: a dialog stands over it */
  if (options->session != NULL)
    cp_window_open_session (CP_WINDOW (window), options->session);
  else if (options->arguments[0] != NULL || options->sources->data != NULL ||
           options->sources->models->len > 0)
    cp_window_open_arguments (CP_WINDOW (window), take_sources (options),
                              (const char *const *)options->arguments);
}

static void
cp_application_finalize (GObject *object) {
  g_clear_weak_pointer (&CP_APPLICATION (object)->preferences);
  g_clear_weak_pointer (&CP_APPLICATION (object)->shortcuts);
  g_clear_pointer (&CP_APPLICATION (object)->options, cp_cli_options_free);
  G_OBJECT_CLASS (cp_application_parent_class)->finalize (object);
}

static void
cp_application_class_init (CpApplicationClass *class) {
  G_OBJECT_CLASS (class)->finalize = cp_application_finalize;
  G_APPLICATION_CLASS (class)->startup = cp_application_startup;
  G_APPLICATION_CLASS (class)->activate = cp_application_activate;
}

static void
cp_application_init (CpApplication *self) {
}

CpApplication *
cp_application_new (CpCliOptions *options) {
  g_return_val_if_fail (options != NULL, NULL);
  CpApplication *self =
      g_object_new (CP_TYPE_APPLICATION, "application-id", "io.github.counterpoint.Counterpoint", "flags",
                    G_APPLICATION_NON_UNIQUE, "resource-base-path", "/io/github/counterpoint/app", NULL);
  self->options = options;
  return self;
}
