#include "core/explain/minimal-private.h"

#include "core/base/error.h"

enum { MOST_POLISHED = 64 }; /* column sets, at least: a wide table may have thousands of pairs that flip */

void
cp_minimal_change_free (CpMinimalChange *change) {
  g_clear_pointer (&change->row, cp_table_unref);
  g_clear_pointer (&change->changes, g_ptr_array_unref);
  g_free (change);
}

static int
compare_lists (gconstpointer a, gconstpointer b) {
  const CpMoveSet *x = &g_array_index (*(GArray *const *)a, CpMoveSet, 0);
  const CpMoveSet *y = &g_array_index (*(GArray *const *)b, CpMoveSet, 0);
  if (x->n != y->n)
    return x->n < y->n ? -1 : 1;
  if (x->distance != y->distance)
    return x->distance < y->distance ? -1 : 1;
  for (guint i = 0; i < x->n; i++)
    if (x->columns[i] != y->columns[i])
      return x->columns[i] < y->columns[i] ? -1 : 1;
  return 0;
}

static gboolean
is_better (const CpMinimalChange *a, const CpMinimalChange *b) {
  return a->changes->len != b->changes->len ? a->changes->len < b->changes->len : a->distance < b->distance;
}

/* Polishing may have freed a column: two lists then end in the same columns. */
static gboolean
has_same_columns (const CpMinimalChange *a, const CpMinimalChange *b) {
  if (a->changes->len != b->changes->len)
    return FALSE;
  for (guint i = 0; i < a->changes->len; i++) {
    const CpDifference *x = g_ptr_array_index (a->changes, i), *y = g_ptr_array_index (b->changes, i);
    if (!g_str_equal (x->column, y->column))
      return FALSE;
  }
  return TRUE;
}

/* Takes @change into @all unless a better one of its columns is there. */
static void
add_change (GPtrArray *all, CpMinimalChange *change) {
  for (guint i = 0; i < all->len; i++) {
    CpMinimalChange *other = g_ptr_array_index (all, i);
    if (!has_same_columns (other, change))
      continue;
    if (is_better (change, other))
      g_ptr_array_index (all, i) = change;
    cp_minimal_change_free (is_better (change, other) ? other : change);
    return;
  }
  g_ptr_array_add (all, change);
}

static gboolean
polish_all (const CpMinimalSearch *search, GPtrArray *found, GPtrArray *all, GError **error) {
  guint n = MIN (found->len, MAX (MOST_POLISHED, 4 * search->query->k));
  for (guint i = 0; i < n; i++) {
    const GArray *sets = g_ptr_array_index (found, i);
    for (guint s = 0; s < sets->len; s++) {
      GError *problem = NULL;
      CpMinimalChange *change = cp_minimal_polish (search, &g_array_index (sets, CpMoveSet, s), &problem);
      if (change != NULL)
        add_change (all, change);
      if (problem != NULL) {
        g_propagate_error (error, problem);
        return FALSE;
      }
    }
  }
  return TRUE;
}

/* Moves the best to the front, then again and again the one farthest from all before it. */
static void
choose_diverse (const CpDistance *distance, GPtrArray *all, guint k) {
  g_autofree double *nearest = g_new (double, all->len + 1);
  for (guint i = 0; i < all->len; i++)
    nearest[i] = INFINITY;
  for (guint chosen = 0; chosen < MIN (k, all->len); chosen++) {
    guint best = chosen;
    for (guint i = chosen + 1; i < all->len; i++) {
      const CpMinimalChange *a = g_ptr_array_index (all, i), *b = g_ptr_array_index (all, best);
      if (nearest[i] > nearest[best] || (nearest[i] == nearest[best] && is_better (a, b)))
        best = i;
    }
    gpointer change = all->pdata[best];
    double its = nearest[best];
    for (guint i = best; i > chosen; i--) { /* the rest keeps its order */
      all->pdata[i] = all->pdata[i - 1];
      nearest[i] = nearest[i - 1];
    }
    all->pdata[chosen] = change;
    nearest[chosen] = its;
    for (guint i = chosen + 1; i < all->len; i++) {
      const CpMinimalChange *a = change, *b = g_ptr_array_index (all, i);
      nearest[i] = fmin (nearest[i], cp_distance_between (distance, a->row, b->row, CP_NORM_L1));
    }
  }
  g_ptr_array_set_size (all, (gint)MIN (k, all->len));
}

static GPtrArray *
find (CpMinimalSearch *search, const CpFeatureGroups *groups, const GPtrArray *one_hot,
      const CpProgress *progress, GError **error) {
  const CpMinimalQuery *query = search->query;
  search->moves = cp_moves_find (query, search->row, one_hot, groups, search->cancellable, error);
  if (search->moves != NULL && search->moves->len > G_MAXUINT16) { /* CpMoveSet.columns */
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: %u columns may change, at most %d are searched; hold some of them.",
                 query->model->place, search->moves->len, G_MAXUINT16);
    return NULL;
  }
  g_autoptr (GPtrArray) found =
      search->moves != NULL ? cp_minimal_search_run (search, progress, error) : NULL;
  if (found == NULL)
    return NULL;
  g_ptr_array_sort (found, compare_lists);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_minimal_change_free);
  if (!polish_all (search, found, all, error))
    return NULL;
  choose_diverse (query->distance, all, query->k);
  return g_steal_pointer (&all);
}

GPtrArray *
cp_minimal_changes_find (const CpMinimalQuery *query, const CpTable *row, const CpProgress *progress,
                         GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (query->k > 0 && query->model->n_outputs == 1, NULL);
  g_return_val_if_fail (cp_table_get_n_rows (row) == 1, NULL);
  if (query->model->class->predict_block == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: its scores stand in the table; an edited row cannot be scored again.",
                 query->model->place);
    return NULL;
  }
  g_autoptr (CpMatrix) encoded = cp_encoder_apply (query->encoder, row, cancellable, error);
  double own;
  if (encoded == NULL ||
      !cp_model_predict (query->model, cp_matrix_get_values (encoded), 1, &own, cancellable, error))
    return NULL;
  g_autoptr (GPtrArray) one_hot = cp_one_hot_groups_find (query->table);
  g_autoptr (CpFeatureGroups) groups = cp_feature_groups_new (query->encoder, query->table, one_hot);
  CpMinimalSearch search = {.query = query,
                            .row = row,
                            .flip = {query->model->task == CP_TASK_REGRESSION, own, query->threshold},
                            .features = cp_matrix_edit_values (encoded),
                            .cancellable = cancellable,
                            .decided = cp_minimal_decided_new ()};
  GPtrArray *changes = find (&search, groups, one_hot, progress, error);
  g_clear_pointer (&search.moves, g_ptr_array_unref);
  g_hash_table_unref (search.decided);
  return changes;
}
