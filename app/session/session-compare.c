#include "app/session/session-private.h"

#include "core/base/error.h"

#include <string.h>

/* What the selected row is compared with: the choices, and the answers of the two searches. The distance is
 * built by the first search and kept until another table, label or weight comes. */

void
cp_session_note_found (CpSession *self, CpCompareKind kind, CpCompareFound *found, const GError *error) {
  CpCompared *compared = &self->compared;
  g_clear_pointer (&compared->found[kind], g_ptr_array_unref);
  if (found != NULL) {
    g_clear_pointer (&compared->distance, cp_distance_unref);
    compared->distance = cp_distance_ref (found->distance);
    compared->found[kind] = g_ptr_array_ref (found->answers);
    cp_compare_found_free (found);
  } else {
    gboolean is_stopped = g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED);
    compared->found[kind] = cp_compare_answers_new ();
    cp_compare_answers_add_none (compared->found[kind], compared->model,
                                 is_stopped ? "Stopped before it was found." : error->message);
  }
  cp_session_emit (self, SIGNAL_COUNTERFACTUAL_CHANGED);
}

/* ---- when it is searched ---- */

static void (*const searches[CP_N_COMPARE_KINDS]) (CpSession *) = {cp_session_search_rows,
                                                                   cp_session_search_changes};
static void (*const cancels[CP_N_COMPARE_KINDS]) (CpSession *) = {cp_session_cancel_rows,
                                                                  cp_session_cancel_changes};

/* The answer on the screen stands until the next one, unless it is of another row or model. */
static void
search (CpSession *self) {
  gboolean has_row = cp_session_get_row (self) != CP_NO_ROW && cp_session_get_n_models (self) > 0;
  for (CpCompareKind kind = 0; has_row && kind < CP_N_COMPARE_KINDS; kind++)
    if (cp_session_compares_kind (self, kind))
      searches[kind](self);
}

static void
drop_found (CpSession *self, CpCompareKind kind) {
  cancels[kind](self);
  g_clear_pointer (&self->compared.found[kind], g_ptr_array_unref);
}

static void
drop_all (CpSession *self) {
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++)
    drop_found (self, kind);
}

static void
search_anew (CpSession *self) {
  drop_all (self);
  cp_session_emit (self, SIGNAL_COUNTERFACTUAL_CHANGED);
  search (self);
}

/* Which one is looked at begins anew too. */
static void
row_changed (CpSession *self) {
  memset (self->compared.chosen, 0, sizeof self->compared.chosen);
  search_anew (self);
}

void
cp_session_reset_compared (CpSession *self) {
  CpCompared *compared = &self->compared;
  compared->is_on = FALSE;
  g_clear_pointer (&compared->distance, cp_distance_unref);
  g_clear_pointer (&compared->weights, g_hash_table_unref);
  g_clear_pointer (&compared->held, g_hash_table_unref);
  memset (compared->is_left_out, 0, sizeof compared->is_left_out);
  compared->is_left_out[CP_COMPARE_CHANGES] = TRUE;
  compared->n = CP_COMPARE_N;
}

/* Before anybody else hears of it; it is told and searched for after them: until then a page has the lines of
 * the table before. */
static void
opened (CpSession *self) {
  g_clear_pointer (&self->compared.distance, cp_distance_unref);
  if (self->compared.model >= cp_session_get_n_models (self))
    self->compared.model = 0;
  memset (self->compared.chosen, 0, sizeof self->compared.chosen);
  drop_all (self);
}

/* Another label is left out of the distance. */
static void
question_changed (CpSession *self) {
  CpCompared *compared = &self->compared;
  if (self->open == NULL || g_strcmp0 (compared->label, self->open->question->label) == 0)
    return;
  g_free (compared->label);
  compared->label = g_strdup (self->open->question->label);
  g_clear_pointer (&compared->distance, cp_distance_unref);
  search_anew (self);
}

void
cp_session_watch_counterfactual (CpSession *self) {
  cp_session_reset_compared (self);
  g_signal_connect (self, "opened", G_CALLBACK (opened), NULL);
  g_signal_connect_after (self, "opened", G_CALLBACK (search_anew), NULL);
  g_signal_connect (self, "row-changed", G_CALLBACK (row_changed), NULL);
  g_signal_connect (self, "runs-changed", G_CALLBACK (search), NULL);
  g_signal_connect (self, "thresholds-changed", G_CALLBACK (search), NULL);
  g_signal_connect (self, "question-changed", G_CALLBACK (question_changed), NULL);
}

void
cp_session_clear_counterfactual (CpSession *self) {
  CpCompared *compared = &self->compared;
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++)
    g_clear_pointer (&compared->found[kind], g_ptr_array_unref);
  g_clear_pointer (&compared->distance, cp_distance_unref);
  g_clear_pointer (&compared->label, g_free);
}

void
cp_session_free_compared (CpSession *self) {
  g_clear_pointer (&self->compared.weights, g_hash_table_unref);
  g_clear_pointer (&self->compared.held, g_hash_table_unref);
}

/* ---- the choices ---- */

gboolean
cp_session_is_comparing (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  return self->compared.is_on;
}

guint
cp_session_get_compared_model (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), 0);
  return self->compared.model;
}

CpNorm
cp_session_get_compared_norm (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), CP_NORM_L1);
  return self->compared.norm;
}

void
cp_session_compare (CpSession *self, gboolean is_comparing, guint model, CpNorm norm) {
  g_return_if_fail (model < cp_session_get_n_models (self));
  CpCompared *compared = &self->compared;
  if (compared->is_on == is_comparing && compared->model == model && compared->norm == norm)
    return;
  compared->is_on = is_comparing;
  compared->model = model;
  compared->norm = norm;
  row_changed (self);
}

gboolean
cp_session_compares_kind (CpSession *self, CpCompareKind kind) {
  g_return_val_if_fail (CP_IS_SESSION (self) && kind < CP_N_COMPARE_KINDS, FALSE);
  return self->compared.is_on && !self->compared.is_left_out[kind];
}

void
cp_session_compare_kind (CpSession *self, CpCompareKind kind, gboolean is_wanted) {
  g_return_if_fail (CP_IS_SESSION (self) && kind < CP_N_COMPARE_KINDS);
  if (self->compared.is_left_out[kind] == !is_wanted)
    return;
  self->compared.is_left_out[kind] = !is_wanted;
  drop_found (self, kind);
  cp_session_emit (self, SIGNAL_COUNTERFACTUAL_CHANGED);
  if (cp_session_get_row (self) != CP_NO_ROW && cp_session_compares_kind (self, kind))
    searches[kind](self);
}

guint
cp_session_get_n_compared (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), 0);
  return self->compared.n;
}

void
cp_session_set_n_compared (CpSession *self, guint n) {
  g_return_if_fail (CP_IS_SESSION (self) && n > 0 && n <= CP_COMPARE_MOST);
  if (self->compared.n == n)
    return;
  self->compared.n = n;
  row_changed (self);
}

double
cp_session_get_compare_weight (CpSession *self, const char *column) {
  g_return_val_if_fail (CP_IS_SESSION (self), 1);
  const double *weight =
      self->compared.weights != NULL ? g_hash_table_lookup (self->compared.weights, column) : NULL;
  return weight != NULL ? *weight : 1;
}

void
cp_session_set_compare_weight (CpSession *self, const char *column, double weight) {
  g_return_if_fail (CP_IS_SESSION (self) && weight >= 0 && weight <= CP_COMPARE_HEAVIEST);
  if (cp_session_get_compare_weight (self, column) == weight)
    return;
  CpCompared *compared = &self->compared;
  if (compared->weights == NULL)
    compared->weights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (weight == 1)
    g_hash_table_remove (compared->weights, column);
  else
    g_hash_table_replace (compared->weights, g_strdup (column), g_memdup2 (&weight, sizeof weight));
  g_clear_pointer (&compared->distance, cp_distance_unref);
  row_changed (self);
}

gboolean
cp_session_is_compare_held (CpSession *self, const char *column) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  return self->compared.held != NULL && g_hash_table_contains (self->compared.held, column);
}

void
cp_session_set_compare_held (CpSession *self, const char *column, gboolean is_held) {
  g_return_if_fail (CP_IS_SESSION (self));
  if (cp_session_is_compare_held (self, column) == is_held)
    return;
  CpCompared *compared = &self->compared;
  if (compared->held == NULL)
    compared->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (is_held)
    g_hash_table_add (compared->held, g_strdup (column));
  else
    g_hash_table_remove (compared->held, column);
  row_changed (self);
}

char **
cp_session_dup_compared_columns (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  const CpDistance *distance = self->compared.distance;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; distance != NULL && i < cp_distance_get_n_columns (distance); i++)
    g_strv_builder_add (builder, cp_distance_get_column_name (distance, i));
  return g_strv_builder_end (builder);
}

/* ---- the answers ---- */

guint
cp_session_get_n_found (CpSession *self, CpCompareKind kind) {
  g_return_val_if_fail (CP_IS_SESSION (self) && kind < CP_N_COMPARE_KINDS, 0);
  return self->compared.found[kind] != NULL ? self->compared.found[kind]->len : 0;
}

const CpCounterfactual *
cp_session_get_found (CpSession *self, CpCompareKind kind, guint index) {
  return index < cp_session_get_n_found (self, kind) ? self->compared.found[kind]->pdata[index] : NULL;
}

guint
cp_session_get_chosen (CpSession *self, CpCompareKind kind) {
  guint n = cp_session_get_n_found (self, kind);
  return n > 0 ? MIN (self->compared.chosen[kind], n - 1) : self->compared.chosen[kind];
}

void
cp_session_choose_found (CpSession *self, CpCompareKind kind, guint index) {
  g_return_if_fail (CP_IS_SESSION (self) && kind < CP_N_COMPARE_KINDS);
  if (self->compared.chosen[kind] == index)
    return;
  self->compared.chosen[kind] = index;
  cp_session_emit (self, SIGNAL_COUNTERFACTUAL_CHANGED);
}

const CpCounterfactual *
cp_session_get_compared (CpSession *self, CpCompareKind kind) {
  return cp_session_get_found (self, kind, cp_session_get_chosen (self, kind));
}

const CpCounterfactual *
cp_session_get_counterfactual (CpSession *self) {
  return cp_session_get_compared (self, CP_COMPARE_ROWS);
}
