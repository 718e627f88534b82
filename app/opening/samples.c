#include "app/opening/samples.h"

#include <gio/gio.h>

static char *
find_in (const char *folder, const char *below, const char *name) {
  g_autofree char *session = g_strconcat (name, ".counterpoint", NULL);
  g_autofree char *path = g_build_filename (folder, below, name, session, NULL);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_canonicalize_filename (path, NULL) : NULL;
}

char *
cp_sample_find (const char *name) {
  const char *named = g_getenv ("COUNTERPOINT_SAMPLES");
  if (named != NULL && *named != '\0')
    return find_in (named, "", name);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  if (program == NULL)
    return NULL;
  g_autofree char *folder = g_path_get_dirname (program);
  char *installed = find_in (folder, "../share/counterpoint/samples", name);
  return installed != NULL ? installed : find_in (folder, "../data", name);
}
