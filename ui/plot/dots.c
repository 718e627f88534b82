#include "ui/plot/dots.h"

#include "ui/style/style.h"

#include <math.h>

gint64
cp_dots_pick (const float *x, const float *y, gsize n, double at_x, double at_y, double reach) {
  double best = reach * reach;
  gint64 found = -1;
  for (gsize i = 0; i < n; i++) {
    double dx = (double)x[i] - at_x, dy = (double)y[i] - at_y;
    if (dx * dx + dy * dy < best) {
      best = dx * dx + dy * dy;
      found = (gint64)i;
    }
  }
  return found;
}

static int
compare (gconstpointer first, gconstpointer second, gpointer data) {
  const double *values = data;
  guint a = *(const guint *)first, b = *(const guint *)second;
  double left = isnan (values[a]) ? -INFINITY : values[a], right = isnan (values[b]) ? -INFINITY : values[b];
  return left != right ? (left < right ? -1 : 1) : (a < b ? -1 : a > b);
}

guint *
cp_dots_order (const double *values, gsize n) {
  guint *order = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int)n, sizeof *order, compare, (gpointer)values);
  return order;
}

guint
cp_dots_get_rank (const guint *order, gsize n, guint dot) {
  for (guint i = 0; i < n; i++)
    if (order[i] == dot)
      return i;
  return 0;
}

void
cp_dots_append_ring (GtkWidget *chart, GtkSnapshot *snapshot, double x, double y) {
  GskRoundedRect outline;
  GdkRGBA ink;
  cp_style_lookup (chart, "ink", &ink);
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT ((float)x - 5, (float)y - 5, 10, 10), 5);
  gtk_snapshot_append_border (snapshot, &outline, (float[]){2, 2, 2, 2}, (GdkRGBA[]){ink, ink, ink, ink});
}
