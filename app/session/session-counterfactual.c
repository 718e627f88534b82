#include "app/session/session-private.h"

#include "core/explain/immutable.h"
#include "core/table/edits.h"

#include <math.h>

/* The nearest rows of the table that are decided differently, found by one job. */

typedef struct {
  CpCompareBasis basis;
  CpNorm norm;
  GPtrArray *one_hot;
  CpSlices *slices;
  double *thresholds; /* one a slice */
} Search;

static void
search_free (gpointer data) {
  Search *search = data;
  cp_compare_basis_clear (&search->basis);
  g_ptr_array_unref (search->one_hot);
  cp_slices_unref (search->slices);
  g_free (search->thresholds);
  g_free (search);
}

static char *
explain_none (const Search *search, gboolean is_held) {
  const CpModel *model = search->basis.model;
  const char *reason = isnan (search->basis.score) ? "has no score for this row"
                       : is_held ? "decides every row that has the values kept as it decides this one"
                       : model->task == CP_TASK_REGRESSION
                           ? "predicts nothing a standard deviation away from this row's prediction"
                           : "decides every row as it decides this one";
  return g_strdup_printf ("%s %s; there is no counterfactual.", model->name, reason);
}

/* (transfer full) (nullable): the scores with none for deleted rows: what has no score is nobody's neighbour
 */
static double *
leave_out (const Search *search) {
  CpScores *scores = search->basis.scores;
  guint n_outputs = cp_scores_get_n_outputs (scores);
  const GArray *absent = search->basis.absent;
  if (absent->len == 0)
    return NULL;
  gsize n = cp_table_get_n_rows (search->basis.table) * n_outputs;
  double *left = g_memdup2 (cp_scores_get_values (scores), n * sizeof (double));
  for (guint i = 0; i < absent->len; i++)
    for (guint o = 0; o < n_outputs; o++)
      left[(gsize)g_array_index (absent, guint32, i) * n_outputs + o] = NAN;
  return left;
}

/* Rows that differ in what must stay are out of reach. */
static gboolean
exclude_held (const Search *search, double *distances, GError **error) {
  const CpCompareBasis *basis = &search->basis;
  if (*basis->held == NULL)
    return TRUE;
  g_autofree gboolean *is_held =
      cp_immutable_find (basis->table, search->one_hot, (const char *const *)basis->held, error);
  if (is_held != NULL)
    cp_immutable_exclude (basis->table, basis->row, is_held, distances);
  return is_held != NULL;
}

static CpCompareFound *
choose (const Search *search, const double *distances) {
  const CpCompareBasis *basis = &search->basis;
  CpCompareFound *found = cp_compare_found_new (basis->distance);
  g_autofree double *left = leave_out (search);
  CpDecisions decisions = {.task = basis->model->task,
                           .n_outputs = cp_scores_get_n_outputs (basis->scores),
                           .scores = left != NULL ? left : cp_scores_get_values (basis->scores),
                           .thresholds = search->thresholds,
                           .slice_of_rows = cp_slices_get_slice_of_rows (search->slices),
                           .min_difference = NAN};
  g_autoptr (GArray) nearest = cp_nearest_counterfactuals (
      &decisions, &basis->score, basis->threshold, distances, cp_table_get_n_rows (basis->table), basis->n);
  for (guint i = 0; i < nearest->len; i++) {
    const CpNeighbour *neighbour = &g_array_index (nearest, CpNeighbour, i);
    cp_compare_found_add (found, basis, neighbour->row, neighbour->distance, decisions.scores[neighbour->row],
                          cp_table_take_rows (basis->table, &neighbour->row, 1));
  }
  g_autofree char *none = nearest->len == 0 ? explain_none (search, *basis->held != NULL) : NULL;
  if (none != NULL)
    cp_compare_answers_add_none (found->answers, basis->letter, none);
  return found;
}

static gpointer
search_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Search *search = data;
  cp_progress_report (progress, -1, "Finding the counterfactual");
  if (!cp_compare_basis_prepare (&search->basis, error))
    return NULL;
  g_autofree double *distances = g_new (double, cp_table_get_n_rows (search->basis.table));
  if (!cp_distance_to_all (search->basis.distance, search->basis.row, search->norm, distances, cancellable,
                           error) ||
      !exclude_held (search, distances, error))
    return NULL;
  return choose (search, distances);
}

static void
finish_search (gpointer result, const GError *error, gpointer owner) {
  cp_session_note_found (owner, CP_COMPARE_ROWS, result, error);
}

static const CpJobKind counterfactual_kind = {
    .kind = "counterfactual",
    .run = search_on_worker,
    .free_data = search_free,
    .free_result = cp_compare_found_free,
    .done = finish_search,
};

void
cp_session_search_rows (CpSession *self) {
  guint m = self->compared.model, n_slices = cp_session_get_n_slices (self);
  Search *search = g_new0 (Search, 1);
  cp_compare_basis_init (&search->basis, self);
  search->norm = self->compared.norm;
  search->one_hot = g_ptr_array_ref (cp_session_get_one_hot_groups (self));
  search->slices = cp_slices_ref (self->open->question->slices);
  search->thresholds = g_memdup2 (self->thresholds + (gsize)m * n_slices, n_slices * sizeof (double));
  cp_jobs_start (self->jobs, &counterfactual_kind, search, self);
}

void
cp_session_cancel_rows (CpSession *self) {
  cp_jobs_cancel (self->jobs, &counterfactual_kind);
}
