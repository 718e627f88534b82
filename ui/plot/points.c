#include "ui/plot/points.h"

#include <string.h>

typedef struct {
  double *x, *y;
  guint8 *panels;
} Places;

typedef struct {
  gsize first[CP_POINTS_SERIES + 1];
  guint32 rows[];
} Order;

static void
places_clear (Places *places) {
  g_free (places->x);
  g_free (places->y);
  g_free (places->panels);
}

CpPoints *
cp_points_new (const double *x, const double *y, const guint8 *series, gsize n) {
  return cp_points_take (g_memdup2 (x, n * sizeof *x), g_memdup2 (y, n * sizeof *y),
                         series != NULL ? g_memdup2 (series, n) : NULL, NULL, n);
}

CpPoints *
cp_points_take (double *x, double *y, guint8 *series, guint8 *panels, gsize n) {
  g_return_val_if_fail (n <= G_MAXUINT32 && (n == 0 || (x != NULL && y != NULL)), NULL);
  CpPoints *points = g_atomic_rc_box_new0 (CpPoints);
  Places *places = g_atomic_rc_box_new (Places);
  *places = (Places){x, y, panels};
  points->n = n;
  points->x = x;
  points->y = y;
  points->panels = panels;
  points->places = places;
  points->series = series != NULL ? series : g_new0 (guint8, n);
  for (gsize i = 0; i < n; i++)
    points->n_drawn += points->series[i] != CP_POINTS_NOWHERE;
  return points;
}

CpPoints *
cp_points_recolour (CpPoints *points, guint8 *series) {
  g_return_val_if_fail (points != NULL && (points->n == 0 || series != NULL), NULL);
  CpPoints *other = g_atomic_rc_box_new0 (CpPoints);
  *other = *points;
  other->places = g_atomic_rc_box_acquire (points->places);
  other->series = series;
  other->order = NULL;
  return other;
}

CpPoints *
cp_points_ref (CpPoints *points) {
  return g_atomic_rc_box_acquire (points);
}

static void
clear (CpPoints *points) {
  g_atomic_rc_box_release_full (points->places, (GDestroyNotify)places_clear);
  g_free (points->series);
  g_free (points->order);
}

void
cp_points_unref (CpPoints *points) {
  g_atomic_rc_box_release_full (points, (GDestroyNotify)clear);
}

gboolean
cp_points_share_places (const CpPoints *a, const CpPoints *b) {
  return a != NULL && b != NULL && a->places == b->places;
}

static Order *
make_order (const CpPoints *points) {
  Order *order = g_malloc (sizeof (Order) + points->n * sizeof (guint32));
  memset (order->first, 0, sizeof order->first);
  for (gsize i = 0; i < points->n; i++)
    order->first[points->series[i] + 1]++;
  for (guint s = 0; s < CP_POINTS_SERIES; s++)
    order->first[s + 1] += order->first[s];
  gsize next[CP_POINTS_SERIES];
  memcpy (next, order->first, sizeof next);
  for (gsize i = 0; i < points->n; i++)
    order->rows[next[points->series[i]]++] = (guint32)i;
  return order;
}

const guint32 *
cp_points_get_order (const CpPoints *points, const gsize **out_first) {
  gpointer *place = (gpointer *)&points->order;
  Order *order = g_atomic_pointer_get (place);
  if (order == NULL) {
    order = make_order (points);
    if (!g_atomic_pointer_compare_and_exchange (place, NULL, order)) { /* another thread was faster */
      g_free (order);
      order = g_atomic_pointer_get (place);
    }
  }
  *out_first = order->first;
  return order->rows;
}

guint32 *
cp_points_list_changes (const CpPoints *a, const CpPoints *b, gsize n_most, gsize *out_n) {
  g_return_val_if_fail (cp_points_share_places (a, b), NULL);
  g_autofree guint32 *rows = g_new (guint32, MIN (n_most, a->n) + sizeof (guint64));
  guint64 mine, other;
  gsize n = 0, row = 0;
  for (; row + sizeof mine <= a->n && n <= n_most; row += sizeof mine) { /* eight at once */
    memcpy (&mine, a->series + row, sizeof mine);
    memcpy (&other, b->series + row, sizeof other);
    if (mine == other)
      continue;
    for (gsize i = row; i < row + sizeof mine; i++) {
      rows[n] = (guint32)i;
      n += a->series[i] != b->series[i];
    }
  }
  for (; row < a->n && n <= n_most; row++) {
    rows[n] = (guint32)row;
    n += a->series[row] != b->series[row];
  }
  *out_n = n;
  return n <= n_most ? g_steal_pointer (&rows) : NULL;
}
