#include "core/base/file.h"
#include "tests/fixture.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Writing a file whole or not at all. */

static char *folder;

static char *
at (const char *name) {
  return g_build_filename (folder, name, NULL);
}

static void
write_text (const char *path, const char *text) {
  g_autoptr (GError) error = NULL;
  g_assert_true (cp_write_file (path, text, strlen (text), &error));
  g_assert_no_error (error);
}

static void
assert_text (const char *path, const char *expected) {
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_link (void) {
  g_autofree char *target = at ("target"), *link = at ("link");
  write_text (target, "before");
  g_assert_cmpint (symlink ("target", link), ==, 0);
  write_text (link, "after");
  assert_text (target, "after");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
}

static void
test_mode (void) {
  g_autofree char *path = at ("private");
  GStatBuf found;
  write_text (path, "before");
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  write_text (path, "after");
  g_assert_cmpint (g_stat (path, &found), ==, 0);
  g_assert_cmpuint (found.st_mode & 0777, ==, 0600);
}

/* As root everything may be written, so this says nothing there. */
static void
test_read_only (void) {
  g_autofree char *path = at ("kept"), *expected = NULL;
  g_autoptr (GError) error = NULL;
  write_text (path, "before");
  g_assert_cmpint (g_chmod (path, 0400), ==, 0);
  if (g_access (path, W_OK) == 0) {
    g_test_skip ("this user may write any file");
    return;
  }
  g_assert_false (cp_write_file (path, "after", 5, &error));
  expected = g_strdup_printf ("%s: cannot be written: Permission denied; nothing was changed.", path);
  assert_message (error, expected);
  assert_text (path, "before");
}

static void
test_nowhere (void) {
  g_autoptr (GError) error = NULL;
  g_autofree char *inside = g_build_filename (folder, "none", "file", NULL), *expected = NULL;
  g_assert_false (cp_write_file (inside, "x", 1, &error));
  expected =
      g_strdup_printf ("%s: cannot be written: No such file or directory; nothing was changed.", inside);
  assert_message (error, expected);
  g_assert_false (cp_write_file (folder, "x", 1, &error));
  g_free (expected);
  expected = g_strdup_printf ("%s: cannot be written: Is a directory; nothing was changed.", folder);
  assert_message (error, expected);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL); /* and no temporary file is left */
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_null (strchr (name, '.'));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("counterpoint-file-XXXXXX", NULL);
  g_test_add_func ("/core/file/a-link-stays-a-link", test_link);
  g_test_add_func ("/core/file/a-file-keeps-its-permissions", test_mode);
  g_test_add_func ("/core/file/a-file-that-may-not-be-written-is-left-alone", test_read_only);
  g_test_add_func ("/core/file/what-cannot-be-written-leaves-nothing-behind", test_nowhere);
  int status = g_test_run ();
  static const char *const names[] = {"target", "link", "private", "kept"};
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = at (names[i]);
    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
  return status;
}
