#include "app/cli/explain-global.h"

#include "app/cli/explain-many.h"
#include "app/cli/ranking.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/explain/global.h"

#include <math.h>

/* What one model says. */
typedef struct {
  CpBackground *background;
  CpGlobal *global;
} Answer;

static void
answer_free (gpointer data) {
  Answer *answer = data;
  g_clear_pointer (&answer->background, cp_background_unref);
  g_clear_pointer (&answer->global, cp_global_unref);
  g_free (answer);
}

static const CpGlobal *
get_global (const CpCliTold *told) {
  return ((const Answer *)told->answer)->global;
}

typedef struct {
  const CpBackgroundChoice *background;
  const CpExplainOptions *how;
} Manner;

static gpointer
explain_model (const CpCliMany *asked, const CpCliTold *told, GError **error) {
  const Manner *manner = asked->data;
  const CpCliOptions *options = asked->options;
  CpTable *table = asked->input->inputs->table;
  if (asked->n_rows == 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: there are no rows to explain.",
                 cp_table_get_place (table));
    return NULL;
  }
  CpBackgroundChoice present = *manner->background;
  present.without = asked->input->absent;
  g_autoptr (CpBackground) background =
      cp_background_choice_make (&present, told->encoder, table, options->cancellable, error);
  if (background == NULL)
    return NULL;
  const CpGlobalRequest request = {.model = (CpModel *)told->model,
                                   .encoder = told->encoder,
                                   .groups = told->groups,
                                   .table = table,
                                   .background = background,
                                   .options = *manner->how,
                                   .rows = asked->rows,
                                   .n_rows = asked->n_rows};
  CpGlobal *global =
      cp_global_explain (&request, NULL, NULL, cp_cli_progress (options), options->cancellable, error);
  cp_cli_progress_end ();
  if (global == NULL)
    return NULL;
  Answer *answer = g_new0 (Answer, 1);
  answer->background = g_steal_pointer (&background);
  answer->global = global;
  return answer;
}

static json_t *
list_to_json (const CpCliTold *told, gboolean is_feature, guint output, guint top) {
  const CpGlobal *answer = get_global (told);
  guint n = is_feature ? answer->n_features : answer->n_groups, n_kept;
  const double *mean_abs = (is_feature ? answer->feature_mean_abs : answer->mean_abs) + (gsize)output * n;
  const double *mean = (is_feature ? answer->feature_mean : answer->mean) + (gsize)output * n;
  g_autofree guint *order = cp_cli_rank (mean_abs, n, top, FALSE, &n_kept);
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
told_to_json (const CpCliMany *asked, const CpCliTold *told) {
  const CpGlobal *answer = get_global (told);
  g_auto (GStrv) names = cp_cli_dup_output_names (told->model);
  json_t *outputs = json_array ();
  for (guint o = 0; o < answer->n_outputs; o++)
    json_array_append_new (outputs, json_pack ("{s:s,s:o,s:o,s:o}", "output", names[o], "base",
                                               cp_json_number (answer->base[o]), "attributions",
                                               list_to_json (told, TRUE, o, asked->top), "columns",
                                               list_to_json (told, FALSE, o, asked->top)));
  json_t *json = json_pack ("{s:s,s:s,s:s,s:s,s:o,s:o}", "name", told->model->name, "method", answer->method,
                            "space", cp_space_get_name (answer->space), "background",
                            ((const Answer *)told->answer)->background->name, "worst_residual",
                            cp_json_number (answer->worst_residual), "outputs", outputs);
  if (answer->n_pairs > 0)
    json_object_set_new (json, "pairs", json_integer (answer->n_pairs));
  return json;
}

static const double *
get_mean_abs (const CpCliMany *asked, const CpCliTold *told) {
  return get_global (told)->mean_abs;
}

static void
add_figures (CpCliRows *rows, const CpCliMany *asked, const CpCliTold *told, gsize at) {
  const CpGlobal *answer = get_global (told);
  cp_cli_rows_add_number (rows, answer->mean_abs[at], cp_format_score (answer->mean_abs[at]));
  cp_cli_rows_add_number (rows, answer->mean[at], cp_format_delta (answer->mean[at], 3));
}

/* How sampled means were made, as a note: the table has no place for it. */
static void
tell_pairs (const CpCliMany *asked, const CpCliTold *told) {
  const CpGlobal *answer = get_global (told);
  double largest = 0;
  if (answer->n_pairs == 0)
    return;
  for (guint o = 0; o < answer->n_outputs; o++)
    largest = fmax (largest, cp_global_get_largest_error (answer, o));
  g_autofree char *error = cp_format_number (largest, 4);
  g_autofree char *note =
      g_strdup_printf ("%s: %u pairs of permutations a row, standard error of a row's effect %s.",
                       told->model->name, answer->n_pairs, error);
  cp_cli_notice (asked->options, note);
}

int
cp_cli_explain_global (const CpCliOptions *options, const CpBackgroundChoice *background,
                       const CpExplainOptions *how, guint n_rows, guint top) {
  static const char *const header[] = {"model", "output", "column", "mean_abs", "mean", NULL};
  static const CpCliManyKind kind = {.header = header,
                                     .answer = explain_model,
                                     .free_answer = answer_free,
                                     .tell = tell_pairs,
                                     .to_json = told_to_json,
                                     .get_values = get_mean_abs,
                                     .add_figures = add_figures};
  return cp_cli_explain_many (options, &kind, n_rows, top, &(Manner){background, how});
}
