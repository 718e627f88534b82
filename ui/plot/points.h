#pragma once
#include <glib.h>

/* The points of a scatter plot: an immutable, reference-counted copy that any thread may read. */
G_BEGIN_DECLS

#define CP_POINTS_SERIES 256  /* a series is a byte */
#define CP_POINTS_NOWHERE 255 /* the series of rows that are never drawn nor picked */

typedef struct {
  gsize n;
  double *x, *y;
  guint8 *series;
  guint8 *panels; /* (n) (nullable): of small multiples, row by row from the top left; NULL: one panel */
  guint32 *order; /* (n): row numbers by series, rows of one series ascending: drawing order */
  gsize first[CP_POINTS_SERIES + 1]; /* where each series begins in `order` */
} CpPoints;

/* @series: (nullable): all rows in series 0. At most 2³² − 1 rows. */
CpPoints *cp_points_new (const double *x, const double *y, const guint8 *series, gsize n);
/* @x, @y, @series, @panels: (transfer full) (n), from g_malloc(); @series and @panels: (nullable) */
CpPoints *cp_points_take (double *x, double *y, guint8 *series, guint8 *panels, gsize n);
CpPoints *cp_points_ref (CpPoints *points);
void cp_points_unref (CpPoints *points);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpPoints, cp_points_unref)
G_END_DECLS
