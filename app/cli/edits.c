#include "app/cli/edits.h"

#include "app/cli/slices.h"
#include "app/session/row-edit.h"
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

CpSlices *
cp_cli_build_deciding_slices (const CpCliOptions *options, const CpCliInput *input, GError **error) {
  gboolean decide = !options->has_threshold && json_object_get (input->session, "thresholds") != NULL;
  return cp_cli_build_slices (input->inputs->table, decide ? input->session : NULL, NULL, error);
}

void
cp_cli_tell_strange_slice (const CpCliOptions *options, const CpSlices *slices, const CpTable *row) {
  if (cp_slices_find (slices, row, 0) != CP_NO_SLICE)
    return;
  g_autofree char *label = cp_slices_dup_label_of (slices, row, 0);
  g_autofree char *note = g_strdup_printf (
      "no row of the table lies in the slice '%s'; it is decided by the threshold that all slices share, "
      "else by 0.5.",
      label);
  cp_cli_notice (options, note);
}

double *
cp_cli_list_thresholds (const CpCliOptions *options, const CpCliInput *input, guint m,
                        const CpSlices *slices) {
  guint n_slices = cp_slices_get_n_slices (slices);
  double *thresholds = g_new (double, n_slices + 1);
  for (guint s = 0; s < n_slices; s++)
    thresholds[s] = cp_cli_find_threshold (options, input, m, cp_slices_get_label (slices, s));
  return thresholds;
}

double
cp_cli_find_row_threshold (const CpCliOptions *options, const CpCliInput *input, guint m,
                           const CpSlices *slices, const CpTable *row) {
  g_autofree double *thresholds = cp_cli_list_thresholds (options, input, m, slices);
  return cp_slices_get_threshold (slices, thresholds, cp_slices_find (slices, row, 0), options->threshold);
}
