#include "ui/plot/score-bar.h"

#include "ui/style/style.h"

#include <math.h>

#define BAR 8
#define TICK 16 /* height of the threshold's tick */

struct _CpScoreBar {
  GtkWidget parent_instance;
  char *colour;
  double score, threshold, previous;
};

G_DEFINE_FINAL_TYPE (CpScoreBar, cp_score_bar, GTK_TYPE_WIDGET)

static void
append_named (GtkWidget *widget, GtkSnapshot *snapshot, const char *name, double x, double y, double width,
              double height) {
  GdkRGBA colour;
  cp_style_lookup (widget, name, &colour);
  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
cp_score_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  CpScoreBar *self = CP_SCORE_BAR (widget);
  int width = gtk_widget_get_width (widget);
  double top = floor ((gtk_widget_get_height (widget) - TICK) / 2.0);
  double bar = top + (TICK - BAR) / 2.0;
  GskRoundedRect shape;
  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, bar, width, BAR), 2);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  append_named (widget, snapshot, "sel", 0, bar, width, BAR);
  if (!isnan (self->score))
    append_named (widget, snapshot, self->colour, 0, bar, CLAMP (self->score, 0, 1) * width, BAR);
  if (!isnan (self->previous))
    append_named (widget, snapshot, "surface", rint (CLAMP (self->previous, 0, 1) * width) - 1, bar, 2, BAR);
  gtk_snapshot_pop (snapshot);
  if (self->threshold <= 1)
    append_named (widget, snapshot, "t1", MIN (rint (self->threshold * width), width - 2), top, 2, TICK);
}

static void
cp_score_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline) {
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : TICK;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 180 : TICK;
}

static void
cp_score_bar_finalize (GObject *object) {
  g_free (CP_SCORE_BAR (object)->colour);
  G_OBJECT_CLASS (cp_score_bar_parent_class)->finalize (object);
}

static void
cp_score_bar_class_init (CpScoreBarClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_score_bar_finalize;
  widget_class->snapshot = cp_score_bar_snapshot;
  widget_class->measure = cp_score_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "cpscorebar");
  /* the score stands above it in figures, the decision below it in words */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
cp_score_bar_init (CpScoreBar *self) {
  self->score = self->threshold = self->previous = NAN;
}

GtkWidget *
cp_score_bar_new (const char *colour) {
  g_return_val_if_fail (colour != NULL, NULL);
  CpScoreBar *self = g_object_new (CP_TYPE_SCORE_BAR, NULL);
  self->colour = g_strdup (colour);
  return GTK_WIDGET (self);
}

void
cp_score_bar_set (CpScoreBar *self, double score, double threshold, double previous) {
  g_return_if_fail (CP_IS_SCORE_BAR (self));
  self->score = score;
  self->threshold = threshold;
  self->previous = previous;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
