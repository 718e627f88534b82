#include "ui/plot/canvas.h"

#include <string.h>

/* cairo copies what a recorded drawing holds of a surface when the surface is written on or given up, and not
 * before: so surfaces live as long as their sheet, and by the time a sheet is written on again GTK has
 * dropped the drawing of the frame before. If it has not, cairo's copy is what it holds, and all is well. */

typedef struct {
  cairo_surface_t *surface; /* (nullable): on the pixels of the sheet */
  GskRenderNode *node;      /* (nullable): made when it is asked for */
} Part;

typedef struct {
  guint32 *pixels; /* (width × height) (nullable) */
  GArray *parts;   /* of Part */
} Sheet;

struct _CpCanvas {
  int width, height;
  Sheet sheets[2];
  guint shown;
  GArray *changed; /* (nullable): the pixels of the sheet shown that the other one does not have yet */
};

static void
part_clear (Part *part) {
  g_clear_pointer (&part->node, gsk_render_node_unref);
  g_clear_pointer (&part->surface, cairo_surface_destroy);
}

CpCanvas *
cp_canvas_new (int width, int height) {
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  CpCanvas *self = g_new0 (CpCanvas, 1);
  self->width = width;
  self->height = height;
  for (guint i = 0; i < 2; i++) {
    self->sheets[i].parts = g_array_new (FALSE, TRUE, sizeof (Part));
    g_array_set_clear_func (self->sheets[i].parts, (GDestroyNotify)part_clear);
  }
  self->sheets[0].pixels = g_new (guint32, (gsize)width * height);
  return self;
}

void
cp_canvas_free (CpCanvas *self) {
  for (guint i = 0; i < 2; i++) {
    g_array_unref (self->sheets[i].parts); /* before the pixels they are on */
    g_free (self->sheets[i].pixels);
  }
  g_clear_pointer (&self->changed, g_array_unref);
  g_free (self);
}

guint32 *
cp_canvas_get_pixels (const CpCanvas *self) {
  g_return_val_if_fail (self != NULL, NULL);
  return self->sheets[self->shown].pixels;
}

guint32 *
cp_canvas_turn (CpCanvas *self, GArray *which) {
  g_return_val_if_fail (self != NULL && which != NULL, NULL);
  Sheet *old = &self->sheets[self->shown], *new = &self->sheets[1 - self->shown];
  for (guint i = 0; i < new->parts->len; i++) {
    Part *part = &g_array_index (new->parts, Part, i);
    g_clear_pointer (&part->node, gsk_render_node_unref);
    if (part->surface != NULL)
      cairo_surface_flush (part->surface);
  }
  if (new->pixels == NULL)
    new->pixels = g_memdup2 (old->pixels, (gsize)self->width * self->height * sizeof (guint32));
  for (guint i = 0; self->changed != NULL && i < self->changed->len; i++) {
    guint32 pixel = g_array_index (self->changed, guint32, i);
    new->pixels[pixel] = old->pixels[pixel];
  }
  g_clear_pointer (&self->changed, g_array_unref);
  self->changed = which;
  self->shown = 1 - self->shown;
  return new->pixels;
}

/* A node that paints the surface. Not a texture: GTK 4.8 brings one into cairo's form anew in every frame,
 * pixel by pixel (740 × 600: 5.7 ms against 0.8). */
static GskRenderNode *
make_node (cairo_surface_t *surface, const cairo_rectangle_int_t *box) {
  GskRenderNode *node =
      gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, (float)box->width, (float)box->height));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD); /* stretched, its edges do not fade */
  cairo_paint (cr);
  cairo_destroy (cr);
  return node;
}

GskRenderNode *
cp_canvas_get_part (CpCanvas *self, guint part, const cairo_rectangle_int_t *box) {
  g_return_val_if_fail (self != NULL && box->width > 0 && box->height > 0, NULL);
  Sheet *sheet = &self->sheets[self->shown];
  if (part >= sheet->parts->len)
    g_array_set_size (sheet->parts, part + 1);
  Part *place = &g_array_index (sheet->parts, Part, part);
  if (place->surface == NULL) {
    gsize stride = (gsize)self->width * sizeof (guint32), first = (gsize)box->y * self->width + (gsize)box->x;
    place->surface = cairo_image_surface_create_for_data (
        (guchar *)(sheet->pixels + first), CAIRO_FORMAT_ARGB32, box->width, box->height, (int)stride);
  } else if (place->node == NULL) {
    cairo_surface_mark_dirty (place->surface);
  }
  if (place->node == NULL)
    place->node = make_node (place->surface, box);
  return place->node;
}
