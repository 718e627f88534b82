#include "app/points/facets.h"

#include "core/base/format.h"

#include <math.h>
#include <string.h>

#define BINS 5
#define MOST_DECIMALS 6

void
cp_facet_side_free (CpFacetSide *side) {
  g_strfreev (side->titles);
  g_free (side->of_rows);
  g_free (side);
}

void
cp_facets_free (CpFacets *facets) {
  g_clear_pointer (&facets->across, cp_facet_side_free);
  g_clear_pointer (&facets->down, cp_facet_side_free);
  g_free (facets->panels);
  g_free (facets);
}

/* (transfer full): a table of this column only. */
static CpTable *
make_table (const CpColumnData *data, const char *name, GError **error) {
  g_autoptr (CpColumn) column =
      data->numbers != NULL ? cp_column_new_number (name, data->numbers, data->n_rows)
                            : cp_column_new_category (name, data->codes, data->n_rows,
                                                      (const char *const *)data->values, data->n_values);
  return cp_table_new (name, &column, 1, error);
}

/* (transfer full) (nullable): numbers as values where those are few enough, else in bins. */
static CpSlices *
cut (const CpColumnData *data, const char *name, GError **error) {
  g_autoptr (CpTable) table = make_table (data, name, error);
  CpSliceKey key = {.column = name};
  CpSlices *slices = table != NULL ? cp_slices_build (table, &key, 1, error) : NULL;
  if (slices == NULL || data->numbers == NULL || cp_slices_get_n_slices (slices) <= CP_FACET_MOST)
    return slices;
  cp_slices_unref (slices);
  key.bins = CP_BINS_EQUAL_COUNT;
  key.n_bins = BINS;
  return cp_slices_build (table, &key, 1, error);
}

/* Bins for the screen: as few decimals as tell the edges apart. */
static char *
dup_bin_title (const double *edges, guint n_bins, guint bin) {
  int decimals = 0;
  for (; decimals < MOST_DECIMALS; decimals++) {
    double unit = pow (10, -decimals);
    gboolean is_told = TRUE;
    for (guint i = 0; i < n_bins && is_told; i++)
      is_told = n_bins == 1 || rint (edges[i] / unit) < rint (edges[i + 1] / unit);
    if (is_told)
      break;
  }
  g_autofree char *from = cp_format_number (edges[bin], decimals);
  g_autofree char *to = cp_format_number (edges[bin + 1], decimals);
  return g_strdup_printf ("[%s, %s%c", from, to, bin + 1 == n_bins ? ']' : ')');
}

/* (transfer full) (array) (nullable): the edges of the bins that cut() made; NULL where it took values. */
static double *
find_edges (const CpColumnData *data, const CpSlices *slices, guint *out_n_bins) {
  if (data->numbers == NULL)
    return NULL;
  g_autoptr (CpColumn) column = cp_column_new_number ("bins", data->numbers, data->n_rows);
  g_autofree double *edges = cp_bins_build (column, CP_BINS_EQUAL_COUNT, BINS, out_n_bins);
  guint n = cp_slices_get_n_slices (slices) - (data->n_missing > 0);
  /* a slice of values has no comma in its name, one of a bin always has */
  gboolean has_bins = n > 0 && n == *out_n_bins && strchr (cp_slices_get_value (slices, 0, 0), ',') != NULL;
  return has_bins ? g_steal_pointer (&edges) : NULL;
}

static gsize
count_rows (const CpSlices *slices, guint slice) {
  gsize n_rows;
  cp_slices_get_rows (slices, slice, &n_rows);
  return n_rows;
}

/* Which slices stand for themselves: all of them, or the most frequent; the earlier of two as frequent. */
static gboolean *
choose_own (const CpSlices *slices, guint n_own) {
  guint n = cp_slices_get_n_slices (slices);
  gboolean *is_own = g_new0 (gboolean, n);
  for (guint k = 0; k < MIN (n, n_own); k++) {
    guint best = n;
    for (guint s = 0; s < n; s++) {
      if (!is_own[s] && (best == n || count_rows (slices, s) > count_rows (slices, best)))
        best = s;
    }
    is_own[best] = TRUE;
  }
  return is_own;
}

CpFacetSide *
cp_facet_side_build (const CpColumnData *data, const char *name, GError **error) {
  g_autoptr (CpSlices) slices = cut (data, name, error);
  if (slices == NULL)
    return NULL;
  guint n = cp_slices_get_n_slices (slices);
  guint n_own = n <= CP_FACET_MOST ? n : CP_FACET_MOST - 1;
  g_autofree gboolean *is_own = choose_own (slices, n_own);
  g_autofree guint8 *groups = g_new (guint8, n + 1);
  CpFacetSide *side = g_new0 (CpFacetSide, 1);
  guint n_bins = 0;
  g_autofree double *edges = find_edges (data, slices, &n_bins);
  side->titles = g_new0 (char *, CP_FACET_MOST + 1);
  for (guint s = 0; s < n; s++) {
    groups[s] = (guint8)(is_own[s] ? side->n : n_own);
    if (is_own[s])
      side->titles[side->n++] = edges != NULL && s < n_bins ? dup_bin_title (edges, n_bins, s)
                                                            : g_strdup (cp_slices_get_value (slices, s, 0));
  }
  side->n_gathered = n - n_own;
  if (side->n_gathered > 0) {
    g_autofree char *count = cp_format_count (side->n_gathered);
    side->titles[side->n++] = g_strdup_printf ("Others (%s values)", count);
  }
  const guint32 *slice_of_rows = cp_slices_get_slice_of_rows (slices);
  side->of_rows = g_new (guint8, data->n_rows + 1);
  for (gsize i = 0; i < data->n_rows; i++)
    side->of_rows[i] = groups[slice_of_rows[i]];
  return side;
}

CpFacets *
cp_facets_new (CpFacetSide *across, CpFacetSide *down, gsize n_rows) {
  CpFacets *facets = g_new0 (CpFacets, 1);
  facets->across = across;
  facets->down = down;
  facets->n_columns = across != NULL ? MAX (across->n, 1) : 1;
  facets->n_rows = down != NULL ? MAX (down->n, 1) : 1;
  if (across == NULL && down == NULL)
    return facets;
  facets->panels = g_new (guint8, n_rows + 1);
  for (gsize i = 0; i < n_rows; i++)
    facets->panels[i] = (guint8)((down != NULL ? down->of_rows[i] : 0) * facets->n_columns +
                                 (across != NULL ? across->of_rows[i] : 0));
  return facets;
}
