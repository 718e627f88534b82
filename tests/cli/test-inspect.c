#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <math.h>

/* By hand: income 10, 20, 30, 40, one missing, one zero; sum 100 over 5 values. */
static const char *table =
    "income,sex_Female,sex_Male,state\n10,1,0,NY\n20,0,1,NY\n30,1,0,CA\n40,0,1,NY\nNA,1,0,\n0,0,1,CA\n";

static void
test_table (void) {
  g_autofree char *path = run_file ("i.csv", table);
  g_auto (Run) result = run ("inspect", path, "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpfloat (run_get_number (json, "rows", NULL), ==, 6);
  json_t *income = run_get (json, "columns", "0", NULL);
  g_assert_cmpstr (json_string_value (run_get (income, "type", NULL)), ==, "number");
  g_assert_cmpfloat (run_get_number (income, "missing", NULL), ==, 1);
  g_assert_cmpfloat (run_get_number (income, "mean", NULL), ==, 20);
  assert_close (run_get_number (income, "std", NULL), sqrt (250), 1e-12);
  g_assert_cmpfloat (run_get_number (income, "median", NULL), ==, 20);
  g_assert_cmpfloat (run_get_number (income, "q1", NULL), ==, 10);
  g_assert_cmpfloat (run_get_number (income, "zeros", NULL), ==, 1);
  json_t *state = run_get (json, "columns", "3", NULL);
  g_assert_cmpstr (json_string_value (run_get (state, "top", NULL)), ==, "NY");
  g_assert_cmpfloat (run_get_number (state, "top_count", NULL), ==, 3);
  g_assert_true (json_is_null (run_get (state, "mean", NULL)));
  g_assert_cmpstr (json_string_value (run_get (json, "one_hot_groups", "0", "name", NULL)), ==, "sex");
  g_assert_cmpstr (json_string_value (run_get (json, "one_hot_groups", "0", "values", "1", NULL)), ==,
                   "Male");
}

static void
test_type_override (void) {
  g_autofree char *path = run_file ("i.csv", table);
  g_auto (Run) result =
      run ("inspect", path, "--type", "income=category", "--missing", "NY", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpstr (json_string_value (run_get (json, "columns", "0", "type", NULL)), ==, "category");
  g_assert_cmpfloat (run_get_number (json, "columns", "3", "missing", NULL), ==, 4);
}

static void
test_text (void) {
  g_autofree char *path = run_file ("i.csv", table);
  g_auto (Run) result = run ("inspect", path, NULL);
  run_assert_done (&result);
  g_assert_nonnull (strstr (result.out, "6 rows, 4 columns\n"));
  g_assert_nonnull (strstr (result.out, "one-hot group sex of 2 columns\n"));
}

/* One of a kind takes no s. */
static void
test_one (void) {
  g_autofree char *path = run_file ("one.csv", "x,y\n1,0\n2,1\n3,1\n4,0\n"),
                  *model = run_file ("one.h5", NULL);
  g_auto (Run) trained = run ("train", "--data", path, "--label", "y", "--features", "x", "--hidden", "0",
                              "-o", model, "--epochs", "1", "--quiet", NULL);
  run_assert_done (&trained);
  g_auto (Run) result = run ("inspect", model, NULL);
  run_assert_done (&result);
  g_assert_nonnull (strstr (result.out, ", 1 input, 1 output, "));
  g_autofree char *row = run_file ("row.csv", "x\n1\n");
  g_auto (Run) table_of_one = run ("inspect", row, NULL);
  run_assert_done (&table_of_one);
  g_assert_nonnull (strstr (table_of_one.out, "row.csv: 1 row, 1 column\n"));
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/inspect/a-table-gives-statistics-and-groups", test_table);
  g_test_add_func ("/cli/inspect/types-and-missing-words-can-be-given", test_type_override);
  g_test_add_func ("/cli/inspect/a-person-reads-rows-columns-and-groups", test_text);
  g_test_add_func ("/cli/inspect/one-of-a-kind-takes-no-s", test_one);
  return g_test_run ();
}
