#include "core/base/random.h"
#include "core/metrics/intervals.h"

#include <math.h>

static const CpInterval undefined = {NAN, NAN};

CpGap
cp_gap_compute (const double *values, guint n_slices) {
  CpGap gap = {NAN, NAN, G_MAXUINT32, G_MAXUINT32, NAN, NAN, undefined, undefined};
  guint n_defined = 0;
  for (guint s = 0; s < n_slices; s++) {
    if (isnan (values[s]))
      continue;
    n_defined++;
    if (!(gap.min <= values[s])) {
      gap.min = values[s];
      gap.min_slice = s;
    }
    if (!(gap.max >= values[s])) {
      gap.max = values[s];
      gap.max_slice = s;
    }
  }
  if (n_defined >= 2) {
    gap.difference = gap.max - gap.min;
    gap.ratio = gap.max != 0 ? gap.min / gap.max : NAN;
  }
  return gap;
}

/* The replicates of a quantity; where it is undefined it is left out. */
typedef struct {
  double *values; /* (n_replicates) */
  gsize n;
} Draws;

/* Two looks at each replicate: the gap anew, max − min and min / max over all slices, and the pair of slices
 * that hold the observed extremes, signed. */
typedef struct {
  guint min_slice, max_slice;
  Draws differences, ratios, pair_differences, pair_ratios;
} Replicates;

static void
replicates_init (Replicates *replicates, const CpGap *observed, guint n_replicates) {
  replicates->min_slice = observed->min_slice;
  replicates->max_slice = observed->max_slice;
  Draws *all[] = {&replicates->differences, &replicates->ratios, &replicates->pair_differences,
                  &replicates->pair_ratios};
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    *all[i] = (Draws){g_new (double, n_replicates), 0};
}

static void
replicates_clear (Replicates *replicates) {
  g_free (replicates->differences.values);
  g_free (replicates->ratios.values);
  g_free (replicates->pair_differences.values);
  g_free (replicates->pair_ratios.values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Replicates, replicates_clear)

static void
draws_add (Draws *draws, double value) {
  if (!isnan (value))
    draws->values[draws->n++] = value;
}

static void
replicates_add (Replicates *replicates, const double *values, guint n_slices) {
  CpGap gap = cp_gap_compute (values, n_slices);
  double low = values[replicates->min_slice], high = values[replicates->max_slice];
  draws_add (&replicates->differences, gap.difference);
  draws_add (&replicates->ratios, gap.ratio);
  draws_add (&replicates->pair_differences, high - low);
  draws_add (&replicates->pair_ratios, high != 0 ? low / high : NAN);
}

static CpInterval
draws_get_interval (const Draws *draws, double level) {
  return cp_interval_percentile (draws->values, draws->n, level);
}

/* max − min is never below 0, so by itself it could never say that there may be no gap, and where the true
 * gap is small its percentiles lie above the estimate. The bound towards "no gap" is therefore that of the
 * observed pair, signed, and cut at no gap; the bound away from it that of the gap anew, which knows every
 * slice. */
static void
set_intervals (CpGap *gap, const Replicates *replicates, double level) {
  if (replicates->pair_differences.n == 0)
    return;
  gap->difference_interval = draws_get_interval (&replicates->differences, level);
  gap->difference_interval.low = fmax (0, draws_get_interval (&replicates->pair_differences, level).low);
  if (isnan (gap->ratio) || replicates->pair_ratios.n == 0)
    return;
  gap->ratio_interval = draws_get_interval (&replicates->ratios, level);
  gap->ratio_interval.high = draws_get_interval (&replicates->pair_ratios, level).high;
  if (gap->ratio <= 1)
    gap->ratio_interval.high = fmin (1, gap->ratio_interval.high);
}

CpGap
cp_gap_bootstrap (const CpConfusion *confusions, guint n_slices, CpMetric metric, guint n_replicates,
                  guint64 seed, double level) {
  g_return_val_if_fail (metric < CP_N_CONFUSION_METRICS, cp_gap_compute (NULL, 0));
  g_return_val_if_fail (level > 0 && level < 1, cp_gap_compute (NULL, 0));
  G_STATIC_ASSERT (sizeof (CpConfusion) == 4 * sizeof (double)); /* read below as four cells a slice */
  g_autofree double *values = g_new (double, n_slices);
  double total = 0;
  for (guint s = 0; s < n_slices; s++) {
    const CpConfusion *c = &confusions[s];
    total += c->tp + c->fp + c->tn + c->fn;
    values[s] = cp_metric_from_confusion (metric, c);
  }
  CpGap gap = cp_gap_compute (values, n_slices);
  if (isnan (gap.difference))
    return gap;

  CpRandom random;
  cp_random_init (&random, seed);
  g_autofree CpConfusion *drawn = g_new (CpConfusion, n_slices);
  g_auto (Replicates) replicates = {0};
  replicates_init (&replicates, &gap, n_replicates);
  for (guint r = 0; r < n_replicates; r++) {
    cp_random_multinomial (&random, (guint64)llround (total), (const double *)confusions, 4 * n_slices,
                           (double *)drawn);
    for (guint s = 0; s < n_slices; s++)
      values[s] = cp_metric_from_confusion (metric, &drawn[s]);
    replicates_add (&replicates, values, n_slices);
  }
  set_intervals (&gap, &replicates, level);
  return gap;
}

CpGap
cp_gap_normal (const double *values, const double *variances, guint n_slices, guint n_replicates,
               guint64 seed, double level) {
  g_return_val_if_fail (level > 0 && level < 1, cp_gap_compute (NULL, 0));
  CpGap gap = cp_gap_compute (values, n_slices);
  gboolean is_known = !isnan (gap.difference);
  for (guint s = 0; s < n_slices; s++)
    is_known &= isnan (values[s]) || !isnan (variances[s]);
  if (!is_known)
    return gap;
  CpRandom random;
  cp_random_init (&random, seed);
  g_autofree double *drawn = g_new (double, n_slices);
  g_auto (Replicates) replicates = {0};
  replicates_init (&replicates, &gap, n_replicates);
  for (guint r = 0; r < n_replicates; r++) {
    for (guint s = 0; s < n_slices; s++) {
      double draw = values[s] + sqrt (variances[s]) * cp_random_normal (&random);
      drawn[s] = CLAMP (draw, 0, 1); /* NaN stays */
    }
    replicates_add (&replicates, drawn, n_slices);
  }
  set_intervals (&gap, &replicates, level);
  return gap;
}
