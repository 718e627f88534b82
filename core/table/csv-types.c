#include "core/table/csv-private.h"

#include "core/table/edits.h"
#include "core/table/words.h"
#include <math.h>

#define MOST_CHOICES 50 /* distinct values that are still a category when hardly any repeats */
#define LONG_WORD 40    /* bytes, on average, that make rarely repeating values free text */

void
cp_csv_column_merge (CpCsvColumn *column, gsize index, const CpCsvLayout *layout, GArray *chunks) {
  column->indices = g_new0 (guint32 *, chunks->len);
  for (guint c = 0; c < chunks->len; c++) {
    const CpCsvChunk *chunk = &g_array_index (chunks, CpCsvChunk, c);
    const CpCsvWords *own = &chunk->words[index];
    column->n_numbers += chunk->n_numbers[index];
    column->indices[c] = g_new (guint32, own->n_words);
    for (guint32 i = 0; i < own->n_words; i++) {
      const CpCsvWord *word = &own->words[i];
      column->indices[c][i] = CP_MISSING;
      if (word->is_missing)
        continue;
      gboolean is_new;
      guint32 at = cp_csv_words_add (&column->words, word->start, word->length, word->hash, &is_new);
      column->indices[c][i] = at;
      column->words.words[at].count += word->count;
      if (is_new)
        column->words.words[at].first_row = word->first_row;
    }
  }

  column->numbers = g_new (double, column->words.n_words);
  for (guint32 i = 0; i < column->words.n_words; i++) {
    const CpCsvWord *word = &column->words.words[i];
    if (cp_parse_number (word->start, word->length, &column->numbers[i])) {
      column->n_numbers += word->count;
    } else {
      column->numbers[i] = NAN;
      column->n_plain_words++;
      column->n_word_cells += word->count;
    }
  }
}

void
cp_csv_column_clear (CpCsvColumn *column, gsize n_chunks) {
  for (gsize c = 0; c < n_chunks && column->indices != NULL; c++)
    g_free (column->indices[c]);
  g_clear_pointer (&column->indices, g_free);
  g_clear_pointer (&column->numbers, g_free);
  cp_csv_words_clear (&column->words);
  column->n_numbers = column->n_word_cells = 0;
  column->n_plain_words = 0;
}

/* Nothing but numbers, or at least nine numbers for each coded word among few distinct ones. */
static gboolean
is_number (const CpCsvColumn *column) {
  return column->n_word_cells == 0 || (column->n_plain_words <= CP_CSV_MOST_MISSING_WORDS &&
                                       column->n_numbers >= 9 * column->n_word_cells);
}

/* All words are of one pair: true/false, yes/no or t/f; a lone T or F may well mean something else. */
static gboolean
is_boolean (const CpCsvColumn *column) {
  CpPair pair = CP_PAIR_NONE;
  gboolean has_false = FALSE, has_true = FALSE;
  for (guint32 i = 0; i < column->words.n_words; i++) {
    gboolean truth;
    CpPair own = cp_find_pair (column->words.words[i].start, column->words.words[i].length, &truth);
    if (i > 0 && own != pair)
      return FALSE;
    pair = own;
    has_true = has_true || (own != CP_PAIR_NONE && truth);
    has_false = has_false || (own != CP_PAIR_NONE && !truth);
  }
  return pair == CP_PAIR_TRUE_FALSE || pair == CP_PAIR_YES_NO ||
         (pair == CP_PAIR_T_F && has_true && has_false);
}

/* Free text and names: more than half of the cells are distinct, and they are long or too many to choose
 * from. */
static gboolean
is_text (const CpCsvColumn *column) {
  const gsize n_cells = column->n_numbers + column->n_word_cells, n_distinct = column->words.n_words;
  gsize n_bytes = 0;
  for (guint32 i = 0; i < n_distinct; i++)
    n_bytes += column->words.words[i].length * column->words.words[i].count;
  return 2 * n_distinct > n_cells && (n_distinct > MOST_CHOICES || n_bytes > LONG_WORD * n_cells);
}

gboolean
cp_csv_column_infer (CpCsvColumn *column, CpCsvMode mode) {
  if (column->is_forced)
    return TRUE;
  column->type = CP_COLUMN_NUMBER;
  if (is_number (column))
    return TRUE;
  if (mode == CP_CSV_NUMBERS && column->n_numbers > 0)
    return FALSE;
  column->type = is_boolean (column) ? CP_COLUMN_BOOLEAN
                 : is_text (column)  ? CP_COLUMN_TEXT
                                     : CP_COLUMN_CATEGORY;
  return TRUE;
}
