#include "core/table/csv-private.h"

#include "core/base/error.h"
#include "core/table/words.h"
#include <math.h>
#include <string.h>

/* Where the record of @row begins, for messages. */
static const char *
find_row (const CpCsvLayout *layout, GArray *chunks, gsize row) {
  guint c = chunks->len - 1;
  while (c > 0 && g_array_index (chunks, CpCsvChunk, c).first_row > row)
    c--;
  const CpCsvChunk *chunk = &g_array_index (chunks, CpCsvChunk, c);
  const char *p = chunk->start;
  for (gsize i = chunk->first_row;; i++) {
    while (layout->n_columns > 1 && cp_csv_skip_blank_line (layout->text, &p))
      p = cp_csv_skip_line_end (layout->text, p);
    CpCsvProblem problem;
    if (i == row || cp_csv_scan_record (layout->text, &p, &problem) == 0)
      return p;
  }
}

static void
set_word_error (GError **error, const CpCsvColumn *column, const CpCsvLayout *layout, GArray *chunks,
                const CpCsvWord *word, const char *what) {
  g_autofree char *shown = g_utf8_make_valid (word->start, (gssize)MIN (word->length, 60));
  cp_csv_set_error_at (error, layout->text, find_row (layout, chunks, word->first_row),
                       "column '%s': '%s' is %s.", column->name, shown, what);
}

/* Replaces each word cell by what @values says of the word. */
static void
map_numbers (const CpCsvColumn *column, GArray *chunks, double *cells, const double *values) {
  for (guint c = 0; c < chunks->len; c++) {
    const CpCsvChunk *chunk = &g_array_index (chunks, CpCsvChunk, c);
    for (gsize row = chunk->first_row; row < chunk->first_row + chunk->n_rows; row++) {
      if (!isnan (cells[row]))
        continue;
      guint32 word = cp_missing_cell_get_word (cells[row]);
      if (word != CP_MISSING && (word = column->indices[c][word]) != CP_MISSING)
        cells[row] = values[word];
    }
  }
}

/* (transfer full): the codes of all cells, where @codes says those of the words */
static guint32 *
map_codes (const CpCsvColumn *column, GArray *chunks, const double *cells, gsize n_rows,
           const guint32 *codes) {
  guint32 *mapped = g_new (guint32, n_rows);
  for (guint c = 0; c < chunks->len; c++) {
    const CpCsvChunk *chunk = &g_array_index (chunks, CpCsvChunk, c);
    for (gsize row = chunk->first_row; row < chunk->first_row + chunk->n_rows; row++) {
      guint32 word = cp_missing_cell_get_word (cells[row]);
      if (word != CP_MISSING)
        word = column->indices[c][word];
      mapped[row] = word != CP_MISSING ? codes[word] : CP_MISSING;
    }
  }
  return mapped;
}

/* "column 'rate': 12 cells 'Exempt' are kept as a missing code; …" */
static char *
describe_missing_words (const CpCsvColumn *column) {
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "column '%s': ", column->name);
  guint32 n_said = 0;
  for (guint32 i = 0; i < column->words.n_words; i++) {
    const CpCsvWord *word = &column->words.words[i];
    if (!isnan (column->numbers[i]))
      continue;
    if (n_said > 0)
      g_string_append (text, n_said + 1 < column->n_plain_words ? ", " : " and ");
    g_string_append_printf (text, "%" G_GSIZE_FORMAT " cell%s '%.*s'", word->count,
                            word->count == 1 ? "" : "s", (int)word->length, word->start);
    n_said++;
  }
  g_string_append (text, column->n_word_cells == 1    ? " is kept as a missing code"
                         : column->n_plain_words == 1 ? " are kept as a missing code"
                                                      : " are kept as missing codes");
  if (!column->is_forced)
    g_string_append_printf (text, "; --type %s=category keeps %s", column->name,
                            column->n_word_cells == 1 ? "it as a value" : "them as values");
  g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}

/* Words among numbers become missing words, as long as they are few. */
static gboolean
check_missing_words (const CpCsvColumn *column, const CpCsvLayout *layout, GArray *chunks, GError **error) {
  if (column->n_plain_words == 0 ||
      (column->n_plain_words <= CP_CSV_MOST_MISSING_WORDS && column->n_numbers > 0))
    return TRUE;
  guint32 i = 0;
  while (!isnan (column->numbers[i]))
    i++;
  set_word_error (error, column, layout, chunks, &column->words.words[i], "not a number");
  return FALSE;
}

static CpColumn *
build_number (const CpCsvColumn *column, const CpCsvLayout *layout, GArray *chunks, double *cells,
              gsize n_rows, char **out_notice) {
  const guint32 n_words = column->words.n_words;
  if (n_words == 0)
    return cp_column_take_numbers (column->name, cells, n_rows, NULL);
  g_autofree double *values = g_memdup2 (column->numbers, n_words * sizeof *values);
  gsize n_bytes = 0;
  for (guint32 i = 0; i < n_words; i++)
    n_bytes += isnan (values[i]) ? column->words.words[i].length : 0;
  CpDictionary *dictionary =
      column->n_plain_words > 0 ? cp_dictionary_new (column->n_plain_words, n_bytes) : NULL;
  for (guint32 i = 0; i < n_words; i++)
    if (isnan (values[i])) {
      values[i] = cp_missing_cell ((guint32)cp_dictionary_get_n_words (dictionary));
      cp_dictionary_append (dictionary, column->words.words[i].start, column->words.words[i].length);
    }
  map_numbers (column, chunks, cells, values);
  if (dictionary != NULL)
    *out_notice = describe_missing_words (column);
  return cp_column_take_numbers (column->name, cells, n_rows, dictionary);
}

static int
compare_words (gconstpointer a, gconstpointer b, gpointer data) {
  const CpCsvWords *words = data;
  const CpCsvWord *x = &words->words[*(const guint32 *)a], *y = &words->words[*(const guint32 *)b];
  int order = memcmp (x->start, y->start, MIN (x->length, y->length));
  return order != 0 ? order : (x->length > y->length) - (x->length < y->length);
}

/* A column that should be numbers but is not: worth a word. */
static char *
describe_near_numbers (const CpCsvColumn *column) {
  const gsize n_cells = column->n_numbers + column->n_word_cells;
  if (column->is_forced || column->n_numbers * 2 < n_cells)
    return NULL;
  guint32 i = 0;
  while (!isnan (column->numbers[i]))
    i++;
  return g_strdup_printf (
      "column '%s': %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " cells %s no number ('%.*s'%s), "
      "so the column is read as %s.",
      column->name, column->n_word_cells, n_cells, column->n_word_cells == 1 ? "is" : "are",
      (int)MIN (column->words.words[i].length, 60), column->words.words[i].start,
      column->n_plain_words > 1 ? ", …" : "", cp_column_type_get_name (column->type));
}

static CpColumn *
build_words (const CpCsvColumn *column, GArray *chunks, const double *cells, gsize n_rows,
             char **out_notice) {
  const guint32 n_words = column->words.n_words;
  g_autofree guint32 *order = g_new (guint32, n_words);
  g_autofree guint32 *codes = g_new (guint32, n_words);
  gsize n_bytes = 0;
  for (guint32 i = 0; i < n_words; i++) {
    order[i] = i;
    n_bytes += column->words.words[i].length;
  }
  if (column->type == CP_COLUMN_CATEGORY)
    g_qsort_with_data (order, (int)n_words, sizeof *order, compare_words, (gpointer)&column->words);
  CpDictionary *dictionary = cp_dictionary_new (n_words, n_bytes);
  for (guint32 i = 0; i < n_words; i++) {
    codes[order[i]] = i;
    cp_dictionary_append (dictionary, column->words.words[order[i]].start,
                          column->words.words[order[i]].length);
  }
  *out_notice = describe_near_numbers (column);
  return cp_column_take_codes (column->type, column->name, map_codes (column, chunks, cells, n_rows, codes),
                               n_rows, dictionary);
}

/* (transfer full): the other word of a pair, written as the one that is there: "Yes" → "No" */
static char *
write_like (const char *word, const char *model) {
  if (!g_ascii_isupper (model[0]))
    return g_strdup (word);
  char *written = g_ascii_strup (word, -1);
  if (!g_ascii_isupper (model[strlen (model) - 1]))
    for (char *p = written + 1; *p != '\0'; p++)
      *p = g_ascii_tolower (*p);
  return written;
}

/* Each truth is spelled as in the first row that holds it. */
static CpColumn *
build_boolean (const CpCsvColumn *column, const CpCsvLayout *layout, GArray *chunks, const double *cells,
               gsize n_rows, GError **error) {
  static const char *const pairs[][2] = {
      [CP_PAIR_NONE] = {"false", "true"}, [CP_PAIR_TRUE_FALSE] = {"false", "true"},
      [CP_PAIR_YES_NO] = {"no", "yes"},   [CP_PAIR_T_F] = {"f", "t"},
      [CP_PAIR_Y_N] = {"n", "y"},         [CP_PAIR_1_0] = {"0", "1"},
  };
  g_autofree guint32 *codes = g_new (guint32, column->words.n_words);
  g_autofree char *false_word = NULL, *true_word = NULL;
  CpPair pair = CP_PAIR_NONE;
  for (guint32 i = 0; i < column->words.n_words; i++) {
    const CpCsvWord *word = &column->words.words[i];
    gboolean truth = FALSE;
    pair = cp_find_pair (word->start, word->length, &truth);
    if (pair == CP_PAIR_NONE) {
      set_word_error (error, column, layout, chunks, word, "neither true nor false");
      return NULL;
    }
    codes[i] = (guint32)truth;
    char **spelling = truth ? &true_word : &false_word;
    if (*spelling == NULL)
      *spelling = g_strchomp (g_strndup (word->start, word->length));
  }
  if (false_word == NULL)
    false_word = true_word != NULL ? write_like (pairs[pair][0], true_word) : g_strdup (pairs[pair][0]);
  if (true_word == NULL)
    true_word = write_like (pairs[pair][1], false_word);
  g_autofree guint32 *mapped = map_codes (column, chunks, cells, n_rows, codes);
  return cp_column_new_boolean (column->name, mapped, n_rows, false_word, true_word);
}

CpColumn *
cp_csv_column_build (const CpCsvColumn *column, const CpCsvLayout *layout, GArray *chunks, double *cells,
                     gsize n_rows, char **out_notice, GError **error) {
  g_autofree double *owned = cells;
  switch (column->type) {
  case CP_COLUMN_NUMBER:
    if (!check_missing_words (column, layout, chunks, error))
      return NULL;
    return build_number (column, layout, chunks, g_steal_pointer (&owned), n_rows, out_notice);
  case CP_COLUMN_BOOLEAN:
    return build_boolean (column, layout, chunks, cells, n_rows, error);
  case CP_COLUMN_CATEGORY:
  case CP_COLUMN_TEXT:
    return build_words (column, chunks, cells, n_rows, out_notice);
  }
  g_return_val_if_reached (NULL);
}
