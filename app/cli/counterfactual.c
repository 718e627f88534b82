#include "core/explain/counterfactual.h"
#include "app/cli/commands.h"
#include "app/cli/edits.h"
#include "app/cli/output.h"
#include "app/cli/slices.h"
#include "core/base/format.h"
#include "core/report/session-file.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

typedef struct {
  gint64 row;
  CpNorm norm;
  gint k;
  char **edits, **ignored; /* (nullable) */
} Arguments;

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

/* --ignore gives weight 0: left out of the distance, yet told among the changes, for the model may read it.
 */
static CpDistance *
build_distance (const CpCliInput *input, char **ignored, GError **error) {
  g_auto (GStrv) never = cp_sources_dup_ignored (input->sources);
  g_autoptr (GArray) weights = g_array_new (FALSE, FALSE, sizeof (CpDistanceWeight));
  for (char **name = ignored; name != NULL && *name != NULL; name++) {
    CpDistanceWeight weight = {*name, 0};
    g_array_append_val (weights, weight);
  }
  return cp_distance_build (input->inputs->table, (const char *const *)never,
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

/* The slices whose thresholds decide: those of the session where it keeps thresholds and none was typed. */
typedef struct {
  CpSlices *slices;
  char *own; /* the label of the slice of the row asked about */
} Rules;

static void
rules_clear (Rules *rules) {
  g_clear_pointer (&rules->slices, cp_slices_unref);
  g_clear_pointer (&rules->own, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rules, rules_clear)

static gboolean
find_rules (const CpCliOptions *options, const CpCliInput *input, guint32 row, const CpTable *edited,
            Rules *rules, GError **error) {
  const json_t *session = cp_cli_has_slice_thresholds (options, input) ? input->session : NULL;
  rules->slices = cp_cli_build_slices (input->inputs->table, session, NULL, error);
  rules->own = rules->slices != NULL ? cp_cli_dup_slice_label (options, input, row, edited, error) : NULL;
  return rules->own != NULL;
}

static gboolean
find_neighbours (const CpCliOptions *options, const CpCliInput *input, guint m, const Arguments *arguments,
                 const Rules *rules, const CpTable *row, const double *distances, Answer *answer,
                 GError **error) {
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
  guint n_slices = cp_slices_get_n_slices (rules->slices);
  g_autofree double *thresholds = g_new (double, n_slices);
  for (guint i = 0; i < n_slices; i++)
    thresholds[i] = cp_cli_find_threshold (options, input, m, cp_slices_get_label (rules->slices, i));
  CpDecisions decisions = {.task = options->has_task ? options->task : model->task,
                           .n_outputs = model->n_outputs,
                           .scores = cp_scores_get_values (answer->scores),
                           .thresholds = thresholds,
                           .slice_of_rows = cp_slices_get_slice_of_rows (rules->slices),
                           .min_difference = NAN};
  g_array_unref (answer->neighbours);
  answer->neighbours =
      cp_nearest_counterfactuals (&decisions, scores, cp_cli_find_threshold (options, input, m, rules->own),
                                  distances, cp_scores_get_n_rows (answer->scores), (guint)arguments->k);
  if (answer->neighbours->len == 0)
    tell_none (options, model, decisions.task, scores);
  return TRUE;
}

static gboolean
find_all (const CpCliOptions *options, const CpCliInput *input, const Arguments *arguments,
          const CpTable *row, GPtrArray *answers, GError **error) {
  const CpTable *table = input->inputs->table;
  g_autoptr (CpDistance) distance = build_distance (input, arguments->ignored, error);
  if (distance == NULL)
    return FALSE;
  g_auto (Rules) rules = {NULL, NULL};
  if (!find_rules (options, input, (guint32)arguments->row, row, &rules, error))
    return FALSE;
  g_autofree double *distances = g_new (double, cp_table_get_n_rows (table));
  if (!cp_distance_to_all (distance, row, arguments->norm, distances, options->cancellable, error))
    return FALSE;
  for (guint m = 0; m < input->inputs->n_models; m++) {
    Answer *answer = g_new0 (Answer, 1);
    g_ptr_array_add (answers, answer);
    if (!find_neighbours (options, input, m, arguments, &rules, row, distances, answer, error))
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

static json_t *
changes_to_json (const CpTable *table, const GPtrArray *changes) {
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
    json_array_append_new (neighbours,
                           json_pack ("{s:I,s:o,s:o,s:o}", "row", (json_int_t)neighbour->row, "distance",
                                      cp_json_number (neighbour->distance), "score",
                                      score_to_json (answer->scores, neighbour->row), "changes",
                                      changes_to_json (table, g_ptr_array_index (answer->changes, i))));
  }
  return json_pack ("{s:s,s:o}", "name", model->name, "neighbours", neighbours);
}

/* A line for each changed cell. */
static void
add_lines (CpCliRows *rows, const CpModel *model, const Answer *answer) {
  for (guint i = 0; i < answer->neighbours->len; i++) {
    const CpNeighbour *neighbour = &g_array_index (answer->neighbours, CpNeighbour, i);
    const GPtrArray *changes = g_ptr_array_index (answer->changes, i);
    guint n_outputs = cp_scores_get_n_outputs (answer->scores);
    double score = n_outputs == 1 ? cp_scores_get_values (answer->scores)[neighbour->row] : NAN;
    for (guint c = 0; c < MAX (changes->len, 1); c++) {
      const CpDifference *change = c < changes->len ? g_ptr_array_index (changes, c) : NULL;
      cp_cli_rows_add_text (rows, model->name);
      cp_cli_rows_add_number (rows, neighbour->row, g_strdup_printf ("%u", neighbour->row));
      cp_cli_rows_add_number (rows, neighbour->distance, cp_format_score (neighbour->distance));
      cp_cli_rows_add_number (rows, score, cp_format_score (score));
      cp_cli_rows_add_text (rows, change != NULL ? change->column : "");
      cp_cli_rows_add_text (rows, change != NULL ? change->from : "");
      cp_cli_rows_add_text (rows, change != NULL ? change->to : "");
    }
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
  g_autoptr (GString) out = g_string_new (NULL);
  cp_cli_rows_append (rows, options->format, out);
  return cp_cli_write (options, out->str, out->len);
}

static int
answer_row (const CpCliOptions *options, const Arguments *arguments) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  const CpTable *table = input->inputs->table;
  g_autoptr (CpTable) row = cp_cli_take_row (table, arguments->row, &error);
  if (row == NULL)
    return cp_cli_fail (error);
  g_autoptr (json_t) told = json_object ();
  g_autoptr (CpTable) edited = cp_cli_apply_edits (table, row, arguments->edits, told, &error);
  if (edited == NULL)
    return cp_cli_fail (error);
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (answer_free);
  if (!find_all (options, input, arguments, edited, answers, &error))
    return cp_cli_fail (error);
  return write_answers (options, input, arguments->row, answers);
}

int
cp_command_counterfactual (int argc, char **argv) {
  Arguments arguments = {.row = -1, .norm = CP_NORM_L1, .k = 1};
  g_autofree char *norm = NULL, *ignored = NULL;
  g_auto (GStrv) edits = NULL, ignored_names = NULL;
  const GOptionEntry entries[] = {
      {"row", 0, 0, G_OPTION_ARG_INT64, &arguments.row, "the row, counted from 0 without the header", "N"},
      {"norm", 0, 0, G_OPTION_ARG_STRING, &norm, "l1 (default): differences are added; l2: their squares",
       "l1|l2"},
      {"k", 0, 0, G_OPTION_ARG_INT, &arguments.k, "how many rows, the nearest first; default 1", "K"},
      {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &edits,
       "change a cell first; repeat; a one-hot group is set by its name", "COLUMN=VALUE"},
      {"ignore", 0, 0, G_OPTION_ARG_STRING, &ignored, "columns that count nothing in the distance", "C,C,…"},
      {NULL}};
  int status;
  g_autoptr (CpCliOptions) options =
      cp_cli_options_parse (argc, argv, "find the nearest rows that a model decides differently",
                            "[SESSION.counterpoint]", entries, &status);
  if (options == NULL)
    return status;
  if (arguments.row < 0)
    return cp_cli_misuse ("counterfactual", "expected --row N, counted from 0.");
  if (norm != NULL && !cp_norm_parse (norm, &arguments.norm))
    return cp_cli_misuse ("counterfactual", "--norm %s: expected l1 or l2.", norm);
  if (arguments.k < 1)
    return cp_cli_misuse ("counterfactual", "--k %d: expected a number from 1 up.", arguments.k);
  if (ignored != NULL)
    ignored_names = g_strsplit (ignored, ",", -1);
  for (char **name = ignored_names; name != NULL && *name != NULL; name++)
    g_strstrip (*name);
  arguments.edits = edits;
  arguments.ignored = ignored_names;
  return answer_row (options, &arguments);
}
