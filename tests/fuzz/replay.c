#include "tests/fuzz/fuzz.h"
#include <glib.h>

/* Runs every file of the folders named through a fuzz target, in sort order, and says so as TAP. */

static int
compare_paths (gconstpointer a, gconstpointer b) {
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

static void
list_files (GPtrArray *paths, const char *folder) {
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  if (dir == NULL)
    g_error ("%s", error->message);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
}

int
main (int argc, char **argv) {
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  for (int i = 1; i < argc; i++)
    list_files (paths, argv[i]);
  g_ptr_array_sort (paths, compare_paths);
  g_print ("1..%u\n", paths->len);
  for (guint i = 0; i < paths->len; i++) {
    g_autofree char *bytes = NULL;
    gsize length;
    g_autoptr (GError) error = NULL;
    if (!g_file_get_contents (paths->pdata[i], &bytes, &length, &error))
      g_error ("%s", error->message);
    /* an own block of exactly this size, so that a sanitizer sees a byte read past the end */
    g_autofree uint8_t *exact = g_memdup2 (bytes, length);
    LLVMFuzzerTestOneInput (exact, length);
    g_autofree char *name = g_path_get_basename (paths->pdata[i]);
    g_print ("ok %u %s\n", i + 1, name);
  }
  return 0;
}
