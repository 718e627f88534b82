#pragma once
#include <glib.h>

/* A float32 matrix, row-major, reference-counted and immutable once handed out: the model's input X
 * (n_rows × n_columns). 64-byte aligned. */
G_BEGIN_DECLS

typedef struct _CpMatrix CpMatrix;

CpMatrix *cp_matrix_new (gsize n_rows,
                         gsize n_columns); /* (transfer full); zeroed, to be filled before it is shared */
CpMatrix *cp_matrix_ref (CpMatrix *matrix);
void cp_matrix_unref (CpMatrix *matrix);
gsize cp_matrix_get_n_rows (const CpMatrix *matrix);
gsize cp_matrix_get_n_columns (const CpMatrix *matrix);
const float *cp_matrix_get_values (const CpMatrix *matrix);
float *cp_matrix_edit_values (CpMatrix *matrix); /* only by its maker, before it is shared */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpMatrix, cp_matrix_unref)
G_END_DECLS
