#include "app/cli/explain-many.h"

#include "app/cli/ranking.h"
#include "app/cli/session-rows.h"
#include "core/base/error.h"
#include "core/explain/explain.h"
#include "core/explain/global.h"

static gboolean
ask_model (const CpCliMany *asked, const CpCliManyKind *kind, guint m, CpCliTold *told, GError **error) {
  const CpInputs *inputs = asked->input->inputs;
  g_autofree char *reason = NULL;
  told->model = inputs->models[m];
  told->encoder = inputs->encoders[m];
  if (!cp_explain_can (told->model, CP_EXPLAIN_EXACT, &reason)) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_UNSUPPORTED, reason);
    return FALSE;
  }
  g_autoptr (GPtrArray) one_hot = cp_one_hot_groups_find (inputs->table);
  told->groups = cp_feature_groups_new (told->encoder, inputs->table, one_hot);
  told->answer = kind->answer (asked, told, error);
  return told->answer != NULL;
}

static void
add_lines (CpCliRows *rows, const CpCliManyKind *kind, const CpCliMany *asked, const CpCliTold *told) {
  g_auto (GStrv) names = cp_cli_dup_output_names (told->model);
  guint n = cp_feature_groups_get_n (told->groups);
  for (guint o = 0; o < told->model->n_outputs; o++) {
    gsize at = (gsize)o * n;
    guint n_kept;
    g_autofree guint *order =
        cp_cli_rank (kind->get_values (asked, told) + at, n, asked->top, FALSE, &n_kept);
    for (guint i = 0; i < n_kept; i++) {
      cp_cli_rows_add_text (rows, told->model->name);
      cp_cli_rows_add_text (rows, names[o]);
      cp_cli_rows_add_text (rows, cp_feature_groups_get (told->groups, order[i])->name);
      kind->add_figures (rows, asked, told, at + order[i]);
    }
  }
}

static int
write_answer (const CpCliMany *asked, const CpCliManyKind *kind, const CpCliTold *all) {
  guint n = asked->input->inputs->n_models;
  if (asked->options->format == CP_CLI_JSON) {
    json_t *models = json_array ();
    for (guint m = 0; m < n; m++)
      json_array_append_new (models, kind->to_json (asked, &all[m]));
    g_autoptr (json_t) json = json_pack ("{s:I,s:o}", "rows", (json_int_t)asked->n_rows, "models", models);
    return cp_cli_write_json (asked->options, json);
  }
  g_autoptr (CpCliRows) rows = cp_cli_rows_new (kind->header);
  for (guint m = 0; m < n; m++)
    add_lines (rows, kind, asked, &all[m]);
  return cp_cli_write_rows (asked->options, rows);
}

int
cp_cli_explain_many (const CpCliOptions *options, const CpCliManyKind *kind, guint n_rows, guint top,
                     gconstpointer data) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  CpCliMany asked = {.options = options, .input = input, .top = top, .data = data};
  gsize n_present, n_all = cp_table_get_n_rows (input->inputs->table);
  g_autofree guint32 *present = cp_cli_list_seen_rows (options, input, &n_present);
  g_autofree guint32 *rows =
      cp_global_choose_rows (n_all, n_present < n_all ? present : NULL, n_present,
                             n_rows > 0 ? n_rows : CP_CLI_SAMPLE, options->seed, &asked.n_rows);
  asked.rows = rows;
  guint n = input->inputs->n_models;
  g_autofree CpCliTold *all = g_new0 (CpCliTold, n + 1);
  int status = 0;
  for (guint m = 0; m < n && status == 0; m++)
    if (!ask_model (&asked, kind, m, &all[m], &error))
      status = cp_cli_fail (error);
  if (status == 0) {
    cp_cli_tell_sample (options, "explained", asked.n_rows, n_present);
    for (guint m = 0; m < n && kind->tell != NULL; m++)
      kind->tell (&asked, &all[m]);
    status = write_answer (&asked, kind, all);
  }
  for (guint m = 0; m < n; m++) {
    g_clear_pointer (&all[m].answer, kind->free_answer);
    g_clear_pointer (&all[m].groups, cp_feature_groups_unref);
  }
  return status;
}
