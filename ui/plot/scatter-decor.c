#include "core/base/format.h"
#include "ui/plot/scatter-private.h"

#include <math.h>

#define MARGIN 40        /* kept free for a histogram */
#define BAR_MOST 34      /* the longest bar */
#define BAR_AWAY 5       /* between bars and plot */
#define BAR_OPACITY 0.55 /* they stand behind the points */
#define CAPTION_ROW 16   /* above the upper histogram */
#define FEW 300          /* rows in sight that are all tried */
#define FIELD_WIDTH 100  /* among more: one label a field */
#define FIELD_HEIGHT 22
#define RINGS 4 /* of fields around the selected row */
#define LABELS_MOST 40
#define LABEL_LEAST 30   /* narrower labels are hardly there */
#define SELECTED_TAG 110 /* about what the selected row's own tag takes */
#define LABEL_WIDTH 140
#define LABEL_AWAY 6

double
cp_scatter_get_margin (CpScatter *self, CpAxisKind axis) {
  if (self->margin_colours[0] == NULL || self->margin_colours[1] == NULL ||
      cp_frame_get_n_panels (&self->frame) > 1)
    return 0;
  return axis == CP_AXIS_X ? MARGIN + CAPTION_ROW : MARGIN;
}

/* ---- histograms in the margins ---- */

static guint32
find_tallest (const CpCloud *cloud, guint axis) {
  guint32 tallest = 0;
  for (guint i = 0; i < cloud->spec.binnings[axis].n; i++)
    tallest = MAX (tallest, cloud->margins[axis][i]);
  return tallest;
}

static void
draw_bars (CpScatter *self, CpPaint *paint, guint axis, double per_row) {
  const CpBinning *binning = &self->cloud->spec.binnings[axis];
  const CpScale *view = &self->frame.axes[axis].view;
  const graphene_rect_t *plot = &self->frame.plot;
  double right = plot->origin.x + plot->size.width + BAR_AWAY, bottom = plot->origin.y - BAR_AWAY;
  double least = MIN (view->start, view->start + view->length), most = least + fabs (view->length);
  for (guint i = 0; i < binning->n; i++) {
    double from = cp_scale_to_pixel (view, binning->first + i * binning->step);
    double to = cp_scale_to_pixel (view, binning->first + (i + 1) * binning->step);
    double lo = rint (CLAMP (MIN (from, to), least, most)), hi = rint (CLAMP (MAX (from, to), least, most));
    double length = self->cloud->margins[axis][i] * per_row, gap = hi - lo > 3 ? 1 : 0;
    if (length <= 0 || hi - lo < 1)
      continue;
    length = MAX (length, 1);
    if (axis == 0)
      cairo_rectangle (paint->cr, lo, bottom - length, hi - lo - gap, length);
    else
      cairo_rectangle (paint->cr, right, lo, length, hi - lo - gap);
  }
  cp_paint_set_colour (paint, self->margin_colours[axis], BAR_OPACITY);
  cairo_fill (paint->cr);
}

/* (transfer full): "0.02 of score", "5", "value" */
static char *
name_bin (CpScatter *self, guint axis) {
  const char *unit = self->margin_units[axis];
  if (self->frame.axes[axis].labels != NULL)
    return g_strdup ("value");
  double step = self->cloud->spec.binnings[axis].step;
  g_autofree char *width = cp_format_number (step, (int)MAX (0, ceil (-log10 (step) - 1e-9)));
  return unit != NULL ? g_strdup_printf ("%s of %s", width, unit) : g_steal_pointer (&width);
}

/* Bins of one kind share one scale, so that bars can be compared across the corner; others have their own. */
static void
draw_margins (CpScatter *self, CpPaint *paint) {
  guint32 tallest[2] = {find_tallest (self->cloud, 0), find_tallest (self->cloud, 1)};
  g_autofree char *across = name_bin (self, 0), *up = name_bin (self, 1), *text = NULL;
  gboolean is_shared = g_str_equal (across, up);
  if (is_shared)
    tallest[0] = tallest[1] = MAX (tallest[0], tallest[1]);
  g_autofree char *most_across = cp_format_count (tallest[0]), *most_up = cp_format_count (tallest[1]);
  text = is_shared ? g_strdup_printf ("Rows per %s, tallest %s", across, most_across)
                   : g_strdup_printf ("Rows per %s, tallest %s; at the right per %s, tallest %s", across,
                                      most_across, up, most_up);
  for (guint axis = 0; axis < 2; axis++) {
    if (tallest[axis] > 0)
      draw_bars (self, paint, axis, BAR_MOST / (double)tallest[axis]);
  }
  cp_paint_text (paint, CP_TEXT_AXIS, "t2", text, self->frame.plot.origin.x,
                 self->frame.plot.origin.y - MARGIN - CAPTION_ROW + 2, 0, 0, self->frame.plot.size.width);
}

/* ---- notes in the panels ---- */

static void
draw_note (CpPaint *paint, const char *text, const graphene_rect_t *box) {
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  double width, height, widest = 0, tall = 0;
  for (guint i = 0; lines[i] != NULL; i++) {
    cp_paint_measure (paint, CP_TEXT_AXIS, lines[i], &width, &height);
    widest = MAX (widest, width);
    tall += height;
  }
  cairo_rectangle (paint->cr, box->origin.x + 3, box->origin.y + 3, MIN (widest + 6, box->size.width - 6),
                   tall + 4);
  cp_paint_set_colour (paint, "surface", 0.8);
  cairo_fill (paint->cr);
  for (guint i = 0; lines[i] != NULL; i++)
    cp_paint_text (paint, CP_TEXT_AXIS, "t1", lines[i], box->origin.x + 6, box->origin.y + 5 + i * height, 0,
                   0, box->size.width - 12);
}

void
cp_scatter_draw_notes (CpScatter *self, CpPaint *paint) {
  guint n_panels = cp_frame_get_n_panels (&self->frame);
  for (guint panel = 0; self->panel_notes != NULL && panel < n_panels && self->panel_notes[panel] != NULL;
       panel++) {
    graphene_rect_t box = cp_frame_get_panel (&self->frame, panel);
    draw_note (paint, self->panel_notes[panel], &box);
  }
}

/* ---- labels beside points ---- */

static gboolean
is_free (GArray *boxes, const graphene_rect_t *box) {
  for (guint i = 0; i < boxes->len; i++) {
    if (graphene_rect_intersection (box, &g_array_index (boxes, graphene_rect_t, i), NULL))
      return FALSE;
  }
  return TRUE;
}

/* Right of the point where there is room, else left of it, else not at all. */
static void
draw_label (CpScatter *self, CpPaint *paint, guint32 row, GArray *boxes) {
  graphene_rect_t bounds = cp_frame_get_bounds (&self->frame), box;
  double x, y, width, height;
  if (!cp_scatter_locate (self, row, &x, &y))
    return;
  /* no text is asked for, nor measured, where there is no room for a short one */
  graphene_rect_init (&box, (float)x - LABEL_AWAY - LABEL_LEAST, (float)y - 6, 2 * (LABEL_AWAY + LABEL_LEAST),
                      12);
  if (!is_free (boxes, &box))
    return;
  g_autofree char *text = self->label (row, self->label_data);
  if (text == NULL || *text == '\0')
    return;
  cp_paint_measure (paint, CP_TEXT_AXIS, text, &width, &height);
  width = MIN (width, LABEL_WIDTH);
  for (guint side = 0; side < 2; side++) {
    double left = side == 0 ? x + LABEL_AWAY : x - LABEL_AWAY - width;
    graphene_rect_init (&box, (float)left, (float)(y - height / 2), (float)width, (float)height);
    if (!graphene_rect_contains_rect (&bounds, &box) || !is_free (boxes, &box))
      continue;
    g_array_append_val (boxes, box);
    cairo_rectangle (paint->cr, left - 1, y - height / 2, width + 2, height);
    cp_paint_set_colour (paint, "surface", 0.75);
    cairo_fill (paint->cr);
    cp_paint_text (paint, CP_TEXT_AXIS, "t1", text, left, y, 0, 0.5, LABEL_WIDTH);
    return;
  }
}

/* (transfer full): among many rows the one nearest to the middle of each field of a coarse grid; fields in
 * order of their distance from (@x, @y) on the widget. */
static GArray *
spread_candidates (CpScatter *self, double x, double y) {
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  double reach = FIELD_WIDTH / 2.0 * self->cloud->spec.raster.radius / CP_SCATTER_RADIUS, px, py;
  for (int ring = 0; ring < RINGS; ring++) {
    for (int v = -ring; v <= ring; v++) {
      for (int u = -ring; u <= ring; u += ABS (v) == ring ? 1 : 2 * ring) {
        if (!cp_scatter_to_cloud (self, x + u * FIELD_WIDTH, y + v * FIELD_HEIGHT, &px, &py))
          continue;
        gint64 row = cp_picking_nearest (self->cloud->picking, px, py, reach);
        guint32 found = (guint32)row;
        if (row >= 0)
          g_array_append_val (rows, found);
      }
    }
  }
  return rows;
}

static void
draw_labels (CpScatter *self, CpPaint *paint) {
  graphene_rect_t bounds = cp_frame_get_bounds (&self->frame);
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  double x, y, px, py;
  if (!cp_scatter_locate (self, self->selected, &x, &y)) {
    x = bounds.origin.x + bounds.size.width / 2;
    y = bounds.origin.y + bounds.size.height / 2;
  } else if (self->selected_label != NULL) {
    graphene_rect_t tag = GRAPHENE_RECT_INIT ((float)x - 8, (float)y - 10, SELECTED_TAG, 20);
    g_array_append_val (boxes, tag);
  }
  if (!cp_scatter_to_cloud (self, x, y, &px, &py))
    return;
  g_autoptr (GArray) rows = cp_picking_has_more (self->cloud->picking, FEW)
                                ? spread_candidates (self, x, y)
                                : cp_picking_near (self->cloud->picking, px, py, FEW);
  for (guint i = 0; i < rows->len && boxes->len < LABELS_MOST; i++)
    draw_label (self, paint, g_array_index (rows, guint32, i), boxes);
}

void
cp_scatter_draw_decor (CpScatter *self, CpPaint *paint) {
  if (self->points == NULL)
    return;
  if (self->cloud != NULL && self->cloud->margins[0] != NULL && cp_scatter_get_margin (self, CP_AXIS_X) > 0)
    draw_margins (self, paint);
  if (self->label != NULL && self->cloud != NULL)
    draw_labels (self, paint);
}
