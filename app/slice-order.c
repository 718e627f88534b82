#include "app/slice-order.h"

#include <math.h>
#include <string.h>

typedef struct {
  guint slice;
  double value; /* NaN: last */
} Keyed;

static double
get_of_model (const CpAudit *audit, guint model, guint slice, const CpSliceSort *sort) {
  const CpAuditCell *cell = &audit->models[model].slices[slice];
  return sort->key == CP_SORT_THRESHOLD ? cell->threshold : cell->metrics[sort->metric];
}

/* "Nobody" and "nobody" are not apart. */
static double
get_gap (double a, double b) {
  return a == b ? 0 : fabs (b - a);
}

static double
get_value (const CpAudit *audit, guint slice, const CpSliceSort *sort) {
  if (sort->key == CP_SORT_TABLE)
    return 0;
  if (sort->key == CP_SORT_ROWS)
    return audit->models[0].slices[slice].n;
  if (sort->model == CP_SORT_GAP)
    return audit->n_models > 1
               ? get_gap (get_of_model (audit, 0, slice, sort), get_of_model (audit, 1, slice, sort))
               : NAN;
  return sort->model < audit->n_models ? get_of_model (audit, sort->model, slice, sort) : NAN;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data) {
  const Keyed *x = a, *y = b;
  gboolean is_descending = *(const gboolean *)data;
  if (isnan (x->value) || isnan (y->value))
    return isnan (x->value) && isnan (y->value) ? (x->slice > y->slice) - (x->slice < y->slice)
                                                : isnan (x->value) - isnan (y->value);
  if (x->value != y->value)
    return (x->value < y->value) == is_descending ? 1 : -1;
  return (x->slice > y->slice) - (x->slice < y->slice);
}

guint *
cp_slice_order (const CpAudit *audit, const CpSliceSort *sort) {
  g_return_val_if_fail (audit != NULL && audit->n_models > 0 && sort != NULL, NULL);
  guint n = cp_slices_get_n_slices (audit->slices);
  g_autofree Keyed *keyed = g_new (Keyed, n);
  guint *order = g_new (guint, n);
  gboolean is_descending = sort->is_descending;
  for (guint s = 0; s < n; s++)
    keyed[s] = (Keyed){s, get_value (audit, s, sort)};
  g_qsort_with_data (keyed, (int)n, sizeof *keyed, compare, &is_descending);
  for (guint s = 0; s < n; s++)
    order[s] = keyed[s].slice;
  return order;
}

gboolean
cp_slice_sort_equal (const CpSliceSort *a, const CpSliceSort *b) {
  g_autofree char *first = cp_slice_sort_to_text (a), *second = cp_slice_sort_to_text (b);
  return g_str_equal (first, second);
}

static const char *
get_direction (const CpSliceSort *sort) {
  return sort->is_descending ? "descending" : "ascending";
}

char *
cp_slice_sort_to_text (const CpSliceSort *sort) {
  static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G", "H"};
  if (sort->key == CP_SORT_TABLE)
    return g_strdup ("table");
  if (sort->key == CP_SORT_ROWS)
    return g_strdup_printf ("rows:%s", get_direction (sort));
  return g_strdup_printf (
      "%s:%s:%s", sort->key == CP_SORT_THRESHOLD ? "threshold" : cp_metric_get_info (sort->metric)->name,
      sort->model == CP_SORT_GAP ? "gap" : letters[MIN (sort->model, G_N_ELEMENTS (letters) - 1)],
      get_direction (sort));
}

CpSliceSort
cp_slice_sort_parse (const char *text) {
  CpSliceSort sort = {.key = CP_SORT_TABLE}, table = sort;
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ":", -1);
  guint n = g_strv_length (parts);
  if (n < 2)
    return table;
  sort.is_descending = g_str_equal (parts[n - 1], "descending");
  if (!sort.is_descending && !g_str_equal (parts[n - 1], "ascending"))
    return table;
  if (n == 2) {
    sort.key = CP_SORT_ROWS;
    return g_str_equal (parts[0], "rows") ? sort : table;
  }
  sort.key = g_str_equal (parts[0], "threshold") ? CP_SORT_THRESHOLD : CP_SORT_METRIC;
  if (sort.key == CP_SORT_METRIC && !cp_metric_parse (parts[0], &sort.metric))
    return table;
  gboolean is_letter = strlen (parts[1]) == 1 && parts[1][0] >= 'A' && parts[1][0] <= 'H';
  if (!is_letter && !g_str_equal (parts[1], "gap"))
    return table;
  sort.model = is_letter ? (guint)(parts[1][0] - 'A') : CP_SORT_GAP;
  return sort;
}
