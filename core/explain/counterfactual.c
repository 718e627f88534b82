#include "core/explain/counterfactual.h"

#include <math.h>

/* The row asked about, and what another must do to be decided differently. */
typedef struct {
  const CpDecisions *decisions;
  const double *scores; /* (n_outputs) */
  double threshold;
  double *min_differences; /* regression: (n_outputs) */
} Query;

/* Two passes over one output; 0 with fewer than two rows. Scores of one value have exactly 0. */
static double
get_deviation (const double *scores, gsize n_rows, guint n_outputs) {
  double sum = 0, squares = 0, min = INFINITY, max = -INFINITY;
  gsize n = 0;
  for (gsize row = 0; row < n_rows; row++) {
    double score = scores[row * n_outputs];
    if (isnan (score))
      continue;
    sum += score;
    min = MIN (min, score);
    max = MAX (max, score);
    n++;
  }
  double mean = sum / (double)n;
  for (gsize row = 0; row < n_rows; row++) {
    double score = scores[row * n_outputs];
    squares += isnan (score) ? 0 : (score - mean) * (score - mean);
  }
  return n < 2 || min == max ? 0 : sqrt (squares / (double)(n - 1));
}

static guint
find_highest (const double *scores, guint n_outputs) {
  guint highest = 0;
  for (guint i = 1; i < n_outputs; i++)
    if (scores[i] > scores[highest])
      highest = i;
  return highest;
}

static gboolean
has_undefined (const double *scores, guint n_outputs) {
  for (guint i = 0; i < n_outputs; i++)
    if (isnan (scores[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_different (const Query *query, gsize row) {
  const CpDecisions *decisions = query->decisions;
  guint n_outputs = decisions->n_outputs;
  const double *scores = decisions->scores + row * n_outputs;
  if (has_undefined (scores, n_outputs))
    return FALSE;
  if (decisions->task == CP_TASK_MULTICLASS)
    return find_highest (scores, n_outputs) != find_highest (query->scores, n_outputs);
  if (decisions->task == CP_TASK_REGRESSION) {
    for (guint i = 0; i < n_outputs; i++) {
      double difference = fabs (scores[i] - query->scores[i]);
      if (difference > 0 && difference >= query->min_differences[i])
        return TRUE;
    }
    return FALSE;
  }
  double threshold =
      decisions->thresholds[decisions->slice_of_rows != NULL ? decisions->slice_of_rows[row] : 0];
  for (guint i = 0; i < n_outputs; i++)
    if ((scores[i] >= threshold) != (query->scores[i] >= query->threshold))
      return TRUE;
  return FALSE;
}

static gboolean
is_farther (const CpNeighbour *a, const CpNeighbour *b) {
  return a->distance != b->distance ? a->distance > b->distance : a->row > b->row;
}

/* A heap with the farthest first, so that one comparison tells whether a row is among the nearest. */
static void
sift_up (CpNeighbour *heap, guint at) {
  for (; at > 0 && is_farther (&heap[at], &heap[(at - 1) / 2]); at = (at - 1) / 2) {
    CpNeighbour parent = heap[(at - 1) / 2];
    heap[(at - 1) / 2] = heap[at];
    heap[at] = parent;
  }
}

static void
sift_down (CpNeighbour *heap, guint n) {
  for (guint at = 0, child = 1; child < n; child = 2 * at + 1) {
    if (child + 1 < n && is_farther (&heap[child + 1], &heap[child]))
      child++;
    if (!is_farther (&heap[child], &heap[at]))
      break;
    CpNeighbour moved = heap[at];
    heap[at] = heap[child];
    heap[child] = moved;
    at = child;
  }
}

static int
compare_neighbours (gconstpointer a, gconstpointer b) {
  return is_farther (a, b) ? 1 : is_farther (b, a) ? -1 : 0;
}

GArray *
cp_nearest_counterfactuals (const CpDecisions *decisions, const double *scores, double threshold,
                            const double *distances, gsize n_rows, guint k) {
  g_return_val_if_fail (k > 0, NULL);
  guint n_outputs = decisions->n_outputs;
  GArray *nearest = g_array_new (FALSE, FALSE, sizeof (CpNeighbour));
  if (has_undefined (scores, n_outputs))
    return nearest;
  g_autofree double *min_differences = g_new (double, n_outputs);
  for (guint i = 0; i < n_outputs; i++)
    min_differences[i] = decisions->task == CP_TASK_REGRESSION && isnan (decisions->min_difference)
                             ? get_deviation (decisions->scores + i, n_rows, n_outputs)
                             : decisions->min_difference;
  Query query = {decisions, scores, threshold, min_differences};
  double farthest =
      INFINITY; /* rows come in order, so an equal distance is a tie that the lower row has won */
  for (gsize row = 0; row < n_rows; row++) {
    if (!(distances[row] < farthest) || !is_different (&query, row))
      continue;
    CpNeighbour neighbour = {(guint32)row, distances[row]};
    if (nearest->len < k) {
      g_array_append_val (nearest, neighbour);
      sift_up ((CpNeighbour *)(gpointer)nearest->data, nearest->len - 1);
    } else {
      g_array_index (nearest, CpNeighbour, 0) = neighbour;
      sift_down ((CpNeighbour *)(gpointer)nearest->data, k);
    }
    if (nearest->len == k)
      farthest = g_array_index (nearest, CpNeighbour, 0).distance;
  }
  g_array_sort (nearest, compare_neighbours);
  return nearest;
}
