#include "app/explain/dependence-row.h"

#include <string.h>

static gboolean
can_follow (const CpDependenceSubject *subject, guint model, const CpDependenceGrid *grid) {
  return subject->from.encoders[model] != NULL && subject->groups[model] != NULL &&
         subject->features[model] != NULL &&
         cp_feature_groups_find (subject->groups[model], grid->name) != NULL;
}

double *
cp_dependence_of_row (const CpDependenceSubject *subject, guint m, CpDependenceGrid *grid,
                      const CpTable *state) {
  g_return_val_if_fail (
      subject->is_prepared && m < subject->from.n_models && cp_table_get_n_rows (state) == 1, NULL);
  if (!can_follow (subject, m, grid))
    return NULL;
  g_autoptr (CpMatrix) row = cp_encoder_apply (subject->from.encoders[m], state, NULL, NULL);
  g_autoptr (CpDependence) built =
      row != NULL ? cp_dependence_build (subject->from.models[m], subject->from.encoders[m],
                                         subject->groups[m], row, &grid, 1, FALSE, NULL, NULL)
                  : NULL;
  if (built == NULL)
    return NULL;
  double *curve = g_new (double, built->n_points + 1);
  for (guint p = 0; p < built->n_points; p++)
    curve[p] = built->mean[p * built->n_outputs + MIN (subject->output, built->n_outputs - 1)];
  return curve;
}

void
cp_dependence_spread_free (CpDependenceSpread *spread) {
  for (guint m = 0; m < spread->n_models; m++) {
    g_free (spread->lo[m]);
    g_free (spread->hi[m]);
  }
  g_free (spread->lo);
  g_free (spread->hi);
  g_free (spread);
}

static int
compare (gconstpointer a, gconstpointer b) {
  const double *p = a, *q = b;
  return (*p > *q) - (*p < *q);
}

/* @sorted: (n); between two values in proportion, as R's and numpy's default */
static double
find_quantile (const double *sorted, gsize n, double share) {
  double at = share * (double)(n - 1);
  gsize below = (gsize)at;
  return below + 1 < n ? sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below])
                       : sorted[n - 1];
}

/* Every so many rows of @all, so that at most CP_SPREAD_ROWS are left. */
static CpMatrix *
thin (const CpMatrix *all) {
  gsize n = cp_matrix_get_n_rows (all), width = cp_matrix_get_n_columns (all);
  gsize step = (n + CP_SPREAD_ROWS - 1) / CP_SPREAD_ROWS, n_left = (n + step - 1) / step;
  CpMatrix *left = cp_matrix_new (n_left, width);
  for (gsize i = 0; i < n_left; i++)
    memcpy (cp_matrix_edit_values (left) + i * width, cp_matrix_get_values (all) + i * step * width,
            width * sizeof (float));
  return left;
}

static gboolean
spread_model (const CpDependenceSubject *subject, guint m, CpDependenceGrid *grid, CpDependenceSpread *spread,
              GCancellable *cancellable, GError **error) {
  g_autoptr (CpMatrix) rows = thin (subject->features[m]);
  g_autoptr (CpDependence) built =
      cp_dependence_build (subject->from.models[m], subject->from.encoders[m], subject->groups[m], rows,
                           &grid, 1, TRUE, cancellable, error);
  if (built == NULL)
    return FALSE;
  guint output = MIN (subject->output, built->n_outputs - 1);
  g_autofree double *values = g_new (double, built->n_rows + 1);
  spread->n_rows = built->n_rows;
  spread->lo[m] = g_new (double, built->n_points + 1);
  spread->hi[m] = g_new (double, built->n_points + 1);
  for (guint p = 0; p < built->n_points; p++) {
    for (gsize i = 0; i < built->n_rows; i++)
      values[i] = built->individual[(i * built->n_points + p) * built->n_outputs + output];
    qsort (values, built->n_rows, sizeof (double), compare);
    spread->lo[m][p] = find_quantile (values, built->n_rows, 0.1);
    spread->hi[m][p] = find_quantile (values, built->n_rows, 0.9);
  }
  return TRUE;
}

CpDependenceSpread *
cp_dependence_spread_build (const CpDependenceSubject *subject, CpDependenceGrid *grid,
                            GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (subject->is_prepared, NULL);
  g_autoptr (CpDependenceSpread) spread = g_new0 (CpDependenceSpread, 1);
  spread->n_models = subject->from.n_models;
  spread->lo = g_new0 (double *, subject->from.n_models + 1);
  spread->hi = g_new0 (double *, subject->from.n_models + 1);
  for (guint m = 0; m < subject->from.n_models; m++)
    if (can_follow (subject, m, grid) && !spread_model (subject, m, grid, spread, cancellable, error))
      return NULL;
  return g_steal_pointer (&spread);
}
