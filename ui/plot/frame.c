#include "ui/plot/frame-private.h"

#include "core/base/format.h"
#include "ui/style/text-size.h"

#include <math.h>

#define EDGE 12                                      /* between the chart's border and what is drawn */
#define CORNER (16 * cp_text_size_get_scale ())      /* right of the plot: half of the axis' last figure */
#define TITLE_ROW (30 * cp_text_size_get_scale ())   /* the row of title and legend */
#define LEGEND_ROW (20 * cp_text_size_get_scale ())  /* a further row of legend entries */
#define LEGEND_GAP (16 * cp_text_size_get_scale ())  /* between two entries */
#define NAME_MOST (170 * cp_text_size_get_scale ())  /* a longer name in the legend is cut there */
#define SWATCH (8 * cp_text_size_get_scale ())       /* the dot of an entry */
#define AXIS_TITLE (17 * cp_text_size_get_scale ())  /* a title beside or below the figures of an axis */
#define TICK_GAP 6                                   /* between figures and plot */
#define TICK_HEIGHT (14 * cp_text_size_get_scale ()) /* a line of figures */
#define LABEL_MOST                                                                                           \
  (120 * cp_text_size_get_scale ()) /* category labels beside an upright axis are cut there */
#define PANEL_GAP 12                /* between two panels */
#define COLUMN_TITLE (20 * cp_text_size_get_scale ()) /* above a column of panels */
#define ROW_TITLE (18 * cp_text_size_get_scale ())    /* left of a row of panels */
#define SMALL_CHART (420 * cp_text_size_get_scale ()) /* narrower charts wear the smaller title */

static void
clear_series (gpointer data) {
  CpFrameSeries *series = data;
  g_free (series->name);
  g_free (series->colour);
  g_free (series->count);
}

void
cp_frame_init (CpFrame *frame) {
  *frame = (CpFrame){.has_legend = TRUE};
  frame->series = g_array_new (FALSE, TRUE, sizeof (CpFrameSeries));
  g_array_set_clear_func (frame->series, clear_series);
  for (guint i = 0; i < 2; i++)
    frame->axes[i].full = frame->axes[i].view = cp_scale_linear (0, 1, 0, 1);
}

void
cp_frame_clear (CpFrame *frame) {
  g_clear_pointer (&frame->title, g_free);
  g_clear_pointer (&frame->series, g_array_unref);
  for (guint i = 0; i < 2; i++) {
    g_clear_pointer (&frame->axes[i].title, g_free);
    g_clear_pointer (&frame->axes[i].labels, g_strfreev);
  }
  g_clear_pointer (&frame->column_titles, g_strfreev);
  g_clear_pointer (&frame->row_titles, g_strfreev);
}

void
cp_frame_set_title (CpFrame *frame, const char *title) {
  g_free (frame->title);
  frame->title = g_strdup (title);
}

void
cp_frame_set_axis (CpFrame *frame, guint axis, const char *title, double lo, double hi,
                   const char *const *labels) {
  CpFrameAxis *self = &frame->axes[axis];
  CpScale full = labels != NULL ? cp_scale_category (g_strv_length ((char **)labels), 0, 1)
                                : cp_scale_linear (lo, hi, 0, 1);
  gboolean is_same = full.lo == self->full.lo && full.hi == self->full.hi;
  char *copy = g_strdup (title); /* it may be the one in use */
  g_free (self->title);
  self->title = copy;
  g_strfreev (self->labels);
  self->labels = g_strdupv ((char **)labels);
  if (is_same)
    return;
  self->full.lo = self->view.lo = full.lo;
  self->full.hi = self->view.hi = full.hi;
}

void
cp_frame_clear_series (CpFrame *frame) {
  g_array_set_size (frame->series, 0);
}

void
cp_frame_add_series (CpFrame *frame, const char *name, const char *colour, double count) {
  CpFrameSeries series = {.name = g_strdup (name), .colour = g_strdup (colour)};
  if (!isnan (count))
    series.count = cp_format_count (count);
  g_array_append_val (frame->series, series);
}

const CpFrameSeries *
cp_frame_get_series (const CpFrame *frame, guint i) {
  return &g_array_index (frame->series, CpFrameSeries, i);
}

void
cp_frame_fit (CpFrame *frame) {
  for (guint i = 0; i < 2; i++) {
    frame->axes[i].view.lo = frame->axes[i].full.lo;
    frame->axes[i].view.hi = frame->axes[i].full.hi;
  }
}

char *
cp_frame_dup_column_name (const CpFrame *frame, guint axis) {
  static const char *const letters[] = {"X", "Y"};
  /* the names of the columns that charts add themselves */
  static const char *const taken[] = {"Row", "Series", "Curve", "Measure", "From", "To", NULL};
  const char *title = frame->axes[axis].title, *other = frame->axes[1 - axis].title;
  if (title == NULL)
    return g_strdup (letters[axis]);
  if (g_strcmp0 (title, other) == 0 || g_strv_contains (taken, title))
    return g_strdup_printf ("%s: %s", letters[axis], title);
  return g_strdup (title);
}

static gboolean
shows_legend (const CpFrame *frame) {
  return frame->has_legend && frame->series->len > 1;
}

static CpTextStyle
title_style (double width) {
  return width < SMALL_CHART ? CP_TEXT_SMALL_TITLE : CP_TEXT_TITLE;
}

static double
measure_entry (const CpFrameSeries *series, CpPaint *paint) {
  double name, count = 0;
  cp_paint_measure (paint, CP_TEXT_LEGEND, series->name, &name, NULL);
  name = MIN (name, NAME_MOST);
  if (series->count != NULL)
    cp_paint_measure (paint, CP_TEXT_LEGEND, series->count, &count, NULL);
  return SWATCH + 6 + name + (count > 0 ? 6 + count : 0);
}

/* Puts the legend right of the title where it fits, else into rows of its own. Returns the height of both. */
static double
layout_legend (CpFrame *frame, CpPaint *paint, double width) {
  double title = 0, whole = -LEGEND_GAP;
  if (frame->title != NULL)
    cp_paint_measure (paint, title_style (width), frame->title, &title, NULL);
  title += title > 0 ? frame->indent : 0;
  double top = title > 0 ? TITLE_ROW : 0;
  if (!shows_legend (frame))
    return top;
  for (guint i = 0; i < frame->series->len; i++)
    whole += measure_entry (cp_frame_get_series (frame, i), paint) + LEGEND_GAP;
  double end = width - MAX (EDGE, frame->corner + 4);
  gboolean is_beside = EDGE + title + 2 * LEGEND_GAP + whole <= end;
  double x = is_beside ? end - whole : EDGE;
  double y = is_beside ? (TITLE_ROW - LEGEND_ROW) / 2.0 : MAX (top - 4, 4);
  for (guint i = 0; i < frame->series->len; i++) {
    CpFrameSeries *series = &g_array_index (frame->series, CpFrameSeries, i);
    double entry = measure_entry (series, paint);
    if (x > EDGE && x + entry > width - EDGE + 1) {
      x = EDGE;
      y += LEGEND_ROW;
    }
    graphene_rect_init (&series->box, (float)x, (float)y, (float)entry, LEGEND_ROW);
    x += entry + LEGEND_GAP;
  }
  return MAX (TITLE_ROW, y + LEGEND_ROW + 2);
}

static void
build_ticks (CpFrameAxis *axis, double length, double each) {
  axis->ticks = cp_ticks_build (axis->view.lo, axis->view.hi, (guint)CLAMP (length / each, 2, 11));
}

/* (transfer full) */
static char *
format_tick (const CpFrameAxis *axis, guint i) {
  if (axis->is_signed)
    return cp_format_delta (cp_ticks_get_value (&axis->ticks, i), axis->ticks.decimals);
  return cp_ticks_format (&axis->ticks, i, NULL);
}

/* The widest figure or label beside the upright axis. */
static double
measure_labels (const CpFrameAxis *axis, CpPaint *paint) {
  double widest = 0, width;
  if (axis->labels != NULL) {
    for (guint i = 0; axis->labels[i] != NULL; i++) {
      cp_paint_measure (paint, CP_TEXT_AXIS, axis->labels[i], &width, NULL);
      widest = MAX (widest, width);
    }
    return MIN (widest, LABEL_MOST);
  }
  for (guint i = 0; i < axis->ticks.n; i++) {
    g_autofree char *text = format_tick (axis, i);
    cp_paint_measure (paint, CP_TEXT_AXIS, text, &width, NULL);
    widest = MAX (widest, width);
  }
  return widest;
}

/* … and the name of the lane among them. */
static double
measure_beside (const CpFrame *frame, CpPaint *paint) {
  double lane = 0;
  if (frame->has_lane[1])
    cp_paint_measure (paint, CP_TEXT_AXIS, cp_frame_name_lane (frame, 1), &lane, NULL);
  return MAX (measure_labels (&frame->axes[1], paint), lane);
}

/* The length of a panel along an axis when all of them share [from, to]; sets the step between them. The
 * first lane of x is before @from, every lane of y is inside. */
static double
layout_panels (CpFrame *frame, guint axis, double from, double to) {
  guint n = MAX (axis == 0 ? frame->n_columns : frame->n_rows, 1);
  double lane = cp_frame_get_lane_room (frame, axis), room = to - from - (n - 1) * PANEL_GAP;
  double length = rint ((room - (axis == 0 ? n - 1 : n) * lane) / n);
  length = MAX (length, 1);
  frame->step[axis] = length + lane + PANEL_GAP;
  return length;
}

void
cp_frame_layout (CpFrame *frame, CpPaint *paint, double width, double height) {
  CpFrameAxis *x = &frame->axes[0], *y = &frame->axes[1];
  double top = layout_legend (frame, paint, width) + 8 + frame->head;
  double bottom = height - TICK_GAP - TICK_HEIGHT - (x->title != NULL ? AXIS_TITLE : 0) - 4;
  top += frame->column_titles != NULL ? COLUMN_TITLE : 0;
  double tall = layout_panels (frame, 1, top, bottom);
  build_ticks (y, tall, 36 * cp_text_size_get_scale ());
  double left = EDGE + (y->title != NULL ? AXIS_TITLE : 0) + measure_beside (frame, paint) + TICK_GAP +
                (frame->row_titles != NULL ? ROW_TITLE : 0) + frame->left;
  frame->row_title_x = EDGE + (y->title != NULL ? AXIS_TITLE : 0) + ROW_TITLE / 2.0;
  double right = width - CORNER - frame->margin; /* the last figure is centred on the corner */
  left = MIN (left, width / 2) + cp_frame_get_lane_room (frame, 0);
  double wide = layout_panels (frame, 0, left, right);
  if (frame->is_square)
    wide = tall = MIN (wide, tall);
  build_ticks (x, wide, 64 * cp_text_size_get_scale ());
  graphene_rect_init (&frame->plot, (float)rint (left), (float)rint (top), (float)wide, (float)tall);
  x->view.start = frame->plot.origin.x;
  x->view.length = frame->plot.size.width;
  y->view.start = frame->plot.origin.y + frame->plot.size.height;
  y->view.length = -frame->plot.size.height;
  x->full.start = x->view.start;
  x->full.length = x->view.length;
  y->full.start = y->view.start;
  y->full.length = y->view.length;
}

/* A hairline across a panel at the pixel nearest to @at along one axis. */
static void
draw_hairline (CpPaint *paint, const graphene_rect_t *plot, guint axis, double at) {
  double end_x = plot->origin.x + plot->size.width, end_y = plot->origin.y + plot->size.height;
  at = floor (at) + 0.5;
  if (axis == 0) {
    cairo_move_to (paint->cr, at, plot->origin.y);
    cairo_line_to (paint->cr, at, end_y);
  } else {
    cairo_move_to (paint->cr, plot->origin.x, at);
    cairo_line_to (paint->cr, end_x, at);
  }
}

/* A line of the grid across every panel. */
static void
draw_grid_line (CpFrame *frame, CpPaint *paint, guint axis, double at) {
  for (guint panel = 0; panel < cp_frame_get_n_panels (frame); panel++) {
    graphene_rect_t plot = cp_frame_get_panel (frame, panel);
    double away = axis == 0 ? plot.origin.x - frame->plot.origin.x : plot.origin.y - frame->plot.origin.y;
    draw_hairline (paint, &plot, axis, at + away);
  }
}

/* Figures at the ends of a panel stay on its side of the gap, or they would meet the neighbour's. */
static double
align_between (const CpFrame *frame, double at) {
  double left = frame->plot.origin.x, right = left + frame->plot.size.width;
  return at >= left && at < left + PANEL_GAP ? 0 : at <= right && at > right - PANEL_GAP ? 1 : 0.5;
}

/* A figure below every column, or left of every row, of panels. */
static void
draw_label (CpFrame *frame, CpPaint *paint, guint axis, double at, const char *text, double most) {
  guint n_columns = MAX (frame->n_columns, 1), n_rows = MAX (frame->n_rows, 1);
  for (guint i = 0; i < (axis == 0 ? n_columns : n_rows); i++) {
    graphene_rect_t plot =
        cp_frame_get_panel (frame, axis == 0 ? (n_rows - 1) * n_columns + i : i * n_columns);
    if (axis == 0)
      cp_paint_text (paint, CP_TEXT_AXIS, "t2", text, at + i * frame->step[0],
                     plot.origin.y + plot.size.height + cp_frame_get_lane_room (frame, 1) + TICK_GAP,
                     n_columns > 1 ? align_between (frame, at) : 0.5, 0, most);
    else
      cp_paint_text (paint, CP_TEXT_AXIS, "t2", text,
                     plot.origin.x - cp_frame_get_lane_room (frame, 0) - TICK_GAP, at + i * frame->step[1], 1,
                     0.5, most);
  }
}

/* Whether text around @at along x would run into the name of the lane. */
static gboolean
meets_lane (CpFrame *frame, CpPaint *paint, guint axis, double at, const char *text) {
  double width;
  if (axis != 0 || !frame->has_lane[0])
    return FALSE;
  cp_paint_measure (paint, CP_TEXT_AXIS, text, &width, NULL);
  graphene_rect_t lane = cp_frame_get_lane (frame, 0, 0);
  return at - width / 2 < lane.origin.x + lane.size.width;
}

static void
draw_categories (CpFrame *frame, CpPaint *paint, guint axis) {
  const CpFrameAxis *self = &frame->axes[axis];
  double each = fabs (self->view.length) / (self->view.hi - self->view.lo);
  guint every = cp_scale_label_every (&self->view, axis == 0 ? 40 : TICK_HEIGHT);
  for (guint i = 0; self->labels[i] != NULL; i += every) {
    if (i < self->view.lo || i > self->view.hi)
      continue;
    double at = cp_scale_to_pixel (&self->view, i);
    if (!self->is_bare) {
      draw_grid_line (frame, paint, axis, at);
      cp_paint_set_colour (paint, "grid", 1);
      cairo_stroke (paint->cr);
    }
    draw_label (frame, paint, axis, at, self->labels[i], axis == 0 ? every * each - 4 : LABEL_MOST);
  }
}

static void
draw_ticks (CpFrame *frame, CpPaint *paint, guint axis) {
  const CpFrameAxis *self = &frame->axes[axis];
  for (guint i = 0; i < self->ticks.n; i++)
    draw_grid_line (frame, paint, axis,
                    cp_scale_to_pixel (&self->view, cp_ticks_get_value (&self->ticks, i)));
  cp_paint_set_colour (paint, "grid", 1);
  cairo_stroke (paint->cr);
  for (guint i = 0; i < self->ticks.n; i++) {
    g_autofree char *text = format_tick (self, i);
    double at = cp_scale_to_pixel (&self->view, cp_ticks_get_value (&self->ticks, i));
    if (!meets_lane (frame, paint, axis, at, text))
      draw_label (frame, paint, axis, at, text, 0);
  }
}

static void
draw_legend (CpFrame *frame, CpPaint *paint) {
  for (guint i = 0; i < frame->series->len; i++) {
    const CpFrameSeries *series = cp_frame_get_series (frame, i);
    double x = series->box.origin.x, y = series->box.origin.y + LEGEND_ROW / 2.0, width;
    cairo_new_sub_path (paint->cr);
    gboolean is_ring = series->is_hidden || series->is_outlined;
    cairo_arc (paint->cr, x + SWATCH / 2.0, y, SWATCH / 2.0 - (is_ring ? 0.75 : 0), 0, 2 * G_PI);
    cp_paint_set_colour (paint, series->colour, 1);
    if (is_ring) {
      cairo_set_line_width (paint->cr, 1.5);
      cairo_stroke (paint->cr);
    } else {
      cairo_fill (paint->cr);
    }
    x += SWATCH + 6;
    cp_paint_measure (paint, CP_TEXT_LEGEND, series->name, &width, NULL);
    width = MIN (width, NAME_MOST);
    cp_paint_text (paint, CP_TEXT_LEGEND, series->is_hidden ? "t3" : "t2", series->name, x, y, 0, 0.5,
                   NAME_MOST);
    if (series->count != NULL)
      cp_paint_text (paint, CP_TEXT_LEGEND, "t3", series->count, x + width + 6, y, 0, 0.5, 0);
  }
}

static void
draw_titles (CpFrame *frame, CpPaint *paint) {
  graphene_rect_t bounds = cp_frame_get_bounds (frame);
  double bottom = bounds.origin.y + bounds.size.height, right = bounds.origin.x + bounds.size.width;
  double width = right + frame->margin + CORNER;
  if (frame->title != NULL)
    cp_paint_text (paint, title_style (width), "t1", frame->title, EDGE + frame->indent, TITLE_ROW / 2.0, 0,
                   0.5, width - EDGE - frame->indent - MAX (EDGE, frame->corner + 4));
  if (frame->axes[0].title != NULL) {
    double title, most = width - 2 * EDGE;
    cp_paint_measure (paint, CP_TEXT_AXIS, frame->axes[0].title, &title, NULL);
    double half = MIN (title, most) / 2; /* a long one leaves the middle of the plot, not the chart */
    cp_paint_text (paint, CP_TEXT_AXIS, "t2", frame->axes[0].title,
                   CLAMP ((frame->plot.origin.x + right) / 2, EDGE + half, width - EDGE - half),
                   bottom + TICK_GAP + TICK_HEIGHT + 4, 0.5, 0, most);
  }
  if (frame->axes[1].title != NULL)
    cp_paint_upright_text (paint, CP_TEXT_AXIS, "t2", frame->axes[1].title, EDGE + 3,
                           (frame->plot.origin.y + bottom) / 2, bottom - frame->plot.origin.y + 16);
}

void
cp_frame_draw (CpFrame *frame, CpPaint *paint) {
  cairo_set_line_width (paint->cr, 1);
  cp_frame_draw_lanes (frame, paint);
  for (guint i = 0; i < 2; i++) {
    if (frame->axes[i].labels != NULL)
      draw_categories (frame, paint, i);
    else
      draw_ticks (frame, paint, i);
  }
  cairo_set_line_width (paint->cr, 1);
  if (cp_frame_get_n_panels (frame) > 1) {
    cp_frame_draw_panels (frame, paint);
  } else if (!frame->axes[1].is_bare) {
    draw_hairline (paint, &frame->plot, 1, frame->plot.origin.y + frame->plot.size.height);
    cp_paint_set_colour (paint, "line2", 1);
    cairo_stroke (paint->cr);
  }
  for (guint i = 0; i < 2; i++) {
    graphene_rect_t lane = cp_frame_get_lane (frame, 0, i);
    if (frame->has_lane[i])
      draw_label (frame, paint, i,
                  i == 0 ? lane.origin.x + lane.size.width / 2 : lane.origin.y + lane.size.height / 2,
                  cp_frame_name_lane (frame, i), 0);
  }
  draw_titles (frame, paint);
  if (shows_legend (frame))
    draw_legend (frame, paint);
}

int
cp_frame_pick_legend (const CpFrame *frame, double x, double y) {
  if (!shows_legend (frame))
    return -1;
  for (guint i = 0; i < frame->series->len; i++)
    if (graphene_rect_contains_point (&cp_frame_get_series (frame, i)->box,
                                      &GRAPHENE_POINT_INIT ((float)x, (float)y)))
      return (int)i;
  return -1;
}
