#include "app/cli/explain-global.h"

#include "app/cli/output.h"
#include "app/cli/ranking.h"
#include "app/cli/session-rows.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/explain/global.h"

#include <math.h>

/* What one model says. */
typedef struct {
  const CpModel *model;
  CpEncoder *encoder;
  CpFeatureGroups *groups;
  CpBackground *background;
  CpGlobal *answer;
} Told;

static void
told_clear (Told *told) {
  g_clear_pointer (&told->groups, cp_feature_groups_unref);
  g_clear_pointer (&told->background, cp_background_unref);
  g_clear_pointer (&told->answer, cp_global_unref);
}

static gboolean
explain_model (const CpCliOptions *options, const CpCliInput *input, const CpBackgroundChoice *background,
               const CpExplainOptions *how, const guint32 *rows, gsize n_rows, guint m, Told *told,
               GError **error) {
  CpTable *table = input->inputs->table;
  told->model = input->inputs->models[m];
  told->encoder = input->inputs->encoders[m];
  g_autofree char *reason = NULL;
  if (!cp_explain_can (told->model, CP_EXPLAIN_EXACT, &reason)) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_UNSUPPORTED, reason);
    return FALSE;
  }
  g_autoptr (GPtrArray) one_hot = cp_one_hot_groups_find (table);
  told->groups = cp_feature_groups_new (told->encoder, table, one_hot);
  told->background =
      cp_background_choice_make (background, told->encoder, table, options->cancellable, error);
  if (told->background == NULL)
    return FALSE;
  const CpGlobalRequest request = {.model = input->inputs->models[m],
                                   .encoder = told->encoder,
                                   .groups = told->groups,
                                   .table = table,
                                   .background = told->background,
                                   .options = *how,
                                   .rows = rows,
                                   .n_rows = n_rows};
  told->answer =
      cp_global_explain (&request, NULL, NULL, cp_cli_progress (options), options->cancellable, error);
  cp_cli_progress_end ();
  return told->answer != NULL;
}

static json_t *
list_to_json (const Told *told, gboolean is_feature, guint output, guint top) {
  const CpGlobal *answer = told->answer;
  guint n = is_feature ? answer->n_features : answer->n_groups, n_kept;
  const double *mean_abs = (is_feature ? answer->feature_mean_abs : answer->mean_abs) + (gsize)output * n;
  const double *mean = (is_feature ? answer->feature_mean : answer->mean) + (gsize)output * n;
  g_autofree guint *order = cp_cli_rank (mean_abs, n, top, &n_kept);
  json_t *list = json_array ();
  for (guint i = 0; i < n_kept; i++) {
    g_autofree char *name = is_feature ? cp_encoder_dup_feature_name (told->encoder, order[i])
                                       : g_strdup (cp_feature_groups_get (told->groups, order[i])->name);
    json_t *item = json_pack ("{s:s,s:o,s:o}", is_feature ? "feature" : "column", name, "mean_abs",
                              cp_json_number (mean_abs[order[i]]), "mean", cp_json_number (mean[order[i]]));
    if (!is_feature && answer->errors != NULL)
      json_object_set_new (item, "error", cp_json_number (answer->errors[(gsize)output * n + order[i]]));
    json_array_append_new (list, item);
  }
  return list;
}

static json_t *
told_to_json (const Told *told, guint top) {
  g_auto (GStrv) names = cp_cli_dup_output_names (told->model);
  json_t *outputs = json_array ();
  for (guint o = 0; o < told->answer->n_outputs; o++)
    json_array_append_new (outputs, json_pack ("{s:s,s:o,s:o,s:o}", "output", names[o], "base",
                                               cp_json_number (told->answer->base[o]), "attributions",
                                               list_to_json (told, TRUE, o, top), "columns",
                                               list_to_json (told, FALSE, o, top)));
  json_t *json =
      json_pack ("{s:s,s:s,s:s,s:s,s:o,s:o}", "name", told->model->name, "method", told->answer->method,
                 "space", cp_space_get_name (told->answer->space), "background", told->background->name,
                 "worst_residual", cp_json_number (told->answer->worst_residual), "outputs", outputs);
  if (told->answer->n_pairs > 0)
    json_object_set_new (json, "pairs", json_integer (told->answer->n_pairs));
  return json;
}

static void
add_lines (CpCliRows *rows, const Told *told, guint top) {
  const CpGlobal *answer = told->answer;
  g_auto (GStrv) names = cp_cli_dup_output_names (told->model);
  for (guint o = 0; o < answer->n_outputs; o++) {
    const double *mean_abs = answer->mean_abs + (gsize)o * answer->n_groups;
    guint n_kept;
    g_autofree guint *order = cp_cli_rank (mean_abs, answer->n_groups, top, &n_kept);
    for (guint i = 0; i < n_kept; i++) {
      double mean = answer->mean[(gsize)o * answer->n_groups + order[i]];
      cp_cli_rows_add_text (rows, told->model->name);
      cp_cli_rows_add_text (rows, names[o]);
      cp_cli_rows_add_text (rows, cp_feature_groups_get (told->groups, order[i])->name);
      cp_cli_rows_add_number (rows, mean_abs[order[i]], cp_format_score (mean_abs[order[i]]));
      cp_cli_rows_add_number (rows, mean, cp_format_delta (mean, 3));
    }
  }
}

static int
write_answer (const CpCliOptions *options, const Told *all, guint n, gsize n_rows, guint top) {
  if (options->format == CP_CLI_JSON) {
    json_t *models = json_array ();
    for (guint m = 0; m < n; m++)
      json_array_append_new (models, told_to_json (&all[m], top));
    g_autoptr (json_t) json = json_pack ("{s:I,s:o}", "rows", (json_int_t)n_rows, "models", models);
    return cp_cli_write_json (options, json);
  }
  static const char *const header[] = {"model", "output", "column", "mean_abs", "mean", NULL};
  g_autoptr (CpCliRows) rows = cp_cli_rows_new (header);
  for (guint m = 0; m < n; m++)
    add_lines (rows, &all[m], top);
  g_autoptr (GString) out = g_string_new (NULL);
  cp_cli_rows_append (rows, options->format, out);
  return cp_cli_write (options, out->str, out->len);
}

/* How sampled means were made, as a note: the table has no place for it. */
static void
tell_pairs (const CpCliOptions *options, const Told *told) {
  const CpGlobal *answer = told->answer;
  double largest = 0;
  if (answer->n_pairs == 0)
    return;
  for (guint o = 0; o < answer->n_outputs; o++)
    largest = fmax (largest, cp_global_get_largest_error (answer, o));
  g_autofree char *error = cp_format_number (largest, 4);
  g_autofree char *note =
      g_strdup_printf ("%s: %u pairs of permutations a row, standard error of a row's effect %s.",
                       told->model->name, answer->n_pairs, error);
  cp_cli_notice (options, note);
}

int
cp_cli_explain_global (const CpCliOptions *options, const CpBackgroundChoice *background,
                       const CpExplainOptions *how, guint n_rows, guint top) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  gsize n_present, n_chosen, n_all = cp_table_get_n_rows (input->inputs->table);
  g_autofree guint32 *present = cp_cli_list_rows (input, &n_present);
  g_autofree guint32 *rows =
      cp_global_choose_rows (n_all, n_present < n_all ? present : NULL, n_present,
                             n_rows > 0 ? n_rows : CP_CLI_SAMPLE, options->seed, &n_chosen);
  if (n_chosen == 0) {
    g_set_error (&error, CP_ERROR, CP_ERROR_VALUE, "%s: there are no rows to explain.",
                 cp_table_get_place (input->inputs->table));
    return cp_cli_fail (error);
  }
  guint n = input->inputs->n_models;
  g_autofree Told *all = g_new0 (Told, n + 1);
  int status = 0;
  for (guint m = 0; m < n && status == 0; m++)
    if (!explain_model (options, input, background, how, rows, n_chosen, m, &all[m], &error))
      status = cp_cli_fail (error);
  if (status == 0) {
    cp_cli_tell_sample (options, n_chosen, n_present);
    for (guint m = 0; m < n; m++)
      tell_pairs (options, &all[m]);
    status = write_answer (options, all, n, n_chosen, top);
  }
  for (guint m = 0; m < n; m++)
    told_clear (&all[m]);
  return status;
}
