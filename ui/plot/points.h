#pragma once
#include <glib.h>

/* The points of a scatter plot: an immutable, reference-counted copy that any thread may read. Points of
 * other colours in the same places share those. */
G_BEGIN_DECLS

#define CP_POINTS_SERIES 256  /* a series is a byte */
#define CP_POINTS_NOWHERE 255 /* the series of rows that are never drawn nor picked */

typedef struct {
  gsize n;
  gsize n_drawn; /* those that are not nowhere */
  const double *x, *y;
  const guint8
      *panels; /* (n) (nullable): of small multiples, row by row from the top left; NULL: one panel */
  guint8 *series;
  gpointer places; /* holds x, y and panels */
  gpointer order;  /* (nullable): made when it is asked for; see cp_points_get_order() */
} CpPoints;

/* @series: (nullable): all rows in series 0. At most 2³² − 1 rows. */
CpPoints *cp_points_new (const double *x, const double *y, const guint8 *series, gsize n);
/* @x, @y, @series, @panels: (transfer full) (n), from g_malloc(); @series and @panels: (nullable) */
CpPoints *cp_points_take (double *x, double *y, guint8 *series, guint8 *panels, gsize n);
/* @series: (transfer full) (n): the same points in other series; rows that are nowhere stay so. O(1) */
CpPoints *cp_points_recolour (CpPoints *points, guint8 *series);
CpPoints *cp_points_ref (CpPoints *points);
void cp_points_unref (CpPoints *points);
/* Whether one is the other recoloured. */
gboolean cp_points_share_places (const CpPoints *a, const CpPoints *b);

/**
 * cp_points_get_order:
 * @out_first: (CP_POINTS_SERIES + 1): where each series begins in what is returned
 *
 * The order of drawing: row numbers by series, rows of one series ascending. O(n) the first time, on any
 * thread.
 *
 * Returns: (n)
 */
const guint32 *cp_points_get_order (const CpPoints *points, const gsize **out_first);

/**
 * cp_points_list_changes:
 * @a, @b: they share their places
 *
 * Some 0.3 ms a million rows.
 *
 * Returns: (transfer full) (nullable): (out_n): the rows whose series differ, ascending; NULL: more than
 *   @n_most do
 */
guint32 *cp_points_list_changes (const CpPoints *a, const CpPoints *b, gsize n_most, gsize *out_n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpPoints, cp_points_unref)
G_END_DECLS
