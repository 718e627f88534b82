#pragma once
#include "core/base/matrix.h"
#include <gio/gio.h>

/* The rows that stand for "not knowing": what a feature takes when it is left out of a coalition. Encoded
 * rows of one model's width with weights that sum to 1. Immutable, reference-counted. */
G_BEGIN_DECLS

typedef struct {
  CpMatrix *rows;  /* (n × n_features), n ≥ 1 */
  double *weights; /* (n), each > 0, sum 1 */
  char *name;      /* for the screen and JSON: "100 rows, seed 0", "20 centres", "zero row", "file.csv" */
} CpBackground;

/* @rows: referenced; @weights: (nullable) (n): any positive numbers, scaled to sum 1; NULL: all alike.
 * (transfer full) (nullable): @error for no rows and for a weight that is not positive */
CpBackground *cp_background_new (CpMatrix *rows, const double *weights, const char *name, GError **error);
/* (transfer full): @n rows of @rows drawn with @seed without replacement, all of them where there are no more
 */
CpBackground *cp_background_sample (CpMatrix *rows, gsize n, guint64 seed);
CpBackground *cp_background_zero (guint n_features);
/* (transfer full) (nullable): k-means centres (Lloyd, k-means++ by @seed) weighted by their rows; NULL when
 * cancelled */
CpBackground *cp_background_kmeans (CpMatrix *rows, guint n_centres, guint64 seed, GCancellable *cancellable,
                                    GError **error);
CpBackground *cp_background_ref (CpBackground *background);
void cp_background_unref (CpBackground *background);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpBackground, cp_background_unref)

G_END_DECLS
