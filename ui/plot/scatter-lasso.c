#include "ui/plot/scatter-private.h"

#include <math.h>

#define LEAST_STEP 3 /* pixels between two corners of a freehand line */
#define BOX_STEP 16  /* pixels a key moves the corner of a box */

/* Rows chosen by a line drawn around them: freehand, or a box by its two opposite corners. */

void
cp_scatter_begin_lasso (CpScatter *self, double x, double y) {
  CpLassoPoint corner = {x, y};
  g_array_set_size (self->lasso, 0);
  g_array_append_val (self->lasso, corner);
  self->is_box = FALSE;
}

void
cp_scatter_extend_lasso (CpScatter *self, double x, double y) {
  CpLassoPoint corner = {x, y};
  const CpLassoPoint *last = &g_array_index (self->lasso, CpLassoPoint, self->lasso->len - 1);
  if (self->is_box)
    g_array_set_size (self->lasso, 1);
  else if (hypot (x - last->x, y - last->y) < LEAST_STEP)
    return;
  g_array_append_val (self->lasso, corner);
  cp_scatter_drop_marks (self);
}

gboolean
cp_scatter_cancel_lasso (CpScatter *self) {
  gboolean had_one = self->lasso->len > 0;
  g_array_set_size (self->lasso, 0);
  self->is_box = FALSE;
  if (had_one)
    cp_scatter_drop_marks (self);
  return had_one;
}

/* (transfer full): the corners in turn, on the widget. */
static GArray *
dup_line (CpScatter *self) {
  if (!self->is_box || self->lasso->len < 2)
    return g_array_copy (self->lasso);
  const CpLassoPoint a = g_array_index (self->lasso, CpLassoPoint, 0);
  const CpLassoPoint b = g_array_index (self->lasso, CpLassoPoint, 1);
  const CpLassoPoint corners[4] = {a, {b.x, a.y}, b, {a.x, b.y}};
  GArray *line = g_array_new (FALSE, FALSE, sizeof (CpLassoPoint));
  return g_array_append_vals (line, corners, G_N_ELEMENTS (corners));
}

typedef struct {
  CpScatter *scatter;
  CpPoints *points; /* among which rows are chosen */
} Choosing;

static void
rows_chosen (GObject *source, GAsyncResult *result, gpointer data) {
  g_autofree Choosing *choosing = data;
  g_autoptr (CpScatter) self = choosing->scatter;
  g_autoptr (CpPoints) points = choosing->points;
  g_autoptr (GArray) rows = cp_lasso_choose_finish (result);
  /* the chart may be gone meanwhile, and rows of other points are other rows, or none */
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL && cp_points_share_places (points, self->points))
    g_signal_emit_by_name (self, "rows-chosen", rows);
}

void
cp_scatter_finish_lasso (CpScatter *self) {
  g_autoptr (GArray) line = dup_line (self);
  gboolean is_seen = line->len >= 3;
  for (guint i = 0; i < line->len && is_seen; i++) {
    CpLassoPoint *corner = &g_array_index (line, CpLassoPoint, i);
    is_seen = cp_scatter_to_cloud (self, corner->x, corner->y, &corner->x, &corner->y);
  }
  if (is_seen) {
    CpRaster in_sight = self->cloud->spec.raster;
    in_sight.margin[0] = in_sight.margin[1] = 0; /* nothing beyond the edges is chosen */
    Choosing *choosing = g_new (Choosing, 1);
    *choosing = (Choosing){g_object_ref (self), cp_points_ref (self->points)};
    cp_lasso_choose_async (self->points, &in_sight, (const CpLassoPoint *)line->data, line->len, rows_chosen,
                           choosing);
  }
  cp_scatter_cancel_lasso (self);
}

/* From the data cursor, else from the selected row, else from the middle. */
static void
begin_box (CpScatter *self) {
  const graphene_rect_t *plot = &self->frame.plot;
  double x, y;
  if (!cp_scatter_locate (self, self->hovered, &x, &y) && !cp_scatter_locate (self, self->selected, &x, &y)) {
    x = plot->origin.x + plot->size.width / 2;
    y = plot->origin.y + plot->size.height / 2;
  }
  cp_scatter_hover (self, -1, TRUE);
  cp_scatter_begin_lasso (self, x, y);
  self->is_box = TRUE;
  cp_scatter_extend_lasso (self, x, y);
}

static void
move_corner (CpScatter *self, double dx, double dy) {
  graphene_rect_t bounds = cp_frame_get_bounds (&self->frame);
  graphene_rect_inset (&bounds, -CP_SCATTER_PAD, -CP_SCATTER_PAD);
  if (!self->is_box || self->lasso->len < 2)
    begin_box (self);
  CpLassoPoint corner = g_array_index (self->lasso, CpLassoPoint, 1);
  double right = bounds.origin.x + bounds.size.width, bottom = bounds.origin.y + bounds.size.height;
  cp_scatter_extend_lasso (self, CLAMP (corner.x + dx, bounds.origin.x, right),
                           CLAMP (corner.y + dy, bounds.origin.y, bottom));
  cp_scatter_tell (self, "Drawing a box; Enter chooses the rows in it, Escape leaves it");
}

gboolean
cp_scatter_press_box_key (CpScatter *self, guint key) {
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    move_corner (self, -BOX_STEP, 0);
    return TRUE;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    move_corner (self, BOX_STEP, 0);
    return TRUE;
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    move_corner (self, 0, -BOX_STEP);
    return TRUE;
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    move_corner (self, 0, BOX_STEP);
    return TRUE;
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    if (!self->is_box)
      return FALSE;
    cp_scatter_finish_lasso (self);
    cp_scatter_tell (self, NULL);
    return TRUE;
  case GDK_KEY_Escape:
    if (!cp_scatter_cancel_lasso (self))
      return FALSE;
    cp_scatter_tell (self, NULL);
    return TRUE;
  default:
    return FALSE;
  }
}

void
cp_scatter_draw_lasso (CpScatter *self, CpPaint *paint) {
  if (self->lasso->len < 2)
    return;
  g_autoptr (GArray) line = dup_line (self);
  cairo_new_path (paint->cr); /* text leaves a point behind */
  for (guint i = 0; i < line->len; i++) {
    const CpLassoPoint *corner = &g_array_index (line, CpLassoPoint, i);
    cairo_line_to (paint->cr, corner->x, corner->y);
  }
  cairo_close_path (paint->cr);
  cp_paint_set_colour (paint, "ink", 0.08);
  cairo_fill_preserve (paint->cr);
  cp_paint_set_colour (paint, "t1", 1);
  cairo_set_line_width (paint->cr, 1.3);
  cairo_stroke (paint->cr);
}
