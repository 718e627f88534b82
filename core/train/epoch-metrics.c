#include "core/train/epoch-metrics.h"

#include "core/metrics/sweep.h"

#include <math.h>

static void
binary_metrics (const double *scores, const double *targets, const double *weights, gsize n_rows,
                CpTrainEpoch *out) {
  g_autofree guint8 *positive = g_new (guint8, n_rows);
  for (gsize row = 0; row < n_rows; row++)
    positive[row] = targets[row] > 0.5;
  g_autofree guint32 *slice_of_row = g_new0 (guint32, n_rows);
  const char *const label = "all rows";
  g_autoptr (CpLabels) labels = cp_labels_new (positive, n_rows);
  g_autoptr (CpSlices) slices = cp_slices_new (slice_of_row, n_rows, &label, 1);
  g_autoptr (CpSweep) sweep = cp_sweep_build (scores, 1, labels, weights, slices, NULL, NULL);
  double metrics[CP_N_METRICS];
  cp_sweep_get_metrics (sweep, CP_ALL_ROWS, 0.5, metrics);
  out->accuracy = metrics[CP_METRIC_ACCURACY];
  out->auc = metrics[CP_METRIC_ROC_AUC];
  out->precision = metrics[CP_METRIC_PRECISION];
  out->recall = metrics[CP_METRIC_TPR];
  out->rmse = sqrt (metrics[CP_METRIC_BRIER]);
}

static double
multiclass_accuracy (const double *scores, guint n_outputs, const double *targets, const double *weights,
                     gsize n_rows) {
  double right = 0, total = 0;
  for (gsize row = 0; row < n_rows; row++) {
    const double *of_row = scores + row * n_outputs;
    guint highest = 0;
    for (guint k = 1; k < n_outputs; k++)
      if (of_row[k] > of_row[highest])
        highest = k;
    double weight = weights != NULL ? weights[row] : 1;
    total += weight;
    right += highest == (guint)targets[row] ? weight : 0;
  }
  return right / total;
}

static double
root_mean_square_error (const double *scores, const double *targets, const double *weights, gsize n_rows) {
  double sum = 0, total = 0;
  for (gsize row = 0; row < n_rows; row++) {
    double weight = weights != NULL ? weights[row] : 1, error = scores[row] - targets[row];
    total += weight;
    sum += weight * error * error;
  }
  return sqrt (sum / total);
}

void
cp_epoch_metrics (CpTask task, const double *scores, guint n_outputs, const double *targets,
                  const double *weights, gsize n_rows, CpTrainEpoch *out) {
  out->accuracy = out->auc = out->precision = out->recall = out->rmse = NAN;
  if (task == CP_TASK_BINARY)
    binary_metrics (scores, targets, weights, n_rows, out);
  else if (task == CP_TASK_MULTILABEL)
    binary_metrics (scores, targets, NULL, n_rows * n_outputs, out);
  else if (task == CP_TASK_MULTICLASS)
    out->accuracy = multiclass_accuracy (scores, n_outputs, targets, weights, n_rows);
  else
    out->rmse = root_mean_square_error (scores, targets, weights, n_rows);
}
