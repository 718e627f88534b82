#include "core/explain/global.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <math.h>
#include <string.h>

/* Permutation importance: one column's values are dealt out anew among the rows, whatever else they hold. */

typedef struct {
  double score;
  guint8 is_positive;
} Scored;

static int
compare_scored (gconstpointer a, gconstpointer b) {
  const Scored *x = a, *y = b;
  return x->score < y->score ? -1 : x->score > y->score;
}

/* Mann–Whitney with ties ½ over the rows that have a label; NaN with one kind of label only. */
static double
get_auc (const double *scores, gsize n_outputs, guint output, const guint8 *labels, gsize n_rows) {
  g_autofree Scored *sorted = g_new (Scored, n_rows + 1);
  gsize n = 0;
  for (gsize row = 0; row < n_rows; row++)
    if (labels[row] != CP_LABEL_NONE)
      sorted[n++] = (Scored){scores[row * n_outputs + output], labels[row]};
  qsort (sorted, n, sizeof *sorted, compare_scored);
  double n_positive = 0, n_negative = 0, wins = 0;
  for (gsize i = 0, j; i < n; i = j) {
    double positive = 0, negative = 0;
    for (j = i; j < n && sorted[j].score == sorted[i].score; j++)
      *(sorted[j].is_positive ? &positive : &negative) += 1;
    wins += positive * (n_negative + negative / 2);
    n_positive += positive;
    n_negative += negative;
  }
  return wins / (n_positive * n_negative);
}

static void
shuffle_group (const CpFeatureGroup *group, const CpMatrix *rows, const guint32 *order, float *out) {
  gsize width = cp_matrix_get_n_columns (rows);
  const float *values = cp_matrix_get_values (rows);
  for (gsize row = 0; row < cp_matrix_get_n_rows (rows); row++)
    for (guint i = 0; i < group->n_features; i++)
      out[row * width + group->features[i]] = values[order[row] * width + group->features[i]];
}

gboolean
cp_permutation_importance (const CpModel *model, const CpFeatureGroups *groups, const CpMatrix *rows,
                           const guint8 *labels, guint output, guint n_repeats, guint64 seed,
                           double *out_mean, double *out_std, GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (n_repeats >= 1 && output < model->n_outputs, FALSE);
  gsize n_rows = cp_matrix_get_n_rows (rows), n_values = n_rows * cp_matrix_get_n_columns (rows);
  g_autofree float *shuffled = g_memdup2 (cp_matrix_get_values (rows), MAX (n_values, 1) * sizeof (float));
  g_autofree double *scores = g_new (double, n_rows * model->n_outputs + 1);
  g_autofree guint32 *order = g_new (guint32, n_rows + 1);
  if (!cp_model_predict (model, shuffled, n_rows, scores, cancellable, error))
    return FALSE;
  double whole = get_auc (scores, model->n_outputs, output, labels, n_rows);
  for (guint g = 0; g < cp_feature_groups_get_n (groups); g++) {
    const CpFeatureGroup *group = cp_feature_groups_get (groups, g);
    double sum = 0, squares = 0;
    for (guint repeat = 0; repeat < n_repeats; repeat++) {
      CpRandom random; /* of its own for every column and repeat: none depends on the columns before it */
      cp_random_init (&random, seed + 1000003 * (guint64)g + repeat);
      for (gsize i = 0; i < n_rows; i++)
        order[i] = (guint32)i;
      cp_random_shuffle (&random, order, n_rows);
      shuffle_group (group, rows, order, shuffled);
      if (!cp_model_predict (model, shuffled, n_rows, scores, cancellable, error))
        return FALSE;
      double fall = whole - get_auc (scores, model->n_outputs, output, labels, n_rows);
      sum += fall;
      squares += fall * fall;
    }
    for (gsize i = 0; i < n_rows; i++)
      order[i] = (guint32)i;
    shuffle_group (group, rows, order, shuffled); /* as it was */
    double n = n_repeats;
    out_mean[g] = sum / n;
    out_std[g] = n_repeats > 1 ? sqrt (fmax (squares - sum * sum / n, 0) / (n - 1)) : NAN;
  }
  return TRUE;
}
