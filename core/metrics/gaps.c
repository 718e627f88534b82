#include "core/base/random.h"
#include "core/base/sort.h"
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

/* One multinomial draw of @n_draws over the cells, by a chain of binomials on what is left. */
static void
draw_counts (CpRandom *random, const double *cells, guint n_cells, guint64 n_draws, double *out) {
  double mass = 0;
  for (guint c = 0; c < n_cells; c++)
    mass += cells[c];
  for (guint c = 0; c < n_cells; c++) {
    double share = mass > 0 ? CLAMP (cells[c] / mass, 0, 1) : 0;
    guint64 drawn = cp_random_binomial (random, n_draws, share);
    out[c] = (double)drawn;
    n_draws -= drawn;
    mass -= cells[c];
  }
}

/* The percentile interval by linear interpolation between order statistics; sorts @values. */
static CpInterval
percentile_interval (double *values, gsize n, double level) {
  if (n == 0)
    return undefined;
  cp_sort_doubles (values, n);
  double ends[2];
  for (int i = 0; i < 2; i++) {
    double place = (double)(n - 1) * (i == 0 ? (1 - level) / 2 : (1 + level) / 2);
    gsize below = MIN ((gsize)place, n - 1), above = MIN (below + 1, n - 1);
    ends[i] = values[below] + (place - (double)below) * (values[above] - values[below]);
  }
  return (CpInterval){ends[0], ends[1]};
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
  g_autofree double *differences = g_new (double, n_replicates);
  g_autofree double *ratios = g_new (double, n_replicates);
  gsize n_differences = 0, n_ratios = 0;
  for (guint r = 0; r < n_replicates; r++) {
    draw_counts (&random, (const double *)confusions, 4 * n_slices, (guint64)llround (total),
                 (double *)drawn);
    for (guint s = 0; s < n_slices; s++)
      values[s] = cp_metric_from_confusion (metric, &drawn[s]);
    CpGap replicate = cp_gap_compute (values, n_slices);
    if (!isnan (replicate.difference))
      differences[n_differences++] = replicate.difference;
    if (!isnan (replicate.ratio))
      ratios[n_ratios++] = replicate.ratio;
  }
  gap.difference_interval = percentile_interval (differences, n_differences, level);
  gap.ratio_interval = isnan (gap.ratio) ? undefined : percentile_interval (ratios, n_ratios, level);
  return gap;
}
