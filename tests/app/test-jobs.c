#include "app/jobs.h"
#include "core/base/error.h"
#include "tests/fixture.h"

/* The job runner without a display. Jobs wait at gates, so nothing depends on timing. */

typedef struct {
  int value;
  GMutex *gate; /* (nullable): held by the test until the job may end */
  gboolean waits_for_cancel;
} Request;

typedef struct {
  int value; /* the last result, -1 for none */
  guint n_done;
  GError *error;
} Outcome;

static int n_results_freed;

static void
free_result (gpointer data) {
  g_free (data);
  g_atomic_int_inc (&n_results_freed);
}

static gpointer
run (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Request *request = data;
  cp_progress_report (progress, 0.25, "Thinking");
  while (request->waits_for_cancel && !g_cancellable_is_cancelled (cancellable))
    g_usleep (100);
  if (request->gate != NULL) {
    g_mutex_lock (request->gate);
    g_mutex_unlock (request->gate);
  }
  if (request->value < 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%d: expected a number from 0 up.", request->value);
    return NULL;
  }
  int *result = g_new (int, 1);
  *result = request->value;
  return result;
}

static void
done (gpointer result, const GError *error, gpointer owner) {
  Outcome *outcome = owner;
  outcome->n_done++;
  outcome->value = result != NULL ? *(int *)result : -1;
  g_clear_error (&outcome->error);
  outcome->error = error != NULL ? g_error_copy (error) : NULL;
  g_free (result);
}

static const CpJobKind first_kind = {"first", run, g_free, free_result, done, 0};
static const CpJobKind second_kind = {"second", run, g_free, free_result, done, 0};

static Request *
request_new (int value, GMutex *gate) {
  Request *request = g_new0 (Request, 1);
  request->value = value;
  request->gate = gate;
  return request;
}

static void
wait_idle (CpJobs *jobs) {
  while (cp_jobs_is_busy (jobs))
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_freed (int n) {
  while (g_atomic_int_get (&n_results_freed) < n)
    g_main_context_iteration (NULL, FALSE);
}

static void
test_result (void) {
  g_autoptr (CpJobs) jobs = cp_jobs_new ();
  Outcome outcome = {.value = -1};
  cp_jobs_start (jobs, &first_kind, request_new (7, NULL), &outcome);
  g_assert_cmpuint (outcome.n_done, ==, 0); /* never before the main loop runs */
  wait_idle (jobs);
  g_assert_cmpint (outcome.value, ==, 7);
  g_assert_cmpuint (outcome.n_done, ==, 1);
  g_assert_no_error (outcome.error);
}

static void
test_error (void) {
  g_autoptr (CpJobs) jobs = cp_jobs_new ();
  Outcome outcome = {.value = 3};
  cp_jobs_start (jobs, &first_kind, request_new (-4, NULL), &outcome);
  wait_idle (jobs);
  g_assert_cmpint (outcome.value, ==, -1);
  assert_message (outcome.error, "-4: expected a number from 0 up.");
}

static void
test_replaced (void) {
  g_autoptr (CpJobs) jobs = cp_jobs_new ();
  Outcome outcome = {.value = -1};
  GMutex gate;
  g_mutex_init (&gate);
  g_mutex_lock (&gate);
  n_results_freed = 0;
  cp_jobs_start (jobs, &first_kind, request_new (1, &gate), &outcome);
  cp_jobs_start (jobs, &first_kind, request_new (2, NULL), &outcome);
  wait_idle (jobs);
  g_assert_cmpint (outcome.value, ==, 2);
  g_mutex_unlock (&gate); /* the first one ends late */
  wait_freed (1);
  g_assert_cmpuint (outcome.n_done, ==, 1);
  g_assert_cmpint (outcome.value, ==, 2);
  g_mutex_clear (&gate);
}

static void
test_kinds (void) {
  g_autoptr (CpJobs) jobs = cp_jobs_new ();
  Outcome first = {.value = -1}, second = {.value = -1};
  cp_jobs_start (jobs, &first_kind, request_new (1, NULL), &first);
  cp_jobs_start (jobs, &second_kind, request_new (2, NULL), &second);
  g_assert_true (cp_jobs_is_running (jobs, &first_kind));
  g_assert_true (cp_jobs_is_running (jobs, &second_kind));
  wait_idle (jobs);
  g_assert_cmpint (first.value, ==, 1);
  g_assert_cmpint (second.value, ==, 2);
}

static void
test_stop (void) {
  g_autoptr (CpJobs) jobs = cp_jobs_new ();
  Outcome outcome = {.value = 3};
  Request *request = request_new (5, NULL);
  request->waits_for_cancel = TRUE;
  cp_jobs_start (jobs, &first_kind, request, &outcome);
  cp_jobs_stop (jobs);
  wait_idle (jobs);
  g_assert_cmpint (outcome.value, ==, -1); /* even though the job had made a result */
  g_assert_error (outcome.error, CP_ERROR, CP_ERROR_CANCELLED);
  g_clear_error (&outcome.error);
}

static void
test_cancel (void) {
  g_autoptr (CpJobs) jobs = cp_jobs_new ();
  Outcome outcome = {.value = 3};
  n_results_freed = 0;
  cp_jobs_start (jobs, &first_kind, request_new (5, NULL), &outcome);
  cp_jobs_cancel (jobs, &first_kind);
  g_assert_false (cp_jobs_is_busy (jobs));
  wait_freed (1);
  g_assert_cmpuint (outcome.n_done, ==, 0);
}

static void
test_disposed (void) {
  Outcome outcome = {.value = 3};
  CpJobs *jobs = cp_jobs_new ();
  n_results_freed = 0;
  cp_jobs_start (jobs, &first_kind, request_new (5, NULL), &outcome);
  g_object_run_dispose (G_OBJECT (jobs));
  g_object_unref (jobs);
  wait_freed (1);
  g_assert_cmpuint (outcome.n_done, ==, 0);
}

static void
count (GObject *object, GParamSpec *spec, gpointer data) {
  ++*(guint *)data;
}

static void
test_progress (void) {
  g_autoptr (CpJobs) jobs = cp_jobs_new ();
  Outcome outcome = {.value = -1};
  GMutex gate;
  guint n_busy = 0;
  g_mutex_init (&gate);
  g_mutex_lock (&gate);
  g_signal_connect (jobs, "notify::busy", G_CALLBACK (count), &n_busy);
  g_assert_cmpfloat (cp_jobs_get_fraction (jobs), ==, -1);
  cp_jobs_start (jobs, &first_kind, request_new (1, &gate), &outcome);
  g_assert_cmpuint (n_busy, ==, 1);
  while (cp_jobs_get_fraction (jobs) < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (cp_jobs_get_fraction (jobs), ==, 0.25);
  g_assert_cmpstr (cp_jobs_get_what (jobs), ==, "Thinking");
  g_mutex_unlock (&gate);
  wait_idle (jobs);
  g_assert_cmpuint (n_busy, ==, 2);
  g_assert_cmpfloat (cp_jobs_get_fraction (jobs), ==, -1);
  g_mutex_clear (&gate);
}

static void
test_delayed (void) {
  static const CpJobKind slow_kind = {"slow", run, g_free, free_result, done, 30};
  g_autoptr (CpJobs) jobs = cp_jobs_new ();
  Outcome outcome = {.value = -1};
  n_results_freed = 0;
  for (int i = 0; i < 10; i++)
    cp_jobs_start (jobs, &slow_kind, request_new (i, NULL), &outcome);
  g_assert_true (cp_jobs_is_running (jobs, &slow_kind));
  wait_idle (jobs);
  g_assert_cmpint (outcome.value, ==, 9);
  g_assert_cmpuint (outcome.n_done, ==, 1);
  g_assert_cmpint (n_results_freed, ==, 0); /* the other nine never ran */
  cp_jobs_start (jobs, &slow_kind, request_new (1, NULL), &outcome);
  cp_jobs_cancel (jobs, &slow_kind);
  g_assert_false (cp_jobs_is_busy (jobs));
}

/* done starts the next job: the window must not see a moment of rest in between */
static void
start_next (gpointer result, const GError *error, gpointer owner) {
  CpJobs *jobs = owner;
  static Outcome outcome;
  g_free (result);
  cp_jobs_start (jobs, &second_kind, request_new (2, NULL), &outcome);
}

static void
test_chain (void) {
  static const CpJobKind chain_kind = {"chain", run, g_free, free_result, start_next, 0};
  g_autoptr (CpJobs) jobs = cp_jobs_new ();
  guint n_busy = 0;
  g_signal_connect (jobs, "notify::busy", G_CALLBACK (count), &n_busy);
  cp_jobs_start (jobs, &chain_kind, request_new (1, NULL), jobs);
  wait_idle (jobs);
  g_assert_cmpuint (n_busy, ==, 2);
}

/* What a job was given and a result nobody wants may be tables of a million rows. */
static gpointer freed_by; /* the thread that freed the last one */

static void
note_thread (gpointer data) {
  g_free (data);
  g_atomic_pointer_set (&freed_by, g_thread_self ());
}

static void
wait_freed_elsewhere (void) {
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  while (g_atomic_pointer_get (&freed_by) == NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_nonnull (freed_by);
  g_assert_true (freed_by != g_thread_self ());
  freed_by = NULL;
}

static void
test_freed (void) {
  static const CpJobKind given_kind = {"given", run, note_thread, free_result, done, 0};
  static const CpJobKind unwanted_kind = {"unwanted", run, g_free, note_thread, done, 0};
  g_autoptr (CpJobs) jobs = cp_jobs_new ();
  Outcome outcome = {.value = -1};
  cp_jobs_start (jobs, &given_kind, request_new (1, NULL), &outcome);
  wait_idle (jobs);
  wait_freed_elsewhere ();
  cp_jobs_start (jobs, &unwanted_kind, request_new (1, NULL), &outcome);
  cp_jobs_cancel (jobs, &unwanted_kind);
  wait_freed_elsewhere ();
  cp_jobs_let_go (g_new (int, 1), note_thread);
  wait_freed_elsewhere ();
  cp_jobs_let_go (NULL, note_thread); /* nothing is nothing */
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/jobs/a-result-arrives-in-the-main-loop", test_result);
  g_test_add_func ("/app/jobs/an-error-is-delivered-verbatim", test_error);
  g_test_add_func ("/app/jobs/a-replaced-job-is-dropped-however-late", test_replaced);
  g_test_add_func ("/app/jobs/kinds-run-beside-each-other", test_kinds);
  g_test_add_func ("/app/jobs/stop-ends-with-the-error-cancelled", test_stop);
  g_test_add_func ("/app/jobs/a-cancelled-job-is-forgotten", test_cancel);
  g_test_add_func ("/app/jobs/a-disposed-runner-calls-nobody", test_disposed);
  g_test_add_func ("/app/jobs/progress-reaches-the-main-loop", test_progress);
  g_test_add_func ("/app/jobs/a-chain-of-jobs-is-one-stretch-of-work", test_chain);
  g_test_add_func ("/app/jobs/a-delayed-job-runs-once-when-the-hand-rests", test_delayed);
  g_test_add_func ("/app/jobs/what-a-job-was-given-is-freed-by-a-worker", test_freed);
  return g_test_run ();
}
