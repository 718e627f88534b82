#include "core/encode/text-encoding-private.h"

#include "core/base/error.h"
#include "core/encode/vocabulary-private.h"

#include <string.h>

#define LONGEST_SEQUENCE 100000

static gboolean refuse (GError **error, const char *place, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* @format begins where the key path goes on: ".mode: …" */
static gboolean
refuse (GError **error, const char *place, const char *format, ...) {
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s%s", place, problem);
  return FALSE;
}

static gboolean
check_keys (const json_t *json, const char *const *known, const char *where, const char *place,
            GError **error) {
  const char *key;
  json_t *value;
  json_object_foreach ((json_t *)json, key, value) {
    if (g_strv_contains (known, key))
      continue;
    g_autofree char *list = g_strjoinv (", ", (char **)known);
    return refuse (error, place, "%s: unknown key '%s'; expected one of %s.", where, key, list);
  }
  return TRUE;
}

/* ---- small readers: an absent key leaves what is there ---- */

static gboolean
read_boolean (const json_t *json, const char *key, gboolean *value, const char *place, GError **error) {
  const json_t *item = json_object_get (json, key);
  if (item == NULL)
    return TRUE;
  if (!json_is_boolean (item))
    return refuse (error, place, ".%s: expected true or false.", key);
  *value = json_is_true (item);
  return TRUE;
}

/* One of @names (NULL-terminated), as its index. */
static gboolean
read_choice (const json_t *json, const char *key, const char *const *names, int *value, const char *place,
             GError **error) {
  const json_t *item = json_object_get (json, key);
  if (item == NULL)
    return TRUE;
  const char *text = json_string_value (item);
  for (int i = 0; names[i] != NULL; i++) {
    if (g_strcmp0 (text, names[i]) == 0) {
      *value = i;
      return TRUE;
    }
  }
  g_autofree char *list = g_strjoinv (", ", (char **)names);
  if (text == NULL)
    return refuse (error, place, ".%s: expected one of %s.", key, list);
  return refuse (error, place, ".%s: unknown '%s'; expected one of %s.", key, text, list);
}

static gboolean
read_whole (const json_t *json, const char *key, gint64 least, gint64 most, gint64 *value, const char *place,
            GError **error) {
  const json_t *item = json_object_get (json, key);
  if (item == NULL)
    return TRUE;
  if (!json_is_integer (item) || json_integer_value (item) < least || json_integer_value (item) > most)
    return refuse (error, place,
                   ".%s: expected a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ".", key,
                   least, most);
  *value = json_integer_value (item);
  return TRUE;
}

/* ---- the tokenizer ---- */

static gboolean
read_stop_words (const json_t *list, CpTokenizer *tokenizer, const char *place, GError **error) {
  if (list == NULL || json_is_null (list))
    return TRUE;
  if (!json_is_array (list))
    return refuse (error, place, ".tokenizer.stop_words: expected a list of words.");
  tokenizer->stop_words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize i;
  json_t *item;
  json_array_foreach ((json_t *)list, i, item) {
    if (!json_is_string (item))
      return refuse (error, place, ".tokenizer.stop_words[%" G_GSIZE_FORMAT "]: expected a word.", i);
    g_hash_table_add (tokenizer->stop_words, g_strdup (json_string_value (item)));
  }
  return TRUE;
}

static gboolean
read_ngrams (const json_t *list, CpTokenizer *tokenizer, const char *place, GError **error) {
  if (list == NULL)
    return TRUE;
  json_int_t least = json_integer_value (json_array_get (list, 0)),
             most = json_integer_value (json_array_get (list, 1));
  if (json_array_size (list) != 2 || least < 1 || most < least || most > 10)
    return refuse (error, place, ".tokenizer.ngrams: expected [least, most], from 1 to 10.");
  tokenizer->min_words = (guint)least;
  tokenizer->max_words = (guint)most;
  return TRUE;
}

static gboolean
read_texts (const json_t *json, CpTokenizer *tokenizer, const char *place, GError **error) {
  const json_t *filters = json_object_get (json, "filters"), *split = json_object_get (json, "split");
  const json_t *pattern = json_object_get (json, "pattern");
  if (filters != NULL) {
    if (!json_is_string (filters))
      return refuse (error, place, ".tokenizer.filters: expected a text of single characters.");
    g_free (tokenizer->filters);
    tokenizer->filters = g_strdup (json_string_value (filters));
  }
  if (split != NULL) {
    const char *text = json_string_value (split);
    if (text == NULL || g_utf8_strlen (text, -1) != 1)
      return refuse (error, place, ".tokenizer.split: expected one character.");
    tokenizer->separator = g_utf8_get_char (text);
  }
  g_autoptr (GError) problem = NULL;
  if (pattern != NULL && !json_is_string (pattern))
    return refuse (error, place, ".tokenizer.pattern: expected a regular expression.");
  if (pattern != NULL && !cp_tokenizer_set_pattern (tokenizer, json_string_value (pattern), &problem))
    return refuse (error, place, ".tokenizer.pattern: %s.", problem->message);
  return TRUE;
}

static gboolean
read_tokenizer (const json_t *json, CpTokenizer *tokenizer, const char *place, GError **error) {
  static const char *const known[] = {"kind",    "lower",      "filters", "split", "character", "strip",
                                      "pattern", "stop_words", "ngrams",  "whole", NULL};
  const char *name =
      json_is_object (json) ? json_string_value (json_object_get (json, "kind")) : json_string_value (json);
  CpTokenizerKind kind;
  if (name == NULL || !cp_tokenizer_kind_parse (name, &kind))
    return refuse (error, place,
                   ".tokenizer: unknown '%s'; expected keras, text-vectorization or scikit-learn.",
                   name != NULL ? name : "");
  cp_tokenizer_init (tokenizer, kind);
  if (!json_is_object (json))
    return TRUE;
  gboolean is_whole = FALSE;
  gboolean is_read = check_keys (json, known, ".tokenizer", place, error) &&
                     read_boolean (json, "lower", &tokenizer->lowers, place, error) &&
                     read_boolean (json, "character", &tokenizer->by_character, place, error) &&
                     read_boolean (json, "strip", &tokenizer->strips, place, error) &&
                     read_boolean (json, "whole", &is_whole, place, error) &&
                     read_texts (json, tokenizer, place, error) &&
                     read_stop_words (json_object_get (json, "stop_words"), tokenizer, place, error) &&
                     read_ngrams (json_object_get (json, "ngrams"), tokenizer, place, error);
  tokenizer->splits = !is_whole;
  return is_read;
}

static int
compare_texts (gconstpointer a, gconstpointer b) {
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static json_t *
tokenizer_to_json (const CpTokenizer *tokenizer) {
  json_t *json = json_object ();
  json_object_set_new (json, "kind", json_string (cp_tokenizer_kind_get_name (tokenizer->kind)));
  json_object_set_new (json, "lower", json_boolean (tokenizer->lowers));
  if (tokenizer->by_character)
    json_object_set_new (json, "character", json_true ());
  if (tokenizer->kind == CP_TOKENIZER_KERAS) {
    char split[7] = {0};
    g_unichar_to_utf8 (tokenizer->separator, split);
    json_object_set_new (json, "filters", json_string (tokenizer->filters));
    json_object_set_new (json, "split", json_string (split));
  }
  if (tokenizer->kind == CP_TOKENIZER_TEXT_VECTORIZATION) {
    json_object_set_new (json, "strip", json_boolean (tokenizer->strips));
    json_object_set_new (json, "whole", json_boolean (!tokenizer->splits));
  }
  if (tokenizer->pattern != NULL)
    json_object_set_new (json, "pattern",
                         json_string (g_regex_get_pattern (tokenizer->pattern) + strlen ("(*UCP)")));
  if (tokenizer->stop_words != NULL) {
    json_t *list = json_array ();
    guint n;
    g_autofree char **words = (char **)g_hash_table_get_keys_as_array (tokenizer->stop_words, &n);
    qsort (words, n, sizeof *words, compare_texts);
    for (guint i = 0; i < n; i++)
      json_array_append_new (list, json_string (words[i]));
    json_object_set_new (json, "stop_words", list);
  }
  if (tokenizer->max_words > 1)
    json_object_set_new (json, "ngrams",
                         json_pack ("[ii]", (int)tokenizer->min_words, (int)tokenizer->max_words));
  return json;
}

/* ---- vocabulary and weights ---- */

static gboolean
read_vocabulary (const json_t *json, CpTextEncoding *self, const char *place, GError **error) {
  const json_t *list = json_object_get (json, "vocabulary");
  gsize n = json_array_size (list);
  if (n == 0 || n > CP_MOST_WORDS)
    return refuse (error, place, ".vocabulary: expected a list of at least one word%s.",
                   json_is_string (list) ? ", and this is the name of a file that was not read" : "");
  self->words = g_new0 (char *, n);
  self->n_words = (guint)n;
  self->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++) {
    const json_t *item = json_array_get (list, i);
    if (json_is_null (item))
      continue;
    if (!json_is_string (item))
      return refuse (error, place, ".vocabulary[%u]: expected a word or null.", i);
    self->words[i] = g_strdup (json_string_value (item));
    guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, self->words[i]));
    if (before > 0)
      return refuse (error, place, ".vocabulary[%u]: '%s' is listed before, at %u.", i, self->words[i],
                     before - 1);
    g_hash_table_insert (self->numbers, self->words[i], GUINT_TO_POINTER (i + 1));
  }
  return TRUE;
}

static gboolean
read_idf (const json_t *json, CpTextEncoding *self, const char *place, GError **error) {
  const json_t *list = json_object_get (json, "idf");
  if (list == NULL)
    return TRUE;
  if (json_array_size (list) != self->n_words)
    return refuse (error, place, ".idf: %zu numbers, expected %u, one a word of the vocabulary.",
                   json_array_size (list), self->n_words);
  self->idf = g_new (double, self->n_words);
  for (guint i = 0; i < self->n_words; i++) {
    const json_t *item = json_array_get (list, i);
    if (!json_is_number (item))
      return refuse (error, place, ".idf[%u]: expected a number.", i);
    self->idf[i] = json_number_value (item);
  }
  return TRUE;
}

static gboolean
read_bag (const json_t *json, CpTextEncoding *self, const char *place, GError **error) {
  static const char *const modes[] = {"binary", "count", "freq", "tfidf", NULL};
  static const char *const norms[] = {"none", "l1", "l2", NULL};
  int mode = CP_TEXT_BINARY, norm = CP_TEXT_NORM_NONE;
  if (!read_choice (json, "mode", modes, &mode, place, error) || !read_idf (json, self, place, error) ||
      !read_boolean (json, "log_counts", &self->log_counts, place, error) ||
      !read_choice (json, "norm", norms, &norm, place, error))
    return FALSE;
  self->mode = (CpTextMode)mode;
  self->norm = (CpTextNorm)norm;
  if (self->mode != CP_TEXT_TFIDF &&
      (self->idf != NULL || self->norm != CP_TEXT_NORM_NONE || self->log_counts))
    return refuse (error, place, ".mode: idf, log_counts and norm belong to the mode tfidf, and this is %s.",
                   modes[mode]);
  return TRUE;
}

static gboolean
read_sequence (const json_t *json, CpTextEncoding *self, const char *place, GError **error) {
  static const char *const sides[] = {"before", "after", NULL};
  int fill = 0, cut = 0;
  gint64 length = 0;
  if (!read_whole (json, "length", 1, LONGEST_SEQUENCE, &length, place, error) ||
      !read_choice (json, "fill", sides, &fill, place, error) ||
      !read_choice (json, "cut", sides, &cut, place, error))
    return FALSE;
  if (length == 0)
    return refuse (error, place, ".length: expected the number of words the model reads.");
  self->length = (guint)length;
  self->fills_before = fill == 0;
  self->cuts_before = cut == 0;
  return TRUE;
}

CpTextEncoding *
cp_text_encoding_new_from_json (const json_t *json, const char *place, GError **error) {
  static const char *const bag_keys[] = {"column", "encoding", "tokenizer",  "vocabulary", "unknown",
                                         "mode",   "idf",      "log_counts", "norm",       NULL};
  static const char *const sequence_keys[] = {"column", "encoding", "tokenizer", "vocabulary", "unknown",
                                              "length", "fill",     "cut",       NULL};
  g_autoptr (CpTextEncoding) self = g_atomic_rc_box_new0 (CpTextEncoding);
  self->is_sequence = g_strcmp0 (json_string_value (json_object_get (json, "encoding")), "tokens") == 0;
  gint64 unknown = -1;
  if (!check_keys (json, self->is_sequence ? sequence_keys : bag_keys, "", place, error) ||
      !read_tokenizer (json_object_get (json, "tokenizer"), &self->tokenizer, place, error) ||
      !read_vocabulary (json, self, place, error) ||
      !read_whole (json, "unknown", 0, (gint64)self->n_words - 1, &unknown, place, error) ||
      !(self->is_sequence ? read_sequence : read_bag) (json, self, place, error))
    return NULL;
  self->unknown = (gint32)unknown;
  return g_steal_pointer (&self);
}

void
cp_text_encoding_add_to_json (const CpTextEncoding *self, json_t *json) {
  static const char *const modes[] = {"binary", "count", "freq", "tfidf"};
  json_object_set_new (json, "tokenizer", tokenizer_to_json (&self->tokenizer));
  json_t *words = json_array ();
  for (guint i = 0; i < self->n_words; i++)
    json_array_append_new (words, self->words[i] != NULL ? json_string (self->words[i]) : json_null ());
  json_object_set_new (json, "vocabulary", words);
  if (self->unknown >= 0)
    json_object_set_new (json, "unknown", json_integer (self->unknown));
  if (self->is_sequence) {
    json_object_set_new (json, "length", json_integer (self->length));
    json_object_set_new (json, "fill", json_string (self->fills_before ? "before" : "after"));
    json_object_set_new (json, "cut", json_string (self->cuts_before ? "before" : "after"));
    return;
  }
  json_object_set_new (json, "mode", json_string (modes[self->mode]));
  if (self->idf != NULL) {
    json_t *list = json_array ();
    for (guint i = 0; i < self->n_words; i++)
      json_array_append_new (list, cp_json_number (self->idf[i]));
    json_object_set_new (json, "idf", list);
  }
  if (self->log_counts)
    json_object_set_new (json, "log_counts", json_true ());
  if (self->norm != CP_TEXT_NORM_NONE)
    json_object_set_new (json, "norm", json_string (self->norm == CP_TEXT_NORM_L1 ? "l1" : "l2"));
}
