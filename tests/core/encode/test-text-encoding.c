#include "core/encode/encoder.h"
#include "core/encode/vocabulary-file.h"
#include "core/encode/vocabulary-fit.h"

#include "core/base/error.h"
#include "tests/fixture.h"

#include <string.h>

static json_t *
load (const char *name) {
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture_path (name);
  json_t *json = cp_json_load_file (path, &error);
  g_assert_no_error (error);
  return json;
}

/* The encoding an INPUT gives together with the vocabulary file @text. */
static CpTextEncoding *
encoding_of (const char *text, const char *input_text, GError **error) {
  g_autoptr (json_t) input = cp_json_load (input_text, strlen (input_text), "spec.json", NULL);
  g_autoptr (json_t) keys = cp_vocabulary_parse (text, strlen (text), input, "words.json", error);
  if (keys == NULL)
    return NULL;
  const char *key;
  json_t *value;
  json_object_foreach (input, key, value) {
    if (!g_str_equal (key, "num_words") && json_object_get (keys, key) == NULL)
      json_object_set (keys, key, value);
  }
  return cp_text_encoding_new_from_json (keys, "spec.json: inputs[0]", error);
}

static float *
write_text (const CpTextEncoding *encoding, const char *text) {
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (CpTextWord));
  float *out = g_new (float, cp_text_encoding_get_width (encoding));
  cp_text_encoding_write (encoding, text, strlen (text), &tokens, words, out);
  return out;
}

static void
assert_row (const CpTextEncoding *encoding, const char *text, const json_t *expected) {
  g_autofree float *row = write_text (encoding, text);
  guint width = cp_text_encoding_get_width (encoding);
  g_assert_cmpuint (json_array_size (expected), ==, width);
  for (guint i = 0; i < width; i++)
    assert_close (row[i], json_number_value (json_array_get (expected, i)), 1e-6);
}

/* keras-reference.json: rows made by keras_preprocessing itself. */
static void
test_keras_matrices_are_keras_own (void) {
  static const char *const modes[] = {"binary", "count", "freq", "tfidf"};
  g_autoptr (json_t) reference = load ("words/keras-reference.json");
  g_autofree char *path = fixture_path ("words/keras.json"), *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  const char *limit;
  json_t *expected, *query;
  json_object_foreach (json_object_get (reference, "by_num_words"), limit, expected) {
    for (guint m = 0; m < G_N_ELEMENTS (modes); m++) {
      g_autoptr (GError) error = NULL;
      g_autofree char *input =
          g_str_equal (limit, "None")
              ? g_strdup_printf ("{\"encoding\":\"bag-of-words\",\"mode\":\"%s\"}", modes[m])
              : g_strdup_printf ("{\"encoding\":\"bag-of-words\",\"mode\":\"%s\",\"num_words\":%s}", modes[m],
                                 limit);
      g_autoptr (CpTextEncoding) encoding = encoding_of (text, input, &error);
      g_assert_no_error (error);
      json_t *rows = json_object_get (json_object_get (expected, "matrix"), modes[m]);
      gsize i;
      json_array_foreach (json_object_get (reference, "queries"), i, query)
        assert_row (encoding, json_string_value (query), json_array_get (rows, i));
    }
  }
}

static void
test_keras_words_are_keras_own (void) {
  g_autoptr (json_t) reference = load ("words/keras-reference.json");
  CpTokenizer tokenizer;
  cp_tokenizer_init (&tokenizer, CP_TOKENIZER_KERAS);
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  gsize i, k;
  json_t *query, *word;
  json_array_foreach (json_object_get (reference, "queries"), i, query) {
    const char *text = json_string_value (query);
    json_t *expected = json_array_get (json_object_get (reference, "tokens"), i);
    cp_tokenizer_split (&tokenizer, text, strlen (text), &tokens);
    g_assert_cmpuint (tokens.tokens->len, ==, json_array_size (expected));
    json_array_foreach (expected, k, word) {
      CpToken token = g_array_index (tokens.tokens, CpToken, k);
      g_autofree char *found = g_strndup (tokens.words->str + token.word, token.length);
      g_assert_cmpstr (found, ==, json_string_value (word));
    }
  }
  cp_tokenizer_clear (&tokenizer);
}

/* scikit-learn.json: rows made by Debian's scikit-learn. */
static void
test_scikit_learn_rows_are_its_own (void) {
  g_autoptr (json_t) fixture = load ("words/scikit-learn.json");
  gsize i, k;
  json_t *item, *text;
  json_array_foreach (json_object_get (fixture, "cases"), i, item) {
    g_autoptr (GError) error = NULL;
    g_autofree char *document = json_dumps (json_object_get (item, "document"), 0);
    g_autoptr (CpTextEncoding) encoding = encoding_of (document, "{\"encoding\":\"bag-of-words\"}", &error);
    g_assert_no_error (error);
    json_array_foreach (json_object_get (fixture, "texts"), k, text)
      assert_row (encoding, json_string_value (text), json_array_get (json_object_get (item, "rows"), k));
  }
}

static const char *const layer_format =
    "{\"class_name\":\"TextVectorization\",\"config\":{\"standardize\":\"lower_and_strip_punctuation\","
    "\"split\":\"whitespace\",\"output_mode\":\"%s\",\"output_sequence_length\":4,"
    "\"vocabulary\":[\"plot\",\"dont\",\"line\"],\"idf_weights\":[1,2,3]}}";

/* By hand, by the layer's documentation: ASCII lower case, punctuation deleted, white space splits; the
 * unknown word weighs the mean of the others. */
static void
test_text_vectorization_follows_its_documentation (void) {
  static const struct {
    const char *mode, *expected;
  } cases[] = {
      {"multi_hot", "[1,1,1,0]"}, {"count", "[2,2,1,0]"}, {"tf_idf", "[4,2,2,0]"}, {"int", "[2,3,2,1]"}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *document = g_strdup_printf (layer_format, cases[i].mode);
    g_autoptr (CpTextEncoding) encoding = encoding_of (document, "{}", &error);
    g_assert_no_error (error);
    g_autoptr (json_t) expected = json_loads (cases[i].expected, 0, NULL);
    assert_row (encoding, "Plot? DON'T\tplot\n…a  É", expected);
  }
}

static void
test_sequences_are_filled_and_cut_on_the_side_named (void) {
  static const struct {
    const char *fill, *cut;
    float few[4], many[4];
  } cases[] = {{"before", "before", {0, 0, 1, 2}, {3, 2, 1, 3}},
               {"after", "after", {1, 2, 0, 0}, {1, 2, 3, 2}}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *input = g_strdup_printf (
        "{\"encoding\":\"tokens\",\"tokenizer\":\"keras\",\"length\":4,\"fill\":\"%s\",\"cut\":\"%s\"}",
        cases[i].fill, cases[i].cut);
    g_autoptr (CpTextEncoding) encoding = encoding_of ("a\nb\nc\n", input, &error);
    g_assert_no_error (error);
    g_autofree float *few = write_text (encoding, "a x b"), *many = write_text (encoding, "a b, c b A x C");
    g_assert_cmpmem (few, sizeof cases[i].few, cases[i].few, sizeof cases[i].few);
    g_assert_cmpmem (many, sizeof cases[i].many, cases[i].many, sizeof cases[i].many);
  }
}

/* Python 3.11: [w for w in TEXT.lower ().translate ({c: SPLIT for c in FILTERS}).split (SPLIT) if w] */
static void
test_keras_lowers_before_it_splits (void) {
  static const struct {
    const char *filters;
    gunichar separator;
    const char *text, *expected;
  } cases[] = {{"A", ' ', "A bAb", "a|bab"},
               {"a", ' ', "A bAb", "b|b"},
               {"", 'X', "aXb", "axb"},
               {"", 'x', "aXb", "a|b"},
               {"\u0307", ' ', "\u0130\u0130", "i|i"},
               {"", ' ', "\u2167 \u24b6", "\u2177|\u24d0"},
               {"", ' ', "\u03a3\u0391\u03a3 \u03a3' \u0391\u03a3'\u0391 \u65e5\u03a3",
                "\u03c3\u03b1\u03c2|\u03c3'|\u03b1\u03c3'\u03b1|\u65e5\u03c3"}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    CpTokenizer tokenizer;
    cp_tokenizer_init (&tokenizer, CP_TOKENIZER_KERAS);
    g_free (tokenizer.filters);
    tokenizer.filters = g_strdup (cases[i].filters);
    tokenizer.separator = cases[i].separator;
    g_auto (CpTokens) tokens = {0};
    cp_tokens_init (&tokens);
    cp_tokenizer_split (&tokenizer, cases[i].text, strlen (cases[i].text), &tokens);
    g_autoptr (GString) joined = g_string_new (NULL);
    for (guint k = 0; k < tokens.tokens->len; k++) {
      CpToken token = g_array_index (tokens.tokens, CpToken, k);
      g_string_append (joined, k > 0 ? "|" : "");
      g_string_append_len (joined, tokens.words->str + token.word, token.length);
    }
    g_assert_cmpstr (joined->str, ==, cases[i].expected);
    cp_tokenizer_clear (&tokenizer);
  }
}

static void
test_words_know_where_they_stand (void) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTextEncoding) encoding =
      encoding_of ("plot\nnaïve\n", "{\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\"}", &error);
  g_assert_no_error (error);
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (CpTextWord));
  const char *text = "A NAÏVE (plot)";
  cp_text_encoding_find_words (encoding, text, strlen (text), &tokens, words);
  static const CpTextWord expected[] = {{0, 1, -1, -1}, {2, 8, 2, 2}, {10, 14, 1, 1}};
  g_assert_cmpmem (words->data, words->len * sizeof (CpTextWord), expected, sizeof expected);
  g_assert_cmpstr (cp_text_encoding_get_word (encoding, 2), ==, "naïve");
  g_assert_null (cp_text_encoding_get_word (encoding, 0));
}

static void
test_bytes_that_are_no_text_are_one_unknown_character_each (void) {
  CpTokenizer tokenizer;
  cp_tokenizer_init (&tokenizer, CP_TOKENIZER_KERAS);
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  cp_tokenizer_split (&tokenizer, "a\xff b\xe2\x82", 6, &tokens);
  g_assert_cmpuint (tokens.tokens->len, ==, 2);
  CpToken last = g_array_index (tokens.tokens, CpToken, 1);
  g_assert_cmpuint (last.begin, ==, 3);
  g_assert_cmpuint (last.end, ==, 6);
  cp_tokenizer_clear (&tokenizer);
}

static void
test_an_empty_text_and_a_missing_cell_are_all_zero (void) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTextEncoding) encoding =
      encoding_of ("[\"a\",\"b\"]", "{\"encoding\":\"bag-of-words\",\"tokenizer\":\"scikit-learn\"}", &error);
  g_assert_no_error (error);
  g_autofree float *row = write_text (encoding, "");
  g_assert_cmpuint (cp_text_encoding_get_width (encoding), ==, 2);
  g_assert_cmpfloat (row[0] + row[1], ==, 0);
}

static void
test_what_is_written_reads_back_the_same (void) {
  g_autoptr (json_t) fixture = load ("words/scikit-learn.json");
  gsize i;
  json_t *item;
  json_array_foreach (json_object_get (fixture, "cases"), i, item) {
    g_autofree char *document = json_dumps (json_object_get (item, "document"), 0);
    g_autoptr (CpTextEncoding) encoding = encoding_of (document, "{\"encoding\":\"bag-of-words\"}", NULL);
    g_autoptr (json_t) written = json_pack ("{ssss}", "column", "q", "encoding", "bag-of-words");
    cp_text_encoding_add_to_json (encoding, written);
    g_autoptr (json_t) list = json_pack ("[O]", written);
    g_autoptr (GError) error = NULL;
    g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (list, "spec.json", &error);
    g_assert_no_error (error);
    g_autoptr (json_t) again = cp_encoder_to_json (encoder);
    g_assert_true (json_equal (list, again));
    g_assert_cmpuint (cp_encoder_get_n_features (encoder), ==, cp_text_encoding_get_width (encoding));
  }
}

static void
test_a_text_column_is_encoded_row_by_row (void) {
  g_autoptr (GError) error = NULL;
  static const char *const texts[] = {"plot a line", NULL, "Line, line"};
  g_autoptr (CpColumn) column = cp_column_new_text ("q", texts, 3);
  g_autoptr (CpTable) table = cp_table_new ("q.csv", &column, 1, &error);
  g_assert_no_error (error);
  const char *spec =
      "[{\"column\":\"q\",\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"mode\":\"count\","
      "\"vocabulary\":[null,\"line\",\"plot\"]}]";
  g_autoptr (json_t) json = json_loads (spec, 0, NULL);
  g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (json, "spec.json", &error);
  g_assert_no_error (error);
  g_autoptr (CpMatrix) matrix = cp_encoder_apply (encoder, table, NULL, &error);
  g_assert_no_error (error);
  static const float expected[] = {0, 1, 1, 0, 0, 0, 0, 2, 0};
  g_assert_cmpmem (cp_matrix_get_values (matrix), sizeof expected, expected, sizeof expected);
  g_autofree char *name = cp_encoder_dup_feature_name (encoder, 2),
                  *first = cp_encoder_dup_feature_name (encoder, 0);
  g_assert_cmpstr (name, ==, "q_plot");
  g_assert_cmpstr (first, ==, "q_0");
}

/* keras-reference.json: the order of the words that Keras' fit_on_texts() found in the same texts. */
static void
test_a_vocabulary_is_fitted_as_keras_does (void) {
  g_autoptr (json_t) reference = load ("words/keras-reference.json");
  json_t *texts = json_object_get (reference, "fit_on");
  gsize n = json_array_size (texts);
  g_autofree const char **cells = g_new0 (const char *, n + 1);
  for (gsize i = 0; i < n; i++)
    cells[i] = json_string_value (json_array_get (texts, i));
  g_autoptr (CpColumn) column = cp_column_new_text ("q", cells, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = cp_table_new ("q.csv", &column, 1, &error);
  json_t *expected =
      json_object_get (json_object_get (json_object_get (reference, "by_num_words"), "None"), "word_index");
  for (guint width = 10; width <= 80; width += 35) {
    g_autoptr (json_t) input = cp_vocabulary_fit (table, "q", width, &error);
    g_assert_no_error (error);
    const json_t *words = json_object_get (input, "vocabulary");
    g_assert_cmpuint (json_array_size (words), ==, width);
    g_assert_true (json_is_null (json_array_get (words, 0)));
    for (guint i = 1; i < width; i++)
      g_assert_cmpstr (json_string_value (json_array_get (words, i)), ==,
                       json_string_value (json_array_get (expected, i - 1)));
  }
  static const char *const blank[] = {"?!"};
  g_autoptr (CpColumn) empty = cp_column_new_text ("q", blank, 1);
  g_autoptr (CpTable) nothing = cp_table_new ("q.csv", &empty, 1, NULL);
  g_assert_null (cp_vocabulary_fit (nothing, "q", 10, &error));
  assert_message (error, "q.csv: column 'q' holds no word to learn from.");
}

static void
test_wrong_vocabularies_are_refused_with_their_place (void) {
  static const struct {
    const char *text, *input, *message;
  } cases[] = {
      {"{\"a\":1}", "{}",
       "words.json: no vocabulary; expected a Keras Tokenizer or TextVectorization, a scikit-learn "
       "vocabulary, a "
       "list of words, or one word a line."},
      {"{\"vocabulary\":{\"a\":0,\"b\":2}}", "{}",
       "words.json: the index of 'b' is 2; expected 2 words to have the indices 0 to 1, without a gap."},
      {"{\"vocabulary\":{\"a\":0,\"b\":0}}", "{}", "words.json: 'a' and 'b' have the same index, 0."},
      {"a\nb\na\n", "{\"encoding\":\"bag-of-words\",\"tokenizer\":\"scikit-learn\"}",
       "spec.json: inputs[0].vocabulary[2]: 'a' is listed before, at 0."},
      {"a\n\xff\n", "{}", "words.json: line 2 is not UTF-8 text."},
      {"a\n\nb\n", "{}", "words.json: line 2 is blank; expected one word a line, without a gap."},
      {"{\"class_name\":\"Tokenizer\",\"config\":{\"word_index\":\"{\\\"a\\\": 1, \\\"b\\\": 3}\"}}", "{}",
       "words.json: the index of 'b' is 3; expected 2 words to have the indices 1 to 2, without a gap."},
      {"{\"class_name\":\"Tokenizer\",\"config\":{\"num_words\":1000000000000,\"word_index\":{\"a\":1}}}",
       "{}", "words.json: num_words is 1000000000000; expected at most 10000000."},
      {"{\"class_name\":\"TextVectorization\",\"config\":{\"output_mode\":\"count\",\"pad_to_max_tokens\":"
       "true,"
       "\"max_tokens\":1000000000000,\"vocabulary\":[\"a\"]}}",
       "{}", "words.json: config.max_tokens is 1000000000000; expected at most 10000000."},
      {"{\"class_name\":\"Tokenizer\",\"config\":{}}", "{}",
       "words.json: config.word_index: expected a table of words."},
      {"{\"class_name\":\"TextVectorization\",\"config\":{\"vocabulary\":[]}}", "{}",
       "words.json: config.vocabulary is empty; save the layer's get_vocabulary() there."},
      {"{\"class_name\":\"TextVectorization\",\"config\":{\"standardize\":{\"f\":1},\"vocabulary\":[\"a\"]}}",
       "{}", "words.json: config.standardize: a function of one's own is Python code, which is not run."},
      {"{\"vocabulary\":[\"a\"],\"analyzer\":\"char\"}", "{}",
       "words.json: the setting analyzer = \"char\" is not supported."},
      {"{\"vocabulary\":[\"a\"],\"stop_words\":\"english\"}", "{}",
       "words.json: stop_words is 'english'; expected the list of the words themselves."},
      {"{\"vocabulary\":[\"a\"],\"norm\":\"l2\"}", "{}",
       "words.json: idf is missing; expected one number a word, or use_idf = false."},
      {"{\"vocabulary\":[\"a\"],\"token_pattern\":\"(a)(b)\"}", "{}",
       "spec.json: inputs[0].tokenizer.pattern: 2 groups, expected at most one, as scikit-learn does."},
      {"a\n", "{\"encoding\":\"tokens\",\"tokenizer\":\"keras\"}",
       "spec.json: inputs[0].length: expected the number of words the model reads."},
      {"a\n", "{\"encoding\":\"bag-of-words\",\"tokenizer\":\"spacy\"}",
       "spec.json: inputs[0].tokenizer: unknown 'spacy'; expected keras, text-vectorization or "
       "scikit-learn."},
      {"a\n", "{\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"mode\":\"often\"}",
       "spec.json: inputs[0].mode: unknown 'often'; expected one of binary, count, freq, tfidf."},
      {"a\n", "{\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"idf\":[1,2]}",
       "spec.json: inputs[0].mode: idf, log_counts and norm belong to the mode tfidf, and this is binary."},
      {"a\n", "{\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"mode\":\"tfidf\",\"idf\":[1]}",
       "spec.json: inputs[0].idf: 1 numbers, expected 2, one a word of the vocabulary."},
      {"a\n", "{\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"colour\":1}",
       "spec.json: inputs[0]: unknown key 'colour'; expected one of column, encoding, tokenizer, vocabulary, "
       "unknown, mode, idf, log_counts, norm."},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (CpTextEncoding) encoding = encoding_of (cases[i].text, cases[i].input, &error);
    g_assert_null (encoding);
    assert_message (error, cases[i].message);
  }
}

static void
test_a_vocabulary_file_that_is_absent_is_named (void) {
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) inputs = json_loads ("[{\"column\":\"q\",\"vocabulary\":\"absent.txt\"}]", 0, NULL);
  g_assert_null (cp_inputs_read_vocabularies (inputs, "/nowhere", "spec.json", &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_READ);
  g_assert_true (
      g_str_has_prefix (error->message, "spec.json: the vocabulary 'absent.txt' cannot be read: "));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/text-encoding/keras-matrices-are-keras-own", test_keras_matrices_are_keras_own);
  g_test_add_func ("/core/text-encoding/keras-words-are-keras-own", test_keras_words_are_keras_own);
  g_test_add_func ("/core/text-encoding/keras-lowers-before-it-splits", test_keras_lowers_before_it_splits);
  g_test_add_func ("/core/text-encoding/scikit-learn-rows-are-its-own", test_scikit_learn_rows_are_its_own);
  g_test_add_func ("/core/text-encoding/text-vectorization-follows-its-documentation",
                   test_text_vectorization_follows_its_documentation);
  g_test_add_func ("/core/text-encoding/sequences-are-filled-and-cut-on-the-side-named",
                   test_sequences_are_filled_and_cut_on_the_side_named);
  g_test_add_func ("/core/text-encoding/words-know-where-they-stand", test_words_know_where_they_stand);
  g_test_add_func ("/core/text-encoding/bytes-that-are-no-text-are-one-unknown-character-each",
                   test_bytes_that_are_no_text_are_one_unknown_character_each);
  g_test_add_func ("/core/text-encoding/an-empty-text-and-a-missing-cell-are-all-zero",
                   test_an_empty_text_and_a_missing_cell_are_all_zero);
  g_test_add_func ("/core/text-encoding/what-is-written-reads-back-the-same",
                   test_what_is_written_reads_back_the_same);
  g_test_add_func ("/core/text-encoding/a-text-column-is-encoded-row-by-row",
                   test_a_text_column_is_encoded_row_by_row);
  g_test_add_func ("/core/text-encoding/a-vocabulary-is-fitted-as-keras-does",
                   test_a_vocabulary_is_fitted_as_keras_does);
  g_test_add_func ("/core/text-encoding/wrong-vocabularies-are-refused-with-their-place",
                   test_wrong_vocabularies_are_refused_with_their_place);
  g_test_add_func ("/core/text-encoding/a-vocabulary-file-that-is-absent-is-named",
                   test_a_vocabulary_file_that_is_absent_is_named);
  return g_test_run ();
}
