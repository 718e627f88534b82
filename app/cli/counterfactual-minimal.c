#include "app/cli/counterfactual.h"
#include "app/cli/edits.h"
#include "app/cli/take-output.h"
#include "core/base/error.h"
#include "core/explain/minimal-change.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

/* --range COLUMN=LOW..HIGH, either end may be left open */
static gboolean
parse_range (const CpTable *table, const char *text, CpRange *range, GError **error) {
  const char *rest;
  char *name;
  if (!cp_counterfactual_split (table, "--range", text, "COLUMN=LOW..HIGH", &name, &rest, error))
    return FALSE;
  *range = (CpRange){name, -INFINITY, INFINITY};
  const char *dots = strstr (rest, "..");
  gsize length = dots != NULL ? (gsize)(dots - rest) : 0;
  if (dots == NULL || (length > 0 && !cp_parse_number (rest, length, &range->min)) ||
      (dots[2] != 0 && !cp_parse_number (dots + 2, strlen (dots + 2), &range->max))) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "--range %s: expected COLUMN=LOW..HIGH.", text);
    return FALSE;
  }
  return TRUE;
}

static void
range_clear (gpointer data) {
  g_free ((char *)((CpRange *)data)->column);
}

static GArray *
parse_ranges (const CpTable *table, char **texts, GError **error) {
  g_autoptr (GArray) ranges = g_array_new (FALSE, TRUE, sizeof (CpRange));
  g_array_set_clear_func (ranges, range_clear);
  for (; texts != NULL && *texts != NULL; texts++) {
    CpRange range = {NULL, 0, 0};
    gboolean is_read = parse_range (table, *texts, &range, error);
    g_array_append_val (ranges, range);
    if (!is_read)
      return NULL;
  }
  return g_steal_pointer (&ranges);
}

gboolean
cp_counterfactual_find_threshold (const CpCliOptions *options, const CpCliInput *input, guint m,
                                  const CpSlices *slices, const CpTable *row, double *threshold,
                                  GError **error) {
  *threshold = cp_cli_find_row_threshold (options, input, m, slices, row);
  if (input->inputs->models[m]->task != CP_TASK_REGRESSION)
    return TRUE;
  g_autoptr (CpScores) scores = cp_cli_score (options, input, m, error);
  *threshold = scores != NULL ? cp_scores_measure_deviation (scores, input->absent) : NAN;
  return scores != NULL;
}

/* (transfer full) (nullable) */
static GPtrArray *
find (const CpCliOptions *options, const CpCliInput *input, const CpCounterfactualArguments *arguments,
      const CpDistance *distance, const GArray *ranges, const CpSlices *slices, guint m, const CpTable *row,
      GError **error) {
  CpModel *model = input->inputs->models[m];
  if (cp_model_get_column (model) != NULL) {
    cp_cli_tell_column_model (options, model);
    return g_ptr_array_new ();
  }
  g_autofree double *thresholds = cp_cli_list_thresholds (options, input, m, slices);
  double threshold;
  if (!cp_counterfactual_find_threshold (options, input, m, slices, row, &threshold, error))
    return NULL;
  CpMinimalQuery query = {.model = model,
                          .encoder = input->inputs->encoders[m],
                          .table = input->inputs->table,
                          .distance = distance,
                          .threshold = threshold,
                          .slices = slices,
                          .thresholds = thresholds,
                          .otherwise = options->threshold,
                          .immutable = (const char *const *)arguments->immutable,
                          .ranges = (const CpRange *)(gpointer)ranges->data,
                          .n_ranges = ranges->len,
                          .k = (guint)arguments->k};
  GPtrArray *changes =
      cp_minimal_changes_find (&query, row, cp_cli_progress (options), options->cancellable, error);
  cp_cli_progress_end ();
  if (changes != NULL && changes->len == 0) {
    g_autofree char *note = g_strdup_printf (
        model->task == CP_TASK_REGRESSION ? "no change that is allowed moves %s by a standard deviation."
                                          : "no change that is allowed flips the decision of %s.",
        model->name);
    cp_cli_notice (options, note);
  }
  return changes;
}

static int
write_answers (const CpCliOptions *options, const CpCliInput *input,
               const CpCounterfactualArguments *arguments, const GPtrArray *answers) {
  static const char *const header[] = {"model", "row", "distance", "score", "column", "from", "to", NULL};
  g_autoptr (CpCliRows) rows = cp_cli_rows_new (header);
  json_t *models = json_array ();
  for (guint m = 0; m < answers->len; m++) {
    const CpModel *model = input->inputs->models[m];
    const GPtrArray *changes = g_ptr_array_index (answers, m);
    g_auto (GStrv) names = cp_cli_dup_output_names (model);
    json_t *neighbours = json_array ();
    for (guint i = 0; i < changes->len; i++) {
      const CpMinimalChange *change = g_ptr_array_index (changes, i);
      cp_counterfactual_add_lines (rows, model, -1, change->distance, change->score, change->changes);
      json_array_append_new (
          neighbours, json_pack ("{s:n,s:o,s:o,s:o}", "row", "distance", cp_json_number (change->distance),
                                 "score", cp_json_number (change->score), "changes",
                                 cp_counterfactual_changes_to_json (input->inputs->table, change->changes)));
    }
    json_array_append_new (models, json_pack ("{s:s,s:s,s:o}", "name", model->name, "output", names[0],
                                              "neighbours", neighbours));
  }
  g_autoptr (json_t) json = json_pack ("{s:I,s:o}", "row", (json_int_t)arguments->row, "models", models);
  if (options->format == CP_CLI_JSON)
    return cp_cli_write_json (options, json);
  return cp_cli_write_rows (options, rows);
}

int
cp_counterfactual_answer_minimal (const CpCliOptions *options, CpCliInput *input,
                                  const CpCounterfactualArguments *arguments, const CpTable *row) {
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (CpDistance) distance = cp_cli_take_output (input, arguments->output, &error)
                                        ? cp_counterfactual_build_distance (input, arguments, &error)
                                        : NULL;
  g_autoptr (GArray) ranges =
      distance != NULL ? parse_ranges (input->inputs->table, arguments->ranges, &error) : NULL;
  g_autoptr (CpSlices) slices = ranges != NULL ? cp_cli_build_deciding_slices (options, input, &error) : NULL;
  if (slices == NULL)
    return cp_cli_fail (error);
  cp_cli_tell_strange_slice (options, slices, row);
  for (guint m = 0; m < input->inputs->n_models; m++) {
    GPtrArray *changes = find (options, input, arguments, distance, ranges, slices, m, row, &error);
    if (changes == NULL)
      return cp_cli_fail (error);
    g_ptr_array_add (answers, changes);
  }
  return write_answers (options, input, arguments, answers);
}
