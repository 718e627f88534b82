#include "core/encode/encoder.h"

#include "core/base/error.h"
#include "tests/fixture.h"

#include <math.h>

#define N_ROWS 6

static void
add (GPtrArray *columns, CpColumn *column) {
  g_ptr_array_add (columns, column);
}

static CpTable *
end_table (GPtrArray *columns) {
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_table_new ("loans.csv", (CpColumn **)columns->pdata, columns->len, &error);
  g_assert_no_error (error);
  g_ptr_array_unref (columns);
  return table;
}

/* One column of every sort a proposal has to judge. */
static CpTable *
new_table (void) {
  static const double ids[N_ROWS] = {1001, 1007, 1003, 1004, 1005, 1006};
  static const double ages[N_ROWS] = {20, 30, 20, 50, 60, NAN};
  static const double rates[N_ROWS] = {1.5, 2.5, 3.25, 4.5, 5.5, 6.5}; /* all distinct, but no integers */
  static const double constant[N_ROWS] = {7, 7, 7, 7, 7, 7};
  static const double empty[N_ROWS] = {NAN, NAN, NAN, NAN, NAN, NAN};
  static const guint32 sexes[N_ROWS] = {0, 1, 0, 1, 1, CP_MISSING}, names[N_ROWS] = {0, 1, 2, 3, 4, 5};
  static const guint32 flags[N_ROWS] = {0, 1, 1, 1, CP_MISSING, CP_MISSING};
  static const char *const sex_values[] = {"Male", "Female"}; /* sorted by the column */
  static const char *const name_values[] = {"a", "b", "c", "d", "e", "f"};
  GPtrArray *columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  add (columns, cp_column_new_number ("id", ids, N_ROWS));
  add (columns, cp_column_new_number ("age", ages, N_ROWS));
  add (columns, cp_column_new_category ("sex", sexes, N_ROWS, sex_values, 2));
  add (columns, cp_column_new_boolean ("owner", flags, N_ROWS, "no", "yes"));
  add (columns, cp_column_new_category ("name", names, N_ROWS, name_values, N_ROWS));
  add (columns, cp_column_new_number ("rate", rates, N_ROWS));
  add (columns, cp_column_new_number ("constant", constant, N_ROWS));
  add (columns, cp_column_new_number ("empty", empty, N_ROWS));
  add (columns, cp_column_new_text ("note", name_values, N_ROWS));
  add (columns, cp_column_new_number ("granted", constant, N_ROWS));
  return end_table (columns);
}

static void
test_ids_text_and_the_label_are_left_out (void) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (GError) error = NULL;
  const char *const ignored[] = {"granted", NULL};
  g_autoptr (CpEncoder) encoder = cp_encoder_propose (table, NULL, ignored, 0, CP_PROPOSE_PLAIN, &error);
  g_assert_no_error (error);
  static const char *const expected[] = {"age", "sex", "owner", "rate", "constant"};
  g_assert_cmpuint (cp_encoder_get_n_inputs (encoder), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (cp_encoder_get_input (encoder, i)->column, ==, expected[i]);
  g_assert_cmpuint (cp_encoder_get_n_features (encoder), ==, 6);
}

/* Moments by hand: age 20 30 20 50 60: mean 36, squares 256+36+256+196+576 = 1320, deviation sqrt (1320 / 4).
 */
static void
test_numbers_are_standardised_and_missing_cells_are_the_mean (void) {
  g_autoptr (CpTable) table = new_table ();
  const char *const ignored[] = {"granted", NULL};
  g_autoptr (CpEncoder) encoder = cp_encoder_propose (table, NULL, ignored, 0, CP_PROPOSE_SCALED, NULL);
  const CpInput *age = cp_encoder_get_input (encoder, 0), *sex = cp_encoder_get_input (encoder, 1);
  const CpInput *owner = cp_encoder_get_input (encoder, 2), *constant = cp_encoder_get_input (encoder, 4);
  g_assert_cmpint (age->scale, ==, CP_SCALE_STANDARD);
  g_assert_cmpfloat (age->scale_a, ==, 36);
  assert_close (age->scale_b, sqrt (330), 1e-12);
  g_assert_cmpint (age->missing, ==, CP_MISSING_NUMBER);
  g_assert_cmpfloat (age->missing_value, ==, 36);
  g_assert_cmpint (sex->encoding, ==, CP_ENCODING_ONE_HOT);
  g_assert_cmpstr (sex->values[0], ==, "Female");
  g_assert_cmpint (sex->missing, ==, CP_MISSING_NUMBER);
  g_assert_cmpfloat (sex->missing_value, ==, 0);
  g_assert_cmpint (owner->scale, ==, CP_SCALE_NONE);
  g_assert_cmpfloat (owner->missing_value, ==, 0.75);
  g_assert_cmpint (constant->missing, ==, CP_MISSING_ERROR);
  g_autoptr (CpMatrix) matrix = cp_encoder_apply (encoder, table, NULL, NULL);
  const float *values = cp_matrix_get_values (matrix);
  static const float constant_feature[] = {0, 0, 0, 0, 0, 0};
  for (gsize row = 0; row < N_ROWS; row++)
    g_assert_cmpfloat (values[row * 6 + 5], ==, constant_feature[row]);
  g_assert_cmpfloat (values[5 * 6 + 0], ==, 0); /* the missing age stands at the mean */
}

/* For trees: numbers pass, whether or not a cell is missing today; a category stays "none of them". */
static void
test_missing_numbers_pass (void) {
  g_autoptr (CpTable) table = new_table ();
  const char *const ignored[] = {"granted", NULL};
  g_autoptr (CpEncoder) encoder =
      cp_encoder_propose (table, NULL, ignored, 0, CP_PROPOSE_MISSING_PASSES, NULL);
  static const CpMissingPolicy expected[] = {CP_MISSING_PASS, CP_MISSING_NUMBER, CP_MISSING_PASS,
                                             CP_MISSING_PASS, CP_MISSING_PASS};
  g_assert_cmpuint (cp_encoder_get_n_inputs (encoder), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpint (cp_encoder_get_input (encoder, i)->missing, ==, expected[i]);
  g_autoptr (CpMatrix) matrix = cp_encoder_apply (encoder, table, NULL, NULL);
  g_assert_true (isnan (cp_matrix_get_values (matrix)[5 * 6])); /* the missing age */
}

static void
test_named_columns_keep_their_order (void) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (GError) error = NULL;
  const char *const columns[] = {"owner", "id", "sex", NULL}, *const ignored[] = {"sex", NULL};
  g_autoptr (CpEncoder) encoder = cp_encoder_propose (table, columns, ignored, 4, CP_PROPOSE_PLAIN, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (cp_encoder_get_input (encoder, i)->column, ==, columns[i]);
}

static void
test_a_wrong_width_lists_both (void) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (GError) error = NULL;
  const char *const ignored[] = {"granted", "constant", NULL};
  g_assert_null (cp_encoder_propose (table, NULL, ignored, 12, CP_PROPOSE_PLAIN, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_MISMATCH);
  assert_message (error,
                  "The model takes 12 features, but the columns of loans.csv make 5 (age 1, sex 2, owner 1, "
                  "rate 1); name its columns or give a feature specification.");
}

static void
test_what_cannot_be_a_feature_is_refused (void) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (GError) error = NULL;
  const char *const text[] = {"note", NULL}, *const unknown[] = {"ag", NULL};
  g_assert_null (cp_encoder_propose (table, text, NULL, 0, CP_PROPOSE_PLAIN, &error));
  assert_message (
      error, "loans.csv: column 'note' is text, which cannot be a feature yet; leave it out or read it as "
             "a category.");
  g_assert_null (cp_encoder_propose (table, unknown, NULL, 0, CP_PROPOSE_PLAIN, &error));
  assert_message (error,
                  "loans.csv: no column 'ag', which the list of features asks for; did you mean 'age'?");
  const char *const all[] = {"age", "sex", "owner", "rate", "constant", "granted", NULL};
  g_assert_null (cp_encoder_propose (table, NULL, all, 0, CP_PROPOSE_PLAIN, &error));
  assert_message (
      error, "loans.csv: no column is left to be a feature, once the label, ids and text are taken out.");
}

static void
test_one_row_has_no_ids (void) {
  static const double id = 7;
  GPtrArray *columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  add (columns, cp_column_new_number ("age", &id, 1));
  g_autoptr (CpTable) table = end_table (columns);
  g_autoptr (CpEncoder) encoder = cp_encoder_propose (table, NULL, NULL, 1, CP_PROPOSE_SCALED, NULL);
  g_assert_nonnull (encoder);
  g_assert_cmpfloat (cp_encoder_get_input (encoder, 0)->scale_b, ==, 0);
}

static CpTable *
new_wide_table (gsize n_rows) {
  g_autofree guint32 *codes = g_new (guint32, n_rows);
  g_auto (GStrv) values = g_new0 (char *, n_rows / 2 + 1);
  for (gsize row = 0; row < n_rows; row++)
    codes[row] = (guint32)(row / 2);
  for (gsize i = 0; i < n_rows / 2; i++)
    values[i] = g_strdup_printf ("zip %" G_GSIZE_FORMAT, i);
  GPtrArray *columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  add (columns, cp_column_new_category ("zip", codes, n_rows, (const char *const *)values, n_rows / 2));
  return end_table (columns);
}

static void
test_too_many_features_name_the_widest_column (void) {
  g_autoptr (CpTable) table = new_wide_table (30000);
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_encoder_propose (table, NULL, NULL, 0, CP_PROPOSE_SCALED, &error));
  assert_message (
      error, "loans.csv: the columns make 15000 features, at most 10000 are proposed; leave out 'zip', which "
             "has 15000 values.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/propose/missing-numbers-pass-to-a-model-that-takes-them",
                   test_missing_numbers_pass);
  g_test_add_func ("/core/encode/ids-text-and-the-label-are-left-out",
                   test_ids_text_and_the_label_are_left_out);
  g_test_add_func ("/core/encode/missing-cells-become-the-mean",
                   test_numbers_are_standardised_and_missing_cells_are_the_mean);
  g_test_add_func ("/core/encode/named-columns-keep-their-order", test_named_columns_keep_their_order);
  g_test_add_func ("/core/encode/a-wrong-width-lists-both", test_a_wrong_width_lists_both);
  g_test_add_func ("/core/encode/what-cannot-be-a-feature-is-refused",
                   test_what_cannot_be_a_feature_is_refused);
  g_test_add_func ("/core/encode/too-many-features-name-the-widest-column",
                   test_too_many_features_name_the_widest_column);
  g_test_add_func ("/core/encode/one-row-has-no-ids", test_one_row_has_no_ids);
  return g_test_run ();
}
