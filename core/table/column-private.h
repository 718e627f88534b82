#pragma once
#include "core/table/column.h"
#include "core/table/dictionary.h"

/* For the makers of columns inside core/table: columns that take over memory instead of copying it, and how a
 * number cell remembers its missing word: in the payload of its NaN, so the values alone are the column. */
G_BEGIN_DECLS

/* The cell of a missing number: @word is the index of its missing word, CP_MISSING for none. */
double cp_missing_cell (guint32 word);
/* @cell is NaN: the index of its word, or CP_MISSING. */
guint32 cp_missing_cell_get_word (double cell);

/* (transfer full): takes @values, whose NaN cells are made by cp_missing_cell(), and @words (nullable) */
CpColumn *cp_column_take_numbers (const char *name, double *values, gsize n_rows, CpDictionary *words);
/* (transfer full): takes @codes and @dictionary (sorted for a category; false, true for a boolean) */
CpColumn *cp_column_take_codes (CpColumnType type, const char *name, guint32 *codes, gsize n_rows,
                                CpDictionary *dictionary);
/* (transfer full): a column with the name, the type and the words of @column and other cells, which are
 * taken: as those of cp_column_take_numbers() and cp_column_take_codes() */
CpColumn *cp_column_derive_numbers (const CpColumn *column, double *values, gsize n_rows);
CpColumn *cp_column_derive_codes (const CpColumn *column, guint32 *codes, gsize n_rows);
/* (transfer none) (nullable): the words of a category, boolean or text column; the missing words of a number
 */
CpDictionary *cp_column_get_dictionary (const CpColumn *column);
/* (transfer none): as cp_column_get_codes(), and also for text, whose codes index its dictionary */
const guint32 *cp_column_get_dictionary_codes (const CpColumn *column);

G_END_DECLS
