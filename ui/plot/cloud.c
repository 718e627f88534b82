#include "ui/plot/cloud.h"

#define DENSITY_MOST ((gsize)256 << 20) /* bytes kept for colours that are about to change */
#define CHANGED_MOST 150000             /* rows: some 20 ms, once, after a jerk of the hand */

typedef struct {
  CpPoints *points;
  CpCloudSpec spec;
} Work;

static void
work_free (Work *work) {
  cp_points_unref (work->points);
  g_free (work);
}

/* (transfer full) (nullable): NULL when cancelled */
static GBytes *
draw (CpCloud *cloud, GCancellable *cancellable) {
  const CpRaster *raster = &cloud->spec.raster;
  gsize n_pixels = (gsize)raster->width * raster->height;
  g_autofree guint32 *pixels = g_new (guint32, n_pixels);
  if (cp_raster_is_dense (cloud->points)) {
    cloud->density = cp_density_new (cloud->points, raster, cancellable);
    if (cloud->density == NULL || !cp_density_shade (cloud->density, pixels, cancellable))
      return NULL;
    if (cp_density_get_size (cloud->density) > DENSITY_MOST)
      g_clear_pointer (&cloud->density, cp_density_free);
  } else if (!cp_raster_draw (cloud->points, raster, pixels, cancellable)) {
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&pixels), n_pixels * sizeof (guint32));
}

static void
unref_part (gpointer node) {
  if (node != NULL)
    gsk_render_node_unref (node);
}

static CpRaster
get_in_sight (const CpCloud *cloud) {
  CpRaster in_sight = cloud->spec.raster;
  in_sight.margin[0] = in_sight.margin[1] = 0;
  return in_sight;
}

CpCloud *
cp_cloud_build (CpPoints *points, const CpCloudSpec *spec, GCancellable *cancellable) {
  g_autoptr (CpCloud) cloud = g_new0 (CpCloud, 1);
  cloud->points = cp_points_ref (points);
  cloud->spec = *spec;
  cloud->spec.raster.colours = cloud->spec.colours;
  cloud->spec.raster.is_hidden = cloud->spec.is_hidden;
  cloud->pixels = draw (cloud, cancellable);
  if (cloud->pixels == NULL)
    return NULL;
  cloud->parts = g_ptr_array_new_with_free_func (unref_part);
  CpRaster in_sight = get_in_sight (cloud);
  cloud->picking = cp_picking_new (points, &in_sight);
  if (spec->has_margins) {
    for (guint axis = 0; axis < 2; axis++)
      cloud->margins[axis] = g_new (guint32, spec->binnings[axis].n);
    cp_margins_count (points, &in_sight, spec->binnings, cloud->margins);
  }
  return g_steal_pointer (&cloud);
}

void
cp_cloud_free (CpCloud *cloud) {
  cp_points_unref (cloud->points);
  g_clear_pointer (&cloud->pixels, g_bytes_unref);
  g_clear_pointer (&cloud->parts, g_ptr_array_unref);
  g_clear_pointer (&cloud->density, cp_density_free);
  g_clear_pointer (&cloud->picking, cp_picking_free);
  g_free (cloud->margins[0]);
  g_free (cloud->margins[1]);
  g_free (cloud);
}

/* A node that paints the pixels in @box. Not a texture: GTK 4.8 brings one into cairo's form anew in every
 * frame, pixel by pixel (740 × 600: 5.7 ms against 0.8). */
static GskRenderNode *
make_part (CpCloud *cloud, const cairo_rectangle_int_t *box) {
  static const cairo_user_data_key_t key;
  gsize stride = (gsize)cloud->spec.raster.width * 4, start = (gsize)box->y * stride + (gsize)box->x * 4;
  guchar *pixels = (guchar *)g_bytes_get_data (cloud->pixels, NULL) + start; /* read only */
  cairo_surface_t *surface =
      cairo_image_surface_create_for_data (pixels, CAIRO_FORMAT_ARGB32, box->width, box->height, (int)stride);
  cairo_surface_set_user_data (surface, &key, g_bytes_ref (cloud->pixels),
                               (cairo_destroy_func_t)g_bytes_unref);
  GskRenderNode *node =
      gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, (float)box->width, (float)box->height));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD); /* stretched, its edges do not fade */
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return node;
}

GskRenderNode *
cp_cloud_get_part (CpCloud *cloud, guint part, const cairo_rectangle_int_t *box) {
  g_return_val_if_fail (cloud != NULL && box->width > 0 && box->height > 0, NULL);
  if (part >= cloud->parts->len)
    g_ptr_array_set_size (cloud->parts, (int)part + 1);
  gpointer *node = &g_ptr_array_index (cloud->parts, part);
  if (*node == NULL)
    *node = make_part (cloud, box);
  return *node;
}

gboolean
cp_cloud_recolour (CpCloud *cloud, CpPoints *points) {
  g_return_val_if_fail (cloud != NULL && cp_points_share_places (cloud->points, points), FALSE);
  gsize n_changed = 0, size;
  if (cloud->density == NULL)
    return FALSE;
  for (gsize row = cp_points_next_change (cloud->points, points, 0); row < points->n;
       row = cp_points_next_change (cloud->points, points, row + 1)) {
    if (++n_changed > CHANGED_MOST)
      return FALSE;
  }
  if (n_changed > 0) {
    /* the old pixels belong to what is on the screen */
    gconstpointer old = g_bytes_get_data (cloud->pixels, &size);
    guint32 *pixels = g_memdup2 (old, size);
    cp_density_recolour (cloud->density, cloud->points, points, pixels);
    g_bytes_unref (cloud->pixels);
    cloud->pixels = g_bytes_new_take (pixels, size);
    g_ptr_array_set_size (cloud->parts, 0);
  }
  CpRaster in_sight = get_in_sight (cloud);
  if (cloud->margins[0] != NULL)
    cp_margins_recolour (cloud->points, points, &in_sight, cloud->spec.binnings, cloud->margins);
  cp_picking_recolour (cloud->picking, points);
  cp_points_unref (cloud->points);
  cloud->points = cp_points_ref (points);
  return TRUE;
}

static void
build_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable) {
  Work *work = data;
  CpCloud *cloud = cp_cloud_build (work->points, &work->spec, cancellable);
  if (cloud == NULL)
    g_task_return_error_if_cancelled (task);
  else
    g_task_return_pointer (task, cloud, (GDestroyNotify)cp_cloud_free);
}

void
cp_cloud_build_async (CpPoints *points, const CpCloudSpec *spec, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data) {
  Work *work = g_new (Work, 1);
  *work = (Work){.points = cp_points_ref (points), .spec = *spec};
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_task_data (task, work, (GDestroyNotify)work_free);
  g_task_run_in_thread (task, build_in_thread);
}

CpCloud *
cp_cloud_build_finish (GAsyncResult *result) {
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
