#include "core/metrics/slice-spec.h"

#include "core/table/csv.h"
#include "tests/fixture.h"

#include <string.h>

static CpTable *
make_table (void) {
  static const char text[] = "age,sex,a:b,c:3\n20,Female,1,1\n35,Male,2,2\n50,Female,3,3\n65,Male,4,4\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "people.csv"}, NULL, NULL, &error);
  g_assert_no_error (error);
  return table;
}

static void
check (const char *text, const char *column, CpBinKind bins, guint n_bins, const char *shortest,
       const char *json) {
  g_autoptr (CpTable) table = make_table ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CpSliceSpec) spec = cp_slice_spec_parse (text, table, text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (spec->column, ==, column);
  g_assert_cmpint (spec->bins, ==, bins);
  g_assert_cmpuint (spec->n_bins, ==, n_bins);
  g_autofree char *again = cp_slice_spec_to_text (spec);
  g_assert_cmpstr (again, ==, shortest);
  g_autoptr (json_t) written = cp_slice_spec_to_json (spec);
  g_autofree char *dumped = json_dumps (written, JSON_ENCODE_ANY | JSON_COMPACT);
  g_assert_cmpstr (dumped, ==, json);
  g_autoptr (CpSliceSpec) read = cp_slice_spec_from_json (written, table, "slices[0]", &error);
  g_assert_no_error (error);
  g_autofree char *third = cp_slice_spec_to_text (read);
  g_assert_cmpstr (third, ==, shortest);
}

static void
test_round_trip (void) {
  check ("sex", "sex", CP_BINS_AUTO, 0, "sex", "\"sex\"");
  check ("age:4", "age", CP_BINS_EQUAL_COUNT, 4, "age:4",
         "{\"column\":\"age\",\"bins\":4,\"kind\":\"count\"}");
  check ("age:4:count", "age", CP_BINS_EQUAL_COUNT, 4, "age:4",
         "{\"column\":\"age\",\"bins\":4,\"kind\":\"count\"}");
  check ("age:7:width", "age", CP_BINS_EQUAL_WIDTH, 7, "age:7:width",
         "{\"column\":\"age\",\"bins\":7,\"kind\":\"width\"}");
  check ("age:values", "age", CP_BINS_VALUES, 0, "age:values", "{\"column\":\"age\",\"kind\":\"values\"}");
  check ("a:b", "a:b", CP_BINS_AUTO, 0, "a:b", "\"a:b\"");
  check ("a:b:2", "a:b", CP_BINS_EQUAL_COUNT, 2, "a:b:2",
         "{\"column\":\"a:b\",\"bins\":2,\"kind\":\"count\"}");
  check ("c:3", "c:3", CP_BINS_AUTO, 0, "c:3", "\"c:3\""); /* the column, not three bins of c */
}

static void
refuse (const char *text, const char *message) {
  g_autoptr (CpTable) table = make_table ();
  g_autoptr (GError) error = NULL;
  const char *texts[] = {text, NULL};
  g_assert_null (cp_slices_build_from_texts (table, texts, "--slice ", &error));
  assert_message (error, message);
}

static void
test_refused (void) {
  refuse ("age:0", "--slice age:0: expected COLUMN:BINS with 1 to 1000 bins.");
  refuse ("age:1001", "--slice age:1001: expected COLUMN:BINS with 1 to 1000 bins.");
  refuse ("age:many", "--slice age:many: expected COLUMN:BINS with 1 to 1000 bins.");
  refuse ("age:width", "--slice age:width: expected COLUMN:BINS with 1 to 1000 bins.");
  refuse ("age:4:log", "--slice age:4:log: expected count or width after the bins.");
  refuse ("hair", "people.csv: no column 'hair', which the slices asks for; the columns are 'age', 'sex', "
                  "'a:b' and 'c:3'.");
}

static void
refuse_json (const char *text, const char *message) {
  g_autoptr (CpTable) table = make_table ();
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) list = cp_json_load (text, strlen (text), "list", &error);
  g_assert_no_error (error);
  g_assert_null (cp_slice_texts_from_json (list, table, &error));
  assert_message (error, message);
}

static void
test_refused_json (void) {
  refuse_json ("[\"sex\",7]", "slices[1]: expected a column's name or {\"column\": NAME}.");
  refuse_json ("[{\"bins\":4}]", "slices[0]: expected a column's name or {\"column\": NAME}.");
  refuse_json ("[{\"column\":\"age\",\"bins\":0}]",
               "slices[0].bins: expected a whole number from 1 to 1000.");
  refuse_json ("[{\"column\":\"age\",\"kind\":\"width\"}]",
               "slices[0].bins: expected a whole number from 1 to 1000.");
  refuse_json ("[{\"column\":\"age\",\"bins\":4,\"kind\":\"log\"}]",
               "slices[0].kind: expected count, width or values.");
  refuse_json ("[\"age:0\"]", "slices[0]: expected COLUMN:BINS with 1 to 1000 bins.");
}

static void
test_slices (void) {
  g_autoptr (CpTable) table = make_table ();
  g_autoptr (GError) error = NULL;
  const char *texts[] = {"age:2", "sex", NULL};
  g_autoptr (CpSlices) slices = cp_slices_build_from_texts (table, texts, "", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cp_slices_get_n_slices (slices), ==, 4);
  g_assert_cmpstr (cp_slices_get_label (slices, 0), ==, "[20, 50) · Female");
  g_assert_cmpstr (cp_slices_get_label (slices, 3), ==, "[50, 65] · Male");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/slice-spec/text-and-json-read-back-the-same", test_round_trip);
  g_test_add_func ("/core/slice-spec/what-is-no-number-of-bins-is-refused", test_refused);
  g_test_add_func ("/core/slice-spec/a-saved-slice-of-another-shape-is-refused-with-its-place",
                   test_refused_json);
  g_test_add_func ("/core/slice-spec/several-columns-give-their-product", test_slices);
  return g_test_run ();
}
