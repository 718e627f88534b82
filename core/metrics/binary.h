#pragma once
#include <glib.h>

/* Binary decisions: four weighted counts and the metrics that follow from them. The names are those of the
 * JSON. Undefined (0/0) is NaN. */
G_BEGIN_DECLS

typedef struct {
  double tp, fp, tn, fn; /* sums of weights; counts without weights */
} CpConfusion;

typedef enum {
  /* from the confusion */
  CP_METRIC_BASE_RATE,
  CP_METRIC_SELECTION_RATE,
  CP_METRIC_TPR,
  CP_METRIC_FPR,
  CP_METRIC_TNR,
  CP_METRIC_FNR,
  CP_METRIC_PRECISION,
  CP_METRIC_NPV,
  CP_METRIC_FDR,
  CP_METRIC_FOR,
  CP_METRIC_ACCURACY,
  CP_METRIC_BALANCED_ACCURACY,
  CP_METRIC_F1,
  CP_METRIC_MCC,
  /* from the scores, whatever the threshold */
  CP_METRIC_MEAN_SCORE,
  CP_METRIC_BRIER,
  CP_METRIC_LOG_LOSS,
  CP_METRIC_ROC_AUC,
  CP_METRIC_AVERAGE_PRECISION,
  CP_N_METRICS
} CpMetric;
#define CP_N_CONFUSION_METRICS CP_METRIC_MEAN_SCORE

typedef struct {
  const char *name;       /* "tpr" */
  const char *label;      /* "True-positive rate" */
  const char *definition; /* one sentence for tooltips: "Share of the positive rows that are decided positive:
                             tp / (tp + fn)." */
  const char *undefined;  /* why it may be "–": "no positive rows in this slice" */
  gboolean is_rate;       /* a binomial share, so Wilson applies */
} CpMetricInfo;

const CpMetricInfo *cp_metric_get_info (CpMetric metric);
gboolean cp_metric_parse (const char *name, CpMetric *out_metric);

/* NaN where undefined; only for metrics below CP_N_CONFUSION_METRICS. */
double cp_metric_from_confusion (CpMetric metric, const CpConfusion *confusion);
/* For a rate: the counts it divides (successes / trials); FALSE for other metrics. */
gboolean cp_metric_get_counts (CpMetric metric, const CpConfusion *confusion, double *out_successes,
                               double *out_trials);

G_END_DECLS
