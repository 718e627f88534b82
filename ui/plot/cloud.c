#include "ui/plot/cloud.h"

typedef struct {
  CpPoints *points;
  CpCloudSpec spec;
} Work;

static void
work_free (Work *work) {
  cp_points_unref (work->points);
  g_free (work);
}

CpCloud *
cp_cloud_build (CpPoints *points, const CpCloudSpec *spec, GCancellable *cancellable) {
  CpCloud *cloud = g_new0 (CpCloud, 1);
  cloud->spec = *spec;
  CpRaster *raster = &cloud->spec.raster;
  raster->colours = cloud->spec.colours;
  raster->is_hidden = cloud->spec.is_hidden;
  gsize stride = (gsize)raster->width * 4, size = stride * raster->height;
  guint32 *pixels = g_malloc (size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, size);
  if (!cp_raster_draw (points, raster, pixels, cancellable)) {
    g_free (cloud);
    return NULL;
  }
  cloud->points = cp_points_ref (points);
  cloud->texture = gdk_memory_texture_new (raster->width, raster->height, GDK_MEMORY_DEFAULT, bytes, stride);
  CpRaster in_sight = *raster;
  in_sight.margin[0] = in_sight.margin[1] = 0;
  cloud->picking = cp_picking_new (points, &in_sight);
  if (spec->has_margins) {
    for (guint axis = 0; axis < 2; axis++)
      cloud->margins[axis] = g_new (guint32, spec->binnings[axis].n);
    cp_margins_count (points, &in_sight, spec->binnings, cloud->margins);
  }
  return cloud;
}

void
cp_cloud_free (CpCloud *cloud) {
  cp_points_unref (cloud->points);
  g_object_unref (cloud->texture);
  cp_picking_free (cloud->picking);
  g_free (cloud->margins[0]);
  g_free (cloud->margins[1]);
  g_free (cloud);
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
