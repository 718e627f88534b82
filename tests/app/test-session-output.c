#include "app/session/session-output.h"
#include "app/session/session-rows.h"
#include "app/session/session-scope.h"
#include "app/session/session-selection.h"
#include "tests/app/saving.h"
#include "tests/app/tagger.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* The tagger of tests/app/tagger.h. */

static char *folder;

#define TABLE                                                                                                \
  "question,level,tags\nplot a line,new,plot\nthe table and the "                                            \
  "plot,old,\"plot,table\"\nnothing,new,\ntable,old,table\n"

static CpSession *
open_questions (void) {
  return open_tagger (folder, TABLE);
}

static void
assert_scores (CpSession *session, const double *logits) {
  for (guint row = 0; row < 4; row++)
    assert_close (cp_session_get_row_score (session, 0, row), sigmoid (logits[row]), 1e-6);
}

static void
test_one_tag_is_looked_at_with_its_own_ground_truth (void) {
  g_autoptr (CpSession) session = open_questions ();
  static const double plot[] = {1, 1, -1, -1}, tables[] = {-1, 2, -1, 2};
  g_assert_cmpuint (cp_session_get_n_outputs (session), ==, 2);
  g_assert_cmpstr (cp_session_get_output_name (session, 1), ==, "table");
  g_assert_cmpstr (cp_session_get_label (session), ==, "tags: plot");
  g_assert_cmpint (cp_session_has_tag (session, 1, 1), ==, 1);
  g_assert_cmpint (cp_session_has_tag (session, 0, 1), ==, 0);
  assert_scores (session, plot);
  cp_session_set_output (session, 1);
  wait_idle (session);
  g_assert_cmpuint (cp_session_get_output (session), ==, 1);
  g_assert_cmpstr (cp_session_get_label (session), ==, "tags: table");
  assert_scores (session, tables);
  g_assert_cmpuint (cp_session_get_whole_model (session, 0)->n_outputs, ==, 2);
  g_assert_cmpuint (cp_session_get_model (session, 0)->n_outputs, ==, 1);
}

static void
test_every_tag_has_a_threshold_that_is_kept (void) {
  g_autoptr (CpSession) session = open_questions ();
  cp_session_set_output_threshold (session, 0, 0, 0.3);
  cp_session_set_output_threshold (session, 0, 1, 0.7);
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, CP_ALL_ROWS), ==, 0.3);
  g_assert_cmpfloat (cp_session_get_output_threshold (session, 0, 1), ==, 0.7);
  cp_session_set_output (session, 1);
  wait_idle (session);
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, CP_ALL_ROWS), ==, 0.7);
  g_assert_cmpfloat (cp_session_get_output_threshold (session, 0, 0), ==, 0.3);
  g_autofree char *path = g_build_filename (folder, "q.counterpoint", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (save_and_wait (session, path, &error));
  g_assert_no_error (error);
  g_autoptr (CpSession) again = cp_session_new ();
  cp_session_open_file (again, path);
  wait_idle (again);
  g_assert_true (cp_session_is_open (again));
  g_assert_cmpuint (cp_session_get_output (again), ==, 1);
  g_assert_cmpstr (cp_session_get_label (again), ==, "tags: table");
  g_assert_cmpstr (cp_session_get_tags_column (again), ==, "tags");
  g_assert_cmpfloat (cp_session_get_output_threshold (again, 0, 0), ==, 0.3);
  g_assert_cmpfloat (cp_session_get_output_threshold (again, 0, 1), ==, 0.7);
}

static void
keep_message (CpSession *session, const GError *error, char **message) {
  g_free (*message);
  *message = g_strdup (error->message);
}

static void
test_models_of_other_outputs_are_refused (void) {
  g_autoptr (CpSession) session = open_questions ();
  g_autofree char *message = NULL, *one = g_build_filename (folder, "one.h5", NULL),
                  *data = g_build_filename (folder, "q.csv", NULL),
                  *two = g_build_filename (folder, "t.h5", NULL);
  static const float kernel[] = {0, 1, 1};
  CpNetworkBuilder *builder = cp_network_builder_new (one, 3);
  cp_network_builder_dense (builder, "spam", 1, kernel, NULL, CP_ACTIVATION_SIGMOID, 0);
  g_autoptr (CpModel) model = cp_network_builder_end (builder, NULL);
  g_autoptr (CpModel) whole = cp_model_load (two, NULL);
  g_assert_true (cp_keras_h5_write (model, whole->inputs, one, NULL));
  CpSources *sources = cp_sources_new ();
  sources->data = g_strdup (data);
  g_hash_table_insert (sources->types, g_strdup ("question"), GINT_TO_POINTER (CP_COLUMN_TEXT));
  cp_sources_add_model (sources, NULL, two, NULL);
  cp_sources_add_model (sources, NULL, one, NULL);
  g_signal_connect (session, "message", G_CALLBACK (keep_message), &message);
  cp_session_open_sources (session, sources);
  wait_idle (session);
  g_autofree char *expected =
      g_strdup_printf ("%s: has 1 output, another model has 2; expected models of the same outputs.", one);
  g_assert_cmpstr (message, ==, expected);
}

/* Runs belong to the output they were scored for: without them an edited row is not scored yet. */
static void
test_an_edit_is_unscored_for_another_tag (void) {
  g_autoptr (CpSession) session = open_questions ();
  g_autoptr (GError) error = NULL;
  cp_session_select_row (session, 2);
  g_assert_true (cp_session_edit (session, cp_fields_find (cp_session_get_fields (session), "question"),
                                  "table", &error));
  g_assert_true (cp_session_run (session, &error));
  g_assert_true (cp_session_is_row_scored (session, 2));
  cp_session_set_output (session, 1);
  wait_idle (session);
  g_assert_cmpuint (cp_session_get_runs (session)->len, ==, 0);
  g_assert_false (cp_session_is_row_scored (session, 2));
  assert_close (cp_session_get_row_score (session, 0, 2), sigmoid (-1), 1e-6); /* the table's row */
  g_assert_true (cp_session_run (session, &error));
  const CpRun *run = cp_session_get_last_run (session, 2);
  g_assert_cmpstr (run->change, ==, "question nothing → table");
  assert_close (run->deltas[0], sigmoid (2) - sigmoid (-1), 1e-6);
}

/* A row deleted while another tag is scored stays deleted; the tag is worked out again without it. */
static void
test_a_question_asked_meanwhile_counts (void) {
  g_autoptr (CpSession) session = open_questions ();
  static const double tables[] = {-1, 2, -1, 2};
  gsize n;
  cp_session_select_row (session, 3);
  cp_session_set_output (session, 1);
  cp_session_delete_rows (session);
  wait_idle (session);
  g_assert_cmpuint (cp_session_get_output (session), ==, 1);
  assert_scores (session, tables);
  cp_session_get_scope (session, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpfloat (cp_session_get_audit (session)->models[0].overall.n, ==, 3);
  g_assert_cmpstr (cp_session_get_label (session), ==, "tags: table");
}

/* The tag asked for was of the session before. */
static void
test_opening_forgets_the_tag_on_its_way (void) {
  g_autoptr (CpSession) session = open_questions ();
  cp_session_open_sources (session, make_tagger_sources (folder, TABLE));
  g_usleep (G_USEC_PER_SEC / 2); /* opened by now, though the main loop has not heard of it */
  cp_session_set_output (session, 1);
  wait_idle (session);
  g_assert_cmpuint (cp_session_get_output (session), ==, 0);
  g_assert_cmpstr (cp_session_get_label (session), ==, "tags: plot");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  folder = g_dir_make_tmp ("cp-output-XXXXXX", NULL);
  g_test_add_func ("/app/session-output/one-tag-is-looked-at-with-its-own-ground-truth",
                   test_one_tag_is_looked_at_with_its_own_ground_truth);
  g_test_add_func ("/app/session-output/every-tag-has-a-threshold-that-is-kept",
                   test_every_tag_has_a_threshold_that_is_kept);
  g_test_add_func ("/app/session-output/models-of-other-outputs-are-refused",
                   test_models_of_other_outputs_are_refused);
  g_test_add_func ("/app/session-output/an-edit-is-unscored-for-another-tag",
                   test_an_edit_is_unscored_for_another_tag);
  g_test_add_func ("/app/session-output/a-question-asked-meanwhile-counts",
                   test_a_question_asked_meanwhile_counts);
  g_test_add_func ("/app/session-output/opening-forgets-the-tag-on-its-way",
                   test_opening_forgets_the_tag_on_its_way);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
