#include "tests/bench/cost.h"
#include "tests/bench/points.h"
#include "tests/ui/display.h"
#include "ui/plot/scatter-private.h"
#include "ui/style/style.h"

#include <math.h>

/* Frames of the plot under a moving hand, for the sample's number of rows and for a million: what a frame
 * costs the main loop in processor time (from before layout to after painting) and how many came in a second,
 * while the picture of the points is drawn anew in the background; and what that picture takes. Xvfb has no
 * refresh of its own: GTK paces itself at 60 a second. */

#define N_FRAMES 120

typedef struct {
  CpScatter *scatter;
  guint n; /* frames asked for so far */
  void (*move) (CpScatter *scatter, guint frame);
  gint64 first, last;
  double began; /* by the processor's time of this thread */
  double costs[N_FRAMES];
  GMainLoop *loop;
} Run;

static void
pan (CpScatter *scatter, guint frame) {
  for (guint i = 0; i < 2; i++)
    cp_scale_pan (&scatter->frame.axes[i].view, &scatter->frame.axes[i].full, frame / 30 % 2 == 0 ? 5 : -5);
  cp_scatter_change_view (scatter);
}

static void
hover (CpScatter *scatter, guint frame) {
  move_pointer (GTK_WIDGET (scatter), 150 + 5 * frame, 500 - 3 * frame);
}

static void
drag_threshold (CpScatter *scatter, guint frame) {
  static const char *const names[] = {"Both negative", "Only A positive", "Only B positive", "Both positive"};
  static const char *const colours[] = {"agree_no", "a_line", "b_line", "agree_yes"};
  cp_scatter_set_thresholds (scatter, 0.3 + 0.003 * frame, 0.5);
  cp_scatter_set_series (scatter, names, colours, (double[]){frame, 1000 + frame, 20, 30}, 4);
}

static void
before_paint (GdkFrameClock *clock, gpointer data) {
  Run *run = data;
  if (run->n == 0)
    run->first = g_get_monotonic_time ();
  run->began = get_processor_time ();
  run->move (run->scatter, run->n);
}

static void
after_paint (GdkFrameClock *clock, gpointer data) {
  Run *run = data;
  run->last = g_get_monotonic_time ();
  run->costs[run->n++] = get_processor_time () - run->began;
  if (run->n == N_FRAMES)
    g_main_loop_quit (run->loop);
}

static void
measure (CpScatter *scatter, const char *what, void (*move) (CpScatter *, guint)) {
  Run run = {.scatter = scatter, .move = move, .loop = g_main_loop_new (NULL, FALSE)};
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (scatter));
  gulong before = g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint), &run);
  gulong after = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint), &run);
  gdk_frame_clock_begin_updating (clock);
  g_main_loop_run (run.loop);
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);
  double seconds = (double)(run.last - run.first) / 1e6;
  sort_costs (run.costs, N_FRAMES);
  g_print ("  %-10s %5.1f frames/s   processor a frame: median %5.1f ms, 95 %% %5.1f ms, worst %5.1f ms\n",
           what, (N_FRAMES - 1) / seconds, run.costs[N_FRAMES / 2], run.costs[N_FRAMES * 95 / 100],
           run.costs[N_FRAMES - 1]);
  g_main_loop_unref (run.loop);
}

static void
measure_cloud (CpScatter *scatter) {
  g_autofree CpCloudSpec *spec = cp_scatter_make_spec (scatter, 1);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (CpCloud) cloud = cp_cloud_build (scatter->points, spec, NULL);
  g_print ("  picture, picking index and histograms: %.0f ms, on a worker\n",
           (double)(g_get_monotonic_time () - start) / 1e3);
}

static void
measure_plot (gsize n) {
  CpScatter *scatter = CP_SCATTER (cp_scatter_new ());
  cp_scatter_set_title (scatter, "Decisions of A and B");
  cp_scatter_set_margin (scatter, CP_AXIS_X, "a_line", "score");
  cp_scatter_set_margin (scatter, CP_AXIS_Y, "b_line", "score");
  drag_threshold (scatter, 0);
  cp_scatter_take_points (scatter, make_points (n));
  cp_scatter_set_selected (scatter, 7, "row 7");
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 860, 520);
  while (scatter->is_building || scatter->cloud == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_print ("%zu rows, 860 × 520\n", n);
  measure (scatter, "hover", hover);
  measure (scatter, "threshold", drag_threshold);
  cp_scatter_zoom (scatter, 2);
  measure (scatter, "pan", pan);
  measure_cloud (scatter);
  while (scatter->is_building)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (void) {
  static const gsize sizes[] = {20000, 1000000};
  gtk_init ();
  cp_ui_init ();
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    measure_plot (sizes[i]);
  return 0;
}
