#include "app/session-results.h"
#include "core/base/error.h"
#include "tests/app/unit.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* The session without a display: opening is all or nothing, edits score only when asked, thresholds answer at
 * once, saving keeps what it does not know. The network is one sigmoid unit, so every expected score is a
 * hand calculation: z = 1·amount + 2·Male − 2. */

static char *folder;

#define TABLE                                                                                                \
  "amount,sex,granted,same,given\n"                                                                          \
  "1,Female,0,5,0.1\n"                                                                                       \
  "2,Male,1,5,0.9\n"                                                                                         \
  "3,Female,1,5,0.4\n"                                                                                       \
  "0,Male,0,5,0.6\n"                                                                                         \
  "1,Male,1,5,0.7\n"                                                                                         \
  "0.5,Female,0,5,0.2\n"

static char *
write_file (const char *name, const char *text) {
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* ---- a session and what it told ---- */

typedef struct {
  CpSession *session;
  char *message; /* the last one */
  guint n_opened, n_results;
} Watched;

static void
keep_message (CpSession *session, const GError *error, gpointer data) {
  Watched *watched = data;
  g_free (watched->message);
  watched->message = g_strdup (error->message);
}

static void
count_opened (Watched *watched) {
  watched->n_opened++;
}

static void
count_results (Watched *watched) {
  watched->n_results++;
}

static void
watch (Watched *watched) {
  *watched = (Watched){.session = cp_session_new ()};
  g_signal_connect (watched->session, "message", G_CALLBACK (keep_message), watched);
  g_signal_connect_swapped (watched->session, "opened", G_CALLBACK (count_opened), watched);
  g_signal_connect_swapped (watched->session, "results-changed", G_CALLBACK (count_results), watched);
}

static void
watched_clear (Watched *watched) {
  g_clear_object (&watched->session);
  g_free (watched->message);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watched, watched_clear)

static void
wait_idle (Watched *watched) {
  while (cp_jobs_is_busy (cp_session_get_jobs (watched->session)))
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_told (Watched *watched, const char *text) {
  g_assert_cmpstr (watched->message, ==, text);
  g_clear_pointer (&watched->message, g_free);
}

static CpSources *
sources_new (const char *data, const char *label, const char *where, ...) {
  CpSources *sources = cp_sources_new ();
  va_list arguments;
  va_start (arguments, where);
  sources->data = g_build_filename (folder, data, NULL);
  sources->label = g_strdup (label);
  for (; where != NULL; where = va_arg (arguments, const char *)) {
    g_autofree char *path =
        strchr (where, ':') != NULL ? g_strdup (where) : g_build_filename (folder, where, NULL);
    cp_sources_add_model (sources, NULL, path, NULL);
  }
  va_end (arguments);
  return sources;
}

static void
open_good (Watched *watched) {
  watch (watched);
  cp_session_open_sources (watched->session,
                           sources_new ("table.csv", "granted", "unit.h5", "column:given", NULL));
  wait_idle (watched);
  g_assert_cmpstr (watched->message, ==, NULL);
  g_assert_true (cp_session_is_open (watched->session));
}

/* ---- opening ---- */

static void
test_open (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  g_assert_cmpuint (watched.n_opened, ==, 1);
  g_assert_cmpuint (cp_session_get_n_models (session), ==, 2);
  g_assert_cmpstr (cp_session_get_title (session), ==, "table.csv");
  g_assert_false (cp_session_is_dirty (session));
  g_assert_cmpstr (cp_session_get_positive (session), ==, "1");
  const double *scores = cp_scores_get_values (cp_session_get_scores (session, 0));
  assert_close (scores[0], sigmoid (-1), 1e-6);
  assert_close (scores[1], sigmoid (2), 1e-6);
  assert_close (cp_scores_get_values (cp_session_get_scores (session, 1))[2], 0.4, 0);
  /* row 0 is negative for both; row 1 positive for both; row 2 is 0.73 and 0.4 */
  g_assert_cmpuint (cp_session_get_row (session), ==, 2);
}

static void
refuse (const char *data, const char *label, const char *where, const char *message) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpTable *table = cp_session_get_table (watched.session);
  cp_session_open_sources (watched.session, sources_new (data, label, where, NULL));
  wait_idle (&watched);
  assert_told (&watched, message);
  g_assert_cmpuint (watched.n_opened, ==, 1);
  g_assert_true (cp_session_get_table (watched.session) == table);
  g_assert_cmpuint (cp_session_get_n_models (watched.session), ==, 2);
  g_assert_cmpstr (cp_session_get_label (watched.session), ==, "granted");
  g_assert_nonnull (cp_session_get_audit (watched.session));
}

static void
test_refused (void) {
  g_autofree char *ragged = write_file ("ragged.csv", "a,b\n1,2,3\n");
  g_autofree char *text = write_file ("text.h5", "no model");
  refuse ("none.csv", "granted", "unit.h5", "none.csv: cannot be read: No such file or directory.");
  refuse ("ragged.csv", "b", "unit.h5", "ragged.csv:2: 3 fields, expected 2.");
  refuse ("table.csv", "same", "unit.h5",
          "table.csv: label 'same' has one value, '5'; a label needs at least two.");
  refuse (
      "table.csv", "granted", "column:nope",
      "table.csv: no column 'nope', which column:nope asks for; the columns are 'amount', 'sex', 'granted', "
      "'same', 'given'.");
  g_autofree char *place = g_build_filename (folder, "text.h5", NULL);
  g_autofree char *message = g_strdup_printf (
      "%s: is no model of a format known here, expected a Keras .h5 or XGBoost model.", place);
  refuse ("table.csv", "granted", "text.h5", message);
}

static void
test_width (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSources *sources = sources_new ("table.csv", "granted", "unit.h5", NULL);
  ((CpModelSource *)g_ptr_array_index (sources->models, 0))->columns = g_strsplit ("amount", ",", -1);
  cp_session_open_sources (watched.session, sources);
  wait_idle (&watched);
  assert_told (&watched,
               "The model takes 3 features, but the columns of table.csv make 1 (amount 1); name its "
               "columns or give a feature specification.");
  g_assert_cmpuint (watched.n_opened, ==, 1);
}

static void
refuse_session (const char *text, const char *message) {
  g_autofree char *path = write_file ("bad.counterpoint", text);
  g_auto (Watched) watched;
  open_good (&watched);
  cp_session_open_file (watched.session, path);
  wait_idle (&watched);
  assert_told (&watched, message);
  g_assert_cmpstr (cp_session_get_path (watched.session), ==, NULL);
}

static void
test_refused_session (void) {
  refuse_session ("{\"counterpoint\":2}",
                  "bad.counterpoint: is a session of version 2; this program reads version 1.");
  refuse_session (
      "{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},\"edits\":[{\"row\":6,\"values\":{}}]}",
      "bad.counterpoint: edits[0].row: expected a row from 0 to 5.");
  refuse_session ("{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},"
                  "\"edits\":[{\"row\":1,\"values\":{\"amount\":\"much\"}}]}",
                  "bad.counterpoint: edits[0]: column 'amount': 'much' is not a number.");
  refuse_session (
      "{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},\"slices\":[\"colour\"]}",
      "table.csv: no column 'colour', which the slices asks for; the columns are 'amount', 'sex', "
      "'granted', 'same', 'given'.");
}

static void
test_replaced (void) {
  g_auto (Watched) watched;
  watch (&watched);
  cp_session_open_sources (watched.session, sources_new ("none.csv", NULL, NULL));
  cp_session_open_sources (watched.session, sources_new ("table.csv", NULL, NULL));
  wait_idle (&watched);
  g_assert_cmpstr (watched.message, ==, NULL); /* the first was forgotten with its error */
  g_assert_cmpuint (watched.n_opened, ==, 1);
  g_assert_cmpuint (cp_session_get_n_models (watched.session), ==, 0);
}

/* ---- edits and runs ---- */

static const CpField *
field (CpSession *session, const char *name) {
  return cp_fields_find (cp_session_get_fields (session), name);
}

static void
edit (CpSession *session, const char *name, const char *value) {
  g_autoptr (GError) error = NULL;
  cp_session_edit (session, field (session, name), value, &error);
  g_assert_no_error (error);
}

static void
run (CpSession *session) {
  g_autoptr (GError) error = NULL;
  cp_session_run (session, &error);
  g_assert_no_error (error);
}

static void
test_run (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  edit (session, "sex", "Male");
  assert_close (cp_session_get_row_score (session, 0, 0), sigmoid (-1), 1e-6); /* edits do not score */
  run (session);
  const CpRun *first = cp_session_get_last_run (session, 0);
  g_assert_cmpstr (first->change, ==, "sex Female → Male");
  assert_close (first->scores[0], sigmoid (1), 1e-6);
  assert_close (first->deltas[0], sigmoid (1) - sigmoid (-1), 1e-6);
  assert_close (first->scores[1], NAN, 0); /* a column cannot be scored again */
  edit (session, "amount", "3");
  run (session);
  const CpRun *second = cp_session_get_last_run (session, 0);
  g_assert_cmpuint (second->number, ==, 2);
  g_assert_cmpstr (second->change, ==, "amount 1 → 3");
  assert_close (second->deltas[0], sigmoid (3) - sigmoid (1), 1e-6);
  assert_close (cp_session_get_row_score (session, 0, 0), sigmoid (3), 1e-6);
  assert_close (cp_session_get_row_score (session, 1, 0), 0.1, 0);
  g_assert_true (cp_session_is_dirty (session));
}

static void
assert_cell (CpSession *session, const char *name, const char *value) {
  const CpRowHistory *history = cp_session_get_history (session);
  g_autofree char *cell = cp_field_dup_cell (field (session, name), cp_row_history_get_current (history), 0);
  g_assert_cmpstr (cell, ==, value);
}

static void
test_undo (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  g_assert_false (cp_session_can_undo (session));
  edit (session, "amount", "4");
  edit (session, "amount", "42"); /* typed key by key: one step */
  edit (session, "sex", "Male");
  cp_session_undo (session);
  assert_cell (session, "sex", "Female");
  cp_session_undo (session);
  assert_cell (session, "amount", "1");
  g_assert_false (cp_session_can_undo (session));
  cp_session_redo (session);
  assert_cell (session, "amount", "42");
  cp_session_select_row (session, 1);
  assert_cell (session, "amount", "2");
  edit (session, "amount", "7");
  cp_session_undo (session); /* one sequence of steps over all rows: the newest first, its row selected */
  assert_cell (session, "amount", "2");
  cp_session_undo (session);
  g_assert_cmpuint (cp_session_get_row (session), ==, 0);
  assert_cell (session, "amount", "1");
  cp_session_redo (session);
  assert_cell (session, "amount", "42");
  cp_session_revert (session);
  assert_cell (session, "amount", "1");
  cp_session_undo (session);
  assert_cell (session, "amount", "42");
}

static void
test_typing_after_a_run (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  edit (session, "amount", "4");
  run (session);
  edit (session, "amount", "42");
  cp_session_undo (session);
  assert_cell (session, "amount", "4"); /* what was scored stays a step of its own */
}

static void
test_no_number (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  g_autoptr (GError) error = NULL;
  g_assert_false (cp_session_edit (session, field (session, "amount"), "much", &error));
  assert_message (error, "column 'amount': 'much' is not a number.");
  g_assert_false (cp_session_run (session, &error));
  assert_message (error, "column 'amount': 'much' is not a number.");
  g_assert_cmpuint (cp_session_get_runs (session)->len, ==, 0);
  edit (session, "amount", "2");
  run (session);
  assert_close (cp_session_get_last_run (session, 0)->scores[0], sigmoid (0), 1e-6);
}

/* ---- the nearest counterfactual ---- */

/* The columns compared are amount, sex and same. amount: mean 1.25, sample variance (0.0625 + 0.5625 + 3.0625
 * + 1.5625 + 0.0625 + 0.5625) / 5 = 1.175; sex: 3 of 6 each, so different ones are 1/4 + 1/4 = 1/2 apart;
 * same is constant. unit grants z ≥ 0: rows 1, 2 and 4. */
#define DEVIATION sqrt (1.175)

static const CpCounterfactual *
find (Watched *watched, guint model, CpNorm norm) {
  cp_session_compare (watched->session, TRUE, model, norm);
  wait_idle (watched);
  g_assert_cmpstr (watched->message, ==, NULL);
  return cp_session_get_counterfactual (watched->session);
}

static void
test_counterfactual (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  wait_idle (&watched);
  g_assert_null (cp_session_get_counterfactual (session));
  const CpCounterfactual *nearest = find (&watched, 0, CP_NORM_L1);
  g_assert_cmpuint (nearest->row, ==, 4); /* 1, Male against 1, Female */
  assert_close (nearest->distance, 0.5, 1e-12);
  assert_close (nearest->score, sigmoid (1), 1e-6);
  nearest = find (&watched, 1, CP_NORM_L2); /* given grants rows 1, 3 and 4 */
  g_assert_cmpuint (nearest->row, ==, 4);
  assert_close (nearest->distance, 0.5, 1e-12);
  cp_session_set_threshold (session, 0, CP_ALL_ROWS, 0.74); /* sigmoid (1) = 0.731 is no longer granted */
  nearest = find (&watched, 0, CP_NORM_L1);
  g_assert_cmpuint (nearest->row, ==, 1);
  assert_close (nearest->distance, 1 / DEVIATION + 0.5, 1e-12);
  nearest = find (&watched, 0, CP_NORM_L2);
  assert_close (nearest->distance, sqrt (1 / 1.175 + 0.25), 1e-12);
  cp_session_select_row (session, 1);
  g_assert_null (cp_session_get_counterfactual (session)); /* never that of another row */
  wait_idle (&watched);
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 4); /* 1, Male against 2, Male */
  cp_session_compare (session, FALSE, 0, CP_NORM_L2);
  g_assert_null (cp_session_get_counterfactual (session));
}

static void
test_no_counterfactual (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  cp_session_select_row (watched.session, 0);
  cp_session_set_threshold (watched.session, 0, CP_ALL_ROWS, 0.9);
  const CpCounterfactual *nearest = find (&watched, 0, CP_NORM_L1);
  g_assert_cmpuint (nearest->row, ==, CP_NO_ROW);
  g_assert_null (nearest->state);
  g_assert_cmpstr (nearest->reason, ==,
                   "unit decides every row as it decides this one; there is no counterfactual.");
}

static void
test_adopt (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  const CpField *sex = field (session, "sex");
  const CpCounterfactual *nearest = find (&watched, 0, CP_NORM_L1);
  g_autofree char *value = cp_field_dup_cell (sex, nearest->state, 0);
  g_assert_true (
      cp_field_differs (sex, cp_row_history_get_current (cp_session_get_history (session)), nearest->state));
  edit (session, "sex", value);
  wait_idle (&watched);
  assert_cell (session, "sex", "Male");
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 4); /* an edit decides nothing yet */
  run (session);
  wait_idle (&watched);
  /* now granted: the nearest that is not is the row as the table has it */
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 0);
  assert_close (cp_session_get_counterfactual (session)->distance, 0.5, 1e-12);
}

/* ---- the question ---- */

static void
slice_by (Watched *watched, const char *key) {
  const char *keys[] = {key, NULL};
  cp_session_set_slice_keys (watched->session, keys);
  wait_idle (watched);
}

/* The confusion of one slice counted row by row. */
static CpConfusion
count (CpSession *session, guint model, guint slice, double threshold) {
  const double *scores = cp_scores_get_values (cp_session_get_scores (session, model));
  const guint8 *labels = cp_labels_get_values (cp_session_get_labels (session));
  const guint32 *slices = cp_slices_get_slice_of_rows (cp_session_get_slices (session));
  CpConfusion c = {0};
  for (gsize row = 0; row < 6; row++) {
    gboolean is_positive = scores[row] >= threshold;
    if (slices[row] != slice)
      continue;
    *(labels[row] ? (is_positive ? &c.tp : &c.fn) : (is_positive ? &c.fp : &c.tn)) += 1;
  }
  return c;
}

static void
assert_confusion (const CpConfusion *a, CpConfusion b) {
  g_assert_cmpfloat (a->tp, ==, b.tp);
  g_assert_cmpfloat (a->fp, ==, b.fp);
  g_assert_cmpfloat (a->tn, ==, b.tn);
  g_assert_cmpfloat (a->fn, ==, b.fn);
}

static void
test_threshold (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  slice_by (&watched, "sex");
  for (double t = 0; t <= 1; t += 0.1) {
    cp_session_set_threshold (session, 0, 1, t);
    const CpAudit *audit = cp_session_get_audit (session); /* at once, before any job ends */
    assert_confusion (&audit->models[0].slices[1].confusion, count (session, 0, 1, t));
    assert_confusion (&audit->models[0].slices[0].confusion, count (session, 0, 0, 0.5));
    assert_confusion (&audit->models[1].slices[1].confusion, count (session, 1, 1, 0.5));
  }
  assert_close (cp_session_get_threshold (session, 0, CP_ALL_ROWS), NAN, 0);
  cp_session_set_threshold (session, 0, CP_ALL_ROWS, 0.3);
  assert_close (cp_session_get_threshold (session, 0, CP_ALL_ROWS), 0.3, 0);
  wait_idle (&watched);
  g_assert_false (isnan (cp_session_get_audit (session)->models[0].single_cost)); /* the job's audit */
}

static void
test_strategy (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  slice_by (&watched, "sex");
  cp_session_preview_strategy (session, CP_STRATEGY_DEMOGRAPHIC_PARITY);
  g_assert_null (cp_session_get_preview (session, 1));
  wait_idle (&watched);
  CpCosts costs = {1, 1};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpThresholds) expected = cp_thresholds_optimise (
      cp_session_get_sweep (session, 1), CP_STRATEGY_DEMOGRAPHIC_PARITY, &costs, -1, NULL, NULL, &error);
  g_assert_no_error (error);
  const CpThresholds *preview = cp_session_get_preview (session, 1);
  for (guint s = 0; s < 2; s++)
    g_assert_cmpfloat (preview->thresholds[s], ==, expected->thresholds[s]);
  g_assert_cmpfloat (cp_session_get_threshold (session, 1, 0), ==, 0.5); /* only a preview */
  cp_session_apply_preview (session);
  g_assert_cmpint (cp_session_get_strategy (session), ==, CP_STRATEGY_DEMOGRAPHIC_PARITY);
  for (guint s = 0; s < 2; s++)
    g_assert_cmpfloat (cp_session_get_threshold (session, 1, s), ==, expected->thresholds[s]);
  cp_session_set_threshold (session, 1, 0, 0.45);
  g_assert_cmpint (cp_session_get_strategy (session), ==, CP_STRATEGY_CUSTOM);
  g_assert_cmpint (cp_session_get_preview_strategy (session), ==, CP_STRATEGY_CUSTOM);
}

static void
test_apply_early (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_preview_strategy (session, CP_STRATEGY_SINGLE);
  cp_session_apply_preview (session); /* before the thresholds are known */
  g_assert_cmpint (cp_session_get_strategy (session), ==, CP_STRATEGY_CUSTOM);
  wait_idle (&watched);
  g_assert_cmpint (cp_session_get_strategy (session), ==, CP_STRATEGY_SINGLE);
  /* given: 0.4, 0.7 and 0.9 are granted; 0.6 is not: one error from 0.4 on, or from 0.7 on; ties go up */
  g_assert_cmpfloat (cp_session_get_threshold (session, 1, 0), ==, 0.7);
}

static void
test_label (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_set_label (session, "same", NULL);
  wait_idle (&watched);
  g_assert_cmpstr (cp_session_get_label_refusal (session), ==,
                   "table.csv: label 'same' has one value, '5'; a label needs at least two.");
  g_assert_cmpstr (watched.message, ==, NULL); /* it is said where it was asked */
  g_assert_cmpstr (cp_session_get_label (session), ==, "granted");
  g_assert_nonnull (cp_session_get_audit (session));
  cp_session_set_label (session, "granted", "0");
  g_assert_cmpstr (cp_session_get_label_refusal (session), ==, NULL);
  wait_idle (&watched);
  g_assert_cmpstr (cp_session_get_positive (session), ==, "0");
  g_assert_cmpstr (cp_session_get_label_values (session)[1], ==, "1");
  cp_session_set_label (session, NULL, NULL);
  wait_idle (&watched);
  g_assert_null (cp_session_get_audit (session));
  g_assert_null (cp_session_get_sweep (session, 0));
}

static void
test_two_changes (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  const char *keys[] = {"sex", NULL};
  cp_session_set_label (watched.session, "granted", "0");
  cp_session_set_slice_keys (watched.session, keys); /* while the first is on its way */
  wait_idle (&watched);
  g_assert_cmpstr (cp_session_get_positive (watched.session), ==, "0");
  g_assert_cmpuint (cp_slices_get_n_slices (cp_session_get_slices (watched.session)), ==, 2);
}

static void
test_slices_keep_thresholds (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_set_threshold (session, 0, CP_ALL_ROWS, 0.25);
  slice_by (&watched, "sex");
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, 0), ==, 0.25);
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, 1), ==, 0.25);
  g_assert_cmpfloat (cp_session_get_row_threshold (session, 0, 3), ==, 0.25);
}

/* ---- saving ---- */

static void
save (CpSession *session, const char *path) {
  g_autoptr (GError) error = NULL;
  cp_session_save (session, path, &error);
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
  watch (&again);
  cp_session_open_file (again.session, path);
  wait_idle (&again);
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
  g_assert_false (cp_session_save (watched.session, "/nowhere/at/all.counterpoint", &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_READ);
  g_assert_true (g_str_has_prefix (error->message, "/nowhere/at/all.counterpoint: "));
  g_assert_true (cp_session_is_dirty (watched.session));
  g_assert_cmpstr (cp_session_get_path (watched.session), ==, NULL);
}

static void
remove_folder (void) {
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("counterpoint-session-XXXXXX", NULL);
  g_free (write_file ("table.csv", TABLE));
  write_unit (folder);
  g_test_add_func ("/app/session/opening-scores-every-row-with-every-model", test_open);
  g_test_add_func ("/app/session/a-refused-table-or-model-leaves-what-is-open", test_refused);
  g_test_add_func ("/app/session/a-model-of-another-width-is-refused-with-both-widths", test_width);
  g_test_add_func ("/app/session/a-refused-session-file-leaves-what-is-open", test_refused_session);
  g_test_add_func ("/app/session/opening-again-forgets-what-was-on-its-way", test_replaced);
  g_test_add_func ("/app/session/edits-score-only-when-run", test_run);
  g_test_add_func ("/app/session/undo-takes-back-the-newest-step-of-any-row", test_undo);
  g_test_add_func ("/app/session/typing-after-a-run-is-a-new-step", test_typing_after_a_run);
  g_test_add_func ("/app/session/an-edit-that-is-no-number-is-refused-and-not-run", test_no_number);
  g_test_add_func ("/app/session/the-counterfactual-is-the-nearest-row-decided-differently",
                   test_counterfactual);
  g_test_add_func ("/app/session/without-another-decision-a-sentence-says-so", test_no_counterfactual);
  g_test_add_func ("/app/session/adopting-a-value-is-an-edit-scored-when-run", test_adopt);
  g_test_add_func ("/app/session/a-moved-threshold-answers-at-once", test_threshold);
  g_test_add_func ("/app/session/a-strategy-is-a-preview-until-applied", test_strategy);
  g_test_add_func ("/app/session/applying-before-the-preview-is-known-waits-for-it", test_apply_early);
  g_test_add_func ("/app/session/a-refused-label-changes-nothing", test_label);
  g_test_add_func ("/app/session/two-changes-in-a-row-both-count", test_two_changes);
  g_test_add_func ("/app/session/other-slices-keep-a-shared-threshold", test_slices_keep_thresholds);
  g_test_add_func ("/app/session/saving-and-opening-give-the-same-session", test_round_trip);
  g_test_add_func ("/app/session/saving-to-no-place-keeps-the-changes", test_unwritable);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
