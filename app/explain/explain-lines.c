#include "app/explain/explain-lines.h"

#include "core/encode/text-encoding.h"

#include <math.h>

#define N_WORDS 20 /* of texts: the vocabulary is not a list to read */

static void
clear_line (gpointer data) {
  g_free (((CpExplainLine *)data)->name);
}

/* ---- lines by name ---- */

typedef struct {
  GArray *lines;
  GHashTable *index;
  const gboolean *is_known; /* (CP_EXPLAIN_MOST_SERIES) */
} Builder;

static CpExplainLine *
find_line (Builder *self, const char *name, gboolean is_word) {
  gpointer at;
  if (g_hash_table_lookup_extended (self->index, name, NULL, &at))
    return &g_array_index (self->lines, CpExplainLine, GPOINTER_TO_UINT (at));
  CpExplainLine line = {.name = g_strdup (name), .is_word = is_word};
  for (guint m = 0; m < CP_EXPLAIN_MOST_SERIES; m++)
    line.values[m] = self->is_known[m] ? NAN : INFINITY;
  g_array_append_val (self->lines, line);
  g_hash_table_insert (self->index, g_strdup (name), GUINT_TO_POINTER (self->lines->len - 1));
  return &g_array_index (self->lines, CpExplainLine, self->lines->len - 1);
}

/* Words are of all rows: their means are not kept by slice. */
static void
add_words (Builder *self, const CpFeatureGroup *group, const double *all, guint model) {
  for (guint i = 0; i < group->n_features; i++) {
    const char *word = cp_text_encoding_get_word (group->text, i);
    g_autofree char *name = word != NULL ? g_strdup_printf ("“%s”", word) : NULL;
    if (name != NULL && all[group->features[i]] != 0)
      find_line (self, name, TRUE)->values[model] = all[group->features[i]];
  }
}

static void
add_means (Builder *self, const CpGlobalAnswer *answer, guint output, int slice, gboolean is_signed,
           guint model) {
  const CpGlobal *global = answer->global;
  gsize at = (gsize)output * global->n_groups;
  const double *means = (is_signed ? global->mean : global->mean_abs) + at;
  const double *features =
      (is_signed ? global->feature_mean : global->feature_mean_abs) + (gsize)output * global->n_features;
  if (slice >= 0 && (guint)slice < global->n_slices)
    means = (is_signed ? global->slice_mean : global->slice_mean_abs) +
            (gsize)slice * global->n_outputs * global->n_groups + at;
  for (guint g = 0; g < global->n_groups; g++) {
    const CpFeatureGroup *group = cp_feature_groups_get (answer->groups, g);
    if (group->text != NULL && slice < 0 && !cp_text_encoding_is_sequence (group->text))
      add_words (self, group, features, model);
    else
      find_line (self, group->name, FALSE)->values[model] = means[g];
  }
}

static void
add_importance (Builder *self, const CpImportanceAnswer *answer, CpImportanceLoss loss, guint output,
                guint model) {
  const CpImportance *importance = answer->importance;
  for (guint g = 0; g < importance->n_groups; g++) {
    gsize at = (gsize)output * importance->n_groups + g;
    CpExplainLine *line = find_line (self, cp_feature_groups_get (answer->groups, g)->name, FALSE);
    line->values[model] = importance->by[loss].mean[at];
    line->errors[model] = importance->by[loss].std[at];
  }
}

/* ---- how far two models differ, row by row ---- */

static double
get_value (const CpGlobal *global, gsize row, guint output, int group) {
  return group >= 0
             ? (double)global->values[(row * global->n_outputs + output) * global->n_groups + (guint)group]
             : 0; /* a model that does not read the column is not moved by it */
}

static double
get_mean_difference (const CpGlobalAnswer *a, const CpGlobalAnswer *b, const char *name, guint output,
                     CpSlices *slices, int slice) {
  int in_a = cp_feature_groups_find_index (a->groups, name),
      in_b = cp_feature_groups_find_index (b->groups, name);
  gsize n_rows = MIN (a->global->n_rows, b->global->n_rows), n = 0; /* the same rows in the same order */
  double sum = 0;
  for (gsize row = 0; row < n_rows; row++) {
    if (slice >= 0 && cp_slices_get_slice_of_rows (slices)[a->global->rows[row]] != (guint32)slice)
      continue;
    sum += fabs (get_value (a->global, row, output, in_a) - get_value (b->global, row, output, in_b));
    n++;
  }
  return n > 0 ? sum / (double)n : NAN;
}

static void
add_differences (Builder *self, const CpGlobalAnswer *a, const CpGlobalAnswer *b, guint output,
                 CpSlices *slices, int slice) {
  const CpGlobalAnswer *const both[] = {a, b};
  for (guint side = 0; side < 2; side++) {
    for (guint g = 0; g < both[side]->global->n_groups; g++) {
      const char *name = cp_feature_groups_get (both[side]->groups, g)->name;
      CpExplainLine *line = find_line (self, name, FALSE);
      if (!isfinite (line->values[0]))
        line->values[0] = get_mean_difference (a, b, name, output, slices, slice);
    }
  }
}

/* ---- order ---- */

static double
get_known (double value) {
  return isfinite (value) ? value : 0;
}

static double
rank (const CpExplainLine *line, guint how, guint n_series) {
  double lo = INFINITY, hi = -INFINITY;
  if (how >= 1 && how <= n_series)
    return isfinite (line->values[how - 1]) ? fabs (line->values[how - 1]) : -1;
  for (guint m = 0; m < n_series; m++) { /* a model that does not read it is not moved by it */
    lo = MIN (lo, get_known (line->values[m]));
    hi = MAX (hi, get_known (line->values[m]));
  }
  return n_series > 1 ? hi - lo : fabs (hi);
}

typedef struct {
  guint how, n_series;
} Order;

static int
compare (gconstpointer first, gconstpointer second, gpointer data) {
  const CpExplainLine *a = first, *b = second;
  const Order *order = data;
  if (order->how <= order->n_series) {
    double left = rank (a, order->how, order->n_series), right = rank (b, order->how, order->n_series);
    if (left != right)
      return left < right ? 1 : -1;
  }
  return g_utf8_collate (a->name, b->name);
}

void
cp_explain_lines_sort (GArray *lines, guint how, guint n_series) {
  g_return_if_fail (lines != NULL);
  g_array_sort_with_data (lines, compare, &(Order){how, n_series});
}

/* Of the words only the first ones are kept, in an order that says something of words. */
static void
cut_words (GArray *lines, guint n_series) {
  guint n_words = 0;
  cp_explain_lines_sort (lines, n_series > 0 ? 1 : 0, n_series);
  for (guint i = 0; i < lines->len;) {
    if (g_array_index (lines, CpExplainLine, i).is_word && ++n_words > N_WORDS)
      g_array_remove_index (lines, i);
    else
      i++;
  }
}

/* ---- all of them ---- */

static gboolean
has_answer (const CpGlobalAnswer *answer, guint output) {
  return answer != NULL && answer->global != NULL && output < answer->global->n_outputs;
}

static gboolean
has_importance (const CpImportanceAnswer *answer, guint output) {
  return answer != NULL && answer->importance != NULL && output < answer->importance->n_outputs;
}

GArray *
cp_explain_lines_build (CpGlobalExplanations *global, CpImportances *importances, guint n_models,
                        guint output, int slice, CpExplainMeasure measure, const char **out_problem) {
  g_return_val_if_fail (n_models <= CP_EXPLAIN_MOST_SERIES && out_problem != NULL, NULL);
  g_autoptr (GHashTable) index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (CpExplainLine));
  gboolean is_known[CP_EXPLAIN_MOST_SERIES] = {FALSE};
  Builder builder = {lines, index, is_known};
  g_array_set_clear_func (lines, clear_line);
  for (guint m = 0; m < n_models; m++) {
    const CpGlobalAnswer *answer = cp_global_explanations_get (global, m);
    const CpImportanceAnswer *fall = cp_importances_get (importances, m);
    gboolean is_fall = cp_explain_measure_is_importance (measure);
    const char *problem = is_fall          ? fall != NULL ? fall->problem : NULL
                          : answer != NULL ? answer->problem
                                           : NULL;
    is_known[m] = is_fall ? fall != NULL : answer != NULL && (answer->global != NULL || problem != NULL);
    *out_problem = problem != NULL ? problem : *out_problem;
  }
  for (guint m = 0; m < n_models && measure != CP_MEASURE_DIFFERENCE; m++) {
    const CpGlobalAnswer *answer = cp_global_explanations_get (global, m);
    const CpImportanceAnswer *fall = cp_importances_get (importances, m);
    if (cp_explain_measure_is_importance (measure) && has_importance (fall, output))
      add_importance (&builder, fall,
                      measure == CP_MEASURE_LOG_LOSS ? CP_IMPORTANCE_LOG_LOSS : CP_IMPORTANCE_AUC, output, m);
    else if (!cp_explain_measure_is_importance (measure) && has_answer (answer, output))
      add_means (&builder, answer, output, slice, measure == CP_MEASURE_MEAN, m);
  }
  const CpGlobalAnswer *a = cp_global_explanations_get (global, 0),
                       *b = cp_global_explanations_get (global, 1);
  if (measure == CP_MEASURE_DIFFERENCE && has_answer (a, output) && has_answer (b, output) &&
      a->global->space == b->global->space)
    add_differences (&builder, a, b, output, cp_global_explanations_get_slices (global), slice);
  cut_words (lines, measure == CP_MEASURE_DIFFERENCE ? 1 : n_models);
  return lines;
}
