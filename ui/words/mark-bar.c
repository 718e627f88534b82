#include "ui/words/mark-bar.h"

#include "core/base/format.h"
#include "ui/controls/wheel.h"
#include "ui/style/style.h"

#include <math.h>

#define BAR 6
#define MARK 17 /* height of the mark, */
#define FLAG 4  /* half the width of its head, */
#define HEAD 5  /* and its height */
#define STEP 0.01
#define PAGE 0.1

enum { PROP_THRESHOLD = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

struct _CpMarkBar {
  GtkScale parent_instance;
  char *colour;
  double score, threshold; /* threshold: what was set; may lie beyond what a scale can show */
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (CpMarkBar, cp_mark_bar, GTK_TYPE_SCALE)

static void
tell_value (CpMarkBar *self) {
  g_autofree char *score = cp_format_score (self->score), *threshold = cp_format_threshold (self->threshold);
  g_autofree char *text = isnan (self->threshold)
                              ? g_strdup_printf ("score %s", score)
                              : g_strdup_printf ("threshold %s, score %s", threshold, score);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
show_value (CpMarkBar *self) {
  self->is_showing = TRUE;
  gtk_range_set_value (GTK_RANGE (self), isnan (self->threshold) ? 0 : MIN (self->threshold, 1));
  self->is_showing = FALSE;
  tell_value (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The slider that is not drawn lies under the mark and reaches beyond the bar's ends by half its width (in
 * the style sheet), so a press on the mark takes hold of it where it is. By hand, by a key, by assistive
 * technology. */
static void
cp_mark_bar_value_changed (GtkRange *range) {
  CpMarkBar *self = CP_MARK_BAR (range);
  if (self->is_showing)
    return;
  double threshold = rint (gtk_range_get_value (range) * 100) / 100; /* 0.29 is the 0.29 a file has */
  gboolean has_moved = !isnan (self->threshold) && threshold != self->threshold;
  if (has_moved)
    self->threshold = threshold;
  show_value (self);
  if (has_moved)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_THRESHOLD]);
}

static double
get_mark_x (CpMarkBar *self) {
  return CLAMP (self->threshold, 0, 1) * gtk_widget_get_width (GTK_WIDGET (self));
}

/* ---- drawing ---- */

static void
append_named (GtkWidget *widget, GtkSnapshot *snapshot, const char *name, double x, double y, double width,
              double height) {
  GdkRGBA colour;
  cp_style_lookup (widget, name, &colour);
  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
}

static void
append_mark (CpMarkBar *self, GtkSnapshot *snapshot, double top) {
  double x = rint (get_mark_x (self));
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t1", &ink);
  append_named (GTK_WIDGET (self), snapshot, "t1", x - 1, top, 2, MARK);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float)x - FLAG - 1, (float)top - 1, 2 * FLAG + 2, HEAD + 2));
  cairo_move_to (cr, x - FLAG, top);
  cairo_line_to (cr, x + FLAG, top);
  cairo_line_to (cr, x, top + HEAD);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
cp_mark_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  CpMarkBar *self = CP_MARK_BAR (widget);
  int width = gtk_widget_get_width (widget);
  double top = floor ((gtk_widget_get_height (widget) - MARK) / 2.0), bar = top + (MARK - BAR) / 2;
  GskRoundedRect shape;
  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, (float)bar, (float)width, BAR), 2);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  append_named (widget, snapshot, "line2", 0, bar, width, BAR);
  if (!isnan (self->score))
    append_named (widget, snapshot, self->colour, 0, bar, CLAMP (self->score, 0, 1) * width, BAR);
  gtk_snapshot_pop (snapshot);
  if (!isnan (self->threshold))
    append_mark (self, snapshot, top);
}

static void
cp_mark_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline) {
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 80 : MARK + 2;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 208 : MARK + 2;
}

/* ---- the type ---- */

static void
cp_mark_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec) {
  g_value_set_double (value, CP_MARK_BAR (object)->threshold);
}

/* The adjustment is a property of construction, so it is there only now. */
static void
cp_mark_bar_constructed (GObject *object) {
  G_OBJECT_CLASS (cp_mark_bar_parent_class)->constructed (object);
  gtk_range_set_adjustment (GTK_RANGE (object), gtk_adjustment_new (0, 0, 1, STEP, PAGE, 0));
}

static void
cp_mark_bar_finalize (GObject *object) {
  g_free (CP_MARK_BAR (object)->colour);
  G_OBJECT_CLASS (cp_mark_bar_parent_class)->finalize (object);
}

/* The scale's own keys go by 0.01; with Shift they go by 0.1. */
static void
add_keys (GtkWidgetClass *class) {
  const struct {
    guint key;
    GtkScrollType scroll;
  } keys[] = {{GDK_KEY_Left, GTK_SCROLL_PAGE_LEFT},   {GDK_KEY_KP_Left, GTK_SCROLL_PAGE_LEFT},
              {GDK_KEY_Right, GTK_SCROLL_PAGE_RIGHT}, {GDK_KEY_KP_Right, GTK_SCROLL_PAGE_RIGHT},
              {GDK_KEY_Down, GTK_SCROLL_PAGE_DOWN},   {GDK_KEY_KP_Down, GTK_SCROLL_PAGE_DOWN},
              {GDK_KEY_Up, GTK_SCROLL_PAGE_UP},       {GDK_KEY_KP_Up, GTK_SCROLL_PAGE_UP}};
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_signal (class, keys[i].key, GDK_SHIFT_MASK, "move-slider", "(i)",
                                         keys[i].scroll);
}

static void
cp_mark_bar_class_init (CpMarkBarClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_mark_bar_finalize;
  G_OBJECT_CLASS (class)->constructed = cp_mark_bar_constructed;
  G_OBJECT_CLASS (class)->get_property = cp_mark_bar_get_property;
  widget_class->snapshot = cp_mark_bar_snapshot;
  widget_class->measure = cp_mark_bar_measure;
  GTK_RANGE_CLASS (class)->value_changed = cp_mark_bar_value_changed;
  props[PROP_THRESHOLD] =
      g_param_spec_double ("threshold", NULL, NULL, 0, INFINITY, 0.5,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPS, props);
  add_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "cpmarkbar");
}

static void
cp_mark_bar_init (CpMarkBar *self) {
  self->score = self->threshold = NAN;
  gtk_range_set_round_digits (GTK_RANGE (self), 2);
  gtk_range_set_flippable (GTK_RANGE (self), FALSE); /* the score's bar does not flip either */
  gtk_scale_set_draw_value (GTK_SCALE (self), FALSE);
  cp_wheel_ignore (GTK_WIDGET (self));
  tell_value (self);
}

GtkWidget *
cp_mark_bar_new (const char *colour) {
  g_return_val_if_fail (colour != NULL, NULL);
  CpMarkBar *self = g_object_new (CP_TYPE_MARK_BAR, NULL);
  self->colour = g_strdup (colour);
  return GTK_WIDGET (self);
}

void
cp_mark_bar_set (CpMarkBar *self, double score, double threshold) {
  g_return_if_fail (CP_IS_MARK_BAR (self));
  if (score == self->score && threshold == self->threshold)
    return;
  self->score = score;
  self->threshold = threshold;
  show_value (self);
}

double
cp_mark_bar_get_threshold (CpMarkBar *self) {
  g_return_val_if_fail (CP_IS_MARK_BAR (self), NAN);
  return self->threshold;
}

void
cp_mark_bar_set_label (CpMarkBar *self, const char *label) {
  g_return_if_fail (CP_IS_MARK_BAR (self) && label != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
