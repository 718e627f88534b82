#include "app/cli/ranking.h"

#include "app/cli/input.h"
#include "core/base/format.h"

guint *
cp_cli_rank (const double *values, guint n, guint top, guint *n_kept) {
  guint *order = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++) {
    guint at = i;
    for (; at > 0 && values[order[at - 1]] < values[i]; at--)
      order[at] = order[at - 1];
    order[at] = i;
  }
  *n_kept = top > 0 ? MIN (top, n) : n;
  return order;
}

void
cp_cli_tell_sample (const CpCliOptions *options, gsize n_rows, gsize n_all) {
  if (n_rows == n_all)
    return;
  g_autofree char *all = cp_format_count ((double)n_all), *some = cp_format_count ((double)n_rows);
  g_autofree char *note = g_strdup_printf ("explained %s of %s rows, drawn with seed %" G_GUINT64_FORMAT ".",
                                           some, all, options->seed);
  cp_cli_notice (options, note);
}
