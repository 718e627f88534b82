#include "app/app-resources.h"
#include "app/panels/points-page.h"
#include "app/question.h"
#include "app/rows/fields.h"
#include "tests/bench/million.h"
#include "tests/bench/painted.h"
#include "tests/ui/display.h"
#include "ui/plot/scatter.h"
#include "ui/style/style.h"

/* From the file to a full Points page: the sample, and its table fifty times over, a million rows of 21
 * columns with two models. First each part by itself, then the whole as the window does it, until the frame
 * that shows the points is painted. */

static double
ms_since (gint64 start) {
  return (double)(g_get_monotonic_time () - start) / 1000;
}

static void
bench_parts (const char *session) {
  json_error_t problem;
  g_autoptr (GError) error = NULL;
  json_t *document = json_load_file (session, 0, &problem);
  g_autoptr (CpSources) sources = cp_sources_new_from_session (document, session, &error);
  g_assert_no_error (error);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (CpInputs) inputs = cp_sources_open (sources, NULL, NULL, &error);
  g_assert_no_error (error);
  g_print ("  read the table and the models: %.0f ms\n", ms_since (start));
  CpScores *scores[2];
  start = g_get_monotonic_time ();
  for (guint m = 0; m < 2; m++)
    scores[m] = cp_scores_build (inputs->models[m], inputs->encoders[m], inputs->table, NULL, NULL, &error);
  g_print ("  encode and score with both models: %.0f ms\n", ms_since (start));
  start = g_get_monotonic_time ();
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();
  CpFields *fields = cp_fields_new (inputs->table, groups);
  g_print ("  fields: %.0f ms\n", ms_since (start));
  start = g_get_monotonic_time ();
  g_autoptr (GArray) absent = g_array_new (FALSE, FALSE, sizeof (guint32));
  CpQuestion *question =
      cp_question_build (inputs->table, scores, 2, NULL, "loan_granted", "1",
                         (const char *const[]){"applicant_sex", NULL}, NULL, absent, NULL, &error);
  g_assert_no_error (error);
  g_print ("  labels, slices, sweeps, histograms: %.0f ms\n", ms_since (start));
  cp_question_free (question);
  cp_fields_unref (fields);
  for (guint m = 0; m < 2; m++)
    cp_scores_unref (scores[m]);
  json_decref (document);
}

static void
opened (CpSession *session, gint64 *start) {
  g_print ("  the job of opening: %.0f ms\n", ms_since (*start));
}

/* @start: when the clock began */
static void
bench_window (const char *path, gint64 start) {
  g_autoptr (CpSession) session = cp_session_new ();
  GtkWidget *page = cp_points_page_new (session), *window = gtk_window_new ();
  CpScatter *scatter = CP_SCATTER (find_widget (page, CP_TYPE_SCATTER));
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 760);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (session, "opened", G_CALLBACK (opened), &start);
  cp_session_open_file (session, path);
  while (!cp_session_is_open (session) || !cp_scatter_is_fresh (scatter))
    g_main_context_iteration (NULL, TRUE);
  wait_until_painted (page);
  g_print ("  the whole, until the points are painted: %.0f ms\n", ms_since (start));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gint64 start = g_get_monotonic_time ();
  if (argc < 2 || !gtk_init_check ()) {
    g_print (argc < 2 ? "usage: bench_open FOLDER-OF-THE-MORTGAGE-SAMPLE\n" : "no display\n");
    return 77;
  }
  cp_ui_init ();
  cp_app_register_resource ();
  g_autofree char *home = g_canonicalize_filename (argv[1], NULL);
  g_autofree char *sample = g_build_filename (home, "mortgage.counterpoint", NULL);
  g_autofree char *folder = g_dir_make_tmp ("bench-open-XXXXXX", NULL);
  g_print ("The sample, from the start of the program:\n");
  bench_window (sample, start);
  g_autofree char *session = write_session (home, folder);
  g_autofree char *table = g_build_filename (folder, "million.csv", NULL);
  g_print ("A million rows, part by part:\n");
  bench_parts (session);
  g_print ("A million rows, in the window:\n");
  bench_window (session, g_get_monotonic_time ());
  g_unlink (session);
  g_unlink (table);
  g_rmdir (folder);
  return 0;
}
