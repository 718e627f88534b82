#include "core/encode/vocabulary-private.h"

#include <math.h>
#include <string.h>

/* Keras' two tokenizers. */

/* Tokenizer.to_json() holds its tables as texts of JSON. (transfer full) (nullable) */
static json_t *
load_table (const json_t *config, const char *key, const char *place, GError **error) {
  const json_t *item = json_object_get (config, key);
  if (json_is_object (item))
    return json_incref ((json_t *)item);
  if (!json_is_string (item))
    return cp_vocabulary_refuse (error, place, "config.%s: expected a table of words.", key);
  g_autofree char *inner = g_strdup_printf ("%s: config.%s", place, key);
  json_t *table = cp_json_load (json_string_value (item), json_string_length (item), inner, error);
  if (table == NULL || json_is_object (table))
    return table;
  json_decref (table);
  return cp_vocabulary_refuse (error, place, "config.%s: expected a table of words.", key);
}

/* ln (1 + documents / (1 + documents with the word)): Tokenizer.sequences_to_matrix */
static json_t *
list_idf (const json_t *config, gsize n_words, const char *place, GError **error) {
  g_autoptr (json_t) frequencies = load_table (config, "index_docs", place, error);
  if (frequencies == NULL)
    return NULL;
  double n_documents = json_number_value (json_object_get (config, "document_count"));
  if (!(n_documents > 0))
    return cp_vocabulary_refuse (error, place,
                                 "config.document_count: the mode tfidf needs a tokenizer fitted on texts.");
  json_t *idf = json_array ();
  for (gsize i = 0; i < n_words; i++) {
    g_autofree char *key = g_strdup_printf ("%zu", i);
    double with_word = json_number_value (json_object_get (frequencies, key));
    json_array_append_new (idf, cp_json_number (log (1 + n_documents / (1 + with_word))));
  }
  return idf;
}

static json_t *
keras_tokenizer (const json_t *config, const char *place, GError **error) {
  json_t *tokenizer = json_pack ("{ss}", "kind", "keras");
  const json_t *filters = json_object_get (config, "filters"), *split = json_object_get (config, "split");
  if (json_object_get (config, "lower") != NULL)
    json_object_set (tokenizer, "lower", json_object_get (config, "lower"));
  if (json_is_true (json_object_get (config, "char_level")))
    json_object_set_new (tokenizer, "character", json_true ());
  if (json_is_string (filters))
    json_object_set (tokenizer, "filters", (json_t *)filters);
  if (json_is_string (split) && g_utf8_strlen (json_string_value (split), -1) != 1) {
    json_decref (tokenizer);
    return cp_vocabulary_refuse (error, place,
                                 "config.split: '%s' is not one character, which is what is supported.",
                                 json_string_value (split));
  }
  if (json_is_string (split))
    json_object_set (tokenizer, "split", (json_t *)split);
  return tokenizer;
}

json_t *
cp_vocabulary_read_keras (const json_t *document, const json_t *input, const char *place, GError **error) {
  const json_t *config = json_object_get (document, "config");
  g_autoptr (json_t) indices = load_table (config, "word_index", place, error);
  if (indices == NULL)
    return NULL;
  g_autoptr (json_t) words = cp_vocabulary_list_words (indices, 1, place, error);
  g_autoptr (json_t) tokenizer = words != NULL ? keras_tokenizer (config, place, error) : NULL;
  if (tokenizer == NULL)
    return NULL;
  const json_t *limit = json_object_get (input, "num_words");
  json_int_t most = json_integer_value (limit != NULL ? limit : json_object_get (config, "num_words"));
  if (most > CP_MOST_WORDS)
    return cp_vocabulary_refuse (error, place, "num_words is %" JSON_INTEGER_FORMAT "; expected at most %d.",
                                 most, CP_MOST_WORDS);
  while (most > 0 && json_array_size (words) > (gsize)most)
    json_array_remove (words, json_array_size (words) - 1);
  /* asked for more words than there are: the matrix keeps its width */
  gboolean is_bag = g_strcmp0 (json_string_value (json_object_get (input, "encoding")), "tokens") != 0;
  while (is_bag && (gsize)MAX (most, 0) > json_array_size (words))
    json_array_append_new (words, json_null ());
  json_t *result = json_pack ("{sOsO}", "tokenizer", tokenizer, "vocabulary", words);
  const char *unknown = json_string_value (json_object_get (config, "oov_token"));
  const json_t *index = unknown != NULL ? json_object_get (indices, unknown) : NULL;
  if (index != NULL)
    json_object_set (result, "unknown", (json_t *)index);
  if (g_strcmp0 (json_string_value (json_object_get (input, "mode")), "tfidf") != 0)
    return result;
  json_t *idf = list_idf (config, json_array_size (words), place, error);
  if (idf == NULL) {
    json_decref (result);
    return NULL;
  }
  json_object_set_new (result, "idf", idf);
  json_object_set_new (result, "log_counts", json_true ());
  return result;
}

/* ---- TextVectorization ---- */

static json_t *
layer_tokenizer (const json_t *config, const char *place, GError **error) {
  const json_t *standardize = json_object_get (config, "standardize"),
               *split = json_object_get (config, "split");
  const char *rule = json_string_value (standardize), *cut = json_string_value (split);
  if (standardize == NULL)
    rule = "lower_and_strip_punctuation";
  if (split == NULL)
    cut = "whitespace";
  gboolean is_both = g_strcmp0 (rule, "lower_and_strip_punctuation") == 0;
  gboolean lowers = is_both || g_strcmp0 (rule, "lower") == 0,
           strips = is_both || g_strcmp0 (rule, "strip_punctuation") == 0;
  if ((rule == NULL && standardize != NULL && !json_is_null (standardize)) ||
      (rule != NULL && !lowers && !strips))
    return cp_vocabulary_refuse (
        error, place, "config.standardize: a function of one's own is Python code, which is not run.");
  if (cut != NULL && !g_str_equal (cut, "whitespace") && !g_str_equal (cut, "character"))
    return cp_vocabulary_refuse (error, place,
                                 "config.split: unknown '%s'; expected whitespace or character.", cut);
  const json_t *ngrams = json_object_get (config, "ngrams");
  if (ngrams != NULL && !json_is_null (ngrams) && !json_is_integer (ngrams))
    return cp_vocabulary_refuse (error, place, "config.ngrams: expected a whole number or null.");
  json_t *tokenizer = json_pack ("{sssbsb}", "kind", "text-vectorization", "lower", lowers, "strip", strips);
  if (cut == NULL)
    json_object_set_new (tokenizer, "whole", json_true ());
  else if (g_str_equal (cut, "character"))
    json_object_set_new (tokenizer, "character", json_true ());
  if (json_is_integer (ngrams) && json_integer_value (ngrams) > 1)
    json_object_set_new (tokenizer, "ngrams", json_pack ("[iI]", 1, json_integer_value (ngrams)));
  return tokenizer;
}

/* The words after the ones that stand for padding and for the unknown: get_vocabulary() lists these two, the
 * saved configuration does not. */
static json_t *
layer_words (const json_t *config, gboolean is_sequence, const char *place, GError **error) {
  const json_t *list = json_object_get (config, "vocabulary");
  if (json_array_size (list) == 0)
    return cp_vocabulary_refuse (error, place,
                                 "config.vocabulary is empty; save the layer's get_vocabulary() there.");
  json_t *words = is_sequence ? json_pack ("[nn]") : json_pack ("[n]");
  gsize i = 0;
  if (g_strcmp0 (json_string_value (json_array_get (list, i)), "") == 0)
    i++;
  if (g_strcmp0 (json_string_value (json_array_get (list, i)), "[UNK]") == 0)
    i++;
  for (; i < json_array_size (list); i++)
    json_array_append (words, json_array_get (list, i));
  return words;
}

/* The unknown word weighs the mean of all (Keras' IndexLookup). */
static json_t *
layer_idf (const json_t *config, gsize n_words, const char *place, GError **error) {
  const json_t *list = json_object_get (config, "idf_weights");
  gsize n = json_array_size (list);
  if (n != n_words && n + 1 != n_words)
    return cp_vocabulary_refuse (error, place, "config.idf_weights: %zu numbers, expected %zu.", n,
                                 n_words - 1);
  json_t *idf = json_array ();
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    json_array_append (idf, json_array_get (list, i));
    sum += json_number_value (json_array_get (list, i));
  }
  if (n + 1 == n_words)
    json_array_insert_new (idf, 0, cp_json_number (sum / (double)n));
  return idf;
}

static json_t *
finish_layer (const json_t *config, const char *mode, json_t *words, json_t *tokenizer, const char *place,
              GError **error) {
  static const char *const names[][2] = {{"multi_hot", "binary"}, {"count", "count"}, {"tf_idf", "tfidf"}};
  if (g_str_equal (mode, "int")) {
    const json_t *length = json_object_get (config, "output_sequence_length");
    json_t *result = json_pack ("{sssOsOsissss}", "encoding", "tokens", "tokenizer", tokenizer, "vocabulary",
                                words, "unknown", 1, "fill", "after", "cut", "after");
    if (json_is_integer (length))
      json_object_set (result, "length", (json_t *)length);
    return result;
  }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (!g_str_equal (mode, names[i][0]))
      continue;
    g_autoptr (json_t) idf = i == 2 ? layer_idf (config, json_array_size (words), place, error) : NULL;
    if (i == 2 && idf == NULL)
      return NULL;
    json_int_t most = json_integer_value (json_object_get (config, "max_tokens"));
    if (most > CP_MOST_WORDS)
      return cp_vocabulary_refuse (error, place,
                                   "config.max_tokens is %" JSON_INTEGER_FORMAT "; expected at most %d.",
                                   most, CP_MOST_WORDS);
    if (json_is_true (json_object_get (config, "pad_to_max_tokens")))
      while (json_array_size (words) < (gsize)most) {
        json_array_append_new (words, json_null ());
        if (idf != NULL)
          json_array_append_new (idf, json_integer (0));
      }
    json_t *result = json_pack ("{sssOsOsi}", "mode", names[i][1], "tokenizer", tokenizer, "vocabulary",
                                words, "unknown", 0);
    if (idf != NULL)
      json_object_set (result, "idf", idf);
    return result;
  }
  return cp_vocabulary_refuse (
      error, place, "config.output_mode: unknown '%s'; expected int, multi_hot, count or tf_idf.", mode);
}

json_t *
cp_vocabulary_read_text_vectorization (const json_t *document, const json_t *input, const char *place,
                                       GError **error) {
  const json_t *config = json_object_get (document, "config");
  const char *mode = json_string_value (json_object_get (config, "output_mode"));
  if (g_strcmp0 (json_string_value (json_object_get (input, "encoding")), "tokens") == 0 || mode == NULL)
    mode = "int";
  g_autoptr (json_t) tokenizer = layer_tokenizer (config, place, error);
  g_autoptr (json_t) words =
      tokenizer != NULL ? layer_words (config, g_str_equal (mode, "int"), place, error) : NULL;
  if (words == NULL)
    return NULL;
  return finish_layer (config, mode, words, tokenizer, place, error);
}
