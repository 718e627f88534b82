#include "app/opening/file-kind.h"

#include "core/base/error.h"
#include "core/report/session-file.h"
#include "core/table/csv.h"

#include <string.h>

#define HEAD 4096

CpFileKind
cp_file_kind_guess (const char *path) {
  g_autoptr (GFile) file = g_file_new_for_path (path);
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY)
    return CP_FILE_MODEL; /* a SavedModel is a folder */
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  guint8 head[HEAD];
  gsize length = 0;
  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), head, HEAD, &length, NULL, NULL))
    return CP_FILE_TABLE;
  if (length >= 2 && head[0] == 0x1f && head[1] == 0x8b)
    return CP_FILE_TABLE;
  gsize first = 0;
  while (first < length && g_ascii_isspace (head[first]))
    first++;
  if (first < length && head[first] == '{')
    return cp_session_file_is_session (path) ? CP_FILE_SESSION : CP_FILE_MODEL;
  if (length >= 5 && memcmp (head, "tree\n", 5) == 0) /* LightGBM's text */
    return CP_FILE_MODEL;
  /* a pickle may hold no zero byte in its first page; its first byte is no text */
  return memchr (head, 0, length) != NULL || (length > 0 && head[0] == 0x80) ? CP_FILE_MODEL : CP_FILE_TABLE;
}

static gboolean
refuse (GError **error, const char *path, const char *what) {
  g_autofree char *name = g_path_get_basename (path);
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: %s, expected a table, a model or a session.", name,
               what);
  return FALSE;
}

/* What a model's file may be, for its reader to say more. */
static gboolean
may_be_model (const char *what) {
  static const char *const models[] = {"an HDF5 file", "a zip archive", "a Python pickle", "JSON"};
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    if (g_str_has_prefix (what, models[i]))
      return TRUE;
  }
  return FALSE;
}

gboolean
cp_file_kind_find (const char *path, CpFileKind *out_kind, GError **error) {
  g_return_val_if_fail (path != NULL && out_kind != NULL, FALSE);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  *out_kind = cp_file_kind_guess (path);
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY)
    return TRUE;
  g_autoptr (GError) why = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &why);
  char head[64];
  gsize length = 0;
  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), head, sizeof head, &length, NULL, &why)) {
    g_autofree char *name = g_path_get_basename (path);
    const char *reason =
        g_error_matches (why, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)           ? "it is not there (any more)"
        : g_error_matches (why, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ? "reading it is not allowed"
                                                                          : why->message;
    g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: cannot be read: %s.", name, reason);
    return FALSE;
  }
  if (length == 0)
    return refuse (error, path, "the file is empty");
  const char *what = cp_csv_name_other (head, length);
  if (what == NULL || may_be_model (what))
    return TRUE;
  g_autofree char *is = g_strconcat ("this is ", what, NULL);
  return refuse (error, path, is);
}

/* ---- folders ---- */

static gboolean
is_folder (const char *path) {
  return g_file_test (path, G_FILE_TEST_IS_DIR);
}

static gboolean
is_saved_model (const char *path) {
  g_autofree char *inside = g_build_filename (path, "saved_model.pb", NULL);
  return g_file_test (inside, G_FILE_TEST_EXISTS);
}

/* A text beside a table (a README, a specification) is no table of its own. */
static gboolean
has_table_name (const char *name) {
  static const char *const ends[] = {".csv", ".tsv", ".tab", ".csv.gz", ".tsv.gz"};
  g_autofree char *lower = g_ascii_strdown (name, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++) {
    if (g_str_has_suffix (lower, ends[i]))
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_model_name (const char *name) {
  static const char *const ends[] = {".h5", ".hdf5", ".keras", ".onnx", ".ubj", ".json"};
  g_autofree char *lower = g_ascii_strdown (name, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++) {
    if (g_str_has_suffix (lower, ends[i]) && !g_str_has_suffix (lower, ".spec.json"))
      return TRUE;
  }
  return FALSE;
}

static int
compare_paths (gconstpointer a, gconstpointer b) {
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static gboolean
expand_folder (const char *folder, GPtrArray *out, GError **error) {
  g_autoptr (GError) why = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &why);
  g_autofree char *name = g_path_get_basename (folder);
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_free);
  if (dir == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: is a folder that cannot be read.", name);
    return FALSE;
  }
  for (const char *entry; (entry = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (folder, entry, NULL);
    GPtrArray *kind = g_str_has_suffix (entry, ".counterpoint")         ? sessions
                      : has_table_name (entry)                          ? tables
                      : has_model_name (entry) || is_saved_model (path) ? models
                                                                        : NULL;
    if (kind != NULL)
      g_ptr_array_add (kind, g_steal_pointer (&path));
  }
  if (sessions->len == 1) {
    g_ptr_array_add (out, g_strdup (g_ptr_array_index (sessions, 0)));
    return TRUE;
  }
  if (tables->len != 1) {
    if (tables->len == 0)
      g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                   "%s: is a folder without a table; open a table, models or a session from it.", name);
    else
      g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: is a folder with %u tables; open the one you mean.",
                   name, tables->len);
    return FALSE;
  }
  g_ptr_array_sort (models, compare_paths); /* the first by name is A */
  g_ptr_array_add (out, g_strdup (g_ptr_array_index (tables, 0)));
  for (guint i = 0; i < models->len; i++)
    g_ptr_array_add (out, g_strdup (g_ptr_array_index (models, i)));
  return TRUE;
}

char **
cp_file_kind_expand (const char *const *paths, GError **error) {
  g_return_val_if_fail (paths != NULL, NULL);
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func (g_free);
  for (; *paths != NULL; paths++) {
    if (!is_folder (*paths) || is_saved_model (*paths))
      g_ptr_array_add (out, g_strdup (*paths));
    else if (!expand_folder (*paths, out, error))
      return NULL;
  }
  g_ptr_array_add (out, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&out), FALSE);
}
