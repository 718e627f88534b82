#include "core/base/matrix.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define ALIGNMENT 64
#define LARGE_BYTES (8 << 20)

struct _CpMatrix {
  gsize n_rows, n_columns;
  void *block;   /* what calloc() gave */
  float *values; /* the first aligned byte of it */
};

/* A large matrix is written once from end to end; in pages of 4 kB the faults alone would cost more than the
 * writing. Only advice: nothing depends on it. */
static void
advise_huge_pages (void *block, gsize bytes) {
  guintptr page = (guintptr)sysconf (_SC_PAGESIZE);
  guintptr begin = ((guintptr)block + page - 1) / page * page, end = ((guintptr)block + bytes) / page * page;
  if (bytes >= LARGE_BYTES)
    madvise ((void *)begin, end - begin, MADV_HUGEPAGE);
}

CpMatrix *
cp_matrix_new (gsize n_rows, gsize n_columns) {
  g_return_val_if_fail (n_columns == 0 || n_rows <= G_MAXSIZE / 8 / n_columns, NULL);
  CpMatrix *matrix = g_atomic_rc_box_new0 (CpMatrix);
  matrix->n_rows = n_rows;
  matrix->n_columns = n_columns;
  gsize bytes = n_rows * n_columns * sizeof (float) + ALIGNMENT;
  /* calloc() takes large blocks from the kernel already zero, so they are first touched by whoever fills them
   */
  matrix->block = calloc (1, bytes);
  if (matrix->block == NULL)
    g_error ("out of memory: a matrix of %" G_GSIZE_FORMAT " bytes", bytes);
  advise_huge_pages (matrix->block, bytes);
  matrix->values = (float *)(((guintptr)matrix->block + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
  return matrix;
}

CpMatrix *
cp_matrix_ref (CpMatrix *matrix) {
  return g_atomic_rc_box_acquire (matrix);
}

static void
matrix_clear (gpointer data) {
  free (((CpMatrix *)data)->block);
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
