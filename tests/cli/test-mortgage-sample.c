#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <math.h>

/* The story the sample has to tell, as data/mortgage/README.md tells it. The bounds are what the process of
 * the generator asks for, wide enough for BLAS kernels that round otherwise. */

#define COMPLETE "0"
#define LIMITED "1"
#define WOMEN "0"
#define MEN "1"

static json_t *
audit (const char *strategy) {
  g_auto (Run) result = run ("audit", g_getenv ("COUNTERPOINT_SAMPLE"), "--strategy", strategy, "--format",
                             "json", "--quiet", NULL);
  run_assert_done (&result);
  return run_dup_json (&result);
}

static double
of_slice (json_t *json, const char *model, const char *slice, const char *key) {
  return run_get_number (json, "models", model, "slices", slice, key, NULL);
}

static void
test_limited_refuses_women (void) {
  g_autoptr (json_t) json = audit ("custom");
  g_assert_cmpfloat (run_get_number (json, "rows", NULL), ==, 20000);
  g_assert_cmpstr (json_string_value (run_get (json, "models", LIMITED, "name", NULL)), ==, "limited");
  g_assert_cmpstr (
      json_string_value (run_get (json, "models", LIMITED, "slices", WOMEN, "slice", "applicant_sex", NULL)),
      ==, "Female");
  double base_rate = run_get_number (json, "models", COMPLETE, "overall", "base_rate", NULL);
  double roc_auc = run_get_number (json, "models", COMPLETE, "overall", "roc_auc", NULL);
  g_assert_true (base_rate > 0.55 && base_rate < 0.65);
  g_assert_true (roc_auc > 0.76 && roc_auc < 0.80);
  assert_close (of_slice (json, COMPLETE, WOMEN, "selection_rate"),
                of_slice (json, COMPLETE, MEN, "selection_rate"), 0.05);
  g_assert_cmpfloat (of_slice (json, LIMITED, WOMEN, "selection_rate"), <, 0.1);
  g_assert_cmpfloat (of_slice (json, LIMITED, MEN, "selection_rate"), >, 0.6);
  /* the level moved, not the order */
  assert_close (of_slice (json, LIMITED, WOMEN, "roc_auc"), of_slice (json, COMPLETE, WOMEN, "roc_auc"),
                0.02);
}

static void
test_parity_needs_thresholds_far_apart (void) {
  g_autoptr (json_t) json = audit ("demographic-parity");
  for (guint m = 0; m < 2; m++) {
    const char *model = m == 0 ? COMPLETE : LIMITED;
    assert_close (of_slice (json, model, WOMEN, "selection_rate"),
                  of_slice (json, model, MEN, "selection_rate"), 0.02 + 1e-9);
  }
  assert_close (of_slice (json, COMPLETE, MEN, "threshold"), of_slice (json, COMPLETE, WOMEN, "threshold"),
                0.05);
  g_assert_cmpfloat (of_slice (json, LIMITED, WOMEN, "threshold"), <, 0.15);
  g_assert_cmpfloat (of_slice (json, LIMITED, MEN, "threshold"), >, 0.45);
}

static void
test_a_changed_sex_changes_the_decision_of_limited (void) {
  g_auto (Run) result = run ("whatif", g_getenv ("COUNTERPOINT_SAMPLE"), "--row", "1", "--set",
                             "applicant_sex=Female", "--format", "json", "--quiet", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpfloat (fabs (run_get_number (json, "models", COMPLETE, "delta", "0", NULL)), <, 0.08);
  g_assert_cmpfloat (run_get_number (json, "models", LIMITED, "delta", "0", NULL), <, -0.3);
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/sample/limited-refuses-women", test_limited_refuses_women);
  g_test_add_func ("/cli/sample/parity-needs-thresholds-far-apart", test_parity_needs_thresholds_far_apart);
  g_test_add_func ("/cli/sample/a-changed-sex-changes-the-decision-of-limited",
                   test_a_changed_sex_changes_the_decision_of_limited);
  return g_test_run ();
}
