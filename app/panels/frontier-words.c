#include "app/panels/frontier-words.h"

#include "app/panels/letters.h"
#include "core/base/format.h"

#include <math.h>

const char *
cp_frontier_words_measure (CpStrategy strategy) {
  int measure = cp_strategy_get_info (strategy)->measure;
  return measure >= 0 ? cp_metric_get_info ((CpMetric)measure)->label : "True- and false-positive rate";
}

char *
cp_frontier_words_title (CpStrategy strategy) {
  g_autofree char *measure = g_ascii_strdown (cp_frontier_words_measure (strategy), -1);
  return g_strdup_printf ("What a smaller gap in %s costs", measure);
}

double
cp_frontier_words_gap (const CpAuditModel *model, CpStrategy strategy) {
  int measure = cp_strategy_get_info (strategy)->measure;
  if (measure >= 0)
    return model->gaps[measure].difference;
  return fmax (model->gaps[CP_METRIC_TPR].difference, model->gaps[CP_METRIC_FPR].difference);
}

double
cp_frontier_words_rate (const CpAudit *audit, guint model, double cost) {
  return cost / audit->models[model].overall.n * 1000;
}

/* "A\t267.0 per 1 000 rows, −8.0 against now" */
static void
append_cost (GString *text, const CpAudit *audit, guint model, double cost) {
  double now = cp_frontier_words_rate (audit, model, audit->models[model].cost),
         then = cp_frontier_words_rate (audit, model, cost);
  if (isnan (cost)) {
    g_string_append_printf (text, "\n%s\tcannot be held", cp_model_letter (model));
    return;
  }
  g_autofree char *rate = cp_format_number (then, 1), *change = cp_format_delta (then - now, 1);
  g_string_append_printf (text, "\n%s\t%s per 1\u00a0000 rows, %s", cp_model_letter (model), rate, change);
}

char *
cp_frontier_words_card (const CpFrontier *frontier, const CpAudit *audit, gsize vertex) {
  if (frontier == NULL || audit == NULL || vertex >= frontier->n_points)
    return g_strdup ("");
  g_autofree char *gap = cp_format_number (frontier->points[0][vertex].tolerance * CP_FRONTIER_POINTS, 1);
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "%s, gap at most %s points", cp_strategy_get_info (frontier->strategy)->label,
                          gap);
  for (guint m = 0; m < frontier->n_models; m++)
    append_cost (text, audit, m, frontier->points[m][vertex].cost);
  return g_string_free (text, FALSE);
}

/* At the tolerance: the preview's where it is of this strategy, else the frontier's. */
static double
get_cost (CpSession *session, const CpFrontier *frontier, guint model) {
  const CpThresholds *preview = cp_session_get_preview (session, model);
  if (preview != NULL && preview->strategy == frontier->strategy)
    return preview->cost;
  return cp_frontier_get_cost (frontier, model, cp_session_get_tolerance (session));
}

char *
cp_frontier_words_finding (CpSession *session, const char *tolerance) {
  const CpFrontier *frontier = cp_session_get_frontier (session);
  const CpAudit *audit = cp_session_get_audit (session);
  GString *text = g_string_new (cp_strategy_get_info (frontier->strategy)->label);
  g_string_append_printf (text, " at a %s", tolerance);
  for (guint m = 0; m < frontier->n_models; m++) {
    double cost = get_cost (session, frontier, m);
    g_autofree char *now = cp_format_number (cp_frontier_words_rate (audit, m, audit->models[m].cost), 1);
    g_autofree char *then = cp_format_number (cp_frontier_words_rate (audit, m, cost), 1);
    const char *separator = m == 0 ? ":" : ";", *letter = cp_model_letter (m);
    if (isnan (cost))
      g_string_append_printf (text, "%s %s cannot hold it", separator, letter);
    else
      g_string_append_printf (text, "%s %s costs %s per 1\u00a0000 rows, now %s", separator, letter, then,
                              now);
  }
  g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}
