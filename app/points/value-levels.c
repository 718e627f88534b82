#include "app/points/value-levels.h"

#include <math.h>

void
cp_value_levels_read (const CpField *field, const CpTable *table, const guint32 *rows, gsize n,
                      double *out_values) {
  g_return_if_fail (field != NULL && table != NULL);
  const CpColumn *column = cp_table_get_column (table, field->column);
  gboolean is_number = field->group == NULL && field->type == CP_COLUMN_NUMBER;
  for (gsize i = 0; i < n; i++) {
    guint32 code = CP_MISSING;
    if (is_number) {
      out_values[i] = cp_column_is_missing (column, rows[i]) ? NAN : cp_column_get_numbers (column)[rows[i]];
      continue;
    }
    if (field->group != NULL)
      code = cp_one_hot_group_get_code (field->group, table, rows[i]);
    else if (field->type != CP_COLUMN_TEXT)
      code = cp_column_get_codes (column)[rows[i]];
    out_values[i] = code != CP_MISSING ? code : NAN;
  }
}

static int
compare_values (gconstpointer first, gconstpointer second, gpointer data) {
  const double *values = data;
  guint a = *(const guint *)first, b = *(const guint *)second;
  return values[a] != values[b] ? (values[a] < values[b] ? -1 : 1) : (a < b ? -1 : a > b);
}

/* Each value's place among the values, equal values sharing one. */
static void
rank_numbers (const double *values, gsize n, double *out_levels) {
  g_autofree guint *order = g_new (guint, n + 1);
  guint n_known = 0;
  for (guint i = 0; i < n; i++) {
    out_levels[i] = NAN;
    if (!isnan (values[i]))
      order[n_known++] = i;
  }
  g_qsort_with_data (order, (int)n_known, sizeof *order, compare_values, (gpointer)values);
  for (guint i = 0, end; i < n_known; i = end) {
    for (end = i + 1; end < n_known && values[order[end]] == values[order[i]];)
      end++;
    for (guint k = i; k < end; k++)
      out_levels[order[k]] = n_known > 1 ? (i + end - 1) / 2.0 / (n_known - 1) : 0.5;
  }
}

void
cp_value_levels_rank (const CpField *field, const CpTable *table, const guint32 *rows, gsize n,
                      double *out_levels) {
  if (field == NULL) {
    for (gsize i = 0; i < n; i++)
      out_levels[i] = NAN;
    return;
  }
  g_autofree double *values = g_new (double, n + 1);
  cp_value_levels_read (field, table, rows, n, values);
  if (field->group == NULL && field->type == CP_COLUMN_NUMBER) {
    rank_numbers (values, n, out_levels);
    return;
  }
  guint n_values = cp_field_get_n_values (field, table);
  for (gsize i = 0; i < n; i++)
    out_levels[i] = n_values > 1 || isnan (values[i]) ? values[i] / (n_values - 1.0) : 0.5;
}
