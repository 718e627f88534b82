#include "core/explain/dependence.h"

#include <math.h>
#include <string.h>

/* Accumulated local effects of one number column (Apley and Zhu 2020): within each interval of the grid the
 * rows that lie there are moved from its lower to its upper end; the mean differences add up. */

/* The interval (grid[k−1], grid[k]] a value lies in, from 1; values at or below the first point in the first
 */
static guint
find_interval (const CpDependenceGrid *grid, double value) {
  guint k = 1;
  while (k + 1 < grid->n_points && value > grid->numbers[k])
    k++;
  return k;
}

/* (transfer full): the rows of interval @k */
static CpMatrix *
gather (const CpMatrix *rows, const guint *intervals, guint k, gsize n) {
  gsize width = cp_matrix_get_n_columns (rows), at = 0;
  CpMatrix *out = cp_matrix_new (n, width);
  for (gsize row = 0; row < cp_matrix_get_n_rows (rows); row++)
    if (intervals[row] == k)
      memcpy (cp_matrix_edit_values (out) + at++ * width, cp_matrix_get_values (rows) + row * width,
              width * sizeof (float));
  return out;
}

/* The mean of an accumulated curve over the rows is 0: each interval stands for its rows with the mean of its
 * ends. */
static void
centre (const CpDependenceGrid *grid, const gsize *counts, gsize n_outputs, double *out) {
  for (gsize o = 0; o < n_outputs; o++) {
    double sum = 0, n = 0;
    for (guint k = 1; k < grid->n_points; k++) {
      sum += (double)counts[k] * (out[(k - 1) * n_outputs + o] + out[k * n_outputs + o]) / 2;
      n += (double)counts[k];
    }
    for (guint k = 0; n > 0 && k < grid->n_points; k++)
      out[k * n_outputs + o] -= sum / n;
  }
}

gboolean
cp_accumulated_effects (const CpModel *model, CpEncoder *encoder, const CpFeatureGroups *groups,
                        const CpMatrix *rows, const double *values, CpDependenceGrid *grid, double *out,
                        GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (grid->is_number, FALSE);
  gsize n_rows = cp_matrix_get_n_rows (rows), n_outputs = model->n_outputs;
  g_autofree guint *intervals = g_new0 (guint, n_rows + 1);
  g_autofree gsize *counts = g_new0 (gsize, grid->n_points + 1);
  for (gsize row = 0; row < n_rows; row++) {
    if (isnan (values[row]))
      continue;
    intervals[row] = find_interval (grid, values[row]);
    counts[intervals[row]]++;
  }
  memset (out, 0, grid->n_points * n_outputs * sizeof *out);
  for (guint k = 1; k < grid->n_points; k++) {
    memcpy (out + k * n_outputs, out + (k - 1) * n_outputs, n_outputs * sizeof *out);
    if (counts[k] == 0)
      continue;
    g_autoptr (CpMatrix) own = gather (rows, intervals, k, counts[k]);
    g_autoptr (CpDependence) curve =
        cp_dependence_build (model, encoder, groups, own, &grid, 1, FALSE, cancellable, error);
    if (curve == NULL)
      return FALSE;
    for (gsize o = 0; o < n_outputs; o++)
      out[k * n_outputs + o] += curve->mean[k * n_outputs + o] - curve->mean[(k - 1) * n_outputs + o];
  }
  centre (grid, counts, n_outputs, out);
  return TRUE;
}
