#include "app/points/point-follow.h"

#include <math.h>
#include <string.h>

#define PASSED_MOST 150000 /* rows: some 20 ms, once, after a jerk of the hand */
#define AHEAD 16           /* rows lie all over memory, and are fetched while others are looked at */

typedef struct {
  CpPointSet *set;
  CpColumnSource before, after; /* the request's, by other thresholds */
  guint8 *series;               /* (n_rows) */
  double *scores;               /* (n_models) */
  gboolean has_words;           /* the colours go by the thresholds */
} Following;

/* ---- whether it can ---- */

static gboolean
is_of_thresholds (const CpColumnChoice *choice) {
  return choice->field < 0 &&
         (choice->kind == CP_COMPUTED_DECISION || choice->kind == CP_COMPUTED_CORRECTNESS ||
          choice->kind == CP_COMPUTED_ERROR || choice->kind == CP_COMPUTED_AGREEMENT);
}

static gboolean
is_of (const CpPointSet *set, const CpColumnSource *now, GPtrArray *orders) {
  const CpPointRequest *request = set->request;
  const CpColumnSource *source = request->source;
  if (source->table != now->table || source->slices != now->slices || source->labels != now->labels ||
      source->n_models != now->n_models || orders->len != now->n_models)
    return FALSE;
  for (guint m = 0; m < now->n_models; m++) {
    const CpScoreOrder *order = g_ptr_array_index (orders, m);
    if (source->scores[m] != now->scores[m] || order->scores != now->scores[m])
      return FALSE;
  }
  for (guint i = 0; i < 2; i++) {
    if (request->has_facet[i] && is_of_thresholds (&request->facets[i]))
      return FALSE;
  }
  return !is_of_thresholds (&request->x) && !is_of_thresholds (&request->y);
}

/* ---- the rows between two thresholds ---- */

/* The rows of a model whose score the threshold of any slice passes. */
static const guint32 *
find_passed (const CpPointSet *set, const CpColumnSource *now, guint model, GPtrArray *orders, gsize *out_n) {
  guint n_slices = cp_slices_get_n_slices (now->slices);
  const double *old = set->thresholds + (gsize)model * n_slices,
               *new = now->thresholds + (gsize)model *n_slices;
  double lo = INFINITY, hi = -INFINITY;
  *out_n = 0;
  for (guint s = 0; s < n_slices; s++) {
    if (old[s] == new[s])
      continue;
    lo = fmin (lo, fmin (old[s], new[s]));
    hi = fmax (hi, fmax (old[s], new[s]));
  }
  return lo < hi ? cp_score_order_find (g_ptr_array_index (orders, model), lo, hi, out_n) : NULL;
}

static guint8
find_series (Following *following, const CpColumnSource *source, guint32 row) {
  const CpPointSet *set = following->set;
  double code = cp_column_choice_value (&set->request->colour, source, NULL, following->scores, row);
  return isnan (code) ? set->lack : set->series_of_codes[(guint)code];
}

static void
follow_row (Following *following, guint32 row) {
  CpPointSet *set = following->set;
  const CpColumnSource *before = &following->before, *after = &following->after;
  if (following->series[row] == CP_POINTS_NOWHERE)
    return;
  guint panel = set->facets->panels != NULL ? set->facets->panels[row] : 0;
  set->panel_marked[panel] += cp_point_is_marked (after, row) - cp_point_is_marked (before, row);
  if (!following->has_words)
    return;
  for (guint m = 0; m < after->n_models; m++)
    following->scores[m] = cp_column_source_get_score (after, m, row);
  guint8 series = find_series (following, after, row);
  set->counts[find_series (following, before, row)]--;
  set->counts[series]++;
  following->series[row] = series;
}

static inline void
fetch (const Following *following, guint32 row) {
  const CpColumnSource *source = &following->after;
  __builtin_prefetch (following->series + row);
  __builtin_prefetch (cp_slices_get_slice_of_rows (source->slices) + row);
  for (guint m = 0; m < MIN (source->n_models, 2); m++)
    __builtin_prefetch (cp_scores_get_values (source->scores[m]) +
                        (gsize)row * cp_scores_get_n_outputs (source->scores[m]));
}

/* One model after the other, so that no row is met twice in a step. */
static void
follow_model (Following *following, const CpColumnSource *now, guint model, GPtrArray *orders) {
  CpPointSet *set = following->set;
  gsize n, size = cp_slices_get_n_slices (now->slices) * sizeof (double);
  guint first = model * cp_slices_get_n_slices (now->slices);
  const guint32 *rows = find_passed (set, now, model, orders, &n);
  memcpy (following->after.thresholds + first, now->thresholds + first, size);
  for (gsize i = 0; i < n; i++) {
    if (i + AHEAD < n)
      fetch (following, rows[i + AHEAD]);
    double score = cp_column_source_get_score (now, model, rows[i]);
    gboolean was = score >= cp_column_source_get_threshold (&following->before, model, rows[i]);
    gboolean is = score >= cp_column_source_get_threshold (&following->after, model, rows[i]);
    if (was != is)
      follow_row (following, rows[i]);
  }
  memcpy (following->before.thresholds + first, now->thresholds + first, size);
}

gboolean
cp_point_set_follow (CpPointSet *set, const CpColumnSource *now, GPtrArray *orders) {
  g_return_val_if_fail (set != NULL && now != NULL, FALSE);
  const CpPointRequest *request = set->request;
  gsize n_passed = 0, n;
  if (orders == NULL || !is_of (set, now, orders))
    return FALSE;
  for (guint m = 0; m < now->n_models; m++) {
    find_passed (set, now, m, orders, &n);
    n_passed += n;
  }
  if (n_passed > PASSED_MOST)
    return FALSE;
  gsize size = (gsize)now->n_models * cp_slices_get_n_slices (now->slices) * sizeof (double);
  g_autofree double *after = g_memdup2 (set->thresholds, size), *scores = g_new (double, now->n_models + 1);
  Following following = {.set = set, .before = *request->source, .after = *request->source, .scores = scores};
  following.before.thresholds = set->thresholds;
  following.after.thresholds = after;
  following.series = g_memdup2 (set->points->series, set->n_rows);
  following.has_words = request->has_colour && is_of_thresholds (&request->colour);
  for (guint m = 0; m < now->n_models; m++)
    follow_model (&following, now, m, orders);
  if (following.has_words)
    cp_point_set_colour_edited (set, &following.after, following.series);
  set->n_disagree = 0;
  for (gsize p = 0; now->n_models > 1 && p < (gsize)set->facets->n_columns * set->facets->n_rows; p++)
    set->n_disagree += set->panel_marked[p];
  CpPoints *points = cp_points_recolour (set->points, following.series);
  cp_points_unref (set->points);
  set->points = points;
  return TRUE;
}
