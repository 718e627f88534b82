#include "core/explain/words.h"

#include "core/base/json.h"
#include "tests/fixture.h"

#include <string.h>

/* The vocabulary: 0 reserved, 1 plot, 2 table, 3 legend. */
static CpTextEncoding *
make_encoding (const char *rest) {
  g_autofree char *text = g_strdup_printf (
      "{\"tokenizer\":\"keras\",\"vocabulary\":[null,\"plot\",\"table\",\"legend\"],%s}", rest);
  g_autoptr (json_t) json = json_loads (text, 0, NULL);
  g_autoptr (GError) error = NULL;
  CpTextEncoding *encoding = cp_text_encoding_new_from_json (json, "spec", &error);
  g_assert_no_error (error);
  return encoding;
}

static const CpWordEffect *
get (const GPtrArray *words, guint index) {
  return g_ptr_array_index (words, index);
}

static void
assert_span (const CpWordEffect *effect, guint index, gsize begin, gsize end) {
  CpSpan span = g_array_index (effect->spans, CpSpan, index);
  g_assert_cmpuint (span.begin, ==, begin);
  g_assert_cmpuint (span.end, ==, end);
}

static void
test_a_word_has_one_effect_wherever_it_stands (void) {
  g_autoptr (CpTextEncoding) encoding = make_encoding ("\"encoding\":\"bag-of-words\"");
  static const double values[] = {0, 0.25, -0.5, 0.125}, errors[] = {0, 0.01, 0.02, 0.03};
  const char *text = "Plot it: table, plot! It";
  g_autoptr (GPtrArray) words = cp_words_tell (encoding, text, strlen (text), values, errors);
  g_assert_cmpuint (words->len, ==, 4);
  g_assert_cmpstr (get (words, 0)->word, ==, "plot");
  g_assert_cmpfloat (get (words, 0)->value, ==, 0.25);
  g_assert_cmpfloat (get (words, 0)->error, ==, 0.01);
  g_assert_cmpuint (get (words, 0)->spans->len, ==, 2);
  assert_span (get (words, 0), 0, 0, 4);
  assert_span (get (words, 0), 1, 16, 20);
  g_assert_cmpstr (get (words, 1)->word, ==, "it"); /* not known: no effect, one entry for both places */
  g_assert_cmpint (get (words, 1)->number, ==, -1);
  g_assert_cmpfloat (get (words, 1)->value, ==, 0);
  g_assert_cmpuint (get (words, 1)->spans->len, ==, 2);
  g_assert_cmpstr (get (words, 2)->word, ==, "table");
  g_assert_cmpstr (get (words, 3)->word, ==, "legend"); /* absent, and it mattered */
  g_assert_false (get (words, 3)->is_present);
  g_assert_cmpuint (get (words, 3)->spans->len, ==, 0);
}

static void
test_absent_words_without_effect_are_not_told (void) {
  g_autoptr (CpTextEncoding) encoding = make_encoding ("\"encoding\":\"bag-of-words\"");
  static const double values[] = {0, 0, -0.5, 0.6};
  g_autoptr (GPtrArray) words = cp_words_tell (encoding, "", 0, values, NULL);
  g_assert_cmpuint (words->len, ==, 2);
  g_assert_cmpstr (get (words, 0)->word, ==, "legend"); /* by falling size */
  g_assert_cmpstr (get (words, 1)->word, ==, "table");
}

static void
test_every_place_of_a_sequence_has_its_own_effect (void) {
  g_autoptr (CpTextEncoding) encoding =
      make_encoding ("\"encoding\":\"tokens\",\"length\":2,\"fill\":\"after\",\"cut\":\"after\"");
  static const double values[] = {0.5, -0.25};
  const char *text = "plot plot legend";
  g_autoptr (GPtrArray) words = cp_words_tell (encoding, text, strlen (text), values, NULL);
  g_assert_cmpuint (words->len, ==, 3);
  g_assert_cmpfloat (get (words, 0)->value, ==, 0.5);
  g_assert_cmpfloat (get (words, 1)->value, ==, -0.25);
  g_assert_cmpint (get (words, 2)->feature, ==, -1); /* cut off: the model does not see it */
  g_assert_cmpfloat (get (words, 2)->value, ==, 0);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/words/a-word-has-one-effect-wherever-it-stands",
                   test_a_word_has_one_effect_wherever_it_stands);
  g_test_add_func ("/core/words/absent-words-without-effect-are-not-told",
                   test_absent_words_without_effect_are_not_told);
  g_test_add_func ("/core/words/every-place-of-a-sequence-has-its-own-effect",
                   test_every_place_of_a_sequence_has_its_own_effect);
  return g_test_run ();
}
