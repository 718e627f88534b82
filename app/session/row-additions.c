#include "app/session/row-additions.h"

#include "app/session/row-history.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/table/edits.h"
#include "core/table/ids.h"
#include "core/table/statistics.h"

#include <math.h>

static void
addition_clear (gpointer data) {
  g_clear_pointer (&((CpRowAddition *)data)->state, cp_table_unref);
}

GArray *
cp_row_additions_new (void) {
  GArray *additions = g_array_new (FALSE, FALSE, sizeof (CpRowAddition));
  g_array_set_clear_func (additions, addition_clear);
  return additions;
}

void
cp_row_additions_add (GArray *additions, guint32 like, guint step, CpTable *state) {
  CpRowAddition addition = {like, step, state != NULL ? cp_table_ref (state) : NULL};
  g_array_append_val (additions, addition);
}

GArray *
cp_row_additions_copy (const GArray *additions) {
  GArray *copy = cp_row_additions_new ();
  for (guint i = 0; i < additions->len; i++) {
    const CpRowAddition *addition = &g_array_index (additions, CpRowAddition, i);
    cp_row_additions_add (copy, addition->like, addition->step, addition->state);
  }
  return copy;
}

/* ---- rows made up ---- */

/* Takes @row. @cell: of the table's own making, so it can be read */
static CpTable *
set_cell (CpTable *row, const CpField *field, const char *cell) {
  g_autoptr (GError) error = NULL;
  CpTable *next = NULL;
  if (field->group == NULL) {
    next = cp_table_set_cell (row, 0, field->column, cell, &error);
    g_assert_no_error (error);
  } else {
    guint32 code = CP_MISSING;
    for (guint32 i = 0; i < field->group->n_values; i++)
      if (g_str_equal (field->group->values[i], cell))
        code = i;
    next = cp_one_hot_group_set (field->group, row, 0, code);
  }
  cp_table_unref (row);
  return next;
}

CpTable *
cp_row_new_blank (const CpTable *table, const CpFields *fields) {
  const guint32 first = 0;
  CpTable *row = cp_table_take_rows (table, &first, 1);
  for (guint i = 0; i < cp_fields_get_n (fields); i++)
    row = set_cell (row, cp_fields_get (fields, i), "");
  return row;
}

static gboolean
is_whole (const CpColumn *column) {
  const double *numbers = cp_column_get_numbers (column);
  for (gsize row = 0; row < cp_column_get_n_rows (column); row++) {
    if (!isnan (numbers[row]) && numbers[row] != floor (numbers[row]))
      return FALSE;
  }
  return TRUE;
}

/* (transfer full): as the row editor takes it */
static char *
find_typical_cell (const CpColumn *column) {
  g_auto (CpColumnStatistics) statistics;
  cp_column_statistics (column, &statistics);
  if (cp_column_get_type (column) != CP_COLUMN_NUMBER)
    return g_strdup (statistics.top != NULL ? statistics.top : "");
  if (isnan (statistics.median))
    return g_strdup ("");
  char buffer[CP_FORMAT_SIZE];
  double median = is_whole (column) ? floor (statistics.median) : statistics.median;
  return g_strdup (cp_format_double (buffer, median));
}

CpTable *
cp_row_new_typical (const CpTable *table, const CpFields *fields, const char *const *empty,
                    GCancellable *cancellable, GError **error) {
  g_autoptr (CpTable) row = cp_row_new_blank (table, fields);
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    const CpField *field = cp_fields_get (fields, i);
    if (cp_check_cancelled (cancellable, error))
      return NULL;
    if (g_strv_contains (empty, field->name))
      continue;
    g_autoptr (CpColumn) column = cp_field_to_column (field, table);
    if (cp_column_is_id (column))
      continue;
    g_autofree char *cell = find_typical_cell (column);
    row = set_cell (g_steal_pointer (&row), field, cell);
  }
  return g_steal_pointer (&row);
}

/* Takes @state. */
static CpTable *
clear_cells (CpTable *state, const char *const *names) {
  for (gsize column; *names != NULL; names++) {
    if (!cp_table_find_column_index (state, *names, &column))
      continue;
    CpTable *next = cp_table_set_cell (state, 0, column, "", NULL);
    cp_table_unref (state);
    state = next;
  }
  return state;
}

void
cp_row_additions_build_copies (GArray *additions, const CpTable *table, const char *const *scores) {
  for (guint i = 0; i < additions->len; i++) {
    CpRowAddition *addition = &g_array_index (additions, CpRowAddition, i);
    if (addition->like == G_MAXUINT32) /* CP_NO_ROW */
      continue;
    CpTable *state = g_steal_pointer (&addition->state);
    addition->state =
        clear_cells (state != NULL ? state : cp_table_take_rows (table, &addition->like, 1), scores);
  }
}

CpTable *
cp_row_additions_append (const GArray *additions, const CpTable *table) {
  g_autofree CpTable **rows = g_new (CpTable *, additions->len + 1);
  for (guint i = 0; i < additions->len; i++)
    rows[i] = g_array_index (additions, CpRowAddition, i).state;
  return cp_table_append_rows (table, rows, additions->len);
}

/* ---- the session file ---- */

json_t *
cp_row_addition_to_json (const CpTable *table, const CpFields *fields, guint32 row, guint32 like) {
  gboolean is_copy = like < cp_table_get_n_rows (table);
  g_autoptr (CpTable) state = cp_table_take_rows (table, &row, 1);
  g_autoptr (CpTable) base =
      is_copy ? cp_table_take_rows (table, &like, 1) : cp_row_new_blank (table, fields);
  json_t *added = is_copy ? json_pack ("{s:I}", "like", (json_int_t)like) : json_object ();
  return json_pack ("{s:I,s:o,s:o}", "row", (json_int_t)row, "added", added, "values",
                    cp_row_changes_to_json (fields, base, state));
}

/* (transfer full) (nullable): what the next row differs from; @out_like is its number or CP_NO_ROW */
static CpTable *
find_base (const json_t *added, const GArray *before, const CpTable *table, const CpFields *fields,
           const char *place, guint32 *out_like, GError **error) {
  const json_t *like = json_object_get (added, "like");
  gsize n_rows = cp_table_get_n_rows (table), n = n_rows + before->len;
  *out_like = G_MAXUINT32; /* CP_NO_ROW */
  if (like == NULL)
    return cp_row_new_blank (table, fields);
  if (!json_is_integer (like) || json_integer_value (like) < 0 || (gsize)json_integer_value (like) >= n) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s.added.like: expected a row from 0 to %" G_GSIZE_FORMAT ".", place, n - 1);
    return NULL;
  }
  *out_like = (guint32)json_integer_value (like);
  return *out_like < n_rows ? cp_table_take_rows (table, out_like, 1)
                            : cp_table_ref (g_array_index (before, CpRowAddition, *out_like - n_rows).state);
}

static gboolean
read_addition (const json_t *item, GArray *additions, const CpTable *table, const CpFields *fields,
               CpRowEditor *editor, const char *place, GError **error) {
  const json_t *row = json_object_get (item, "row");
  gsize next = cp_table_get_n_rows (table) + additions->len;
  if (!json_is_integer (row) || json_integer_value (row) != (json_int_t)next) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s.row: expected %" G_GSIZE_FORMAT ", the number of the next row added.", place, next);
    return FALSE;
  }
  guint32 like;
  g_autoptr (CpTable) base =
      find_base (json_object_get (item, "added"), additions, table, fields, place, &like, error);
  if (base == NULL)
    return FALSE;
  g_autoptr (CpTable) state =
      cp_row_apply_json (editor, base, json_object_get (item, "values"), place, error);
  if (state == NULL)
    return FALSE;
  cp_row_additions_add (additions, like, 0, state);
  return TRUE;
}

GArray *
cp_row_additions_read (const json_t *edits, const CpTable *table, const CpFields *fields, CpRowEditor *editor,
                       const char *name, GError **error) {
  g_autoptr (GArray) additions = cp_row_additions_new ();
  gsize i;
  json_t *item;
  json_array_foreach (edits, i, item) {
    g_autofree char *place = g_strdup_printf ("%s: edits[%" G_GSIZE_FORMAT "]", name, i);
    if (json_is_object (json_object_get (item, "added")) &&
        !read_addition (item, additions, table, fields, editor, place, error))
      return NULL;
  }
  return g_steal_pointer (&additions);
}
