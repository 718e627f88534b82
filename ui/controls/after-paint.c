#include "ui/controls/after-paint.h"

#define KEY "cp-after-paint"

typedef struct {
  GdkFrameClock *clock; /* (owned) */
  GtkWidget *widget;    /* not owned: it owns this */
  void (*show) (GtkWidget *widget);
} Waiting;

static void painted (GdkFrameClock *clock, gpointer data);

static void
waiting_free (gpointer data) {
  Waiting *waiting = data;
  /* a clock that goes with its window has let go of it already */
  g_signal_handlers_disconnect_by_func (waiting->clock, painted, waiting);
  g_object_unref (waiting->clock);
  g_free (waiting);
}

static void
painted (GdkFrameClock *clock, gpointer data) {
  Waiting *waiting = data;
  GtkWidget *widget = waiting->widget;
  void (*show) (GtkWidget *) = waiting->show;
  g_object_set_data (G_OBJECT (widget), KEY, NULL); /* frees it; what is shown may ask again */
  show (widget);
}

void
cp_after_paint (GtkWidget *widget, void (*show) (GtkWidget *widget)) {
  g_return_if_fail (GTK_IS_WIDGET (widget) && show != NULL);
  GdkFrameClock *clock = gtk_widget_get_mapped (widget) ? gtk_widget_get_frame_clock (widget) : NULL;
  const Waiting *before = g_object_get_data (G_OBJECT (widget), KEY);
  g_return_if_fail (before == NULL || before->show == show);
  if (clock == NULL) { /* nobody sees it */
    g_object_set_data (G_OBJECT (widget), KEY, NULL);
    show (widget);
    return;
  }
  if (before != NULL)
    return;
  Waiting *waiting = g_new (Waiting, 1);
  *waiting = (Waiting){g_object_ref (clock), widget, show};
  g_signal_connect (clock, "after-paint", G_CALLBACK (painted), waiting);
  g_object_set_data_full (G_OBJECT (widget), KEY, waiting, waiting_free);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
}
