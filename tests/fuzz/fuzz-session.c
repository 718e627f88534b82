#include "core/report/session-file.h"
#include "tests/fuzz/fuzz.h"

#include <unistd.h>

/* Reads the bytes as a session file; should that succeed, looks up what the program looks up in one, and
 * writes it again. */

static char *
write_file (const uint8_t *bytes, size_t length) {
  char *path = NULL;
  int file = g_file_open_tmp ("fuzz-XXXXXX.counterpoint", &path, NULL);
  g_assert_cmpint (file, >=, 0);
  close (file);
  g_assert_true (g_file_set_contents (path, (const char *)bytes, (gssize)length, NULL));
  return path;
}

static void
look_up (const json_t *session, const char *path) {
  gsize i;
  json_t *model;
  json_array_foreach (json_object_get (session, "models"), i, model) {
    const char *where = json_string_value (json_object_get (model, "where"));
    const char *name = json_string_value (json_object_get (model, "name"));
    g_assert_nonnull (where);
    g_autofree char *resolved = cp_session_file_resolve (path, where);
    g_free (cp_session_file_relate (path, resolved));
    cp_session_file_get_threshold (session, name != NULL ? name : "A", "Female", 0.5);
  }
  g_free (cp_session_file_resolve (
      path, json_string_value (json_object_get (json_object_get (session, "data"), "file"))));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length) {
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_file (bytes, length);
  cp_session_file_is_session (path);
  g_autoptr (json_t) session = cp_session_file_read (path, &error);
  g_assert_true ((session == NULL) == (error != NULL));
  g_assert_true (error == NULL || g_str_has_suffix (error->message, "."));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
  if (session != NULL) {
    look_up (session, path);
    g_assert_true (cp_session_file_write (session, path, NULL));
    g_autoptr (json_t) again = cp_session_file_read (path, NULL);
    g_assert_true (again != NULL);
  }
  unlink (path);
  return 0;
}
