#include "core/base/format.h"
#include "ui/plot/scatter-private.h"

#include <math.h>

#define MARGIN 40        /* kept free for a histogram */
#define BAR_MOST 34      /* the longest bar */
#define BAR_AWAY 5       /* between bars and plot */
#define BAR_OPACITY 0.55 /* they stand behind the points */
#define CAPTION_ROW 16   /* above the upper histogram */

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

gboolean
cp_scatter_place_note (CpScatter *self, CpPaint *paint, guint panel, graphene_rect_t *out_box) {
  if (self->panel_notes == NULL || panel >= g_strv_length (self->panel_notes))
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (self->panel_notes[panel], "\n", -1);
  graphene_rect_t box = cp_frame_get_panel (&self->frame, panel);
  double width, height, widest = 0, tall = 0;
  for (guint i = 0; lines[i] != NULL; i++) {
    cp_paint_measure (paint, CP_TEXT_AXIS, lines[i], &width, &height);
    widest = MAX (widest, width);
    tall += height;
  }
  *out_box = GRAPHENE_RECT_INIT (box.origin.x + 3, box.origin.y + 3,
                                 (float)MIN (widest + 6, box.size.width - 6), (float)tall + 4);
  return TRUE;
}

void
cp_scatter_draw_notes (CpScatter *self, CpPaint *paint) {
  graphene_rect_t box;
  for (guint panel = 0; panel < cp_frame_get_n_panels (&self->frame); panel++) {
    if (!cp_scatter_place_note (self, paint, panel, &box))
      return;
    g_auto (GStrv) lines = g_strsplit (self->panel_notes[panel], "\n", -1);
    double each = (box.size.height - 4) / MAX (g_strv_length (lines), 1);
    cairo_rectangle (paint->cr, box.origin.x, box.origin.y, box.size.width, box.size.height);
    cp_paint_set_colour (paint, "surface", 0.8);
    cairo_fill (paint->cr);
    for (guint i = 0; lines[i] != NULL; i++)
      cp_paint_text (paint, CP_TEXT_AXIS, "t1", lines[i], box.origin.x + 3, box.origin.y + 2 + i * each, 0, 0,
                     box.size.width - 6);
  }
}

void
cp_scatter_draw_decor (CpScatter *self, CpPaint *paint) {
  if (self->points == NULL)
    return;
  if (self->cloud != NULL && self->cloud->margins[0] != NULL && cp_scatter_get_margin (self, CP_AXIS_X) > 0)
    draw_margins (self, paint);
  if (self->label != NULL && self->cloud != NULL)
    cp_scatter_draw_labels (self, paint);
}
