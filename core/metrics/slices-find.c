#include "core/base/format.h"
#include "core/metrics/distinct.h"
#include "core/metrics/slices-private.h"

#include <math.h>
#include <string.h>

/* The slice of a row of another table: its values as texts, looked up among those of the slices. */

/* Its length goes before it, the last digit first, so that no two lists of values read the same. Without
 * printf: thousands of rows are looked up at once. */
static void
append_value (GString *cell, const char *text, gboolean is_missing) {
  gsize length = strlen (text);
  g_string_append_c (cell, is_missing ? 'm' : 'p');
  for (gsize n = length; n > 0; n /= 10)
    g_string_append_c (cell, (char)('0' + n % 10));
  g_string_append_c (cell, ':');
  g_string_append_len (cell, text, (gssize)length);
}

void
cp_slices_take_rules (CpSlices *slices, CpSliceRule *rules) {
  slices->rules = rules;
  slices->cells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint s = 0; s < slices->n_slices; s++) {
    GString *cell = g_string_new (NULL);
    for (gsize k = 0; k < slices->n_keys; k++)
      append_value (cell, slices->values[s * slices->n_keys + k], slices->is_missing[s * slices->n_keys + k]);
    g_hash_table_insert (slices->cells, g_string_free (cell, FALSE), GUINT_TO_POINTER (s));
  }
}

void
cp_slices_clear_rules (CpSlices *slices) {
  for (gsize k = 0; slices->rules != NULL && k < slices->n_keys; k++) {
    g_clear_pointer (&slices->rules[k].groups, g_ptr_array_unref);
    g_free (slices->rules[k].bounds);
    g_strfreev (slices->rules[k].texts);
  }
  g_clear_pointer (&slices->rules, g_free);
  g_clear_pointer (&slices->cells, g_hash_table_unref);
}

/* (transfer full) */
static char *
name_number (const CpSliceRule *rule, const CpColumn *column, gsize row, gboolean *out_is_missing) {
  double value = cp_column_get_numbers (column)[row];
  *out_is_missing = isnan (value);
  if (isnan (value)) {
    const char *word =
        cp_column_get_n_missing_words (column) > 0 ? cp_column_get_missing_word (column, row) : NULL;
    return g_strdup (word != NULL ? word : CP_SLICE_MISSING);
  }
  gsize i = rule->n_bounds > 0 ? cp_find_last_not_above (rule->bounds, rule->n_bounds, value) : 0;
  if (rule->n_bounds > 0 && (rule->is_binned || rule->bounds[i] == value))
    return g_strdup (rule->texts[i]);
  char text[CP_FORMAT_SIZE];
  return g_strdup (cp_format_double (text, value));
}

/* (transfer full): as the slices call it */
static char *
name_value (const CpSlices *slices, gsize key, const CpTable *table, gsize row, gboolean *out_is_missing) {
  const CpSliceRule *rule = &slices->rules[key];
  const CpColumn *column = rule->group == NULL ? cp_table_find_column (table, slices->keys[key]) : NULL;
  if (column != NULL && cp_column_get_type (column) == CP_COLUMN_NUMBER)
    return name_number (rule, column, row, out_is_missing);
  guint32 code = rule->group != NULL ? cp_one_hot_group_get_code (rule->group, table, row)
                 : column != NULL    ? cp_column_get_codes (column)[row]
                                     : CP_MISSING;
  *out_is_missing = code == CP_MISSING;
  if (code == CP_MISSING)
    return g_strdup (CP_SLICE_MISSING);
  return g_strdup (rule->group != NULL ? rule->group->values[code] : cp_column_get_value (column, code));
}

guint
cp_slices_find (const CpSlices *slices, const CpTable *table, gsize row) {
  g_return_val_if_fail (row < cp_table_get_n_rows (table), CP_NO_SLICE);
  gpointer slice;
  if (slices->rules == NULL)
    return CP_NO_SLICE;
  g_autoptr (GString) cell = g_string_new (NULL);
  for (gsize k = 0; k < slices->n_keys; k++) {
    gboolean is_missing;
    g_autofree char *text = name_value (slices, k, table, row, &is_missing);
    append_value (cell, text, is_missing);
  }
  return g_hash_table_lookup_extended (slices->cells, cell->str, NULL, &slice) ? GPOINTER_TO_UINT (slice)
                                                                               : CP_NO_SLICE;
}

char *
cp_slices_dup_label_of (const CpSlices *slices, const CpTable *table, gsize row) {
  g_return_val_if_fail (slices->rules != NULL && row < cp_table_get_n_rows (table), NULL);
  if (slices->n_keys == 0)
    return g_strdup (slices->labels[0]);
  g_autofree char **texts = g_new0 (char *, slices->n_keys + 1);
  gboolean is_missing;
  for (gsize k = 0; k < slices->n_keys; k++)
    texts[k] = name_value (slices, k, table, row, &is_missing);
  char *label = g_strjoinv (" · ", texts);
  for (gsize k = 0; k < slices->n_keys; k++)
    g_free (texts[k]);
  return label;
}

double
cp_slices_get_threshold (const CpSlices *slices, const double *thresholds, guint slice, double otherwise) {
  g_return_val_if_fail (slice < slices->n_slices || slice == CP_NO_SLICE, otherwise);
  if (slice != CP_NO_SLICE)
    return thresholds[slice];
  for (guint s = 1; s < slices->n_slices; s++) {
    if (thresholds[s] != thresholds[0])
      return otherwise;
  }
  return slices->n_slices > 0 ? thresholds[0] : otherwise;
}
