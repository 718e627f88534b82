#include "ui/controls/threshold.h"

#include "core/base/format.h"
#include "ui/controls/wheel.h"
#include "ui/style/style.h"

#include <math.h>

enum { PROP_THRESHOLD = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

struct _CpThresholdControl {
  GtkWidget parent_instance;
  GtkAdjustment *adjustment; /* shared by both parts; what they show, in [0, 1] */
  GtkWidget *scale, *spin;
  double threshold; /* what was set; may lie beyond what the parts can show */
  double preview;   /* NaN: none */
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (CpThresholdControl, cp_threshold_control, GTK_TYPE_WIDGET)

void
cp_threshold_control_set_threshold (CpThresholdControl *self, double threshold) {
  g_return_if_fail (CP_IS_THRESHOLD_CONTROL (self) && !isnan (threshold) && threshold >= 0);
  if (threshold == self->threshold)
    return;
  self->threshold = threshold;
  self->is_showing = TRUE;
  gtk_adjustment_set_value (self->adjustment, MIN (threshold, 1));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->spin),
                             MIN (threshold, 1)); /* also when only the text differs */
  self->is_showing = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_THRESHOLD]);
}

double
cp_threshold_control_get_threshold (CpThresholdControl *self) {
  g_return_val_if_fail (CP_IS_THRESHOLD_CONTROL (self), NAN);
  return self->threshold;
}

static void
adjustment_changed (CpThresholdControl *self) {
  if (!self->is_showing)
    cp_threshold_control_set_threshold (self, gtk_adjustment_get_value (self->adjustment));
}

static gboolean
show_text (CpThresholdControl *self) {
  g_autofree char *text = cp_format_threshold (self->threshold);
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (self->spin))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->spin), text);
  return TRUE;
}

/* The text is read back on every loss of focus: a threshold it shows rounded must not become rounded by that.
 */
static int
read_text (CpThresholdControl *self, double *out_value) {
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->spin));
  g_autofree char *shown = cp_format_threshold (self->threshold);
  *out_value = MIN (self->threshold, 1);
  if (g_str_equal (text, shown))
    return TRUE;
  char *end;
  double value = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || isnan (value))
    return GTK_INPUT_ERROR;
  *out_value = CLAMP (value, 0, 1);
  if (self->threshold > 1) /* from "nobody" to 1 the adjustment would not move */
    cp_threshold_control_set_threshold (self, *out_value);
  return TRUE;
}

static void
cp_threshold_control_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  CpThresholdControl *self = CP_THRESHOLD_CONTROL (widget);
  GTK_WIDGET_CLASS (cp_threshold_control_parent_class)->snapshot (widget, snapshot);
  if (isnan (self->preview))
    return;
  graphene_rect_t trough;
  if (!gtk_widget_compute_bounds (gtk_widget_get_first_child (self->scale), widget, &trough))
    return;
  double x = trough.origin.x + MIN (self->preview, 1) * trough.size.width;
  double y = trough.origin.y + trough.size.height + 4;
  GdkRGBA ink;
  cp_style_lookup (widget, "t1", &ink);
  cairo_t *cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float)x - 6, (float)y - 2, 12, 10));
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + 3.5, y + 6);
  cairo_line_to (cr, x - 3.5, y + 6);
  cairo_close_path (cr);
  cairo_set_line_width (cr, 1);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
cp_threshold_control_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec) {
  g_value_set_double (value, CP_THRESHOLD_CONTROL (object)->threshold);
}

static void
cp_threshold_control_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec) {
  cp_threshold_control_set_threshold (CP_THRESHOLD_CONTROL (object), g_value_get_double (value));
}

static void
cp_threshold_control_dispose (GObject *object) {
  CpThresholdControl *self = CP_THRESHOLD_CONTROL (object);
  g_clear_pointer (&self->scale, gtk_widget_unparent);
  g_clear_pointer (&self->spin, gtk_widget_unparent);
  g_clear_object (&self->adjustment);
  G_OBJECT_CLASS (cp_threshold_control_parent_class)->dispose (object);
}

static void
cp_threshold_control_class_init (CpThresholdControlClass *class) {
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = cp_threshold_control_dispose;
  object_class->get_property = cp_threshold_control_get_property;
  object_class->set_property = cp_threshold_control_set_property;
  widget_class->snapshot = cp_threshold_control_snapshot;
  props[PROP_THRESHOLD] =
      g_param_spec_double ("threshold", NULL, NULL, 0, INFINITY, 0.5,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "cpthreshold");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
cp_threshold_control_init (CpThresholdControl *self) {
  self->threshold = 0.5;
  self->preview = NAN;
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE); /* the slider takes what the control is given */
  self->adjustment = g_object_ref_sink (gtk_adjustment_new (0.5, 0, 1, 0.01, 0.1, 0));
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
  self->scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, self->adjustment);
  gtk_scale_set_draw_value (GTK_SCALE (self->scale), FALSE);
  gtk_range_set_round_digits (GTK_RANGE (self->scale), 2);
  gtk_widget_set_hexpand (self->scale, TRUE);
  gtk_widget_set_valign (self->scale, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->scale, GTK_WIDGET (self));
  self->spin = gtk_spin_button_new (self->adjustment, 0.01, 2);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->spin), 4);
  gtk_editable_set_alignment (GTK_EDITABLE (self->spin), 1);
  gtk_widget_set_valign (self->spin, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->spin, GTK_WIDGET (self));
  g_signal_connect_swapped (self->spin, "input", G_CALLBACK (read_text), self);
  g_signal_connect_swapped (self->spin, "output", G_CALLBACK (show_text), self);
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (adjustment_changed), self,
                           G_CONNECT_SWAPPED);
  cp_wheel_ignore (self->scale);
  cp_wheel_ignore (self->spin);
  show_text (self);
}

GtkWidget *
cp_threshold_control_new (const char *letter) {
  g_return_val_if_fail (letter != NULL, NULL);
  CpThresholdControl *self = g_object_new (CP_TYPE_THRESHOLD_CONTROL, NULL);
  if (g_str_equal (letter, "A") || g_str_equal (letter, "B"))
    gtk_widget_add_css_class (self->scale, *letter == 'A' ? "cp-a" : "cp-b");
  g_autofree char *label = g_strconcat ("Threshold of ", letter, NULL);
  cp_threshold_control_set_label (self, label);
  return GTK_WIDGET (self);
}

void
cp_threshold_control_set_label (CpThresholdControl *self, const char *label) {
  g_return_if_fail (CP_IS_THRESHOLD_CONTROL (self) && label != NULL);
  GtkWidget *parts[] = {GTK_WIDGET (self), self->scale, self->spin};
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parts[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
cp_threshold_control_set_preview (CpThresholdControl *self, double threshold) {
  g_return_if_fail (CP_IS_THRESHOLD_CONTROL (self));
  if (threshold == self->preview || (isnan (threshold) && isnan (self->preview)))
    return; /* a table of them is told at every step of one */
  self->preview = threshold;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
