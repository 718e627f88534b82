#include "core/report/audit.h"

#include "core/base/format.h"

#include <math.h>
#include <string.h>

/* What an audit found, in words. */

static char *
format_signed_points (double share) {
  return cp_format_delta (share * 100, 1);
}

/* " [48.8, 51.0]", or "" while it is not known */
static char *
format_interval (CpInterval interval, char *(*format) (double)) {
  if (isnan (interval.low) || isnan (interval.high))
    return g_strdup ("");
  g_autofree char *low = format (interval.low), *high = format (interval.high);
  return g_strdup_printf (" [%s, %s]", low, high);
}

/* (transfer full): "true-positive rate": the name as it stands within a sentence */
static char *
dup_name (CpMetric metric) {
  char *name = g_strdup (cp_metric_get_info (metric)->label);
  if (g_ascii_islower (name[1]))
    name[0] = g_ascii_tolower (name[0]);
  return name;
}

/* "a" or "an" */
static const char *
get_article (const char *name) {
  return strchr ("aeiou", *name) != NULL ? "an" : "a";
}

/* (transfer full): two decimals, more where they would read as four fifths and it is below */
static char *
format_ratio (double ratio) {
  char *text = cp_format_number (ratio, 2);
  gboolean is_below = !cp_four_fifths_passes (ratio);
  for (int decimals = 3; is_below && decimals <= 9 && g_ascii_strtod (text, NULL) >= 0.8; decimals++) {
    g_free (text);
    text = cp_format_number (ratio, decimals);
  }
  return text;
}

/* Without a gap: what there is to say of all rows, and why it is all. */
static char *
say_overall (const CpAudit *audit, guint model, CpMetric metric) {
  const CpAuditModel *m = &audit->models[model];
  g_autofree char *rate = cp_format_percent (m->overall.metrics[metric]), *name = dup_name (metric);
  const char *why = cp_slices_get_n_slices (audit->slices) < 2
                        ? "a gap needs two slices"
                        : "fewer than two slices have one, so there is no gap";
  if (metric == CP_METRIC_SELECTION_RATE)
    return g_strdup_printf ("%s decides %s of all rows positive; %s.", m->name, rate, why);
  return g_strdup_printf ("%s has %s %s of %s over all rows; %s.", m->name, get_article (name), name, rate,
                          why);
}

char *
cp_audit_dup_sentence_of (const CpAudit *audit, guint model, CpMetric metric) {
  const CpAuditModel *m = &audit->models[model];
  const CpGap *gap = &m->gaps[metric];
  guint n_slices = cp_slices_get_n_slices (audit->slices);
  if (isnan (gap->difference))
    return say_overall (audit, model, metric);
  const char *min = cp_slices_get_label (audit->slices, gap->min_slice);
  const char *max = cp_slices_get_label (audit->slices, gap->max_slice);
  g_autofree char *low = cp_format_percent (gap->min), *high = cp_format_percent (gap->max);
  g_autofree char *points = cp_format_points (gap->difference), *name = dup_name (metric);
  g_autofree char *interval = format_interval (gap->difference_interval, cp_format_points);
  g_autofree char *among =
      n_slices > 2 ? g_strdup_printf (", the lowest and the highest of %u slices", n_slices) : g_strdup ("");
  if (metric == CP_METRIC_SELECTION_RATE)
    return g_strdup_printf ("%s decides %s of %s and %s of %s positive%s, a gap of %s points%s.", m->name,
                            low, min, high, max, among, points, interval);
  return g_strdup_printf ("%s has %s %s of %s for %s and %s for %s%s, a gap of %s points%s.", m->name,
                          get_article (name), name, low, min, high, max, among, points, interval);
}

char *
cp_audit_dup_sentence (const CpAudit *audit, guint model) {
  return cp_audit_dup_sentence_of (audit, model, CP_METRIC_SELECTION_RATE);
}

char *
cp_audit_dup_verdict_of (const CpAudit *audit, guint model, CpMetric metric) {
  const CpGap *gap = &audit->models[model].gaps[metric];
  double ratio = gap->ratio;
  gboolean is_selection = metric == CP_METRIC_SELECTION_RATE;
  g_autofree char *name = dup_name (metric);
  g_autofree char *rule =
      is_selection ? g_strdup ("Four-fifths rule") : g_strdup_printf ("Four-fifths rule on the %s", name);
  /* slices without rows, as under a scope, are as good as none: then there is no difference either */
  if (cp_slices_get_n_slices (audit->slices) < 2 || isnan (gap->difference))
    return g_strdup_printf ("%s: needs two slices", rule);
  if (isnan (ratio))
    return g_strdup_printf ("%s: cannot be told, %s", rule,
                            is_selection ? "nobody is decided positive" : "there is no ratio");
  g_autofree char *shown = format_ratio (ratio);
  return g_strdup_printf ("%s: %s (%s)", rule, cp_four_fifths_passes (ratio) ? "passes" : "fails", shown);
}

char *
cp_audit_dup_verdict (const CpAudit *audit, guint model) {
  return cp_audit_dup_verdict_of (audit, model, CP_METRIC_SELECTION_RATE);
}

/* "McNemar p < 0.001" */
static char *
format_mcnemar (const CpPairedCell *cell) {
  g_autofree char *p = cp_format_score (cell->p);
  gboolean is_tiny = cell->p < 0.001;
  return g_strdup_printf ("McNemar p %s %s", is_tiny ? "<" : "=", is_tiny ? "0.001" : p);
}

char *
cp_audit_dup_difference (const CpAudit *audit, guint comparison) {
  const CpAuditComparison *c = &audit->comparisons[comparison];
  const char *a = audit->models[c->a].name, *b = audit->models[c->b].name;
  if (!(c->overall.n > 0))
    return g_strdup_printf ("%s \u2212 %s: no row has a label and a score of both.", b, a);
  g_autofree char *points = format_signed_points (c->overall.differences[CP_METRIC_ACCURACY]);
  g_autofree char *interval =
      format_interval (c->overall.intervals[CP_METRIC_ACCURACY], format_signed_points);
  g_autofree char *test = format_mcnemar (&c->overall);
  return g_strdup_printf ("%s \u2212 %s: accuracy %s points%s, %s.", b, a, points, interval, test);
}

static char *
format_score_delta (double difference) {
  return cp_format_delta (difference, 3);
}

char *
cp_audit_dup_comparison (const CpAudit *audit, guint comparison) {
  const CpPairedCell *cell = &audit->comparisons[comparison].overall;
  if (!(cell->n > 0))
    return g_strdup ("B \u2212 A: no row has a label and a score of both.");
  g_autofree char *auc = format_score_delta (cell->differences[CP_METRIC_ROC_AUC]);
  g_autofree char *auc_ends = format_interval (cell->intervals[CP_METRIC_ROC_AUC], format_score_delta);
  g_autofree char *accuracy = format_signed_points (cell->differences[CP_METRIC_ACCURACY]);
  g_autofree char *accuracy_ends =
      format_interval (cell->intervals[CP_METRIC_ACCURACY], format_signed_points);
  g_autofree char *test = format_mcnemar (cell);
  return g_strdup_printf ("B \u2212 A on the same rows: AUC %s%s, accuracy %s points%s, %s.", auc, auc_ends,
                          accuracy, accuracy_ends, test);
}
