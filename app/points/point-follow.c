#include "app/points/point-follow.h"

#include "core/base/parallel.h"

#include <math.h>
#include <string.h>

#define ROWS_AT_ONCE 16384
#define PASSED_MOST 150000 /* rows: some 20 ms, once, after a jerk of the hand */

enum { N_STATES = 3 }; /* of a decision: negative, positive, no score */

/* A model whose decisions marks or colours go by. */
typedef struct {
  guint model;
  const double *scores; /* (n_rows × stride) */
  gsize stride;
  double *thresholds; /* (n_slices): the set's, which are at hand until it is this model's turn */
  guint weight;       /* of its state in the keys */
} Judge;

/* What a row is drawn as; rows that are decided alike and have the same label are drawn alike. */
typedef struct {
  gboolean is_known, is_marked;
  guint8 series;
} Look;

#define MOST_JUDGES 3 /* the first two models and the one of the colour */
#define N_KEYS (N_STATES * N_STATES * N_STATES * (CP_LABEL_NONE + 1))

typedef struct {
  CpPointSet *set;
  CpColumnSource source; /* the request's, by the thresholds at hand */
  Judge judges[MOST_JUDGES];
  guint n_judges;
  const guint32 *slice_of_rows;
  Look looks[N_KEYS];
  guint8 *series;     /* (n_rows) */
  double *scores;     /* (n_models) */
  gboolean has_words; /* the colours go by the thresholds */
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

static inline guint
decide (const Judge *judge, guint32 row, double threshold) {
  double score = judge->scores[row * judge->stride];
  return isnan (score) ? 2 : score >= threshold;
}

/* By the thresholds of the source. */
static void
look_at (Following *following, Look *look, guint32 row) {
  const CpPointSet *set = following->set;
  const CpColumnSource *source = &following->source;
  look->is_known = TRUE;
  look->is_marked = cp_point_is_marked (source, row);
  if (!following->has_words)
    return;
  for (guint m = 0; m < source->n_models; m++)
    following->scores[m] = cp_column_source_get_score (source, m, row);
  double code = cp_column_choice_value (&set->request->colour, source, NULL, following->scores, row);
  look->series = isnan (code) ? set->lack : set->series_of_codes[(guint)code];
}

/* @judge: whose decision of the row becomes @state by the thresholds @now */
static void
follow_row (Following *following, const Judge *judge, const double *now, guint32 row, guint state) {
  CpPointSet *set = following->set;
  Look *before = &following->looks[set->keys[row]];
  int step = (state == 1 ? 1 : -1) * (int)judge->weight;
  Look *after = before + step;
  if (!before->is_known)
    look_at (following, before, row);
  if (!after->is_known) {
    double *threshold = judge->thresholds + following->slice_of_rows[row], was = *threshold;
    *threshold = now[following->slice_of_rows[row]];
    look_at (following, after, row);
    *threshold = was;
  }
  set->keys[row] = (guint8)(set->keys[row] + step);
  if (following->series[row] == CP_POINTS_NOWHERE)
    return;
  guint panel = set->facets->panels != NULL ? set->facets->panels[row] : 0;
  set->panel_marked[panel] += after->is_marked - before->is_marked;
  if (!following->has_words)
    return;
  set->counts[before->series]--;
  set->counts[after->series]++;
  following->series[row] = after->series;
}

/* (transfer full): (n): the @rows ascending, as they lie in memory; in the order of scores each would be met
 * in another page. */
static guint32 *
sort_rows (const guint32 *rows, gsize n, gsize n_rows) {
  enum { BITS = 64 };
  gsize n_words = n_rows / BITS + 1, n_sorted = 0;
  g_autofree guint64 *marks = g_new0 (guint64, n_words);
  guint32 *sorted = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    marks[rows[i] / BITS] |= G_GUINT64_CONSTANT (1) << rows[i] % BITS;
  for (gsize w = 0; w < n_words; w++) {
    for (guint64 left = marks[w]; left != 0; left &= left - 1)
      sorted[n_sorted++] = (guint32)(w * BITS + (guint)__builtin_ctzll (left));
  }
  return sorted;
}

/* All slices have one threshold, before and now: whom it passes is decided the other way. */
static gboolean
is_uniform (const Judge *judge, const double *now, guint n_slices) {
  for (guint s = 1; s < n_slices; s++) {
    if (now[s] != now[0] || judge->thresholds[s] != judge->thresholds[0])
      return FALSE;
  }
  return !isnan (now[0]) && !isnan (judge->thresholds[0]);
}

/* One model after the other, so that no row is met twice in a step. */
static void
follow_model (Following *following, const CpColumnSource *source, const Judge *judge, GPtrArray *orders) {
  guint n_slices = cp_slices_get_n_slices (source->slices);
  const double *now = source->thresholds + (gsize)judge->model * n_slices;
  gboolean is_all = is_uniform (judge, now, n_slices);
  gsize n;
  const guint32 *passed = find_passed (following->set, source, judge->model, orders, &n);
  g_autofree guint32 *rows = n > 0 ? sort_rows (passed, n, following->set->n_rows) : NULL;
  for (gsize i = 0; i < n; i++) {
    guint state = is_all ? now[0] < judge->thresholds[0]
                         : decide (judge, rows[i], now[following->slice_of_rows[rows[i]]]);
    if (state != following->set->keys[rows[i]] / judge->weight % N_STATES)
      follow_row (following, judge, now, rows[i], state);
  }
}

static void
add_judge (Following *following, guint model) {
  const CpColumnSource *source = &following->source;
  for (guint i = 0; i < following->n_judges; i++) {
    if (following->judges[i].model == model)
      return;
  }
  Judge *judge = &following->judges[following->n_judges];
  judge->model = model;
  judge->scores = cp_scores_get_values (source->scores[model]);
  judge->stride = cp_scores_get_n_outputs (source->scores[model]);
  judge->thresholds = source->thresholds + (gsize)model * cp_slices_get_n_slices (source->slices);
  judge->weight = following->n_judges == 0 ? 1 : N_STATES * following->judges[following->n_judges - 1].weight;
  following->n_judges++;
}

static void
init (Following *following, CpPointSet *set) {
  const CpPointRequest *request = set->request;
  following->set = set;
  following->source = *request->source;
  following->source.thresholds = set->thresholds;
  following->slice_of_rows = cp_slices_get_slice_of_rows (request->source->slices);
  following->has_words = request->has_colour && is_of_thresholds (&request->colour);
  for (guint m = 0; m < MIN (request->source->n_models, 2); m++)
    add_judge (following, m);
  if (following->has_words && request->colour.model < request->source->n_models)
    add_judge (following, request->colour.model);
}

static void
find_keys (gsize begin, gsize end, guint worker, gpointer data) {
  const Following *following = data;
  const CpLabels *labels = following->source.labels;
  const guint8 *values = labels != NULL ? cp_labels_get_values (labels) : NULL;
  for (gsize row = begin; row < end; row++) {
    guint key = values != NULL ? values[row] * (N_KEYS / (CP_LABEL_NONE + 1)) : 0;
    for (guint i = 0; i < following->n_judges; i++) {
      const Judge *judge = &following->judges[i];
      key += judge->weight * decide (judge, (guint32)row, judge->thresholds[following->slice_of_rows[row]]);
    }
    following->set->keys[row] = (guint8)key;
  }
}

gboolean
cp_point_set_begin_to_follow (CpPointSet *set, GCancellable *cancellable) {
  g_return_val_if_fail (set != NULL && set->keys == NULL, FALSE);
  Following following = {0};
  init (&following, set);
  set->keys = g_new (guint8, set->n_rows + 1);
  return cp_parallel_for (set->n_rows, ROWS_AT_ONCE, find_keys, &following, cancellable);
}

gboolean
cp_point_set_follow (CpPointSet *set, const CpColumnSource *now, GPtrArray *orders) {
  g_return_val_if_fail (set != NULL && now != NULL, FALSE);
  gsize n_passed = 0, n;
  if (orders == NULL || !is_of (set, now, orders))
    return FALSE;
  for (guint m = 0; m < now->n_models; m++) {
    find_passed (set, now, m, orders, &n);
    n_passed += n;
  }
  if (n_passed > PASSED_MOST)
    return FALSE;
  gsize n_slices = cp_slices_get_n_slices (now->slices);
  g_autofree double *scores = g_new (double, now->n_models + 1);
  Following following = {.series = g_memdup2 (set->points->series, set->n_rows), .scores = scores};
  init (&following, set);
  for (guint i = 0; i < following.n_judges; i++) {
    const Judge *judge = &following.judges[i];
    follow_model (&following, now, judge, orders);
    memcpy (judge->thresholds, now->thresholds + judge->model * n_slices, n_slices * sizeof (double));
  }
  memcpy (set->thresholds, now->thresholds, now->n_models * n_slices * sizeof (double));
  if (following.has_words)
    cp_point_set_colour_edited (set, &following.source, following.series);
  set->n_disagree = 0;
  for (gsize p = 0; now->n_models > 1 && p < (gsize)set->facets->n_columns * set->facets->n_rows; p++)
    set->n_disagree += set->panel_marked[p];
  CpPoints *points = cp_points_recolour (set->points, following.series);
  cp_points_unref (set->points);
  set->points = points;
  return TRUE;
}
