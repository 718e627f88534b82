#include "ui/controls/prose.h"

/* Widths whose heights are remembered: a page is measured for a few in turn. */
#define N_HEIGHTS 4

struct _CpProse {
  GtkWidget parent_instance;
  PangoLayout *layout;
  gboolean is_line;   /* never breaks */
  int least, natural; /* widths, pixels; -1: not measured */
  struct {
    int width, height;
  } heights[N_HEIGHTS]; /* width -1: free */
  guint next, serial;   /* serial: of the fonts that these are of */
  int drawn_height;     /* of the text when the widget was last allocated */
};

G_DEFINE_FINAL_TYPE (CpProse, cp_prose, GTK_TYPE_WIDGET)

static void
forget_sizes (CpProse *self) {
  self->least = self->natural = -1;
  for (guint i = 0; i < N_HEIGHTS; i++)
    self->heights[i].width = -1;
}

static PangoLayout *
get_layout (CpProse *self) {
  if (self->layout == NULL) {
    self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  }
  guint serial = pango_context_get_serial (pango_layout_get_context (self->layout));
  if (serial != self->serial) {
    self->serial = serial;
    forget_sizes (self);
  }
  return self->layout;
}

static void
measure_at (CpProse *self, int width, int *out_width, int *out_height) {
  PangoLayout *layout = get_layout (self);
  pango_layout_set_width (layout, width >= 0 ? width * PANGO_SCALE : -1);
  pango_layout_get_pixel_size (layout, out_width, out_height);
}

static int
get_height (CpProse *self, int width) {
  get_layout (self);
  for (guint i = 0; i < N_HEIGHTS; i++) {
    if (self->heights[i].width == width)
      return self->heights[i].height;
  }
  int height;
  measure_at (self, width, NULL, &height);
  self->heights[self->next].width = width;
  self->heights[self->next].height = height;
  self->next = (self->next + 1) % N_HEIGHTS;
  return height;
}

/* As wide as one line, and at least as the longest word. */
static void
get_widths (CpProse *self, int *out_least, int *out_natural) {
  PangoLayout *layout = get_layout (self);
  if (self->natural < 0) {
    measure_at (self, -1, &self->natural, NULL);
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD);
    measure_at (self, self->is_line ? -1 : 0, &self->least, NULL);
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  }
  *out_least = self->least;
  *out_natural = self->natural;
}

static void
cp_prose_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline) {
  CpProse *self = CP_PROSE (widget);
  int least, most;
  get_widths (self, &least, &most);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = least;
    *natural = most;
  } else {
    *minimum = *natural = get_height (self, for_size >= 0 ? MAX (for_size, least) : most);
    *minimum_baseline = *natural_baseline = PANGO_PIXELS (pango_layout_get_baseline (self->layout));
  }
}

static GtkSizeRequestMode
cp_prose_get_request_mode (GtkWidget *widget) {
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cp_prose_size_allocate (GtkWidget *widget, int width, int height, int baseline) {
  CP_PROSE (widget)->drawn_height = get_height (CP_PROSE (widget), width);
}

static void
cp_prose_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  CpProse *self = CP_PROSE (widget);
  int width = gtk_widget_get_width (widget), height, baseline = gtk_widget_get_allocated_baseline (widget);
  GdkRGBA colour;
  measure_at (self, width, NULL, &height);
  int y = baseline >= 0 ? baseline - PANGO_PIXELS (pango_layout_get_baseline (self->layout))
                        : (gtk_widget_get_height (widget) - height) / 2;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float)y));
  gtk_snapshot_append_layout (snapshot, self->layout, &colour);
  gtk_snapshot_restore (snapshot);
}

/* What is asked for changes only with the number of lines, and with the width where it decides. */
static gboolean
needs_other_size (CpProse *self, int least_before, int natural_before) {
  GtkWidget *widget = GTK_WIDGET (self);
  int width = gtk_widget_get_width (widget), least, natural;
  if (width <= 0 || natural_before < 0)
    return TRUE;
  get_widths (self, &least, &natural);
  if (least > width || get_height (self, width) != self->drawn_height)
    return TRUE;
  return !gtk_widget_compute_expand (widget, GTK_ORIENTATION_HORIZONTAL) &&
         (natural != natural_before || least != least_before);
}

/* @attributes: (transfer full) */
static void
set (CpProse *self, const char *text, PangoAttrList *attributes) {
  PangoLayout *layout = get_layout (self);
  int least = self->least, natural = self->natural;
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  gboolean is_same = g_str_equal (text, pango_layout_get_text (layout)) &&
                     pango_attr_list_equal (attributes, pango_layout_get_attributes (layout));
  if (!is_same) {
    pango_layout_set_text (layout, text, -1);
    pango_layout_set_attributes (layout, attributes);
  }
  pango_attr_list_unref (attributes);
  if (is_same)
    return;
  forget_sizes (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (needs_other_size (self, least, natural))
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_prose_set_text (CpProse *self, const char *text) {
  g_return_if_fail (CP_IS_PROSE (self) && text != NULL);
  set (self, text, pango_attr_list_new ());
}

void
cp_prose_set_markup (CpProse *self, const char *markup) {
  g_return_if_fail (CP_IS_PROSE (self) && markup != NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  PangoAttrList *attributes;
  if (!pango_parse_markup (markup, -1, 0, &attributes, &text, NULL, &error))
    g_error ("a text of the program's own is no markup: %s", error->message);
  set (self, text, attributes);
}

const char *
cp_prose_get_text (CpProse *self) {
  g_return_val_if_fail (CP_IS_PROSE (self), "");
  return pango_layout_get_text (get_layout (self));
}

const char *
cp_prose_get_words (GtkWidget *widget) {
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_INSCRIPTION (widget))
    return gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  return CP_IS_PROSE (widget) ? cp_prose_get_text (CP_PROSE (widget)) : NULL;
}

static void
cp_prose_finalize (GObject *object) {
  g_clear_object (&CP_PROSE (object)->layout);
  G_OBJECT_CLASS (cp_prose_parent_class)->finalize (object);
}

static void
cp_prose_class_init (CpProseClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_prose_finalize;
  widget_class->measure = cp_prose_measure;
  widget_class->get_request_mode = cp_prose_get_request_mode;
  widget_class->size_allocate = cp_prose_size_allocate;
  widget_class->snapshot = cp_prose_snapshot;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
cp_prose_init (CpProse *self) {
  forget_sizes (self);
}

GtkWidget *
cp_prose_new (void) {
  return g_object_new (CP_TYPE_PROSE, NULL);
}

GtkWidget *
cp_prose_new_line (void) {
  CpProse *self = g_object_new (CP_TYPE_PROSE, NULL);
  self->is_line = TRUE;
  return GTK_WIDGET (self);
}
