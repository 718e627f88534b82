#include "app/question.h"

#include "app/opening/sources.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/metrics/slice-spec.h"

#include <math.h>
#include <stdlib.h>

#define N_BINS 25      /* of the scores */
#define MAX_VALUES 100 /* of the label, to choose the positive one from */

void
cp_question_free (CpQuestion *question) {
  g_free (question->label);
  g_free (question->positive);
  g_strfreev (question->values);
  g_strfreev (question->keys);
  g_clear_pointer (&question->chosen, cp_scope_unref);
  g_clear_pointer (&question->absent, g_array_unref);
  g_clear_pointer (&question->scope, cp_scope_unref);
  g_clear_pointer (&question->labels, cp_labels_unref);
  g_clear_pointer (&question->asked, cp_labels_unref);
  g_clear_pointer (&question->slices, cp_slices_unref);
  for (guint m = 0; m < question->n_models; m++) {
    g_clear_pointer (&question->sweeps[m], cp_sweep_unref);
    g_clear_pointer (&question->histograms[m], cp_histogram_free);
  }
  g_free (question->sweeps);
  g_free (question->histograms);
  g_free (question);
}

static int
compare_doubles (gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The distinct numbers of a column as text, ascending; of more than MAX_VALUES the first met. */
static char **
list_numbers (const CpColumn *column) {
  const double *numbers = cp_column_get_numbers (column);
  double found[MAX_VALUES];
  guint n = 0;
  for (gsize row = 0; row < cp_column_get_n_rows (column) && n < MAX_VALUES; row++) {
    guint i = 0;
    while (i < n && found[i] != numbers[row])
      i++;
    if (i == n && !isnan (numbers[row]))
      found[n++] = numbers[row];
  }
  qsort (found, n, sizeof (double), (int (*) (const void *, const void *))compare_doubles);
  char **values = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++) {
    char buffer[CP_FORMAT_SIZE];
    values[i] = g_strdup (cp_format_double (buffer, found[i]));
  }
  return values;
}

static char **
list_values (const CpColumn *column) {
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER)
    return list_numbers (column);
  gsize n = MIN (cp_column_get_n_values (column), MAX_VALUES);
  char **values = g_new0 (char *, n + 1);
  for (gsize i = 0; i < n; i++)
    values[i] = g_strdup (cp_column_get_value (column, i));
  return values;
}

/* Over [0, 1], or over all scores where they go beyond, as a column of them may. */
static CpHistogram *
build_histogram (CpScores *scores, const CpQuestion *question, const CpLabels *labels, const CpSweep *sweep,
                 const double *weights, GCancellable *cancellable) {
  gsize n_points;
  const CpSweepPoint *points = cp_sweep_get_points (sweep, CP_ALL_ROWS, &n_points);
  gsize first = 0, last = n_points;
  while (first < last && isinf (points[first].threshold))
    first++;
  while (last > first && isinf (points[last - 1].threshold))
    last--;
  double high = first < last ? points[first].threshold : 1,
         low = first < last ? points[last - 1].threshold : 0;
  double edges[N_BINS + 1];
  gboolean is_beyond = low < 0 || high > 1;
  low = MIN (low, 0);
  high = MAX (high, 1);
  for (guint i = 0; i <= N_BINS; i++) /* no difference: that of 1e308 and −1e308 is beyond a double */
    edges[i] = i < N_BINS ? low * (1 - (double)i / N_BINS) + high * ((double)i / N_BINS) : high;
  return cp_histogram_build (cp_scores_get_values (scores), cp_scores_get_n_outputs (scores), labels, weights,
                             question->slices, is_beyond ? edges : NULL, N_BINS, cancellable);
}

/* The ground truth of the rows asked about: the others count nowhere. */
static CpLabels *
keep_scope (const CpQuestion *question) {
  if (question->scope == NULL)
    return cp_labels_ref (question->labels);
  gsize n;
  const guint32 *rows = cp_scope_get_rows (question->scope, &n);
  return cp_labels_keep_rows (question->labels, rows, n);
}

static gboolean
build_sweeps (CpQuestion *question, CpScores *const *scores, const double *weights, GCancellable *cancellable,
              GError **error) {
  CpLabels *labels = question->asked = keep_scope (question);
  for (guint m = 0; m < question->n_models; m++) {
    question->sweeps[m] =
        cp_sweep_build (cp_scores_get_values (scores[m]), cp_scores_get_n_outputs (scores[m]), labels,
                        weights, question->slices, cancellable, error);
    if (question->sweeps[m] == NULL)
      return FALSE;
    question->histograms[m] =
        build_histogram (scores[m], question, labels, question->sweeps[m], weights, cancellable);
    if (question->histograms[m] == NULL) {
      cp_check_cancelled (cancellable, error);
      return FALSE;
    }
  }
  return TRUE;
}

CpQuestion *
cp_question_build (const CpTable *table, CpScores *const *scores, guint n_models, const char *weight,
                   const char *label, const char *positive, const char *const *keys, CpScope *chosen,
                   const GArray *absent, GCancellable *cancellable, GError **error) {
  g_autoptr (CpQuestion) question = g_new0 (CpQuestion, 1);
  const double *weights = NULL;
  question->n_models = n_models;
  question->sweeps = g_new0 (CpSweep *, n_models + 1);
  question->histograms = g_new0 (CpHistogram *, n_models + 1);
  question->keys = g_strdupv ((char **)keys);
  question->label = g_strdup (label);
  question->chosen = chosen != NULL ? cp_scope_ref (chosen) : NULL;
  question->absent = g_array_copy ((GArray *)absent);
  question->scope = cp_scope_without (chosen, cp_table_get_n_rows (table), absent);
  question->slices = cp_slices_build_from_texts (table, keys, "slices: ", error);
  if (question->slices == NULL)
    return NULL;
  if (label == NULL)
    return g_steal_pointer (&question);
  question->labels = cp_labels_build (table, label, positive, error);
  if (question->labels == NULL)
    return NULL;
  question->positive = g_strdup (cp_labels_get_positive (question->labels));
  question->values = list_values (cp_table_find_column (table, label));
  if (weight != NULL && !cp_sources_get_weights (table, weight, &weights, error))
    return NULL;
  return build_sweeps (question, scores, weights, cancellable, error) ? g_steal_pointer (&question) : NULL;
}
