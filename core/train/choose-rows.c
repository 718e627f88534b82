#include "core/base/error.h"
#include "core/base/random.h"
#include "core/table/filter.h"
#include "core/train/train.h"

#include <math.h>

/* FALSE with @error set on a bad condition; no condition gives no filter. */
static gboolean
parse_condition (const char *condition, const CpTable *table, CpFilter **out_filter, GError **error) {
  *out_filter = condition != NULL ? cp_filter_parse (condition, table, error) : NULL;
  return condition == NULL || *out_filter != NULL;
}

guint32 *
cp_train_choose_rows (const CpTable *table, const char *keep, const char *drop, double drop_share,
                      guint64 seed, gsize *out_n_rows, GError **error) {
  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (out_n_rows != NULL, NULL);

  if (!(drop_share >= 0 && drop_share <= 1)) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "The share of rows to drop is %g; expected 0 to 1.",
                 drop_share);
    return NULL;
  }
  g_autoptr (CpFilter) kept = NULL, dropped = NULL;
  if (!parse_condition (keep, table, &kept, error) || !parse_condition (drop, table, &dropped, error))
    return NULL;

  gsize n_rows = cp_table_get_n_rows (table), n_matches = 0, n_chosen = 0;
  g_autofree gboolean *is_chosen = g_new (gboolean, n_rows);
  g_autofree guint32 *matches = g_new (guint32, n_rows);
  for (gsize row = 0; row < n_rows; row++) {
    is_chosen[row] = kept == NULL || cp_filter_matches (kept, row);
    if (is_chosen[row] && dropped != NULL && cp_filter_matches (dropped, row))
      matches[n_matches++] = (guint32)row;
  }
  CpRandom random;
  cp_random_init (&random, seed);
  cp_random_shuffle (&random, matches, n_matches);
  gsize n_dropped = (gsize)round (drop_share * (double)n_matches);
  for (gsize i = 0; i < n_dropped; i++)
    is_chosen[matches[i]] = FALSE;

  guint32 *rows = g_new (guint32, MAX (n_rows, 1));
  for (gsize row = 0; row < n_rows; row++)
    if (is_chosen[row])
      rows[n_chosen++] = (guint32)row;
  *out_n_rows = n_chosen;
  return rows;
}
