#include "core/encode/vocabulary-private.h"

/* CountVectorizer and TfidfVectorizer: the vocabulary, the idf and the settings that matter at prediction. */

/* What get_params() also holds, and what only mattered when the vocabulary was made. */
static const char *const ignored[] = {
    "max_df",     "min_df",       "max_features", "dtype",         "input",      "encoding", "decode_error",
    "smooth_idf", "preprocessor", "tokenizer",    "strip_accents", "vocabulary", NULL};

static json_t *
refuse_setting (GError **error, const char *place, const char *key, const json_t *value) {
  g_autofree char *text = json_dumps (value, JSON_ENCODE_ANY);
  return cp_vocabulary_refuse (error, place, "the setting %s = %s is not supported.", key, text);
}

/* One setting into @result, or an error. */
static gboolean
take_setting (const char *key, const json_t *value, json_t *tokenizer, json_t *result, const char *place,
              GError **error) {
  const char *text = json_string_value (value);
  if (g_str_equal (key, "lowercase"))
    return json_object_set (tokenizer, "lower", (json_t *)value) == 0;
  if (g_str_equal (key, "token_pattern") && text != NULL)
    return json_object_set (tokenizer, "pattern", (json_t *)value) == 0;
  if (g_str_equal (key, "ngram_range"))
    return json_object_set (tokenizer, "ngrams", (json_t *)value) == 0;
  if (g_str_equal (key, "stop_words") && (json_is_array (value) || json_is_null (value)))
    return json_object_set (tokenizer, "stop_words", (json_t *)value) == 0;
  if (g_str_equal (key, "stop_words")) {
    cp_vocabulary_refuse (error, place, "stop_words is '%s'; expected the list of the words themselves.",
                          text != NULL ? text : "");
    return FALSE;
  }
  if (g_str_equal (key, "binary"))
    return json_object_set (result, "binary", (json_t *)value) == 0;
  if (g_str_equal (key, "sublinear_tf"))
    return json_object_set (result, "log_counts", (json_t *)value) == 0;
  if (g_str_equal (key, "norm"))
    return json_object_set_new (result, "norm",
                                json_is_null (value) ? json_string ("none")
                                                     : json_incref ((json_t *)value)) == 0;
  if (g_str_equal (key, "use_idf"))
    return json_object_set (result, "use_idf", (json_t *)value) == 0;
  gboolean is_default =
      json_is_null (value) || (g_str_equal (key, "analyzer") && g_strcmp0 (text, "word") == 0);
  gboolean matters = g_str_equal (key, "preprocessor") || g_str_equal (key, "tokenizer") ||
                     g_str_equal (key, "strip_accents") || !g_strv_contains (ignored, key);
  if (matters && !is_default)
    refuse_setting (error, place, key, value);
  return !matters || is_default;
}

/* binary, use_idf and idf as the mode they amount to. */
static json_t *
finish (json_t *result, json_t *idf, const char *place, GError **error) {
  gboolean is_binary = json_is_true (json_object_get (result, "binary"));
  gboolean wants_idf = !json_is_false (json_object_get (result, "use_idf"));
  gboolean is_tfidf = idf != NULL || json_object_get (result, "norm") != NULL ||
                      json_object_get (result, "use_idf") != NULL ||
                      json_is_true (json_object_get (result, "log_counts"));
  json_object_del (result, "binary");
  json_object_del (result, "use_idf");
  if (is_tfidf && is_binary) {
    json_decref (result);
    return cp_vocabulary_refuse (error, place, "binary together with idf or a norm is not supported.");
  }
  if (is_tfidf && wants_idf &&
      idf == NULL) { /* TfidfVectorizer's default: without it every number is another */
    json_decref (result);
    return cp_vocabulary_refuse (error, place,
                                 "idf is missing; expected one number a word, or use_idf = false.");
  }
  json_object_set_new (result, "mode", json_string (is_tfidf ? "tfidf" : is_binary ? "binary" : "count"));
  if (!is_tfidf) {
    json_object_del (result, "log_counts");
    return result;
  }
  if (wants_idf)
    json_object_set (result, "idf", idf);
  if (json_object_get (result, "norm") == NULL)
    json_object_set_new (result, "norm", json_string ("l2")); /* TfidfVectorizer's default */
  return result;
}

json_t *
cp_vocabulary_read_scikit_learn (const json_t *document, const char *place, GError **error) {
  json_t *vocabulary = json_object_get (document, "vocabulary_");
  vocabulary = vocabulary != NULL ? vocabulary : json_object_get (document, "vocabulary");
  g_autoptr (json_t) words = json_is_object (vocabulary)
                                 ? cp_vocabulary_list_words (vocabulary, 0, place, error)
                                 : json_incref (vocabulary);
  if (words == NULL)
    return NULL;
  if (json_array_size (words) == 0)
    return cp_vocabulary_refuse (error, place, "vocabulary: expected words.");
  json_t *idf = json_object_get (document, "idf_");
  idf = idf != NULL ? idf : json_object_get (document, "idf");
  g_autoptr (json_t) tokenizer = json_pack ("{ss}", "kind", "scikit-learn");
  g_autoptr (json_t) result = json_pack ("{sOsO}", "tokenizer", tokenizer, "vocabulary", words);
  const char *key;
  json_t *value;
  json_object_foreach ((json_t *)document, key, value) {
    const char *name;
    json_t *item;
    if (g_str_equal (key, "settings") || g_str_equal (key, "params")) {
      json_object_foreach (value, name, item) {
        if (!take_setting (name, item, tokenizer, result, place, error))
          return NULL;
      }
    } else if (value != vocabulary && value != idf && !g_str_has_prefix (key, "vocabulary")) {
      if (!take_setting (key, value, tokenizer, result, place, error))
        return NULL;
    }
  }
  return finish (g_steal_pointer (&result), idf, place, error);
}
