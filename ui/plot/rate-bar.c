#include "ui/plot/rate-bar.h"

#include "ui/plot/paint.h"
#include "ui/style/style.h"

#include <math.h>

#define BAR 11 /* thickness of the bar */

struct _CpRateBar {
  GtkWidget parent_instance;
  char *colour;
  double value, low, high, most;
};

G_DEFINE_FINAL_TYPE (CpRateBar, cp_rate_bar, GTK_TYPE_WIDGET)

static void
cp_rate_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  CpRateBar *self = CP_RATE_BAR (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double middle = floor (height / 2.0) + 0.5;
  if (isnan (self->value) || width < 4)
    return;
  double span = width - 2; /* room for the whisker's cap at the end */
  GdkRGBA colour;
  cp_style_lookup (widget, self->colour, &colour);
  gtk_snapshot_append_color (
      snapshot, &colour,
      &GRAPHENE_RECT_INIT (0, middle - BAR / 2.0, CLAMP (self->value / self->most, 0, 1) * span, BAR));
  if (isnan (self->low) || isnan (self->high))
    return;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  CpPaint paint;
  cp_paint_begin (&paint, widget, cr);
  cp_paint_whisker (&paint, 1 + CLAMP (self->low / self->most, 0, 1) * span,
                    CLAMP (self->high / self->most, 0, 1) * span, middle);
  cp_paint_end (&paint);
  cairo_destroy (cr);
}

static void
cp_rate_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline) {
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 48 : BAR + 2;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 96 : BAR + 2;
}

static void
cp_rate_bar_finalize (GObject *object) {
  g_free (CP_RATE_BAR (object)->colour);
  G_OBJECT_CLASS (cp_rate_bar_parent_class)->finalize (object);
}

static void
cp_rate_bar_class_init (CpRateBarClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_rate_bar_finalize;
  widget_class->snapshot = cp_rate_bar_snapshot;
  widget_class->measure = cp_rate_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "cpratebar");
  /* the cell beside it says the same in figures */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
cp_rate_bar_init (CpRateBar *self) {
  self->value = self->low = self->high = NAN;
  self->most = 1;
}

GtkWidget *
cp_rate_bar_new (const char *colour) {
  g_return_val_if_fail (colour != NULL, NULL);
  CpRateBar *self = g_object_new (CP_TYPE_RATE_BAR, NULL);
  self->colour = g_strdup (colour);
  return GTK_WIDGET (self);
}

void
cp_rate_bar_set (CpRateBar *self, double value, double low, double high) {
  g_return_if_fail (CP_IS_RATE_BAR (self));
  self->value = value;
  self->low = low;
  self->high = high;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_rate_bar_set_colour (CpRateBar *self, const char *colour) {
  g_return_if_fail (CP_IS_RATE_BAR (self) && colour != NULL);
  char *copy = g_strdup (colour);
  g_free (self->colour);
  self->colour = copy;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_rate_bar_set_most (CpRateBar *self, double most) {
  g_return_if_fail (CP_IS_RATE_BAR (self) && most > 0);
  self->most = most;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
