#include "core/base/matrix.h"

#include <stdlib.h>
#include <string.h>

struct _CpMatrix {
  gsize n_rows, n_columns;
  float *values;
};

CpMatrix *
cp_matrix_new (gsize n_rows, gsize n_columns) {
  g_return_val_if_fail (n_columns == 0 || n_rows <= G_MAXSIZE / 8 / n_columns, NULL);
  CpMatrix *matrix = g_atomic_rc_box_new0 (CpMatrix);
  matrix->n_rows = n_rows;
  matrix->n_columns = n_columns;
  gsize bytes = MAX (n_rows * n_columns, 1) * sizeof (float);
  void *values = NULL;
  if (posix_memalign (&values, 64, bytes) != 0)
    g_error ("out of memory: a matrix of %" G_GSIZE_FORMAT " bytes", bytes);
  memset (values, 0, bytes);
  matrix->values = values;
  return matrix;
}

CpMatrix *
cp_matrix_ref (CpMatrix *matrix) {
  return g_atomic_rc_box_acquire (matrix);
}

static void
matrix_clear (gpointer data) {
  free (((CpMatrix *)data)->values);
}

void
cp_matrix_unref (CpMatrix *matrix) {
  g_atomic_rc_box_release_full (matrix, matrix_clear);
}

gsize
cp_matrix_get_n_rows (const CpMatrix *matrix) {
  return matrix->n_rows;
}

gsize
cp_matrix_get_n_columns (const CpMatrix *matrix) {
  return matrix->n_columns;
}

const float *
cp_matrix_get_values (const CpMatrix *matrix) {
  return matrix->values;
}

float *
cp_matrix_edit_values (CpMatrix *matrix) {
  return matrix->values;
}
