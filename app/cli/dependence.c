#include "core/explain/dependence.h"
#include "app/cli/commands.h"
#include "app/cli/dependence-work.h"
#include "app/cli/ranking.h"
#include "app/cli/session-rows.h"
#include "core/base/error.h"
#include "core/explain/dependence-sample.h"
#include "core/table/edits.h"

#define MOST_POINTS 1000

static void
answer_free (gpointer data) {
  CpDependenceAnswer *answer = data;
  g_clear_pointer (&answer->groups, cp_feature_groups_unref);
  g_clear_pointer (&answer->rows, cp_matrix_unref);
  g_clear_pointer (&answer->mean, cp_dependence_free);
  g_clear_pointer (&answer->own, cp_dependence_free);
  g_free (answer->accumulated);
  g_free (answer);
}

static void
work_clear (CpDependenceWork *work) {
  for (guint g = 0; g < G_N_ELEMENTS (work->grids); g++)
    g_clear_pointer (&work->grids[g], cp_dependence_grid_unref);
  g_clear_pointer (&work->one_hot, g_ptr_array_unref);
  g_clear_pointer (&work->present, cp_table_unref);
  g_clear_pointer (&work->own, cp_table_unref);
  g_clear_pointer (&work->answers, g_ptr_array_unref);
  g_free (work->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CpDependenceWork, work_clear)

/* ---- the work ---- */

static CpDependenceAnswer *
prepare (CpDependenceWork *work, const CpCliInput *input, guint m, GError **error) {
  CpDependenceAnswer *answer = g_new0 (CpDependenceAnswer, 1);
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
accumulate (const CpDependenceWork *work, CpDependenceAnswer *answer, GError **error) {
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
answer_model (CpDependenceWork *work, CpDependenceAnswer *answer, GError **error) {
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

/* ---- the command ---- */

static gboolean
make_grids (CpDependenceWork *work, GError **error) {
  for (guint g = 0; g < work->arguments->n_features; g++) {
    work->grids[g] = cp_dependence_grid_new (work->present, work->one_hot, work->arguments->features[g],
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
begin (CpDependenceWork *work, const CpCliInput *input, GError **error) {
  work->table = input->inputs->table;
  work->one_hot = cp_one_hot_groups_find (work->table);
  work->answers = g_ptr_array_new_with_free_func (answer_free);
  g_autofree guint32 *present = cp_cli_list_rows (input, &work->n_all);
  work->present = input->absent->len > 0 ? cp_table_take_rows (work->table, present, work->n_all)
                                         : cp_table_ref (input->inputs->table);
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
  cp_cli_tell_sample (work->options, "averaged over", work->n_rows, work->n_all);
  return TRUE;
}

static int
run (const CpCliOptions *options, const CpDependenceArguments *arguments) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  g_auto (CpDependenceWork) work = {.options = options, .arguments = arguments};
  if (!begin (&work, input, &error))
    return cp_cli_fail (error);
  if (arguments->n_features == 0)
    return cp_cli_dependence_rank (&work);
  for (guint m = 0; m < work.answers->len; m++)
    if (!answer_model (&work, g_ptr_array_index (work.answers, m), &error))
      return cp_cli_fail (error);
  return cp_cli_dependence_write (&work);
}

/* 0 when @arguments can be answered, else the exit status of wrong usage */
static int
check (const CpDependenceArguments *arguments) {
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
  CpDependenceArguments arguments = {.points = 20, .row = -1};
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
