#include "app/panels/points-page.h"
#include "app/settings.h"
#include "tests/app/idle.h"
#include "tests/bench/painted.h"
#include "tests/ui/display.h"
#include "ui/style/style.h"

#include <glib/gstdio.h>

/* One row edited → both scores on the screen: the mortgage sample on a Points page of 1280 × 760. With "score
 * while editing" an edit alone does it; with a run its line among the runs and its point follow a frame
 * later, which is measured too. Measured until the frame is painted: the processor time of the main loop (a
 * busy machine does not count), and what a clock on the wall says, which includes the wait for the display.
 * The issue asks for 16 ms. */

void cp_app_register_resource (void); /* generated with the resources */

enum { N_EDITS = 100, N_FIRST = 5 /* not counted: caches fill */ };

static void
bench_edits (CpSession *session, GtkWidget *page, gboolean is_run) {
  const CpField *field = cp_fields_find (cp_session_get_fields (session), "loan_amount_000s");
  double engine[N_EDITS], work[N_EDITS], wall[N_EDITS], line[N_EDITS];
  g_print ("%s\n", is_run ? "edit and run" : "edit, scored while editing");
  for (int i = -N_FIRST; i < N_EDITS; i++) {
    g_autofree char *value = g_strdup_printf ("%d", 100 + (i + N_FIRST) * 3);
    gint64 start = g_get_monotonic_time ();
    double began = get_processor_time ();
    g_assert_true (cp_session_edit (session, field, value, NULL));
    g_assert_true (!is_run || cp_session_run (session, NULL));
    double at_hand = get_processor_time () - began;
    wait_until_painted (page);
    double worked = get_processor_time () - began;
    if (i >= 0) {
      engine[i] = at_hand;
      work[i] = worked;
      wall[i] = (double)(g_get_monotonic_time () - start) / 1000;
    }
    if (is_run)
      wait_until_painted (page);
    if (i >= 0)
      line[i] = get_processor_time () - began;
    wait_idle (session);
    wait_for_draws (page);
  }
  print_costs ("scores at hand, widgets told", engine, N_EDITS);
  print_costs ("main loop until painted", work, N_EDITS);
  print_costs ("clock until painted", wall, N_EDITS);
  if (is_run)
    print_costs ("main loop until its line is", line, N_EDITS);
}

int
main (int argc, char **argv) {
  g_autofree char *folder = g_dir_make_tmp ("counterpoint-bench-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE); /* the choice of scoring is remembered there */
  if (argc < 2 || !gtk_init_check ()) {
    g_print ("no display or no session file\n");
    return 77;
  }
  cp_ui_init ();
  cp_app_register_resource ();
  for (int is_run = 0; is_run < 2; is_run++) {
    cp_settings_set_is_live (!is_run);
    g_autoptr (CpSession) session = cp_session_new ();
    GtkWidget *page = cp_points_page_new (session), *window = gtk_window_new ();
    gtk_window_set_default_size (GTK_WINDOW (window), 1280, 760);
    gtk_window_set_child (GTK_WINDOW (window), page);
    gtk_window_present (GTK_WINDOW (window));
    cp_session_open_file (session, argv[1]);
    wait_idle (session);
    wait_for_draws (page);
    bench_edits (session, page, is_run);
    gtk_window_destroy (GTK_WINDOW (window));
  }
  return 0;
}
