#include "core/table/dictionary.h"

#include <string.h>

struct _CpDictionary {
  gsize n_words, max_words, max_bytes;
  gsize *starts; /* (max_words + 1): word i is bytes[starts[i] .. starts[i + 1] - 1) and its terminator */
  char *bytes;
};

CpDictionary *
cp_dictionary_new (gsize n_words, gsize n_bytes) {
  CpDictionary *dictionary = g_atomic_rc_box_new0 (CpDictionary);
  dictionary->max_words = n_words;
  dictionary->max_bytes = n_bytes + n_words;
  dictionary->starts = g_new0 (gsize, n_words + 1);
  dictionary->bytes = g_malloc (MAX (dictionary->max_bytes, 1));
  return dictionary;
}

void
cp_dictionary_append (CpDictionary *dictionary, const char *word, gsize length) {
  gsize start = dictionary->starts[dictionary->n_words];
  g_return_if_fail (dictionary->n_words < dictionary->max_words);
  g_return_if_fail (length < dictionary->max_bytes - start);
  memcpy (dictionary->bytes + start, word, length);
  dictionary->bytes[start + length] = '\0';
  dictionary->starts[++dictionary->n_words] = start + length + 1;
}

CpDictionary *
cp_dictionary_ref (CpDictionary *dictionary) {
  return g_atomic_rc_box_acquire (dictionary);
}

static void
dictionary_clear (gpointer data) {
  CpDictionary *dictionary = data;
  g_free (dictionary->starts);
  g_free (dictionary->bytes);
}

void
cp_dictionary_unref (CpDictionary *dictionary) {
  g_atomic_rc_box_release_full (dictionary, dictionary_clear);
}

gsize
cp_dictionary_get_n_words (const CpDictionary *dictionary) {
  return dictionary->n_words;
}

gsize
cp_dictionary_get_n_bytes (const CpDictionary *dictionary) {
  return dictionary->starts[dictionary->n_words] - dictionary->n_words;
}

const char *
cp_dictionary_get_word (const CpDictionary *dictionary, gsize index, gsize *out_length) {
  g_return_val_if_fail (index < dictionary->n_words, NULL);
  if (out_length != NULL)
    *out_length = dictionary->starts[index + 1] - dictionary->starts[index] - 1;
  return dictionary->bytes + dictionary->starts[index];
}

gsize
cp_dictionary_search (const CpDictionary *dictionary, const char *word, gboolean *out_found) {
  gsize low = 0, high = dictionary->n_words;
  while (low < high) {
    gsize middle = low + (high - low) / 2;
    if (strcmp (dictionary->bytes + dictionary->starts[middle], word) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  *out_found = low < dictionary->n_words && strcmp (dictionary->bytes + dictionary->starts[low], word) == 0;
  return low;
}
