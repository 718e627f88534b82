#include "core/base/random.h"
#include "core/metrics/intervals.h"

#include <math.h>

void
cp_interval_bootstrap (const CpConfusion *confusion, const CpMetric *metrics, guint n_metrics,
                       guint n_replicates, guint64 seed, double level, CpInterval *out) {
  g_return_if_fail (level > 0 && level < 1);
  G_STATIC_ASSERT (sizeof (CpConfusion) == 4 * sizeof (double)); /* read below as four cells */
  double total = confusion->tp + confusion->fp + confusion->tn + confusion->fn;
  g_autofree double *values = g_new (double, (gsize)n_metrics *n_replicates);
  g_autofree gsize *n_defined = g_new0 (gsize, n_metrics);
  CpRandom random;
  cp_random_init (&random, seed);
  for (guint r = 0; r < n_replicates && total > 0; r++) {
    CpConfusion drawn;
    cp_random_multinomial (&random, (guint64)llround (total), (const double *)confusion, 4, (double *)&drawn);
    for (guint i = 0; i < n_metrics; i++) {
      double value = cp_metric_from_confusion (metrics[i], &drawn);
      if (!isnan (value)) /* where it is undefined a replicate is left out */
        values[(gsize)i * n_replicates + n_defined[i]++] = value;
    }
  }
  for (guint i = 0; i < n_metrics; i++) {
    gboolean is_defined = !isnan (cp_metric_from_confusion (metrics[i], confusion));
    out[i] = is_defined ? cp_interval_percentile (values + (gsize)i * n_replicates, n_defined[i], level)
                        : (CpInterval){NAN, NAN};
  }
}
