#include "app/cli/explain-importance.h"

#include "app/cli/labels.h"
#include "app/cli/output.h"
#include "app/cli/ranking.h"
#include "app/cli/session-rows.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/explain/global.h"
#include "core/explain/importance.h"
#include "core/metrics/tags.h"
#include "core/table/edits.h"

#include <math.h>

#define DEFAULT_REPEATS 5

/* The ground truth of every output: the label of a decision, or which tags a row is given. */
typedef struct {
  guint n_outputs;
  guint8 **values; /* (n_outputs): of each (n_rows) */
} Truth;

static void
truth_clear (Truth *truth) {
  for (guint o = 0; o < truth->n_outputs; o++)
    g_free (truth->values[o]);
  g_free (truth->values);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Truth, truth_clear)

static gboolean
build_truth (const CpCliOptions *options, const CpCliInput *input, const CpModel *model, const guint32 *rows,
             gsize n, Truth *out, GError **error) {
  out->n_outputs = model->n_outputs;
  out->values = g_new0 (guint8 *, out->n_outputs);
  for (guint o = 0; o < out->n_outputs; o++)
    out->values[o] = g_new (guint8, n + 1);
  if (out->n_outputs == 1 || input->sources->label == NULL) {
    g_autoptr (CpLabels) labels = cp_cli_build_labels (options, input, error);
    for (gsize i = 0; labels != NULL && i < n; i++)
      out->values[0][i] = cp_labels_get_values (labels)[rows[i]];
    return labels != NULL;
  }
  g_auto (GStrv) names = cp_cli_dup_output_names (model);
  g_autoptr (CpTags) tags =
      cp_tags_build (input->inputs->table, input->sources->label, (const char *const *)names, error);
  for (guint o = 0; tags != NULL && o < out->n_outputs; o++)
    for (gsize i = 0; i < n; i++)
      out->values[o][i] = cp_tags_has (tags, rows[i], o) ? 1 : 0;
  return tags != NULL;
}

/* What one model says. */
typedef struct {
  const CpModel *model;
  CpFeatureGroups *groups;
  CpImportance *answer;
} Told;

static void
told_clear (Told *told) {
  g_clear_pointer (&told->groups, cp_feature_groups_unref);
  g_clear_pointer (&told->answer, cp_importance_unref);
}

static gboolean
measure_model (const CpCliOptions *options, const CpCliInput *input, const guint32 *rows, gsize n,
               guint n_repeats, guint m, Told *told, GError **error) {
  CpTable *table = input->inputs->table;
  CpEncoder *encoder = input->inputs->encoders[m];
  g_auto (Truth) truth = {0};
  g_autofree char *reason = NULL;
  told->model = input->inputs->models[m];
  if (!cp_explain_can (told->model, CP_EXPLAIN_EXACT, &reason)) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_UNSUPPORTED, reason);
    return FALSE;
  }
  if (!build_truth (options, input, told->model, rows, n, &truth, error))
    return FALSE;
  g_autoptr (GPtrArray) one_hot = cp_one_hot_groups_find (table);
  told->groups = cp_feature_groups_new (encoder, table, one_hot);
  g_autoptr (CpTable) part = cp_table_take_rows (table, rows, n);
  g_autoptr (CpMatrix) features = cp_encoder_apply (encoder, part, options->cancellable, error);
  if (features == NULL)
    return FALSE;
  told->answer =
      cp_importance_build (told->model, told->groups, features, (const guint8 *const *)truth.values,
                           n_repeats, options->seed, cp_cli_progress (options), options->cancellable, error);
  cp_cli_progress_end ();
  return told->answer != NULL;
}

static json_t *
told_to_json (const Told *told, guint64 seed, guint top) {
  const CpImportance *answer = told->answer;
  g_auto (GStrv) names = cp_cli_dup_output_names (told->model);
  json_t *outputs = json_array ();
  for (guint o = 0; o < answer->n_outputs; o++) {
    gsize at = (gsize)o * answer->n_groups;
    guint n_kept;
    g_autofree guint *order = cp_cli_rank (answer->mean + at, answer->n_groups, top, &n_kept);
    json_t *columns = json_array ();
    for (guint i = 0; i < n_kept; i++)
      json_array_append_new (columns, json_pack ("{s:s,s:o,s:o}", "column",
                                                 cp_feature_groups_get (told->groups, order[i])->name, "mean",
                                                 cp_json_number (answer->mean[at + order[i]]), "std",
                                                 cp_json_number (answer->std[at + order[i]])));
    json_array_append_new (outputs, json_pack ("{s:s,s:o,s:o}", "output", names[o], "roc_auc",
                                               cp_json_number (answer->auc[o]), "columns", columns));
  }
  return json_pack ("{s:s,s:s,s:s,s:i,s:I,s:o}", "name", told->model->name, "importance", "permutation",
                    "loss", "roc_auc", "repeats", (int)answer->n_repeats, "seed", (json_int_t)seed, "outputs",
                    outputs);
}

static void
add_lines (CpCliRows *rows, const Told *told, guint top) {
  const CpImportance *answer = told->answer;
  g_auto (GStrv) names = cp_cli_dup_output_names (told->model);
  for (guint o = 0; o < answer->n_outputs; o++) {
    gsize at = (gsize)o * answer->n_groups;
    guint n_kept;
    g_autofree guint *order = cp_cli_rank (answer->mean + at, answer->n_groups, top, &n_kept);
    for (guint i = 0; i < n_kept; i++) {
      double mean = answer->mean[at + order[i]], std = answer->std[at + order[i]];
      cp_cli_rows_add_text (rows, told->model->name);
      cp_cli_rows_add_text (rows, names[o]);
      cp_cli_rows_add_text (rows, cp_feature_groups_get (told->groups, order[i])->name);
      cp_cli_rows_add_number (rows, mean, cp_format_delta (mean, 4));
      cp_cli_rows_add_number (rows, std, cp_format_number (std, 4));
    }
  }
}

static int
write_answer (const CpCliOptions *options, const Told *all, guint n, gsize n_rows, guint top) {
  if (options->format == CP_CLI_JSON) {
    json_t *models = json_array ();
    for (guint m = 0; m < n; m++)
      json_array_append_new (models, told_to_json (&all[m], options->seed, top));
    g_autoptr (json_t) json = json_pack ("{s:I,s:o}", "rows", (json_int_t)n_rows, "models", models);
    return cp_cli_write_json (options, json);
  }
  static const char *const header[] = {"model", "output", "column", "roc_auc_fall", "std", NULL};
  g_autoptr (CpCliRows) rows = cp_cli_rows_new (header);
  for (guint m = 0; m < n; m++)
    add_lines (rows, &all[m], top);
  g_autoptr (GString) out = g_string_new (NULL);
  cp_cli_rows_append (rows, options->format, out);
  return cp_cli_write (options, out->str, out->len);
}

int
cp_cli_explain_importance (const CpCliOptions *options, guint n_rows, guint n_repeats, guint top) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  gsize n_present, n_chosen, n_all = cp_table_get_n_rows (input->inputs->table);
  g_autofree guint32 *present = cp_cli_list_rows (input, &n_present);
  g_autofree guint32 *rows =
      cp_global_choose_rows (n_all, n_present < n_all ? present : NULL, n_present,
                             n_rows > 0 ? n_rows : CP_CLI_SAMPLE, options->seed, &n_chosen);
  guint n = input->inputs->n_models;
  g_autofree Told *all = g_new0 (Told, n + 1);
  int status = 0;
  for (guint m = 0; m < n && status == 0; m++)
    if (!measure_model (options, input, rows, n_chosen, n_repeats > 0 ? n_repeats : DEFAULT_REPEATS, m,
                        &all[m], &error))
      status = cp_cli_fail (error);
  if (status == 0) {
    cp_cli_tell_sample (options, n_chosen, n_present);
    status = write_answer (options, all, n, n_chosen, top);
  }
  for (guint m = 0; m < n; m++)
    told_clear (&all[m]);
  return status;
}
