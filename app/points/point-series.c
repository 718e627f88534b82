#include "app/points/point-series.h"

#include "core/base/error.h"
#include "ui/plot/palette.h"

#include <string.h>

static const char *const *
get_colours (CpComputedKind kind) {
  static const char *const decisions[] = {"agree_no", "agree_yes"};
  static const char *const correctness[] = {"agree_no", "series4"};
  static const char *const errors[] = {"agree_no", "agree_yes", "series5", "series4"};
  static const char *const truths[] = {"agree_no", "series3"};
  static const char *const agreements[] = {"agree_no", "agree_yes", "a_line", "b_line"};
  switch (kind) {
  case CP_COMPUTED_CORRECTNESS:
    return correctness;
  case CP_COMPUTED_ERROR:
    return errors;
  case CP_COMPUTED_TRUTH:
    return truths;
  case CP_COMPUTED_AGREEMENT:
    return agreements;
  default:
    return decisions;
  }
}

static void
add (CpPointSet *set, const char *name, const char *colour) {
  g_assert (set->n_series < CP_MAX_SERIES);
  set->names[set->n_series] = g_strdup (name);
  set->colours[set->n_series++] = colour;
}

/* The most frequent values get series of their own, in the column's order; the rest share the next one. */
static void
rank_values (const CpColumnData *data, guint n_own, guint8 *out_series) {
  g_autofree gsize *counts = g_new0 (gsize, data->n_values + 1);
  for (gsize i = 0; i < data->n_rows; i++) {
    if (data->codes[i] != CP_MISSING)
      counts[data->codes[i]]++;
  }
  memset (out_series, (int)n_own, data->n_values);
  for (guint k = 0; k < n_own; k++) {
    guint best = data->n_values;
    for (guint v = 0; v < data->n_values; v++) {
      if (out_series[v] == n_own && (best == data->n_values || counts[v] > counts[best]))
        best = v;
    }
    if (best < data->n_values)
      out_series[best] = 0;
  }
  guint8 next = 0;
  for (guint v = 0; v < data->n_values; v++) {
    if (out_series[v] == 0)
      out_series[v] = next++;
  }
}

static void
colour_words (CpPointSet *set, const CpColumnChoice *choice, const CpColumnData *data, guint8 *out_series) {
  guint n_own = MIN (data->n_values, CP_MAX_SERIES - 1u);
  gboolean has_rest = data->n_values > n_own, is_field = choice->field >= 0;
  const char *const *colours = is_field ? NULL : get_colours (choice->kind);
  set->lack = (guint8)n_own;
  set->n_codes = data->n_values;
  set->series_of_codes = g_new (guint8, data->n_values + 1);
  rank_values (data, n_own, set->series_of_codes);
  for (guint v = 0; v < data->n_values; v++) {
    guint8 own = set->series_of_codes[v];
    if (own < n_own)
      add (set, data->values[v], is_field ? cp_palette_get_name (own) : colours[v]);
  }
  if (has_rest || data->n_missing > 0)
    add (set, has_rest ? "Others" : cp_column_choice_get_lack (choice), "t3");
  for (gsize i = 0; i < data->n_rows; i++)
    out_series[i] = data->codes[i] == CP_MISSING ? set->lack : set->series_of_codes[data->codes[i]];
}

static gboolean
colour_numbers (CpPointSet *set, const CpColumnChoice *choice, const CpColumnData *data, guint8 *out_series,
                GError **error) {
  static const char *const ramp[] = {"ramp1", "ramp2", "ramp3", "ramp4", "ramp5", "ramp6"};
  g_autoptr (CpFacetSide) side = cp_facet_side_build (data, "colour", error);
  if (side == NULL)
    return FALSE;
  for (guint i = 0; i < side->n; i++) {
    gboolean is_lack = data->n_missing > 0 && i + 1 == side->n; /* missing is the last group */
    add (set, is_lack ? cp_column_choice_get_lack (choice) : side->titles[i],
         is_lack ? "t3" : ramp[MIN (i, G_N_ELEMENTS (ramp) - 1)]);
  }
  memcpy (out_series, side->of_rows, data->n_rows);
  return TRUE;
}

guint8 *
cp_point_series_build (CpPointSet *set, const CpPointRequest *request, GCancellable *cancellable,
                       GError **error) {
  g_autofree guint8 *series = g_new0 (guint8, set->n_rows + 1);
  if (!request->has_colour) {
    add (set, "Rows", "agree_yes");
    return g_steal_pointer (&series);
  }
  g_autoptr (CpColumnData) data =
      cp_column_data_build (&request->colour, request->source, cancellable, error);
  if (data == NULL)
    return NULL;
  if (data->numbers == NULL)
    colour_words (set, &request->colour, data, series);
  else if (!colour_numbers (set, &request->colour, data, series, error))
    return NULL;
  return g_steal_pointer (&series);
}
