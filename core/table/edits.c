#include "core/table/edits.h"

#include "core/base/error.h"
#include "core/table/column-private.h"
#include "core/table/table-private.h"
#include "core/table/words.h"
#include <string.h>

static CpColumn *
take_rows (const CpColumn *column, const guint32 *rows, gsize n_rows) {
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER) {
    const double *values = cp_column_get_numbers (column);
    double *taken = g_new (double, n_rows);
    for (gsize i = 0; i < n_rows; i++)
      taken[i] = values[rows[i]];
    return cp_column_derive_numbers (column, taken, n_rows);
  }
  const guint32 *codes = cp_column_get_dictionary_codes (column);
  guint32 *taken = g_new (guint32, n_rows);
  for (gsize i = 0; i < n_rows; i++)
    taken[i] = codes[rows[i]];
  return cp_column_derive_codes (column, taken, n_rows);
}

/* (transfer full): as the table's columns, for cp_table_derive() */
static CpColumn **
dup_columns (const CpTable *table) {
  gsize n_columns = cp_table_get_n_columns (table);
  CpColumn **columns = g_new0 (CpColumn *, n_columns + 1);
  for (gsize i = 0; i < n_columns; i++)
    columns[i] = cp_column_ref (cp_table_get_column (table, i));
  return columns;
}

CpTable *
cp_table_take_rows (const CpTable *table, const guint32 *rows, gsize n_rows) {
  for (gsize i = 0; i < n_rows; i++)
    g_return_val_if_fail (rows[i] < cp_table_get_n_rows (table), NULL);
  gsize n_columns = cp_table_get_n_columns (table);
  CpColumn **columns = g_new0 (CpColumn *, n_columns + 1);
  for (gsize i = 0; i < n_columns; i++)
    columns[i] = take_rows (cp_table_get_column (table, i), rows, n_rows);
  return cp_table_derive (table, columns);
}

/* ---- appending ---- */

static gsize
count_rows (CpTable *const *more, gsize n) {
  gsize n_rows = 0;
  for (gsize t = 0; t < n; t++)
    n_rows += cp_table_get_n_rows (more[t]);
  return n_rows;
}

/* A missing number keeps its word, found by name: dictionaries of missing words never grow. */
static double
translate_missing (const CpColumn *column, const CpColumn *from, gsize row) {
  const char *word = cp_column_get_missing_word (from, row);
  for (guint32 i = 0; word != NULL && i < cp_column_get_n_missing_words (column); i++)
    if (g_str_equal (cp_column_get_missing_word_name (column, i, NULL), word))
      return cp_missing_cell (i);
  return cp_missing_cell (CP_MISSING);
}

static CpColumn *
append_numbers (const CpColumn *column, gsize index, CpTable *const *more, gsize n) {
  gsize n_old = cp_column_get_n_rows (column), at = n_old, n_rows = n_old + count_rows (more, n);
  double *values = g_new (double, n_rows);
  memcpy (values, cp_column_get_numbers (column), n_old * sizeof *values);
  for (gsize t = 0; t < n; t++) {
    const CpColumn *from = cp_table_get_column (more[t], index);
    for (gsize row = 0; row < cp_column_get_n_rows (from); row++)
      values[at++] = cp_column_is_missing (from, row) ? translate_missing (column, from, row)
                                                      : cp_column_get_numbers (from)[row];
  }
  return cp_column_derive_numbers (column, values, n_rows);
}

/* The word at @row, NULL when missing. */
static const char *
get_word (const CpColumn *column, gsize row) {
  guint32 code = cp_column_get_dictionary_codes (column)[row];
  return code != CP_MISSING ? cp_dictionary_get_word (cp_column_get_dictionary (column), code, NULL) : NULL;
}

/* A category with words of its own beside those of @column: codes are made anew. */
static CpColumn *
append_new_words (const CpColumn *column, gsize index, CpTable *const *more, gsize n) {
  gsize n_old = cp_column_get_n_rows (column), at = n_old, n_rows = n_old + count_rows (more, n);
  gsize n_values = cp_column_get_n_values (column);
  g_autofree guint32 *codes = g_new (guint32, n_rows);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  memcpy (codes, cp_column_get_codes (column), n_old * sizeof *codes);
  for (gsize i = 0; i < n_values; i++)
    g_ptr_array_add (values, (gpointer)cp_column_get_value (column, i));
  for (gsize t = 0; t < n; t++) {
    const CpColumn *from = cp_table_get_column (more[t], index);
    for (gsize row = 0; row < cp_column_get_n_rows (from); row++) {
      const char *word = get_word (from, row);
      codes[at++] = word != NULL ? values->len : CP_MISSING;
      if (word != NULL)
        g_ptr_array_add (values, (gpointer)word); /* repeats are folded by the maker */
    }
  }
  return cp_column_new_category (cp_column_get_name (column), codes, n_rows,
                                 (const char *const *)values->pdata, values->len);
}

/* Texts are merely listed, so all of @more are put behind those of @column. */
static CpColumn *
append_texts (const CpColumn *column, gsize index, CpTable *const *more, gsize n) {
  gsize n_old = cp_column_get_n_rows (column), n_rows = n_old + count_rows (more, n);
  g_autofree const char **cells = g_new (const char *, n_rows);
  gsize at = 0;
  for (; at < n_old; at++)
    cells[at] = get_word (column, at);
  for (gsize t = 0; t < n; t++) {
    const CpColumn *from = cp_table_get_column (more[t], index);
    for (gsize row = 0; row < cp_column_get_n_rows (from); row++)
      cells[at++] = get_word (from, row);
  }
  return cp_column_new_text (cp_column_get_name (column), cells, n_rows);
}

/* (nullable): NULL where a word of a category is not in the dictionary of @column */
static CpColumn *
append_known_words (const CpColumn *column, gsize index, CpTable *const *more, gsize n) {
  gsize n_old = cp_column_get_n_rows (column), at = n_old, n_rows = n_old + count_rows (more, n);
  CpColumnType type = cp_column_get_type (column);
  CpDictionary *dictionary = cp_column_get_dictionary (column);
  g_autofree guint32 *codes = g_new (guint32, n_rows);
  memcpy (codes, cp_column_get_codes (column), n_old * sizeof *codes);
  for (gsize t = 0; t < n; t++) {
    const CpColumn *from = cp_table_get_column (more[t], index);
    gboolean is_shared = cp_column_get_dictionary (from) == dictionary || type == CP_COLUMN_BOOLEAN;
    for (gsize row = 0; row < cp_column_get_n_rows (from); row++, at++) {
      codes[at] = cp_column_get_codes (from)[row];
      if (!is_shared && codes[at] != CP_MISSING &&
          !cp_column_find_value (column, get_word (from, row), &codes[at]))
        return NULL;
    }
  }
  return cp_column_derive_codes (column, g_steal_pointer (&codes), n_rows);
}

static CpColumn *
append_cells (const CpColumn *column, gsize index, CpTable *const *more, gsize n) {
  switch (cp_column_get_type (column)) {
  case CP_COLUMN_NUMBER:
    return append_numbers (column, index, more, n);
  case CP_COLUMN_TEXT:
    return append_texts (column, index, more, n);
  case CP_COLUMN_CATEGORY:
  case CP_COLUMN_BOOLEAN:
  default: {
    CpColumn *known = append_known_words (column, index, more, n);
    return known != NULL ? known : append_new_words (column, index, more, n);
  }
  }
}

CpTable *
cp_table_append_rows (const CpTable *table, CpTable *const *more, gsize n) {
  gsize n_columns = cp_table_get_n_columns (table);
  for (gsize t = 0; t < n; t++)
    g_return_val_if_fail (cp_table_get_n_columns (more[t]) == n_columns, NULL);
  CpColumn **columns = g_new0 (CpColumn *, n_columns + 1);
  for (gsize i = 0; i < n_columns; i++)
    columns[i] = append_cells (cp_table_get_column (table, i), i, more, n);
  return cp_table_derive (table, columns);
}

CpTable *
cp_table_replace_column (const CpTable *table, gsize index, CpColumn *column) {
  g_return_val_if_fail (index < cp_table_get_n_columns (table), NULL);
  g_return_val_if_fail (cp_column_get_n_rows (column) == cp_table_get_n_rows (table), NULL);
  const char *name = cp_column_get_name (cp_table_get_column (table, index));
  g_return_val_if_fail (g_str_equal (cp_column_get_name (column), name), NULL);
  CpColumn **columns = dup_columns (table);
  cp_column_unref (columns[index]);
  columns[index] = cp_column_ref (column);
  return cp_table_derive (table, columns);
}

static CpColumn *
set_number (const CpColumn *column, gsize row, const char *value, GError **error) {
  double cell = cp_missing_cell (CP_MISSING);
  gboolean is_read =
      cp_is_missing_word (value, strlen (value)) || cp_parse_number (value, strlen (value), &cell);
  for (guint32 i = 0; i < cp_column_get_n_missing_words (column) && !is_read; i++)
    if ((is_read = g_str_equal (cp_column_get_missing_word_name (column, i, NULL), value)))
      cell = cp_missing_cell (i);
  if (!is_read) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "column '%s': '%s' is not a number.",
                 cp_column_get_name (column), value);
    return NULL;
  }
  gsize n_rows = cp_column_get_n_rows (column);
  double *values = g_memdup2 (cp_column_get_numbers (column), n_rows * sizeof *values);
  values[row] = cell;
  return cp_column_derive_numbers (column, values, n_rows);
}

static CpColumn *
set_boolean (const CpColumn *column, gsize row, const char *value, GError **error) {
  const char *false_word = cp_column_get_value (column, 0), *true_word = cp_column_get_value (column, 1);
  gboolean truth;
  guint32 code = CP_MISSING;
  if (g_ascii_strcasecmp (value, false_word) == 0)
    code = 0;
  else if (g_ascii_strcasecmp (value, true_word) == 0)
    code = 1;
  else if (cp_find_pair (value, strlen (value), &truth) != CP_PAIR_NONE)
    code = truth;
  else if (!cp_is_missing_word (value, strlen (value))) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "column '%s': '%s' is neither '%s' nor '%s'.",
                 cp_column_get_name (column), value, false_word, true_word);
    return NULL;
  }
  gsize n_rows = cp_column_get_n_rows (column);
  guint32 *codes = g_memdup2 (cp_column_get_codes (column), n_rows * sizeof *codes);
  codes[row] = code;
  return cp_column_derive_codes (column, codes, n_rows);
}

/* (transfer full): @dictionary with @word put in at @index */
static CpDictionary *
insert_word (const CpDictionary *dictionary, gsize index, const char *word) {
  gsize n_words = cp_dictionary_get_n_words (dictionary);
  CpDictionary *inserted =
      cp_dictionary_new (n_words + 1, cp_dictionary_get_n_bytes (dictionary) + strlen (word));
  for (gsize i = 0; i <= n_words; i++) {
    if (i == index)
      cp_dictionary_append (inserted, word, strlen (word));
    if (i == n_words)
      break;
    gsize length;
    const char *old = cp_dictionary_get_word (dictionary, i, &length);
    cp_dictionary_append (inserted, old, length);
  }
  return inserted;
}

/* Category and text. A new category goes where it sorts, so the codes from there on move up by one. */
static CpColumn *
set_word (const CpColumn *column, gsize row, const char *value) {
  CpColumnType type = cp_column_get_type (column);
  CpDictionary *dictionary = cp_column_get_dictionary (column);
  gsize n_rows = cp_column_get_n_rows (column);
  guint32 *codes = g_memdup2 (cp_column_get_dictionary_codes (column), n_rows * sizeof *codes);
  if (cp_is_missing_word (value, strlen (value))) {
    codes[row] = CP_MISSING;
    return cp_column_derive_codes (column, codes, n_rows);
  }
  gboolean is_known = FALSE;
  gsize index = cp_dictionary_get_n_words (dictionary);
  if (type == CP_COLUMN_CATEGORY)
    index = cp_dictionary_search (dictionary, value, &is_known);
  if (!is_known && type == CP_COLUMN_CATEGORY)
    for (gsize i = 0; i < n_rows; i++)
      codes[i] += codes[i] != CP_MISSING && codes[i] >= index;
  codes[row] = (guint32)index;
  return is_known ? cp_column_derive_codes (column, codes, n_rows)
                  : cp_column_take_codes (type, cp_column_get_name (column), codes, n_rows,
                                          insert_word (dictionary, index, value));
}

CpTable *
cp_table_set_cell (const CpTable *table, gsize row, gsize column, const char *value, GError **error) {
  g_return_val_if_fail (row < cp_table_get_n_rows (table), NULL);
  g_return_val_if_fail (column < cp_table_get_n_columns (table), NULL);
  g_return_val_if_fail (value != NULL, NULL);
  const CpColumn *old = cp_table_get_column (table, column);
  g_autoptr (CpColumn) edited = NULL;
  switch (cp_column_get_type (old)) {
  case CP_COLUMN_NUMBER:
    edited = set_number (old, row, value, error);
    break;
  case CP_COLUMN_BOOLEAN:
    edited = set_boolean (old, row, value, error);
    break;
  case CP_COLUMN_CATEGORY:
  case CP_COLUMN_TEXT:
    edited = set_word (old, row, value);
    break;
  }
  return edited != NULL ? cp_table_replace_column (table, column, edited) : NULL;
}
