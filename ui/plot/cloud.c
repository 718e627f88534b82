#include "ui/plot/cloud.h"

#define INK_MOST ((gsize)256 << 20) /* bytes kept for colours that are about to change */
#define CHANGED_MOST 150000         /* rows: some 10 ms, once, after a jerk of the hand */

typedef struct {
  CpPoints *points;
  CpCloudSpec spec;
} Work;

static void
work_free (Work *work) {
  cp_points_unref (work->points);
  g_free (work);
}

/* FALSE when cancelled */
static gboolean
draw (CpCloud *cloud, GCancellable *cancellable) {
  const CpRaster *raster = &cloud->spec.raster;
  cloud->canvas = cp_canvas_new (raster->width, raster->height);
  guint32 *pixels = cp_canvas_get_pixels (cloud->canvas);
  if (!cloud->spec.follows && !cp_raster_is_dense (cloud->points))
    return cp_raster_draw (cloud->points, raster, pixels, cancellable);
  cloud->ink = cp_ink_new (cloud->points, raster, cancellable);
  if (cloud->ink == NULL || !cp_ink_shade (cloud->ink, pixels, cancellable))
    return FALSE;
  if (cp_ink_get_size (cloud->ink) > INK_MOST)
    g_clear_pointer (&cloud->ink, cp_ink_free);
  return TRUE;
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
  if (!draw (cloud, cancellable))
    return NULL;
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
  g_clear_pointer (&cloud->canvas, cp_canvas_free);
  g_clear_pointer (&cloud->ink, cp_ink_free);
  g_clear_pointer (&cloud->picking, cp_picking_free);
  g_free (cloud->margins[0]);
  g_free (cloud->margins[1]);
  g_free (cloud);
}

gboolean
cp_cloud_recolour (CpCloud *cloud, CpPoints *points) {
  g_return_val_if_fail (cloud != NULL && cp_points_share_places (cloud->points, points), FALSE);
  gsize n;
  g_autofree guint32 *rows =
      cloud->ink != NULL ? cp_points_list_changes (cloud->points, points, CHANGED_MOST, &n) : NULL;
  if (rows == NULL)
    return FALSE;
  g_autoptr (GArray) which = cp_ink_recolour (cloud->ink, cloud->points, points, rows, n);
  if (which->len > 0)
    cp_ink_shade_some (cloud->ink, which, cp_canvas_turn (cloud->canvas, g_array_ref (which)));
  CpRaster in_sight = get_in_sight (cloud);
  if (cloud->margins[0] != NULL)
    cp_margins_recolour (cloud->points, points, rows, n, &in_sight, cloud->spec.binnings, cloud->margins);
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
