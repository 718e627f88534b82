#include "app/cli/edits.h"

#include "app/cli/slices.h"
#include "app/row-edit.h"
#include "core/base/error.h"
#include "core/table/edits.h"

#include <string.h>

static gboolean
split_edit (const CpTable *table, const char *text, char **out_column, const char **out_value,
            GError **error) {
  const char *equals = NULL, *first = strchr (text, '=');
  for (const char *at = first; at != NULL; at = strchr (at + 1, '=')) {
    g_autofree char *name = g_strndup (text, (gsize)(at - text));
    if (cp_table_find_column (table, name) != NULL)
      equals = at;
  }
  if (equals == NULL)
    equals = first;
  if (equals == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "--set %s: expected COLUMN=VALUE.", text);
    return FALSE;
  }
  *out_column = g_strndup (text, (gsize)(equals - text));
  *out_value = equals + 1;
  return TRUE;
}

CpTable *
cp_cli_apply_edits (const CpTable *table, CpTable *row, char **edits, json_t *told, GError **error) {
  g_autoptr (CpRowEditor) editor = cp_row_editor_new (table);
  CpTable *edited = cp_table_ref (row);
  for (char **edit = edits; edit != NULL && *edit != NULL; edit++) {
    g_autofree char *column = NULL;
    const char *value;
    CpTable *next = NULL;
    if (split_edit (table, *edit, &column, &value, error))
      next = cp_row_editor_set (editor, edited, column, value, error);
    cp_table_unref (edited);
    if (next == NULL)
      return NULL;
    edited = next;
    json_object_set_new (told, column, json_string (value));
  }
  return edited;
}

double *
cp_cli_score_row (const CpCliInput *input, guint m, const CpTable *row, GError **error) {
  g_autoptr (CpScores) scores =
      cp_scores_build (input->inputs->models[m], input->inputs->encoders[m], row, NULL, NULL, error);
  if (scores == NULL)
    return NULL;
  return g_memdup2 (cp_scores_get_values (scores), cp_scores_get_n_outputs (scores) * sizeof (double));
}

void
cp_cli_tell_column_model (const CpCliOptions *options, const CpModel *model) {
  g_autofree char *note =
      g_strdup_printf ("%s is a column of scores; an edited row cannot be scored again.", model->name);
  cp_cli_notice (options, note);
}

gboolean
cp_cli_has_slice_thresholds (const CpCliOptions *options, const CpCliInput *input) {
  return !options->has_threshold && json_object_get (input->session, "thresholds") != NULL;
}

/* (transfer full) (nullable): @table with the cells of @edited in row @row, for an edit may change its slice
 */
static CpTable *
put_row (CpTable *table, guint32 row, const CpTable *edited, GError **error) {
  g_autoptr (CpTable) changed = cp_table_ref (table);
  for (gsize i = 0; i < cp_table_get_n_columns (table); i++) {
    g_autofree char *from = cp_column_dup_cell (cp_table_get_column (table, i), row);
    g_autofree char *to = cp_column_dup_cell (cp_table_get_column (edited, i), 0);
    if (strcmp (from, to) == 0)
      continue;
    CpTable *next = cp_table_set_cell (changed, row, i, to, error);
    if (next == NULL)
      return NULL;
    cp_table_unref (changed);
    changed = next;
  }
  return g_steal_pointer (&changed);
}

char *
cp_cli_dup_slice_label (const CpCliOptions *options, const CpCliInput *input, guint32 row,
                        const CpTable *edited, GError **error) {
  if (!cp_cli_has_slice_thresholds (options, input))
    return g_strdup ("");
  g_autoptr (CpTable) changed = put_row (input->inputs->table, row, edited, error);
  g_autoptr (CpSlices) slices =
      changed != NULL ? cp_cli_build_slices (changed, input->session, NULL, error) : NULL;
  return slices != NULL ? g_strdup (cp_slices_get_label (slices, cp_slices_get_slice_of_rows (slices)[row]))
                        : NULL;
}
