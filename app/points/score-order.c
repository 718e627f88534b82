#include "app/points/score-order.h"

#include "core/base/error.h"
#include "core/table/order.h"

#include <math.h>

CpScoreOrder *
cp_score_order_build (CpScores *scores, GCancellable *cancellable, GError **error) {
  g_autoptr (CpScoreOrder) order = g_new0 (CpScoreOrder, 1);
  gsize n = cp_scores_get_n_rows (scores);
  order->scores = cp_scores_ref (scores);
  order->rows = cp_order_new (n);
  if (!cp_order_by_values (order->rows, n, cp_scores_get_values (scores), cp_scores_get_n_outputs (scores),
                           FALSE, cancellable)) {
    cp_check_cancelled (cancellable, error);
    return NULL;
  }
  return g_steal_pointer (&order);
}

void
cp_score_order_free (CpScoreOrder *order) {
  cp_scores_unref (order->scores);
  g_free (order->rows);
  g_free (order);
}

/* How many rows have a score below @score. */
static gsize
count_below (const CpScoreOrder *order, double score) {
  const double *values = cp_scores_get_values (order->scores);
  gsize stride = cp_scores_get_n_outputs (order->scores), lo = 0, hi = cp_scores_get_n_rows (order->scores);
  while (lo < hi) {
    gsize middle = lo + (hi - lo) / 2;
    if (values[order->rows[middle] * stride] < score) /* a NaN, at the end, is not */
      lo = middle + 1;
    else
      hi = middle;
  }
  return lo;
}

const guint32 *
cp_score_order_find (const CpScoreOrder *order, double lo, double hi, gsize *out_n) {
  gsize from = count_below (order, lo), to = count_below (order, hi);
  *out_n = to > from ? to - from : 0;
  return order->rows + from;
}
