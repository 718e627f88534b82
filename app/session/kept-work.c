#include "app/session/kept-work.h"

#include "core/base/error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define SUFFIX ".counterpoint"

static char *
dup_folder (void) {
  return g_build_filename (g_get_user_state_dir (), "counterpoint", "unsaved", NULL);
}

static char *
dup_lock_path (const char *file) {
  return g_strconcat (file, ".lock", NULL);
}

/* -1 where another process, or another window, holds it. */
static int
take_lock (const char *file) {
  g_autofree char *path = dup_lock_path (file);
  int lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0)
    return -1;
  if (flock (lock, LOCK_EX | LOCK_NB) == 0)
    return lock;
  close (lock);
  return -1;
}

void
cp_kept_work_free (CpKeptWork *kept) {
  if (kept->lock >= 0)
    close (kept->lock);
  g_free (kept->file);
  g_free (kept->title);
  g_free (kept->path);
  g_free (kept);
}

void
cp_kept_work_discard (CpKeptWork *kept) {
  g_return_if_fail (kept != NULL);
  g_autofree char *lock = dup_lock_path (kept->file);
  g_unlink (kept->file);
  g_unlink (lock);
}

CpKeptWork *
cp_kept_work_new (void) {
  g_autofree char *folder = dup_folder (), *id = g_uuid_string_random (),
                  *name = g_strconcat (id, SUFFIX, NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return NULL;
  CpKeptWork *kept = g_new0 (CpKeptWork, 1);
  kept->file = g_build_filename (folder, name, NULL);
  kept->lock = take_lock (kept->file);
  if (kept->lock >= 0)
    return kept;
  cp_kept_work_free (kept);
  return NULL;
}

char *
cp_kept_work_compose (const json_t *document, const char *path, const char *title) {
  g_return_val_if_fail (json_is_object (document) && title != NULL, NULL);
  g_autoptr (json_t) copy = json_copy ((json_t *)document);
  json_t *about =
      json_pack ("{s:s,s:I}", "title", title, "time", (json_int_t)(g_get_real_time () / G_USEC_PER_SEC));
  if (path != NULL)
    json_object_set_new (about, "path", json_string (path));
  json_object_set_new (copy, "kept", about);
  return cp_json_dump (copy, TRUE);
}

json_t *
cp_kept_read (const char *file, char **out_path, GError **error) {
  g_return_val_if_fail (file != NULL && out_path != NULL, NULL);
  json_t *document = cp_json_load_file (file, error);
  if (document == NULL)
    return NULL;
  const json_t *about = json_object_get (document, "kept");
  if (!json_is_object (about)) {
    g_autofree char *name = g_path_get_basename (file);
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: kept: expected what unsaved work this is.", name);
    json_decref (document);
    return NULL;
  }
  *out_path = g_strdup (json_string_value (json_object_get (about, "path")));
  json_object_del (document, "kept");
  return document;
}

/* (transfer full) (nullable): what lies in @file, held now; NULL while somebody holds it or it is no kept
 * work */
static CpKeptWork *
take (const char *file) {
  g_autoptr (CpKeptWork) kept = g_new0 (CpKeptWork, 1);
  kept->file = g_strdup (file);
  kept->lock = take_lock (file);
  if (kept->lock < 0)
    return NULL;
  g_autoptr (json_t) document = cp_json_load_file (file, NULL);
  const json_t *about = json_object_get (document, "kept");
  const char *title = json_string_value (json_object_get (about, "title"));
  if (title == NULL)
    return NULL;
  kept->title = g_strdup (title);
  kept->path = g_strdup (json_string_value (json_object_get (about, "path")));
  kept->time = json_integer_value (json_object_get (about, "time"));
  return g_steal_pointer (&kept);
}

static int
compare_times (gconstpointer a, gconstpointer b) {
  const CpKeptWork *left = *(CpKeptWork *const *)a, *right = *(CpKeptWork *const *)b;
  return left->time > right->time ? -1 : left->time < right->time;
}

GPtrArray *
cp_kept_work_find (void) {
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_kept_work_free);
  g_autofree char *folder = dup_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (folder, name, NULL);
    CpKeptWork *kept = g_str_has_suffix (name, SUFFIX) ? take (file) : NULL;
    if (kept != NULL)
      g_ptr_array_add (found, kept);
  }
  g_ptr_array_sort (found, compare_times);
  return found;
}

char *
cp_kept_work_describe (const CpKeptWork *kept, GDateTime *now) {
  g_return_val_if_fail (kept != NULL && now != NULL, NULL);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (kept->time);
  g_autoptr (GDateTime) then = g_date_time_to_timezone (utc, g_date_time_get_timezone (now));
  gboolean is_today = g_date_time_get_year (then) == g_date_time_get_year (now) &&
                      g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now);
  g_autofree char *time = g_date_time_format (then, is_today ? "%H:%M" : "%-e %B, %H:%M");
  g_autofree char *name = kept->path != NULL ? g_path_get_basename (kept->path) : g_strdup (kept->title);
  return g_strdup_printf ("Restore unsaved work of %s from %s?", name, time);
}
