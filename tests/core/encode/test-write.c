#include "core/encode/encoder.h"

#include "core/base/error.h"
#include "core/base/format.h"
#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

static CpEncoder *
read_spec (const char *text) {
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = cp_json_load (text, strlen (text), "spec.json", &error);
  g_assert_no_error (error);
  CpEncoder *encoder = cp_encoder_new_from_json (json, "spec.json", &error);
  g_assert_no_error (error);
  return encoder;
}

static CpTable *
take_table (CpColumn **columns, gsize n_columns) {
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_table_new ("people.csv", columns, n_columns, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n_columns; i++)
    cp_column_unref (columns[i]);
  return table;
}

static CpTable *
new_people (void) {
  static const double ages[] = {20, 30, NAN, 45};
  static const double grades[] = {1, 2, 3, 1};
  static const guint32 sexes[] = {0, 1, 0, CP_MISSING}, owners[] = {0, 1, 1, CP_MISSING};
  static const char *const sex_values[] = {"Female", "Male"}, *const notes[] = {"x", NULL, "y", "x"};
  CpColumn *columns[] = {cp_column_new_number ("age", ages, 4), cp_column_new_number ("grade", grades, 4),
                         cp_column_new_category ("sex", sexes, 4, sex_values, 2),
                         cp_column_new_boolean ("owner", owners, 4, "no", "yes"),
                         cp_column_new_text ("note", notes, 4)};
  return take_table (columns, G_N_ELEMENTS (columns));
}

static void
assert_encodes (const char *spec, const float *expected, gsize n_features) {
  g_autoptr (CpTable) table = new_people ();
  g_autoptr (CpEncoder) encoder = read_spec (spec);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpMatrix) matrix = cp_encoder_apply (encoder, table, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cp_matrix_get_n_columns (matrix), ==, n_features);
  for (gsize i = 0; i < 4 * n_features; i++)
    assert_close (cp_matrix_get_values (matrix)[i], expected[i], 0);
}

static void
assert_refuses (const char *spec, int code, const char *message) {
  g_autoptr (CpTable) table = new_people ();
  g_autoptr (CpEncoder) encoder = read_spec (spec);
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_encoder_apply (encoder, table, NULL, &error));
  g_assert_error (error, CP_ERROR, code);
  assert_message (error, message);
}

/* All expectations below by hand. */

static void
test_numbers_are_scaled (void) {
  assert_encodes ("[{\"column\":\"grade\"}]", (const float[]){1, 2, 3, 1}, 1);
  assert_encodes ("[{\"column\":\"age\",\"scale\":{\"mean\":25,\"std\":5},\"missing\":40}]",
                  (const float[]){-1, 1, 3, 4}, 1);
  assert_encodes ("[{\"column\":\"age\",\"scale\":{\"min\":20,\"max\":40},\"missing\":20}]",
                  (const float[]){0, 0.5, 0, 1.25}, 1);
  assert_encodes ("[{\"column\":\"age\",\"scale\":{\"mean\":25,\"std\":5},\"missing\":null}]",
                  (const float[]){-1, 1, NAN, 4}, 1);
  /* no width counts as 1 */
  assert_encodes ("[{\"column\":\"grade\",\"scale\":{\"mean\":1,\"std\":0}}]", (const float[]){0, 1, 2, 0},
                  1);
  assert_encodes ("[{\"column\":\"grade\",\"scale\":{\"min\":1,\"max\":1}}]", (const float[]){0, 1, 2, 0}, 1);
  assert_encodes ("[{\"column\":\"owner\",\"scale\":{\"min\":-1,\"max\":1},\"missing\":0}]",
                  (const float[]){0.5, 1, 1, 0.5}, 1);
}

static void
test_values_become_features (void) {
  assert_encodes ("[{\"column\":\"sex\",\"encoding\":\"one-hot\",\"values\":[\"Male\",\"Other\",\"Female\"],"
                  "\"missing\":0}]",
                  (const float[]){0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0}, 3);
  assert_encodes (
      "[{\"column\":\"sex\",\"encoding\":\"one-hot\",\"values\":[\"Male\",\"Female\"],\"missing\":0.5}]",
      (const float[]){0, 1, 1, 0, 0, 1, 0.5, 0.5}, 2);
  assert_encodes (
      "[{\"column\":\"sex\",\"encoding\":\"ordinal\",\"values\":[\"Male\",\"Female\"],\"missing\":-1}]",
      (const float[]){1, 0, 1, -1}, 1);
  assert_encodes (
      "[{\"column\":\"sex\",\"encoding\":\"one-hot\",\"values\":[\"Male\",\"Female\"],\"missing\":null}]",
      (const float[]){0, 1, 1, 0, 0, 1, NAN, NAN}, 2);
  assert_encodes ("[{\"column\":\"sex\",\"encoding\":\"ordinal\",\"values\":[\"Male\"],\"missing\":null}]",
                  (const float[]){NAN, 0, NAN, NAN}, 1);
  /* a value that is not listed is as a missing one */
  assert_encodes ("[{\"column\":\"sex\",\"encoding\":\"ordinal\",\"values\":[\"Female\"],\"missing\":9}]",
                  (const float[]){0, 9, 0, 9}, 1);
  assert_encodes ("[{\"column\":\"owner\",\"encoding\":\"one-hot\",\"values\":[\"yes\"],\"missing\":0}]",
                  (const float[]){0, 1, 1, 0}, 1);
  assert_encodes ("[{\"column\":\"note\",\"encoding\":\"one-hot\",\"values\":[\"y\",\"x\"],\"missing\":0}]",
                  (const float[]){0, 1, 0, 0, 1, 0, 0, 1}, 2);
}

static void
test_number_cells_are_matched_as_numbers (void) {
  assert_encodes ("[{\"column\":\"grade\",\"encoding\":\"one-hot\",\"values\":[\"1.0\",\"+3\"]}]",
                  (const float[]){1, 0, 0, 0, 0, 1, 1, 0}, 2);
  assert_encodes ("[{\"column\":\"grade\",\"encoding\":\"ordinal\",\"values\":[3,2,1]}]",
                  (const float[]){2, 1, 0, 2}, 1);
}

static void
test_refused_cells_are_named (void) {
  assert_refuses (
      "[{\"column\":\"grade\"},{\"column\":\"age\"}]", CP_ERROR_VALUE,
      "people.csv: row 2: column 'age' is missing, and the feature specification has no value for missing "
      "cells.");
  assert_refuses (
      "[{\"column\":\"owner\"}]", CP_ERROR_VALUE,
      "people.csv: row 3: column 'owner' is missing, and the feature specification has no value for "
      "missing cells.");
  assert_refuses (
      "[{\"column\":\"sex\",\"encoding\":\"one-hot\",\"values\":[\"Male\"]}]", CP_ERROR_VALUE,
      "people.csv: row 3: column 'sex' is missing, and the feature specification has no value for missing "
      "cells.");
  assert_refuses ("[{\"column\":\"grade\",\"encoding\":\"ordinal\",\"values\":[1,3]}]", CP_ERROR_VALUE,
                  "people.csv: row 1: '2' is none of the values listed for the ordinal column 'grade'.");
}

static void
test_columns_that_do_not_fit_are_named (void) {
  assert_refuses (
      "[{\"column\":\"age\",\"missing\":0},{\"column\":\"grad\"}]", CP_ERROR_MISMATCH,
      "people.csv: no column 'grad', which inputs[1] of spec.json asks for; did you mean 'grade'?");
  assert_refuses (
      "[{\"column\":\"sex\"}]", CP_ERROR_MISMATCH,
      "people.csv: column 'sex' is a category column, which inputs[0] of spec.json takes as a number; "
      "expected a number or boolean column.");
}

static void
test_a_cancelled_encoding_says_so (void) {
  g_autoptr (CpTable) table = new_people ();
  g_autoptr (CpEncoder) encoder = read_spec ("[{\"column\":\"grade\"}]");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  g_assert_null (cp_encoder_apply (encoder, table, cancellable, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
}

static void
test_a_matrix_beyond_memory_is_refused (void) {
  enum { N_MANY = 4000000 };
  static const char *const value = "x";
  g_autofree guint32 *codes = g_new0 (guint32, N_MANY);
  CpColumn *columns[] = {cp_column_new_category ("word", codes, N_MANY, &value, 1)};
  g_autoptr (CpTable) table = take_table (columns, 1);
  json_t *values = json_array (),
         *inputs = json_pack ("[{s:s,s:s,s:o}]", "column", "word", "encoding", "one-hot", "values", values);
  for (int i = 0; i < 100000; i++)
    json_array_append_new (values, json_integer (i));
  g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (inputs, "spec.json", NULL);
  json_decref (inputs);
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_encoder_apply (encoder, table, NULL, &error));
  assert_message (error,
                  "people.csv: 4000000 rows of 100000 features need 1600 GB, more than this machine has; use "
                  "fewer rows or features.");
}

/* The naive twin: one cell at a time, everything looked up by text. */

static const char *const words[] = {"a", "b", "c", "dd", "e e", "ü", "7", "-0.5"};

static CpColumn *
random_column (CpRandom *random, const char *name, gsize n_rows) {
  g_autofree double *numbers = g_new (double, n_rows);
  g_autofree guint32 *codes = g_new (guint32, n_rows);
  g_autofree const char **cells = g_new (const char *, n_rows);
  guint kind = (guint)cp_random_below (random, 4), n_values = kind == 2 ? 2 : G_N_ELEMENTS (words);
  for (gsize row = 0; row < n_rows; row++) {
    gboolean is_missing = cp_random_below (random, 10) == 0;
    codes[row] = is_missing ? CP_MISSING : (guint32)cp_random_below (random, n_values);
    cells[row] = is_missing ? NULL : words[codes[row]];
    numbers[row] =
        is_missing ? NAN : (double)cp_random_below (random, 9) - 0.5 * (double)cp_random_below (random, 2);
  }
  switch (kind) {
  case 0:
    return cp_column_new_number (name, numbers, n_rows);
  case 1:
    return cp_column_new_category (name, codes, n_rows, words, G_N_ELEMENTS (words));
  case 2:
    return cp_column_new_boolean (name, codes, n_rows, "a", "b");
  default:
    return cp_column_new_text (name, cells, n_rows);
  }
}

static void
append_random_input (CpRandom *random, const CpColumn *column, json_t *inputs) {
  CpColumnType type = cp_column_get_type (column);
  gboolean can_be_number = type == CP_COLUMN_NUMBER || type == CP_COLUMN_BOOLEAN;
  json_t *input = json_object ();
  json_object_set_new (input, "column", json_string (cp_column_get_name (column)));
  if (can_be_number && cp_random_below (random, 2) == 0) {
    json_object_set_new (input, "encoding", json_string ("number"));
    guint scale = (guint)cp_random_below (random, 3);
    if (scale > 0)
      json_object_set_new (input, "scale",
                           json_pack ("{s:f,s:f}", scale == 1 ? "mean" : "min", cp_random_uniform (random),
                                      scale == 1 ? "std" : "max", 1 + cp_random_uniform (random)));
  } else {
    json_object_set_new (input, "encoding",
                         json_string (cp_random_below (random, 2) ? "one-hot" : "ordinal"));
    json_t *values = json_array ();
    for (guint i = 0; i < G_N_ELEMENTS (words); i++)
      if (cp_random_below (random, 2))
        json_array_append_new (values, json_string (words[i]));
    json_array_append_new (values, json_string ("3.0"));
    json_object_set_new (input, "values", values);
  }
  json_object_set_new (input, "missing",
                       cp_random_below (random, 4) == 0 ? json_null ()
                                                        : json_real (cp_random_below (random, 3) * 0.75));
  json_array_append_new (inputs, input);
}

static gboolean
naive_equal (const CpColumn *column, gsize row, const char *value) {
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER) {
    char *end;
    double number = g_ascii_strtod (value, &end);
    return *end == '\0' && number == cp_column_get_numbers (column)[row];
  }
  g_autofree char *cell = cp_column_dup_cell (column, row);
  return g_str_equal (cell, value);
}

static void
naive_cell (const CpInput *input, const CpColumn *column, gsize row, float *out) {
  gboolean is_missing = cp_column_is_missing (column, row);
  double missing_value = input->missing == CP_MISSING_PASS ? NAN : input->missing_value;
  if (input->encoding == CP_ENCODING_NUMBER) {
    double value = is_missing                                        ? missing_value
                   : cp_column_get_type (column) == CP_COLUMN_NUMBER ? cp_column_get_numbers (column)[row]
                                                                     : cp_column_get_codes (column)[row];
    if (input->scale == CP_SCALE_STANDARD)
      value = (value - input->scale_a) / input->scale_b;
    else if (input->scale == CP_SCALE_MIN_MAX)
      value = (value - input->scale_a) / (input->scale_b - input->scale_a);
    *out = (float)value;
  } else if (input->encoding == CP_ENCODING_ONE_HOT) {
    for (guint i = 0; i < input->n_values; i++)
      out[i] = is_missing ? (float)missing_value : naive_equal (column, row, input->values[i]);
  } else {
    *out = (float)missing_value;
    for (guint i = input->n_values; i-- > 0 && !is_missing;)
      if (naive_equal (column, row, input->values[i]))
        *out = (float)i;
  }
}

static void
check_random_table (CpRandom *random, gsize n_rows) {
  gsize n_columns = 1 + cp_random_below (random, 6);
  CpColumn *columns[6];
  json_t *inputs = json_array ();
  for (gsize i = 0; i < n_columns; i++) {
    char name[] = {(char)('p' + i), 0};
    columns[i] = random_column (random, name, n_rows);
  }
  for (guint i = 0; i < 8; i++)
    append_random_input (random, columns[cp_random_below (random, n_columns)], inputs);
  g_autoptr (CpTable) table = take_table (columns, n_columns);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (inputs, "random", &error);
  json_decref (inputs);
  g_assert_no_error (error);
  g_autoptr (CpMatrix) matrix = cp_encoder_apply (encoder, table, NULL, &error);
  g_assert_no_error (error);
  gsize width = cp_encoder_get_n_features (encoder);
  g_autofree float *expected = g_new (float, width);
  for (gsize row = 0; row < n_rows; row++) {
    float *out = expected;
    for (guint i = 0; i < cp_encoder_get_n_inputs (encoder); i++) {
      const CpInput *input = cp_encoder_get_input (encoder, i);
      naive_cell (input, cp_table_find_column (table, input->column), row, out);
      out += input->encoding == CP_ENCODING_ONE_HOT ? input->n_values : 1;
    }
    for (gsize j = 0; j < width; j++)
      assert_close (cp_matrix_get_values (matrix)[row * width + j], expected[j], 0);
  }
}

static void
test_random_tables_equal_the_naive_twin (void) {
  CpRandom random;
  cp_random_init (&random, 5);
  for (int i = 0; i < 60; i++)
    check_random_table (&random, cp_random_below (&random, 3000));
  check_random_table (&random, 30000); /* several chunks, on all cores */
}

/* Chunks run in any order; the message does not. */
static void
test_the_first_refused_cell_is_named (void) {
  enum { N_MANY = 60000 };
  g_autofree double *ages = g_new0 (double, N_MANY);
  ages[N_MANY - 1] = ages[50000] = ages[20011] = ages[30000] = NAN;
  CpColumn *columns[] = {cp_column_new_number ("age", ages, N_MANY)};
  g_autoptr (CpTable) table = take_table (columns, 1);
  g_autoptr (CpEncoder) encoder = read_spec ("[{\"column\":\"age\"}]");
  for (int i = 0; i < 20; i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (cp_encoder_apply (encoder, table, NULL, &error));
    assert_message (
        error, "people.csv: row 20011: column 'age' is missing, and the feature specification has no value "
               "for missing cells.");
  }
}

static void
test_a_part_is_written_as_in_the_whole (void) {
  g_autoptr (CpTable) table = new_people ();
  g_autoptr (CpEncoder) encoder =
      read_spec ("[{\"column\":\"grade\"},{\"column\":\"sex\",\"encoding\":\"one-hot\","
                 "\"values\":[\"Female\",\"Male\"],\"missing\":0}]");
  g_autoptr (CpBoundEncoder) bound = cp_encoder_bind (encoder, table, NULL);
  float out[2 * 3 + 1] = {9, 9, 9, 9, 9, 9, 9};
  g_assert_true (cp_bound_encoder_write (bound, 1, 3, out, NULL));
  static const float expected[] = {2, 0, 1, 3, 1, 0, 9};
  for (int i = 0; i < 7; i++)
    g_assert_cmpfloat (out[i], ==, expected[i]);
  g_assert_true (cp_bound_encoder_write (bound, 4, 4, NULL, NULL));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/encode/numbers-are-scaled", test_numbers_are_scaled);
  g_test_add_func ("/core/encode/listed-values-become-features", test_values_become_features);
  g_test_add_func ("/core/encode/number-cells-are-matched-as-numbers",
                   test_number_cells_are_matched_as_numbers);
  g_test_add_func ("/core/encode/refused-cells-are-named", test_refused_cells_are_named);
  g_test_add_func ("/core/encode/columns-that-do-not-fit-are-named", test_columns_that_do_not_fit_are_named);
  g_test_add_func ("/core/encode/a-cancelled-encoding-says-so", test_a_cancelled_encoding_says_so);
  g_test_add_func ("/core/encode/a-matrix-beyond-memory-is-refused", test_a_matrix_beyond_memory_is_refused);
  g_test_add_func ("/core/encode/random-tables-equal-the-naive-twin",
                   test_random_tables_equal_the_naive_twin);
  g_test_add_func ("/core/encode/the-first-refused-cell-is-named", test_the_first_refused_cell_is_named);
  g_test_add_func ("/core/encode/a-part-is-written-as-in-the-whole", test_a_part_is_written_as_in_the_whole);
  return g_test_run ();
}
