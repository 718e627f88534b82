#include "core/table/csv-private.h"

#include <string.h>

void
cp_csv_words_clear (CpCsvWords *words) {
  g_free (words->words);
  g_free (words->slots);
  memset (words, 0, sizeof *words);
}

static guint64
load (const char *text, gsize n_bytes) {
  guint64 bits = 0;
  memcpy (&bits, text, n_bytes);
  return bits;
}

static guint64
mix (guint64 hash, guint64 bits) {
  hash = (hash ^ bits) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ (hash >> 32);
}

guint32
cp_csv_hash (const char *text, gsize length) {
  guint64 hash = length;
  if (length >= 8) {
    for (gsize i = 0; i + 8 < length; i += 8)
      hash = mix (hash, load (text + i, 8));
    hash = mix (hash, load (text + length - 8, 8)); /* overlaps the one before: no tail loop */
  } else if (length >= 4) {
    hash = mix (hash, load (text, 4) << 32 | load (text + length - 4, 4));
  } else {
    for (gsize i = 0; i < length; i++)
      hash = hash << 8 | (guint8)text[i];
    hash = mix (hash, 0);
  }
  return (guint32)mix (hash, 0);
}

static void
grow (CpCsvWords *words) {
  words->max_words = MAX (words->max_words * 2, 16);
  words->words = g_renew (CpCsvWord, words->words, words->max_words);
  words->n_slots = words->max_words * 2;
  g_free (words->slots);
  words->slots = g_new0 (guint32, words->n_slots);
  for (guint32 i = 0; i < words->n_words; i++) {
    guint32 slot = words->words[i].hash & (words->n_slots - 1);
    while (words->slots[slot] != 0)
      slot = (slot + 1) & (words->n_slots - 1);
    words->slots[slot] = i + 1;
  }
}

/* memcmp() without the call, which costs more than the comparison. */
static gboolean
is_same (const char *a, const char *b, gsize length) {
  if (length >= 8) {
    for (gsize i = 0; i + 8 < length; i += 8)
      if (load (a + i, 8) != load (b + i, 8))
        return FALSE;
    return load (a + length - 8, 8) == load (b + length - 8, 8);
  }
  if (length >= 4)
    return load (a, 4) == load (b, 4) && load (a + length - 4, 4) == load (b + length - 4, 4);
  for (gsize i = 0; i < length; i++)
    if (a[i] != b[i])
      return FALSE;
  return TRUE;
}

guint32
cp_csv_words_add (CpCsvWords *words, const char *start, gsize length, guint32 hash, gboolean *out_is_new) {
  if (words->n_words == words->max_words)
    grow (words);
  guint32 slot = hash & (words->n_slots - 1);
  while (words->slots[slot] != 0) {
    const CpCsvWord *word = &words->words[words->slots[slot] - 1];
    if (word->hash == hash && word->length == length && is_same (word->start, start, length)) {
      *out_is_new = FALSE;
      return words->slots[slot] - 1;
    }
    slot = (slot + 1) & (words->n_slots - 1);
  }
  words->words[words->n_words] = (CpCsvWord){.start = start, .length = (guint32)length, .hash = hash};
  words->slots[slot] = ++words->n_words;
  *out_is_new = TRUE;
  return words->n_words - 1;
}
