#include "core/explain/counterfactual.h"

#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>

static GArray *
find (CpTask task, guint n_outputs, const double *scores, const double *own, const double *distances,
      gsize n_rows, guint k) {
  static const double half = 0.5;
  CpDecisions decisions = {task, n_outputs, scores, &half, NULL, NAN};
  return cp_nearest_counterfactuals (&decisions, own, half, distances, n_rows, k);
}

static void
assert_rows (const GArray *nearest, const guint32 *rows, guint n) {
  g_assert_cmpuint (nearest->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (g_array_index (nearest, CpNeighbour, i).row, ==, rows[i]);
}

/* Row 0 is asked about. A score at the threshold is positive; rows 2 and 4 are as far: the lower first. */
static void
test_binary (void) {
  static const double scores[] = {0.2, 0.49, 0.5, 0.9, 0.7, NAN, 0.1};
  static const double distances[] = {0, 0.1, 2, 3, 2, 0.5, 0.2};
  static const guint32 expected[] = {2, 4, 3};
  for (guint k = 1; k <= 5; k++) {
    g_autoptr (GArray) nearest = find (CP_TASK_BINARY, 1, scores, scores, distances, 7, k);
    assert_rows (nearest, expected, MIN (k, 3));
  }
  g_autoptr (GArray) one = find (CP_TASK_BINARY, 1, scores, scores, distances, 7, 1);
  g_assert_cmpfloat (g_array_index (one, CpNeighbour, 0).distance, ==, 2);
}

static void
test_one_decision (void) {
  static const double scores[] = {0.9, 0.8, 0.6}, distances[] = {0, 1, 2}, undefined = NAN, other = 0.1;
  g_autoptr (GArray) none = find (CP_TASK_BINARY, 1, scores, scores, distances, 3, 2);
  g_assert_cmpuint (none->len, ==, 0);
  g_autoptr (GArray) without_score = find (CP_TASK_BINARY, 1, scores, &undefined, distances, 3, 2);
  g_assert_cmpuint (without_score->len, ==, 0);
  /* an edited row is decided by its own score: the row it came from may be its counterfactual */
  static const guint32 expected[] = {0, 1};
  g_autoptr (GArray) edited = find (CP_TASK_BINARY, 1, scores, &other, distances, 3, 2);
  assert_rows (edited, expected, 2);
  g_autoptr (GArray) alone = find (CP_TASK_BINARY, 1, scores, scores, distances, 1, 1);
  g_assert_cmpuint (alone->len, ==, 0);
}

/* Slice 0 is cut at 0.3, slice 1 at 0.8, slice 2 at +inf: nobody. */
static void
test_thresholds_by_slice (void) {
  static const double scores[] = {0.5, 0.5, 0.9, 0.2, 1.0}, distances[] = {0, 1, 2, 3, 0.5};
  static const double thresholds[] = {0.3, 0.8, INFINITY};
  static const guint32 slices[] = {0, 1, 1, 0, 2}, against_positive[] = {4, 1, 3},
                       against_negative[] = {0, 2};
  CpDecisions decisions = {CP_TASK_BINARY, 1, scores, thresholds, slices, NAN};
  g_autoptr (GArray) positive = cp_nearest_counterfactuals (&decisions, scores, 0.3, distances, 5, 5);
  assert_rows (positive, against_positive, 3);
  g_autoptr (GArray) negative = cp_nearest_counterfactuals (&decisions, scores, 0.8, distances, 5, 5);
  assert_rows (negative, against_negative, 2);
}

static void
test_multiclass (void) {
  /* highest: 1, 1, 2, 0 of the tie with 1, 1 */
  static const double scores[] = {0.2, 0.5, 0.3, 0.1, 0.8, 0.1, 0.1, 0.1, 0.8, 0.4, 0.4, 0.2, 0.3, 0.4, 0.3};
  static const double distances[] = {0, 1, 4, 3, 2};
  static const guint32 expected[] = {3, 2};
  g_autoptr (GArray) nearest = find (CP_TASK_MULTICLASS, 3, scores, scores, distances, 5, 9);
  assert_rows (nearest, expected, 2);
}

static void
test_multilabel (void) {
  static const double scores[] = {0.9, 0.1, 0.8, 0.2, 0.9, 0.6, 0.4, 0.4};
  static const double distances[] = {0, 1, 3, 2};
  static const guint32 expected[] = {3, 2};
  g_autoptr (GArray) nearest = find (CP_TASK_MULTILABEL, 2, scores, scores, distances, 4, 9);
  assert_rows (nearest, expected, 2);
}

/* 0 3 3 6: the deviation is sqrt 6 = 2.45 (by hand), so 3 is away from 0 and from 6; 2.45 away is enough. */
static void
test_regression (void) {
  static const double scores[] = {0, 3, 3, 6}, distances[] = {0, 2, 1, 3}, constant[] = {1.1, 1.1, 1.1, 1.1};
  static const guint32 expected[] = {2, 1, 3}, far[] = {3};
  g_autoptr (GArray) nearest = find (CP_TASK_REGRESSION, 1, scores, scores, distances, 4, 9);
  assert_rows (nearest, expected, 3);
  CpDecisions decisions = {CP_TASK_REGRESSION, 1, scores, NULL, NULL, 6};
  g_autoptr (GArray) adjusted = cp_nearest_counterfactuals (&decisions, scores, NAN, distances, 4, 9);
  assert_rows (adjusted, far, 1);
  const double edge = 6 - sqrt (6), inside = edge + 1e-9;
  static const double last[] = {9, 9, 9, 0};
  g_autoptr (GArray) at = find (CP_TASK_REGRESSION, 1, scores, &edge, last, 4, 1);
  assert_rows (at, far, 1);
  g_autoptr (GArray) within = find (CP_TASK_REGRESSION, 1, scores, &inside, last, 4, 9);
  g_assert_cmpuint (within->len, ==, 1); /* only row 0: 3.55 away */
  g_assert_cmpuint (g_array_index (within, CpNeighbour, 0).row, ==, 0);
  g_autoptr (GArray) none = find (CP_TASK_REGRESSION, 1, constant, constant, distances, 4, 9);
  g_assert_cmpuint (none->len, ==, 0);
}

/* The twin: take the best of what is left, k times. Few distances, so many ties. */
static void
test_random (void) {
  enum { N = 200 };
  CpRandom random;
  cp_random_init (&random, 3);
  for (int round = 0; round < 200; round++) {
    double scores[N], distances[N];
    gboolean is_left[N];
    for (guint i = 0; i < N; i++) {
      scores[i] = cp_random_below (&random, 20) == 0 ? NAN : cp_random_uniform (&random);
      distances[i] = (double)cp_random_below (&random, 12);
      is_left[i] = scores[i] >= 0.5;
    }
    double own = 0.3;
    guint k = 1 + (guint)cp_random_below (&random, 30);
    g_autoptr (GArray) nearest = find (CP_TASK_BINARY, 1, scores, &own, distances, N, k);
    for (guint n = 0; n < k; n++) {
      guint best = N;
      for (guint i = 0; i < N; i++)
        if (is_left[i] && (best == N || distances[i] < distances[best]))
          best = i;
      g_assert_cmpint (best < N, ==, n < nearest->len);
      if (best == N)
        break;
      is_left[best] = FALSE;
      g_assert_cmpuint (g_array_index (nearest, CpNeighbour, n).row, ==, best);
      g_assert_cmpfloat (g_array_index (nearest, CpNeighbour, n).distance, ==, distances[best]);
    }
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/counterfactual/ties-go-to-the-lower-row", test_binary);
  g_test_add_func ("/core/counterfactual/a-model-of-one-decision-has-none", test_one_decision);
  g_test_add_func ("/core/counterfactual/thresholds-by-slice", test_thresholds_by_slice);
  g_test_add_func ("/core/counterfactual/multiclass-needs-another-highest-output", test_multiclass);
  g_test_add_func ("/core/counterfactual/multilabel-needs-one-other-decision", test_multilabel);
  g_test_add_func ("/core/counterfactual/regression-needs-a-deviation", test_regression);
  g_test_add_func ("/core/counterfactual/agrees-with-its-twin", test_random);
  return g_test_run ();
}
