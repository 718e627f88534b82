#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/session-rows.h"
#include "core/base/format.h"
#include "core/table/csv.h"

#include <math.h>
#include <string.h>

/* A million rows go straight into text, without a JSON tree or a table of cells in between. */

static void
append_number (GString *out, double value, const char *undefined) {
  char text[CP_FORMAT_SIZE];
  g_string_append (out, isfinite (value) ? cp_format_double (text, value) : undefined);
}

/* (transfer full): "row", then a name a score: the model's, with "/output" where it has several */
static char **
dup_header (const CpInputs *inputs) {
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_strv_builder_add (builder, "row");
  for (guint m = 0; m < inputs->n_models; m++) {
    const CpModel *model = inputs->models[m];
    g_auto (GStrv) outputs = cp_cli_dup_output_names (model);
    for (guint k = 0; k < model->n_outputs; k++) {
      g_autofree char *name =
          model->n_outputs == 1 ? g_strdup (model->name) : g_strdup_printf ("%s/%s", model->name, outputs[k]);
      g_strv_builder_add (builder, name);
    }
  }
  return g_strv_builder_end (builder);
}

static void
append_csv (const CpCliInput *input, double *const *scores, GString *out) {
  const CpInputs *inputs = input->inputs;
  g_auto (GStrv) header = dup_header (inputs);
  for (guint i = 0; header[i] != NULL; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    cp_csv_append_field (out, header[i], ',');
  }
  g_string_append_c (out, '\n');
  gsize n_rows = cp_table_get_n_rows (inputs->table);
  for (gsize row = 0; row < n_rows; row++) {
    if (cp_cli_is_absent (input, (guint32)row))
      continue;
    g_string_append_printf (out, "%" G_GSIZE_FORMAT, row);
    for (guint m = 0; m < inputs->n_models; m++) {
      guint n_outputs = inputs->models[m]->n_outputs;
      const double *values = scores[m] + row * n_outputs;
      for (guint k = 0; k < n_outputs; k++) {
        g_string_append_c (out, ',');
        append_number (out, values[k], "");
      }
    }
    g_string_append_c (out, '\n');
  }
}

static void
append_json_model (const CpModel *model, CpTask task, const double *values, gsize n_rows, GString *out) {
  g_auto (GStrv) outputs = cp_cli_dup_output_names (model);
  g_autoptr (json_t) names = json_array ();
  for (char **name = outputs; *name != NULL; name++)
    json_array_append_new (names, json_string (*name));
  g_autoptr (json_t) head =
      json_pack ("{s:s,s:s,s:O}", "name", model->name, "task", cp_task_get_name (task), "outputs", names);
  g_autofree char *text = cp_json_dump (head, FALSE);
  g_string_append_len (out, text, (gssize)strlen (text) - 1); /* without the closing brace */
  g_string_append (out, ",\"scores\":[");
  guint n_outputs = model->n_outputs;
  for (gsize row = 0; row < n_rows; row++) {
    g_string_append (out, row > 0 ? ",[" : "[");
    for (guint k = 0; k < n_outputs; k++) {
      if (k > 0)
        g_string_append_c (out, ',');
      append_number (out, values[row * n_outputs + k], "null");
    }
    g_string_append_c (out, ']');
  }
  g_string_append (out, "]}");
}

static void
append_json (const CpCliInput *input, const GArray *tasks, double *const *scores, GString *out) {
  const CpInputs *inputs = input->inputs;
  gsize n_rows = cp_table_get_n_rows (inputs->table);
  g_string_append_printf (out, "{\"rows\":%" G_GSIZE_FORMAT, n_rows);
  for (guint i = 0; i < input->absent->len; i++) /* the others keep their places */
    g_string_append_printf (out, "%s%u", i == 0 ? ",\"deleted\":[" : ",",
                            g_array_index (input->absent, guint32, i));
  g_string_append (out, input->absent->len > 0 ? "],\"models\":[" : ",\"models\":[");
  for (guint m = 0; m < inputs->n_models; m++) {
    if (m > 0)
      g_string_append_c (out, ',');
    append_json_model (inputs->models[m], g_array_index (tasks, CpTask, m), scores[m], n_rows, out);
  }
  g_string_append (out, "]}\n");
}

static void
append_table (const CpCliInput *input, double *const *scores, GString *out) {
  const CpInputs *inputs = input->inputs;
  g_auto (GStrv) header = dup_header (inputs);
  g_autoptr (CpCliRows) rows = cp_cli_rows_new ((const char *const *)header);
  for (gsize row = 0; row < cp_table_get_n_rows (inputs->table); row++) {
    if (cp_cli_is_absent (input, (guint32)row))
      continue;
    cp_cli_rows_add_number (rows, (double)row, cp_format_count ((double)row));
    for (guint m = 0; m < inputs->n_models; m++) {
      guint n_outputs = inputs->models[m]->n_outputs;
      const double *values = scores[m] + row * n_outputs;
      for (guint k = 0; k < n_outputs; k++)
        cp_cli_rows_add_number (rows, values[k], cp_format_score (values[k]));
    }
  }
  cp_cli_rows_append (rows, CP_CLI_TABLE, out);
}

int
cp_command_predict (int argc, char **argv) {
  int status;
  g_autoptr (CpCliOptions) options = cp_cli_options_parse (argc, argv, "score every row with every model",
                                                           "[SESSION.counterpoint]", NULL, &status);
  if (options == NULL)
    return status;
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  guint n_models = input->inputs->n_models;
  g_autoptr (GPtrArray) scores = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) tasks = g_array_new (FALSE, FALSE, sizeof (CpTask));
  for (guint m = 0; m < n_models; m++) {
    g_array_append_val (tasks, input->inputs->models[m]->task);
    g_autoptr (CpScores) scored = cp_cli_score (options, input, m, &error);
    double *seen = scored != NULL ? cp_cli_dup_seen_scores (input, m, scored, &error) : NULL;
    if (seen == NULL)
      return cp_cli_fail (error);
    g_ptr_array_add (scores, seen);
  }
  g_autoptr (GString) out = g_string_new (NULL);
  double *const *all = (double *const *)scores->pdata;
  switch (options->format) {
  case CP_CLI_TABLE:
    append_table (input, all, out);
    break;
  case CP_CLI_JSON:
    append_json (input, tasks, all, out);
    break;
  case CP_CLI_CSV:
    append_csv (input, all, out);
    break;
  }
  return cp_cli_write (options, out->str, out->len);
}
