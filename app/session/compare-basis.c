#include "app/session/compare-basis.h"

#include "app/session/session-private.h"

#include <math.h>

/* What a search for counterfactuals reads on its worker, and what it hands back. */

/* The columns no feature is proposed from, with the label as it is now. */
static char **
dup_ignored (CpSession *self) {
  g_auto (GStrv) names = cp_sources_dup_ignored (self->open->sources);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_strv_builder_addv (builder, (const char **)names);
  if (self->open->question->label != NULL)
    g_strv_builder_add (builder, self->open->question->label);
  return g_strv_builder_end (builder);
}

static void
clear_weight (gpointer data) {
  g_free ((char *)((CpDistanceWeight *)data)->column);
}

static GArray *
dup_weights (const CpCompared *compared) {
  GArray *weights = g_array_new (FALSE, FALSE, sizeof (CpDistanceWeight));
  GHashTableIter iter;
  gpointer name, value;
  g_array_set_clear_func (weights, clear_weight);
  if (compared->weights == NULL)
    return weights;
  g_hash_table_iter_init (&iter, compared->weights);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    CpDistanceWeight weight = {g_strdup (name), *(const double *)value};
    g_array_append_val (weights, weight);
  }
  return weights;
}

static char **
dup_held (CpSession *self) {
  const CpCompared *compared = &self->compared;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  CpFields *fields = cp_session_get_fields (self);
  for (guint i = 0; compared->held != NULL && i < cp_fields_get_n (fields); i++) {
    const char *name = cp_fields_get (fields, i)->name;
    if (g_hash_table_contains (compared->held, name))
      g_strv_builder_add (builder, name);
  }
  return g_strv_builder_end (builder);
}

void
cp_compare_basis_init (CpCompareBasis *basis, CpSession *self) {
  const CpCompared *compared = &self->compared;
  const CpRowHistory *history = cp_session_get_history (self);
  guint m = compared->model;
  CpEncoder *encoder = cp_session_get_encoder (self, m);
  basis->table = cp_table_ref (self->open->inputs->table);
  /* a column of scores speaks of the row as the table has it */
  basis->row = cp_table_ref (cp_session_can_rescore (self, m) ? cp_row_history_get_scored (history)
                                                              : cp_row_history_get_original (history));
  basis->absent = g_array_copy (self->open->absent);
  if (compared->distance != NULL && cp_distance_is_of (compared->distance, basis->table, basis->absent))
    basis->distance = cp_distance_ref (compared->distance);
  basis->ignored = dup_ignored (self);
  basis->held = dup_held (self);
  basis->weights = dup_weights (compared);
  basis->model = cp_model_ref (cp_session_get_model (self, m));
  basis->encoder = encoder != NULL ? cp_encoder_ref (encoder) : NULL;
  basis->letter = m;
  basis->n = cp_session_get_n_compared (self);
  basis->scores = cp_scores_ref (cp_session_get_scores (self, m));
  basis->score = cp_session_get_row_score (self, m, self->row);
  basis->threshold = cp_session_get_row_threshold (self, m, self->row);
  guint n_slices = cp_session_get_n_slices (self);
  basis->slices = cp_slices_ref (self->open->question->slices);
  basis->thresholds = g_memdup2 (self->thresholds + (gsize)m * n_slices, n_slices * sizeof (double));
}

void
cp_compare_basis_clear (CpCompareBasis *basis) {
  cp_table_unref (basis->table);
  cp_table_unref (basis->row);
  g_clear_pointer (&basis->distance, cp_distance_unref);
  g_array_unref (basis->absent);
  g_strfreev (basis->ignored);
  g_strfreev (basis->held);
  g_array_unref (basis->weights);
  cp_model_unref (basis->model);
  g_clear_pointer (&basis->encoder, cp_encoder_unref);
  cp_scores_unref (basis->scores);
  cp_slices_unref (basis->slices);
  g_free (basis->thresholds);
}

static gboolean
is_compared (const CpDistance *distance, const char *name) {
  for (guint i = 0; i < cp_distance_get_n_columns (distance); i++)
    if (g_str_equal (cp_distance_get_column_name (distance, i), name))
      return TRUE;
  return FALSE;
}

gboolean
cp_compare_basis_prepare (CpCompareBasis *basis, GError **error) {
  if (basis->distance != NULL)
    return TRUE;
  g_autoptr (CpDistance) plain =
      cp_distance_build (basis->table, basis->absent, (const char *const *)basis->ignored, NULL, 0, error);
  if (plain == NULL)
    return FALSE;
  for (guint i = basis->weights->len; i-- > 0;)
    if (!is_compared (plain, g_array_index (basis->weights, CpDistanceWeight, i).column))
      g_array_remove_index (basis->weights, i);
  basis->distance = basis->weights->len == 0
                        ? g_steal_pointer (&plain)
                        : cp_distance_build (basis->table, basis->absent, (const char *const *)basis->ignored,
                                             (const CpDistanceWeight *)(gpointer)basis->weights->data,
                                             basis->weights->len, error);
  return basis->distance != NULL;
}

static void
counterfactual_free (gpointer data) {
  CpCounterfactual *answer = data;
  g_clear_pointer (&answer->state, cp_table_unref);
  g_free (answer->reason);
  g_free (answer);
}

GPtrArray *
cp_compare_answers_new (void) {
  return g_ptr_array_new_with_free_func (counterfactual_free);
}

void
cp_compare_answers_add_none (GPtrArray *answers, guint model, const char *reason) {
  CpCounterfactual *none = g_new0 (CpCounterfactual, 1);
  *none = (CpCounterfactual){model, CP_NO_ROW, NAN, NAN, 0, NULL, g_strdup (reason)};
  g_ptr_array_add (answers, none);
}

CpCompareFound *
cp_compare_found_new (CpDistance *distance) {
  CpCompareFound *found = g_new0 (CpCompareFound, 1);
  found->distance = cp_distance_ref (distance);
  found->answers = cp_compare_answers_new ();
  return found;
}

void
cp_compare_found_free (gpointer data) {
  CpCompareFound *found = data;
  cp_distance_unref (found->distance);
  g_ptr_array_unref (found->answers);
  g_free (found);
}

void
cp_compare_found_add (CpCompareFound *found, const CpCompareBasis *basis, guint32 row, double distance,
                      double score, CpTable *state) {
  g_autoptr (GPtrArray) differences = cp_distance_list_differences (found->distance, basis->row, state);
  CpCounterfactual *answer = g_new0 (CpCounterfactual, 1);
  *answer = (CpCounterfactual){basis->letter, row, distance, score, differences->len, state, NULL};
  g_ptr_array_add (found->answers, answer);
}
