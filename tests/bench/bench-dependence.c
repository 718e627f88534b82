#include "app/opening/sources.h"
#include "core/explain/background-choice.h"
#include "core/explain/dependence-sample.h"
#include "core/explain/dependence.h"
#include "core/explain/global.h"
#include "core/report/session-file.h"

/* Partial dependence of all columns of the mortgage sample and what matters over its rows, both models
 * (issue 4: 20 points, 20 000 rows in under 1 s; 10 000 rows explained in under 2 s). argv[1]: its session.
 */

enum { N_RUNS = 3, N_POINTS = 20, N_EXPLAINED = 10000 };

static double
now (void) {
  return (double)g_get_monotonic_time () / 1e6;
}

static guint
curves (const CpInputs *inputs, GPtrArray *one_hot) {
  gsize n_rows;
  g_autofree guint32 *rows =
      cp_dependence_choose_rows (cp_table_get_n_rows (inputs->table), CP_DEPENDENCE_ROWS, 0, &n_rows);
  guint n_curves = 0;
  for (guint m = 0; m < inputs->n_models; m++) {
    g_autoptr (CpFeatureGroups) groups = cp_feature_groups_new (inputs->encoders[m], inputs->table, one_hot);
    g_autoptr (CpMatrix) features =
        cp_dependence_encode_rows (inputs->encoders[m], inputs->table, rows, n_rows, NULL, NULL);
    g_autoptr (GPtrArray) names = cp_dependence_list_columns (inputs->table, &groups, 1);
    for (guint i = 0; i < names->len; i++) {
      g_autoptr (CpDependenceGrid) grid =
          cp_dependence_grid_new (inputs->table, one_hot, g_ptr_array_index (names, i), N_POINTS, NULL);
      g_autoptr (CpDependence) mean = cp_dependence_build (inputs->models[m], inputs->encoders[m], groups,
                                                           features, &grid, 1, FALSE, NULL, NULL);
      n_curves += mean != NULL;
    }
  }
  return n_curves;
}

static char how[80]; /* the second model was explained */

static double
get_largest (const CpGlobal *answer) {
  double largest = 0;
  for (guint g = 0; g < answer->n_groups; g++)
    largest = MAX (largest, answer->mean_abs[g]);
  return largest;
}

static gsize
explain (const CpInputs *inputs, GPtrArray *one_hot) {
  gsize n, n_done = 0;
  g_autofree guint32 *rows =
      cp_global_choose_rows (cp_table_get_n_rows (inputs->table), NULL, 0, N_EXPLAINED, 0, &n);
  for (guint m = 0; m < inputs->n_models; m++) {
    g_autoptr (CpFeatureGroups) groups = cp_feature_groups_new (inputs->encoders[m], inputs->table, one_hot);
    const CpBackgroundChoice choice = {.kind = CP_BACKGROUND_DEFAULT};
    g_autoptr (CpBackground) background =
        cp_background_choice_make (&choice, inputs->encoders[m], inputs->table, NULL, NULL);
    const CpGlobalRequest request = {.model = inputs->models[m],
                                     .encoder = inputs->encoders[m],
                                     .groups = groups,
                                     .table = inputs->table,
                                     .background = background,
                                     .rows = rows,
                                     .n_rows = n};
    g_autoptr (CpGlobal) answer = cp_global_explain (&request, NULL, NULL, NULL, NULL, NULL);
    if (answer == NULL)
      return 0;
    n_done = answer->n_rows;
    g_snprintf (how, sizeof how, "%u pairs, error %.4f of at most %.4f", answer->n_pairs,
                cp_global_get_largest_error (answer, 0), get_largest (answer));
  }
  return n_done;
}

int
main (int argc, char **argv) {
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) session = argc > 1 ? cp_session_file_read (argv[1], &error) : NULL;
  g_autoptr (CpSources) sources =
      session != NULL ? cp_sources_new_from_session (session, argv[1], &error) : NULL;
  g_autoptr (CpInputs) inputs = sources != NULL ? cp_sources_open (sources, NULL, NULL, &error) : NULL;
  if (inputs == NULL) {
    g_printerr ("%s\n", error != NULL ? error->message : "expected a session");
    return 1;
  }
  g_autoptr (GPtrArray) one_hot = cp_one_hot_groups_find (inputs->table);
  double curve_time = G_MAXDOUBLE, explain_time = G_MAXDOUBLE;
  guint n_curves = 0;
  gsize n_explained = 0;
  for (guint run = 0; run < N_RUNS; run++) {
    double start = now ();
    n_curves = curves (inputs, one_hot);
    double between = now ();
    n_explained = explain (inputs, one_hot);
    curve_time = MIN (curve_time, between - start);
    explain_time = MIN (explain_time, now () - between);
  }
  g_print ("%u curves of %d points over %" G_GSIZE_FORMAT " rows: %.3f s; to reach 1 s\n", n_curves, N_POINTS,
           cp_table_get_n_rows (inputs->table), curve_time);
  g_print ("global attributions, %" G_GSIZE_FORMAT " rows, each of %u models: %.3f s; to reach 2 s (%s)\n",
           n_explained, inputs->n_models, explain_time, how);
  return 0;
}
