#include "app/cli/ranking.h"

#include "app/cli/input.h"
#include "core/base/format.h"

#include <math.h>

guint *
cp_cli_rank (const double *values, guint n, guint top, gboolean is_by_size, guint *n_kept) {
  guint *order = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++) {
    double value = is_by_size ? fabs (values[i]) : values[i];
    guint at = i;
    for (; at > 0; at--) {
      double before = values[order[at - 1]];
      if (!((is_by_size ? fabs (before) : before) < value))
        break;
      order[at] = order[at - 1];
    }
    order[at] = i;
  }
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
