#include "app/session/session-inputs.h"
#include "app/session/session-selection.h"
#include "tests/app/saving.h"
#include "tests/app/session-fixture.h"

/* Saving keeps what it does not know; what was saved opens as it was. */

static void
save (CpSession *session, const char *path) {
  g_autoptr (GError) error = NULL;
  save_and_wait (session, path, &error);
  g_assert_no_error (error);
}

static void
test_round_trip (void) {
  g_autofree char *path = write_file (
      "kept.counterpoint",
      "{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\",\"origin\":\"made up\"},"
      "\"models\":[{\"name\":\"unit\",\"where\":\"unit.h5\",\"note\":\"mine\"},{\"name\":\"given\",\"where\":"
      "\"column:given\"}],"
      "\"label\":\"granted\",\"slices\":[\"sex\"],\"costs\":{\"false_positive\":2,\"false_negative\":1},"
      "\"future\":[1,2,3],\"view\":{\"notice\":\"Synthetic data\",\"zoom\":3}}");
  g_auto (Watched) first;
  watch (&first);
  cp_session_open_file (first.session, path);
  wait_idle (&first);
  g_assert_cmpstr (first.message, ==, NULL);
  g_assert_cmpstr (cp_session_get_notice (first.session), ==, "Synthetic data");
  cp_session_select_row (first.session, 2);
  edit (first.session, "sex", "Male");
  run (first.session);
  edit (first.session, "amount", "7");
  cp_session_set_threshold (first.session, 0, 1, 0.31);
  cp_session_set_threshold (first.session, 1, 0, INFINITY);
  save (first.session, path);
  g_assert_false (cp_session_is_dirty (first.session));

  g_auto (Watched) again;
  open_saved (&again, path);
  g_assert_cmpstr (again.message, ==, NULL);
  g_assert_cmpuint (cp_session_get_row (again.session), ==, 2);
  assert_cell (again.session, "sex", "Male");
  assert_cell (again.session, "amount", "7");
  const CpRun *saved = cp_session_get_last_run (again.session, 2);
  g_assert_cmpstr (saved->change, ==, "sex Female → Male");
  assert_close (saved->scores[0], sigmoid (3), 1e-6);
  assert_close (saved->scores[1], NAN, 0);
  g_assert_cmpfloat (cp_session_get_threshold (again.session, 0, 1), ==, 0.31);
  g_assert_true (isinf (cp_session_get_threshold (again.session, 1, 0)));
  g_assert_cmpfloat (cp_session_get_costs (again.session).fp_cost, ==, 2);
  g_autoptr (json_t) document = cp_json_load_file (path, NULL);
  g_assert_cmpuint (json_array_size (json_object_get (document, "future")), ==, 3);
  g_assert_cmpint (json_integer_value (json_object_get (json_object_get (document, "view"), "zoom")), ==, 3);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (document, "data"), "origin")), ==,
                   "made up");
  json_t *model = json_array_get (json_object_get (document, "models"), 0);
  g_assert_cmpstr (json_string_value (json_object_get (model, "note")), ==, "mine");
  g_assert_cmpstr (json_string_value (json_object_get (model, "where")), ==, "unit.h5");
}

static void
test_unwritable (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  g_autoptr (GError) error = NULL;
  cp_session_select_row (watched.session, 0);
  edit (watched.session, "sex", "Male");
  g_assert_false (save_and_wait (watched.session, "/nowhere/at/all.counterpoint", &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_READ);
  g_assert_true (g_str_has_prefix (error->message, "/nowhere/at/all.counterpoint: "));
  g_assert_true (cp_session_is_dirty (watched.session));
  g_assert_cmpstr (cp_session_get_path (watched.session), ==, NULL);
}

static json_t *
get_edits (const char *path) {
  g_autoptr (json_t) document = cp_json_load_file (path, NULL);
  return json_incref (json_object_get (document, "edits"));
}

static void
assert_amounts (const char *path, const char *expected) {
  g_autoptr (json_t) edits = get_edits (path);
  g_autofree char *text = cp_json_dump (edits, FALSE);
  g_assert_cmpstr (text, ==, expected);
}

/* The draft is the session of the moment: what is changed while it is written is neither in the file nor
 * called saved. */
static void
test_changed_meanwhile (void) {
  g_autofree char *path = g_build_filename (folder, "meanwhile.counterpoint", NULL);
  g_auto (Watched) watched;
  open_good (&watched);
  cp_session_select_row (watched.session, 0);
  edit (watched.session, "amount", "7");
  cp_session_save (watched.session, path);
  g_assert_true (cp_session_is_saving (watched.session));
  edit (watched.session, "amount", "8");
  cp_session_set_threshold (watched.session, 0, CP_ALL_ROWS, 0.9);
  wait_idle (&watched);
  g_assert_false (cp_session_is_saving (watched.session));
  assert_amounts (path, "[{\"row\":0,\"values\":{\"amount\":\"7\"}}]");
  g_assert_cmpstr (cp_session_get_path (watched.session), ==, path);
  g_assert_true (cp_session_is_dirty (watched.session));
  cp_session_undo (watched.session); /* back to what was written: still not called saved */
  g_assert_true (cp_session_is_dirty (watched.session));
  save (watched.session, path);
  g_assert_false (cp_session_is_dirty (watched.session));
}

/* The second waits for the first, so that the newest stays; of several that wait for one file the last is
 * written. */
static void
test_twice (void) {
  g_autofree char *path = g_build_filename (folder, "twice.counterpoint", NULL),
                  *other = g_build_filename (folder, "other.counterpoint", NULL);
  g_auto (Watched) watched;
  open_good (&watched);
  cp_session_select_row (watched.session, 0);
  for (guint i = 1; i <= 20; i++) {
    g_autofree char *amount = g_strdup_printf ("%u", 10 + i);
    edit (watched.session, "amount", amount);
    cp_session_save (watched.session, i == 10 ? other : path);
  }
  wait_idle (&watched);
  assert_amounts (other, "[{\"row\":0,\"values\":{\"amount\":\"20\"}}]");
  assert_amounts (path, "[{\"row\":0,\"values\":{\"amount\":\"30\"}}]");
  g_assert_cmpstr (cp_session_get_path (watched.session), ==, path);
  g_assert_false (cp_session_is_dirty (watched.session));
}

static void
test_stopped (void) {
  g_autofree char *path = g_build_filename (folder, "stopped.counterpoint", NULL);
  g_auto (Watched) watched;
  open_good (&watched);
  cp_session_select_row (watched.session, 0);
  edit (watched.session, "amount", "7");
  g_autoptr (GError) error = NULL;
  g_signal_connect (watched.session, "saved", G_CALLBACK (keep_saved), &error);
  cp_session_save (watched.session, path);
  cp_session_save (watched.session, path); /* waits, and is stopped with it */
  cp_jobs_stop (cp_session_get_jobs (watched.session));
  wait_idle (&watched);
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
  g_assert_false (cp_session_is_saving (watched.session));
  g_assert_true (cp_session_is_dirty (watched.session));
  g_assert_cmpstr (cp_session_get_path (watched.session), ==, NULL);
}

/* The one that is open by then is another: it gets neither the name nor the word that it is saved. */
static void
test_another_opened (void) {
  g_autofree char *path = g_build_filename (folder, "first.counterpoint", NULL);
  g_auto (Watched) watched;
  open_good (&watched);
  cp_session_select_row (watched.session, 0);
  edit (watched.session, "amount", "7");
  cp_session_save (watched.session, path);
  cp_session_open_sources (watched.session, sources_new ("table.csv", "granted", "column:given", NULL));
  wait_idle (&watched);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  cp_session_select_row (watched.session, 1);
  edit (watched.session, "amount", "9");
  g_assert_true (cp_session_is_dirty (watched.session));
  g_assert_cmpuint (cp_session_get_n_models (watched.session), ==, 1);
}

/* A row stands as its newest run has it: nothing is to be run again, and the next run is told against it. */
static void
test_scored (void) {
  g_autofree char *path = g_build_filename (folder, "run.counterpoint", NULL);
  g_auto (Watched) first;
  open_good (&first);
  cp_session_select_row (first.session, 2);
  edit (first.session, "sex", "Male");
  run (first.session);
  save (first.session, path);
  g_auto (Watched) again;
  open_saved (&again, path);
  g_assert_cmpuint (cp_session_get_row (again.session), ==, 2);
  g_assert_true (cp_session_is_row_scored (again.session, 2));
  CpTable *scored = cp_row_history_get_scored (cp_session_get_history (again.session));
  const CpField *sex = field (again.session, "sex");
  g_autofree char *cell = cp_field_dup_cell (sex, scored, 0);
  g_assert_cmpstr (cell, ==, "Male"); /* what is explained and compared */
  edit (again.session, "amount", "7");
  g_assert_false (cp_session_is_row_scored (again.session, 2));
  run (again.session);
  g_assert_cmpstr (cp_session_get_last_run (again.session, 2)->change, ==, "amount 3 → 7");
  edit (again.session, "amount", "9"); /* not run */
  save (again.session, path);
  g_auto (Watched) third;
  watch (&third);
  cp_session_open_file (third.session, path);
  wait_idle (&third);
  g_assert_false (cp_session_is_row_scored (third.session, 2));
  assert_cell (third.session, "amount", "9");
}

/* A slice of a column that is no more would keep the session shut for good. */
static void
test_lost_slice (void) {
  g_autofree char *path =
      write_file ("slice.counterpoint",
                  "{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},\"models\":[{\"name\":\"given\","
                  "\"where\":\"column:given\"}],\"label\":\"granted\",\"slices\":[\"area\",\"sex\"]}");
  g_auto (Watched) watched;
  watch (&watched);
  cp_session_open_file (watched.session, path);
  wait_idle (&watched);
  assert_told (&watched,
               "Left out of the slices: table.csv: no column 'area', which the slices asks for; the "
               "columns are 'amount', 'sex', 'granted', 'same' and 'given'.");
  g_assert_true (cp_session_is_open (watched.session));
  const char *const *keys = cp_session_get_slice_keys (watched.session);
  g_assert_cmpstr (keys[0], ==, "sex");
  g_assert_null (keys[1]);
}

/* Opened as it is, an edit that fits no more is told and nothing is opened; over files a person chose, it is
 * left out and told. */
static void
test_lost_edit (void) {
  const char *text =
      "{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},\"models\":[{\"name\":\"given\",\"where\":"
      "\"column:given\"}],\"label\":\"granted\",\"edits\":[{\"row\":1,\"values\":{\"amount\":\"7\"}},{"
      "\"row\":2,\"values\":{\"amount\":\"many\"}},{\"row\":99,\"deleted\":true}]}";
  g_autofree char *path = write_file ("edit.counterpoint", text);
  g_auto (Watched) watched;
  watch (&watched);
  cp_session_open_file (watched.session, path);
  wait_idle (&watched);
  assert_told (&watched, "edit.counterpoint: edits[2].row: expected a row from 0 to 5.");
  g_assert_false (cp_session_is_open (watched.session));
  g_autoptr (json_t) document = json_loads (text, 0, NULL);
  cp_session_open_inputs (watched.session, sources_new ("table.csv", "granted", "column:given", NULL), NULL,
                          path, document);
  wait_idle (&watched);
  assert_told (&watched, "2 changes and runs of rows no longer fit the files and were left out.");
  g_assert_cmpuint (json_array_size (json_object_get (document, "edits")), ==, 3); /* as it was read */
  cp_session_select_row (watched.session, 1);
  assert_cell (watched.session, "amount", "7");
}

/* Runs have a score a model, by its place: with one taken out before it a model had those of another. */
static void
test_lost_model (void) {
  const char *text =
      "{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},\"models\":[{\"name\":\"given\",\"where\":"
      "\"column:given\"},{\"name\":\"unit\",\"where\":\"unit.h5\"}],\"label\":\"granted\",\"runs\":[{\"row\":"
      "1,"
      "\"values\":{\"amount\":\"7\"},\"scores\":[null,0.99],\"deltas\":[null,0.1]}]}";
  g_autofree char *path = g_build_filename (folder, "one.counterpoint", NULL);
  g_autoptr (json_t) document = json_loads (text, 0, NULL);
  g_auto (Watched) watched;
  watch (&watched);
  cp_session_open_inputs (watched.session, sources_new ("table.csv", "granted", "unit.h5", NULL), NULL, path,
                          document);
  wait_idle (&watched);
  assert_told (&watched, "1 change or run of a row no longer fits the files and was left out.");
  g_assert_cmpuint (cp_session_get_runs (watched.session)->len, ==, 0);
  assert_close (cp_session_get_row_score (watched.session, 0, 1), sigmoid (2), 1e-6);
}

/* Opens over the files a person chose in place of the document's, saves, and opens what was saved. */
static void
choose_and_save (const char *path, const char *text, Watched *again) {
  g_auto (Watched) watched;
  g_autoptr (json_t) document = json_loads (text, 0, NULL);
  watch (&watched);
  cp_session_open_inputs (watched.session, sources_new ("table.csv", "granted", "column:given", NULL), NULL,
                          path, document);
  wait_idle (&watched);
  assert_told (&watched, NULL);
  save (watched.session, path);
  open_saved (again, path);
}

/* A column's type that was not chosen again would be asked for in a table that has no such column. */
static void
test_other_types (void) {
  g_autofree char *path = g_build_filename (folder, "types.counterpoint", NULL);
  g_auto (Watched) again;
  choose_and_save (path,
                   "{\"counterpoint\":1,\"data\":{\"file\":\"gone.csv\",\"columns\":{\"rate\":{\"type\":"
                   "\"category\",\"note\":\"mine\"}}},\"models\":[{\"name\":\"given\",\"where\":"
                   "\"column:given\"}],\"label\":\"granted\"}",
                   &again);
  assert_told (&again, NULL);
  g_assert_true (cp_session_is_open (again.session));
  g_autoptr (json_t) document = cp_json_load_file (path, NULL);
  json_t *rate = json_object_get (json_object_get (json_object_get (document, "data"), "columns"), "rate");
  g_assert_cmpstr (json_string_value (json_object_get (rate, "note")), ==, "mine");
}

/* What was said of a model goes with that model, not with the one that stands in its place now. */
static void
test_other_models (void) {
  g_autofree char *path = g_build_filename (folder, "models.counterpoint", NULL);
  g_auto (Watched) again;
  choose_and_save (path,
                   "{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},\"models\":[{\"name\":\"two\","
                   "\"where\":\"two.h5\",\"task\":\"multilabel\",\"outputs\":[\"cats\",\"dogs\"],"
                   "\"inputs\":[{\"column\":\"amount\",\"encoding\":\"number\",\"missing\":0}],\"note\":"
                   "\"of two\"},{\"name\":\"given\",\"where\":\"column:given\",\"note\":\"of given\"}],"
                   "\"label\":\"granted\"}",
                   &again);
  assert_told (&again, NULL);
  g_assert_true (cp_session_is_open (again.session));
  g_autoptr (json_t) document = cp_json_load_file (path, NULL);
  json_t *model = json_array_get (json_object_get (document, "models"), 0);
  g_autofree char *said = cp_json_dump (model, FALSE);
  g_assert_cmpstr (said, ==, "{\"name\":\"given\",\"where\":\"column:given\",\"note\":\"of given\"}");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  g_test_add_func ("/app/session/saving-and-opening-give-the-same-session", test_round_trip);
  g_test_add_func ("/app/session/saving-to-no-place-keeps-the-changes", test_unwritable);
  g_test_add_func ("/app/session/what-is-changed-while-saving-stays-unsaved", test_changed_meanwhile);
  g_test_add_func ("/app/session/saving-again-while-saving-leaves-the-newest", test_twice);
  g_test_add_func ("/app/session/saving-that-is-stopped-keeps-the-changes-unsaved", test_stopped);
  g_test_add_func ("/app/session/a-session-opened-while-another-is-saved-is-its-own", test_another_opened);
  g_test_add_func ("/app/session/a-row-that-was-run-opens-as-it-was-scored", test_scored);
  g_test_add_func ("/app/session/a-slice-that-is-no-more-is-left-out-and-told", test_lost_slice);
  g_test_add_func ("/app/session/runs-of-other-models-are-left-out-by-name-too", test_lost_model);
  g_test_add_func ("/app/session/types-of-columns-that-were-not-chosen-again-are-not-saved",
                   test_other_types);
  g_test_add_func ("/app/session/what-was-said-of-a-model-that-went-is-not-said-of-another",
                   test_other_models);
  g_test_add_func ("/app/session/an-edit-that-fits-no-more-is-left-out-over-chosen-files", test_lost_edit);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
