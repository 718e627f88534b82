#include "app/text-items.h"

/* Typing in the page of a text over the questions sample: from a key to both models' scores and the effects
 * of every word on every tag at hand. */

enum { ROW = 18, N_KEYS = 200 };

static void
wait_idle (CpSession *session) {
  while (cp_jobs_is_busy (cp_session_get_jobs (session)))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_answered (CpSession *session, CpTextAnswers *answers) {
  const CpTextAnswer *answer = cp_text_answers_get (answers, 1);
  return answer != NULL && answer->words != NULL &&
         answer->state == cp_row_history_get_current (cp_session_get_history (session));
}

int
main (int argc, char **argv) {
  const char *path = g_getenv ("COUNTERPOINT_SAMPLE");
  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_print ("the questions sample is not there\n");
    return 77;
  }
  g_autoptr (CpSession) session = cp_session_new ();
  cp_session_open_file (session, path);
  wait_idle (session);
  cp_session_select_row (session, ROW);
  CpTextAnswers *answers = cp_session_get_text_answers (session);
  cp_text_answers_want (answers);
  wait_idle (session);
  g_autofree char *text = cp_text_answers_dup_text (answers);
  g_autoptr (GString) typed = g_string_new (text);
  double sum = 0, worst = 0;
  for (guint key = 0; key < N_KEYS; key++) {
    g_string_append_c (typed, " plot the axis of a model"[key % 25]);
    gint64 start = g_get_monotonic_time ();
    cp_session_edit (session, cp_text_answers_get_field (answers), typed->str, NULL);
    while (!is_answered (session, answers))
      g_main_context_iteration (NULL, TRUE);
    double ms = (double)(g_get_monotonic_time () - start) / 1000;
    sum += ms;
    worst = MAX (worst, ms);
  }
  g_print ("typing, both models, 5 tags: %.2f ms a key, worst %.2f ms of %d keys\n", sum / N_KEYS, worst,
           N_KEYS);
  wait_idle (session);
  return 0;
}
