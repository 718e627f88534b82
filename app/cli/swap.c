#include "app/cli/commands.h"
#include "app/cli/edits.h"
#include "app/cli/output.h"
#include "app/cli/slices.h"
#include "app/cli/take-output.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/explain/term-swap.h"

#include <math.h>
#include <string.h>

/* {"rows","column","models":[{"name","output",
 *   "pairs":[{"first","second","known":[true,true],"rows","mean_abs","max_abs","max_row","mean",
 *             "second_minus_first","flips":[{"row","before","after"}]}],
 *   "all":{"rows","mean_abs","max_abs","max_row","mean","flips":[…]}}]}
 * rows: that hold a word of the pair; means of score after − score before; second_minus_first over the rows
 * that hold only one of the words; known: the word is in the model's vocabulary. */

typedef struct {
  char **swaps, *pairs, *column, *output;
} Arguments;

static void
arguments_clear (Arguments *arguments) {
  g_strfreev (arguments->swaps);
  g_free (arguments->pairs);
  g_free (arguments->column);
  g_free (arguments->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

/* (transfer full) (nullable): those typed, then those of the file */
static GArray *
read_pairs (const Arguments *arguments, GError **error) {
  g_autoptr (GArray) pairs = cp_term_pairs_new ();
  for (char **text = arguments->swaps; text != NULL && *text != NULL; text++) {
    const char *equals = strchr (*text, '=');
    if (equals == NULL || equals == *text || equals[1] == 0) {
      g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "--swap %s: expected FIRST=SECOND.", *text);
      return NULL;
    }
    CpTermPair pair = {g_strndup (*text, (gsize)(equals - *text)), g_strdup (equals + 1)};
    g_array_append_val (pairs, pair);
  }
  if (arguments->pairs == NULL)
    return g_steal_pointer (&pairs);
  g_autofree char *text = NULL, *place = g_path_get_basename (arguments->pairs);
  g_autoptr (GError) problem = NULL;
  if (!g_file_get_contents (arguments->pairs, &text, NULL, &problem)) {
    g_set_error (error, CP_ERROR, CP_ERROR_READ, "--pairs %s: %s.", arguments->pairs, problem->message);
    return NULL;
  }
  g_autoptr (GArray) of_file = cp_term_pairs_parse (text, place, error);
  if (of_file == NULL)
    return NULL;
  g_array_set_clear_func (of_file, NULL); /* its words go over */
  g_array_append_vals (pairs, of_file->data, of_file->len);
  return g_steal_pointer (&pairs);
}

/* (nullable): the column typed, else the first whose words a model reads */
static const char *
choose_column (const CpCliInput *input, const Arguments *arguments, GError **error) {
  if (arguments->column != NULL)
    return arguments->column;
  for (guint m = 0; m < input->inputs->n_models; m++) {
    const CpEncoder *encoder = input->inputs->encoders[m];
    for (guint i = 0; encoder != NULL && i < cp_encoder_get_n_inputs (encoder); i++)
      if (cp_encoder_get_input (encoder, i)->text != NULL)
        return cp_encoder_get_input (encoder, i)->column;
  }
  g_set_error_literal (error, CP_ERROR, CP_ERROR_VALUE,
                       "no model reads the words of a text; expected --column C with a category to swap in.");
  return NULL;
}

/* (transfer full) (nullable) */
static CpTermSwap *
swap_terms (const CpCliOptions *options, const CpCliInput *input, guint m, const char *column,
            const GArray *pairs, GError **error) {
  g_autoptr (CpSlices) slices = cp_cli_build_deciding_slices (options, input, error);
  g_autoptr (CpScores) scores = slices != NULL ? cp_cli_score (options, input, m, error) : NULL;
  if (scores == NULL)
    return NULL;
  g_autofree double *thresholds = cp_cli_list_thresholds (options, input, m, slices);
  gboolean is_regression = input->inputs->models[m]->task == CP_TASK_REGRESSION;
  if (is_regression)
    thresholds[0] = cp_scores_measure_deviation (scores, input->absent); /* the least difference */
  CpTermSwapQuery query = {.model = input->inputs->models[m],
                           .encoder = input->inputs->encoders[m],
                           .table = input->inputs->table,
                           .column = column,
                           .pairs = (const CpTermPair *)(gpointer)pairs->data,
                           .n_pairs = pairs->len,
                           .scores = cp_scores_get_values (scores),
                           .slices = is_regression ? NULL : slices,
                           .thresholds = thresholds,
                           .otherwise = options->threshold,
                           .absent = input->absent};
  CpTermSwap *swap = cp_term_swap_build (&query, cp_cli_progress (options), options->cancellable, error);
  cp_cli_progress_end ();
  return swap;
}

static json_t *
effect_to_json (const CpSwapEffect *effect) {
  json_t *flips = json_array ();
  for (guint i = 0; i < effect->flips->len; i++) {
    const CpSwapFlip *flip = &g_array_index (effect->flips, CpSwapFlip, i);
    json_array_append_new (flips,
                           json_pack ("{s:I,s:o,s:o}", "row", (json_int_t)flip->row, "before",
                                      cp_json_number (flip->before), "after", cp_json_number (flip->after)));
  }
  return json_pack ("{s:I,s:o,s:o,s:o,s:o,s:o}", "rows", (json_int_t)effect->n_rows, "mean_abs",
                    cp_json_number (effect->mean_abs), "max_abs", cp_json_number (effect->max_abs), "max_row",
                    effect->n_rows > 0 ? json_integer (effect->max_row) : json_null (), "mean",
                    cp_json_number (effect->mean), "flips", flips);
}

static json_t *
swap_to_json (const CpModel *model, const CpTermSwap *swap, const GArray *pairs) {
  g_auto (GStrv) names = cp_cli_dup_output_names (model);
  json_t *list = json_array ();
  for (guint i = 0; i < swap->n_pairs; i++) {
    const CpTermPair *pair = &g_array_index (pairs, CpTermPair, i);
    const CpSwapEffect *effect = &swap->pairs[i];
    json_t *json = json_pack ("{s:s,s:s,s:[b,b]}", "first", pair->first, "second", pair->second, "known",
                              effect->knows_first, effect->knows_second);
    g_autoptr (json_t) rest = effect_to_json (effect);
    json_object_update (json, rest);
    json_object_set_new (json, "second_minus_first", cp_json_number (effect->towards_second));
    json_array_append_new (list, json);
  }
  return json_pack ("{s:s,s:s,s:o,s:o}", "name", model->name, "output", names[0], "pairs", list, "all",
                    effect_to_json (&swap->all));
}

static void
add_line (CpCliRows *rows, const CpModel *model, const char *first, const char *second,
          const CpSwapEffect *effect) {
  cp_cli_rows_add_text (rows, model->name);
  cp_cli_rows_add_text (rows, first);
  cp_cli_rows_add_text (rows, second);
  cp_cli_rows_add_number (rows, (double)effect->n_rows, cp_format_count ((double)effect->n_rows));
  cp_cli_rows_add_number (rows, effect->mean_abs, cp_format_score (effect->mean_abs));
  cp_cli_rows_add_number (rows, effect->max_abs, cp_format_score (effect->max_abs));
  cp_cli_rows_add_number (rows, effect->mean, cp_format_delta (effect->mean, 3));
  cp_cli_rows_add_number (rows, effect->towards_second, cp_format_delta (effect->towards_second, 3));
  cp_cli_rows_add_number (rows, effect->flips->len, cp_format_count (effect->flips->len));
}

static void
add_lines (CpCliRows *rows, const CpModel *model, const CpTermSwap *swap, const GArray *pairs) {
  for (guint i = 0; i < swap->n_pairs; i++) {
    const CpTermPair *pair = &g_array_index (pairs, CpTermPair, i);
    add_line (rows, model, pair->first, pair->second, &swap->pairs[i]);
  }
  add_line (rows, model, "(all at once)", "", &swap->all);
}

/* A score cannot move with a word the model does not know, which is no proof of fairness. */
static void
tell_unknown (const CpCliOptions *options, const CpModel *model, const CpTermSwap *swap,
              const GArray *pairs) {
  for (guint i = 0; i < swap->n_pairs; i++) {
    const CpTermPair *pair = &g_array_index (pairs, CpTermPair, i);
    const CpSwapEffect *effect = &swap->pairs[i];
    if (effect->knows_first && effect->knows_second)
      continue;
    gboolean knows_none = !effect->knows_first && !effect->knows_second;
    g_autofree char *note =
        g_strdup_printf ("%s does not know the word%s '%s'%s%s%s.", model->name, knows_none ? "s" : "",
                         effect->knows_first ? pair->second : pair->first, knows_none ? " and '" : "",
                         knows_none ? pair->second : "", knows_none ? "'" : "");
    cp_cli_notice (options, note);
  }
}

static int
answer (const CpCliOptions *options, CpCliInput *input, const Arguments *arguments) {
  static const char *const header[] = {"model",        "first", "second",         "rows",  "mean |change|",
                                       "max |change|", "mean",  "second − first", "flips", NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) pairs = read_pairs (arguments, &error);
  const char *column = pairs != NULL && cp_cli_take_output (input, arguments->output, &error)
                           ? choose_column (input, arguments, &error)
                           : NULL;
  if (column == NULL)
    return cp_cli_fail (error);
  g_autoptr (CpCliRows) rows = cp_cli_rows_new (header);
  g_autoptr (json_t) models = json_array ();
  for (guint m = 0; m < input->inputs->n_models; m++) {
    const CpModel *model = input->inputs->models[m];
    if (cp_model_get_column (model) != NULL) {
      cp_cli_tell_column_model (options, model);
      continue;
    }
    g_autoptr (CpTermSwap) swap = swap_terms (options, input, m, column, pairs, &error);
    if (swap == NULL)
      return cp_cli_fail (error);
    tell_unknown (options, model, swap, pairs);
    json_array_append_new (models, swap_to_json (model, swap, pairs));
    add_lines (rows, model, swap, pairs);
  }
  if (options->format == CP_CLI_JSON) {
    g_autoptr (json_t) json =
        json_pack ("{s:I,s:s,s:O}", "rows",
                   (json_int_t)(cp_table_get_n_rows (input->inputs->table) - input->absent->len), "column",
                   column, "models", models);
    return cp_cli_write_json (options, json);
  }
  return cp_cli_write_rows (options, rows);
}

int
cp_command_swap (int argc, char **argv) {
  g_auto (Arguments) arguments = {NULL};
  const GOptionEntry entries[] = {
      {"swap", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments.swaps,
       "two words, or values of a category, put for each other in both directions; repeat", "FIRST=SECOND"},
      {"pairs", 0, 0, G_OPTION_ARG_FILENAME, &arguments.pairs, "more of them, a line each: he,she", "FILE"},
      {"column", 0, 0, G_OPTION_ARG_STRING, &arguments.column,
       "a text, a category or a one-hot group; default: the first text a model reads", "C"},
      {"for-output", 0, 0, G_OPTION_ARG_STRING, &arguments.output,
       "the output looked at, of models of several; default the session's, else the first", "NAME"},
      {NULL}};
  int status;
  g_autoptr (CpCliOptions) options = cp_cli_options_parse (
      argc, argv,
      "put words or values for others in every row and tell how far scores move, and which rows flip; JSON: "
      "{\"rows\",\"column\",\"models\":[{\"name\",\"output\",\"pairs\":[{\"first\",\"second\",\"known\","
      "\"rows\",\"mean_abs\",\"max_abs\",\"max_row\",\"mean\",\"second_minus_first\",\"flips\":[{\"row\","
      "\"before\",\"after\"}]}],\"all\":{…}}]}",
      "[SESSION.counterpoint]", entries, &status);
  if (options == NULL)
    return status;
  if (arguments.swaps == NULL && arguments.pairs == NULL)
    return cp_cli_misuse ("swap", "expected --swap FIRST=SECOND or --pairs FILE.");
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  return input != NULL ? answer (options, input, &arguments) : cp_cli_fail (error);
}
