#include "ui/plot/paint.h"

#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>

#define CAP 7       /* length of a whisker's ends */
#define RIM 3       /* around the letters of text among points */
#define WHISKER 1.3 /* its line */

static const struct {
  int size;
  PangoWeight weight;
} styles[] = {
    [CP_TEXT_AXIS] = {11, PANGO_WEIGHT_NORMAL},      [CP_TEXT_LEGEND] = {12, PANGO_WEIGHT_NORMAL},
    [CP_TEXT_SMALL_TITLE] = {12, PANGO_WEIGHT_BOLD}, [CP_TEXT_TITLE] = {14, PANGO_WEIGHT_BOLD},
    [CP_TEXT_STRONG] = {11, PANGO_WEIGHT_BOLD},
};

void
cp_paint_begin (CpPaint *paint, GtkWidget *widget, cairo_t *cr) {
  paint->widget = widget;
  paint->cr = cr;
  paint->layout = gtk_widget_create_pango_layout (widget, NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (paint->layout, attributes);
  if (cr != NULL)
    pango_cairo_update_layout (cr, paint->layout);
}

void
cp_paint_end (CpPaint *paint) {
  g_clear_object (&paint->layout);
}

void
cp_paint_set_colour (CpPaint *paint, const char *name, double alpha) {
  GdkRGBA colour;
  cp_style_lookup (paint->widget, name, &colour);
  colour.alpha *= alpha;
  gdk_cairo_set_source_rgba (paint->cr, &colour);
}

static void
shape (CpPaint *paint, CpTextStyle style, const char *text, double most) {
  PangoContext *context = pango_layout_get_context (paint->layout);
  g_autoptr (PangoFontDescription) font =
      pango_font_description_copy (pango_context_get_font_description (context));
  pango_font_description_set_absolute_size (font,
                                            styles[style].size * cp_text_size_get_scale () * PANGO_SCALE);
  pango_font_description_set_weight (font, styles[style].weight);
  pango_layout_set_font_description (paint->layout, font);
  pango_layout_set_ellipsize (paint->layout, most > 0 ? cp_style_cut (text) : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_width (paint->layout, most > 0 ? (int)(most * PANGO_SCALE) : -1);
  pango_layout_set_text (paint->layout, text, -1);
}

void
cp_paint_measure (CpPaint *paint, CpTextStyle style, const char *text, double *width, double *height) {
  int w, h;
  shape (paint, style, text, 0);
  pango_layout_get_pixel_size (paint->layout, &w, &h);
  if (width != NULL)
    *width = w;
  if (height != NULL)
    *height = h;
}

double
cp_paint_measure_longest (GtkWidget *widget, CpTextStyle style, const char *const *names, gsize n,
                          double most) {
  CpPaint paint;
  double longest = 0, width;
  cp_paint_begin (&paint, widget, NULL);
  for (gsize i = 0; i < n && longest < most; i++) {
    if (names[i] == NULL)
      continue;
    cp_paint_measure (&paint, style, names[i], &width, NULL);
    longest = MAX (longest, width);
  }
  cp_paint_end (&paint);
  return MIN (ceil (longest), most);
}

void
cp_paint_text (CpPaint *paint, CpTextStyle style, const char *colour, const char *text, double x, double y,
               double x_align, double y_align, double most) {
  PangoRectangle box;
  shape (paint, style, text, most);
  pango_layout_get_pixel_extents (paint->layout, NULL, &box);
  cp_paint_set_colour (paint, colour, 1);
  cairo_move_to (paint->cr, rint (x - x_align * box.width - box.x), rint (y - y_align * box.height));
  pango_cairo_show_layout (paint->cr, paint->layout);
}

void
cp_paint_rimmed_text (CpPaint *paint, CpTextStyle style, const char *colour, const char *text, double x,
                      double y, double x_align, double y_align, double most) {
  PangoRectangle box;
  shape (paint, style, text, most);
  pango_layout_get_pixel_extents (paint->layout, NULL, &box);
  cairo_save (paint->cr);
  cairo_move_to (paint->cr, rint (x - x_align * box.width - box.x), rint (y - y_align * box.height));
  pango_cairo_layout_path (paint->cr, paint->layout);
  cp_paint_set_colour (paint, "surface", 0.9);
  cairo_set_line_width (paint->cr, RIM);
  cairo_set_line_join (paint->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
  cp_paint_text (paint, style, colour, text, x, y, x_align, y_align, most);
}

void
cp_paint_upright_text (CpPaint *paint, CpTextStyle style, const char *colour, const char *text, double x,
                       double y, double most) {
  cairo_save (paint->cr);
  cairo_translate (paint->cr, x, y);
  cairo_rotate (paint->cr, -G_PI / 2);
  pango_cairo_update_layout (paint->cr, paint->layout);
  cp_paint_text (paint, style, colour, text, 0, 0, 0.5, 0.5, most);
  cairo_restore (paint->cr);
  pango_cairo_update_layout (paint->cr, paint->layout);
}

void
cp_paint_rounded (cairo_t *cr, double x, double y, double width, double height, double radius) {
  radius = MIN (radius, MIN (width, height) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

graphene_rect_t
cp_paint_get_tag_box (CpPaint *paint, const char *text, double x, double y, double right_end) {
  double width, height;
  cp_paint_measure (paint, CP_TEXT_AXIS, text, &width, &height);
  width += 14;
  height += 4;
  double left = x + 14 + width <= right_end ? x + 14 : x - 14 - width;
  return GRAPHENE_RECT_INIT ((float)rint (left), (float)rint (y - height / 2), (float)width, (float)height);
}

void
cp_paint_tag (CpPaint *paint, const char *text, double x, double y, double right_end) {
  graphene_rect_t box = cp_paint_get_tag_box (paint, text, x, y, right_end);
  double left = box.origin.x;
  cp_paint_rounded (paint->cr, left + 0.5, box.origin.y + 0.5, box.size.width - 1, box.size.height - 1, 3);
  cp_paint_set_colour (paint, "control", 0.92);
  cairo_fill_preserve (paint->cr);
  cp_paint_set_colour (paint, "border", 1);
  cairo_set_line_width (paint->cr, 1);
  cairo_stroke (paint->cr);
  cp_paint_text (paint, CP_TEXT_AXIS, "t1", text, left + 7, y, 0, 0.5, 0);
}

void
cp_paint_flag (CpPaint *paint, const char *text, double x, double y, double left_end, double right_end) {
  double width, height;
  cp_paint_measure (paint, CP_TEXT_STRONG, text, &width, &height);
  width += 12;
  height += 3;
  x = MAX (MIN (x, right_end - width / 2), left_end + width / 2);
  cp_paint_rounded (paint->cr, rint (x - width / 2), rint (y - height / 2), width, height, 3);
  cp_paint_set_colour (paint, "ink", 1);
  cairo_fill (paint->cr);
  cp_paint_text (paint, CP_TEXT_STRONG, "on_ink", text, rint (x - width / 2) + 6, y, 0, 0.5, 0);
}

void
cp_paint_badge (CpPaint *paint, const char *letter, const char *colour, double x, double y) {
  const char *ground = g_str_equal (colour, "b") ? "b_chip" : colour; /* a little darker, for the letter */
  double size = cp_text_size_scale (16);
  cp_paint_rounded (paint->cr, rint (x), rint (y - size / 2), size, size, 4);
  cp_paint_set_colour (paint, ground, 1);
  cairo_fill (paint->cr);
  cp_paint_text (paint, CP_TEXT_STRONG, "on_model", letter, rint (x) + size / 2, y, 0.5, 0.5, 0);
}

void
cp_paint_whisker (CpPaint *paint, double x0, double x1, double y) {
  cp_paint_set_colour (paint, "t1", 1);
  cairo_set_line_width (paint->cr, WHISKER);
  cairo_move_to (paint->cr, x0, y);
  cairo_line_to (paint->cr, x1, y);
  cairo_move_to (paint->cr, x0, y - CAP / 2.0);
  cairo_line_to (paint->cr, x0, y + CAP / 2.0);
  cairo_move_to (paint->cr, x1, y - CAP / 2.0);
  cairo_line_to (paint->cr, x1, y + CAP / 2.0);
  cairo_stroke (paint->cr);
}

static void
disc (CpPaint *paint, const char *colour, double x, double y, double radius) {
  cairo_new_sub_path (paint->cr);
  cairo_arc (paint->cr, x, y, radius, 0, 2 * G_PI);
  cp_paint_set_colour (paint, colour, 1);
  cairo_fill (paint->cr);
}

void
cp_paint_ring (CpPaint *paint, const char *colour, double x, double y, double radius) {
  disc (paint, "t1", x, y, radius);
  disc (paint, "surface", x, y, radius - 2);
  disc (paint, colour, x, y, radius - 4);
}
