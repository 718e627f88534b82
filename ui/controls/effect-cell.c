#include "ui/controls/effect-cell.h"

#include "ui/controls/tooltip.h"
#include "ui/plot/paint.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>

#define WIDTH 62
#define HEIGHT 30
#define BAR (8 * cp_text_size_get_scale ())  /* height of a bar */
#define TICK (3 * cp_text_size_get_scale ()) /* width of a model's colour at the left */
#define DIMMED 0.6                           /* out of date */
#define SIGN (9 * cp_text_size_get_scale ()) /* room for a sign beyond a bar */
#define FAINT 0.005                          /* of the most: what is less has a line, no bar */

struct _CpEffectCell {
  GtkWidget parent_instance;
  char *name, *note; /* note: (nullable) */
  guint n;
  CpEffectMark effects[CP_EFFECT_CELL_MODELS];
  double most;
  gboolean is_stale, is_size;
};

G_DEFINE_FINAL_TYPE (CpEffectCell, cp_effect_cell, GTK_TYPE_WIDGET)

static const char *const model_colours[CP_EFFECT_CELL_MODELS] = {"a", "b"};

/* The bar, and its sign beyond the end that is away from the centre. */
static void
draw_effect (CpEffectCell *self, CpPaint *paint, const CpEffectMark *effect, double centre, double half,
             double middle) {
  if (!effect->is_read) {
    cp_paint_text (paint, CP_TEXT_AXIS, "t3", "no input", centre, middle, 0.5, 0.5, 0);
    return;
  }
  if (isnan (effect->value))
    return;
  double share = CLAMP (effect->value / self->most, -1, 1), length = MAX (fabs (share) * half, 1);
  gboolean is_up = effect->value >= 0;
  cp_paint_set_colour (paint, is_up ? "pos" : "neg", 1);
  cairo_rectangle (paint->cr, is_up ? centre : centre - length, middle - BAR / 2.0, length, BAR);
  cairo_fill (paint->cr);
  if (fabs (share) >= FAINT)
    cp_paint_text (paint, CP_TEXT_STRONG, is_up ? "pos_text" : "neg_text", is_up ? "+" : "\u2212",
                   is_up ? centre + length + 2 : centre - length - 2, middle, is_up ? 0 : 1, 0.5, 0);
}

/* A bar a model, from the left. */
static void
draw_sizes (CpEffectCell *self, CpPaint *paint, double width, double height) {
  double step = self->n > 1 ? BAR + 4 : 0, first = rint (height / 2) - step / 2, left = TICK + 3;
  for (guint m = 0; m < self->n; m++) {
    double middle = first + m * step, share = CLAMP (self->effects[m].value / self->most, 0, 1);
    cp_paint_set_colour (paint, model_colours[m], 1);
    cairo_rectangle (paint->cr, 0, middle - BAR / 2.0, TICK, BAR);
    if (self->effects[m].is_read && isfinite (share))
      cairo_rectangle (paint->cr, left, middle - BAR / 2.0, MAX (share * (width - left - 2), 1), BAR);
    cairo_fill (paint->cr);
    if (!self->effects[m].is_read)
      cp_paint_text (paint, CP_TEXT_AXIS, "t3", "no input", left, middle, 0, 0.5, 0);
  }
}

static void
draw_bars (CpEffectCell *self, CpPaint *paint, double width, double height) {
  double left = TICK + 3, centre = rint (left + (width - left) / 2), half = (width - left) / 2 - SIGN;
  double step = self->n > 1 ? BAR + 4 : 0, first = rint (height / 2) - step / 2;
  cp_paint_set_colour (paint, "line2", 1);
  cairo_rectangle (paint->cr, centre - 0.5, first - BAR, 1, step + 2 * BAR);
  cairo_fill (paint->cr);
  for (guint m = 0; m < self->n; m++) {
    double middle = first + m * step;
    cp_paint_set_colour (paint, model_colours[m], 1);
    cairo_rectangle (paint->cr, 0, middle - BAR / 2.0, TICK, BAR);
    cairo_fill (paint->cr);
    draw_effect (self, paint, &self->effects[m], centre, half, middle);
  }
}

static void
cp_effect_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  CpEffectCell *self = CP_EFFECT_CELL (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if ((self->n == 0 && self->note == NULL) || width < WIDTH / 2)
    return;
  gtk_snapshot_push_opacity (snapshot, self->is_stale ? DIMMED : 1);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  CpPaint paint;
  cp_paint_begin (&paint, widget, cr);
  if (self->note != NULL)
    cp_paint_text (&paint, CP_TEXT_AXIS, "t3", self->note, width / 2.0, height / 2.0, 0.5, 0.5, width);
  else if (self->is_size)
    draw_sizes (self, &paint, width, height);
  else
    draw_bars (self, &paint, width, height);
  cp_paint_end (&paint);
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);
}

static void
cp_effect_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline) {
  *minimum = *natural = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT);
}

static void
cp_effect_cell_finalize (GObject *object) {
  g_free (CP_EFFECT_CELL (object)->name);
  g_free (CP_EFFECT_CELL (object)->note);
  G_OBJECT_CLASS (cp_effect_cell_parent_class)->finalize (object);
}

static void
cp_effect_cell_class_init (CpEffectCellClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_effect_cell_finalize;
  widget_class->snapshot = cp_effect_cell_snapshot;
  widget_class->measure = cp_effect_cell_measure;
  gtk_widget_class_set_css_name (widget_class, "cpeffectcell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cp_effect_cell_init (CpEffectCell *self) {
  self->most = 1;
}

GtkWidget *
cp_effect_cell_new (const char *name) {
  g_return_val_if_fail (name != NULL, NULL);
  CpEffectCell *self = g_object_new (CP_TYPE_EFFECT_CELL, NULL);
  self->name = g_strdup (name);
  g_autofree char *label = g_strdup_printf ("Effect of %s", name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
  return GTK_WIDGET (self);
}

static void
say (CpEffectCell *self, const char *words) {
  cp_tooltip_set (GTK_WIDGET (self), words);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_effect_cell_set (CpEffectCell *self, const CpEffectMark *effects, guint n, double most,
                    const char *words) {
  g_return_if_fail (CP_IS_EFFECT_CELL (self) && n <= CP_EFFECT_CELL_MODELS && most > 0);
  self->n = n;
  for (guint m = 0; m < n; m++)
    self->effects[m] = effects[m];
  self->most = most;
  g_clear_pointer (&self->note, g_free);
  say (self, words);
}

void
cp_effect_cell_set_note (CpEffectCell *self, const char *note, const char *words) {
  g_return_if_fail (CP_IS_EFFECT_CELL (self) && note != NULL);
  char *copy = g_strdup (note);
  g_free (self->note);
  self->note = copy;
  self->n = 0;
  say (self, words);
}

void
cp_effect_cell_set_is_size (CpEffectCell *self, gboolean is_size) {
  g_return_if_fail (CP_IS_EFFECT_CELL (self));
  if (self->is_size == is_size)
    return;
  self->is_size = is_size;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_effect_cell_set_stale (CpEffectCell *self, gboolean is_stale) {
  g_return_if_fail (CP_IS_EFFECT_CELL (self));
  if (self->is_stale == is_stale)
    return;
  self->is_stale = is_stale;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
cp_effect_cell_is_stale (CpEffectCell *self) {
  g_return_val_if_fail (CP_IS_EFFECT_CELL (self), FALSE);
  return self->is_stale;
}
