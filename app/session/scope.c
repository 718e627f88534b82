#include "app/session/scope.h"

#include "core/base/error.h"
#include "core/table/order.h"

struct _CpScope {
  GArray *rows; /* guint32 */
  char *name, *condition;
};

static void
scope_clear (gpointer data) {
  CpScope *scope = data;
  g_array_unref (scope->rows);
  g_free (scope->name);
  g_free (scope->condition);
}

CpScope *
cp_scope_ref (CpScope *scope) {
  return g_atomic_rc_box_acquire (scope);
}

void
cp_scope_unref (CpScope *scope) {
  g_atomic_rc_box_release_full (scope, scope_clear);
}

CpScope *
cp_scope_new (GArray *rows, const char *name, const char *condition) {
  g_return_val_if_fail (rows != NULL && name != NULL, NULL);
  for (guint i = 1; i < rows->len; i++)
    g_return_val_if_fail (g_array_index (rows, guint32, i - 1) < g_array_index (rows, guint32, i), NULL);
  CpScope *scope = g_atomic_rc_box_new0 (CpScope);
  scope->rows = rows;
  scope->name = g_strdup (name);
  scope->condition = g_strdup (condition);
  return scope;
}

CpScope *
cp_scope_build (const CpTable *table, const char *condition, const char *name, GCancellable *cancellable,
                GError **error) {
  g_autoptr (CpFilter) filter = cp_filter_parse (condition, table, error);
  if (filter == NULL)
    return NULL;
  gsize n_rows = cp_table_get_n_rows (table), n = 0;
  g_autofree guint32 *all = cp_order_new (n_rows);
  guint32 *kept = cp_order_filter (all, n_rows, filter, &n, cancellable);
  if (kept == NULL) {
    cp_check_cancelled (cancellable, error);
    return NULL;
  }
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint)n);
  g_array_append_vals (rows, kept, (guint)n);
  g_free (kept);
  return cp_scope_new (rows, name, condition);
}

CpScope *
cp_scope_without (CpScope *scope, gsize n_rows, const GArray *absent) {
  if (absent->len == 0)
    return scope != NULL ? cp_scope_ref (scope) : NULL;
  gsize n = scope != NULL ? scope->rows->len : n_rows;
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint)n);
  guint next = 0; /* of @absent */
  for (gsize i = 0; i < n; i++) {
    guint32 row = scope != NULL ? g_array_index (scope->rows, guint32, i) : (guint32)i;
    while (next < absent->len && g_array_index (absent, guint32, next) < row)
      next++;
    if (next == absent->len || g_array_index (absent, guint32, next) != row)
      g_array_append_val (rows, row);
  }
  return cp_scope_new (rows, scope != NULL ? scope->name : "All rows",
                       scope != NULL ? scope->condition : NULL);
}

gboolean
cp_scope_is_gone (const CpScope *scope, const GArray *absent) {
  guint next = 0; /* of @absent */
  for (guint i = 0; i < scope->rows->len; i++) {
    guint32 row = g_array_index (scope->rows, guint32, i);
    while (next < absent->len && g_array_index (absent, guint32, next) < row)
      next++;
    if (next == absent->len || g_array_index (absent, guint32, next) != row)
      return FALSE;
  }
  return TRUE;
}

CpScope *
cp_scope_extend (CpScope *scope, const CpTable *table, guint32 first_new, GCancellable *cancellable,
                 GError **error) {
  if (scope->condition != NULL)
    return cp_scope_build (table, scope->condition, scope->name, cancellable, error);
  GArray *rows = g_array_copy (scope->rows);
  for (guint32 row = first_new; row < cp_table_get_n_rows (table); row++)
    g_array_append_val (rows, row);
  return cp_scope_new (rows, scope->name, NULL);
}

const guint32 *
cp_scope_get_rows (const CpScope *scope, gsize *out_n_rows) {
  static const guint32 none[] = {0};
  *out_n_rows = scope->rows->len;
  return scope->rows->len > 0 ? (const guint32 *)(gpointer)scope->rows->data : none;
}

const char *
cp_scope_get_name (const CpScope *scope) {
  return scope->name;
}

const char *
cp_scope_get_condition (const CpScope *scope) {
  return scope->condition;
}

gboolean
cp_scope_contains (const CpScope *scope, guint32 row) {
  if (scope == NULL)
    return TRUE;
  gsize low = 0, high = scope->rows->len;
  while (low < high) {
    gsize middle = low + (high - low) / 2;
    if (g_array_index (scope->rows, guint32, middle) < row)
      low = middle + 1;
    else
      high = middle;
  }
  return low < scope->rows->len && g_array_index (scope->rows, guint32, low) == row;
}

/* ---- the session file ---- */

json_t *
cp_scope_to_json (const CpScope *scope) {
  json_t *json = json_pack ("{s:s}", "name", scope->name);
  if (scope->condition != NULL) {
    json_object_set_new (json, "condition", json_string (scope->condition));
    return json;
  }
  json_t *ranges = json_array ();
  for (guint i = 0; i < scope->rows->len;) {
    guint32 first = g_array_index (scope->rows, guint32, i), last = first;
    for (i++; i < scope->rows->len && g_array_index (scope->rows, guint32, i) == last + 1; i++)
      last++;
    json_array_append_new (ranges, json_pack ("[I,I]", (json_int_t)first, (json_int_t)last));
  }
  json_object_set_new (json, "rows", ranges);
  return json;
}

static GArray *
read_ranges (const json_t *ranges, gsize n_rows) {
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  json_int_t next = 0;
  gsize i;
  json_t *range;
  if (!json_is_array (ranges))
    return NULL;
  json_array_foreach (ranges, i, range) {
    const json_t *first = json_array_get (range, 0), *last = json_array_get (range, 1);
    if (!json_is_integer (first) || !json_is_integer (last) || json_integer_value (first) < next ||
        json_integer_value (last) < json_integer_value (first) ||
        json_integer_value (last) >= (json_int_t)n_rows)
      return NULL;
    next = json_integer_value (last) + 1;
    for (guint32 row = (guint32)json_integer_value (first); row < (guint32)next; row++)
      g_array_append_val (rows, row);
  }
  return g_steal_pointer (&rows);
}

CpScope *
cp_scope_from_json (const json_t *json, const CpTable *table, const char *place, GCancellable *cancellable,
                    GError **error) {
  const char *name = json_string_value (json_object_get (json, "name"));
  const char *condition = json_string_value (json_object_get (json, "condition"));
  if (condition != NULL) {
    CpScope *scope = cp_scope_build (table, condition, name != NULL ? name : condition, cancellable, error);
    if (scope == NULL)
      g_prefix_error (error, "%s: ", place);
    return scope;
  }
  gsize n_rows = cp_table_get_n_rows (table);
  GArray *rows = read_ranges (json_object_get (json, "rows"), n_rows);
  if (rows == NULL) {
    g_set_error (
        error, CP_ERROR, CP_ERROR_VALUE,
        "%s: expected a condition, or rows as ascending pairs [first, last] from 0 to %" G_GSIZE_FORMAT ".",
        place, n_rows - 1);
    return NULL;
  }
  return cp_scope_new (rows, name != NULL ? name : "Selected rows", NULL);
}
