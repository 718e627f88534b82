#pragma once
#include "core/metrics/sweep.h"
#include <gio/gio.h>

/* Threshold strategies over a sweep. Cost of a rule = Σ over slices (fp_cost · fp + fn_cost · fn). Candidates
 * per slice are its distinct scores and "nobody" (+inf). Parity is exact, not a grid: the least total cost
 * such that max − min of the measure over the slices where it is defined is at most 2 · tolerance, measures
 * compared as exact rationals when the weights are counts and a slice holds less than 2^26 of them. A
 * tolerance is taken as the decimal it was written as: a gap of exactly 4/100 passes at 0.02. Ties: lowest
 * cost, then smallest gap, then highest thresholds in slice order. O(n log n + slices × points). Slices where
 * the measure is undefined are unconstrained: their own least cost. */
G_BEGIN_DECLS

typedef struct {
  double fp_cost, fn_cost; /* not negative; default 1 and 1 */
} CpCosts;

typedef enum {
  CP_STRATEGY_CUSTOM,
  CP_STRATEGY_SINGLE,
  CP_STRATEGY_GROUP,
  CP_STRATEGY_DEMOGRAPHIC_PARITY,
  CP_STRATEGY_EQUAL_OPPORTUNITY,
  CP_STRATEGY_PREDICTIVE_EQUALITY,
  CP_STRATEGY_EQUAL_ACCURACY,
  CP_STRATEGY_EQUALIZED_ODDS,
  CP_N_STRATEGIES
} CpStrategy;

typedef struct {
  const char *name;        /* "demographic-parity" */
  const char *label;       /* "Demographic parity" */
  const char *description; /* "Equal shares decided positive" */
  int measure;             /* the CpMetric held equal, -1 for none */
} CpStrategyInfo;
const CpStrategyInfo *cp_strategy_get_info (CpStrategy strategy);
gboolean cp_strategy_parse (const char *name, CpStrategy *out_strategy);

typedef struct {
  CpStrategy strategy;
  double tolerance;
  guint n_slices;
  double *thresholds;         /* (n_slices), +inf for nobody */
  gboolean *is_unconstrained; /* (n_slices): the measure is undefined there */
  double cost;                /* of these thresholds */
  double gap; /* max − min of the strategy's measure (selection rate for custom, single, group); NaN if
                 undefined */
  double single_threshold, single_cost; /* the same model under `single` */
} CpThresholds;

void cp_thresholds_free (CpThresholds *thresholds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpThresholds, cp_thresholds_free)

double cp_default_tolerance (const CpSweep *sweep); /* max (0.01, 1 / rows of the smallest slice) */
double cp_cost_get (const CpConfusion *confusion, const CpCosts *costs);

/**
 * cp_thresholds_optimise:
 * @custom: (nullable): (n_slices) the given thresholds, only for CUSTOM
 * @tolerance: not negative; < 0: the default
 *
 * Returns: (transfer full) (nullable): NULL with @error set if cancelled, if @custom is missing, if no
 * thresholds hold the tolerance (only equal accuracy can fail so; the message names the least tolerance that
 * can be held), or if the strategy cannot be computed exactly on this input (equalized odds over too many
 * candidates, said so)
 */
CpThresholds *cp_thresholds_optimise (const CpSweep *sweep, CpStrategy strategy, const CpCosts *costs,
                                      double tolerance, const double *custom, GCancellable *cancellable,
                                      GError **error);

/* The frontier tolerance → least cost: for each of @n_points tolerances, cost and reached gap; never rising
 * with the tolerance. NaN where the tolerance cannot be held. Every strategy but custom. FALSE with @error
 * set as for optimise; @out is then unspecified. */
typedef struct {
  double tolerance, cost, gap;
} CpFrontierPoint;
gboolean cp_thresholds_frontier (const CpSweep *sweep, CpStrategy strategy, const CpCosts *costs,
                                 const double *tolerances, gsize n_points, CpFrontierPoint *out,
                                 GCancellable *cancellable, GError **error);

/* Four-fifths rule on a ratio: TRUE when ratio >= 0.8; NaN is never a pass. */
gboolean cp_four_fifths_passes (double ratio);

G_END_DECLS
