#include "core/explain/explain.h"
#include "app/cli/cell.h"
#include "app/cli/commands.h"
#include "app/cli/edits.h"
#include "app/cli/explain-global.h"
#include "app/cli/explain-importance.h"
#include "app/cli/output.h"
#include "app/cli/ranking.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/explain/background-choice.h"
#include "core/explain/feature-groups.h"
#include "core/explain/words.h"

#include <math.h>
#include <string.h>

typedef struct {
  gint64 row;
  int top, permutations, rows, repeats;
  char **edits;
  char *method, *background, *space, *importance, *loss;
  gboolean halves, is_global;
} Arguments;

static void
arguments_clear (Arguments *arguments) {
  g_strfreev (arguments->edits);
  g_free (arguments->method);
  g_free (arguments->background);
  g_free (arguments->space);
  g_free (arguments->importance);
  g_free (arguments->loss);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

/* What one model says about the row. */
typedef struct {
  const CpModel *model;
  CpEncoder *encoder;
  CpTable *row;
  CpMatrix *features; /* of the row */
  GPtrArray *one_hot; /* of CpOneHotGroup: the table's */
  CpFeatureGroups *groups;
  CpBackground *background;
  CpAttributions *answer;
  guint top; /* 0: all */
} Told;

static void
told_clear (Told *told) {
  g_clear_pointer (&told->features, cp_matrix_unref);
  g_clear_pointer (&told->one_hot, g_ptr_array_unref);
  g_clear_pointer (&told->groups, cp_feature_groups_unref);
  g_clear_pointer (&told->background, cp_background_unref);
  g_clear_pointer (&told->answer, cp_attributions_unref);
}

/* ---- one answer in JSON ---- */

static void
add_errors (json_t *item, const Told *told, double error, double disagreement) {
  if (told->answer->errors != NULL)
    json_object_set_new (item, "error", cp_json_number (error));
  if (told->answer->disagreement != NULL)
    json_object_set_new (item, "disagreement", cp_json_number (disagreement));
}

/* Every feature that is no word; words are told in the text's own list. */
static json_t *
features_to_json (const Told *told, guint output) {
  const CpAttributions *answer = told->answer;
  const double *values = cp_attributions_get_values (answer, 0, output);
  gsize offset = (gsize)(values - answer->values);
  guint n = 0, n_kept;
  g_autofree guint *features = g_new (guint, answer->n_features + 1);
  g_autofree double *kept = g_new (double, answer->n_features + 1);
  for (guint f = 0; f < answer->n_features; f++) {
    if (cp_encoder_get_input (told->encoder, cp_encoder_get_feature_input (told->encoder, f))->text != NULL)
      continue;
    features[n] = f;
    kept[n++] = values[f];
  }
  g_autofree guint *order = cp_cli_rank (kept, n, told->top, TRUE, &n_kept);
  json_t *list = json_array ();
  for (guint i = 0; i < n_kept; i++) {
    guint f = features[order[i]];
    g_autofree char *name = cp_encoder_dup_feature_name (told->encoder, f);
    json_t *item = json_pack ("{sssoso}", "feature", name, "value",
                              cp_json_number ((double)cp_matrix_get_values (told->features)[f]),
                              "attribution", cp_json_number (values[f]));
    add_errors (item, told, answer->errors != NULL ? answer->errors[offset + f] : 0,
                answer->disagreement != NULL ? answer->disagreement[offset + f] : 0);
    json_array_append_new (list, item);
  }
  return list;
}

static double *
sum_groups (const Told *told, guint output) {
  const double *values = cp_attributions_get_values (told->answer, 0, output);
  guint n = cp_feature_groups_get_n (told->groups);
  double *sums = g_new (double, n + 1);
  for (guint g = 0; g < n; g++)
    sums[g] = cp_feature_group_sum (cp_feature_groups_get (told->groups, g), values);
  return sums;
}

static json_t *
columns_to_json (const Told *told, guint output) {
  g_autofree double *sums = sum_groups (told, output);
  guint n_kept;
  g_autofree guint *order =
      cp_cli_rank (sums, cp_feature_groups_get_n (told->groups), told->top, TRUE, &n_kept);
  json_t *list = json_array ();
  for (guint i = 0; i < n_kept; i++) {
    const CpFeatureGroup *group = cp_feature_groups_get (told->groups, order[i]);
    g_autofree char *cell =
        group->text == NULL ? cp_cli_dup_cell (told->row, told->one_hot, group->name) : NULL;
    json_t *item =
        json_pack ("{ssso}", "column", group->name, "attribution", cp_json_number (sums[order[i]]));
    if (cell != NULL)
      json_object_set_new (item, "value", json_string (cell));
    if (told->answer->errors != NULL)
      json_object_set_new (
          item, "error",
          cp_json_number (cp_attributions_get_group_error (told->answer, 0, output, order[i])));
    json_array_append_new (list, item);
  }
  return list;
}

/* (transfer full) (nullable) (element-type CpWordEffect): the words of the first text column */
static GPtrArray *
tell_words (const Told *told, guint output, const CpFeatureGroup **out_group) {
  for (guint g = 0; g < cp_feature_groups_get_n (told->groups); g++) {
    const CpFeatureGroup *group = cp_feature_groups_get (told->groups, g);
    if (group->text == NULL)
      continue;
    const CpColumn *column = cp_table_find_column (told->row, group->name);
    g_autofree char *text = cp_column_dup_cell (column, 0);
    gsize offset = group->features[0];
    const double *values = cp_attributions_get_values (told->answer, 0, output);
    const double *errors =
        told->answer->errors != NULL ? told->answer->errors + (values - told->answer->values) : NULL;
    *out_group = group;
    return cp_words_tell (group->text, text, strlen (text), values + offset,
                          errors != NULL ? errors + offset : NULL);
  }
  return NULL;
}

static json_t *
word_to_json (const Told *told, const CpWordEffect *effect) {
  json_t *spans = json_array ();
  for (guint i = 0; i < effect->spans->len; i++) {
    CpSpan span = g_array_index (effect->spans, CpSpan, i);
    json_array_append_new (spans, json_pack ("[II]", (json_int_t)span.begin, (json_int_t)span.end));
  }
  json_t *item = json_pack ("{sssosbso}", "word", effect->word, "attribution", cp_json_number (effect->value),
                            "present", effect->is_present, "spans", spans);
  if (effect->number < 0)
    json_object_set_new (item, "unknown", json_true ());
  if (told->answer->errors != NULL)
    json_object_set_new (item, "error", cp_json_number (effect->error));
  return item;
}

static json_t *
words_to_json (const Told *told, guint output) {
  const CpFeatureGroup *group;
  g_autoptr (GPtrArray) words = tell_words (told, output, &group);
  if (words == NULL)
    return NULL;
  g_autofree double *values = g_new (double, words->len + 1);
  for (guint i = 0; i < words->len; i++)
    values[i] = ((CpWordEffect *)g_ptr_array_index (words, i))->value;
  guint n_kept;
  g_autofree guint *order = cp_cli_rank (values, words->len, told->top, TRUE, &n_kept);
  json_t *list = json_array ();
  for (guint i = 0; i < n_kept; i++)
    json_array_append_new (list, word_to_json (told, g_ptr_array_index (words, order[i])));
  return list;
}

static json_t *
told_to_json (const Told *told) {
  g_auto (GStrv) names = cp_cli_dup_output_names (told->model);
  json_t *outputs = json_array ();
  for (guint o = 0; o < told->answer->n_outputs; o++) {
    json_t *json =
        json_pack ("{sssosososo}", "output", names[o], "base", cp_json_number (told->answer->base[o]),
                   "score", cp_json_number (told->answer->scores[o]), "residual",
                   cp_json_number (told->answer->residuals[o]), "attributions", features_to_json (told, o));
    json_object_set_new (json, "columns", columns_to_json (told, o));
    json_t *words = words_to_json (told, o);
    if (words != NULL)
      json_object_set_new (json, "words", words);
    json_array_append_new (outputs, json);
  }
  json_t *json = json_pack ("{ssssssssso}", "name", told->model->name, "method", told->answer->method,
                            "space", cp_space_get_name (told->answer->space), "background",
                            told->background->name, "outputs", outputs);
  if (told->answer->n_pairs > 0)
    json_object_set_new (json, "pairs", json_integer (told->answer->n_pairs));
  return json;
}

/* ---- as rows ---- */

/* @is_score: a base or score, which stands for itself; the others are moves */
static void
add_line (CpCliRows *rows, const Told *told, const char *output, const char *name, const char *value,
          double attribution, gboolean is_score) {
  cp_cli_rows_add_text (rows, told->model->name);
  cp_cli_rows_add_text (rows, output);
  cp_cli_rows_add_text (rows, name);
  cp_cli_rows_add_text (rows, value);
  cp_cli_rows_add_number (rows, attribution,
                          is_score ? cp_format_score (attribution) : cp_format_delta (attribution, 3));
}

/* The columns, the words of a text in their place, and what the sum is made of. */
static void
add_lines (CpCliRows *rows, const Told *told, guint output, const char *name) {
  const CpFeatureGroup *text_group = NULL;
  g_autoptr (GPtrArray) words = tell_words (told, output, &text_group);
  g_autofree double *sums = sum_groups (told, output);
  guint n_kept;
  g_autofree guint *order =
      cp_cli_rank (sums, cp_feature_groups_get_n (told->groups), told->top, TRUE, &n_kept);
  add_line (rows, told, name, "(base)", told->background->name, told->answer->base[output], TRUE);
  for (guint i = 0; i < n_kept; i++) {
    const CpFeatureGroup *group = cp_feature_groups_get (told->groups, order[i]);
    g_autofree char *cell =
        group->text == NULL ? cp_cli_dup_cell (told->row, told->one_hot, group->name) : g_strdup ("");
    add_line (rows, told, name, group->name, cell, sums[order[i]], FALSE);
  }
  g_autofree double *values = g_new (double, words != NULL ? words->len + 1 : 1);
  for (guint i = 0; words != NULL && i < words->len; i++)
    values[i] = ((CpWordEffect *)g_ptr_array_index (words, i))->value;
  g_autofree guint *of_words = cp_cli_rank (values, words != NULL ? words->len : 0, told->top, TRUE, &n_kept);
  for (guint i = 0; i < n_kept && words != NULL; i++) {
    const CpWordEffect *effect = g_ptr_array_index (words, of_words[i]);
    add_line (rows, told, name, effect->word,
              effect->number < 0   ? "unknown word"
              : effect->is_present ? "word"
                                   : "absent word",
              effect->value, FALSE);
  }
  add_line (rows, told, name, "(residual)", "", told->answer->residuals[output], FALSE);
  add_line (rows, told, name, "(score)", cp_space_get_name (told->answer->space),
            told->answer->scores[output], TRUE);
}

/* ---- the work ---- */

static gboolean
read_background (const Arguments *arguments, const CpCliOptions *options, CpBackgroundChoice *out,
                 GError **error) {
  *out = (CpBackgroundChoice){.kind = CP_BACKGROUND_DEFAULT, .seed = options->seed};
  return arguments->background == NULL || cp_background_choice_parse (arguments->background, out, error);
}

static gboolean
explain_model (const CpCliOptions *options, const CpCliInput *input, const Arguments *arguments,
               const CpExplainOptions *how, guint m, Told *told, GError **error) {
  const CpTable *table = input->inputs->table;
  CpBackgroundChoice choice;
  if (!read_background (arguments, options, &choice, error))
    return FALSE;
  choice.without = input->absent;
  told->model = input->inputs->models[m];
  told->encoder = input->inputs->encoders[m];
  g_autofree char *reason = NULL;
  if (!cp_explain_can (told->model, CP_EXPLAIN_EXACT, &reason)) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_UNSUPPORTED, reason);
    return FALSE;
  }
  told->background = cp_background_choice_make (&choice, told->encoder, table, options->cancellable, error);
  told->features = told->background != NULL ? cp_encoder_apply (told->encoder, told->row, NULL, error) : NULL;
  if (told->features == NULL)
    return FALSE;
  told->one_hot = cp_one_hot_groups_find (table);
  told->groups = cp_feature_groups_new (told->encoder, table, told->one_hot);
  CpExplainOptions of_model = *how;
  of_model.groups = told->groups;
  told->answer = cp_explain (told->model, told->background, cp_matrix_get_values (told->features), 1,
                             &of_model, cp_cli_progress (options), options->cancellable, error);
  cp_cli_progress_end ();
  return told->answer != NULL;
}

static int
write_answer (const CpCliOptions *options, gint64 row, json_t *edits, const Told *all, guint n) {
  if (options->format == CP_CLI_JSON) {
    json_t *models = json_array ();
    for (guint m = 0; m < n; m++)
      json_array_append_new (models, told_to_json (&all[m]));
    g_autoptr (json_t) json =
        json_pack ("{s:I,s:O,s:o}", "row", (json_int_t)row, "edits", edits, "models", models);
    return cp_cli_write_json (options, json);
  }
  static const char *const header[] = {"model", "output", "column", "value", "attribution", NULL};
  g_autoptr (CpCliRows) rows = cp_cli_rows_new (header);
  for (guint m = 0; m < n; m++) {
    g_auto (GStrv) names = cp_cli_dup_output_names (all[m].model);
    for (guint o = 0; o < all[m].answer->n_outputs; o++)
      add_lines (rows, &all[m], o, names[o]);
  }
  return cp_cli_write_rows (options, rows);
}

static gboolean
read_arguments (const Arguments *arguments, const CpCliOptions *options, CpExplainOptions *how,
                GError **error) {
  how->seed = options->seed;
  how->halves = arguments->halves;
  how->n_permutations = (guint)arguments->permutations;
  if (arguments->method != NULL && !cp_explain_method_parse (arguments->method, &how->method, error))
    return FALSE;
  if (arguments->space == NULL || cp_space_parse (arguments->space, &how->space))
    return TRUE;
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "--space %s: expected probability, logit or margin.",
               arguments->space);
  return FALSE;
}

static int
answer_row (const CpCliOptions *options, const Arguments *arguments, const CpExplainOptions *how) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  g_autoptr (CpTable) row = cp_cli_take_row (input, arguments->row, &error);
  g_autoptr (json_t) told_edits = json_object ();
  g_autoptr (CpTable) edited =
      row != NULL ? cp_cli_apply_edits (input->inputs->table, row, arguments->edits, told_edits, &error)
                  : NULL;
  if (edited == NULL)
    return cp_cli_fail (error);
  guint n = input->inputs->n_models;
  g_autofree Told *all = g_new0 (Told, n + 1);
  int status = 0;
  for (guint m = 0; m < n && status == 0; m++) {
    all[m].row = edited;
    all[m].top = (guint)arguments->top;
    if (!explain_model (options, input, arguments, how, m, &all[m], &error))
      status = cp_cli_fail (error);
  }
  if (status == 0)
    status = write_answer (options, arguments->row, told_edits, all, n);
  for (guint m = 0; m < n; m++)
    told_clear (&all[m]);
  return status;
}

static int
check_importance (const Arguments *arguments) {
  gboolean is_asked = arguments->importance != NULL;
  if (is_asked && !arguments->is_global)
    return cp_cli_misuse ("explain", "--importance is of many rows; expected --global.");
  if (is_asked && !g_str_equal (arguments->importance, "permutation"))
    return cp_cli_misuse ("explain", "--importance %s: expected permutation.", arguments->importance);
  if (is_asked && (arguments->method != NULL || arguments->background != NULL || arguments->space != NULL ||
                   arguments->permutations != 0))
    return cp_cli_misuse (
        "explain",
        "--importance shuffles columns; expected no --method, --background, --space or --permutations.");
  CpImportanceLoss loss;
  if (arguments->loss != NULL && !is_asked)
    return cp_cli_misuse ("explain", "--loss is of --importance; expected --importance permutation.");
  if (arguments->loss != NULL && !cp_importance_loss_parse (arguments->loss, &loss))
    return cp_cli_misuse ("explain", "--loss %s: expected roc_auc or log_loss.", arguments->loss);
  if (arguments->repeats != 0 && !is_asked)
    return cp_cli_misuse ("explain", "--repeats is of --importance; expected --importance permutation.");
  if (arguments->repeats < 0)
    return cp_cli_misuse ("explain", "--repeats %d: expected a number from 1 up.", arguments->repeats);
  return 0;
}

/* Of what was typed for a row and for the whole table, not both: 0, or the exit status of wrong usage */
static int
check (const Arguments *arguments) {
  if (!arguments->is_global && arguments->row < 0)
    return cp_cli_misuse ("explain", "expected --row N, counted from 0.");
  if (arguments->is_global && (arguments->row >= 0 || arguments->edits != NULL))
    return cp_cli_misuse ("explain", "--global is of many rows; expected neither --row nor --set.");
  if (arguments->is_global && arguments->halves)
    return cp_cli_misuse ("explain", "--halves is of one row; expected --row N.");
  if (arguments->rows != 0 && !arguments->is_global)
    return cp_cli_misuse ("explain", "--rows is of --global; for one row expected --row N.");
  if (arguments->rows < 0)
    return cp_cli_misuse ("explain", "--rows %d: expected a number from 1 up.", arguments->rows);
  if (arguments->top < 0)
    return cp_cli_misuse ("explain", "--top %d: expected a number from 1 up.", arguments->top);
  if (arguments->permutations < 0)
    return cp_cli_misuse ("explain", "--permutations %d: expected a number from 1 up.",
                          arguments->permutations);
  return check_importance (arguments);
}

int
cp_command_explain (int argc, char **argv) {
  g_auto (Arguments) arguments = {.row = -1};
  const GOptionEntry entries[] = {
      {"row", 0, 0, G_OPTION_ARG_INT64, &arguments.row, "the row, counted from 0 without the header", "N"},
      {"global", 0, 0, G_OPTION_ARG_NONE, &arguments.is_global,
       "what matters over many rows: mean |attribution| and signed mean", NULL},
      {"rows", 0, 0, G_OPTION_ARG_INT, &arguments.rows, "with --global: how many rows at most (10 000)", "N"},
      {"importance", 0, 0, G_OPTION_ARG_STRING, &arguments.importance,
       "with --global: permutation: how much worse the scores do when a column is shuffled; needs --label",
       "permutation"},
      {"loss", 0, 0, G_OPTION_ARG_STRING, &arguments.loss,
       "with --importance: roc_auc (default: how far it falls) or log_loss (how far it rises)", "NAME"},
      {"repeats", 0, 0, G_OPTION_ARG_INT, &arguments.repeats,
       "with --importance: shuffles of each column (5)", "N"},
      {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments.edits,
       "change a cell first; repeat; a one-hot group is set by its name", "COLUMN=VALUE"},
      {"method", 0, 0, G_OPTION_ARG_STRING, &arguments.method,
       "auto (default), exact, kernel, permutation, linear, linear-correlated, deep, gradients, "
       "expected-gradients, tree or tree-path",
       "NAME"},
      {"background", 0, 0, G_OPTION_ARG_STRING, &arguments.background,
       "N rows of the table (100), kmeans:N centres, zero, or a table; without it the words of a text are "
       "compared with no words",
       "N|FILE|zero"},
      {"space", 0, 0, G_OPTION_ARG_STRING, &arguments.space,
       "probability (default), logit, or margin (of trees)", "NAME"},
      {"top", 0, 0, G_OPTION_ARG_INT, &arguments.top, "only the K largest of each list", "K"},
      {"permutations", 0, 0, G_OPTION_ARG_INT, &arguments.permutations,
       "pairs of permutations (as many as a small error needs)", "N"},
      {"halves", 0, 0, G_OPTION_ARG_NONE, &arguments.halves,
       "also tell how far two halves of the background disagree", NULL},
      {NULL}};
  int status;
  g_autoptr (CpCliOptions) options =
      cp_cli_options_parse (argc, argv, "tell which columns or words pushed a score up or down",
                            "[SESSION.counterpoint]", entries, &status);
  if (options == NULL)
    return status;
  status = check (&arguments);
  if (status != 0)
    return status;
  g_autoptr (GError) error = NULL;
  CpExplainOptions how = {0};
  CpBackgroundChoice background;
  if (!read_arguments (&arguments, options, &how, &error) ||
      !read_background (&arguments, options, &background, &error))
    return cp_cli_fail (error);
  CpImportanceLoss loss = CP_IMPORTANCE_AUC;
  if (arguments.loss != NULL)
    cp_importance_loss_parse (arguments.loss, &loss);
  if (arguments.importance != NULL)
    return cp_cli_explain_importance (options, loss, (guint)arguments.rows, (guint)arguments.repeats,
                                      (guint)arguments.top);
  return arguments.is_global
             ? cp_cli_explain_global (options, &background, &how, (guint)arguments.rows, (guint)arguments.top)
             : answer_row (options, &arguments, &how);
}
