#include "app/session/row-history.h"

#include "core/base/error.h"
#include "core/table/edits.h"

#include <math.h>

struct _CpRowHistory {
  guint32 row;
  CpTable *original, *current, *scored;
};

CpRowHistory *
cp_row_history_new (const CpTable *table, guint32 row) {
  g_return_val_if_fail (row < cp_table_get_n_rows (table), NULL);
  CpRowHistory *history = g_new0 (CpRowHistory, 1);
  history->row = row;
  history->original = cp_table_take_rows (table, &row, 1);
  history->current = cp_table_ref (history->original);
  history->scored = cp_table_ref (history->original);
  return history;
}

void
cp_row_history_free (CpRowHistory *history) {
  cp_table_unref (history->original);
  cp_table_unref (history->current);
  cp_table_unref (history->scored);
  g_free (history);
}

guint32
cp_row_history_get_row (const CpRowHistory *history) {
  return history->row;
}

CpTable *
cp_row_history_get_original (const CpRowHistory *history) {
  return history->original;
}

CpTable *
cp_row_history_get_current (const CpRowHistory *history) {
  return history->current;
}

CpTable *
cp_row_history_get_scored (const CpRowHistory *history) {
  return history->scored;
}

static void
replace (CpTable **slot, CpTable *state) {
  cp_table_ref (state); /* first: it may be the one that goes */
  cp_table_unref (*slot);
  *slot = state;
}

void
cp_row_history_set_current (CpRowHistory *history, CpTable *state) {
  replace (&history->current, state);
}

void
cp_row_history_set_scored (CpRowHistory *history, CpTable *state) {
  replace (&history->scored, state);
}

/* Whether it needs no words to see: nearly all cells of two states of a row are the same. */
static gboolean
is_same_cell (const CpColumn *a, const CpColumn *b) {
  if (a == b)
    return TRUE;
  if (cp_column_get_type (a) != CP_COLUMN_NUMBER || cp_column_get_type (b) != CP_COLUMN_NUMBER)
    return FALSE;
  double x = cp_column_get_numbers (a)[0], y = cp_column_get_numbers (b)[0];
  return x == y && signbit (x) == signbit (y); /* a missing value may be another word */
}

static gboolean
is_same_field (const CpField *field, const CpTable *a, const CpTable *b) {
  if (field->group == NULL)
    return is_same_cell (cp_table_get_column (a, field->column), cp_table_get_column (b, field->column));
  for (guint i = 0; i < field->group->n_values; i++) {
    gsize column = field->group->columns[i];
    if (!is_same_cell (cp_table_get_column (a, column), cp_table_get_column (b, column)))
      return FALSE;
  }
  return TRUE;
}

gboolean
cp_field_differs (const CpField *field, const CpTable *a, const CpTable *b) {
  if (is_same_field (field, a, b))
    return FALSE;
  g_autofree char *from = cp_field_dup_cell (field, a, 0), *to = cp_field_dup_cell (field, b, 0);
  return !g_str_equal (from, to);
}

guint
cp_row_history_get_n_changes (const CpRowHistory *history, const CpFields *fields) {
  guint n_changes = 0;
  for (guint i = 0; i < cp_fields_get_n (fields); i++)
    n_changes += cp_field_differs (cp_fields_get (fields, i), history->original, history->current);
  return n_changes;
}

char *
cp_row_describe_changes (const CpFields *fields, const CpTable *from, const CpTable *to) {
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    const CpField *field = cp_fields_get (fields, i);
    if (!cp_field_differs (field, from, to))
      continue;
    g_autofree char *before = cp_field_dup_shown (field, from, 0), *after = cp_field_dup_shown (field, to, 0);
    g_string_append_printf (text, "%s%s %s → %s", text->len > 0 ? ", " : "", field->name, before, after);
  }
  return g_string_free (text, FALSE);
}

json_t *
cp_row_changes_to_json (const CpFields *fields, const CpTable *from, const CpTable *to) {
  json_t *changes = json_object ();
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    const CpField *field = cp_fields_get (fields, i);
    if (!cp_field_differs (field, from, to))
      continue;
    g_autofree char *cell = cp_field_dup_cell (field, to, 0);
    json_object_set_new (changes, field->name, json_string (cell));
  }
  return changes;
}

CpTable *
cp_row_apply_json (CpRowEditor *editor, CpTable *row, const json_t *changes, const char *place,
                   GError **error) {
  CpTable *edited = cp_table_ref (row);
  const char *column;
  json_t *value;
  json_object_foreach ((json_t *)changes, column, value) {
    g_autofree char *text =
        json_is_string (value) ? g_strdup (json_string_value (value)) : cp_json_dump (value, FALSE);
    CpTable *next = cp_row_editor_set (editor, edited, column, text, error);
    cp_table_unref (edited);
    if (next == NULL) {
      g_prefix_error (error, "%s: ", place);
      return NULL;
    }
    edited = next;
  }
  return edited;
}
