#include "app/slice-words.h"

#include "core/base/format.h"

#include <math.h>

char *
cp_slice_format_metric (CpMetric metric, double value) {
  return cp_metric_get_info (metric)->is_rate ? cp_format_percent (value) : cp_format_score (value);
}

char *
cp_slice_format_interval (CpMetric metric, CpInterval interval) {
  if (isnan (interval.low) || isnan (interval.high))
    return g_strdup ("");
  gboolean is_rate = cp_metric_get_info (metric)->is_rate;
  g_autofree char *low = is_rate ? cp_format_points (interval.low) : cp_format_score (interval.low);
  g_autofree char *high = is_rate ? cp_format_points (interval.high) : cp_format_score (interval.high);
  return g_strdup_printf ("%s–%s", low, high);
}

char *
cp_slice_format_q (double q) {
  if (isnan (q))
    return g_strdup ("");
  return q < 0.001 ? g_strdup ("<\u00a00.001") : cp_format_score (q);
}

/* What a rate is a share of. */
static const char *
get_whole (CpMetric metric) {
  switch (metric) {
  case CP_METRIC_TPR:
  case CP_METRIC_FNR:
    return "positives";
  case CP_METRIC_FPR:
  case CP_METRIC_TNR:
    return "negatives";
  case CP_METRIC_PRECISION:
  case CP_METRIC_FDR:
    return "decided positive";
  case CP_METRIC_NPV:
  case CP_METRIC_FOR:
    return "decided negative";
  default:
    return "rows";
  }
}

static const char *
get_method (CpMetric metric) {
  if (cp_metric_get_info (metric)->is_rate)
    return "Wilson";
  if (metric == CP_METRIC_ROC_AUC)
    return "DeLong";
  return metric < CP_N_CONFUSION_METRICS ? "bootstrap of the counts" : "bootstrap of the rows";
}

static void
append_counts (GString *text, const CpAuditCell *cell, CpMetric metric) {
  double successes, trials;
  const CpConfusion *c = &cell->confusion;
  if (cp_metric_get_info (metric)->is_rate &&
      cp_metric_get_counts (metric, &cell->confusion, &successes, &trials)) {
    g_autofree char *part = cp_format_count (successes), *whole = cp_format_count (trials);
    g_string_append_printf (text, ": %s of %s %s", part, whole, get_whole (metric));
    return;
  }
  g_autofree char *positives = cp_format_count (c->tp + c->fn), *negatives = cp_format_count (c->fp + c->tn);
  g_string_append_printf (text, ", of %s positives and %s negatives", positives, negatives);
}

char *
cp_slice_describe_metric (const CpAuditCell *cell, CpMetric metric) {
  const CpMetricInfo *info = cp_metric_get_info (metric);
  CpInterval interval = cell->intervals[metric];
  GString *text = g_string_new (info->label);
  if (isnan (cell->metrics[metric])) {
    g_string_append_printf (text, " is undefined: %s.", info->undefined);
    return g_string_free (text, FALSE);
  }
  g_autofree char *value = cp_slice_format_metric (metric, cell->metrics[metric]);
  g_string_append_printf (text, " %s", value);
  append_counts (text, cell, metric);
  g_string_append_c (text, '.');
  if (!isnan (interval.low) && !isnan (interval.high)) {
    g_autofree char *ends = cp_slice_format_interval (metric, interval);
    g_string_append_printf (text, " 95\u00a0%% interval %s%s, %s.", ends, info->is_rate ? "\u00a0%" : "",
                            get_method (metric));
  }
  if (!isnan (cell->q[metric])) {
    g_autofree char *q = cp_slice_format_q (cell->q[metric]);
    g_string_append_printf (text, " q %s against the other rows.", q);
  }
  if (cell->n < CP_FEW_ROWS)
    g_string_append_printf (text, " Fewer than %d rows: it says little.", CP_FEW_ROWS);
  return g_string_free (text, FALSE);
}
