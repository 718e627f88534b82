#include "app/session/session-private.h"

#include "core/explain/minimal-change.h"

/* The least changes of the selected row that the model decides differently, found by one job. */

static void
basis_free (gpointer data) {
  cp_compare_basis_clear (data);
  g_free (data);
}

static gpointer
search_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  CpCompareBasis *basis = data;
  cp_progress_report (progress, -1, "Finding the least change");
  if (!cp_compare_basis_prepare (basis, error))
    return NULL;
  CpMinimalQuery query = {.model = basis->model,
                          .encoder = basis->encoder,
                          .table = basis->table,
                          .distance = basis->distance,
                          .threshold = basis->model->task == CP_TASK_REGRESSION
                                           ? cp_scores_measure_deviation (basis->scores, basis->absent)
                                           : basis->threshold,
                          .slices = basis->slices,
                          .thresholds = basis->thresholds,
                          .otherwise = CP_DEFAULT_THRESHOLD,
                          .immutable = (const char *const *)basis->held,
                          .k = basis->n};
  g_autoptr (GPtrArray) changes = cp_minimal_changes_find (&query, basis->row, progress, cancellable, error);
  if (changes == NULL)
    return NULL;
  CpCompareFound *found = cp_compare_found_new (basis->distance);
  for (guint i = 0; i < changes->len; i++) {
    const CpMinimalChange *change = g_ptr_array_index (changes, i);
    cp_compare_found_add (found, basis, CP_NO_ROW, change->distance, change->score,
                          cp_table_ref (change->row));
  }
  g_autofree char *none =
      g_strdup_printf (basis->model->task == CP_TASK_REGRESSION
                           ? "No change of the columns that may change moves %s by a standard deviation."
                           : "No change of the columns that may change turns the decision of %s.",
                       basis->model->name);
  if (changes->len == 0)
    cp_compare_answers_add_none (found->answers, basis->letter, none);
  return found;
}

static void
finish_search (gpointer result, const GError *error, gpointer owner) {
  cp_session_note_found (owner, CP_COMPARE_CHANGES, result, error);
}

static const CpJobKind minimal_kind = {
    .kind = "minimal-change",
    .run = search_on_worker,
    .free_data = basis_free,
    .free_result = cp_compare_found_free,
    .done = finish_search,
};

void
cp_session_search_changes (CpSession *self) {
  CpCompareBasis *basis = g_new0 (CpCompareBasis, 1);
  cp_compare_basis_init (basis, self);
  cp_jobs_start (self->jobs, &minimal_kind, basis, self);
}

void
cp_session_cancel_changes (CpSession *self) {
  cp_jobs_cancel (self->jobs, &minimal_kind);
}
