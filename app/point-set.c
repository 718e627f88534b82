#include "app/point-set.h"

#include "core/base/error.h"
#include "core/base/format.h"
#include "ui/plot/palette.h"

#include <math.h>
#include <string.h>

#define JITTER 0.3 /* rows of a category spread this far to each side */

void
cp_point_request_free (CpPointRequest *request) {
  for (guint i = 0; i < request->edited->len; i++) {
    CpEditedRow *edited = &g_array_index (request->edited, CpEditedRow, i);
    g_free (edited->scores);
    cp_table_unref (edited->state);
  }
  g_array_unref (request->edited);
  for (guint m = 0; m < request->n_models; m++)
    cp_scores_unref (request->scores[m]);
  g_free (request->scores);
  g_free (request->thresholds);
  g_clear_pointer (&request->labels, cp_labels_unref);
  cp_slices_unref (request->slices);
  cp_fields_unref (request->fields);
  cp_table_unref (request->table);
  g_free (request);
}

void
cp_point_set_free (CpPointSet *set) {
  g_free (set->x);
  g_free (set->y);
  g_free (set->series);
  for (guint i = 0; i < CP_MAX_SERIES; i++)
    g_free (set->names[i]);
  g_free (set);
}

/* In [-JITTER, JITTER], fixed for a row: a multiplicative hash, as good as any for the eye. */
static double
jitter (guint32 row) {
  guint32 hash = row * 2654435761u;
  return ((double)(hash >> 8) / (1 << 24) * 2 - 1) * JITTER;
}

/* The code of a word of @state in the dictionary of @table; a word the table does not know has no place. */
static double
place_word (const CpField *field, const CpTable *table, const CpTable *state) {
  g_autofree char *word = cp_field_dup_cell (field, state, 0);
  for (guint i = 0; i < cp_field_get_n_values (field, table); i++) {
    if (g_str_equal (cp_field_get_value (field, table, i), word))
      return i;
  }
  return NAN;
}

double
cp_point_axis_place (const CpPointAxis *axis, const CpFields *fields, const CpTable *table,
                     const CpTable *state, const double *scores, guint32 row) {
  if (axis->model >= 0)
    return scores[axis->model];
  const CpField *field = cp_fields_get (fields, axis->field);
  if (field->type == CP_COLUMN_NUMBER && field->group == NULL)
    return cp_column_get_numbers (cp_table_get_column (state, field->column))[0];
  return place_word (field, table, state) + jitter (row);
}

static void
fill_axis (const CpPointAxis *axis, const CpPointRequest *request, double *out, gsize n_rows) {
  if (axis->model >= 0) {
    memcpy (out, cp_scores_get_values (request->scores[axis->model]), n_rows * sizeof (double));
    return;
  }
  const CpField *field = cp_fields_get (request->fields, axis->field);
  g_autoptr (CpColumn) column = cp_field_to_column (field, request->table);
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER) {
    memcpy (out, cp_column_get_numbers (column), n_rows * sizeof (double));
    return;
  }
  const guint32 *codes = cp_column_get_codes (column);
  for (gsize i = 0; i < n_rows; i++)
    out[i] = codes[i] == CP_MISSING ? NAN : codes[i] + jitter ((guint32)i);
}

static void
find_range (const double *values, gsize n, double *out_range) {
  double lo = INFINITY, hi = -INFINITY;
  for (gsize i = 0; i < n; i++) {
    if (!isfinite (values[i]))
      continue;
    lo = MIN (lo, values[i]);
    hi = MAX (hi, values[i]);
  }
  out_range[0] = isfinite (lo) ? lo : 0;
  out_range[1] = isfinite (lo) ? hi : 1;
}

static void
add_series (CpPointSet *set, const char *name, const char *colour) {
  g_assert (set->n_series < CP_MAX_SERIES);
  set->names[set->n_series] = g_strdup (name);
  set->colours[set->n_series++] = colour;
}

/* ---- coloured by decision ---- */

enum { BOTH_NEGATIVE, BOTH_POSITIVE, ONLY_A, ONLY_B, NO_SCORE };

static guint8
decide (const CpPointRequest *request, guint32 slice, const double *scores) {
  guint n_slices = cp_slices_get_n_slices (request->slices);
  gboolean is_positive[2] = {FALSE, FALSE};
  for (guint m = 0; m < MIN (request->n_models, 2); m++) {
    if (isnan (scores[m]))
      return NO_SCORE;
    is_positive[m] = scores[m] >= request->thresholds[(gsize)m * n_slices + slice];
  }
  if (request->n_models == 1)
    return is_positive[0] ? BOTH_POSITIVE : BOTH_NEGATIVE;
  return is_positive[0] ? (is_positive[1] ? BOTH_POSITIVE : ONLY_A)
                        : (is_positive[1] ? ONLY_B : BOTH_NEGATIVE);
}

static void
name_decisions (CpPointSet *set, guint n_models) {
  add_series (set, n_models > 1 ? "Both negative" : "Negative", "agree_no");
  add_series (set, n_models > 1 ? "Both positive" : "Positive", "agree_yes");
  if (n_models > 1) {
    add_series (set, "Only A positive", "a_line");
    add_series (set, "Only B positive", "b_line");
  }
}

static void
colour_by_decision (CpPointSet *set, const CpPointRequest *request) {
  const guint32 *slice_of_rows = cp_slices_get_slice_of_rows (request->slices);
  const double *values[2] = {NULL, NULL};
  gboolean has_unscored = FALSE;
  for (guint m = 0; m < MIN (request->n_models, 2); m++)
    values[m] = cp_scores_get_values (request->scores[m]);
  for (gsize i = 0; i < set->n_rows; i++) {
    double scores[2] = {values[0][i], values[1] != NULL ? values[1][i] : 0};
    set->series[i] = decide (request, slice_of_rows[i], scores);
    has_unscored = has_unscored || set->series[i] == NO_SCORE;
  }
  name_decisions (set, request->n_models);
  while (has_unscored && set->n_series <= NO_SCORE)
    add_series (set, "No score", "t3");
}

static void
count_disagreements (CpPointSet *set, const CpPointRequest *request) {
  if (request->n_models < 2)
    return;
  const guint32 *slice_of_rows = cp_slices_get_slice_of_rows (request->slices);
  const double *a = cp_scores_get_values (request->scores[0]), *b = cp_scores_get_values (request->scores[1]);
  for (gsize i = 0; i < set->n_rows; i++) {
    guint8 decision = decide (request, slice_of_rows[i], (double[]){a[i], b[i]});
    set->n_disagree += decision == ONLY_A || decision == ONLY_B;
  }
}

/* ---- coloured by the label ---- */

static void
colour_by_label (CpPointSet *set, const CpPointRequest *request) {
  const guint8 *labels = cp_labels_get_values (request->labels);
  g_autofree char *positive = g_strdup_printf ("Truly %s", cp_labels_get_positive (request->labels));
  add_series (set, "Truly other", "agree_no");
  add_series (set, positive, cp_palette_get_name (2));
  if (cp_labels_get_n_missing (request->labels) > 0)
    add_series (set, "No label", "t3");
  for (gsize i = 0; i < set->n_rows; i++)
    set->series[i] = labels[i]; /* 0, 1, CP_LABEL_NONE */
}

/* ---- coloured by a field ---- */

/* The most frequent values get colours of their own, in the field's order; the rest share one. */
static void
rank_values (const guint32 *codes, gsize n_rows, guint n_values, guint n_own, guint8 *out_series) {
  g_autofree gsize *counts = g_new0 (gsize, n_values);
  for (gsize i = 0; i < n_rows; i++) {
    if (codes[i] != CP_MISSING)
      counts[codes[i]]++;
  }
  for (guint v = 0; v < n_values; v++)
    out_series[v] = (guint8)n_own;
  for (guint k = 0; k < n_own; k++) {
    guint best = n_values;
    for (guint v = 0; v < n_values; v++) {
      if (out_series[v] == n_own && (best == n_values || counts[v] > counts[best]))
        best = v;
    }
    if (best < n_values)
      out_series[best] = 0;
  }
  guint8 next = 0;
  for (guint v = 0; v < n_values; v++) {
    if (out_series[v] == 0)
      out_series[v] = next++;
  }
}

static void
colour_by_field (CpPointSet *set, const CpPointRequest *request) {
  const CpField *field = cp_fields_get (request->fields, request->colour_field);
  g_autoptr (CpColumn) column = cp_field_to_column (field, request->table);
  const guint32 *codes = cp_column_get_codes (column);
  guint n_values = (guint)cp_column_get_n_values (column);
  gboolean has_rest = n_values > CP_MAX_SERIES - 1 || cp_column_get_n_missing (column) > 0;
  guint n_own = MIN (n_values, CP_MAX_SERIES - 1u);
  g_autofree guint8 *series_of_value = g_new0 (guint8, n_values + 1);
  rank_values (codes, set->n_rows, n_values, n_own, series_of_value);
  for (guint v = 0; v < n_values; v++) {
    if (series_of_value[v] < n_own)
      add_series (set, cp_column_get_value (column, v), cp_palette_get_name (series_of_value[v]));
  }
  if (has_rest)
    add_series (set, n_values > n_own ? "Others" : "Missing", "t3");
  for (gsize i = 0; i < set->n_rows; i++)
    set->series[i] = codes[i] == CP_MISSING ? (guint8)n_own : series_of_value[codes[i]];
}

static void
count_series (CpPointSet *set) {
  for (gsize i = 0; i < set->n_rows; i++)
    set->counts[set->series[i]]++;
}

static void
move_edited (CpPointSet *set, const CpPointRequest *request) {
  const guint32 *slice_of_rows = cp_slices_get_slice_of_rows (request->slices);
  for (guint i = 0; i < request->edited->len; i++) {
    const CpEditedRow *edited = &g_array_index (request->edited, CpEditedRow, i);
    guint32 row = edited->row;
    set->x[row] = cp_point_axis_place (&request->x, request->fields, request->table, edited->state,
                                       edited->scores, row);
    set->y[row] = cp_point_axis_place (&request->y, request->fields, request->table, edited->state,
                                       edited->scores, row);
    if (request->colour == CP_COLOUR_DECISION && request->n_models > 0) {
      guint8 series = decide (request, slice_of_rows[row], edited->scores);
      set->series[row] = series < set->n_series ? series : set->series[row];
    }
  }
}

CpPointSet *
cp_point_set_build (const CpPointRequest *request, GCancellable *cancellable, GError **error) {
  g_autoptr (CpPointSet) set = g_new0 (CpPointSet, 1);
  gsize n_rows = set->n_rows = cp_table_get_n_rows (request->table);
  set->x = g_new (double, n_rows);
  set->y = g_new (double, n_rows);
  set->series = g_new0 (guint8, n_rows);
  fill_axis (&request->x, request, set->x, n_rows);
  fill_axis (&request->y, request, set->y, n_rows);
  if (cp_check_cancelled (cancellable, error))
    return NULL;
  if (request->colour == CP_COLOUR_FIELD)
    colour_by_field (set, request);
  else if (request->colour == CP_COLOUR_LABEL)
    colour_by_label (set, request);
  else if (request->n_models > 0)
    colour_by_decision (set, request);
  else
    add_series (set, "Rows", "agree_yes");
  count_series (set);
  count_disagreements (set, request);
  move_edited (set, request);
  find_range (set->x, n_rows, set->x_range);
  find_range (set->y, n_rows, set->y_range);
  return cp_check_cancelled (cancellable, error) ? NULL : g_steal_pointer (&set);
}
