#include "core/metrics/labels.h"

#include "core/base/error.h"
#include "core/base/format.h"
#include "core/base/names.h"
#include "core/metrics/distinct.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

struct _CpLabels {
  gsize n_rows, n_missing;
  guint8 *values;
  char *positive;
  gboolean was_chosen;
};

static void
labels_clear (gpointer data) {
  CpLabels *labels = data;
  g_free (labels->values);
  g_free (labels->positive);
}

CpLabels *
cp_labels_ref (CpLabels *labels) {
  return g_atomic_rc_box_acquire (labels);
}

void
cp_labels_unref (CpLabels *labels) {
  g_atomic_rc_box_release_full (labels, labels_clear);
}

/* Takes @values. */
static CpLabels *
labels_take (guint8 *values, gsize n_rows, const char *positive, gboolean was_chosen) {
  CpLabels *labels = g_atomic_rc_box_new0 (CpLabels);
  labels->n_rows = n_rows;
  labels->values = values;
  labels->positive = g_strdup (positive);
  labels->was_chosen = was_chosen;
  for (gsize r = 0; r < n_rows; r++)
    labels->n_missing += values[r] == CP_LABEL_NONE;
  return labels;
}

CpLabels *
cp_labels_new (const guint8 *values, gsize n_rows) {
  return labels_take (g_memdup2 (values, n_rows), n_rows, "1", FALSE);
}

CpLabels *
cp_labels_keep_rows (const CpLabels *labels, const guint32 *rows, gsize n) {
  guint8 *values = g_malloc (labels->n_rows);
  memset (values, CP_LABEL_NONE, labels->n_rows);
  for (gsize i = 0; i < n; i++) {
    g_assert (rows[i] < labels->n_rows);
    values[rows[i]] = labels->values[rows[i]];
  }
  return labels_take (values, labels->n_rows, labels->positive, labels->was_chosen);
}

gsize
cp_labels_get_n_rows (const CpLabels *labels) {
  return labels->n_rows;
}

const guint8 *
cp_labels_get_values (const CpLabels *labels) {
  return labels->values;
}

const char *
cp_labels_get_positive (const CpLabels *labels) {
  return labels->positive;
}

gboolean
cp_labels_was_chosen (const CpLabels *labels) {
  return labels->was_chosen;
}

gsize
cp_labels_get_n_missing (const CpLabels *labels) {
  return labels->n_missing;
}

/* (transfer full): the values that occur, in sort order, as text */
static GPtrArray *
find_values (const CpColumn *column) {
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER) {
    gsize n;
    g_autofree double *numbers = cp_column_dup_distinct (column, &n);
    for (gsize i = 0; i < n; i++)
      g_ptr_array_add (values, cp_format_double (g_malloc (CP_FORMAT_SIZE), numbers[i]));
    return values;
  }
  const guint32 *codes = cp_column_get_codes (column);
  gsize n_values = cp_column_get_n_values (column);
  g_autofree gboolean *is_seen = g_new0 (gboolean, n_values);
  for (gsize r = 0; r < cp_column_get_n_rows (column); r++) {
    if (codes[r] != CP_MISSING)
      is_seen[codes[r]] = TRUE;
  }
  for (gsize v = 0; v < n_values; v++) {
    if (is_seen[v])
      g_ptr_array_add (values, g_strdup (cp_column_get_value (column, v)));
  }
  return values;
}

/* 1, true or yes; else the later of the values, which for a boolean is the true one. */
static const char *
choose_positive (const GPtrArray *values) {
  static const char *const words[] = {"1", "true", "yes"};
  for (gsize w = 0; w < G_N_ELEMENTS (words); w++) {
    for (guint i = 0; i < values->len; i++) {
      if (g_ascii_strcasecmp (g_ptr_array_index (values, i), words[w]) == 0)
        return g_ptr_array_index (values, i);
    }
  }
  return g_ptr_array_index (values, values->len - 1);
}

/* (nullable): the one of @values that @positive means in this column */
static const char *
match_positive (const CpColumn *column, const GPtrArray *values, const char *positive) {
  double wanted, number;
  gboolean is_number = cp_column_get_type (column) == CP_COLUMN_NUMBER;
  if (is_number && !cp_parse_number (positive, strlen (positive), &wanted))
    return NULL;
  for (guint i = 0; i < values->len; i++) {
    const char *value = g_ptr_array_index (values, i);
    if (is_number ? cp_parse_number (value, strlen (value), &number) && number == wanted
                  : strcmp (value, positive) == 0)
      return value;
  }
  return NULL;
}

static guint8 *
code_labels (const CpColumn *column, const char *positive) {
  gsize n_rows = cp_column_get_n_rows (column);
  guint8 *labels = g_new (guint8, n_rows);
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER) {
    const double *numbers = cp_column_get_numbers (column);
    double wanted = g_ascii_strtod (positive, NULL);
    for (gsize r = 0; r < n_rows; r++)
      labels[r] = isnan (numbers[r]) ? CP_LABEL_NONE : numbers[r] == wanted;
    return labels;
  }
  const guint32 *codes = cp_column_get_codes (column);
  guint32 wanted = CP_MISSING;
  cp_column_find_value (column, positive, &wanted);
  for (gsize r = 0; r < n_rows; r++)
    labels[r] = codes[r] == CP_MISSING ? CP_LABEL_NONE : codes[r] == wanted;
  return labels;
}

CpLabels *
cp_labels_build (const CpTable *table, const char *column_name, const char *positive, GError **error) {
  const char *place = cp_table_get_place (table);
  CpColumn *column = cp_table_require_column (table, column_name, "the label", error);
  if (column == NULL)
    return NULL;
  if (cp_column_get_type (column) == CP_COLUMN_TEXT) {
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
                 "%s: label '%s' is a column of text; a label needs values that repeat.", place, column_name);
    return NULL;
  }
  g_autoptr (GPtrArray) values = find_values (column);
  g_autofree char *list = cp_list_names ((const char *const *)values->pdata, values->len);
  if (values->len < 2) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: label '%s' has %s%s; a label needs at least two.",
                 place, column_name, values->len == 1 ? "one value, " : "no value", list);
    return NULL;
  }
  const char *chosen =
      positive != NULL ? match_positive (column, values, positive) : choose_positive (values);
  if (chosen == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: label '%s' has no value '%s'; its values are %s.",
                 place, column_name, positive, list);
    return NULL;
  }
  return labels_take (code_labels (column, chosen), cp_column_get_n_rows (column), chosen, positive == NULL);
}
