#include "app/opening/missing-files.h"

#include <string.h>

void
cp_missing_file_free (CpMissingFile *file) {
  g_free (file->path);
  g_free (file->found);
  g_free (file);
}

/* column:, http: and command: are no files. */
static gboolean
is_file (const char *where) {
  static const char *const others[] = {"column:", "http:", "https:", "command:"};
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    if (g_str_has_prefix (where, others[i]))
      return FALSE;
  }
  return !g_str_equal (where, "-");
}

static void
look_for (GPtrArray *missing, int model, const char *path, const char *folder) {
  if (path == NULL || !is_file (path) || g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  CpMissingFile *file = g_new0 (CpMissingFile, 1);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *beside = g_build_filename (folder, name, NULL);
  file->model = model;
  file->path = g_strdup (path);
  if (g_file_test (beside, G_FILE_TEST_EXISTS))
    file->found = g_steal_pointer (&beside);
  g_ptr_array_add (missing, file);
}

GPtrArray *
cp_missing_files_find (const CpSources *sources, const char *session_path) {
  g_return_val_if_fail (sources != NULL && session_path != NULL, NULL);
  g_autofree char *folder = g_path_get_dirname (session_path);
  GPtrArray *missing = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_missing_file_free);
  look_for (missing, -1, sources->data, folder);
  for (guint m = 0; m < sources->models->len; m++)
    look_for (missing, (int)m, ((CpModelSource *)g_ptr_array_index (sources->models, m))->where, folder);
  return missing;
}

void
cp_missing_file_replace (const CpMissingFile *file, CpSources *sources, const char *path) {
  g_return_if_fail (file != NULL && sources != NULL && path != NULL);
  char **place = file->model < 0
                     ? &sources->data
                     : &((CpModelSource *)g_ptr_array_index (sources->models, (guint)file->model))->where;
  g_free (*place);
  *place = g_strdup (path);
}
