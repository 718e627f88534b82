#include "core/explain/dependence.h"
#include "app/cli/commands.h"
#include "app/cli/edits.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/explain/dependence-sample.h"

#include <math.h>

#define MOST_POINTS 1000

typedef struct {
  char **features; /* (nullable): one or two */
  guint n_features;
  int points;
  gint64 row; /* −1: none */
  gboolean is_accumulated;
} Arguments;

/* One model's answer. */
typedef struct {
  const CpModel *model;
  CpEncoder *encoder;
  CpFeatureGroups *groups;
  CpMatrix *rows;
  CpDependence *mean;
  CpDependence *own;   /* (nullable): of the row asked for */
  double *accumulated; /* (nullable) (n_points × n_outputs) */
} Answer;

static void
answer_free (gpointer data) {
  Answer *answer = data;
  g_clear_pointer (&answer->groups, cp_feature_groups_unref);
  g_clear_pointer (&answer->rows, cp_matrix_unref);
  g_clear_pointer (&answer->mean, cp_dependence_free);
  g_clear_pointer (&answer->own, cp_dependence_free);
  g_free (answer->accumulated);
  g_free (answer);
}

/* Everything the work needs. */
typedef struct {
  const CpCliOptions *options;
  const Arguments *arguments;
  const CpTable *table;
  GPtrArray *one_hot; /* of CpOneHotGroup */
  guint32 *rows;      /* (n_rows): averaged over */
  gsize n_rows, n_all;
  CpTable *own; /* (nullable): the row asked for */
  CpDependenceGrid *grids[2];
  GPtrArray *answers; /* of Answer */
} Work;

static void
work_clear (Work *work) {
  for (guint g = 0; g < G_N_ELEMENTS (work->grids); g++)
    g_clear_pointer (&work->grids[g], cp_dependence_grid_unref);
  g_clear_pointer (&work->one_hot, g_ptr_array_unref);
  g_clear_pointer (&work->own, cp_table_unref);
  g_clear_pointer (&work->answers, g_ptr_array_unref);
  g_free (work->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* ---- the work ---- */

static Answer *
prepare (Work *work, const CpCliInput *input, guint m, GError **error) {
  Answer *answer = g_new0 (Answer, 1);
  g_ptr_array_add (work->answers, answer);
  answer->model = input->inputs->models[m];
  answer->encoder = input->inputs->encoders[m];
  if (answer->encoder == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: its scores stand in the table; an edited row cannot be scored again.",
                 answer->model->place);
    return NULL;
  }
  answer->groups = cp_feature_groups_new (answer->encoder, work->table, work->one_hot);
  answer->rows = cp_dependence_encode_rows (answer->encoder, work->table, work->rows, work->n_rows,
                                            work->options->cancellable, error);
  return answer->rows != NULL ? answer : NULL;
}

static gboolean
accumulate (const Work *work, Answer *answer, GError **error) {
  CpDependenceGrid *grid = work->grids[0];
  const double *numbers = cp_column_get_numbers (cp_table_find_column (work->table, grid->name));
  g_autofree double *values = g_new (double, work->n_rows + 1);
  for (gsize i = 0; i < work->n_rows; i++)
    values[i] = numbers[work->rows[i]];
  answer->accumulated = g_new0 (double, (gsize)grid->n_points * answer->model->n_outputs);
  return cp_accumulated_effects (answer->model, answer->encoder, answer->groups, answer->rows, values, grid,
                                 answer->accumulated, work->options->cancellable, error);
}

static gboolean
answer_model (Work *work, Answer *answer, GError **error) {
  guint n_grids = work->arguments->n_features;
  GCancellable *cancellable = work->options->cancellable;
  answer->mean = cp_dependence_build (answer->model, answer->encoder, answer->groups, answer->rows,
                                      work->grids, n_grids, FALSE, cancellable, error);
  if (answer->mean == NULL)
    return FALSE;
  if (work->own != NULL) {
    g_autoptr (CpMatrix) row = cp_encoder_apply (answer->encoder, work->own, cancellable, error);
    answer->own = row != NULL ? cp_dependence_build (answer->model, answer->encoder, answer->groups, row,
                                                     work->grids, n_grids, FALSE, cancellable, error)
                              : NULL;
    if (answer->own == NULL)
      return FALSE;
  }
  return !work->arguments->is_accumulated || accumulate (work, answer, error);
}

/* ---- one column, or two, in JSON ---- */

/* The scores at one point: a number, or a list where there are several outputs */
static json_t *
scores_to_json (const double *scores, guint n_outputs) {
  if (n_outputs == 1)
    return cp_json_number (scores[0]);
  json_t *list = json_array ();
  for (guint o = 0; o < n_outputs; o++)
    json_array_append_new (list, cp_json_number (scores[o]));
  return list;
}

/* @values: (n_points × n_outputs); with two columns a list for each value of the first */
static json_t *
curve_to_json (const Work *work, const double *values, guint n_outputs) {
  guint n_first = work->grids[0]->n_points, n_last = work->grids[1] != NULL ? work->grids[1]->n_points : 1;
  json_t *list = json_array ();
  for (guint i = 0; i < n_first; i++) {
    if (work->grids[1] == NULL) {
      json_array_append_new (list, scores_to_json (values + i * n_outputs, n_outputs));
      continue;
    }
    json_t *line = json_array ();
    for (guint j = 0; j < n_last; j++)
      json_array_append_new (line, scores_to_json (values + (i * n_last + j) * n_outputs, n_outputs));
    json_array_append_new (list, line);
  }
  return list;
}

static json_t *
grid_to_json (const CpDependenceGrid *grid) {
  json_t *list = json_array ();
  for (guint p = 0; p < grid->n_points; p++)
    json_array_append_new (list, grid->is_number ? cp_json_number (grid->numbers[p])
                                                 : json_string (grid->cells[p]));
  return list;
}

static json_t *
grids_to_json (const Work *work) {
  if (work->grids[1] == NULL)
    return grid_to_json (work->grids[0]);
  return json_pack ("[oo]", grid_to_json (work->grids[0]), grid_to_json (work->grids[1]));
}

/* (transfer full): what the row holds in a column, or in a one-hot group */
static char *
dup_own_cell (const Work *work, const char *name) {
  const CpColumn *column = cp_table_find_column (work->own, name);
  if (column != NULL)
    return cp_column_dup_cell (column, 0);
  for (guint i = 0; i < work->one_hot->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (work->one_hot, i);
    guint32 code =
        g_str_equal (group->name, name) ? cp_one_hot_group_get_code (group, work->own, 0) : CP_MISSING;
    if (code != CP_MISSING)
      return g_strdup (group->values[code]);
  }
  return g_strdup ("");
}

static json_t *
own_to_json (const Work *work, const Answer *answer) {
  json_t *values = json_array ();
  for (guint g = 0; g < work->arguments->n_features; g++) {
    const CpColumn *column = cp_table_find_column (work->own, work->grids[g]->name);
    g_autofree char *cell = dup_own_cell (work, work->grids[g]->name);
    json_array_append_new (values, work->grids[g]->is_number
                                       ? cp_json_number (cp_column_get_numbers (column)[0])
                                       : json_string (cell));
  }
  json_t *value = work->grids[1] == NULL ? json_incref (json_array_get (values, 0)) : json_incref (values);
  json_decref (values);
  return json_pack ("{s:I,s:o,s:o}", "row", (json_int_t)work->arguments->row, "value", value, "curve",
                    curve_to_json (work, answer->own->mean, answer->own->n_outputs));
}

static json_t *
answer_to_json (const Work *work, const Answer *answer) {
  guint n_outputs = answer->mean->n_outputs;
  json_t *json = json_pack ("{s:s,s:o,s:o}", "name", answer->model->name, "grid", grids_to_json (work),
                            "mean", curve_to_json (work, answer->mean->mean, n_outputs));
  if (n_outputs > 1) {
    g_auto (GStrv) names = cp_cli_dup_output_names (answer->model);
    json_t *outputs = json_array ();
    for (guint o = 0; o < n_outputs; o++)
      json_array_append_new (outputs, json_string (names[o]));
    json_object_set_new (json, "outputs", outputs);
  }
  json_t *unread = json_array ();
  for (guint g = 0; g < work->arguments->n_features; g++)
    if (cp_feature_groups_find (answer->groups, work->grids[g]->name) == NULL)
      json_array_append_new (unread, json_string (work->grids[g]->name));
  if (json_array_size (unread) > 0)
    json_object_set (json, "not_read", unread);
  json_decref (unread);
  if (answer->accumulated != NULL)
    json_object_set_new (json, "accumulated", curve_to_json (work, answer->accumulated, n_outputs));
  if (answer->own != NULL)
    json_object_set_new (json, "row", own_to_json (work, answer));
  return json;
}

static int
write_json (const Work *work) {
  json_t *features = json_array (), *models = json_array ();
  for (guint g = 0; g < work->arguments->n_features; g++)
    json_array_append_new (features, json_string (work->grids[g]->name));
  for (guint m = 0; m < work->answers->len; m++)
    json_array_append_new (models, answer_to_json (work, g_ptr_array_index (work->answers, m)));
  g_autoptr (json_t) json =
      json_pack ("{s:o,s:I,s:o}", "features", features, "rows", (json_int_t)work->n_rows, "models", models);
  return cp_cli_write_json (work->options, json);
}

/* ---- as rows ---- */

static void
add_grid_cell (CpCliRows *rows, const CpDependenceGrid *grid, guint point) {
  if (grid->is_number)
    cp_cli_rows_add_number (rows, grid->numbers[point], cp_format_number (grid->numbers[point], -1));
  else
    cp_cli_rows_add_text (rows, grid->cells[point]);
}

static void
add_lines (CpCliRows *rows, const Work *work, const Answer *answer) {
  guint n_outputs = answer->mean->n_outputs, n_last = work->grids[1] != NULL ? work->grids[1]->n_points : 1;
  g_auto (GStrv) names = cp_cli_dup_output_names (answer->model);
  for (guint o = 0; o < n_outputs; o++) {
    for (guint p = 0; p < answer->mean->n_points; p++) {
      gsize at = (gsize)p * n_outputs + o;
      cp_cli_rows_add_text (rows, answer->model->name);
      cp_cli_rows_add_text (rows, names[o]);
      add_grid_cell (rows, work->grids[0], p / n_last);
      if (work->grids[1] != NULL)
        add_grid_cell (rows, work->grids[1], p % n_last);
      cp_cli_rows_add_number (rows, answer->mean->mean[at], cp_format_score (answer->mean->mean[at]));
      if (answer->own != NULL)
        cp_cli_rows_add_number (rows, answer->own->mean[at], cp_format_score (answer->own->mean[at]));
      if (answer->accumulated != NULL)
        cp_cli_rows_add_number (rows, answer->accumulated[at], cp_format_delta (answer->accumulated[at], 3));
    }
  }
}

static int
write_rows (const Work *work) {
  g_autoptr (GPtrArray) header = g_ptr_array_new ();
  g_autofree char *row = g_strdup_printf ("row %" G_GINT64_FORMAT, work->arguments->row);
  g_ptr_array_add (header, (gpointer) "model");
  g_ptr_array_add (header, (gpointer) "output");
  for (guint g = 0; g < work->arguments->n_features; g++)
    g_ptr_array_add (header, work->grids[g]->name);
  g_ptr_array_add (header, (gpointer) "mean");
  if (work->own != NULL)
    g_ptr_array_add (header, row);
  if (work->arguments->is_accumulated)
    g_ptr_array_add (header, (gpointer) "accumulated");
  g_ptr_array_add (header, NULL);
  g_autoptr (CpCliRows) rows = cp_cli_rows_new ((const char *const *)header->pdata);
  for (guint m = 0; m < work->answers->len; m++)
    add_lines (rows, work, g_ptr_array_index (work->answers, m));
  g_autoptr (GString) out = g_string_new (NULL);
  cp_cli_rows_append (rows, work->options->format, out);
  return cp_cli_write (work->options, out->str, out->len);
}

/* ---- all columns, by effect ---- */

typedef struct {
  const char *name;
  double most;     /* the largest of @effects */
  double *effects; /* (n_models): the largest over its outputs; NaN: not read */
} Ranked;

static void
ranked_clear (gpointer data) {
  g_free (((Ranked *)data)->effects);
}

/* Stable: columns of one effect stay in the models' order. */
static int
compare_ranked (gconstpointer a, gconstpointer b) {
  const Ranked *x = a, *y = b;
  return x->most < y->most ? 1 : x->most > y->most ? -1 : 0;
}

static gboolean
rank_column (const Work *work, const char *name, Ranked *out, GError **error) {
  g_autoptr (CpDependenceGrid) grid =
      cp_dependence_grid_new (work->table, work->one_hot, name, (guint)work->arguments->points, error);
  if (grid == NULL)
    return FALSE;
  out->name = name;
  out->effects = g_new (double, work->answers->len + 1);
  for (guint m = 0; m < work->answers->len; m++) {
    const Answer *answer = g_ptr_array_index (work->answers, m);
    out->effects[m] = NAN;
    if (cp_feature_groups_find (answer->groups, name) == NULL)
      continue;
    g_autoptr (CpDependence) mean =
        cp_dependence_build (answer->model, answer->encoder, answer->groups, answer->rows, &grid, 1, FALSE,
                             work->options->cancellable, error);
    if (mean == NULL)
      return FALSE;
    for (guint o = 0; o < mean->n_outputs; o++)
      out->effects[m] = fmax (out->effects[m], cp_dependence_get_effect (mean, o));
    out->most = fmax (out->most, out->effects[m]);
  }
  return TRUE;
}

static int
write_ranking (const Work *work, const GArray *ranking) {
  if (work->options->format == CP_CLI_JSON) {
    json_t *list = json_array ();
    for (guint i = 0; i < ranking->len; i++) {
      const Ranked *ranked = &g_array_index (ranking, Ranked, i);
      json_t *models = json_array ();
      for (guint m = 0; m < work->answers->len; m++)
        json_array_append_new (models,
                               json_pack ("{s:s,s:o}", "name",
                                          ((Answer *)g_ptr_array_index (work->answers, m))->model->name,
                                          "effect", cp_json_number (ranked->effects[m])));
      json_array_append_new (list, json_pack ("{s:s,s:o,s:o}", "feature", ranked->name, "effect",
                                              cp_json_number (ranked->most), "models", models));
    }
    g_autoptr (json_t) json = json_pack ("{s:I,s:o}", "rows", (json_int_t)work->n_rows, "ranking", list);
    return cp_cli_write_json (work->options, json);
  }
  g_autoptr (GPtrArray) header = g_ptr_array_new ();
  g_ptr_array_add (header, (gpointer) "feature");
  for (guint m = 0; m < work->answers->len; m++)
    g_ptr_array_add (header, ((Answer *)g_ptr_array_index (work->answers, m))->model->name);
  g_ptr_array_add (header, NULL);
  g_autoptr (CpCliRows) rows = cp_cli_rows_new ((const char *const *)header->pdata);
  for (guint i = 0; i < ranking->len; i++) {
    const Ranked *ranked = &g_array_index (ranking, Ranked, i);
    cp_cli_rows_add_text (rows, ranked->name);
    for (guint m = 0; m < work->answers->len; m++)
      cp_cli_rows_add_number (rows, ranked->effects[m], cp_format_score (ranked->effects[m]));
  }
  g_autoptr (GString) out = g_string_new (NULL);
  cp_cli_rows_append (rows, work->options->format, out);
  return cp_cli_write (work->options, out->str, out->len);
}

static int
rank_columns (const Work *work) {
  g_autoptr (GError) error = NULL;
  g_autofree CpFeatureGroups **groups = g_new (CpFeatureGroups *, work->answers->len + 1);
  for (guint m = 0; m < work->answers->len; m++)
    groups[m] = ((Answer *)g_ptr_array_index (work->answers, m))->groups;
  g_autoptr (GPtrArray) names = cp_dependence_list_columns (work->table, groups, work->answers->len);
  if (names->len == 0) {
    g_set_error (&error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: the models read texts only; expected a number, a category or a boolean to set to other "
                 "values.",
                 cp_table_get_place (work->table));
    return cp_cli_fail (error);
  }
  g_autoptr (GArray) ranking = g_array_new (FALSE, TRUE, sizeof (Ranked));
  g_array_set_clear_func (ranking, ranked_clear);
  const CpProgress *progress = cp_cli_progress (work->options);
  g_array_set_size (ranking, names->len);
  for (guint i = 0; i < names->len; i++) {
    cp_progress_report (progress, (double)i / (double)names->len, "Ranking columns");
    if (!rank_column (work, g_ptr_array_index (names, i), &g_array_index (ranking, Ranked, i), &error)) {
      cp_cli_progress_end ();
      return cp_cli_fail (error);
    }
  }
  cp_cli_progress_end ();
  g_array_sort (ranking, compare_ranked); /* GLib's is stable */
  return write_ranking (work, ranking);
}

/* ---- the command ---- */

static void
tell_sample (const Work *work) {
  if (work->n_rows == work->n_all)
    return;
  g_autofree char *all = cp_format_count ((double)work->n_all),
                  *some = cp_format_count ((double)work->n_rows);
  g_autofree char *note = g_strdup_printf (
      "averaged over %s of %s rows, drawn with seed %" G_GUINT64_FORMAT ".", some, all, work->options->seed);
  cp_cli_notice (work->options, note);
}

static gboolean
make_grids (Work *work, GError **error) {
  for (guint g = 0; g < work->arguments->n_features; g++) {
    work->grids[g] = cp_dependence_grid_new (work->table, work->one_hot, work->arguments->features[g],
                                             (guint)work->arguments->points, error);
    if (work->grids[g] == NULL)
      return FALSE;
  }
  if (work->grids[1] != NULL && g_str_equal (work->grids[0]->name, work->grids[1]->name)) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "--feature %s --feature %s: both are of the one-hot group '%s'; expected two columns.",
                 work->arguments->features[0], work->arguments->features[1], work->grids[0]->name);
    return FALSE;
  }
  if (!work->arguments->is_accumulated || work->grids[0]->is_number)
    return TRUE;
  g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
               "--accumulated: column '%s' is not a number; accumulated local effects need an order.",
               work->grids[0]->name);
  return FALSE;
}

static gboolean
begin (Work *work, const CpCliInput *input, GError **error) {
  work->table = input->inputs->table;
  work->one_hot = cp_one_hot_groups_find (work->table);
  work->answers = g_ptr_array_new_with_free_func (answer_free);
  g_autofree guint32 *present = cp_cli_list_rows (input, &work->n_all);
  work->rows =
      cp_dependence_choose_rows (work->n_all, CP_DEPENDENCE_ROWS, work->options->seed, &work->n_rows);
  for (gsize i = 0; i < work->n_rows; i++)
    work->rows[i] = present[work->rows[i]];
  if (work->arguments->row >= 0) {
    work->own = cp_cli_take_row (input, work->arguments->row, error);
    if (work->own == NULL)
      return FALSE;
  }
  if (!make_grids (work, error))
    return FALSE;
  for (guint m = 0; m < input->inputs->n_models; m++)
    if (prepare (work, input, m, error) == NULL)
      return FALSE;
  tell_sample (work);
  return TRUE;
}

static int
run (const CpCliOptions *options, const Arguments *arguments) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  g_auto (Work) work = {.options = options, .arguments = arguments};
  if (!begin (&work, input, &error))
    return cp_cli_fail (error);
  if (arguments->n_features == 0)
    return rank_columns (&work);
  for (guint m = 0; m < work.answers->len; m++)
    if (!answer_model (&work, g_ptr_array_index (work.answers, m), &error))
      return cp_cli_fail (error);
  return options->format == CP_CLI_JSON ? write_json (&work) : write_rows (&work);
}

/* 0 when @arguments can be answered, else the exit status of wrong usage */
static int
check (const Arguments *arguments) {
  if (arguments->n_features > 2)
    return cp_cli_misuse ("dependence", "expected --feature once or twice, not %u times.",
                          arguments->n_features);
  if (arguments->n_features == 2 && g_str_equal (arguments->features[0], arguments->features[1]))
    return cp_cli_misuse ("dependence", "--feature %s twice; expected two columns.", arguments->features[0]);
  if (arguments->points < 2 || arguments->points > MOST_POINTS)
    return cp_cli_misuse ("dependence", "--points %d: expected a number from 2 to %d.", arguments->points,
                          MOST_POINTS);
  if (arguments->is_accumulated && arguments->n_features != 1)
    return cp_cli_misuse ("dependence", "--accumulated is of one column; expected one --feature.");
  if (arguments->row < -1)
    return cp_cli_misuse ("dependence", "--row %" G_GINT64_FORMAT ": expected a number from 0 up.",
                          arguments->row);
  if (arguments->row >= 0 && arguments->n_features == 0)
    return cp_cli_misuse ("dependence", "--row is of one column or two; expected --feature.");
  return 0;
}

int
cp_command_dependence (int argc, char **argv) {
  Arguments arguments = {.points = 20, .row = -1};
  g_auto (GStrv) features = NULL;
  const GOptionEntry entries[] = {
      {"feature", 0, 0, G_OPTION_ARG_STRING_ARRAY, &features,
       "the column set to other values, or a one-hot group; a second one: both together; none: all columns "
       "by effect",
       "C"},
      {"points", 0, 0, G_OPTION_ARG_INT, &arguments.points, "how many values at most (20)", "N"},
      {"row", 0, 0, G_OPTION_ARG_INT64, &arguments.row, "also this row's own curve, counted from 0", "N"},
      {"accumulated", 0, 0, G_OPTION_ARG_NONE, &arguments.is_accumulated,
       "also accumulated local effects, of a number", NULL},
      {NULL}};
  int status;
  g_autoptr (CpCliOptions) options =
      cp_cli_options_parse (argc, argv, "tell how scores go with the values of a column",
                            "[SESSION.counterpoint]", entries, &status);
  if (options == NULL)
    return status;
  arguments.features = features;
  arguments.n_features = features != NULL ? g_strv_length (features) : 0;
  status = check (&arguments);
  return status != 0 ? status : run (options, &arguments);
}
