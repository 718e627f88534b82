#include "app/settings.h"

#define MAX_RECENT 16
#define N_RECENT 8              /* at first */
#define RECENT_PREFIX "recent-" /* groups recent-0 (newest), recent-1, … */

/* ---- who is told ---- */

#define CP_TYPE_SETTINGS (cp_settings_get_type ())
G_DECLARE_FINAL_TYPE (CpSettings, cp_settings, CP, SETTINGS, GObject)

struct _CpSettings {
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (CpSettings, cp_settings, G_TYPE_OBJECT)

static guint changed_signal;

static void
cp_settings_class_init (CpSettingsClass *class) {
  changed_signal =
      g_signal_new ("changed", CP_TYPE_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cp_settings_init (CpSettings *self) {
}

static CpSettings *
get_default (void) {
  static CpSettings *settings;
  if (settings == NULL)
    settings = g_object_new (CP_TYPE_SETTINGS, NULL);
  return settings;
}

void
cp_settings_watch (GCallback changed, GObject *owner) {
  g_return_if_fail (changed != NULL && G_IS_OBJECT (owner));
  g_signal_connect_object (get_default (), "changed", changed, owner, G_CONNECT_SWAPPED);
}

/* ---- the file ---- */

static char *
dup_path (void) {
  return g_build_filename (g_get_user_config_dir (), "counterpoint", "settings.ini", NULL);
}

static GKeyFile *
load (void) {
  g_autofree char *path = dup_path ();
  GKeyFile *file = g_key_file_new ();
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL); /* absent at first */
  return file;
}

static void
save (GKeyFile *file) {
  g_autofree char *path = dup_path (), *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (file, path, &error))
    g_info ("settings are not kept: %s", error->message);
  CpSettings *settings = get_default (); /* first: there is no signal before there is one of them */
  g_signal_emit (settings, changed_signal, 0);
}

/* ---- one by one ---- */

char *
cp_settings_get_scheme (void) {
  g_autoptr (GKeyFile) file = load ();
  g_autofree char *scheme = g_key_file_get_string (file, "window", "scheme", NULL);
  return scheme != NULL ? g_steal_pointer (&scheme) : g_strdup ("system");
}

void
cp_settings_set_scheme (const char *scheme) {
  g_autoptr (GKeyFile) file = load ();
  g_key_file_set_string (file, "window", "scheme", scheme);
  save (file);
}

int
cp_settings_get_text_size (void) {
  g_autoptr (GKeyFile) file = load ();
  int percent = g_key_file_get_integer (file, "window", "text-size", NULL);
  return percent >= 100 && percent <= 200 ? percent : 100;
}

void
cp_settings_set_text_size (int percent) {
  g_autoptr (GKeyFile) file = load ();
  g_key_file_set_integer (file, "window", "text-size", percent);
  save (file);
}

gboolean
cp_settings_get_tour_seen (void) {
  g_autoptr (GKeyFile) file = load ();
  return g_key_file_get_boolean (file, "tour", "seen", NULL);
}

void
cp_settings_set_tour_seen (gboolean is_seen) {
  g_autoptr (GKeyFile) file = load ();
  g_key_file_set_boolean (file, "tour", "seen", is_seen);
  save (file);
}

gboolean
cp_settings_get_maximized (void) {
  g_autoptr (GKeyFile) file = load ();
  return g_key_file_get_boolean (file, "window", "maximized", NULL);
}

void
cp_settings_set_maximized (gboolean is_maximized) {
  g_autoptr (GKeyFile) file = load ();
  g_key_file_set_boolean (file, "window", "maximized", is_maximized);
  save (file);
}

gboolean
cp_settings_get_shows_effects (void) {
  g_autoptr (GKeyFile) file = load ();
  g_autoptr (GError) error = NULL;
  gboolean is_shown = g_key_file_get_boolean (file, "editor", "effects", &error);
  return error != NULL || is_shown;
}

void
cp_settings_set_shows_effects (gboolean is_shown) {
  g_autoptr (GKeyFile) file = load ();
  g_key_file_set_boolean (file, "editor", "effects", is_shown);
  save (file);
}

gboolean
cp_settings_get_is_live (void) {
  g_autoptr (GKeyFile) file = load ();
  return g_key_file_get_boolean (file, "editor", "score-while-editing", NULL);
}

void
cp_settings_set_is_live (gboolean is_live) {
  g_autoptr (GKeyFile) file = load ();
  g_key_file_set_boolean (file, "editor", "score-while-editing", is_live);
  save (file);
}

void
cp_settings_get_window_size (int *out_width, int *out_height) {
  g_autoptr (GKeyFile) file = load ();
  int width = g_key_file_get_integer (file, "window", "width", NULL);
  int height = g_key_file_get_integer (file, "window", "height", NULL);
  if (width <= 0 || height <= 0)
    return;
  *out_width = width;
  *out_height = height;
}

void
cp_settings_set_window_size (int width, int height) {
  g_autoptr (GKeyFile) file = load ();
  g_key_file_set_integer (file, "window", "width", width);
  g_key_file_set_integer (file, "window", "height", height);
  save (file);
}

void
cp_recent_free (CpRecent *recent) {
  g_free (recent->path);
  g_free (recent->title);
  g_free (recent->detail);
  g_free (recent);
}

GPtrArray *
cp_settings_get_recent (void) {
  g_autoptr (GKeyFile) file = load ();
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_recent_free);
  for (guint i = 0; i < MAX_RECENT; i++) {
    g_autofree char *group = g_strdup_printf (RECENT_PREFIX "%u", i);
    g_autoptr (CpRecent) recent = g_new0 (CpRecent, 1);
    recent->path = g_key_file_get_string (file, group, "path", NULL);
    recent->title = g_key_file_get_string (file, group, "title", NULL);
    recent->detail = g_key_file_get_string (file, group, "detail", NULL);
    recent->time = g_key_file_get_int64 (file, group, "time", NULL);
    if (recent->path != NULL && recent->title != NULL && recent->detail != NULL)
      g_ptr_array_add (list, g_steal_pointer (&recent));
  }
  return list;
}

guint
cp_settings_get_n_recent (void) {
  g_autoptr (GKeyFile) file = load ();
  g_autoptr (GError) error = NULL;
  int n = g_key_file_get_integer (file, "recent", "at-most", &error);
  return error == NULL && n >= 0 && n <= MAX_RECENT ? (guint)n : N_RECENT;
}

static void
remove_recent (GKeyFile *file) {
  for (guint i = 0; i < MAX_RECENT; i++) {
    g_autofree char *group = g_strdup_printf (RECENT_PREFIX "%u", i);
    g_key_file_remove_group (file, group, NULL);
  }
}

static void
write_recent (GKeyFile *file, guint i, const char *path, const char *title, const char *detail, gint64 time) {
  g_autofree char *group = g_strdup_printf (RECENT_PREFIX "%u", i);
  g_key_file_set_string (file, group, "path", path);
  g_key_file_set_string (file, group, "title", title);
  g_key_file_set_string (file, group, "detail", detail);
  g_key_file_set_int64 (file, group, "time", time);
}

/* Writes @first (nullable), then those of @list but the one at @but (nullable), as many as are kept. */
static void
rewrite_recent (GKeyFile *file, const CpRecent *first, GPtrArray *list, const char *but, guint at_most) {
  guint n = 0;
  remove_recent (file);
  if (first != NULL && at_most > 0)
    write_recent (file, n++, first->path, first->title, first->detail, first->time);
  for (guint i = 0; i < list->len && n < at_most; i++) {
    const CpRecent *recent = g_ptr_array_index (list, i);
    if (g_strcmp0 (recent->path, but) != 0)
      write_recent (file, n++, recent->path, recent->title, recent->detail, recent->time);
  }
}

void
cp_settings_set_n_recent (guint n) {
  g_return_if_fail (n <= MAX_RECENT);
  g_autoptr (GPtrArray) list = cp_settings_get_recent ();
  g_autoptr (GKeyFile) file = load ();
  g_key_file_set_integer (file, "recent", "at-most", (int)n);
  rewrite_recent (file, NULL, list, NULL, n);
  save (file);
}

void
cp_settings_add_recent (const char *path, const char *title, const char *detail) {
  g_return_if_fail (path != NULL && title != NULL && detail != NULL);
  g_autoptr (GPtrArray) list = cp_settings_get_recent ();
  g_autoptr (GKeyFile) file = load ();
  const CpRecent newest = {(char *)path, (char *)title, (char *)detail, g_get_real_time () / G_USEC_PER_SEC};
  rewrite_recent (file, &newest, list, path, cp_settings_get_n_recent ());
  save (file);
}

void
cp_settings_clear_recent (void) {
  g_autoptr (GKeyFile) file = load ();
  remove_recent (file);
  save (file);
}

void
cp_settings_remove_recent (const char *path) {
  g_return_if_fail (path != NULL);
  g_autoptr (GPtrArray) list = cp_settings_get_recent ();
  g_autoptr (GKeyFile) file = load ();
  rewrite_recent (file, NULL, list, path, MAX_RECENT);
  save (file);
}
