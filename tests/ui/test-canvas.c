#include "core/base/random.h"
#include "ui/plot/canvas.h"

#include <string.h>

/* A picture that changes under what GTK holds of it. */

enum { WIDTH = 40, HEIGHT = 30, SIZE = WIDTH * HEIGHT * 4 };

static void
assert_painted (GskRenderNode *node, const guint32 *pixels, const cairo_rectangle_int_t *box) {
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, box->width, box->height);
  cairo_t *cr = cairo_create (surface);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int y = 0; y < box->height; y++)
    g_assert_cmpmem (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface),
                     (gsize)box->width * 4, pixels + (box->y + y) * WIDTH + box->x, (gsize)box->width * 4);
  cairo_surface_destroy (surface);
}

/* What GTK holds of the last frame keeps its pixels. */
static void
test_sheets (void) {
  CpRandom random;
  cp_random_init (&random, 34);
  const cairo_rectangle_int_t boxes[2] = {{0, 0, WIDTH, HEIGHT}, {5, 3, 20, 11}};
  g_autoptr (CpCanvas) canvas = cp_canvas_new (WIDTH, HEIGHT);
  g_autofree guint32 *expected = g_malloc0 (SIZE);
  memset (cp_canvas_get_pixels (canvas), 0, SIZE);
  for (guint round = 0; round < 9; round++) {
    for (guint part = 0; part < 2; part++) {
      g_autoptr (GskRenderNode) node = gsk_render_node_ref (cp_canvas_get_part (canvas, part, &boxes[part]));
      g_assert_true (cp_canvas_get_part (canvas, part, &boxes[part]) == node);
      assert_painted (node, expected, &boxes[part]);
    }
    g_autoptr (GskRenderNode) held = gsk_render_node_ref (cp_canvas_get_part (canvas, 0, &boxes[0]));
    g_autofree guint32 *before = g_memdup2 (expected, SIZE);
    for (guint change = 0; change < 2; change++) {
      GArray *which = g_array_new (FALSE, FALSE, sizeof (guint32));
      for (guint32 i = (guint32)cp_random_below (&random, 50); i < WIDTH * HEIGHT; i += 1 + change * 31)
        g_array_append_val (which, i);
      guint32 *pixels = cp_canvas_turn (canvas, g_array_ref (which));
      for (guint i = 0; i < which->len; i++) {
        guint32 at = g_array_index (which, guint32, i);
        pixels[at] = expected[at] = 0xff000000u | (guint32)cp_random_below (&random, 1 << 24);
      }
      g_array_unref (which);
      g_assert_cmpmem (cp_canvas_get_pixels (canvas), SIZE, expected, SIZE);
    }
    assert_painted (held, before, &boxes[0]);
  }
}

static void
test_gone (void) {
  const cairo_rectangle_int_t box = {10, 7, 19, 20};
  CpCanvas *canvas = cp_canvas_new (WIDTH, HEIGHT);
  guint32 *pixels = cp_canvas_get_pixels (canvas);
  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = 0xff000000u | i * 3001;
  g_autofree guint32 *expected = g_memdup2 (pixels, SIZE);
  g_autoptr (GskRenderNode) node = gsk_render_node_ref (cp_canvas_get_part (canvas, 2, &box));
  cp_canvas_free (canvas);
  assert_painted (node, expected, &box);
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/canvas/a-frame-keeps-its-pixels-while-the-next-one-changes", test_sheets);
  g_test_add_func ("/ui/canvas/a-part-is-its-pixels-also-once-the-canvas-has-gone", test_gone);
  return g_test_run ();
}
