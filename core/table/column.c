#include "core/table/column-private.h"

#include "core/base/format.h"
#include <math.h>
#include <string.h>

struct _CpColumn {
  char *name; /* a GRefString, shared by the columns made of others */
  CpColumnType type;
  gsize n_rows, n_missing;
  double *numbers;          /* number: (n_rows) */
  guint32 *codes;           /* the others: (n_rows), into the dictionary */
  CpDictionary *dictionary; /* number: the missing words, or NULL */
};

/* A quiet NaN; the low 32 bits hold the word's index + 1, so the plain NaN has none. */
#define MISSING_BITS G_GUINT64_CONSTANT (0x7ff8000000000000)

double
cp_missing_cell (guint32 word) {
  guint64 bits = MISSING_BITS | (guint32)(word + 1);
  double cell;
  memcpy (&cell, &bits, sizeof cell);
  return cell;
}

guint32
cp_missing_cell_get_word (double cell) {
  guint64 bits;
  memcpy (&bits, &cell, sizeof bits);
  return (guint32)bits - 1;
}

static const char *const type_names[] = {"number", "category", "boolean", "text"};

const char *
cp_column_type_get_name (CpColumnType type) {
  g_return_val_if_fail (type < G_N_ELEMENTS (type_names), NULL);
  return type_names[type];
}

gboolean
cp_column_type_parse (const char *name, CpColumnType *out_type) {
  for (gsize i = 0; i < G_N_ELEMENTS (type_names); i++)
    if (strcmp (name, type_names[i]) == 0) {
      *out_type = (CpColumnType)i;
      return TRUE;
    }
  return FALSE;
}

CpColumn *
cp_column_ref (CpColumn *column) {
  return g_atomic_rc_box_acquire (column);
}

static void
column_clear (gpointer data) {
  CpColumn *column = data;
  g_ref_string_release (column->name);
  g_free (column->numbers);
  g_free (column->codes);
  g_clear_pointer (&column->dictionary, cp_dictionary_unref);
}

void
cp_column_unref (CpColumn *column) {
  g_atomic_rc_box_release_full (column, column_clear);
}

/* The makers take @name, a GRefString. */
static CpColumn *
make_numbers (char *name, double *values, gsize n_rows, CpDictionary *words) {
  CpColumn *column = g_atomic_rc_box_new0 (CpColumn);
  column->name = name;
  column->type = CP_COLUMN_NUMBER;
  column->n_rows = n_rows;
  column->numbers = values;
  column->dictionary = words;
  for (gsize row = 0; row < n_rows; row++)
    column->n_missing += isnan (values[row]);
  return column;
}

static CpColumn *
make_codes (CpColumnType type, char *name, guint32 *codes, gsize n_rows, CpDictionary *dictionary) {
  CpColumn *column = g_atomic_rc_box_new0 (CpColumn);
  column->name = name;
  column->type = type;
  column->n_rows = n_rows;
  column->codes = codes;
  column->dictionary = dictionary;
  for (gsize row = 0; row < n_rows; row++)
    column->n_missing += codes[row] == CP_MISSING;
  return column;
}

CpColumn *
cp_column_take_numbers (const char *name, double *values, gsize n_rows, CpDictionary *words) {
  return make_numbers (g_ref_string_new (name), values, n_rows, words);
}

CpColumn *
cp_column_take_codes (CpColumnType type, const char *name, guint32 *codes, gsize n_rows,
                      CpDictionary *dictionary) {
  return make_codes (type, g_ref_string_new (name), codes, n_rows, dictionary);
}

CpColumn *
cp_column_derive_numbers (const CpColumn *column, double *values, gsize n_rows) {
  return make_numbers (g_ref_string_acquire (column->name), values, n_rows,
                       column->dictionary != NULL ? cp_dictionary_ref (column->dictionary) : NULL);
}

CpColumn *
cp_column_derive_codes (const CpColumn *column, guint32 *codes, gsize n_rows) {
  return make_codes (column->type, g_ref_string_acquire (column->name), codes, n_rows,
                     cp_dictionary_ref (column->dictionary));
}

CpDictionary *
cp_column_get_dictionary (const CpColumn *column) {
  return column->dictionary;
}

const guint32 *
cp_column_get_dictionary_codes (const CpColumn *column) {
  return column->codes;
}

CpColumn *
cp_column_new_number (const char *name, const double *values, gsize n_rows) {
  g_return_val_if_fail (name != NULL, NULL);
  double *copy = g_new (double, n_rows);
  /* a NaN from elsewhere may carry any payload; ours would read it as a word */
  for (gsize row = 0; row < n_rows; row++)
    copy[row] = isnan (values[row]) ? cp_missing_cell (CP_MISSING) : values[row];
  return cp_column_take_numbers (name, copy, n_rows, NULL);
}

static int
compare_values (gconstpointer a, gconstpointer b, gpointer data) {
  const char *const *values = data;
  return strcmp (values[*(const guint32 *)a], values[*(const guint32 *)b]);
}

static gsize
count_bytes (const char *const *values, gsize n_values) {
  gsize n_bytes = 0;
  for (gsize i = 0; i < n_values; i++)
    n_bytes += values[i] != NULL ? strlen (values[i]) : 0;
  return n_bytes;
}

CpColumn *
cp_column_new_category (const char *name, const guint32 *codes, gsize n_rows, const char *const *values,
                        gsize n_values) {
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (n_values < CP_MISSING, NULL);
  g_autofree guint32 *order = g_new (guint32, n_values);
  g_autofree guint32 *recode = g_new (guint32, n_values);
  for (guint32 i = 0; i < n_values; i++)
    order[i] = i;
  g_qsort_with_data (order, (int)n_values, sizeof *order, compare_values, (gpointer)values);

  CpDictionary *dictionary = cp_dictionary_new (n_values, count_bytes (values, n_values));
  for (gsize i = 0; i < n_values; i++) {
    const char *value = values[order[i]];
    if (i == 0 || strcmp (value, values[order[i - 1]]) != 0)
      cp_dictionary_append (dictionary, value, strlen (value));
    recode[order[i]] = (guint32)cp_dictionary_get_n_words (dictionary) - 1;
  }

  guint32 *copy = g_new (guint32, n_rows);
  for (gsize row = 0; row < n_rows; row++) {
    gboolean is_known = codes[row] < n_values;
    if (!is_known && codes[row] != CP_MISSING)
      g_critical ("%s: code %u of row %" G_GSIZE_FORMAT " is not in the dictionary", G_STRFUNC, codes[row],
                  row);
    copy[row] = is_known ? recode[codes[row]] : CP_MISSING;
  }
  return cp_column_take_codes (CP_COLUMN_CATEGORY, name, copy, n_rows, dictionary);
}

CpColumn *
cp_column_new_boolean (const char *name, const guint32 *codes, gsize n_rows, const char *false_word,
                       const char *true_word) {
  g_return_val_if_fail (name != NULL, NULL);
  CpDictionary *dictionary = cp_dictionary_new (2, strlen (false_word) + strlen (true_word));
  cp_dictionary_append (dictionary, false_word, strlen (false_word));
  cp_dictionary_append (dictionary, true_word, strlen (true_word));
  guint32 *copy = g_memdup2 (codes, n_rows * sizeof *codes);
  return cp_column_take_codes (CP_COLUMN_BOOLEAN, name, copy, n_rows, dictionary);
}

CpColumn *
cp_column_new_text (const char *name, const char *const *cells, gsize n_rows) {
  g_return_val_if_fail (name != NULL, NULL);
  CpDictionary *dictionary = cp_dictionary_new (n_rows, count_bytes (cells, n_rows));
  guint32 *codes = g_new (guint32, n_rows);
  for (gsize row = 0; row < n_rows; row++) {
    codes[row] = CP_MISSING;
    if (cells[row] == NULL)
      continue;
    codes[row] = (guint32)cp_dictionary_get_n_words (dictionary);
    cp_dictionary_append (dictionary, cells[row], strlen (cells[row]));
  }
  return cp_column_take_codes (CP_COLUMN_TEXT, name, codes, n_rows, dictionary);
}

const char *
cp_column_get_name (const CpColumn *column) {
  return column->name;
}

CpColumnType
cp_column_get_type (const CpColumn *column) {
  return column->type;
}

gsize
cp_column_get_n_rows (const CpColumn *column) {
  return column->n_rows;
}

gsize
cp_column_get_n_missing (const CpColumn *column) {
  return column->n_missing;
}

gboolean
cp_column_is_missing (const CpColumn *column, gsize row) {
  g_return_val_if_fail (row < column->n_rows, TRUE);
  return column->type == CP_COLUMN_NUMBER ? isnan (column->numbers[row]) : column->codes[row] == CP_MISSING;
}

const char *
cp_column_get_missing_word (const CpColumn *column, gsize row) {
  g_return_val_if_fail (row < column->n_rows, NULL);
  if (column->type != CP_COLUMN_NUMBER || column->dictionary == NULL || !isnan (column->numbers[row]))
    return NULL;
  guint32 word = cp_missing_cell_get_word (column->numbers[row]);
  return word != CP_MISSING ? cp_dictionary_get_word (column->dictionary, word, NULL) : NULL;
}

gsize
cp_column_get_n_missing_words (const CpColumn *column) {
  gboolean has_words = column->type == CP_COLUMN_NUMBER && column->dictionary != NULL;
  return has_words ? cp_dictionary_get_n_words (column->dictionary) : 0;
}

const char *
cp_column_get_missing_word_name (const CpColumn *column, gsize index, gsize *out_count) {
  g_return_val_if_fail (index < cp_column_get_n_missing_words (column), NULL);
  if (out_count != NULL) {
    *out_count = 0;
    for (gsize row = 0; row < column->n_rows; row++)
      *out_count += isnan (column->numbers[row]) && cp_missing_cell_get_word (column->numbers[row]) == index;
  }
  return cp_dictionary_get_word (column->dictionary, index, NULL);
}

const double *
cp_column_get_numbers (const CpColumn *column) {
  g_return_val_if_fail (column->type == CP_COLUMN_NUMBER, NULL);
  return column->numbers;
}

static gboolean
has_values (const CpColumn *column) {
  return column->type == CP_COLUMN_CATEGORY || column->type == CP_COLUMN_BOOLEAN;
}

const guint32 *
cp_column_get_codes (const CpColumn *column) {
  g_return_val_if_fail (has_values (column), NULL);
  return column->codes;
}

gsize
cp_column_get_n_values (const CpColumn *column) {
  return has_values (column) ? cp_dictionary_get_n_words (column->dictionary) : 0;
}

const char *
cp_column_get_value (const CpColumn *column, gsize code) {
  g_return_val_if_fail (has_values (column), NULL);
  return cp_dictionary_get_word (column->dictionary, code, NULL);
}

gboolean
cp_column_find_value (const CpColumn *column, const char *value, guint32 *out_code) {
  g_return_val_if_fail (has_values (column), FALSE);
  gboolean found = FALSE;
  gsize code = 0;
  if (column->type == CP_COLUMN_CATEGORY)
    code = cp_dictionary_search (column->dictionary, value, &found);
  else /* false, true: not in sort order */
    for (code = 0; code < 2; code++)
      if ((found = strcmp (cp_dictionary_get_word (column->dictionary, code, NULL), value) == 0))
        break;
  if (found && out_code != NULL)
    *out_code = (guint32)code;
  return found;
}

const char *
cp_column_get_text (const CpColumn *column, gsize row, gsize *out_length) {
  g_return_val_if_fail (column->type == CP_COLUMN_TEXT, NULL);
  g_return_val_if_fail (row < column->n_rows, NULL);
  if (column->codes[row] != CP_MISSING)
    return cp_dictionary_get_word (column->dictionary, column->codes[row], out_length);
  if (out_length != NULL)
    *out_length = 0;
  return NULL;
}

char *
cp_column_dup_cell (const CpColumn *column, gsize row) {
  g_return_val_if_fail (row < column->n_rows, NULL);
  if (cp_column_is_missing (column, row)) {
    const char *word = cp_column_get_missing_word (column, row);
    return g_strdup (word != NULL ? word : "");
  }
  if (column->type != CP_COLUMN_NUMBER)
    return g_strdup (cp_dictionary_get_word (column->dictionary, column->codes[row], NULL));
  char buffer[CP_FORMAT_SIZE];
  return g_strdup (cp_format_double (buffer, column->numbers[row]));
}
