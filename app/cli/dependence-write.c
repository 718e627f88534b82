#include "app/cli/cell.h"
#include "app/cli/dependence-work.h"
#include "app/cli/output.h"
#include "core/base/format.h"

/* ---- in JSON ---- */

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
curve_to_json (const CpDependenceWork *work, const double *values, guint n_outputs) {
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
grids_to_json (const CpDependenceWork *work) {
  if (work->grids[1] == NULL)
    return grid_to_json (work->grids[0]);
  return json_pack ("[oo]", grid_to_json (work->grids[0]), grid_to_json (work->grids[1]));
}

static json_t *
own_to_json (const CpDependenceWork *work, const CpDependenceAnswer *answer) {
  json_t *values = json_array ();
  for (guint g = 0; g < work->arguments->n_features; g++) {
    const CpColumn *column = cp_table_find_column (work->own, work->grids[g]->name);
    g_autofree char *cell = cp_cli_dup_cell (work->own, work->one_hot, work->grids[g]->name);
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
answer_to_json (const CpDependenceWork *work, const CpDependenceAnswer *answer) {
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
write_json (const CpDependenceWork *work) {
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
add_lines (CpCliRows *rows, const CpDependenceWork *work, const CpDependenceAnswer *answer) {
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
write_rows (const CpDependenceWork *work) {
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
  return cp_cli_write_rows (work->options, rows);
}

int
cp_cli_dependence_write (const CpDependenceWork *work) {
  return work->options->format == CP_CLI_JSON ? write_json (work) : write_rows (work);
}
