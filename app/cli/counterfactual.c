#include "app/cli/counterfactual.h"
#include "app/cli/commands.h"
#include "app/cli/edits.h"
#include "app/cli/output.h"
#include "app/cli/slices.h"
#include "app/cli/take-output.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/explain/counterfactual.h"
#include "core/explain/immutable.h"
#include "core/report/session-file.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

/* What one model answers. */
typedef struct {
  GArray *neighbours; /* CpNeighbour */
  GPtrArray *changes; /* one GPtrArray of CpDifference a neighbour */
  CpScores *scores;   /* of the whole table */
} Answer;

static void
answer_free (gpointer data) {
  Answer *answer = data;
  g_clear_pointer (&answer->neighbours, g_array_unref);
  g_clear_pointer (&answer->changes, g_ptr_array_unref);
  g_clear_pointer (&answer->scores, cp_scores_unref);
  g_free (answer);
}

gboolean
cp_counterfactual_split (const CpTable *table, const char *option, const char *text, const char *expected,
                         char **out_name, const char **out_rest, GError **error) {
  const char *first = strchr (text, '='), *equals = first;
  for (const char *at = first; at != NULL; at = strchr (at + 1, '=')) {
    g_autofree char *name = g_strndup (text, (gsize)(at - text));
    if (cp_table_find_column (table, name) != NULL)
      equals = at;
  }
  if (equals == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s %s: expected %s.", option, text, expected);
    return FALSE;
  }
  *out_name = g_strndup (text, (gsize)(equals - text));
  *out_rest = equals + 1;
  return TRUE;
}

static void
weight_clear (gpointer data) {
  g_free ((char *)((CpDistanceWeight *)data)->column);
}

static gboolean
add_weight (GArray *weights, const CpTable *table, const char *text, GError **error) {
  CpDistanceWeight weight = {NULL, NAN};
  const char *rest;
  char *name;
  if (!cp_counterfactual_split (table, "--weight-of", text, "COLUMN=WEIGHT", &name, &rest, error))
    return FALSE;
  weight.column = name;
  gboolean is_number = cp_parse_number (rest, strlen (rest), &weight.weight);
  g_array_append_val (weights, weight);
  if (!is_number)
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "--weight-of %s: expected a number after the column.",
                 text);
  return is_number;
}

/* --ignore gives weight 0: left out of the distance, yet told among the changes, for the model may read it.
 */
CpDistance *
cp_counterfactual_build_distance (const CpCliInput *input, const CpCounterfactualArguments *arguments,
                                  GError **error) {
  g_auto (GStrv) never = cp_sources_dup_ignored (input->sources);
  g_autoptr (GArray) weights = g_array_new (FALSE, FALSE, sizeof (CpDistanceWeight));
  g_array_set_clear_func (weights, weight_clear);
  for (char **text = arguments->weights; text != NULL && *text != NULL; text++)
    if (!add_weight (weights, input->inputs->table, *text, error))
      return NULL;
  for (char **name = arguments->ignored; name != NULL && *name != NULL; name++) {
    CpDistanceWeight weight = {g_strdup (*name), 0};
    g_array_append_val (weights, weight);
  }
  return cp_distance_build (input->inputs->table, input->absent, (const char *const *)never,
                            (const CpDistanceWeight *)(gpointer)weights->data, weights->len, error);
}

/* A model that decides every row alike is an answer, not an error. */
static void
tell_none (const CpCliOptions *options, const CpModel *model, CpTask task, const double *scores) {
  const char *reason = isnan (scores[0]) ? "has no score for this row"
                       : task == CP_TASK_REGRESSION
                           ? "predicts nothing a standard deviation away from this row's prediction"
                           : "decides every row as it decides this one";
  g_autofree char *note = g_strdup_printf ("%s %s; there is no counterfactual.", model->name, reason);
  cp_cli_notice (options, note);
}

static gboolean
find_neighbours (const CpCliOptions *options, const CpCliInput *input, guint m,
                 const CpCounterfactualArguments *arguments, const CpSlices *slices, const CpTable *row,
                 const double *distances, Answer *answer, GError **error) {
  const CpModel *model = input->inputs->models[m];
  answer->neighbours = g_array_new (FALSE, FALSE, sizeof (CpNeighbour));
  if (cp_model_get_column (model) != NULL && arguments->edits != NULL) {
    cp_cli_tell_column_model (options, model);
    return TRUE;
  }
  answer->scores = cp_cli_score (options, input, m, error);
  g_autofree double *scores = answer->scores != NULL ? cp_cli_score_row (input, m, row, error) : NULL;
  if (scores == NULL)
    return FALSE;
  g_autofree double *thresholds = cp_cli_list_thresholds (options, input, m, slices);
  g_autofree double *present = cp_cli_dup_present_scores (input, answer->scores);
  CpDecisions decisions = {.task = model->task,
                           .n_outputs = model->n_outputs,
                           .scores = present,
                           .thresholds = thresholds,
                           .slice_of_rows = cp_slices_get_slice_of_rows (slices),
                           .min_difference = NAN};
  g_array_unref (answer->neighbours);
  answer->neighbours = cp_nearest_counterfactuals (
      &decisions, scores, cp_cli_find_row_threshold (options, input, m, slices, row), distances,
      cp_scores_get_n_rows (answer->scores), (guint)arguments->k);
  if (answer->neighbours->len == 0)
    tell_none (options, model, decisions.task, scores);
  return TRUE;
}

/* The row itself agrees with itself and is no counterfactual: with nothing else left there is none. */
static gboolean
exclude_immutable (const CpCliOptions *options, const CpTable *table, const CpTable *row, char **names,
                   double *distances, GError **error) {
  if (names == NULL)
    return TRUE;
  g_autoptr (GPtrArray) one_hot = cp_one_hot_groups_find (table);
  g_autofree gboolean *is_held = cp_immutable_find (table, one_hot, (const char *const *)names, error);
  if (is_held == NULL)
    return FALSE;
  if (cp_immutable_exclude (table, row, is_held, distances) <= 1)
    cp_cli_notice (options, "no other row has the values of the immutable columns.");
  return TRUE;
}

static gboolean
find_all (const CpCliOptions *options, const CpCliInput *input, const CpCounterfactualArguments *arguments,
          const CpTable *row, GPtrArray *answers, GError **error) {
  const CpTable *table = input->inputs->table;
  g_autoptr (CpDistance) distance = cp_counterfactual_build_distance (input, arguments, error);
  if (distance == NULL)
    return FALSE;
  g_autoptr (CpSlices) slices = cp_cli_build_deciding_slices (options, input, error);
  if (slices == NULL)
    return FALSE;
  cp_cli_tell_strange_slice (options, slices, row);
  g_autofree double *distances = g_new (double, cp_table_get_n_rows (table));
  if (!cp_distance_to_all (distance, row, arguments->norm, distances, options->cancellable, error) ||
      !exclude_immutable (options, table, row, arguments->immutable, distances, error))
    return FALSE;
  for (guint m = 0; m < input->inputs->n_models; m++) {
    Answer *answer = g_new0 (Answer, 1);
    g_ptr_array_add (answers, answer);
    if (!find_neighbours (options, input, m, arguments, slices, row, distances, answer, error))
      return FALSE;
    answer->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < answer->neighbours->len; i++) {
      guint32 index = g_array_index (answer->neighbours, CpNeighbour, i).row;
      g_autoptr (CpTable) neighbour = cp_table_take_rows (table, &index, 1);
      g_ptr_array_add (answer->changes, cp_distance_list_differences (distance, row, neighbour));
    }
  }
  return TRUE;
}

/* A number of a number column as a number, a missing cell as null, anything else as text. */
static json_t *
cell_to_json (const CpTable *table, const CpDifference *difference, const char *cell) {
  const CpColumn *column = cp_table_find_column (table, difference->column);
  double number;
  if (*cell == '\0')
    return json_null ();
  if (column != NULL && cp_column_get_type (column) == CP_COLUMN_NUMBER &&
      cp_parse_number (cell, strlen (cell), &number))
    return cp_json_number (number);
  return json_string (cell);
}

json_t *
cp_counterfactual_changes_to_json (const CpTable *table, const GPtrArray *changes) {
  json_t *json = json_array ();
  for (guint i = 0; i < changes->len; i++) {
    const CpDifference *change = g_ptr_array_index (changes, i);
    json_array_append_new (json, json_pack ("{s:s,s:o,s:o}", "column", change->column, "from",
                                            cell_to_json (table, change, change->from), "to",
                                            cell_to_json (table, change, change->to)));
  }
  return json;
}

/* One output: its number; several: all of them. */
static json_t *
score_to_json (const CpScores *scores, guint32 row) {
  guint n_outputs = cp_scores_get_n_outputs (scores);
  const double *values = cp_scores_get_values (scores) + (gsize)row * n_outputs;
  if (n_outputs == 1)
    return cp_json_number (values[0]);
  json_t *json = json_array ();
  for (guint i = 0; i < n_outputs; i++)
    json_array_append_new (json, cp_json_number (values[i]));
  return json;
}

static json_t *
answer_to_json (const CpTable *table, const CpModel *model, const Answer *answer) {
  json_t *neighbours = json_array ();
  for (guint i = 0; i < answer->neighbours->len; i++) {
    const CpNeighbour *neighbour = &g_array_index (answer->neighbours, CpNeighbour, i);
    json_array_append_new (neighbours, json_pack ("{s:I,s:o,s:o,s:o}", "row", (json_int_t)neighbour->row,
                                                  "distance", cp_json_number (neighbour->distance), "score",
                                                  score_to_json (answer->scores, neighbour->row), "changes",
                                                  cp_counterfactual_changes_to_json (
                                                      table, g_ptr_array_index (answer->changes, i))));
  }
  return json_pack ("{s:s,s:o}", "name", model->name, "neighbours", neighbours);
}

/* A line for each changed cell; a row that differs in none has one, too. */
void
cp_counterfactual_add_lines (CpCliRows *rows, const CpModel *model, gint64 row, double distance, double score,
                             const GPtrArray *changes) {
  for (guint c = 0; c < MAX (changes->len, 1); c++) {
    const CpDifference *change = c < changes->len ? g_ptr_array_index (changes, c) : NULL;
    cp_cli_rows_add_text (rows, model->name);
    cp_cli_rows_add_number (rows, row < 0 ? NAN : (double)row,
                            row < 0 ? g_strdup ("–") : g_strdup_printf ("%" G_GINT64_FORMAT, row));
    cp_cli_rows_add_number (rows, distance, cp_format_score (distance));
    cp_cli_rows_add_number (rows, score, cp_format_score (score));
    cp_cli_rows_add_text (rows, change != NULL ? change->column : "");
    cp_cli_rows_add_text (rows, change != NULL ? change->from : "");
    cp_cli_rows_add_text (rows, change != NULL ? change->to : "");
  }
}

static void
add_lines (CpCliRows *rows, const CpModel *model, const Answer *answer) {
  for (guint i = 0; i < answer->neighbours->len; i++) {
    const CpNeighbour *neighbour = &g_array_index (answer->neighbours, CpNeighbour, i);
    guint n_outputs = cp_scores_get_n_outputs (answer->scores);
    double score = n_outputs == 1 ? cp_scores_get_values (answer->scores)[neighbour->row] : NAN;
    cp_counterfactual_add_lines (rows, model, neighbour->row, neighbour->distance, score,
                                 g_ptr_array_index (answer->changes, i));
  }
}

static int
write_answers (const CpCliOptions *options, const CpCliInput *input, gint64 row, const GPtrArray *answers) {
  if (options->format == CP_CLI_JSON) {
    json_t *models = json_array ();
    for (guint m = 0; m < answers->len; m++)
      json_array_append_new (models, answer_to_json (input->inputs->table, input->inputs->models[m],
                                                     g_ptr_array_index (answers, m)));
    g_autoptr (json_t) json = json_pack ("{s:I,s:o}", "row", (json_int_t)row, "models", models);
    return cp_cli_write_json (options, json);
  }
  static const char *const header[] = {"model", "row", "distance", "score", "column", "from", "to", NULL};
  g_autoptr (CpCliRows) rows = cp_cli_rows_new (header);
  for (guint m = 0; m < answers->len; m++)
    add_lines (rows, input->inputs->models[m], g_ptr_array_index (answers, m));
  return cp_cli_write_rows (options, rows);
}

/* Where every model reads texts alone, words are what can change. */
static gboolean
reads_only_texts (const CpCliInput *input) {
  for (guint m = 0; m < input->inputs->n_models; m++) {
    const CpEncoder *encoder = input->inputs->encoders[m];
    for (guint i = 0; encoder != NULL && i < cp_encoder_get_n_inputs (encoder); i++)
      if (cp_encoder_get_input (encoder, i)->text == NULL)
        return FALSE;
    if (encoder == NULL)
      return FALSE;
  }
  return TRUE;
}

static char **
split_names (const char *list) {
  char **names = list != NULL ? g_strsplit (list, ",", -1) : NULL;
  for (char **name = names; name != NULL && *name != NULL; name++)
    g_strstrip (*name);
  return names;
}

static void
arguments_clear (CpCounterfactualArguments *arguments) {
  g_strfreev (arguments->edits);
  g_strfreev (arguments->ignored);
  g_strfreev (arguments->immutable);
  g_strfreev (arguments->weights);
  g_strfreev (arguments->ranges);
  g_free (arguments->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CpCounterfactualArguments, arguments_clear)

static int
answer_row (const CpCliOptions *options, const CpCounterfactualArguments *arguments) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  const CpTable *table = input->inputs->table;
  g_autoptr (CpTable) row = cp_cli_take_row (input, arguments->row, &error);
  if (row == NULL)
    return cp_cli_fail (error);
  g_autoptr (json_t) told = json_object ();
  g_autoptr (CpTable) edited = cp_cli_apply_edits (table, row, arguments->edits, told, &error);
  if (edited == NULL)
    return cp_cli_fail (error);
  if (arguments->is_minimal)
    return cp_counterfactual_answer_minimal (options, input, arguments, edited);
  if (arguments->is_text || reads_only_texts (input))
    return cp_counterfactual_answer_text (options, input, arguments, edited);
  if (arguments->output != NULL && !cp_cli_take_output (input, arguments->output, &error))
    return cp_cli_fail (error);
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (answer_free);
  if (!find_all (options, input, arguments, edited, answers, &error))
    return cp_cli_fail (error);
  return write_answers (options, input, arguments->row, answers);
}

#define NOT_TYPED G_MININT

/* Of what cannot be answered, and of what would be taken and do nothing: 0, or the exit status of wrong usage
 */
static int
check_usage (const CpCounterfactualArguments *arguments, int k, const char *norm) {
  const char *command = "counterfactual";
  if (k != NOT_TYPED && k < 1)
    return cp_cli_misuse (command, "--k %d: expected a number from 1 up.", k);
  if (arguments->is_minimal && arguments->is_text)
    return cp_cli_misuse (command, "expected one of --minimal and --text.");
  if (arguments->is_minimal && norm != NULL && arguments->norm != CP_NORM_L1)
    return cp_cli_misuse (command, "--minimal measures by l1 alone.");
  if (arguments->ranges != NULL && !arguments->is_minimal)
    return cp_cli_misuse (command, "--range is of --minimal; expected --minimal.");
  if (arguments->swaps && arguments->is_minimal)
    return cp_cli_misuse (command, "--swap-words is of --text; expected --text.");
  if (arguments->is_text && (k != NOT_TYPED || norm != NULL || arguments->ignored != NULL ||
                             arguments->weights != NULL || arguments->immutable != NULL))
    return cp_cli_misuse (
        command, "--text changes words; expected no --k, --norm, --ignore, --weight-of or --immutable.");
  return 0;
}

int
cp_command_counterfactual (int argc, char **argv) {
  g_auto (CpCounterfactualArguments) arguments = {.row = -1, .norm = CP_NORM_L1};
  gint k = NOT_TYPED;
  g_autofree char *norm = NULL, *ignored = NULL, *immutable = NULL;
  const GOptionEntry entries[] = {
      {"row", 0, 0, G_OPTION_ARG_INT64, &arguments.row, "the row, counted from 0 without the header", "N"},
      {"norm", 0, 0, G_OPTION_ARG_STRING, &norm, "l1 (default): differences are added; l2: their squares",
       "l1|l2"},
      {"k", 0, 0, G_OPTION_ARG_INT, &k, "how many answers, the nearest first; default 1", "K"},
      {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments.edits,
       "change a cell first; repeat; a one-hot group is set by its name", "COLUMN=VALUE"},
      {"ignore", 0, 0, G_OPTION_ARG_STRING, &ignored, "columns that count nothing in the distance", "C,C,…"},
      {"weight-of", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments.weights,
       "how much a column counts in the distance, default 1; repeat", "COLUMN=W"},
      {"immutable", 0, 0, G_OPTION_ARG_STRING, &immutable, "columns that must stay as they are", "C,C,…"},
      {"minimal", 0, 0, G_OPTION_ARG_NONE, &arguments.is_minimal,
       "the fewest columns to change, to any values, rather than a row of the table", NULL},
      {"range", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments.ranges,
       "with --minimal: what a number may become; repeat; either end may be left out", "COLUMN=LOW..HIGH"},
      {"text", 0, 0, G_OPTION_ARG_NONE, &arguments.is_text,
       "the fewest words to take out of a text; the default where models read texts alone", NULL},
      {"swap-words", 0, 0, G_OPTION_ARG_NONE, &arguments.swaps,
       "with --text: or to put for other words of the vocabulary", NULL},
      {"for-output", 0, 0, G_OPTION_ARG_STRING, &arguments.output,
       "the output to flip, of models of several; default the session's, else the first; nearest rows "
       "without it differ in any",
       "NAME"},
      {NULL}};
  int status;
  g_autoptr (CpCliOptions) options =
      cp_cli_options_parse (argc, argv, "find what would have been decided differently",
                            "[SESSION.counterpoint]", entries, &status);
  if (options == NULL)
    return status;
  if (arguments.row < 0)
    return cp_cli_misuse ("counterfactual", "expected --row N, counted from 0.");
  if (norm != NULL && !cp_norm_parse (norm, &arguments.norm))
    return cp_cli_misuse ("counterfactual", "--norm %s: expected l1 or l2.", norm);
  arguments.ignored = split_names (ignored);
  arguments.immutable = split_names (immutable);
  status = check_usage (&arguments, k, norm);
  if (status != 0)
    return status;
  arguments.k = k != NOT_TYPED ? k : 1;
  return answer_row (options, &arguments);
}
