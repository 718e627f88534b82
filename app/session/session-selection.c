#include "app/session/session-selection.h"

#include "app/session/session-private.h"
#include "app/session/session-rows.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

const guint32 *
cp_session_get_selection (CpSession *self, gsize *out_n_rows) {
  g_return_val_if_fail (CP_IS_SESSION (self) && out_n_rows != NULL, NULL);
  *out_n_rows = 0;
  if (cp_session_get_row (self) == CP_NO_ROW)
    return NULL;
  *out_n_rows = self->selection != NULL ? self->selection->len : 1;
  return self->selection != NULL ? (const guint32 *)(gpointer)self->selection->data : &self->row;
}

gboolean
cp_session_has_selection (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  return self->open != NULL && self->selection != NULL;
}

static int
compare_rows (gconstpointer a, gconstpointer b) {
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  return (x > y) - (x < y);
}

void
cp_session_clear_selection (CpSession *self) {
  g_clear_pointer (&self->selection, g_array_unref);
}

/* What was typed belongs to the rows it was typed for. */
static void
selection_changed (CpSession *self, guint32 row_before) {
  cp_session_forget_refusals (self);
  cp_edit_journal_end_typing (self->open->journal);
  if (self->row != row_before)
    cp_session_emit (self, SIGNAL_ROW_CHANGED);
}

void
cp_session_select_row (CpSession *self, guint32 row) {
  g_return_if_fail (cp_session_is_open (self));
  g_return_if_fail (row == CP_NO_ROW || row < cp_table_get_n_rows (self->open->inputs->table));
  if (self->row == row && self->selection == NULL)
    return;
  if (cp_session_is_absent (self, row)) {
    g_autofree char *number = cp_format_count (row);
    g_autoptr (GError) error =
        g_error_new (CP_ERROR, CP_ERROR_VALUE, "Row %s was deleted; undo brings it back.", number);
    cp_session_tell (self, error);
    return;
  }
  gboolean had_selection = self->selection != NULL;
  guint32 before = self->row;
  cp_session_clear_selection (self);
  self->row = row;
  selection_changed (self, before);
  if (had_selection)
    cp_session_emit (self, SIGNAL_SELECTION_CHANGED);
}

void
cp_session_set_selection (CpSession *self, const guint32 *rows, gsize n, guint32 row) {
  g_return_if_fail (cp_session_is_open (self) && (rows != NULL || n == 0 || n > CP_MAX_SELECTED));
  if (n <= 1) {
    cp_session_select_row (self, n == 1 ? rows[0] : CP_NO_ROW);
    return;
  }
  if (n > CP_MAX_SELECTED) {
    g_autofree char *count = cp_format_count ((double)n), *most = cp_format_count (CP_MAX_SELECTED);
    g_autoptr (GError) error = g_error_new (
        CP_ERROR, CP_ERROR_VALUE, "%s rows are too many to edit at once; select at most %s.", count, most);
    cp_session_tell (self, error);
    cp_session_emit (self, SIGNAL_SELECTION_CHANGED); /* the table goes back */
    return;
  }
  if (self->selection != NULL && self->selection->len == n &&
      memcmp (self->selection->data, rows, n * sizeof *rows) == 0)
    return;
  GArray *selection = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint)n);
  for (gsize i = 0; i < n; i++) {
    if (!cp_session_is_absent (self, rows[i]))
      g_array_append_val (selection, rows[i]);
  }
  if (selection->len <= 1) {
    cp_session_select_row (self, selection->len == 1 ? g_array_index (selection, guint32, 0) : CP_NO_ROW);
    g_array_unref (selection);
    return;
  }
  guint32 before = self->row;
  cp_session_clear_selection (self);
  self->selection = selection;
  self->row = g_array_binary_search (selection, &row, compare_rows, NULL)
                  ? row
                  : g_array_index (selection, guint32, 0);
  selection_changed (self, before);
  cp_session_emit (self, SIGNAL_SELECTION_CHANGED);
}

/* ---- the rows together ---- */

CpTable *
cp_session_dup_row_state (CpSession *self, guint32 row) {
  g_return_val_if_fail (cp_session_is_open (self), NULL);
  const CpRowHistory *history = g_hash_table_lookup (self->open->histories, GUINT_TO_POINTER (row));
  if (history != NULL)
    return cp_table_ref (cp_row_history_get_current (history));
  return cp_table_take_rows (self->open->inputs->table, &row, 1);
}

gboolean
cp_session_is_row_scored (CpSession *self, guint32 row) {
  g_return_val_if_fail (cp_session_is_open (self), FALSE);
  const CpRowHistory *history = g_hash_table_lookup (self->open->histories, GUINT_TO_POINTER (row));
  return history == NULL || cp_row_history_get_current (history) == cp_row_history_get_scored (history);
}

/* (transfer full): the cell of @row */
static char *
dup_cell (CpSession *self, const CpField *field, guint32 row, gboolean is_original) {
  const CpRowHistory *history =
      is_original ? NULL : g_hash_table_lookup (self->open->histories, GUINT_TO_POINTER (row));
  return history != NULL ? cp_field_dup_cell (field, cp_row_history_get_current (history), 0)
                         : cp_field_dup_cell (field, self->open->inputs->table, row);
}

char *
cp_session_dup_shared_cell (CpSession *self, const CpField *field, gboolean is_original) {
  gsize n;
  const guint32 *rows = cp_session_get_selection (self, &n);
  g_autofree char *shared = NULL;
  for (gsize i = 0; i < n; i++) {
    g_autofree char *cell = dup_cell (self, field, rows[i], is_original);
    if (shared == NULL)
      shared = g_steal_pointer (&cell);
    else if (!g_str_equal (shared, cell))
      return NULL;
  }
  return g_steal_pointer (&shared);
}

CpSelectionScore
cp_session_get_selection_score (CpSession *self, guint model) {
  CpSelectionScore score = {NAN, NAN, 0, 0, 0};
  g_return_val_if_fail (model < cp_session_get_n_models (self), score);
  gsize n;
  const guint32 *rows = cp_session_get_selection (self, &n);
  const double *table = cp_scores_get_values (self->open->scores[model]);
  double sum = 0, change = 0, common = cp_session_get_threshold (self, model, CP_ALL_ROWS);
  guint n_changed = 0;
  for (gsize i = 0; i < n; i++) {
    double now = cp_session_get_row_score (self, model, rows[i]);
    /* where all slices share one, it need not be found in which each row is */
    double threshold = isnan (common) ? cp_session_get_row_threshold (self, model, rows[i]) : common;
    const CpRun *run = cp_session_get_last_run (self, rows[i]);
    if (isnan (now))
      continue;
    sum += now;
    score.n_scored++;
    score.n_positive += now >= threshold;
    double before = table[rows[i]];
    score.n_flipped +=
        !isnan (before) &&
        (now >= threshold) != (before >= cp_session_get_table_threshold (self, model, rows[i]));
    if (run != NULL && !isnan (run->deltas[model])) {
      change += run->deltas[model];
      n_changed++;
    }
  }
  if (score.n_scored > 0)
    score.mean = sum / score.n_scored;
  if (n_changed > 0)
    score.delta = change / n_changed;
  return score;
}
