#include "app/window/window-private.h"

#include "app/files.h"
#include "app/opening/samples.h"
#include "app/panels/start-page.h"
#include "app/settings.h"
#include "core/base/error.h"

/* Opening and saving from the window: what is chosen or dropped waits for the answer about unsaved changes.
 */

/* ---- saving ---- */

static void
remember_size (GtkWindow *window) {
  int width, height;
  cp_settings_set_maximized (gtk_window_is_maximized (window));
  /* follows the person's resizing, but not maximising */
  gtk_window_get_default_size (window, &width, &height);
  if (width > 0 && height > 0)
    cp_settings_set_window_size (width, height);
}

static void
save_to (const char *path, gpointer data) {
  CpWindow *self = data;
  if (self->then != NULL)
    self->after_saving = g_steal_pointer (&self->then);
  cp_session_save (self->session, path);
}

void
cp_window_saved (CpWindow *self, const char *path, const GError *error) {
  g_autofree char *name = g_path_get_basename (path);
  gboolean is_stopped = g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED);
  g_autofree char *said = g_strdup_printf (is_stopped ? "%s was not saved" : "Saved %s", name);
  if (error != NULL && !is_stopped)
    cp_session_tell (self->session, error);
  else
    cp_outlet_say (GTK_WIDGET (self), said);
  if (error != NULL) {
    self->after_saving = NULL;
    return;
  }
  cp_window_remember (self);
  if (cp_session_is_saving (self->session) || self->after_saving == NULL)
    return;
  CpWindowThen then = g_steal_pointer (&self->after_saving);
  cp_window_when_saved (self, then); /* what was changed meanwhile is asked about */
}

static void
ask_where_to_save (CpWindow *self) {
  cp_files_save_session (cp_window_get_asking (self), cp_session_get_title (self->session), save_to, self);
}

static void
save_now (CpWindow *self) {
  g_autofree char *path = g_strdup (cp_session_get_path (self->session));
  if (path != NULL)
    save_to (path, self);
  else
    ask_where_to_save (self);
}

static void
save_as (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CP_WINDOW (data)->then = NULL;
  ask_where_to_save (data);
}

static void
save (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CP_WINDOW (data)->then = NULL;
  save_now (data);
}

static void
answered_save (int response, gpointer data) {
  CpWindow *self = data;
  CpWindowThen then = self->then;
  if (response == GTK_RESPONSE_ACCEPT) {
    save_now (self);
    return;
  }
  self->then = NULL;
  if (response == GTK_RESPONSE_REJECT)
    then (self);
}

void
cp_window_when_saved (CpWindow *self, CpWindowThen then) {
  if (cp_session_is_saving (self->session)) {
    self->after_saving = then;
    return;
  }
  if (!cp_session_is_dirty (self->session)) {
    then (self);
    return;
  }
  self->then = then;
  cp_ask_to_save (cp_window_get_asking (self), cp_session_get_title (self->session), answered_save, self);
}

static void
close_now (CpWindow *self) {
  remember_size (GTK_WINDOW (self));
  cp_autosave_end (self->autosave);
  gtk_window_destroy (GTK_WINDOW (self));
}

gboolean
cp_window_close_request (GtkWindow *window) {
  cp_window_when_saved (CP_WINDOW (window), close_now);
  return TRUE; /* close_now() does it */
}

/* ---- choosing what to open ---- */

char **
cp_window_dup_paths (GListModel *files) {
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);
    g_autofree char *path = g_file_get_path (file);
    if (path != NULL)
      g_strv_builder_add (builder, path);
  }
  return g_strv_builder_end (builder);
}

/* A place of the network has no path: it is told, and nothing of the rest is opened without it. */
static gboolean
are_here (CpWindow *self, GListModel *files) {
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);
    if (g_file_peek_path (file) != NULL)
      continue;
    g_autofree char *name = g_file_get_basename (file);
    g_autoptr (GError) error = g_error_new (CP_ERROR, CP_ERROR_READ,
                                            "%s: is not on this computer; copy it here and open that.", name);
    cp_session_tell (self->session, error);
    return FALSE;
  }
  return TRUE;
}

static void
take_files (CpWindow *self, GListModel *files, gboolean as_models) {
  g_auto (GStrv) paths = cp_window_dup_paths (files);
  if (are_here (self, files))
    cp_window_take_paths (self, (const char *const *)paths, as_models);
}

static void
files_chosen (GListModel *files, gpointer data) {
  take_files (data, files, FALSE);
}

static void
models_chosen (GListModel *files, gpointer data) {
  take_files (data, files, TRUE);
}

gboolean
cp_window_dropped (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data) {
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);
  for (GSList *l = files; l != NULL; l = l->next)
    g_list_store_append (list, l->data);
  g_slist_free (files);
  files_chosen (G_LIST_MODEL (list), data);
  return TRUE;
}

static void
choose_path (CpWindow *self, const char *path) {
  const char *const paths[] = {path, NULL};
  cp_window_take_paths (self, paths, FALSE);
}

void
cp_window_choose_recent (GtkWidget *page, const char *path, gpointer data) {
  choose_path (data, path);
}

static void
open_table (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_files_open (data, CP_FILES_TABLE, files_chosen, data);
}

static void
open_models (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_files_open (data, CP_FILES_MODELS, models_chosen, data);
}

static void
open_session (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_files_open (data, CP_FILES_SESSION, files_chosen, data);
}

/* Who opens the first sample looks around: the tour is about its pages. */
static void
open_named_sample (CpWindow *self, const char *name, gboolean wants_tour) {
  g_autofree char *path = cp_sample_find (name);
  if (path != NULL) {
    self->wants_tour = wants_tour;
    choose_path (self, path);
    return;
  }
  g_autoptr (GError) error = g_error_new (CP_ERROR, CP_ERROR_READ,
                                          "The %s sample is not installed beside this program; expected "
                                          "share/counterpoint/samples/%s/%s.counterpoint.",
                                          name, name, name);
  cp_session_tell (self->session, error);
}

static void
open_sample (GSimpleAction *action, GVariant *parameter, gpointer data) {
  open_named_sample (data, "mortgage", TRUE);
}

static void
open_questions (GSimpleAction *action, GVariant *parameter, gpointer data) {
  open_named_sample (data, "questions", FALSE);
}

/* From the disk again: the table and the models too. */
static void
reload (GSimpleAction *action, GVariant *parameter, gpointer data) {
  const char *path = cp_session_get_path (CP_WINDOW (data)->session);
  if (path != NULL)
    choose_path (data, path);
}

static void
open_recent (GSimpleAction *action, GVariant *path, gpointer data) {
  choose_path (data, g_variant_get_string (path, NULL));
}

#define N_IN_MENU 5

/* Those that are there; the start page lists the others too. */
void
cp_window_list_recent (CpWindow *self) {
  g_autoptr (GPtrArray) list = cp_settings_get_recent ();
  g_menu_remove_all (self->recent_section);
  for (guint i = 0, n = 0; i < list->len && n < N_IN_MENU; i++) {
    const CpRecent *recent = g_ptr_array_index (list, i);
    if (!g_file_test (recent->path, G_FILE_TEST_EXISTS))
      continue;
    g_auto (GStrv) parts = g_strsplit (recent->title, "_", -1);
    g_autofree char *title = g_strjoinv ("__", parts); /* no mnemonics in a name */
    g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);
    g_menu_item_set_action_and_target (item, "win.open-recent", "s", recent->path);
    g_menu_append_item (self->recent_section, item);
    n++;
  }
  cp_start_page_reload (CP_START_PAGE (self->start_page));
}

void
cp_window_add_file_actions (CpWindow *self) {
  const GActionEntry actions[] = {
      {.name = "open-table", .activate = open_table},
      {.name = "open-models", .activate = open_models},
      {.name = "open-session", .activate = open_session},
      {.name = "open-sample", .activate = open_sample},
      {.name = "open-questions", .activate = open_questions},
      {.name = "open-recent", .activate = open_recent, .parameter_type = "s"},
      {.name = "reload", .activate = reload},
      {.name = "save", .activate = save},
      {.name = "save-as", .activate = save_as},
  };
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
