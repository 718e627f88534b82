#pragma once
#include "tests/bench/cost.h"

#include <gtk/gtk.h>

/* Until a frame is on the screen. */

static inline void
note_painted (GdkFrameClock *clock, gboolean *is_painted) {
  *is_painted = TRUE;
}

static inline void
wait_until_painted (GtkWidget *widget) {
  gboolean is_painted = FALSE;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (note_painted), &is_painted);
  while (!is_painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
}

/* Milliseconds that the main loop worked until a frame was painted. */
static inline double
work_until_painted (GtkWidget *widget) {
  gboolean is_painted = FALSE;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (note_painted), &is_painted);
  double worked = 0;
  while (!is_painted) {
    if (!g_main_context_pending (NULL)) {
      g_usleep (200);
      continue;
    }
    double before = get_processor_time ();
    g_main_context_iteration (NULL, FALSE);
    worked += get_processor_time () - before;
  }
  g_signal_handler_disconnect (clock, handler);
  return worked;
}

/* Sorts them. */
static inline void
print_frames (const char *what, double *costs, guint n) {
  sort_costs (costs, n);
  g_print ("%s: a frame %.1f ms of processor, 95 %% %.1f, worst %.1f (16.7 is 60 a second)\n", what,
           costs[n / 2], costs[n * 95 / 100], costs[n - 1]);
}
