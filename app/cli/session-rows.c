#include "app/cli/session-rows.h"

#include "app/session/row-additions.h"
#include "app/session/row-history.h"
#include "app/session/saved-rows.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

static gboolean
has_rows (const CpCliInput *input) {
  return input->name != NULL;
}

/* The rows the window looks at. They are a matter of view: those that can no longer be found are told, and
 * every row counts, as there. */
static void
take_scope (const CpCliOptions *options, CpCliInput *input) {
  const json_t *saved = json_object_get (json_object_get (input->session, "view"), "scope");
  if (!json_is_object (saved))
    return;
  const CpTable *table = input->inputs->table;
  g_autofree char *place = g_strdup_printf ("%s: view.scope", input->name);
  g_autoptr (GError) problem = NULL;
  g_autoptr (CpScope) scope = cp_scope_from_json (saved, table, place, options->cancellable, &problem);
  if (scope == NULL) {
    cp_cli_notice (options, problem->message);
    return;
  }
  gsize n;
  g_autoptr (CpScope) present = cp_scope_without (scope, cp_table_get_n_rows (table), input->absent);
  cp_scope_get_rows (present, &n);
  if (n > 0)
    input->scope = g_steal_pointer (&present);
}

gboolean
cp_cli_take_session_rows (const CpCliOptions *options, CpCliInput *input, GError **error) {
  input->absent = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (options->session == NULL)
    return TRUE;
  const json_t *edits = json_object_get (input->session, "edits");
  if (options->sources->data != NULL) {
    if (json_array_size (edits) > 0)
      cp_cli_notice (options, "the rows changed in the session are of its own table, not of --data.");
    return TRUE;
  }
  CpInputs *inputs = input->inputs;
  input->name = g_path_get_basename (options->session);
  input->editor = cp_row_editor_new (inputs->table);
  const guint32 first = 0; /* names and groups only: no second table is kept for them */
  g_autoptr (CpTable) head =
      cp_table_take_rows (inputs->table, &first, MIN (cp_table_get_n_rows (inputs->table), 1));
  input->fields = cp_fields_new (head, cp_row_editor_get_groups (input->editor));
  g_autoptr (GArray) additions =
      cp_row_additions_read (edits, inputs->table, input->fields, input->editor, input->name, error);
  if (additions == NULL)
    return FALSE;
  if (additions->len > 0) {
    CpTable *longer = cp_row_additions_append (additions, inputs->table);
    cp_table_unref (inputs->table);
    inputs->table = longer;
  }
  g_array_unref (input->absent);
  input->absent = cp_saved_deletions_read (edits, cp_table_get_n_rows (inputs->table), input->name, error);
  if (input->absent == NULL)
    return FALSE;
  take_scope (options, input);
  return TRUE;
}

static int
compare_rows (gconstpointer a, gconstpointer b) {
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  return (x > y) - (x < y);
}

gboolean
cp_cli_is_absent (const CpCliInput *input, guint32 row) {
  return g_array_binary_search (input->absent, &row, compare_rows, NULL);
}

guint32 *
cp_cli_list_rows (const CpCliInput *input, gsize *out_n) {
  gsize n_rows = cp_table_get_n_rows (input->inputs->table), n = 0;
  guint32 *rows = g_new (guint32, n_rows + 1);
  guint k = 0;
  for (guint32 row = 0; row < n_rows; row++) {
    if (k < input->absent->len && g_array_index (input->absent, guint32, k) == row)
      k++;
    else
      rows[n++] = row;
  }
  *out_n = n;
  return rows;
}

guint32 *
cp_cli_list_seen_rows (const CpCliOptions *options, const CpCliInput *input, gsize *out_n) {
  if (input->scope == NULL)
    return cp_cli_list_rows (input, out_n);
  const guint32 *rows = cp_scope_get_rows (input->scope, out_n);
  g_autofree char *n = cp_format_count ((double)*out_n),
                  *all = cp_format_count ((double)cp_table_get_n_rows (input->inputs->table));
  g_autofree char *note = g_strdup_printf ("%s of %s rows count: those this session looks at, ‘%s’.", n, all,
                                           cp_scope_get_name (input->scope));
  cp_cli_notice (options, note);
  return g_memdup2 (rows, *out_n * sizeof *rows);
}

void
cp_cli_drop_absent (CpCliInput *input) {
  if (input->absent->len == 0)
    return;
  gsize n;
  g_autofree guint32 *rows = cp_cli_list_rows (input, &n);
  CpTable *present = cp_table_take_rows (input->inputs->table, rows, n);
  cp_table_unref (input->inputs->table);
  input->inputs->table = present;
  g_array_set_size (input->absent, 0);
}

/* ---- one row ---- */

/* (transfer full) (nullable): as the table has it */
static CpTable *
take_original (const CpCliInput *input, gint64 row, GError **error) {
  const CpTable *table = input->inputs->table;
  g_return_val_if_fail (row >= 0, NULL);
  if ((gsize)row >= cp_table_get_n_rows (table)) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "--row %" G_GINT64_FORMAT ": %s has %" G_GSIZE_FORMAT " rows, counted from 0.", row,
                 cp_table_get_place (table), cp_table_get_n_rows (table));
    return NULL;
  }
  guint32 index = (guint32)row;
  if (cp_cli_is_absent (input, index)) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "--row %" G_GINT64_FORMAT ": was deleted in %s.", row,
                 input->name);
    return NULL;
  }
  return cp_table_take_rows (table, &index, 1);
}

static char *
name_place (const CpCliInput *input, const char *key, gsize i) {
  return g_strdup_printf ("%s: %s[%" G_GSIZE_FORMAT "]", input->name, key, i);
}

/* The last item of @key that is about @row; NULL without one, with @error where an item names no row. */
static const json_t *
find_last (const CpCliInput *input, const char *key, guint32 row, char **out_place, GError **error) {
  const json_t *list = json_object_get (input->session, key), *found = NULL;
  gsize n_rows = cp_table_get_n_rows (input->inputs->table);
  for (gsize i = 0; has_rows (input) && i < json_array_size (list); i++) {
    const json_t *item = json_array_get (list, i);
    g_autofree char *place = name_place (input, key, i);
    guint32 of;
    if (g_str_equal (key, "edits") && cp_saved_edit_get_kind (item) != CP_SAVED_CHANGE)
      continue;
    if (!cp_saved_row_read (item, n_rows, place, &of, error))
      return NULL;
    if (of != row)
      continue;
    found = item;
    g_free (*out_place);
    *out_place = g_steal_pointer (&place);
  }
  return found;
}

/* (transfer full) (nullable): @original as the last item of @key leaves it */
static CpTable *
apply_last (const CpCliInput *input, CpTable *original, const char *key, guint32 row, GError **error) {
  g_autofree char *place = NULL;
  g_autoptr (GError) problem = NULL;
  const json_t *item = find_last (input, key, row, &place, &problem);
  if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return NULL;
  }
  return item != NULL
             ? cp_row_apply_json (input->editor, original, json_object_get (item, "values"), place, error)
             : cp_table_ref (original);
}

CpTable *
cp_cli_take_row (const CpCliInput *input, gint64 row, GError **error) {
  g_autoptr (CpTable) original = take_original (input, row, error);
  return original != NULL ? apply_last (input, original, "runs", (guint32)row, error) : NULL;
}

CpTable *
cp_cli_take_changed_row (const CpCliInput *input, gint64 row, json_t *told, GError **error) {
  g_autoptr (CpTable) original = take_original (input, row, error);
  g_autoptr (CpTable) scored =
      original != NULL ? apply_last (input, original, "runs", (guint32)row, error) : NULL;
  g_autoptr (CpTable) changed =
      scored != NULL ? apply_last (input, original, "edits", (guint32)row, error) : NULL;
  if (changed == NULL)
    return NULL;
  if (has_rows (input)) {
    g_autoptr (json_t) since = cp_row_changes_to_json (input->fields, scored, changed);
    json_object_update (told, since);
  }
  return g_steal_pointer (&changed);
}

/* ---- many rows ---- */

/* (transfer full) (nullable): row → the index of its newest run, + 1 */
static GHashTable *
find_last_runs (const CpCliInput *input, const json_t *runs, GError **error) {
  gsize n_rows = cp_table_get_n_rows (input->inputs->table);
  g_autoptr (GHashTable) last = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; has_rows (input) && i < json_array_size (runs); i++) {
    g_autofree char *place = name_place (input, "runs", i);
    guint32 row;
    if (!cp_saved_row_read (json_array_get (runs, i), n_rows, place, &row, error))
      return NULL;
    g_hash_table_insert (last, GUINT_TO_POINTER (row), GSIZE_TO_POINTER (i + 1));
  }
  return g_steal_pointer (&last);
}

/* The scores of @row by the cells of its newest run, written to @values */
static gboolean
score_run (const CpCliInput *input, guint m, guint32 row, const json_t *runs, gsize i, double *values,
           GError **error) {
  g_autofree char *place = name_place (input, "runs", i);
  g_autoptr (CpTable) original = cp_table_take_rows (input->inputs->table, &row, 1);
  g_autoptr (CpTable) state = cp_row_apply_json (
      input->editor, original, json_object_get (json_array_get (runs, i), "values"), place, error);
  g_autoptr (CpScores) scores =
      state != NULL
          ? cp_scores_build (input->inputs->models[m], input->inputs->encoders[m], state, NULL, NULL, error)
          : NULL;
  if (scores != NULL)
    memcpy (values, cp_scores_get_values (scores), cp_scores_get_n_outputs (scores) * sizeof (double));
  return scores != NULL;
}

double *
cp_cli_dup_present_scores (const CpCliInput *input, const CpScores *scores) {
  guint n_outputs = cp_scores_get_n_outputs (scores);
  gsize n = cp_scores_get_n_rows (scores) * n_outputs;
  double *values = g_new (double, n + 1);
  memcpy (values, cp_scores_get_values (scores), n * sizeof (double));
  for (guint i = 0; i < input->absent->len; i++) {
    for (guint o = 0; o < n_outputs; o++)
      values[(gsize)g_array_index (input->absent, guint32, i) * n_outputs + o] = NAN;
  }
  return values;
}

double *
cp_cli_dup_seen_scores (const CpCliInput *input, guint m, const CpScores *scores, GError **error) {
  guint n_outputs = cp_scores_get_n_outputs (scores);
  g_autofree double *values = cp_cli_dup_present_scores (input, scores);
  const json_t *runs = json_object_get (input->session, "runs");
  g_autoptr (GHashTable) last = find_last_runs (input, runs, error);
  gboolean can_score = cp_model_get_column (input->inputs->models[m]) == NULL;
  GHashTableIter iter;
  gpointer key, index;
  if (last == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, last);
  while (can_score && g_hash_table_iter_next (&iter, &key, &index)) {
    guint32 row = GPOINTER_TO_UINT (key);
    if (cp_cli_is_absent (input, row))
      continue;
    if (!score_run (input, m, row, runs, GPOINTER_TO_SIZE (index) - 1, values + (gsize)row * n_outputs,
                    error))
      return NULL;
  }
  return g_steal_pointer (&values);
}
