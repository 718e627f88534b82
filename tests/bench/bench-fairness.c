#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/fairness/thresholds.h"
#include "core/metrics/intervals.h"

#include <math.h>

/* A million rows in five groups: the sweep, all metrics by group, every strategy, a threshold move. The least
 * of several runs, in milliseconds. As peers, in the same run where they are installed: sorting and
 * cumulating per group with numpy, and the metrics by group with scikit-learn, on data of the same size and
 * kind. */

enum { N_ROWS = 1000000, N_GROUPS = 5, N_RUNS = 7, N_REPEATS = 1000 };

typedef struct {
  double *scores;
  guint8 *labels;
  guint32 *groups;
  double *weights;
} Data;

static double
now (void) {
  return (double)g_get_monotonic_time () / 1e3;
}

/* Logistic scores about a group's own centre, labels drawn from them; half the rows in the first group. */
static void
data_fill (Data *data, gboolean is_float32) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (gsize r = 0; r < N_ROWS; r++) {
    guint32 group =
        cp_random_uniform (&random) < 0.5 ? 0 : 1 + (guint32)cp_random_below (&random, N_GROUPS - 1);
    double truth = 1 / (1 + exp (0.2 * group - cp_random_normal (&random)));
    double score = 1 / (1 + exp (0.3 * group - log (truth / (1 - truth)) - 0.7 * cp_random_normal (&random)));
    data->groups[r] = group;
    data->labels[r] = cp_random_uniform (&random) < truth;
    data->scores[r] = is_float32 ? (double)(float)score : score;
    data->weights[r] = 0.5 + cp_random_uniform (&random);
  }
}

static void
bench_strategies (const CpSweep *sweep) {
  CpCosts costs = {1, 1};
  for (int s = CP_STRATEGY_SINGLE; s < CP_N_STRATEGIES; s++) {
    g_autoptr (GError) error = NULL;
    double best = INFINITY, cost = NAN;
    for (int run = 0; run < 3 && error == NULL; run++) {
      double start = now ();
      g_autoptr (CpThresholds) found = cp_thresholds_optimise (sweep, s, &costs, 0.01, NULL, NULL, &error);
      best = fmin (best, now () - start);
      cost = found != NULL ? found->cost : NAN;
    }
    g_print ("  %-24s %8.1f ms%s\n", cp_strategy_get_info (s)->name, best,
             isnan (cost)                          ? "   refused: too much to search"
             : s == CP_STRATEGY_DEMOGRAPHIC_PARITY ? "   (at most 250)"
                                                   : "");
  }
}

static void
bench_frontier (const CpSweep *sweep) {
  double tolerances[20];
  CpFrontierPoint points[G_N_ELEMENTS (tolerances)];
  for (gsize i = 0; i < G_N_ELEMENTS (tolerances); i++)
    tolerances[i] = 0.005 * (double)i;
  double start = now ();
  cp_thresholds_frontier (sweep, CP_STRATEGY_DEMOGRAPHIC_PARITY, &(CpCosts){1, 1}, tolerances,
                          G_N_ELEMENTS (tolerances), points, NULL, NULL);
  g_print ("  %-24s %8.1f ms\n", "frontier, 20 tolerances", now () - start);
}

static void
bench_queries (const CpSweep *sweep) {
  double metrics_best = INFINITY, move_best = INFINITY, sum = 0;
  for (int run = 0; run < N_RUNS; run++) {
    double out[CP_N_METRICS], start = now ();
    for (guint i = 0; i < N_REPEATS * (N_GROUPS + 1); i++) {
      guint slice = i % (N_GROUPS + 1);
      cp_sweep_get_metrics (sweep, slice < N_GROUPS ? slice : CP_ALL_ROWS, i * 1e-4, out);
      sum += out[CP_METRIC_SELECTION_RATE];
    }
    metrics_best = fmin (metrics_best, (now () - start) / N_REPEATS);
    start = now ();
    for (guint i = 0; i < N_REPEATS; i++) {
      double threshold = i * 1e-3, thresholds[N_GROUPS] = {threshold, 0.4, 0.5, 0.6, 1 - threshold};
      sum += cp_sweep_get_total (sweep, thresholds).tp;
    }
    move_best = fmin (move_best, (now () - start) / N_REPEATS);
  }
  g_assert (sum > 0); /* so that no loop is left out */
  g_print ("  %-24s %8.5f ms   (at most 5)\n", "all metrics by group", metrics_best);
  g_print ("  %-24s %8.5f ms   (at most 1)\n", "threshold moved", move_best);
}

static double
bench_sweep (const Data *data, const double *weights, const char *what) {
  static const char *const names[N_GROUPS] = {"a", "b", "c", "d", "e"};
  g_autoptr (CpLabels) labels = cp_labels_new (data->labels, N_ROWS);
  g_autoptr (CpSlices) slices = cp_slices_new (data->groups, N_ROWS, names, N_GROUPS);
  g_autoptr (CpSweep) sweep = NULL;
  double best = INFINITY;
  for (int run = 0; run < N_RUNS; run++) {
    double start = now ();
    g_clear_pointer (&sweep, cp_sweep_unref);
    sweep = cp_sweep_build (data->scores, 1, labels, weights, slices, NULL, NULL);
    best = fmin (best, now () - start);
  }
  g_print ("%s\n  %-24s %8.1f ms   (at most 150)\n", what, "sweep built", best);
  bench_queries (sweep);
  bench_strategies (sweep);
  bench_frontier (sweep);
  return best;
}

static void
bench_bootstrap (void) {
  CpConfusion cells[N_GROUPS];
  for (guint s = 0; s < N_GROUPS; s++)
    cells[s] = (CpConfusion){60000 + 1000 * s, 30000, 80000 - 2000 * s, 30000};
  double best = INFINITY;
  for (int run = 0; run < N_RUNS; run++) {
    double start = now ();
    cp_gap_bootstrap (cells, N_GROUPS, CP_METRIC_TPR, 2000, (guint64)run, 0.95);
    best = fmin (best, now () - start);
  }
  g_print ("gap interval, 2000 draws   %8.1f ms\n", best);
}

static const char peers[] =
    "import time\n"
    "try:\n"
    "  import numpy as np\n"
    "except ImportError:\n"
    "  print('  numpy: absent'); raise SystemExit\n"
    "rng = np.random.default_rng(1); n = 1000000\n"
    "g = np.where(rng.random(n) < .5, 0, rng.integers(1, 5, n)); t = 1/(1+np.exp(.2*g-rng.normal(size=n)))\n"
    "y = rng.random(n) < t; s = 1/(1+np.exp(.3*g-np.log(t/(1-t))-.7*rng.normal(size=n)))\n"
    "def least(f):\n"
    "  best = 1e9\n"
    "  for _ in range(3):\n"
    "    a = time.perf_counter(); f(); best = min(best, time.perf_counter()-a)\n"
    "  return best*1e3\n"
    "def sweep():\n"
    "  for m in [np.ones(n, bool)]+[g == k for k in range(5)]:\n"
    "    o = np.argsort(-s[m], kind='stable'); c = np.cumsum(y[m][o])\n"
    "print('  numpy, sort and cumulate per group %8.1f ms' % least(sweep))\n"
    "try:\n"
    "  from sklearn import metrics as M\n"
    "except ImportError:\n"
    "  print('  scikit-learn: absent'); raise SystemExit\n"
    "def by_group():\n"
    "  for k in range(5):\n"
    "    m = g == k; d = s[m] >= .5\n"
    "    M.confusion_matrix(y[m], d); M.roc_auc_score(y[m], s[m]); M.average_precision_score(y[m], s[m])\n"
    "    M.brier_score_loss(y[m], s[m]); M.log_loss(y[m], s[m])\n"
    "print('  scikit-learn, metrics by group    %8.1f ms' % least(by_group))\n";

static void
bench_peers (double ours) {
  const char *const argv[] = {"/usr/bin/python3", "-c", peers, NULL};
  g_autofree char *out = NULL;
  g_print ("peers\n");
  if (!g_spawn_sync (NULL, (char **)argv, NULL, 0, NULL, NULL, &out, NULL, NULL, NULL))
    g_print ("  python3: absent\n");
  else
    g_print ("%s  the sweep, to compare            %10.1f ms\n", out, ours);
}

int
main (void) {
  g_autofree double *scores = g_new (double, N_ROWS), *weights = g_new (double, N_ROWS);
  g_autofree guint8 *labels = g_new (guint8, N_ROWS);
  g_autofree guint32 *groups = g_new (guint32, N_ROWS);
  Data data = {scores, labels, groups, weights};
  g_print ("%d rows, %d groups, %u threads\n", N_ROWS, N_GROUPS, cp_parallel_get_n_threads ());
  data_fill (&data, TRUE);
  bench_sweep (&data, NULL, "scores of single precision");
  data_fill (&data, FALSE);
  double ours = bench_sweep (&data, NULL, "scores of double precision");
  bench_sweep (&data, weights, "with weights");
  bench_bootstrap ();
  bench_peers (ours);
  return 0;
}
