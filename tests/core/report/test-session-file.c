#include "core/report/session-file.h"

#include "core/base/error.h"
#include "tests/fixture.h"

#include <math.h>

static const char *valid =
    "{\"counterpoint\": 1, \"data\": {\"file\": \"a.csv\"}, \"models\": [{\"name\": \"A\", "
    "\"where\": \"a.h5\"}], \"tolerance\": 0.02, \"colour of the day\": [1, {\"x\": null}]}";

static char *
write_temporary (const char *name, const char *text) {
  g_autofree char *folder = g_dir_make_tmp ("counterpoint-XXXXXX", NULL);
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
remove_temporary (const char *path) {
  g_autofree char *folder = g_path_get_dirname (path);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_round_trip (void) {
  g_autofree char *path = write_temporary ("a.counterpoint", valid);
  g_autoptr (GError) error = NULL;
  g_assert_true (cp_session_file_is_session (path));
  g_autoptr (json_t) first = cp_session_file_read (path, &error);
  g_assert_no_error (error);
  g_assert_true (cp_session_file_write (first, path, &error));
  g_autoptr (json_t) second = cp_session_file_read (path, &error);
  g_assert_no_error (error);
  g_assert_true (json_equal (first, second));
  g_assert_nonnull (json_object_get (second, "colour of the day"));
  remove_temporary (path);
}

static void
check_refused (const char *text, const char *message) {
  g_autofree char *path = write_temporary ("a.counterpoint", text);
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_session_file_read (path, &error));
  assert_message (error, message);
  remove_temporary (path);
}

static void
test_refusals (void) {
  check_refused ("[1]", "a.counterpoint: is not a session: expected \"counterpoint\": 1 at the top.");
  check_refused ("{\"counterpoint\": 2}",
                 "a.counterpoint: is a session of version 2; this program reads version 1.");
  check_refused ("{\"counterpoint\": 1}", "a.counterpoint: data.file: expected the table's file name.");
  check_refused ("{\"counterpoint\": 1, \"data\": {\"file\": \"a.csv\"}, \"tolerance\": \"low\"}",
                 "a.counterpoint: tolerance: expected a number.");
  check_refused ("{\"counterpoint\": 1, \"data\": {\"file\": \"a.csv\"}, \"tolerance\": -0.1}",
                 "a.counterpoint: tolerance: expected a number from 0 up.");
  check_refused (
      "{\"counterpoint\": 1, \"data\": {\"file\": \"a.csv\"}, \"costs\": {\"false_positive\": -1}}",
      "a.counterpoint: costs.false_positive: expected a number from 0 up.");
  check_refused (
      "{\"counterpoint\": 1, \"data\": {\"file\": \"a.csv\"}, \"costs\": {\"false_negative\": \"1\"}}",
      "a.counterpoint: costs.false_negative: expected a number from 0 up.");
  check_refused ("{\"counterpoint\": 1, \"data\": {\"file\": \"a.csv\"}, \"thresholds\": {\"A\": \"0.4\"}}",
                 "a.counterpoint: thresholds.A: expected a number, null for nobody, or one of them a slice.");
  check_refused (
      "{\"counterpoint\": 1, \"data\": {\"file\": \"a.csv\"}, \"thresholds\": {\"A\": {\"F\": [1]}}}",
      "a.counterpoint: thresholds.A.F: expected a number, or null for nobody.");
  check_refused (
      "{\"counterpoint\": 1, \"data\": {\"file\": \"a.csv\"}, \"models\": [{\"where\": \"a.h5\"}, 7]}",
      "a.counterpoint: models[1]: expected an object.");
  check_refused ("{\"counterpoint\": 1, \"data\": {\"file\": \"a.csv\"}, \"models\": [{\"name\": \"A\"}]}",
                 "a.counterpoint: models[0].where: is missing; expected a file or column:NAME.");
}

static void
test_broken_json_names_the_line (void) {
  g_autofree char *path = write_temporary ("a.counterpoint", "{\"counterpoint\": 1,\n\n oops}");
  g_autoptr (GError) error = NULL;
  g_assert_false (cp_session_file_is_session (path));
  g_assert_null (cp_session_file_read (path, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "a.counterpoint:3: not valid JSON: "));
  remove_temporary (path);
}

static void
test_missing_file (void) {
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_session_file_read ("nowhere/a.counterpoint", &error));
  assert_message (error, "nowhere/a.counterpoint: cannot be read: No such file or directory.");
}

static void
test_saving_to_a_full_place (void) {
  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
    g_test_skip ("/dev/full is absent");
    return;
  }
  g_autoptr (json_t) session = json_loads (valid, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_false (cp_session_file_write (session, "/dev/full", &error));
  assert_message (error, "/dev/full: cannot be written: No space left on device; nothing was changed.");
}

/* root may write anywhere, so the folder that refuses is one that is not there to be written: /proc */
static void
test_saving_to_a_read_only_place (void) {
  g_autoptr (json_t) session = json_loads (valid, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_false (cp_session_file_write (session, "/proc/a.counterpoint", &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_READ);
  g_assert_true (g_str_has_prefix (error->message, "/proc/a.counterpoint: cannot be written: "));
  g_assert_true (g_str_has_suffix (error->message, "; nothing was changed."));
}

static void
test_paths (void) {
  g_autofree char *column = cp_session_file_resolve ("/home/ada/x.counterpoint", "column:score");
  g_autofree char *beside = cp_session_file_resolve ("/home/ada/x.counterpoint", "models/a.h5");
  g_autofree char *above = cp_session_file_resolve ("/home/ada/x.counterpoint", "../b.csv");
  g_assert_cmpstr (column, ==, "column:score");
  g_assert_cmpstr (beside, ==, "/home/ada/models/a.h5");
  g_assert_cmpstr (above, ==, "/home/b.csv");
  g_autofree char *beside_again = cp_session_file_relate ("/home/ada/x.counterpoint", beside);
  g_autofree char *above_again = cp_session_file_relate ("/home/ada/x.counterpoint", above);
  g_autofree char *far_away = cp_session_file_relate ("/home/ada/x.counterpoint", "/srv/table.csv");
  g_assert_cmpstr (beside_again, ==, "models/a.h5");
  g_assert_cmpstr (above_again, ==, "../b.csv");
  g_assert_cmpstr (far_away, ==, "/srv/table.csv");
}

static void
test_thresholds (void) {
  g_autoptr (json_t) session = json_loads (
      "{\"thresholds\": {\"limited\": {\"Female\": 0.03, \"Male\": null}, \"complete\": 0.4}}", 0, NULL);
  g_assert_cmpfloat (cp_session_file_get_threshold (session, "limited", "Female", 0.5), ==, 0.03);
  g_assert_true (isinf (cp_session_file_get_threshold (session, "limited", "Male", 0.5)));
  g_assert_cmpfloat (cp_session_file_get_threshold (session, "limited", "Joint", 0.5), ==, 0.5);
  g_assert_cmpfloat (cp_session_file_get_threshold (session, "complete", "Female", 0.5), ==, 0.4);
  g_assert_cmpfloat (cp_session_file_get_threshold (NULL, "complete", "Female", 0.5), ==, 0.5);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/session-file/unknown-keys-are-kept-and-written-back", test_round_trip);
  g_test_add_func ("/core/session-file/a-wrong-shape-is-refused-by-key", test_refusals);
  g_test_add_func ("/core/session-file/broken-json-names-its-line", test_broken_json_names_the_line);
  g_test_add_func ("/core/session-file/a-missing-file-says-so", test_missing_file);
  g_test_add_func ("/core/session-file/a-full-disk-changes-nothing", test_saving_to_a_full_place);
  g_test_add_func ("/core/session-file/a-read-only-place-changes-nothing", test_saving_to_a_read_only_place);
  g_test_add_func ("/core/session-file/paths-are-relative-to-the-file", test_paths);
  g_test_add_func ("/core/session-file/thresholds-are-saved-by-model-and-slice", test_thresholds);
  return g_test_run ();
}
