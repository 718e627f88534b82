#include "core/base/format.h"
#include "ui/plot/scatter-private.h"
#include "ui/style/text-size.h"

#include <math.h>

/* Labels beside points: none on a point, on another label, on a caption or a tag; a ring says whose it is. */

#define MOST 60
#define WIDTH cp_text_size_scale (150) /* longer ones are cut there */
#define AWAY 7                         /* from the point */
#define RING 3.5
#define NEAR 3 /* other points keep this far from it, or their rings would touch it */

typedef struct {
  CpScatter *self;
  CpPaint *paint;
  GArray *taken;  /* graphene_rect_t */
  GArray *points; /* graphene_point_t: of the rows in sight */
} Labelling;

static void
take (Labelling *labelling, const graphene_rect_t *box) {
  g_array_append_val (labelling->taken, *box);
}

/* What is drawn over the labels, or would be hidden by them. */
static void
take_marks (Labelling *labelling) {
  CpScatter *self = labelling->self;
  graphene_rect_t bounds = cp_frame_get_bounds (&self->frame), box;
  double x, y, right = bounds.origin.x + bounds.size.width;
  for (guint i = 0; i < 2; i++) {
    if (cp_scatter_place_caption (self, labelling->paint, i, &box))
      take (labelling, &box);
  }
  for (guint panel = 0; panel < cp_frame_get_n_panels (&self->frame); panel++) {
    if (cp_scatter_place_note (self, labelling->paint, panel, &box))
      take (labelling, &box);
  }
  if (!cp_scatter_locate (self, self->selected, &x, &y))
    return;
  graphene_rect_init (&box, (float)x - CP_SCATTER_RING, (float)y - CP_SCATTER_RING, 2 * CP_SCATTER_RING,
                      2 * CP_SCATTER_RING);
  take (labelling, &box);
  if (self->selected_label != NULL) {
    box = cp_paint_get_tag_box (labelling->paint, self->selected_label, x, y, right);
    take (labelling, &box);
  }
  if (self->link_row >= 0 && self->link_label != NULL &&
      cp_scatter_locate_place (self, self->link[0], self->link[1], self->link_row, &x, &y)) {
    box = cp_paint_get_tag_box (labelling->paint, self->link_label, x, y, right);
    take (labelling, &box);
  }
}

static gboolean
is_free (const Labelling *labelling, const graphene_rect_t *box) {
  for (guint i = 0; i < labelling->taken->len; i++) {
    if (graphene_rect_intersection (box, &g_array_index (labelling->taken, graphene_rect_t, i), NULL))
      return FALSE;
  }
  return TRUE;
}

/* Whether a point lies under it, or would touch it. */
static gboolean
hides_point (const Labelling *labelling, const graphene_rect_t *box) {
  graphene_rect_t around = *box;
  graphene_rect_inset (&around, -NEAR, -NEAR);
  for (guint i = 0; i < labelling->points->len; i++) {
    if (graphene_rect_contains_point (&around, &g_array_index (labelling->points, graphene_point_t, i)))
      return TRUE;
  }
  return FALSE;
}

/* Right, left, above or below. %FALSE: nowhere */
static gboolean
find_place (const Labelling *labelling, const graphene_point_t *point, double width, double height,
            graphene_rect_t *out_box) {
  graphene_rect_t bounds = cp_frame_get_bounds (&labelling->self->frame);
  const double places[4][2] = {
      {AWAY, -height / 2}, {-AWAY - width, -height / 2}, {-width / 2, -AWAY - height}, {-width / 2, AWAY}};
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    *out_box = GRAPHENE_RECT_INIT (point->x + (float)places[i][0], point->y + (float)places[i][1],
                                   (float)width, (float)height);
    if (graphene_rect_contains_rect (&bounds, out_box) && is_free (labelling, out_box) &&
        !hides_point (labelling, out_box))
      return TRUE;
  }
  return FALSE;
}

static void
place_label (Labelling *labelling, guint32 row, const graphene_point_t *point, GArray *labels) {
  CpScatter *self = labelling->self;
  CpScatterLabel label = {.row = row, .point = *point};
  double width, height;
  label.text = self->label (row, self->label_data);
  if (label.text != NULL && *label.text != '\0') {
    cp_paint_measure (labelling->paint, CP_TEXT_AXIS, label.text, &width, &height);
    if (find_place (labelling, point, MIN (width, WIDTH), height, &label.box)) {
      take (labelling, &label.box);
      g_array_append_val (labels, label);
      return;
    }
  }
  g_free (label.text);
}

static void
clear_label (gpointer data) {
  g_free (((CpScatterLabel *)data)->text);
}

GArray *
cp_scatter_place_labels (CpScatter *self, CpPaint *paint) {
  graphene_rect_t bounds = cp_frame_get_bounds (&self->frame);
  double x, y, px, py;
  if (!cp_scatter_locate (self, self->selected, &x, &y)) {
    x = bounds.origin.x + bounds.size.width / 2;
    y = bounds.origin.y + bounds.size.height / 2;
  }
  if (self->label == NULL || !cp_scatter_to_cloud (self, x, y, &px, &py) ||
      cp_picking_has_more (self->cloud->picking, CP_SCATTER_LABELLED))
    return NULL;
  GArray *labels = g_array_new (FALSE, FALSE, sizeof (CpScatterLabel));
  g_array_set_clear_func (labels, clear_label);
  g_autoptr (GArray) rows = cp_picking_near (self->cloud->picking, px, py, CP_SCATTER_LABELLED);
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
  Labelling labelling = {self, paint, taken, points};
  take_marks (&labelling);
  for (guint i = 0; i < rows->len; i++) {
    gboolean is_seen = cp_scatter_locate (self, g_array_index (rows, guint32, i), &x, &y);
    graphene_point_t point = GRAPHENE_POINT_INIT (is_seen ? (float)x : NAN, is_seen ? (float)y : NAN);
    g_array_append_val (points, point);
  }
  for (guint i = 0; i < rows->len && labels->len < MOST; i++) {
    const graphene_point_t *point = &g_array_index (points, graphene_point_t, i);
    guint32 row = g_array_index (rows, guint32, i);
    if (!isnan (point->x) && row != self->selected) /* its own tag says it */
      place_label (&labelling, row, point, labels);
  }
  return labels;
}

/* In the lower left corner of the first panel, on a ground of its own: there are many points. */
static void
say_when (CpScatter *self, CpPaint *paint) {
  const graphene_rect_t *plot = &self->frame.plot;
  g_autofree char *most = cp_format_count (CP_SCATTER_LABELLED);
  g_autofree char *text = g_strdup_printf ("Labels appear when at most %s rows are in sight: zoom in", most);
  double width, height, x = plot->origin.x + 5, y = plot->origin.y + plot->size.height - 5;
  cp_paint_measure (paint, CP_TEXT_AXIS, text, &width, &height);
  width = MIN (width, plot->size.width - 18);
  cp_paint_rounded (paint->cr, x, y - height - 4, width + 8, height + 4, 2);
  cp_paint_set_colour (paint, "surface", 0.9);
  cairo_fill (paint->cr);
  cp_paint_text (paint, CP_TEXT_AXIS, "t2", text, x + 4, y - 2, 0, 1, width);
}

void
cp_scatter_draw_labels (CpScatter *self, CpPaint *paint) {
  if (self->cloud == NULL || !cp_points_share_places (self->cloud->points, self->points))
    return;
  g_autoptr (GArray) labels = cp_scatter_place_labels (self, paint);
  if (labels == NULL)
    say_when (self, paint);
  cairo_new_path (paint->cr); /* text leaves a point behind */
  for (guint i = 0; labels != NULL && i < labels->len; i++) {
    const CpScatterLabel *label = &g_array_index (labels, CpScatterLabel, i);
    cairo_new_sub_path (paint->cr);
    cairo_arc (paint->cr, label->point.x, label->point.y, RING, 0, 2 * G_PI);
    cp_paint_set_colour (paint, "t1", 1);
    cairo_set_line_width (paint->cr, 1);
    cairo_stroke (paint->cr);
    cp_paint_rimmed_text (paint, CP_TEXT_AXIS, "t1", label->text, label->box.origin.x, label->box.origin.y, 0,
                          0, WIDTH);
  }
}
