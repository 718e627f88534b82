#include "core/explain/dependence-sample.h"

#include "core/base/error.h"
#include "core/base/random.h"

#define BLOCK 1024

guint32 *
cp_dependence_choose_rows (gsize n_rows, gsize most, guint64 seed, gsize *out_n) {
  gsize n = MIN (n_rows, most);
  guint32 *rows = g_new (guint32, n + 1);
  CpRandom random;
  cp_random_init (&random, seed);
  cp_random_choose (&random, n_rows, n, rows);
  *out_n = n;
  return rows;
}

CpMatrix *
cp_dependence_encode_rows (CpEncoder *encoder, const CpTable *table, const guint32 *rows, gsize n,
                           GCancellable *cancellable, GError **error) {
  g_autoptr (CpBoundEncoder) bound = cp_encoder_bind (encoder, table, error);
  if (bound == NULL)
    return NULL;
  gsize width = cp_encoder_get_n_features (encoder);
  g_autoptr (CpMatrix) out = cp_matrix_new (n, width);
  float *values = cp_matrix_edit_values (out);
  for (gsize i = 0; i < n; i++) {
    if (i % BLOCK == 0 && cp_check_cancelled (cancellable, error))
      return NULL;
    if (!cp_bound_encoder_write (bound, rows[i], rows[i] + 1, values + i * width, error))
      return NULL;
  }
  return g_steal_pointer (&out);
}

GPtrArray *
cp_dependence_list_columns (const CpTable *table, CpFeatureGroups *const *groups, guint n) {
  GPtrArray *names = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint m = 0; m < n; m++) {
    for (guint g = 0; groups[m] != NULL && g < cp_feature_groups_get_n (groups[m]); g++) {
      const CpFeatureGroup *group = cp_feature_groups_get (groups[m], g);
      const CpColumn *column = cp_table_find_column (table, group->name);
      if (group->text != NULL ||
          (column != NULL && (cp_column_get_type (column) == CP_COLUMN_TEXT ||
                              cp_column_get_n_missing (column) == cp_column_get_n_rows (column))))
        continue;
      if (g_hash_table_add (seen, group->name))
        g_ptr_array_add (names, group->name);
    }
  }
  return names;
}
