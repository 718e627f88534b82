#include "app/panels/performance-page.h"
#include "app/panels/points-page.h"
#include "core/base/random.h"
#include "tests/app/idle.h"
#include "tests/bench/painted.h"
#include "tests/ui/display.h"
#include "ui/plot/scatter.h"
#include "ui/style/style.h"

#include <glib/gstdio.h>
#include <math.h>

/* A threshold dragged over a million rows: from the move to every number at hand, and what the main loop does
 * until the page is drawn again, waits for the display's clock left out. Few slices, then many; then the
 * Points page, whose points change their colours: whether the frame has them; there also with fewer rows,
 * which are drawn one by one. Processor time of the main loop, so that a busy machine does not count. */

void cp_app_register_resource (void); /* generated with the resources */

enum { MOST_ROWS = 1000000, N_MOVES = 100 };

static char *
write_table (const char *folder, guint n_rows) {
  g_autofree char *name = g_strdup_printf ("%u.csv", n_rows);
  char *path = g_build_filename (folder, name, NULL);
  GString *text = g_string_sized_new ((gsize)n_rows * 32);
  CpRandom random;
  cp_random_init (&random, 1);
  g_string_append (text, "sex,town,good,first,second\n");
  for (guint r = 0; r < n_rows; r++) {
    double first = cp_random_uniform (&random), second = cp_random_uniform (&random) * 0.5 + first * 0.5;
    g_string_append_printf (
        text, "%s,t%u,%d,%.7f,%.7f\n", cp_random_uniform (&random) < 0.5 ? "Female" : "Male",
        (guint)cp_random_below (&random, 80), cp_random_uniform (&random) < first, first, second);
  }
  g_assert_true (g_file_set_contents (path, text->str, (gssize)text->len, NULL));
  g_string_free (text, TRUE);
  return path;
}

static CpSources *
make_sources (const char *path) {
  CpSources *sources = cp_sources_new ();
  sources->data = g_strdup (path);
  sources->label = g_strdup ("good");
  cp_sources_add_model (sources, NULL, "column:first", NULL);
  cp_sources_add_model (sources, NULL, "column:second", NULL);
  return sources;
}

static void
bench_moves (CpSession *session, GtkWidget *page, const char *key) {
  const char *keys[] = {key, NULL};
  cp_session_set_slice_keys (session, keys);
  wait_idle (session);
  wait_for_draws (page);
  double numbers[N_MOVES], costs[N_MOVES];
  for (guint i = 0; i < N_MOVES; i++) {
    double start = get_processor_time ();
    cp_session_set_threshold (session, 1, 0, 0.2 + 0.005 * i);
    numbers[i] = get_processor_time () - start;
    costs[i] = numbers[i] + work_until_painted (page);
  }
  sort_costs (numbers, N_MOVES);
  g_print ("%u slices: every number in %.2f ms (at most %.2f); ",
           cp_slices_get_n_slices (cp_session_get_slices (session)), numbers[N_MOVES / 2],
           numbers[N_MOVES - 1]);
  print_frames ("drag", costs, N_MOVES);
}

static GtkWidget *
find_scatter (GtkWidget *widget) {
  GtkWidget *found = CP_IS_SCATTER (widget) ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_scatter (child);
  return found;
}

/* @step: of the threshold a frame; back and forth between 0.2 and 0.8 */
static void
bench_points (CpSession *session, GtkWidget *page, double step) {
  CpScatter *scatter = CP_SCATTER (find_scatter (page));
  double costs[N_MOVES], numbers[N_MOVES], at = 0.5;
  guint n_fresh = 0;
  cp_session_set_threshold (session, 0, CP_ALL_ROWS, at);
  while (!cp_scatter_is_fresh (scatter) || cp_jobs_is_busy (cp_session_get_jobs (session)))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < N_MOVES; i++) {
    step = (step > 0 && at + step > 0.8) || (step < 0 && at + step < 0.2) ? -step : step;
    at += step;
    double start = get_processor_time ();
    cp_session_set_threshold (session, 0, CP_ALL_ROWS, at);
    numbers[i] = get_processor_time () - start;
    costs[i] = numbers[i] + work_until_painted (page);
    n_fresh += cp_scatter_is_fresh (scatter);
  }
  sort_costs (numbers, N_MOVES);
  g_print ("Points, %.3f a frame: counts in %.1f ms (at most %.1f), recoloured in %u of %u frames; ",
           fabs (step), numbers[N_MOVES / 2], numbers[N_MOVES - 1], n_fresh, N_MOVES);
  print_frames ("drag", costs, N_MOVES);
}

static GtkWidget *
show_page (GtkWidget *page) {
  GtkWidget *window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 760);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
bench_performance (const char *folder) {
  g_autofree char *path = write_table (folder, MOST_ROWS);
  g_autoptr (CpSession) session = cp_session_new ();
  GtkWidget *page = cp_performance_page_new (session), *window = show_page (page);
  cp_session_open_sources (session, make_sources (path));
  wait_idle (session);
  bench_moves (session, page, "sex");
  bench_moves (session, page, "town");
  gtk_window_destroy (GTK_WINDOW (window));
  g_unlink (path);
}

static void
bench_points_page (const char *folder, guint n_rows) {
  g_autofree char *path = write_table (folder, n_rows);
  g_autoptr (CpSession) session = cp_session_new ();
  GtkWidget *page = cp_points_page_new (session), *window = show_page (page);
  cp_session_open_sources (session, make_sources (path));
  wait_idle (session);
  g_print ("%u rows\n", n_rows);
  bench_points (session, page, 0.001);
  bench_points (session, page, 0.005);
  bench_points (session, page, 0.02);
  gtk_window_destroy (GTK_WINDOW (window));
  g_unlink (path);
}

int
main (int argc, char **argv) {
  static const guint sizes[] = {20000, 60000, 199999, MOST_ROWS};
  if (!gtk_init_check ()) {
    g_print ("no display\n");
    return 77;
  }
  cp_ui_init ();
  cp_app_register_resource ();
  g_autofree char *folder = g_dir_make_tmp ("counterpoint-bench-drag-XXXXXX", NULL);
  g_assert_nonnull (folder);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    bench_points_page (folder, sizes[i]);
  bench_performance (folder);
  g_rmdir (folder);
  return 0;
}
