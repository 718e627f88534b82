#include "app/session/runs-words.h"

#include <math.h>

#define MINUTE ((gint64)60 * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static char *
format_local (gint64 time, const char *format) {
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  return then != NULL ? g_date_time_format (then, format) : g_strdup ("–");
}

char *
cp_run_say_when (gint64 time, gint64 now) {
  gint64 age = now - time;
  if (age < MINUTE && age > -DAY) /* a clock may have been set back */
    return g_strdup ("now");
  if (age >= MINUTE && age < HOUR)
    return g_strdup_printf ("%d min ago", (int)(age / MINUTE));
  if (age >= HOUR && age < DAY)
    return g_strdup_printf ("%d h ago", (int)(age / HOUR));
  return format_local (time, "%-d %b %H:%M");
}

char *
cp_run_say_time (gint64 time) {
  return format_local (time, "%-d %B %Y, %H:%M:%S");
}

gboolean
cp_run_decides (CpSession *session, const CpRun *run, guint model, int *out_decision) {
  double score = run->scores[model], before = run->before_scores[model];
  double threshold = cp_session_get_state_threshold (session, model, run->state);
  if (out_decision != NULL)
    *out_decision = isnan (score) ? -1 : score >= threshold;
  return !isnan (score) && !isnan (before) &&
         (score >= threshold) != (before >= cp_session_get_state_threshold (session, model, run->before));
}

char *
cp_run_say_change (const CpRun *run) {
  const char *change = run->batch != NULL ? run->batch->change : run->change;
  return g_strdup (*change != '\0' ? change : "as before");
}
