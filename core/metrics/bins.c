#include "core/base/sort.h"
#include "core/metrics/slices.h"

#include <math.h>

#define DEFAULT_BINS 5

/* (transfer full): the finite values, ascending */
static double *
sort_values (const CpColumn *column, gsize *out_n) {
  const double *values = cp_column_get_numbers (column);
  gsize n_rows = cp_column_get_n_rows (column), n = 0;
  double *sorted = g_new (double, n_rows);
  for (gsize r = 0; r < n_rows; r++) {
    if (isfinite (values[r]))
      sorted[n++] = values[r];
  }
  cp_sort_doubles (sorted, n);
  *out_n = n;
  return sorted;
}

/* An edge between bins is rounded to a hundredth of their width, so that it reads well; the rounded edge is
 * the edge. */
static double
round_edge (double edge, double width) {
  double decimals = 2 - floor (log10 (width)); /* infinite where the column is constant */
  if (!(decimals >= 0 && decimals <= 300))
    return edge;
  char format[16], text[400];
  g_snprintf (format, sizeof format, "%%.%df", (int)decimals);
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, format, edge), NULL);
}

double *
cp_bins_build (const CpColumn *column, CpBinKind kind, guint n_bins, guint *out_n_bins) {
  g_return_val_if_fail (cp_column_get_type (column) == CP_COLUMN_NUMBER, NULL);
  g_return_val_if_fail (kind != CP_BINS_VALUES, NULL);
  n_bins = n_bins > 0 ? n_bins : DEFAULT_BINS;
  gsize n;
  g_autofree double *sorted = sort_values (column, &n);
  double *edges = g_new0 (double, (gsize)n_bins + 1);
  *out_n_bins = 0;
  if (n == 0)
    return edges;
  guint n_edges = 1;
  double low = sorted[0], high = sorted[n - 1], width = high / n_bins - low / n_bins;
  edges[0] = low;
  for (guint i = 1; i < n_bins; i++) {
    double edge = sorted[(gsize)i * n / n_bins];
    if (kind == CP_BINS_EQUAL_WIDTH) { /* i widths may be beyond a double though their sum with low is not */
      double share = (double)i / n_bins;
      edge = isfinite (i * width) ? low + i * width : low * (1 - share) + high * share;
      edge = round_edge (edge, width);
    }
    if (edge > edges[n_edges - 1] && edge < high)
      edges[n_edges++] = edge;
  }
  edges[n_edges++] = high;
  *out_n_bins = n_edges - 1;
  return edges;
}
