#include "app/points/point-set.h"
#include "tests/bench/points.h"

/* The job behind the plot: places, series, panels and counts of all rows, for the sample's number of rows and
 * for a million; the plot shows the newest result whenever one is ready. */

static CpColumnSource *
make_source (gsize n) {
  CpColumnSource *source = g_new0 (CpColumnSource, 1);
  g_autoptr (CpPoints) points = make_points (n);
  g_autoptr (CpColumn) a = cp_column_new_number ("a", points->x, n);
  g_autoptr (CpColumn) b = cp_column_new_number ("b", points->y, n);
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();
  g_autofree guint32 *slices = g_new0 (guint32, n);
  source->table = cp_table_new ("bench", (CpColumn *[]){a, b}, 2, NULL);
  source->fields = cp_fields_new (source->table, groups);
  source->n_models = 2;
  source->scores = g_new0 (CpScores *, 3);
  for (guint m = 0; m < 2; m++) {
    g_autoptr (CpModel) model = cp_model_new_column (m == 0 ? "a" : "b");
    source->scores[m] = cp_scores_build (model, NULL, source->table, NULL, NULL, NULL);
  }
  source->slices = cp_slices_new (slices, n, (const char *const[]){"all"}, 1);
  source->thresholds = g_memdup2 ((double[]){0.5, 0.5}, 2 * sizeof (double));
  return source;
}

static void
measure_job (gsize n, gboolean has_facets) {
  CpPointRequest *request = cp_point_request_new (make_source (n));
  request->x = (CpColumnChoice){-1, CP_COMPUTED_SCORE, 0};
  request->y = (CpColumnChoice){-1, CP_COMPUTED_SCORE, 1};
  request->colour = (CpColumnChoice){-1, CP_COMPUTED_AGREEMENT, 0};
  request->has_colour = TRUE;
  request->has_facet[0] = has_facets;
  request->facets[0] = (CpColumnChoice){.field = 0};
  gint64 start = g_get_monotonic_time ();
  g_autoptr (CpPointSet) set = cp_point_set_build (request, NULL, NULL);
  g_print ("%7zu points worked out%s: %.0f ms, on a worker\n", n, has_facets ? ", in five panels" : "",
           (double)(g_get_monotonic_time () - start) / 1e3);
  cp_point_request_unref (request);
}

int
main (void) {
  static const gsize sizes[] = {20000, 1000000};
  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++)
    measure_job (sizes[i / 2], i % 2 == 1);
  return 0;
}
