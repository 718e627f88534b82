#include "core/metrics/score-bootstrap.h"

#include "core/base/parallel.h"
#include "core/base/random.h"

#include <math.h>

#define BUDGET 20000000 /* scores drawn for a slice, about */
#define GRAIN 4         /* replicates a piece of work */

G_STATIC_ASSERT (CP_METRIC_AVERAGE_PRECISION == CP_N_METRICS - 1);

/* A distinct score: how many rows of either label, and what one of each adds to the log loss. */
typedef struct {
  double score, positives, negatives, positive_loss, negative_loss;
} Point;

typedef struct {
  const Point *points;
  gsize n_points;
  guint n_replicates;
  guint64 seed;
  double *found; /* (CP_N_SCORE_INTERVALS × n_replicates) */
} Draw;

static Point *
gather (const CpSweep *sweep, guint slice, double share, gsize *out_n) {
  const CpSweepPoint *from = cp_sweep_get_points (sweep, slice, out_n);
  Point *points = g_new (Point, *out_n);
  double tp = 0, fp = 0;
  for (gsize i = 0; i < *out_n; i++) {
    double held = CLAMP (from[i].threshold, 1e-15, 1 - 1e-15);
    points[i] = (Point){.score = from[i].threshold,
                        .positives = (from[i].tp - tp) * share,
                        .negatives = (from[i].fp - fp) * share,
                        .positive_loss = -log (held),
                        .negative_loss = -log1p (-held)};
    tp = from[i].tp;
    fp = from[i].fp;
  }
  return points;
}

/* One pass from the highest score down: the precision at each is that of the rows drawn so far. */
static void
draw_replicate (const Draw *draw, guint replicate) {
  CpRandom random;
  double tp = 0, fp = 0, scores = 0, squares = 0, losses = 0, precisions = 0;
  cp_random_init (&random, draw->seed + replicate);
  for (gsize i = 0; i < draw->n_points; i++) {
    const Point *point = &draw->points[i];
    double yes = point->positives > 0 ? (double)cp_random_poisson (&random, point->positives) : 0;
    double no = point->negatives > 0 ? (double)cp_random_poisson (&random, point->negatives) : 0;
    tp += yes;
    fp += no;
    scores += (yes + no) * point->score;
    squares += yes * (1 - point->score) * (1 - point->score) + no * point->score * point->score;
    losses += yes * point->positive_loss + no * point->negative_loss;
    if (yes > 0)
      precisions += yes * tp / (tp + fp);
  }
  const double values[CP_N_SCORE_INTERVALS] = {
      [CP_METRIC_MEAN_SCORE - CP_N_CONFUSION_METRICS] = scores / (tp + fp),
      [CP_METRIC_BRIER - CP_N_CONFUSION_METRICS] = squares / (tp + fp),
      [CP_METRIC_LOG_LOSS - CP_N_CONFUSION_METRICS] = losses / (tp + fp),
      [CP_METRIC_ROC_AUC - CP_N_CONFUSION_METRICS] = NAN,
      [CP_METRIC_AVERAGE_PRECISION - CP_N_CONFUSION_METRICS] = precisions / tp};
  for (guint m = 0; m < CP_N_SCORE_INTERVALS; m++)
    draw->found[(gsize)m * draw->n_replicates + replicate] = values[m];
}

static void
draw_replicates (gsize first, gsize last, guint worker, gpointer data) {
  for (gsize r = first; r < last; r++)
    draw_replicate (data, (guint)r);
}

gboolean
cp_score_bootstrap (const CpSweep *sweep, guint slice, double share, guint n_replicates, guint64 seed,
                    double level, CpInterval *out, GCancellable *cancellable) {
  g_return_val_if_fail (share > 0 && isfinite (share) && n_replicates > 0, FALSE);
  gsize n_points;
  g_autofree Point *points = gather (sweep, slice, share, &n_points);
  guint most = (guint)MIN (n_replicates, BUDGET / MAX (n_points, 1));
  n_replicates = MAX (most, MIN (n_replicates, CP_SCORE_REPLICATES_LEAST));
  g_autofree double *found = g_new (double, (gsize)n_replicates *CP_N_SCORE_INTERVALS);
  Draw draw = {points, n_points, n_replicates, seed, found};
  if (!cp_parallel_for (n_replicates, GRAIN, draw_replicates, &draw, cancellable))
    return FALSE;
  for (guint m = 0; m < CP_N_SCORE_INTERVALS; m++) {
    double *values = found + (gsize)m * n_replicates;
    gsize n_defined = 0;
    for (guint r = 0; r < n_replicates; r++) {
      if (!isnan (values[r]))
        values[n_defined++] = values[r];
    }
    out[m] = cp_interval_percentile (values, n_defined, level);
  }
  return TRUE;
}
