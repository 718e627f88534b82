#include "core/metrics/binary.h"

#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* Worked by hand: tp 12, fp 5, tn 15, fn 8; so P 20, N 20. */
static void
test_by_hand (void) {
  const CpConfusion counts = {.tp = 12, .fp = 5, .tn = 15, .fn = 8};
  static const struct {
    const char *name;
    double value;
  } expected[] = {{"base_rate", 0.5},
                  {"selection_rate", 0.425},
                  {"tpr", 0.6},
                  {"fpr", 0.25},
                  {"tnr", 0.75},
                  {"fnr", 0.4},
                  {"precision", 12.0 / 17},
                  {"npv", 15.0 / 23},
                  {"fdr", 5.0 / 17},
                  {"for", 8.0 / 23},
                  {"accuracy", 0.675},
                  {"balanced_accuracy", 0.675},
                  {"f1", 24.0 / 37},
                  {"mcc", (12.0 * 15 - 5.0 * 8) / sqrt (17.0 * 20 * 20 * 23)}};
  g_assert_cmpint (G_N_ELEMENTS (expected), ==, CP_N_CONFUSION_METRICS);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    CpMetric metric;
    g_assert_true (cp_metric_parse (expected[i].name, &metric));
    assert_close (cp_metric_from_confusion (metric, &counts), expected[i].value, 1e-15);
  }
}

static void
assert_undefined (const CpConfusion *counts, const char *names) {
  for (int m = 0; m < CP_N_CONFUSION_METRICS; m++) {
    g_autofree char *name = g_strdup_printf (" %s ", cp_metric_get_info (m)->name);
    gboolean is_undefined = isnan (cp_metric_from_confusion (m, counts));
    g_assert_cmpint (is_undefined, ==, strstr (names, name) != NULL);
  }
}

static void
test_undefined (void) {
  assert_undefined (&(CpConfusion){0},
                    " base_rate selection_rate tpr fpr tnr fnr precision npv fdr for accuracy "
                    "balanced_accuracy f1 mcc ");
  assert_undefined (&(CpConfusion){.tn = 3}, " tpr fnr precision fdr balanced_accuracy f1 mcc ");
  assert_undefined (&(CpConfusion){.tp = 2, .fn = 1}, " fpr tnr balanced_accuracy mcc ");
  assert_undefined (&(CpConfusion){.tp = 2, .fp = 1}, " npv for mcc ");
}

static void
test_infos (void) {
  for (int m = 0; m < CP_N_METRICS; m++) {
    const CpMetricInfo *info = cp_metric_get_info (m);
    CpMetric found;
    double successes, trials;
    g_assert_true (cp_metric_parse (info->name, &found) && (int)found == m);
    g_assert_true (g_str_has_suffix (info->definition, "."));
    g_assert_true (g_ascii_islower (info->undefined[0]));
    g_assert_true (g_utf8_validate (info->definition, -1, NULL));
    gboolean is_rate = cp_metric_get_counts (m, &(CpConfusion){1, 2, 3, 4}, &successes, &trials);
    g_assert_cmpint (is_rate, ==, info->is_rate);
    if (is_rate)
      assert_close (cp_metric_from_confusion (m, &(CpConfusion){1, 2, 3, 4}), successes / trials, 0);
  }
  CpMetric found;
  g_assert_false (cp_metric_parse ("recall", &found));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/binary/every-metric-equals-the-hand-calculation", test_by_hand);
  g_test_add_func ("/core/binary/nothing-to-divide-by-is-undefined", test_undefined);
  g_test_add_func ("/core/binary/every-metric-is-described", test_infos);
  return g_test_run ();
}
