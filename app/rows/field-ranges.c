#include "app/rows/field-ranges.h"

#include <math.h>

double *
cp_field_ranges_build (const CpFields *fields, const CpTable *table, GCancellable *cancellable,
                       GError **error) {
  guint n = cp_fields_get_n (fields);
  gsize n_rows = cp_table_get_n_rows (table);
  g_autofree double *ranges = g_new (double, 2 * (gsize)n + 1);
  for (guint i = 0; i < n; i++) {
    const CpField *field = cp_fields_get (fields, i);
    double min = NAN, max = NAN;
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
    if (field->type == CP_COLUMN_NUMBER && field->group == NULL) {
      const double *numbers = cp_column_get_numbers (cp_table_get_column (table, field->column));
      for (gsize row = 0; row < n_rows; row++) { /* fmin and fmax leave NaN out */
        min = fmin (min, numbers[row]);
        max = fmax (max, numbers[row]);
      }
    }
    ranges[2 * i] = min;
    ranges[2 * i + 1] = max;
  }
  return g_steal_pointer (&ranges);
}
