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

/* The gaps of the replicates; where one is undefined it is left out. */
typedef struct {
  double *differences, *ratios; /* (n_replicates) */
  gsize n_differences, n_ratios;
} Replicates;

static void
replicates_init (Replicates *replicates, guint n_replicates) {
  *replicates =
      (Replicates){.differences = g_new (double, n_replicates), .ratios = g_new (double, n_replicates)};
}

static void
replicates_clear (Replicates *replicates) {
  g_free (replicates->differences);
  g_free (replicates->ratios);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Replicates, replicates_clear)

static void
replicates_add (Replicates *replicates, const double *values, guint n_slices) {
  CpGap gap = cp_gap_compute (values, n_slices);
  if (!isnan (gap.difference))
    replicates->differences[replicates->n_differences++] = gap.difference;
  if (!isnan (gap.ratio))
    replicates->ratios[replicates->n_ratios++] = gap.ratio;
}

static void
set_intervals (CpGap *gap, Replicates *replicates, double level) {
  gap->difference_interval =
      cp_interval_percentile (replicates->differences, replicates->n_differences, level);
  if (!isnan (gap->ratio))
    gap->ratio_interval = cp_interval_percentile (replicates->ratios, replicates->n_ratios, level);
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
  replicates_init (&replicates, n_replicates);
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
  replicates_init (&replicates, n_replicates);
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
