#include "core/encode/vocabulary-file.h"

#include "core/base/error.h"
#include "core/encode/vocabulary-private.h"

#include <string.h>

json_t *
cp_vocabulary_refuse (GError **error, const char *place, const char *format, ...) {
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: %s", place, problem);
  return NULL;
}

json_t *
cp_vocabulary_list_words (const json_t *indices, gsize first, const char *place, GError **error) {
  gsize n = json_object_size (indices) + first;
  g_autofree const char **words = g_new0 (const char *, n + 1);
  const char *word;
  json_t *item;
  json_object_foreach ((json_t *)indices, word, item) {
    json_int_t index = json_is_integer (item) ? json_integer_value (item) : -1;
    if (index < (json_int_t)first || (gsize)index >= n)
      return cp_vocabulary_refuse (error, place,
                                   "the index of '%s' is %" JSON_INTEGER_FORMAT
                                   "; expected %zu words to have the indices %zu to %zu, without a gap.",
                                   word, index, n - first, first, n - 1);
    if (words[index] != NULL)
      return cp_vocabulary_refuse (error, place,
                                   "'%s' and '%s' have the same index, %" JSON_INTEGER_FORMAT ".",
                                   words[index], word, index);
    words[index] = word;
  }
  json_t *list = json_array ();
  for (gsize i = 0; i < n; i++)
    json_array_append_new (list, words[i] != NULL ? json_string (words[i]) : json_null ());
  return list;
}

/* A JSON list or the lines of a text. The keras tokenizer never uses index 0. */
static json_t *
take_list (json_t *words, const json_t *input) {
  const json_t *tokenizer = json_object_get (input, "tokenizer");
  const char *kind = json_is_object (tokenizer) ? json_string_value (json_object_get (tokenizer, "kind"))
                                                : json_string_value (tokenizer);
  if (g_strcmp0 (kind, "keras") == 0)
    json_array_insert_new (words, 0, json_null ());
  json_int_t most = json_integer_value (json_object_get (input, "num_words"));
  while (most > 0 && json_array_size (words) > (gsize)most)
    json_array_remove (words, json_array_size (words) - 1);
  return json_pack ("{so}", "vocabulary", words);
}

/* A blank line is a gap, but for the first, where Keras' get_vocabulary() has the padding, and at the end. */
static json_t *
read_lines (const char *text, gsize length, const json_t *input, const char *place, GError **error) {
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  const char *end = text + length;
  json_t *words = json_array ();
  for (const char *line = text; line < end;) {
    const char *stop = memchr (line, '\n', (gsize)(end - line));
    gsize width = (gsize)((stop != NULL ? stop : end) - line);
    if (width > 0 && line[width - 1] == '\r')
      width--;
    gsize number = json_array_size (words) + 1;
    gboolean is_utf8 = g_utf8_validate_len (line, width, NULL);
    if (!is_utf8 || (width == 0 && number > 1)) {
      json_decref (words);
      return cp_vocabulary_refuse (error, place,
                                   is_utf8 ? "line %zu is blank; expected one word a line, without a gap."
                                           : "line %zu is not UTF-8 text.",
                                   number);
    }
    json_array_append_new (words, width > 0 ? json_stringn (line, width) : json_null ());
    line = stop != NULL ? stop + 1 : end;
  }
  return take_list (words, input);
}

json_t *
cp_vocabulary_parse (const char *text, gsize length, const json_t *input, const char *place, GError **error) {
  gsize at = 0;
  while (at < length && g_ascii_isspace (text[at]))
    at++;
  gboolean is_json = at < length && (text[at] == '{' || text[at] == '[' || text[at] == '"');
  if (!is_json)
    return read_lines (text, length, input, place, error);
  g_autoptr (json_t) document = cp_json_load (text, length, place, error);
  if (document == NULL)
    return NULL;
  if (json_is_string (document)) { /* to_json() gives a text, which people save as JSON once more */
    g_autoptr (json_t) inner =
        cp_json_load (json_string_value (document), json_string_length (document), place, error);
    if (inner == NULL)
      return NULL;
    json_decref (g_steal_pointer (&document));
    document = g_steal_pointer (&inner);
  }
  if (json_is_array (document))
    return take_list (json_incref (document), input);
  const char *class_name = json_string_value (json_object_get (document, "class_name"));
  if (g_strcmp0 (class_name, "Tokenizer") == 0)
    return cp_vocabulary_read_keras (document, input, place, error);
  if (g_strcmp0 (class_name, "TextVectorization") == 0)
    return cp_vocabulary_read_text_vectorization (document, input, place, error);
  if (json_object_get (document, "vocabulary") != NULL || json_object_get (document, "vocabulary_") != NULL)
    return cp_vocabulary_read_scikit_learn (document, place, error);
  return cp_vocabulary_refuse (
      error, place,
      "no vocabulary; expected a Keras Tokenizer or TextVectorization, a scikit-learn "
      "vocabulary, a list of words, or one word a line.");
}

/* One INPUT whose vocabulary is a file. */
static json_t *
read_one (const json_t *input, const char *name, const char *folder, const char *place, GError **error) {
  g_autofree char *path =
      g_path_is_absolute (name) || folder == NULL ? g_strdup (name) : g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL, *base = g_path_get_basename (path);
  gsize length;
  g_autoptr (GError) problem = NULL;
  if (!g_file_get_contents (path, &text, &length, &problem)) {
    g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: the vocabulary '%s' cannot be read: %s.", place, name,
                 problem->message);
    return NULL;
  }
  json_t *read = cp_vocabulary_parse (text, length, input, base, error);
  if (read == NULL)
    return NULL;
  const char *key;
  json_t *value;
  json_object_foreach ((json_t *)input, key, value) {
    gboolean is_taken = g_str_equal (key, "vocabulary") || g_str_equal (key, "num_words") ||
                        (g_str_equal (key, "tokenizer") && json_object_get (read, "tokenizer") != NULL);
    if (!is_taken)
      json_object_set (read, key, value);
  }
  return read;
}

json_t *
cp_inputs_read_vocabularies (json_t *inputs, const char *folder, const char *place, GError **error) {
  g_autoptr (json_t) copy = json_array ();
  gboolean has_file = FALSE;
  gsize i;
  json_t *input;
  json_array_foreach (inputs, i, input) {
    const char *name = json_string_value (json_object_get (input, "vocabulary"));
    has_file = has_file || name != NULL;
    json_t *read = name != NULL ? read_one (input, name, folder, place, error) : json_incref (input);
    if (read == NULL)
      return NULL;
    json_array_append_new (copy, read);
  }
  return has_file ? g_steal_pointer (&copy) : json_incref (inputs);
}
