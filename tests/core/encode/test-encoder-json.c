#include "core/encode/encoder.h"

#include "core/base/error.h"
#include "tests/fixture.h"

#include <string.h>

static CpEncoder *
read_spec (const char *text, GError **error) {
  g_autoptr (GError) problem = NULL;
  g_autoptr (json_t) json = cp_json_load (text, strlen (text), "spec.json", &problem);
  g_assert_no_error (problem);
  return cp_encoder_new_from_json (json, "spec.json", error);
}

static void
assert_refused (const char *text, int code, const char *message) {
  g_autoptr (GError) error = NULL;
  g_assert_null (read_spec (text, &error));
  g_assert_error (error, CP_ERROR, code);
  assert_message (error, message);
}

static const char *const every_kind =
    "[{\"column\":\"age\"},"
    "{\"column\":\"income\",\"encoding\":\"number\",\"scale\":{\"mean\":50.5,\"std\":2},\"missing\":48},"
    "{\"column\":\"rate\",\"encoding\":\"number\",\"scale\":{\"min\":-1,\"max\":1}},"
    "{\"column\":\"sex\",\"encoding\":\"one-hot\",\"values\":[\"Female\",\"Male\"],\"missing\":0},"
    "{\"column\":\"grade\",\"encoding\":\"ordinal\",\"values\":[1,2.5,\"C\"],\"missing\":\"error\"}]";

static void
test_every_kind_is_read (void) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpEncoder) encoder = read_spec (every_kind, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cp_encoder_get_n_inputs (encoder), ==, 5);
  g_assert_cmpuint (cp_encoder_get_n_features (encoder), ==, 6);
  const CpInput *input = cp_encoder_get_input (encoder, 0);
  g_assert_cmpint (input->encoding, ==, CP_ENCODING_NUMBER);
  g_assert_cmpint (input->scale, ==, CP_SCALE_NONE);
  g_assert_cmpint (input->missing, ==, CP_MISSING_ERROR);
  input = cp_encoder_get_input (encoder, 1);
  g_assert_cmpint (input->scale, ==, CP_SCALE_STANDARD);
  g_assert_cmpfloat (input->scale_a, ==, 50.5);
  g_assert_cmpfloat (input->scale_b, ==, 2);
  g_assert_cmpint (input->missing, ==, CP_MISSING_NUMBER);
  g_assert_cmpfloat (input->missing_value, ==, 48);
  input = cp_encoder_get_input (encoder, 2);
  g_assert_cmpint (input->scale, ==, CP_SCALE_MIN_MAX);
  input = cp_encoder_get_input (encoder, 4);
  g_assert_cmpint (input->encoding, ==, CP_ENCODING_ORDINAL);
  g_assert_cmpuint (input->n_values, ==, 3);
  g_assert_cmpstr (input->values[0], ==, "1");
  g_assert_cmpstr (input->values[1], ==, "2.5");
}

static void
test_features_know_their_input_and_name (void) {
  g_autoptr (CpEncoder) encoder = read_spec (every_kind, NULL);
  static const char *const names[] = {"age", "income", "rate", "sex_Female", "sex_Male", "grade"};
  static const guint inputs[] = {0, 1, 2, 3, 3, 4};
  for (guint feature = 0; feature < 6; feature++) {
    g_autofree char *name = cp_encoder_dup_feature_name (encoder, feature);
    g_assert_cmpstr (name, ==, names[feature]);
    g_assert_cmpuint (cp_encoder_get_feature_input (encoder, feature), ==, inputs[feature]);
  }
  g_assert_true (cp_encoder_uses_column (encoder, "sex"));
  g_assert_false (cp_encoder_uses_column (encoder, "Sex"));
}

static void
test_what_is_written_reads_back (void) {
  g_autoptr (CpEncoder) encoder = read_spec (every_kind, NULL);
  g_autoptr (json_t) json = cp_encoder_to_json (encoder);
  g_autofree char *text = cp_json_dump (json, FALSE);
  g_assert_cmpstr (
      text, ==,
      "[{\"column\":\"age\",\"encoding\":\"number\",\"missing\":\"error\"},"
      "{\"column\":\"income\",\"encoding\":\"number\",\"scale\":{\"mean\":50.5,\"std\":2},\"missing\":48},"
      "{\"column\":\"rate\",\"encoding\":\"number\",\"scale\":{\"min\":-1,\"max\":1},\"missing\":\"error\"},"
      "{\"column\":\"sex\",\"encoding\":\"one-hot\",\"values\":[\"Female\",\"Male\"],\"missing\":0},"
      "{\"column\":\"grade\",\"encoding\":\"ordinal\",\"values\":[\"1\",\"2.5\",\"C\"],\"missing\":\"error\"}"
      "]");
  g_autoptr (CpEncoder) again = read_spec (text, NULL);
  g_autoptr (json_t) json_again = cp_encoder_to_json (again);
  g_assert_true (json_equal (json, json_again));
}

static void
test_bad_specifications_name_the_place (void) {
  static const struct {
    const char *text;
    int code;
    const char *message;
  } cases[] = {
      {"{}", CP_ERROR_FORMAT,
       "spec.json: expected a list of at least one input, such as [{\"column\": \"age\", \"encoding\": "
       "\"number\"}]."},
      {"[]", CP_ERROR_FORMAT,
       "spec.json: expected a list of at least one input, such as [{\"column\": \"age\", \"encoding\": "
       "\"number\"}]."},
      {"[7]", CP_ERROR_FORMAT, "spec.json: inputs[0]: expected an object."},
      {"[{\"column\":\"a\"},{\"column\":7}]", CP_ERROR_FORMAT,
       "spec.json: inputs[1].column: expected the name of a column."},
      {"[{\"encoding\":\"number\"}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].column: expected the name of a column."},
      {"[{\"column\":\"a\",\"encoding\":7}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].encoding: expected a text."},
      {"[{\"column\":\"a\",\"encoding\":\"onehot\"}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].encoding: unknown 'onehot'; expected number, one-hot, ordinal, bag-of-words or "
       "tokens."},
      {"[{\"column\":\"a\",\"encoding\":\"hash\",\"buckets\":9}]", CP_ERROR_UNSUPPORTED,
       "spec.json: inputs[0].encoding: hash inputs are not supported yet."},
      {"[{\"column\":\"a\",\"encoding\":\"bag-of-words\",\"mode\":\"binary\"}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].tokenizer: unknown ''; expected keras, text-vectorization or scikit-learn."},
      {"[{\"column\":\"a\",\"scal\":{}}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0]: unknown key 'scal'; expected column, encoding, scale, values or missing."},
      {"[{\"column\":\"a\",\"scale\":2}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].scale: expected {\"mean\", \"std\"} or {\"min\", \"max\"}."},
      {"[{\"column\":\"a\",\"scale\":{\"mean\":1}}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].scale: expected {\"mean\", \"std\"} or {\"min\", \"max\"}."},
      {"[{\"column\":\"a\",\"scale\":{\"mean\":1,\"max\":2}}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].scale.std: expected a number."},
      {"[{\"column\":\"a\",\"scale\":{\"mean\":1,\"std\":\"2\"}}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].scale.std: expected a number."},
      {"[{\"column\":\"a\",\"scale\":{\"mean\":1,\"std\":-2}}]", CP_ERROR_VALUE,
       "spec.json: inputs[0].scale.std: -2 is below 0."},
      {"[{\"column\":\"a\",\"scale\":{\"min\":1,\"max\":-2}}]", CP_ERROR_VALUE,
       "spec.json: inputs[0].scale.max: -2 is below the min, 1."},
      {"[{\"column\":\"a\",\"encoding\":\"ordinal\",\"values\":[\"x\"],\"scale\":{\"min\":0,\"max\":1}}]",
       CP_ERROR_FORMAT,
       "spec.json: inputs[0].scale: only number inputs are scaled, and this one is ordinal."},
      {"[{\"column\":\"a\",\"values\":[\"x\"]}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].values: a number input has none."},
      {"[{\"column\":\"a\",\"encoding\":\"one-hot\"}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].values: expected a list of at least one value."},
      {"[{\"column\":\"a\",\"encoding\":\"one-hot\",\"values\":[]}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].values: expected a list of at least one value."},
      {"[{\"column\":\"a\",\"encoding\":\"one-hot\",\"values\":[\"x\",null]}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].values[1]: expected a text or a number."},
      {"[{\"column\":\"a\",\"encoding\":\"one-hot\",\"values\":[\"x\",\"y\",\"x\"]}]", CP_ERROR_VALUE,
       "spec.json: inputs[0].values[2]: 'x' is listed twice."},
      {"[{\"column\":\"a\",\"missing\":\"mean\"}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].missing: expected a number, null or \"error\"."},
      {"[{\"column\":\"a\",\"missing\":[]}]", CP_ERROR_FORMAT,
       "spec.json: inputs[0].missing: expected a number, null or \"error\"."},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].text, cases[i].code, cases[i].message);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/encode/every-kind-of-input-is-read", test_every_kind_is_read);
  g_test_add_func ("/core/encode/features-know-their-input-and-name",
                   test_features_know_their_input_and_name);
  g_test_add_func ("/core/encode/a-specification-written-reads-back", test_what_is_written_reads_back);
  g_test_add_func ("/core/encode/bad-specifications-name-the-place", test_bad_specifications_name_the_place);
  return g_test_run ();
}
