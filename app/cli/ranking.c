#include "app/cli/ranking.h"

#include "app/cli/input.h"
#include "core/base/format.h"

#include <math.h>

typedef struct {
  const double *values;
  gboolean is_by_size;
} Ranking;

static double
get_size (const Ranking *ranking, guint at) {
  double value = ranking->values[at];
  return isnan (value) ? -INFINITY : ranking->is_by_size ? fabs (value) : value;
}

static int
compare (gconstpointer first, gconstpointer second, gpointer data) {
  guint a = *(const guint *)first, b = *(const guint *)second;
  double size_a = get_size (data, a), size_b = get_size (data, b);
  return size_a != size_b ? (size_a < size_b ? 1 : -1) : (a > b) - (a < b);
}

guint *
cp_cli_rank (const double *values, guint n, guint top, gboolean is_by_size, guint *n_kept) {
  guint *order = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint)n, sizeof *order, compare, &(Ranking){values, is_by_size});
  *n_kept = top > 0 ? MIN (top, n) : n;
  return order;
}

void
cp_cli_tell_sample (const CpCliOptions *options, const char *done, gsize n_rows, gsize n_all) {
  if (n_rows == n_all)
    return;
  g_autofree char *all = cp_format_count ((double)n_all), *some = cp_format_count ((double)n_rows);
  g_autofree char *note = g_strdup_printf ("%s %s of %s rows, drawn with seed %" G_GUINT64_FORMAT ".", done,
                                           some, all, options->seed);
  cp_cli_notice (options, note);
}
