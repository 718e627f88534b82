#include "app/cli/dependence-work.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/explain/dependence-sample.h"

#include <math.h>

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
rank_column (const CpDependenceWork *work, const char *name, Ranked *out, GError **error) {
  g_autoptr (CpDependenceGrid) grid =
      cp_dependence_grid_new (work->present, work->one_hot, name, (guint)work->arguments->points, error);
  if (grid == NULL)
    return FALSE;
  out->name = name;
  out->effects = g_new (double, work->answers->len + 1);
  for (guint m = 0; m < work->answers->len; m++) {
    const CpDependenceAnswer *answer = g_ptr_array_index (work->answers, m);
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
write_ranking (const CpDependenceWork *work, const GArray *ranking) {
  if (work->options->format == CP_CLI_JSON) {
    json_t *list = json_array ();
    for (guint i = 0; i < ranking->len; i++) {
      const Ranked *ranked = &g_array_index (ranking, Ranked, i);
      json_t *models = json_array ();
      for (guint m = 0; m < work->answers->len; m++)
        json_array_append_new (
            models, json_pack ("{s:s,s:o}", "name",
                               ((CpDependenceAnswer *)g_ptr_array_index (work->answers, m))->model->name,
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
    g_ptr_array_add (header, ((CpDependenceAnswer *)g_ptr_array_index (work->answers, m))->model->name);
  g_ptr_array_add (header, NULL);
  g_autoptr (CpCliRows) rows = cp_cli_rows_new ((const char *const *)header->pdata);
  for (guint i = 0; i < ranking->len; i++) {
    const Ranked *ranked = &g_array_index (ranking, Ranked, i);
    cp_cli_rows_add_text (rows, ranked->name);
    for (guint m = 0; m < work->answers->len; m++)
      cp_cli_rows_add_number (rows, ranked->effects[m], cp_format_score (ranked->effects[m]));
  }
  return cp_cli_write_rows (work->options, rows);
}

int
cp_cli_dependence_rank (const CpDependenceWork *work) {
  g_autoptr (GError) error = NULL;
  g_autofree CpFeatureGroups **groups = g_new (CpFeatureGroups *, work->answers->len + 1);
  for (guint m = 0; m < work->answers->len; m++)
    groups[m] = ((CpDependenceAnswer *)g_ptr_array_index (work->answers, m))->groups;
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
