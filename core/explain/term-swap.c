#include "core/explain/term-swap.h"

#include "core/base/error.h"
#include "core/explain/flip.h"
#include "core/explain/term-pairs.h"
#include "core/model/scores.h"

enum { BLOCK_ROWS = 16384 };

/* What is added up block by block, in the order of the rows. */
typedef struct {
  CpSwapEffect *effect;
  guint32 pair;
  double sum, sum_abs, sum_towards;
  gsize n_towards;
} Sums;

static void
effect_clear (CpSwapEffect *effect) {
  g_clear_pointer (&effect->flips, g_array_unref);
}

void
cp_term_swap_free (CpTermSwap *swap) {
  for (guint i = 0; i < swap->n_pairs; i++)
    effect_clear (&swap->pairs[i]);
  effect_clear (&swap->all);
  g_free (swap->pairs);
  g_free (swap);
}

static void
effect_init (CpSwapEffect *effect, gboolean knows_first, gboolean knows_second) {
  *effect = (CpSwapEffect){.mean_abs = NAN,
                           .max_abs = NAN,
                           .mean = NAN,
                           .towards_second = NAN,
                           .knows_first = knows_first,
                           .knows_second = knows_second,
                           .flips = g_array_new (FALSE, FALSE, sizeof (CpSwapFlip))};
}

/* 1: only the first word stands there, −1: only the second, 0: both */
static int
get_side (const GArray *matches, guint32 pair) {
  gboolean has_first = FALSE, has_second = FALSE;
  for (guint i = 0; i < matches->len; i++) {
    const CpTermMatch *match = &g_array_index (matches, CpTermMatch, i);
    has_first |= match->pair == pair && !match->is_second;
    has_second |= match->pair == pair && match->is_second;
  }
  return (int)has_first - (int)has_second;
}

static gboolean
is_touched (const GArray *matches, guint32 pair) {
  for (guint i = 0; matches != NULL && i < matches->len; i++)
    if (pair == G_MAXUINT32 || g_array_index (matches, CpTermMatch, i).pair == pair)
      return TRUE;
  return FALSE;
}

static void
take_row (const CpTermSwapQuery *query, Sums *sums, guint32 row, const GArray *matches, double after,
          double threshold_after) {
  CpSwapEffect *effect = sums->effect;
  double before = query->scores[row], delta = after - before;
  guint32 slice = query->slices != NULL ? cp_slices_get_slice_of_rows (query->slices)[row] : 0;
  CpFlip flip = {query->model->task == CP_TASK_REGRESSION, before, query->thresholds[slice]};
  CpSwapFlip flipped = {row, before, after};
  if (isnan (delta))
    return; /* without a score it is decided in no way */
  effect->n_rows++;
  sums->sum += delta;
  sums->sum_abs += fabs (delta);
  if (effect->n_rows == 1 || fabs (delta) > effect->max_abs) {
    effect->max_abs = fabs (delta);
    effect->max_row = row;
  }
  int side = sums->pair != G_MAXUINT32 ? get_side (matches, sums->pair) : 0;
  sums->sum_towards += side * delta;
  sums->n_towards += side != 0;
  if (cp_flip_happens_at (&flip, after, threshold_after))
    g_array_append_val (effect->flips, flipped);
}

/* Of row @i of @swapped */
static double
find_threshold (const CpTermSwapQuery *query, const CpTable *swapped, gsize i) {
  if (query->slices == NULL)
    return query->thresholds[0];
  return cp_slices_get_threshold (query->slices, query->thresholds,
                                  cp_slices_find (query->slices, swapped, i), query->otherwise);
}

/* Rows that are passed over match nothing. */
static void
forget_absent (const CpTermSwapQuery *query, GArray **matches, gsize begin, gsize end) {
  for (guint i = 0; query->absent != NULL && i < query->absent->len; i++) {
    guint32 row = g_array_index (query->absent, guint32, i);
    if (row >= begin && row < end)
      g_clear_pointer (&matches[row - begin], g_array_unref);
  }
}

/* One experiment in one block of rows. */
static gboolean
run_block (const CpTermFinder *finder, Sums *sums, gsize begin, gsize end, GArray *const *matches,
           GCancellable *cancellable, GError **error) {
  const CpTermSwapQuery *query = finder->query;
  g_autofree guint32 *rows = g_new (guint32, end - begin);
  g_autofree GArray **of_rows = g_new (GArray *, end - begin);
  gsize n = 0;
  for (gsize i = 0; i < end - begin; i++) {
    if (!is_touched (matches[i], sums->pair))
      continue;
    of_rows[n] = matches[i];
    rows[n++] = (guint32)(begin + i);
  }
  if (n == 0)
    return TRUE;
  g_autoptr (CpTable) swapped = cp_term_finder_swap (finder, rows, of_rows, n, sums->pair);
  g_autoptr (CpScores) scores =
      cp_scores_build (query->model, query->encoder, swapped, NULL, cancellable, error);
  if (scores == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    take_row (query, sums, rows[i], of_rows[i], cp_scores_get_values (scores)[i],
              find_threshold (query, swapped, i));
  return TRUE;
}

static gboolean
run (const CpTermFinder *finder, Sums *all, const CpProgress *progress, GCancellable *cancellable,
     GError **error) {
  gsize n_rows = cp_table_get_n_rows (finder->query->table);
  gboolean is_done = TRUE;
  for (gsize begin = 0; is_done && begin < n_rows; begin += BLOCK_ROWS) {
    gsize end = MIN (begin + BLOCK_ROWS, n_rows);
    g_autofree GArray **matches = g_new0 (GArray *, end - begin);
    is_done = cp_term_finder_find (finder, begin, end, matches, cancellable) ||
              !cp_check_cancelled (cancellable, error);
    forget_absent (finder->query, matches, begin, end);
    for (guint i = 0; is_done && i <= finder->query->n_pairs; i++)
      is_done = run_block (finder, &all[i], begin, end, matches, cancellable, error);
    for (gsize i = 0; i < end - begin; i++)
      g_clear_pointer (&matches[i], g_array_unref);
    cp_progress_report (progress, (double)end / (double)n_rows, "swapping terms");
  }
  return is_done;
}

static void
finish (Sums *sums) {
  CpSwapEffect *effect = sums->effect;
  if (effect->n_rows > 0) {
    effect->mean = sums->sum / (double)effect->n_rows;
    effect->mean_abs = sums->sum_abs / (double)effect->n_rows;
  }
  if (sums->n_towards > 0)
    effect->towards_second = sums->sum_towards / (double)sums->n_towards;
}

CpTermSwap *
cp_term_swap_build (const CpTermSwapQuery *query, const CpProgress *progress, GCancellable *cancellable,
                    GError **error) {
  g_return_val_if_fail (query->model->n_outputs == 1, NULL);
  if (query->model->class->predict_block == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: its scores stand in the table; an edited row cannot be scored again.",
                 query->model->place);
    return NULL;
  }
  CpTermFinder finder;
  if (!cp_term_finder_init (&finder, query, error)) {
    cp_term_finder_clear (&finder);
    return NULL;
  }
  g_autoptr (CpTermSwap) swap = g_new0 (CpTermSwap, 1);
  swap->n_pairs = query->n_pairs;
  swap->pairs = g_new0 (CpSwapEffect, query->n_pairs);
  g_autofree Sums *sums = g_new0 (Sums, query->n_pairs + 1);
  effect_init (&swap->all, TRUE, TRUE);
  sums[query->n_pairs] = (Sums){&swap->all, G_MAXUINT32};
  for (guint i = 0; i < query->n_pairs; i++) {
    effect_init (&swap->pairs[i], finder.is_known[2 * i], finder.is_known[2 * i + 1]);
    sums[i] = (Sums){&swap->pairs[i], i};
  }
  gboolean is_done = run (&finder, sums, progress, cancellable, error);
  cp_term_finder_clear (&finder);
  for (guint i = 0; i <= query->n_pairs; i++)
    finish (&sums[i]);
  return is_done ? g_steal_pointer (&swap) : NULL;
}
