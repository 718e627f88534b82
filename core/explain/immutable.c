#include "core/explain/immutable.h"

#include <math.h>
#include <string.h>

static gboolean
hold (const CpTable *table, const GPtrArray *one_hot, const char *name, gboolean *is_held, GError **error) {
  gsize index = G_MAXSIZE;
  gboolean is_column = cp_table_find_column_index (table, name, &index);
  if (is_column)
    is_held[index] = TRUE;
  for (guint i = 0; i < one_hot->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (one_hot, i);
    gboolean is_group = strcmp (group->name, name) == 0;
    for (guint j = 0; j < group->n_values; j++)
      is_group |= group->columns[j] == index;
    for (guint j = 0; is_group && j < group->n_values; j++)
      is_held[group->columns[j]] = TRUE;
    is_column |= is_group;
  }
  return is_column || cp_table_require_column (table, name, "--immutable", error) != NULL;
}

gboolean *
cp_immutable_find (const CpTable *table, const GPtrArray *one_hot, const char *const *names, GError **error) {
  g_autofree gboolean *is_held = g_new0 (gboolean, cp_table_get_n_columns (table) + 1);
  for (; names != NULL && *names != NULL; names++)
    if (!hold (table, one_hot, *names, is_held, error))
      return NULL;
  return g_steal_pointer (&is_held);
}

static void
exclude_by_number (const CpColumn *column, const CpColumn *of_row, double *distances) {
  const double *numbers = cp_column_get_numbers (column);
  double own = cp_column_get_numbers (of_row)[0];
  const char *word = cp_column_get_missing_word (of_row, 0);
  for (gsize i = 0; i < cp_column_get_n_rows (column); i++) {
    gboolean is_same = isnan (own) && isnan (numbers[i])
                           ? g_strcmp0 (word, cp_column_get_missing_word (column, i)) == 0
                           : numbers[i] == own;
    distances[i] = is_same ? distances[i] : INFINITY;
  }
}

/* An edited row may have a dictionary of its own, so categories meet as words. */
static void
exclude_by_code (const CpColumn *column, const CpColumn *of_row, double *distances) {
  const guint32 *codes = cp_column_get_codes (column);
  guint32 own = cp_column_get_codes (of_row)[0];
  gboolean is_known = TRUE;
  if (own != CP_MISSING)
    is_known = cp_column_find_value (column, cp_column_get_value (of_row, own), &own);
  for (gsize i = 0; i < cp_column_get_n_rows (column); i++)
    distances[i] = is_known && codes[i] == own ? distances[i] : INFINITY;
}

static void
exclude_by_text (const CpColumn *column, const CpColumn *of_row, double *distances) {
  gsize own_length = 0, length = 0;
  const char *own = cp_column_get_text (of_row, 0, &own_length);
  for (gsize i = 0; i < cp_column_get_n_rows (column); i++) {
    const char *text = cp_column_get_text (column, i, &length);
    gboolean is_same =
        own == NULL || text == NULL ? own == text : length == own_length && memcmp (own, text, length) == 0;
    distances[i] = is_same ? distances[i] : INFINITY;
  }
}

gsize
cp_immutable_exclude (const CpTable *table, const CpTable *row, const gboolean *is_held, double *distances) {
  for (gsize c = 0; c < cp_table_get_n_columns (table); c++) {
    if (!is_held[c])
      continue;
    const CpColumn *column = cp_table_get_column (table, c), *of_row = cp_table_get_column (row, c);
    switch (cp_column_get_type (column)) {
    case CP_COLUMN_NUMBER:
      exclude_by_number (column, of_row, distances);
      break;
    case CP_COLUMN_TEXT:
      exclude_by_text (column, of_row, distances);
      break;
    case CP_COLUMN_CATEGORY:
    case CP_COLUMN_BOOLEAN:
      exclude_by_code (column, of_row, distances);
    }
  }
  gsize n_left = 0;
  for (gsize i = 0; i < cp_table_get_n_rows (table); i++)
    n_left += distances[i] < INFINITY;
  return n_left;
}
