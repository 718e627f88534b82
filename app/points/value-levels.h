#pragma once
#include "app/rows/fields.h"

/* The values of some rows of a column as numbers, to place or to colour by. */
G_BEGIN_DECLS

/* @rows: (n); @out_values: (n), written: the number, or the place of the word among the field's values; NaN
 * where it is missing, and for text */
void cp_value_levels_read (const CpField *field, const CpTable *table, const guint32 *rows, gsize n,
                           double *out_values);
/* The same from 0, lowest, to 1, highest: numbers by their rank, equal ones sharing one, words by their
 * order.
 * @field: (nullable): NaN for all */
void cp_value_levels_rank (const CpField *field, const CpTable *table, const guint32 *rows, gsize n,
                           double *out_levels);

G_END_DECLS
