#include "core/explain/minimal-private.h"

#include "core/base/error.h"
#include "core/model/scores.h"

#include <string.h>

enum { N_PROBES = 31, N_ROUNDS = 6 }; /* 32⁶ parts of what lies between two values */

/* A set of values with its numbers free to move. */
typedef struct {
  const CpMinimalSearch *search;
  guint n;
  const CpMoves *moves[CP_MINIMAL_MOST_COLUMNS];
  CpMoveValue values[CP_MINIMAL_MOST_COLUMNS];
  float *features; /* (n_features): of the row with them all */
} Polish;

/* Of the row with column @i set to @value, the others as they stand */
static double
find_threshold (const Polish *self, guint i, CpMoveValue value) {
  CpMoveValue values[CP_MINIMAL_MOST_COLUMNS];
  memcpy (values, self->values, self->n * sizeof *values);
  values[i] = value;
  return cp_minimal_find_threshold (self->search, (const CpMoves *const *)self->moves, values, self->n);
}

/* The index of the first of @values for column @i that still flips, @n where none does. */
static gboolean
find_first (const Polish *self, guint i, const CpMoveValue *values, guint n, guint *out_first,
            GError **error) {
  const CpMinimalSearch *search = self->search;
  const CpMoves *moves = self->moves[i];
  gsize width = search->query->model->n_features;
  g_autofree float *targets = g_new (float, (gsize)n * moves->n_features), *rows = g_new (float, n *width);
  g_autofree double *scores = g_new (double, n);
  if (!cp_moves_encode (moves, values, n, targets, error))
    return FALSE;
  for (guint v = 0; v < n; v++) {
    memcpy (rows + v * width, self->features, width * sizeof *rows);
    for (guint f = 0; f < moves->n_features; f++)
      rows[v * width + moves->features[f]] = targets[(gsize)v * moves->n_features + f];
  }
  if (!cp_model_predict (search->query->model, rows, n, scores, search->cancellable, error))
    return FALSE;
  guint first = 0;
  while (first < n &&
         !cp_flip_happens_at (&search->flip, scores[first], find_threshold (self, i, values[first])))
    first++;
  *out_first = first;
  return TRUE;
}

/* Numbers strictly between @from and @to, from @from on, on the column's decimals */
static guint
list_between (const CpMoves *moves, double from, double to, CpMoveValue *out) {
  guint n = 0;
  double last = from;
  for (guint i = 1; i <= N_PROBES; i++) {
    double number = from + (to - from) * i / (N_PROBES + 1);
    if (moves->per_one > 0)
      number = round (number * moves->per_one) / moves->per_one;
    gboolean is_between = from < to ? number > last && number < to : number < last && number > to;
    if (is_between && number >= moves->min && number <= moves->max)
      out[n++] = (CpMoveValue){number, CP_MISSING};
    last = is_between ? number : last;
  }
  return n;
}

static gboolean
take_value (Polish *self, guint i, CpMoveValue value, GError **error) {
  const CpMoves *moves = self->moves[i];
  g_autofree float *targets = g_new (float, moves->n_features);
  self->values[i] = value;
  if (!cp_moves_encode (moves, &value, 1, targets, error))
    return FALSE;
  for (guint f = 0; f < moves->n_features; f++)
    self->features[moves->features[f]] = targets[f];
  return TRUE;
}

/* First over the values tried before, from the row's own on, then ever finer between the last that does not
 * flip and the first that does. */
static gboolean
move_closer (Polish *self, guint i, GError **error) {
  const CpMoves *moves = self->moves[i];
  if (!moves->is_number || isnan (moves->own))
    return TRUE;
  double from = moves->own, to = self->values[i].number;
  g_autofree CpMoveValue *tried = g_new (CpMoveValue, MAX (moves->n, N_PROBES) + 1);
  guint n = 0, first = 0;
  tried[n++] = (CpMoveValue){from, CP_MISSING}; /* the column may not be needed at all */
  for (guint v = 0; v < moves->n; v++) {
    CpMoveValue value = moves->values[to > from ? v : moves->n - 1 - v];
    if (to > from ? value.number > from && value.number < to : value.number < from && value.number > to)
      tried[n++] = value;
  }
  for (guint round = 0; n > 0 && round <= N_ROUNDS; round++) {
    if (!find_first (self, i, tried, n, &first, error))
      return FALSE;
    to = first < n ? tried[first].number : to;
    from = first > 0 ? tried[first - 1].number : from;
    if (to == moves->own)
      break;
    n = list_between (moves, from, to, tried);
  }
  return take_value (self, i, (CpMoveValue){to, CP_MISSING}, error);
}

/* (transfer full) (nullable) */
static CpMinimalChange *
finish (const Polish *self, GError **error) {
  const CpMinimalSearch *search = self->search;
  g_autoptr (CpTable) changed = cp_table_ref ((CpTable *)search->row);
  for (guint i = 0; i < self->n; i++) {
    if (self->moves[i]->is_number && self->values[i].number == self->moves[i]->own)
      continue;
    CpTable *next = cp_moves_set (self->moves[i], changed, self->values[i]);
    cp_table_unref (changed);
    changed = next;
  }
  g_autoptr (CpScores) scores = cp_scores_build (search->query->model, search->query->encoder, changed, NULL,
                                                 search->cancellable, error);
  if (scores == NULL ||
      !cp_flip_happens_at (
          &search->flip, cp_scores_get_values (scores)[0],
          cp_minimal_find_threshold (search, (const CpMoves *const *)self->moves, self->values, self->n)))
    return NULL;
  CpMinimalChange *change = g_new0 (CpMinimalChange, 1);
  change->row = g_steal_pointer (&changed);
  change->changes = cp_distance_list_differences (search->query->distance, search->row, change->row);
  change->distance = cp_distance_between (search->query->distance, search->row, change->row, CP_NORM_L1);
  change->score = cp_scores_get_values (scores)[0];
  return change;
}

static CpMinimalChange *
polish_in_order (const CpMinimalSearch *search, const CpMoveSet *set, gboolean is_backward, GError **error) {
  Polish self = {.search = search, .n = set->n};
  self.features = g_memdup2 (search->features, MAX (search->query->model->n_features, 1) * sizeof (float));
  gboolean is_done = TRUE;
  for (guint i = 0; i < set->n && is_done; i++) {
    self.moves[i] = cp_minimal_get_moves (search, set->columns[i]);
    is_done = take_value (&self, i, self.moves[i]->values[set->values[i]], error);
  }
  for (guint i = 0; i < set->n && is_done; i++)
    is_done = move_closer (&self, is_backward ? set->n - 1 - i : i, error);
  CpMinimalChange *change = is_done ? finish (&self, error) : NULL;
  g_free (self.features);
  return change;
}

/* The order in which numbers move decides which of them gains: both ways are tried. */
CpMinimalChange *
cp_minimal_polish (const CpMinimalSearch *search, const CpMoveSet *set, GError **error) {
  GError *problem = NULL;
  CpMinimalChange *forward = polish_in_order (search, set, FALSE, &problem);
  CpMinimalChange *backward =
      problem == NULL && set->n > 1 ? polish_in_order (search, set, TRUE, &problem) : NULL;
  if (problem != NULL) {
    g_clear_pointer (&forward, cp_minimal_change_free);
    g_clear_pointer (&backward, cp_minimal_change_free);
    g_propagate_error (error, problem);
    return NULL;
  }
  gboolean is_backward = backward != NULL && (forward == NULL || backward->distance < forward->distance);
  CpMinimalChange *worse = is_backward ? forward : backward;
  g_clear_pointer (&worse, cp_minimal_change_free);
  return is_backward ? backward : forward;
}
