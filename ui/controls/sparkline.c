#include "ui/controls/sparkline.h"

#include "ui/plot/paint.h"
#include "ui/style/text-size.h"

#include <math.h>

#define WIDTH 44
#define HEIGHT 28
#define LINE 1.4
#define DOT 1.9
#define PAD 3 /* above, below and beside the curves */

struct _CpSparkline {
  GtkWidget parent_instance;
  gboolean has_x;
  guint n, n_curves;
  double *x;                           /* (n) */
  double *curves[CP_SPARKLINE_CURVES]; /* items nullable */
  double span, mark;
};

G_DEFINE_FINAL_TYPE (CpSparkline, cp_sparkline, GTK_TYPE_WIDGET)

typedef struct {
  double left, width, top, height; /* of the curves */
  double x0, x_span, y0;           /* values at the left and at the bottom */
} Place;

static double
place_x (const CpSparkline *self, const Place *place, double x) {
  if (!self->has_x)
    return place->left + (x + 0.5) / self->n * place->width;
  double share = place->x_span > 0 ? (x - place->x0) / place->x_span : 0.5;
  return place->left + CLAMP (share, 0, 1) * place->width;
}

static double
place_y (const CpSparkline *self, const Place *place, double y) {
  return place->top + place->height - CLAMP ((y - place->y0) / self->span, 0, 1) * place->height;
}

static Place
find_place (const CpSparkline *self, double width, double height) {
  Place place = {PAD, width - 2 * PAD, PAD, height - 2 * PAD - 1, 0, 0, 0};
  double least = INFINITY, most = -INFINITY;
  for (guint c = 0; c < self->n_curves; c++) {
    for (guint i = 0; i < self->n && self->curves[c] != NULL; i++) {
      least = fmin (least, self->curves[c][i]);
      most = fmax (most, self->curves[c][i]);
    }
  }
  place.y0 = (least + most - self->span) / 2;
  place.x0 = self->x[0];
  place.x_span = self->x[self->n - 1] - self->x[0];
  return place;
}

static void
draw_mark (const CpSparkline *self, CpPaint *paint, const Place *place, double height) {
  if (isnan (self->mark))
    return;
  double x = place_x (self, place, self->mark);
  if (!self->has_x) {
    double width = CLAMP (place->width / self->n, 5, 14);
    cp_paint_set_colour (paint, "line", 1);
    cairo_rectangle (paint->cr, rint (x - width / 2), 0, rint (width), height - 1);
    cairo_fill (paint->cr);
    return;
  }
  cp_paint_set_colour (paint, "t1", 1);
  cairo_set_line_width (paint->cr, 1);
  cairo_set_dash (paint->cr, (const double[]){2, 2}, 2, 0);
  cairo_move_to (paint->cr, floor (x) + 0.5, 2);
  cairo_line_to (paint->cr, floor (x) + 0.5, height - 2);
  cairo_stroke (paint->cr);
  cairo_set_dash (paint->cr, NULL, 0, 0);
}

static void
draw_curve (const CpSparkline *self, CpPaint *paint, const Place *place, guint c) {
  static const char *const colours[CP_SPARKLINE_CURVES] = {"a_line", "b_line"};
  cp_paint_set_colour (paint, colours[c], 1);
  cairo_set_line_width (paint->cr, LINE);
  for (guint i = 0; i < self->n; i++) {
    double x = place_x (self, place, self->x[i]), y = place_y (self, place, self->curves[c][i]);
    if (self->has_x) {
      cairo_line_to (paint->cr, x, y);
    } else { /* beside each other where they would cover each other */
      double shift = self->n_curves > 1 && self->n <= 6 ? (c == 0 ? -DOT : DOT) : 0;
      cairo_new_sub_path (paint->cr);
      cairo_arc (paint->cr, x + shift, y, DOT, 0, 2 * G_PI);
    }
  }
  if (self->has_x)
    cairo_stroke (paint->cr);
  else
    cairo_fill (paint->cr);
}

static void
cp_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  CpSparkline *self = CP_SPARKLINE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if (self->n == 0 || width < 4 * PAD || height < 4 * PAD)
    return;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  CpPaint paint;
  cp_paint_begin (&paint, widget, cr);
  Place place = find_place (self, width, height);
  cp_paint_set_colour (&paint, "line2", 1);
  cairo_rectangle (cr, 0, height - 1, width, 1);
  cairo_fill (cr);
  draw_mark (self, &paint, &place, height);
  for (guint c = 0; c < self->n_curves; c++)
    if (self->curves[c] != NULL)
      draw_curve (self, &paint, &place, c);
  cp_paint_end (&paint);
  cairo_destroy (cr);
}

static void
cp_sparkline_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline) {
  *minimum = *natural = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT);
}

static void
drop (CpSparkline *self) {
  g_clear_pointer (&self->x, g_free);
  for (guint c = 0; c < CP_SPARKLINE_CURVES; c++)
    g_clear_pointer (&self->curves[c], g_free);
  self->n = self->n_curves = 0;
}

static void
cp_sparkline_finalize (GObject *object) {
  drop (CP_SPARKLINE (object));
  G_OBJECT_CLASS (cp_sparkline_parent_class)->finalize (object);
}

static void
cp_sparkline_class_init (CpSparklineClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_sparkline_finalize;
  widget_class->snapshot = cp_sparkline_snapshot;
  widget_class->measure = cp_sparkline_measure;
  gtk_widget_class_set_css_name (widget_class, "cpsparkline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cp_sparkline_init (CpSparkline *self) {
  self->span = 1;
  self->mark = NAN;
}

GtkWidget *
cp_sparkline_new (const char *name) {
  g_return_val_if_fail (name != NULL, NULL);
  CpSparkline *self = g_object_new (CP_TYPE_SPARKLINE, NULL);
  g_autofree char *label = g_strdup_printf ("Score if %s changed", name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
  return GTK_WIDGET (self);
}

void
cp_sparkline_clear (CpSparkline *self) {
  g_return_if_fail (CP_IS_SPARKLINE (self));
  drop (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_sparkline_set (CpSparkline *self, const double *x, guint n, const double *const *curves, guint n_curves,
                  double span, const char *words) {
  g_return_if_fail (CP_IS_SPARKLINE (self) && n > 0 && n_curves <= CP_SPARKLINE_CURVES);
  drop (self);
  self->has_x = x != NULL;
  self->n = n;
  self->n_curves = n_curves;
  self->span = span > 0 ? span : 1;
  self->x = g_new (double, n);
  for (guint i = 0; i < n; i++)
    self->x[i] = x != NULL ? x[i] : i;
  for (guint c = 0; c < n_curves; c++)
    self->curves[c] = curves[c] != NULL ? g_memdup2 (curves[c], n * sizeof (double)) : NULL;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_sparkline_set_mark (CpSparkline *self, double at) {
  g_return_if_fail (CP_IS_SPARKLINE (self));
  self->mark = at;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
