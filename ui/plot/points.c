#include "ui/plot/points.h"

#include <string.h>

CpPoints *
cp_points_new (const double *x, const double *y, const guint8 *series, gsize n) {
  return cp_points_take (g_memdup2 (x, n * sizeof *x), g_memdup2 (y, n * sizeof *y),
                         series != NULL ? g_memdup2 (series, n) : NULL, NULL, n);
}

CpPoints *
cp_points_take (double *x, double *y, guint8 *series, guint8 *panels, gsize n) {
  g_return_val_if_fail (n <= G_MAXUINT32 && (n == 0 || (x != NULL && y != NULL)), NULL);
  CpPoints *points = g_atomic_rc_box_new0 (CpPoints);
  points->n = n;
  points->x = x;
  points->y = y;
  points->series = series != NULL ? series : g_new0 (guint8, n);
  points->panels = panels;
  points->order = g_new (guint32, n);
  for (gsize i = 0; i < n; i++)
    points->first[points->series[i] + 1]++;
  for (guint s = 0; s < CP_POINTS_SERIES; s++)
    points->first[s + 1] += points->first[s];
  gsize next[CP_POINTS_SERIES];
  memcpy (next, points->first, sizeof next);
  for (gsize i = 0; i < n; i++)
    points->order[next[points->series[i]]++] = (guint32)i;
  return points;
}

CpPoints *
cp_points_ref (CpPoints *points) {
  return g_atomic_rc_box_acquire (points);
}

static void
clear (CpPoints *points) {
  g_free (points->x);
  g_free (points->y);
  g_free (points->series);
  g_free (points->panels);
  g_free (points->order);
}

void
cp_points_unref (CpPoints *points) {
  g_atomic_rc_box_release_full (points, (GDestroyNotify)clear);
}
