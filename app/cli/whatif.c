#include "app/cli/commands.h"
#include "app/cli/edits.h"
#include "app/cli/output.h"
#include "core/base/format.h"

#include <math.h>

typedef struct {
  double *before, *after;                   /* (n_outputs); after is NULL for a column of scores */
  double threshold_before, threshold_after; /* an edit may move the row to a slice with another threshold */
  CpTask task;
} RowScores;

static void
row_scores_clear (gpointer data) {
  RowScores *scores = data;
  g_free (scores->before);
  g_free (scores->after);
}

static json_t *
numbers_to_json (const double *values, guint n) {
  json_t *json = json_array ();
  for (guint i = 0; i < n; i++)
    json_array_append_new (json, values != NULL ? cp_json_number (values[i]) : json_null ());
  return json;
}

static const char *
decide (double score, double threshold) {
  return isnan (score) ? "undefined" : score >= threshold ? "positive" : "negative";
}

static json_t *
model_to_json (const CpModel *model, const RowScores *scores) {
  guint n = model->n_outputs;
  g_autofree double *delta = g_new (double, n);
  for (guint i = 0; i < n; i++)
    delta[i] = scores->after != NULL ? scores->after[i] - scores->before[i] : NAN;
  json_t *json =
      json_pack ("{s:s,s:o,s:o,s:o}", "name", model->name, "before", numbers_to_json (scores->before, n),
                 "after", numbers_to_json (scores->after, n), "delta", numbers_to_json (delta, n));
  if (n == 1 && scores->task == CP_TASK_BINARY)
    json_object_set_new (
        json, "decision",
        json_pack ("{s:s,s:s}", "before", decide (scores->before[0], scores->threshold_before), "after",
                   decide (scores->after != NULL ? scores->after[0] : NAN, scores->threshold_after)));
  return json;
}

static void
add_lines (CpCliRows *rows, const CpModel *model, const RowScores *scores) {
  g_auto (GStrv) names = cp_cli_dup_output_names (model);
  for (guint i = 0; i < model->n_outputs; i++) {
    double after = scores->after != NULL ? scores->after[i] : NAN;
    double delta = after - scores->before[i];
    gboolean is_decision = model->n_outputs == 1 && scores->task == CP_TASK_BINARY;
    cp_cli_rows_add_text (rows, model->name);
    cp_cli_rows_add_text (rows, names[i]);
    cp_cli_rows_add_number (rows, scores->before[i], cp_format_score (scores->before[i]));
    cp_cli_rows_add_number (rows, after, cp_format_score (after));
    cp_cli_rows_add_number (rows, delta, cp_format_delta (delta, 3));
    cp_cli_rows_add_text (rows, is_decision ? decide (scores->before[i], scores->threshold_before) : "");
    cp_cli_rows_add_text (rows, is_decision ? decide (after, scores->threshold_after) : "");
  }
}

static gboolean
score_all (const CpCliOptions *options, const CpCliInput *input, CpTable *before, CpTable *after, GArray *all,
           GError **error) {
  g_autoptr (CpSlices) slices = cp_cli_build_deciding_slices (options, input, error);
  if (slices == NULL)
    return FALSE;
  cp_cli_tell_strange_slice (options, slices, after);
  for (guint m = 0; m < input->inputs->n_models; m++) {
    RowScores scores = {.threshold_before = cp_cli_find_row_threshold (options, input, m, slices, before),
                        .threshold_after = cp_cli_find_row_threshold (options, input, m, slices, after)};
    scores.task = input->inputs->models[m]->task;
    gboolean is_column = cp_model_get_column (input->inputs->models[m]) != NULL;
    scores.before = cp_cli_score_row (input, m, before, error);
    if (scores.before == NULL)
      return FALSE;
    if (is_column)
      cp_cli_tell_column_model (options, input->inputs->models[m]);
    else
      scores.after = cp_cli_score_row (input, m, after, error);
    g_array_append_val (all, scores);
    if (scores.after == NULL && !is_column)
      return FALSE;
  }
  return TRUE;
}

static int
write_answer (const CpCliOptions *options, const CpCliInput *input, gint64 row, json_t *edits,
              const GArray *all) {
  if (options->format == CP_CLI_JSON) {
    json_t *models = json_array ();
    for (guint m = 0; m < all->len; m++)
      json_array_append_new (models,
                             model_to_json (input->inputs->models[m], &g_array_index (all, RowScores, m)));
    g_autoptr (json_t) json =
        json_pack ("{s:I,s:O,s:o}", "row", (json_int_t)row, "edits", edits, "models", models);
    return cp_cli_write_json (options, json);
  }
  static const char *const header[] = {"model", "output",          "before",         "after",
                                       "delta", "decision before", "decision after", NULL};
  g_autoptr (CpCliRows) rows = cp_cli_rows_new (header);
  for (guint m = 0; m < all->len; m++)
    add_lines (rows, input->inputs->models[m], &g_array_index (all, RowScores, m));
  return cp_cli_write_rows (options, rows);
}

int
cp_command_whatif (int argc, char **argv) {
  gint64 row = -1;
  g_auto (GStrv) edits = NULL;
  const GOptionEntry entries[] = {
      {"row", 0, 0, G_OPTION_ARG_INT64, &row, "the row, counted from 0 without the header", "N"},
      {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &edits,
       "change a cell; repeat; a one-hot group is set by its name", "COLUMN=VALUE"},
      {NULL}};
  int status;
  g_autoptr (CpCliOptions) options = cp_cli_options_parse (argc, argv, "change one row and score it again",
                                                           "[SESSION.counterpoint]", entries, &status);
  if (options == NULL)
    return status;
  if (row < 0)
    return cp_cli_misuse ("whatif", "expected --row N, counted from 0.");
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  const CpTable *table = input->inputs->table;
  g_autoptr (json_t) told = json_object ();
  g_autoptr (CpTable) before = cp_cli_take_row (input, row, &error);
  g_autoptr (CpTable) changed = before != NULL ? cp_cli_take_changed_row (input, row, told, &error) : NULL;
  if (changed == NULL)
    return cp_cli_fail (error);
  g_autoptr (CpTable) after = cp_cli_apply_edits (table, changed, edits, told, &error);
  if (after == NULL)
    return cp_cli_fail (error);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (RowScores));
  g_array_set_clear_func (all, row_scores_clear);
  if (!score_all (options, input, before, after, all, &error))
    return cp_cli_fail (error);
  return write_answer (options, input, row, told, all);
}
