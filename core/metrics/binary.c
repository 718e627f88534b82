#include "core/metrics/binary.h"

#include <math.h>
#include <string.h>

#define NO_ROWS "no rows in this slice have a label and a score"
#define NO_POSITIVES "no row of this slice has a positive label"
#define NO_NEGATIVES "no row of this slice has a negative label"
#define NOBODY "no row of this slice is decided positive"
#define EVERYBODY "every row of this slice is decided positive"

static const CpMetricInfo infos[CP_N_METRICS] = {
    [CP_METRIC_BASE_RATE] =
        {"base_rate", "Base rate",
         "Share of the rows whose label is positive: (tp + fn) / n. It does not depend on "
         "the model.",
         NO_ROWS, TRUE},
    [CP_METRIC_SELECTION_RATE] = {"selection_rate", "Selection rate",
                                  "Share of the rows that are decided positive: (tp + fp) / n.", NO_ROWS,
                                  TRUE},
    [CP_METRIC_TPR] = {"tpr", "True-positive rate",
                       "Share of the positive rows that are decided positive, also called recall: tp / (tp + "
                       "fn).",
                       NO_POSITIVES, TRUE},
    [CP_METRIC_FPR] = {"fpr", "False-positive rate",
                       "Share of the negative rows that are decided positive: fp / (fp + tn).", NO_NEGATIVES,
                       TRUE},
    [CP_METRIC_TNR] = {"tnr", "True-negative rate",
                       "Share of the negative rows that are decided negative: tn / (fp + tn).", NO_NEGATIVES,
                       TRUE},
    [CP_METRIC_FNR] = {"fnr", "False-negative rate",
                       "Share of the positive rows that are decided negative: fn / (tp + fn).", NO_POSITIVES,
                       TRUE},
    [CP_METRIC_PRECISION] = {"precision", "Precision",
                             "Share of the rows decided positive whose label is positive: tp / (tp + fp).",
                             NOBODY, TRUE},
    [CP_METRIC_NPV] = {"npv", "Negative predictive value",
                       "Share of the rows decided negative whose label is negative: tn / (tn + fn).",
                       EVERYBODY, TRUE},
    [CP_METRIC_FDR] = {"fdr", "False-discovery rate",
                       "Share of the rows decided positive whose label is negative: fp / (tp + fp).", NOBODY,
                       TRUE},
    [CP_METRIC_FOR] = {"for", "False-omission rate",
                       "Share of the rows decided negative whose label is positive: fn / (tn + fn).",
                       EVERYBODY, TRUE},
    [CP_METRIC_ACCURACY] = {"accuracy", "Accuracy",
                            "Share of the rows whose decision agrees with the label: (tp + tn) / n.", NO_ROWS,
                            TRUE},
    [CP_METRIC_BALANCED_ACCURACY] = {"balanced_accuracy", "Balanced accuracy",
                                     "Mean of the true-positive and the true-negative rate, so both labels "
                                     "count the same however rare one is: (tpr + tnr) / 2.",
                                     "this slice has rows of one label only", FALSE},
    [CP_METRIC_F1] = {"f1", "F1",
                      "Harmonic mean of precision and true-positive rate: 2 tp / (2 tp + fp + fn).",
                      "no row of this slice has a positive label or a positive decision", FALSE},
    [CP_METRIC_MCC] =
        {"mcc", "Matthews correlation",
         "Correlation between label and decision, from −1 to 1: (tp · tn − fp · fn) / √((tp + fp) "
         "(tp + fn) (tn + fp) (tn + fn)).",
         "this slice has one label only or one decision only", FALSE},
    [CP_METRIC_MEAN_SCORE] = {"mean_score", "Mean score",
                              "Mean of the scores. For a calibrated model it is near the base rate.", NO_ROWS,
                              FALSE},
    [CP_METRIC_BRIER] =
        {"brier", "Brier score",
         "Mean squared distance between score s and label y (0 or 1), 0 is best: mean (s − y)².", NO_ROWS,
         FALSE},
    [CP_METRIC_LOG_LOSS] =
        {"log_loss", "Log loss",
         "Mean of −log s over positive and −log (1 − s) over negative rows, 0 is best; the "
         "score s is held within 10⁻¹⁵ of 0 and 1.",
         NO_ROWS, FALSE},
    [CP_METRIC_ROC_AUC] = {"roc_auc", "Area under the ROC curve",
                           "Chance that a random positive row scores above a random negative one, a tie "
                           "counting one half.",
                           "this slice has rows of one label only", FALSE},
    [CP_METRIC_AVERAGE_PRECISION] = {"average_precision", "Average precision",
                                     "Precision averaged over the recall gained at each distinct score, from "
                                     "the highest down: Σ (Rₖ − Rₖ₋₁) Pₖ.",
                                     NO_POSITIVES, FALSE},
};

const CpMetricInfo *
cp_metric_get_info (CpMetric metric) {
  g_return_val_if_fail ((int)metric >= 0 && metric < CP_N_METRICS, NULL);
  return &infos[metric];
}

gboolean
cp_metric_parse (const char *name, CpMetric *out_metric) {
  for (int m = 0; m < CP_N_METRICS; m++) {
    if (strcmp (name, infos[m].name) == 0) {
      *out_metric = m;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
cp_metric_get_counts (CpMetric metric, const CpConfusion *confusion, double *out_successes,
                      double *out_trials) {
  double tp = confusion->tp, fp = confusion->fp, tn = confusion->tn, fn = confusion->fn;
  double successes, trials;
  switch (metric) {
  case CP_METRIC_BASE_RATE:
    successes = tp + fn, trials = tp + fn + fp + tn;
    break;
  case CP_METRIC_SELECTION_RATE:
    successes = tp + fp, trials = tp + fn + fp + tn;
    break;
  case CP_METRIC_ACCURACY:
    successes = tp + tn, trials = tp + fn + fp + tn;
    break;
  case CP_METRIC_TPR:
    successes = tp, trials = tp + fn;
    break;
  case CP_METRIC_FNR:
    successes = fn, trials = tp + fn;
    break;
  case CP_METRIC_FPR:
    successes = fp, trials = fp + tn;
    break;
  case CP_METRIC_TNR:
    successes = tn, trials = fp + tn;
    break;
  case CP_METRIC_PRECISION:
    successes = tp, trials = tp + fp;
    break;
  case CP_METRIC_FDR:
    successes = fp, trials = tp + fp;
    break;
  case CP_METRIC_NPV:
    successes = tn, trials = tn + fn;
    break;
  case CP_METRIC_FOR:
    successes = fn, trials = tn + fn;
    break;
  default:
    return FALSE;
  }
  *out_successes = successes;
  *out_trials = trials;
  return TRUE;
}

/* Undefined is asked for, never left to 0/0, whose sign of NaN differs between machines. */
static double
divide (double numerator, double denominator) {
  return denominator > 0 ? numerator / denominator : NAN;
}

double
cp_metric_from_confusion (CpMetric metric, const CpConfusion *confusion) {
  g_return_val_if_fail (metric < CP_N_CONFUSION_METRICS, NAN);
  double successes, trials;
  if (cp_metric_get_counts (metric, confusion, &successes, &trials))
    return divide (successes, trials);
  double tp = confusion->tp, fp = confusion->fp, tn = confusion->tn, fn = confusion->fn;
  switch (metric) {
  case CP_METRIC_BALANCED_ACCURACY:
    return (divide (tp, tp + fn) + divide (tn, fp + tn)) / 2;
  case CP_METRIC_F1:
    return divide (2 * tp, 2 * tp + fp + fn);
  default: /* CP_METRIC_MCC */
    return divide (tp * tn - fp * fn, sqrt (tp + fp) * sqrt (tp + fn) * sqrt (tn + fp) * sqrt (tn + fn));
  }
}
