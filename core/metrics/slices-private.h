#pragma once
#include "core/metrics/slices.h"

/* What slices are made of; for slices.c and slices-build.c only. */
G_BEGIN_DECLS

struct _CpSlices {
  gsize n_rows, n_keys;
  guint n_slices;
  guint32 *slice_of_row; /* (n_rows) */
  guint32 *rows;         /* (n_rows): row indices, slice after slice, ascending in each */
  gsize *begins;         /* (n_slices + 1) into rows */
  char **keys;           /* (n_keys), NULL-terminated */
  char **values;         /* (n_slices × n_keys), NULL-terminated */
  char **labels;         /* (n_slices), NULL-terminated */
  gboolean *is_missing;  /* (n_slices × n_keys) */
};

/* (transfer full): takes @slice_of_row, @keys, @values and @is_missing; makes the labels and the row lists.
 */
CpSlices *cp_slices_take (guint32 *slice_of_row, gsize n_rows, guint n_slices, char **keys, char **values,
                          gboolean *is_missing);

G_END_DECLS
