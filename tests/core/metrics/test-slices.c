#include "core/metrics/slices.h"

#include "core/base/random.h"
#include "core/table/csv.h"
#include "core/table/edits.h"
#include "core/table/groups.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

static CpTable *
read_table (const char *text) {
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) types = g_hash_table_new (g_str_hash, g_str_equal);
  if (strstr (text, "rate") != NULL) /* else eight rows are too few to tell its words from categories */
    g_hash_table_insert (types, "rate", GINT_TO_POINTER (CP_COLUMN_NUMBER));
  CpTable *table =
      cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "adult.csv", .types = types}, NULL, NULL, &error);
  g_assert_no_error (error);
  return table;
}

/* @expected: "label=row row|label=row", in the order of the slices */
static void
check_slices (const CpTable *table, const CpSliceKey *keys, gsize n_keys, const char *expected) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpSlices) slices = cp_slices_build (table, keys, n_keys, &error);
  g_assert_no_error (error);
  g_autoptr (GString) found = g_string_new (NULL);
  gsize n_total = 0;
  for (guint s = 0; s < cp_slices_get_n_slices (slices); s++) {
    gsize n_rows;
    const guint32 *rows = cp_slices_get_rows (slices, s, &n_rows);
    n_total += n_rows;
    g_string_append_printf (found, "%s%s=", s > 0 ? "|" : "", cp_slices_get_label (slices, s));
    for (gsize i = 0; i < n_rows; i++) {
      g_string_append_printf (found, "%s%u", i > 0 ? " " : "", rows[i]);
      g_assert_cmpuint (cp_slices_get_slice_of_rows (slices)[rows[i]], ==, s);
    }
  }
  g_assert_cmpuint (n_total, ==, cp_slices_get_n_rows (slices));
  g_assert_cmpuint (cp_slices_get_n_keys (slices), ==, n_keys);
  g_assert_cmpstr (found->str, ==, expected);
}

static const char people[] = "sex,race,age,rate\n"
                             "Male,White,30,3.5\n"
                             "Female,Black,20,Exempt\n"
                             "Male,Black,30,NA\n"
                             ",White,41,3.5\n"
                             "Female,White,,2\n"
                             "Male,White,30,4\n"
                             "Female,Asian,20,Exempt\n"
                             "Female,White,41,4\n";

static void
test_order (void) {
  g_autoptr (CpTable) table = read_table (people);
  check_slices (table, &(CpSliceKey){.column = "sex"}, 1, "Female=1 4 6 7|Male=0 2 5|(missing)=3");
  check_slices (table, &(CpSliceKey){.column = "age"}, 1, "20=1 6|30=0 2 5|41=3 7|(missing)=4");
  check_slices (table, &(CpSliceKey){.column = "rate"}, 1, "2=4|3.5=0 3|4=5 7|Exempt=1 6|(missing)=2");
  check_slices (table, NULL, 0, "All rows=0 1 2 3 4 5 6 7");
}

static void
test_product (void) {
  g_autoptr (CpTable) table = read_table (people);
  const CpSliceKey keys[] = {{.column = "sex"}, {.column = "race"}, {.column = "age"}};
  check_slices (table, keys, 2,
                "Female · Asian=6|Female · Black=1|Female · White=4 7|Male · Black=2|Male · White=0 5|"
                "(missing) · White=3");
  check_slices (
      table, keys, 3,
      "Female · Asian · 20=6|Female · Black · 20=1|Female · White · 41=7|Female · White · (missing)=4|"
      "Male · Black · 30=2|Male · White · 30=0 5|(missing) · White · 41=3");
  g_autoptr (CpSlices) slices = cp_slices_build (table, keys, 2, NULL);
  g_assert_cmpstr (cp_slices_get_key (slices, 1), ==, "race");
  g_assert_cmpstr (cp_slices_get_value (slices, 5, 0), ==, "(missing)");
  g_assert_cmpstr (cp_slices_get_value (slices, 5, 1), ==, "White");
  g_assert_true (cp_slices_is_missing (slices, 5, 0));
  g_assert_false (cp_slices_is_missing (slices, 5, 1));
}

static void
test_missing_words (void) {
  g_autoptr (CpTable) table = read_table (people);
  g_autoptr (CpSlices) slices = cp_slices_build (table, &(CpSliceKey){.column = "rate"}, 1, NULL);
  g_assert_false (cp_slices_is_missing (slices, 2, 0));
  g_assert_true (cp_slices_is_missing (slices, 3, 0));
  g_assert_true (cp_slices_is_missing (slices, 4, 0));
}

static void
test_one_hot (void) {
  g_autoptr (CpTable) table =
      read_table ("sex_Female,sex_Male,age\n1,0,20\n0,1,30\n0,0,20\n0,1,30\n1,0,30\n");
  const CpSliceKey keys[] = {{.column = "sex"}, {.column = "age"}};
  check_slices (table, keys, 1, "Female=0 4|Male=1 3|(missing)=2");
  check_slices (table, keys, 2, "Female · 20=0|Female · 30=4|Male · 30=1 3|(missing) · 20=2");
}

static CpTable *
make_numbers (const double *values, gsize n) {
  g_autoptr (CpColumn) column = cp_column_new_number ("x", values, n);
  return cp_table_new ("adult.csv", (CpColumn *[]){column}, 1, NULL);
}

static void
test_bins (void) {
  double values[21];
  for (int i = 0; i < 20; i++)
    values[i] = (i * 7) % 20; /* 0 … 19, mixed */
  values[20] = NAN;
  g_autoptr (CpTable) table = make_numbers (values, 21);
  check_slices (table, &(CpSliceKey){.column = "x", .n_bins = 4}, 1,
                "[0, 5)=0 3 6 9 12|[5, 10)=1 4 7 15 18|[10, 15)=2 10 13 16 19|[15, 19]=5 8 11 14 17|"
                "(missing)=20");
  check_slices (table, &(CpSliceKey){"x", CP_BINS_EQUAL_WIDTH, 2}, 1,
                "[0, 9.5)=0 1 3 4 6 7 9 12 15 18|[9.5, 19]=2 5 8 10 11 13 14 16 17 19|(missing)=20");
  g_autoptr (CpSlices) all = cp_slices_build (table, &(CpSliceKey){"x", CP_BINS_VALUES, 0}, 1, NULL);
  g_assert_cmpuint (cp_slices_get_n_slices (all), ==, 21);
  g_autoptr (CpSlices) usual = cp_slices_build (table, &(CpSliceKey){.column = "x"}, 1, NULL);
  g_assert_cmpuint (cp_slices_get_n_slices (usual), ==, 6); /* five bins and missing */
}

static void
check_edges (const double *values, gsize n, CpBinKind kind, guint n_bins, const char *expected) {
  g_autoptr (CpColumn) column = cp_column_new_number ("x", values, n);
  guint found;
  g_autofree double *edges = cp_bins_build (column, kind, n_bins, &found);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i <= found && found > 0; i++)
    g_string_append_printf (text, "%s%g", i > 0 ? " " : "", edges[i]);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_edges (void) {
  /* most rows share a value, so quantiles coincide: fewer bins */
  const double tied[] = {0, 0, 0, 0, 0, 0, 0, 1, 2, 3};
  check_edges (tied, 10, CP_BINS_EQUAL_COUNT, 5, "0 2 3");
  check_edges (tied, 10, CP_BINS_AUTO, 5, "0 2 3");
  check_edges (tied, 10, CP_BINS_EQUAL_WIDTH, 3, "0 1 2 3");
  const double high[] = {1, 2, 9, 9, 9, 9};
  check_edges (high, 6, CP_BINS_EQUAL_COUNT, 3, "1 9"); /* the last bin is closed, so its ties stay inside */
  check_edges ((double[]){4, 4, NAN}, 3, CP_BINS_EQUAL_COUNT, 5, "4 4");
  check_edges ((double[]){4, 4, NAN}, 3, CP_BINS_EQUAL_WIDTH, 5, "4 4");
  check_edges ((double[]){NAN}, 1, CP_BINS_EQUAL_COUNT, 5, "");
  /* 1 / 49 · 98 is below 2 in doubles: counted in whole numbers every bin holds two */
  double two_each[98];
  for (guint i = 0; i < 98; i++)
    two_each[i] = i;
  g_autoptr (CpColumn) column = cp_column_new_number ("x", two_each, 98);
  guint n_bins;
  g_autofree double *edges = cp_bins_build (column, CP_BINS_EQUAL_COUNT, 49, &n_bins);
  g_assert_cmpuint (n_bins, ==, 49);
  for (guint i = 0; i < 49; i++)
    g_assert_cmpfloat (edges[i], ==, 2 * i);
  /* a third of 10 is rounded to a hundredth of the width and is then the edge */
  check_edges ((double[]){0, 10}, 2, CP_BINS_EQUAL_WIDTH, 3, "0 3.33 6.67 10");
  check_edges ((double[]){0, 1e6}, 2, CP_BINS_EQUAL_WIDTH, 3, "0 333333 666667 1e+06");
  check_edges ((double[]){-1.7e308, 1.7e308}, 2, CP_BINS_EQUAL_WIDTH, 5,
               "-1.7e+308 -1.02e+308 -3.4e+307 3.4e+307 1.02e+308 1.7e+308"); /* 4 widths are no double */
  check_edges ((double[]){-0.001, 0.002}, 2, CP_BINS_EQUAL_WIDTH, 3, "-0.001 0 0.001 0.002");
}

static void
test_constant (void) {
  g_autoptr (CpTable) table = make_numbers ((double[]){7, 7, NAN}, 3);
  check_slices (table, &(CpSliceKey){.column = "x"}, 1, "7=0 1|(missing)=2");
  check_slices (table, &(CpSliceKey){"x", CP_BINS_EQUAL_COUNT, 3}, 1, "[7, 7]=0 1|(missing)=2");
}

/* Every number is in exactly the bin that the edges say. */
static void
test_random_bins (void) {
  CpRandom random;
  cp_random_init (&random, 2);
  for (int round = 0; round < 40; round++) {
    gsize n = 20 + cp_random_below (&random, 400);
    g_autofree double *values = g_new (double, n);
    for (gsize i = 0; i < n; i++)
      values[i] = round % 2 == 0 ? cp_random_normal (&random) : (double)cp_random_below (&random, 30);
    g_autoptr (CpTable) table = make_numbers (values, n);
    CpBinKind kind = round % 4 < 2 ? CP_BINS_EQUAL_COUNT : CP_BINS_EQUAL_WIDTH;
    guint n_bins;
    g_autofree double *edges = cp_bins_build (cp_table_get_column (table, 0), kind, 7, &n_bins);
    g_autoptr (CpSlices) slices = cp_slices_build (table, &(CpSliceKey){"x", kind, 7}, 1, NULL);
    for (guint s = 0; s < cp_slices_get_n_slices (slices); s++) {
      gsize n_rows;
      const guint32 *rows = cp_slices_get_rows (slices, s, &n_rows);
      for (gsize i = 0; i < n_rows; i++) {
        guint bin = 0;
        while (bin + 1 < n_bins && values[rows[i]] >= edges[bin + 1])
          bin++;
        g_autofree char *start = g_strdup_printf ("[%.3g", edges[bin]);
        g_assert_true (strncmp (cp_slices_get_label (slices, s), start, strlen (start) - 2) == 0);
      }
    }
  }
}

static void
check_refused (const CpTable *table, const CpSliceKey *keys, gsize n_keys, const char *message) {
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_slices_build (table, keys, n_keys, &error));
  assert_message (error, message);
}

static void
test_refused (void) {
  const gsize n = 10001;
  g_autofree double *many = g_new (double, n);
  g_autofree double *few = g_new (double, n);
  g_autofree const char **cells = g_new (const char *, n);
  for (gsize i = 0; i < n; i++) {
    many[i] = (double)i;
    few[i] = (double)(i / 10);
    cells[i] = "some words";
  }
  g_autoptr (CpColumn) id = cp_column_new_number ("id", many, n);
  g_autoptr (CpColumn) tens = cp_column_new_number ("tens", few, n);
  g_autoptr (CpColumn) remark = cp_column_new_text ("remark", cells, n);
  g_autoptr (CpTable) table = cp_table_new ("adult.csv", (CpColumn *[]){id, tens, remark}, 3, NULL);
  const CpSliceKey keys[] = {{"tens", CP_BINS_VALUES, 0}, {"id", CP_BINS_EQUAL_COUNT, 1000}};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpSlices) slices = cp_slices_build (table, keys, 2, &error);
  g_assert_no_error (error);
  check_refused (table, &(CpSliceKey){"id", CP_BINS_VALUES, 0}, 1,
                 "adult.csv: slicing by 'id' gives more than 10000 slices; take fewer columns or bins.");
  check_refused (table, &(CpSliceKey){.column = "remark"}, 1,
                 "adult.csv: column 'remark' is text; slices need a column of numbers or categories.");
  g_assert_null (cp_slices_build (table, &(CpSliceKey){.column = "sex"}, 1, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "'sex'"));
}

static void
test_product_refused (void) {
  const gsize n = 40000;
  g_autofree double *a = g_new (double, n), *b = g_new (double, n);
  for (gsize i = 0; i < n; i++) {
    a[i] = (double)(i % 200);
    b[i] = (double)(i / 200);
  }
  g_autoptr (CpColumn) left = cp_column_new_number ("a", a, n), right = cp_column_new_number ("b", b, n);
  g_autoptr (CpTable) table = cp_table_new ("adult.csv", (CpColumn *[]){left, right}, 2, NULL);
  const CpSliceKey keys[] = {{"a", CP_BINS_VALUES, 0}, {"b", CP_BINS_VALUES, 0}};
  check_refused (
      table, keys, 2,
      "adult.csv: slicing by 'a' and 'b' gives more than 10000 slices; take fewer columns or bins.");
  const CpSliceKey binned[] = {{"a", CP_BINS_VALUES, 0}, {"b", CP_BINS_EQUAL_COUNT, 50}};
  g_autoptr (CpSlices) slices = cp_slices_build (table, binned, 2, NULL);
  g_assert_cmpuint (cp_slices_get_n_slices (slices), ==, 10000);
}

static void
test_no_rows (void) {
  g_autoptr (CpTable) table = make_numbers (NULL, 0);
  g_autoptr (CpSlices) slices = cp_slices_build (table, &(CpSliceKey){.column = "x"}, 1, NULL);
  g_assert_cmpuint (cp_slices_get_n_slices (slices), ==, 0);
  g_autoptr (CpSlices) all = cp_slices_build (table, NULL, 0, NULL);
  g_assert_cmpuint (cp_slices_get_n_slices (all), ==, 1);
}

/* ---- the slice of an edited row ---- */

enum { N_PEOPLE = 60 };

/* Rows 0 and 1 have the least and the greatest x, and are not edited: edges of equal width stay. */
static CpTable *
make_people (CpRandom *random) {
  static const char *const sexes[] = {"Female", "Male", ""}, *const rates[] = {"2", "3.5", "NA", "Exempt"};
  g_autoptr (GString) text = g_string_new ("sex,age,rate,t_a,t_b,x\n");
  for (guint i = 0; i < N_PEOPLE; i++) {
    guint town = (guint)cp_random_below (random, 3);
    guint x = i < 2 ? i * 100 : (guint)cp_random_below (random, 100);
    g_string_append_printf (text, "%s,%u,%s,%d,%d,%u\n", sexes[cp_random_below (random, 3)],
                            20 + 10 * (guint)cp_random_below (random, 4), rates[cp_random_below (random, 4)],
                            town == 0, town == 1, x);
  }
  return read_table (text->str);
}

/* (transfer full): @table with another value in @row of one column or of the group, by chance as @draw says
 */
static CpTable *
edit_row (const CpTable *table, const CpTable *whole, gsize row, guint draw) {
  static const struct {
    const char *column, *value;
  } edits[] = {{"sex", "Female"}, {"sex", "Male"}, {"sex", "Other"}, {"sex", ""},    {"age", "30"},
               {"age", "35"},     {"age", ""},     {"rate", "3.5"},  {"rate", "NA"}, {"rate", "Exempt"},
               {"x", "3"},        {"x", "50"},     {"x", "99"},      {"x", ""}};
  if (draw >= G_N_ELEMENTS (edits)) {
    g_autoptr (GPtrArray) groups = cp_one_hot_groups_find (whole);
    const guint32 codes[] = {0, 1, CP_MISSING};
    return cp_one_hot_group_set (groups->pdata[0], table, row, codes[draw - G_N_ELEMENTS (edits)]);
  }
  gsize column = 0;
  while (strcmp (cp_column_get_name (cp_table_get_column (table, column)), edits[draw].column) != 0)
    column++;
  g_autoptr (GError) error = NULL;
  CpTable *edited = cp_table_set_cell (table, row, column, edits[draw].value, &error);
  g_assert_no_error (error);
  return edited;
}

static gboolean
is_label (const CpSlices *slices, const char *label) {
  for (guint s = 0; s < cp_slices_get_n_slices (slices); s++) {
    if (strcmp (cp_slices_get_label (slices, s), label) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Against slices built anew from the whole table with the edit in it. */
static void
test_find_edited (void) {
  static const CpSliceKey all[] = {{.column = "sex"},
                                   {.column = "age"},
                                   {.column = "rate"},
                                   {.column = "t"},
                                   {"x", CP_BINS_EQUAL_WIDTH, 4}};
  CpRandom random;
  cp_random_init (&random, 8);
  guint n_strange = 0;
  for (guint round = 0; round < 20; round++) {
    g_autoptr (CpTable) whole = make_people (&random);
    gsize first = cp_random_below (&random, 5), n_keys = 1 + cp_random_below (&random, 5 - first);
    g_autoptr (CpSlices) slices = cp_slices_build (whole, all + first, n_keys, NULL);
    for (guint draw = 0; draw < 17; draw++) {
      guint32 row = 2 + (guint32)cp_random_below (&random, N_PEOPLE - 2);
      g_autoptr (CpTable) taken = cp_table_take_rows (whole, &row, 1);
      g_autoptr (CpTable) state = edit_row (taken, whole, 0, draw);
      g_autoptr (CpTable) edited = edit_row (whole, whole, row, draw);
      g_autoptr (CpSlices) anew = cp_slices_build (edited, all + first, n_keys, NULL);
      const char *expected = cp_slices_get_label (anew, cp_slices_get_slice_of_rows (anew)[row]);
      g_autofree char *label = cp_slices_dup_label_of (slices, state, 0);
      guint slice = cp_slices_find (slices, state, 0);
      g_assert_cmpstr (label, ==, expected);
      g_assert_true ((slice == CP_NO_SLICE) == !is_label (slices, expected));
      if (slice != CP_NO_SLICE)
        g_assert_cmpstr (cp_slices_get_label (slices, slice), ==, expected);
      n_strange += slice == CP_NO_SLICE;
    }
  }
  g_assert_true (n_strange > 50 && n_strange < 290); /* of 340 */
}

/* Rows that were not edited, by every kind of bins. */
static void
test_find_own (void) {
  CpRandom random;
  cp_random_init (&random, 9);
  g_autoptr (CpTable) whole = make_people (&random);
  const CpSliceKey sets[][2] = {{{.column = "x"}, {.column = "sex"}},
                                {{"x", CP_BINS_EQUAL_WIDTH, 3}, {.column = "rate"}},
                                {{"x", CP_BINS_VALUES, 0}, {.column = "t"}}};
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++) {
    g_autoptr (CpSlices) slices = cp_slices_build (whole, sets[i], 2, NULL);
    for (guint32 row = 0; row < N_PEOPLE; row++) {
      g_autoptr (CpTable) taken = cp_table_take_rows (whole, &row, 1);
      g_assert_cmpuint (cp_slices_find (slices, whole, row), ==, cp_slices_get_slice_of_rows (slices)[row]);
      g_assert_cmpuint (cp_slices_find (slices, taken, 0), ==, cp_slices_get_slice_of_rows (slices)[row]);
    }
  }
  g_autoptr (CpSlices) one = cp_slices_build (whole, NULL, 0, NULL);
  g_assert_cmpuint (cp_slices_find (one, whole, 5), ==, 0);
}

static void
test_find_beyond (void) {
  g_autoptr (CpTable) table = make_numbers ((double[]){0, 1, 2, 3, 4, 5, 6, 7}, 8);
  g_autoptr (CpTable) others = make_numbers ((double[]){-9, 3.99, 4, 99, NAN}, 5);
  g_autoptr (CpSlices) slices = cp_slices_build (table, &(CpSliceKey){"x", CP_BINS_EQUAL_COUNT, 2}, 1, NULL);
  const guint expected[] = {0, 0, 1, 1, CP_NO_SLICE};
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (cp_slices_find (slices, others, i), ==, expected[i]);
}

/* Thresholds are saved by label, so no two slices share one. */
static void
test_labels_apart (void) {
  const guint32 first[] = {0, 1, 0, 2}, second[] = {1, 2, 0, 2}, only[] = {0, CP_MISSING, 0, 1};
  g_autoptr (CpColumn) a =
      cp_column_new_category ("a", first, 4, (const char *const[]){"x", "x · y", "\"x\""}, 3);
  g_autoptr (CpColumn) b =
      cp_column_new_category ("b", second, 4, (const char *const[]){"q", "y · z", "z"}, 3);
  g_autoptr (CpColumn) c = cp_column_new_category ("c", only, 4, (const char *const[]){"(missing)", "d"}, 2);
  g_autoptr (CpTable) table = cp_table_new ("pairs.csv", (CpColumn *[]){a, b, c}, 3, NULL);
  check_slices (table, (CpSliceKey[]){{.column = "a"}, {.column = "b"}}, 2,
                "\"x\" · z=3|x · q=2|\"x\" · \"y · z\"=0|\"x · y\" · \"z\"=1");
  check_slices (table, &(CpSliceKey){.column = "c"}, 1, "\"(missing)\"=0 2|d=3|(missing)=1");
  const char *const worst[] = {"a", "a", "\"a\""}; /* quoting two of them is not enough */
  g_autoptr (CpSlices) slices = cp_slices_new ((guint32[]){0, 1, 2}, 3, worst, 3);
  g_assert_cmpstr (cp_slices_get_label (slices, 2), ==, "\"\"\"a\"\"\"");
}

static void
test_thresholds (void) {
  g_autoptr (CpSlices) slices = cp_slices_new ((guint32[]){0, 1}, 2, (const char *[]){"a", "b"}, 2);
  g_assert_cmpfloat (cp_slices_get_threshold (slices, (double[]){0.2, 0.6}, 1, 0.5), ==, 0.6);
  g_assert_cmpfloat (cp_slices_get_threshold (slices, (double[]){0.2, 0.6}, CP_NO_SLICE, 0.5), ==, 0.5);
  g_assert_cmpfloat (cp_slices_get_threshold (slices, (double[]){0.2, 0.2}, CP_NO_SLICE, 0.5), ==, 0.2);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/slices/values-are-in-order-and-missing-last", test_order);
  g_test_add_func ("/core/slices/several-columns-give-the-cells-that-occur", test_product);
  g_test_add_func ("/core/slices/a-coded-missing-word-is-a-slice", test_missing_words);
  g_test_add_func ("/core/slices/a-one-hot-group-is-one-column", test_one_hot);
  g_test_add_func ("/core/slices/many-numbers-are-cut-into-bins", test_bins);
  g_test_add_func ("/core/slices/a-constant-column-is-one-slice", test_constant);
  g_test_add_func ("/core/slices/every-number-is-in-its-bin", test_random_bins);
  g_test_add_func ("/core/slices/bad-keys-are-refused", test_refused);
  g_test_add_func ("/core/slices/too-many-cells-are-refused", test_product_refused);
  g_test_add_func ("/core/slices/no-rows-make-no-slices", test_no_rows);
  g_test_add_func ("/core/slices/an-edited-row-lies-where-slices-built-anew-put-it", test_find_edited);
  g_test_add_func ("/core/slices/a-row-of-the-table-is-found-in-its-own-slice", test_find_own);
  g_test_add_func ("/core/slices/beyond-the-edges-lie-the-outermost-bins", test_find_beyond);
  g_test_add_func ("/core/slices/a-state-in-no-slice-takes-the-shared-threshold-else-the-default",
                   test_thresholds);
  g_test_add_func ("/core/slices/no-two-share-a-label", test_labels_apart);
  g_test_add_func ("/core/bins/edges-are-ascending-and-read-well", test_edges);
  return g_test_run ();
}
