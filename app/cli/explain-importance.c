#include "app/cli/explain-importance.h"

#include "app/cli/explain-many.h"
#include "app/cli/labels.h"
#include "app/cli/ranking.h"
#include "core/base/format.h"
#include "core/explain/importance.h"
#include "core/metrics/tags.h"
#include "core/table/edits.h"

#define DEFAULT_REPEATS 5

typedef struct {
  CpImportanceLoss loss;
  guint n_repeats;
} Wish;

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

static gpointer
measure_model (const CpCliMany *asked, const CpCliTold *told, GError **error) {
  const CpCliOptions *options = asked->options;
  g_auto (Truth) truth = {0};
  if (!build_truth (options, asked->input, told->model, asked->rows, asked->n_rows, &truth, error))
    return NULL;
  g_autoptr (CpTable) part = cp_table_take_rows (asked->input->inputs->table, asked->rows, asked->n_rows);
  g_autoptr (CpMatrix) features = cp_encoder_apply (told->encoder, part, options->cancellable, error);
  if (features == NULL)
    return NULL;
  CpImportance *answer =
      cp_importance_build (told->model, told->groups, features, (const guint8 *const *)truth.values,
                           ((const Wish *)asked->data)->n_repeats, options->seed, cp_cli_progress (options),
                           options->cancellable, error);
  cp_cli_progress_end ();
  return answer;
}

static const CpImportanceTold *
get_by (const CpCliMany *asked, const CpCliTold *told) {
  return &((const CpImportance *)told->answer)->by[((const Wish *)asked->data)->loss];
}

static json_t *
told_to_json (const CpCliMany *asked, const CpCliTold *told) {
  const CpImportance *answer = told->answer;
  const CpImportanceTold *by = get_by (asked, told);
  const char *loss = cp_importance_loss_get_name (((const Wish *)asked->data)->loss);
  g_auto (GStrv) names = cp_cli_dup_output_names (told->model);
  json_t *outputs = json_array ();
  for (guint o = 0; o < answer->n_outputs; o++) {
    gsize at = (gsize)o * answer->n_groups;
    guint n_kept;
    g_autofree guint *order = cp_cli_rank (by->mean + at, answer->n_groups, asked->top, FALSE, &n_kept);
    json_t *columns = json_array ();
    for (guint i = 0; i < n_kept; i++)
      json_array_append_new (columns, json_pack ("{s:s,s:o,s:o}", "column",
                                                 cp_feature_groups_get (told->groups, order[i])->name, "mean",
                                                 cp_json_number (by->mean[at + order[i]]), "std",
                                                 cp_json_number (by->std[at + order[i]])));
    json_array_append_new (outputs, json_pack ("{s:s,s:o,s:o}", "output", names[o], loss,
                                               cp_json_number (by->whole[o]), "columns", columns));
  }
  return json_pack ("{s:s,s:s,s:s,s:i,s:I,s:o}", "name", told->model->name, "importance", "permutation",
                    "loss", loss, "repeats", (int)answer->n_repeats, "seed", (json_int_t)asked->options->seed,
                    "outputs", outputs);
}

static const double *
get_worse (const CpCliMany *asked, const CpCliTold *told) {
  return get_by (asked, told)->mean;
}

static void
add_figures (CpCliRows *rows, const CpCliMany *asked, const CpCliTold *told, gsize at) {
  const CpImportanceTold *by = get_by (asked, told);
  cp_cli_rows_add_number (rows, by->mean[at], cp_format_delta (by->mean[at], 4));
  cp_cli_rows_add_number (rows, by->std[at], cp_format_number (by->std[at], 4));
}

int
cp_cli_explain_importance (const CpCliOptions *options, CpImportanceLoss loss, guint n_rows, guint n_repeats,
                           guint top) {
  const char *worse = loss == CP_IMPORTANCE_AUC ? "roc_auc_fall" : "log_loss_rise";
  const char *const header[] = {"model", "output", "column", worse, "std", NULL};
  const CpCliManyKind kind = {.header = header,
                              .answer = measure_model,
                              .free_answer = (GDestroyNotify)cp_importance_unref,
                              .to_json = told_to_json,
                              .get_values = get_worse,
                              .add_figures = add_figures};
  const Wish wish = {loss, n_repeats > 0 ? n_repeats : DEFAULT_REPEATS};
  return cp_cli_explain_many (options, &kind, n_rows, top, &wish);
}
