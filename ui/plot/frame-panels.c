#include "ui/plot/frame-private.h"

#include <math.h>

#define LANE 44        /* a lane left of the plot holds the word "missing" below it */
#define NARROW_LANE 20 /* among several columns of panels */
#define LOW_LANE 22    /* a lane below the plot */
#define LANE_GAP 6     /* between a lane and its plot */
#define TITLE_AWAY 10  /* the middle of a column's title above its panel */

void
cp_frame_set_panels (CpFrame *frame, const char *const *across, const char *const *down) {
  char **column_titles = g_strdupv ((char **)across), **row_titles = g_strdupv ((char **)down);
  g_strfreev (frame->column_titles);
  g_strfreev (frame->row_titles);
  frame->column_titles = column_titles;
  frame->row_titles = row_titles;
  frame->n_columns = across != NULL ? MAX (g_strv_length (column_titles), 1) : 1;
  frame->n_rows = down != NULL ? MAX (g_strv_length (row_titles), 1) : 1;
}

guint
cp_frame_get_n_panels (const CpFrame *frame) {
  return MAX (frame->n_columns, 1) * MAX (frame->n_rows, 1);
}

static double
get_lane_size (const CpFrame *frame, guint axis) {
  return axis == 1 ? LOW_LANE : frame->n_columns > 1 ? NARROW_LANE : LANE;
}

double
cp_frame_get_lane_room (const CpFrame *frame, guint axis) {
  return frame->has_lane[axis] ? get_lane_size (frame, axis) + LANE_GAP : 0;
}

const char *
cp_frame_name_lane (const CpFrame *frame, guint axis) {
  return axis == 0 && frame->n_columns > 1 ? "–" : "missing";
}

graphene_rect_t
cp_frame_get_panel (const CpFrame *frame, guint panel) {
  guint n_columns = MAX (frame->n_columns, 1);
  graphene_rect_t box = frame->plot;
  graphene_rect_offset (&box, (float)(panel % n_columns * frame->step[0]),
                        (float)(panel / n_columns * frame->step[1]));
  return box;
}

graphene_rect_t
cp_frame_get_lane (const CpFrame *frame, guint panel, guint axis) {
  graphene_rect_t box = cp_frame_get_panel (frame, panel);
  float size = (float)get_lane_size (frame, axis);
  if (!frame->has_lane[axis])
    return GRAPHENE_RECT_INIT (box.origin.x, box.origin.y, 0, 0);
  if (axis == 0)
    return GRAPHENE_RECT_INIT (box.origin.x - LANE_GAP - size, box.origin.y, size, box.size.height);
  return GRAPHENE_RECT_INIT (box.origin.x, box.origin.y + box.size.height + LANE_GAP, box.size.width, size);
}

graphene_rect_t
cp_frame_get_bounds (const CpFrame *frame) {
  graphene_rect_t last = cp_frame_get_panel (frame, cp_frame_get_n_panels (frame) - 1), box = frame->plot;
  float left = (float)cp_frame_get_lane_room (frame, 0);
  box.origin.x -= left;
  box.size.width = last.origin.x + last.size.width - box.origin.x;
  box.size.height =
      last.origin.y + last.size.height + (float)cp_frame_get_lane_room (frame, 1) - box.origin.y;
  return box;
}

static guint
pick (double at, double first, double step, double length, double before, double after, guint n) {
  /* the middle between the end of one panel with its lanes and the beginning of the next */
  double gap = step - length - before - after;
  double index = step > 0 ? floor ((at - (first - before) + gap / 2) / step) : 0;
  return (guint)CLAMP (index, 0, (double)n - 1);
}

guint
cp_frame_pick_panel (const CpFrame *frame, double x, double y) {
  const graphene_rect_t *plot = &frame->plot;
  guint n_columns = MAX (frame->n_columns, 1);
  guint column = pick (x, plot->origin.x, frame->step[0], plot->size.width, cp_frame_get_lane_room (frame, 0),
                       0, n_columns);
  guint row = pick (y, plot->origin.y, frame->step[1], plot->size.height, 0,
                    cp_frame_get_lane_room (frame, 1), MAX (frame->n_rows, 1));
  return row * n_columns + column;
}

void
cp_frame_draw_lanes (CpFrame *frame, CpPaint *paint) {
  for (guint panel = 0; panel < cp_frame_get_n_panels (frame); panel++) {
    for (guint axis = 0; axis < 2; axis++) {
      graphene_rect_t lane = cp_frame_get_lane (frame, panel, axis);
      if (!frame->has_lane[axis])
        continue;
      if (axis == 1 && frame->has_lane[0]) { /* rows that lack both lie in the corner */
        graphene_rect_t upright = cp_frame_get_lane (frame, panel, 0);
        lane.size.width += lane.origin.x - upright.origin.x;
        lane.origin.x = upright.origin.x;
      }
      cairo_rectangle (paint->cr, lane.origin.x, lane.origin.y, lane.size.width, lane.size.height);
      cp_paint_set_colour (paint, "bar", 1);
      cairo_fill (paint->cr);
    }
  }
}

void
cp_frame_draw_panels (CpFrame *frame, CpPaint *paint) {
  double most = frame->step[0] - 4, tall = frame->step[1] - 4;
  for (guint panel = 0; panel < cp_frame_get_n_panels (frame); panel++) {
    graphene_rect_t box = cp_frame_get_panel (frame, panel);
    cairo_rectangle (paint->cr, box.origin.x - 0.5, box.origin.y - 0.5, box.size.width + 1,
                     box.size.height + 1);
  }
  cp_paint_set_colour (paint, "line2", 1);
  cairo_stroke (paint->cr);
  for (guint i = 0; frame->column_titles != NULL && frame->column_titles[i] != NULL; i++) {
    graphene_rect_t box = cp_frame_get_panel (frame, i);
    cp_paint_text (paint, CP_TEXT_STRONG, "t1", frame->column_titles[i], box.origin.x + box.size.width / 2,
                   box.origin.y - TITLE_AWAY - 2, 0.5, 0.5, most);
  }
  for (guint i = 0; frame->row_titles != NULL && frame->row_titles[i] != NULL; i++) {
    graphene_rect_t box = cp_frame_get_panel (frame, i * MAX (frame->n_columns, 1));
    cp_paint_upright_text (paint, CP_TEXT_STRONG, "t1", frame->row_titles[i], frame->row_title_x,
                           box.origin.y + box.size.height / 2, tall);
  }
}
