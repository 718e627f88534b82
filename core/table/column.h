#pragma once
#include <glib.h>

/* One column of a table: a name, a type, one value a row; immutable and shared between table snapshots.
 *
 * - number: double per row; NaN exactly where missing. A column may know *missing words*: coded words such as
 *   "Exempt" that stand among the numbers; each such row is missing and remembers its word.
 * - category: guint32 code per row into a dictionary of distinct values, sorted by code point (so by UTF-8
 *   bytes); CP_MISSING where missing.
 * - boolean: as category, with exactly two values: code 0 is false, code 1 is true, whatever words the file
 *   used.
 * - text: the bytes of every cell, UTF-8.
 *
 * Getting a value is O(1); finding a dictionary value O(log n_values). */
G_BEGIN_DECLS

typedef enum { CP_COLUMN_NUMBER, CP_COLUMN_CATEGORY, CP_COLUMN_BOOLEAN, CP_COLUMN_TEXT } CpColumnType;

#define CP_MISSING G_MAXUINT32

typedef struct _CpColumn CpColumn;

const char *cp_column_type_get_name (CpColumnType type); /* "number", "category", … */
gboolean cp_column_type_parse (const char *name, CpColumnType *out_type);

CpColumn *cp_column_ref (CpColumn *column);
void cp_column_unref (CpColumn *column);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpColumn, cp_column_unref)

/* Makers copy what they are given; all (transfer full). */
CpColumn *cp_column_new_number (const char *name, const double *values, gsize n_rows);
/* @codes: (n_rows), each < n_values or CP_MISSING; @values need not be sorted: the maker sorts and recodes */
CpColumn *cp_column_new_category (const char *name, const guint32 *codes, gsize n_rows,
                                  const char *const *values, gsize n_values);
CpColumn *cp_column_new_boolean (const char *name, const guint32 *codes, gsize n_rows, const char *false_word,
                                 const char *true_word);
CpColumn *cp_column_new_text (const char *name, const char *const *cells,
                              gsize n_rows); /* NULL cell: missing */

const char *cp_column_get_name (const CpColumn *column);
CpColumnType cp_column_get_type (const CpColumn *column);
gsize cp_column_get_n_rows (const CpColumn *column);
gsize cp_column_get_n_missing (const CpColumn *column);
gboolean cp_column_is_missing (const CpColumn *column, gsize row);
/* (nullable): the coded word of a missing number ("Exempt"); NULL for a present or plainly missing one */
const char *cp_column_get_missing_word (const CpColumn *column, gsize row);
gsize cp_column_get_n_missing_words (const CpColumn *column);
const char *cp_column_get_missing_word_name (const CpColumn *column, gsize index,
                                             gsize *out_count); /* count nullable */

const double *cp_column_get_numbers (const CpColumn *column); /* number only: (n_rows) */
const guint32 *cp_column_get_codes (const CpColumn *column);  /* category and boolean: (n_rows) */
gsize cp_column_get_n_values (const CpColumn *column); /* category and boolean: dictionary size; else 0 */
const char *cp_column_get_value (const CpColumn *column, gsize code);
gboolean cp_column_find_value (const CpColumn *column, const char *value, guint32 *out_code);
const char *cp_column_get_text (const CpColumn *column, gsize row,
                                gsize *out_length); /* text only; not terminated; NULL if missing */

/* (transfer full): the cell as a file would hold it: shortest number, the word, or "" when missing */
char *cp_column_dup_cell (const CpColumn *column, gsize row);

G_END_DECLS
