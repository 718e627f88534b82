#include "app/points/point-set.h"

#include "app/points/point-follow.h"
#include "app/points/point-series.h"
#include "core/base/error.h"

#include <math.h>
#include <string.h>

#define JITTER 0.3 /* rows of a category spread this far to each side */

CpPointRequest *
cp_point_request_new (CpColumnSource *source) {
  CpPointRequest *request = g_atomic_rc_box_new0 (CpPointRequest);
  request->source = source;
  request->edited = g_array_new (FALSE, FALSE, sizeof (CpEditedRow));
  return request;
}

CpPointRequest *
cp_point_request_ref (CpPointRequest *request) {
  return g_atomic_rc_box_acquire (request);
}

static void
clear_request (CpPointRequest *request) {
  for (guint i = 0; i < request->edited->len; i++) {
    CpEditedRow *edited = &g_array_index (request->edited, CpEditedRow, i);
    g_free (edited->scores);
    cp_table_unref (edited->state);
  }
  g_array_unref (request->edited);
  g_clear_pointer (&request->scope, cp_scope_unref);
  g_clear_pointer (&request->source, cp_column_source_free);
}

void
cp_point_request_unref (CpPointRequest *request) {
  g_atomic_rc_box_release_full (request, (GDestroyNotify)clear_request);
}

void
cp_point_set_free (CpPointSet *set) {
  g_clear_pointer (&set->points, cp_points_unref);
  g_clear_pointer (&set->facets, cp_facets_free);
  g_clear_pointer (&set->distance, cp_distance_unref);
  for (guint i = 0; i < 2; i++)
    g_strfreev (set->axes[i].labels);
  for (guint i = 0; i < CP_MAX_SERIES; i++)
    g_free (set->names[i]);
  g_free (set->panel_rows);
  g_free (set->panel_marked);
  g_free (set->series_of_codes);
  g_free (set->thresholds);
  g_free (set->keys);
  g_clear_pointer (&set->request, cp_point_request_unref);
  g_free (set);
}

/* In [-JITTER, JITTER], fixed for a row, another for each axis: a mixed hash, as good as any for the eye. */
static double
jitter (guint32 row, guint axis) {
  guint32 hash = row * 2654435761u + axis * 0x7f4a7c15u;
  hash = (hash ^ hash >> 15) * 0x2c1b3c6du;
  return ((double)(hash >> 8) / (1 << 24) * 2 - 1) * JITTER;
}

double
cp_point_place (const CpColumnChoice *choice, guint axis, const CpColumnSource *source, const CpTable *state,
                const double *scores, guint32 row) {
  double value = cp_column_choice_value (choice, source, state, scores, row);
  gboolean is_number = cp_column_choice_get_type (choice, source->fields) == CP_COLUMN_NUMBER;
  return is_number ? value : value + jitter (row, axis);
}

/* What is drawn while a job works on it. */
typedef struct {
  double *places[2]; /* (n_rows) */
  guint8 *panels;    /* (n_rows) (nullable) */
  guint8 *series;    /* (n_rows) */
} Draft;

static void
draft_clear (Draft *draft) {
  g_free (draft->places[0]);
  g_free (draft->places[1]);
  g_free (draft->panels);
  g_free (draft->series);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static gboolean
fill_axis (CpPointSet *set, Draft *draft, guint axis, const CpPointRequest *request,
           GCancellable *cancellable, GError **error) {
  const CpColumnChoice *choice = axis == 0 ? &request->x : &request->y;
  g_autoptr (CpColumnData) data = cp_column_data_build (choice, request->source, cancellable, error);
  if (data == NULL)
    return FALSE;
  double *places = draft->places[axis] = g_new (double, data->n_rows + 1);
  if (data->numbers != NULL) {
    memcpy (places, data->numbers, data->n_rows * sizeof (double));
    return TRUE;
  }
  for (gsize i = 0; i < data->n_rows; i++)
    places[i] = data->codes[i] == CP_MISSING ? NAN : data->codes[i] + jitter ((guint32)i, axis);
  set->axes[axis].labels = g_steal_pointer (&data->values);
  return TRUE;
}

static gboolean
fill_facets (CpPointSet *set, const CpPointRequest *request, GCancellable *cancellable, GError **error) {
  CpFacetSide *sides[2] = {NULL, NULL};
  for (guint i = 0; i < 2; i++) {
    if (!request->has_facet[i])
      continue;
    g_autoptr (CpColumnData) data =
        cp_column_data_build (&request->facets[i], request->source, cancellable, error);
    g_autofree char *name = cp_column_choice_dup_name (&request->facets[i], request->source->fields);
    sides[i] = data != NULL ? cp_facet_side_build (data, name, error) : NULL;
    if (sides[i] == NULL) {
      g_clear_pointer (&sides[0], cp_facet_side_free);
      return FALSE;
    }
  }
  set->facets = cp_facets_new (sides[0], sides[1], set->n_rows);
  return TRUE;
}

/* ---- rows that were edited, rows that are left out ---- */

static void
move_edited (Draft *draft, const CpPointRequest *request) {
  const CpColumnSource *source = request->source;
  for (guint i = 0; i < request->edited->len; i++) {
    const CpEditedRow *edited = &g_array_index (request->edited, CpEditedRow, i);
    guint32 row = edited->row;
    draft->places[0][row] = cp_point_place (&request->x, 0, source, edited->state, edited->scores, row);
    draft->places[1][row] = cp_point_place (&request->y, 1, source, edited->state, edited->scores, row);
  }
}

void
cp_point_set_colour_edited (const CpPointSet *set, const CpColumnSource *source, guint8 *series) {
  const CpPointRequest *request = set->request;
  for (guint i = 0; i < request->edited->len && set->series_of_codes != NULL; i++) {
    const CpEditedRow *edited = &g_array_index (request->edited, CpEditedRow, i);
    double code =
        cp_column_choice_value (&request->colour, source, edited->state, edited->scores, edited->row);
    if (series[edited->row] != CP_POINTS_NOWHERE && !isnan (code) && code < set->n_codes)
      series[edited->row] = set->series_of_codes[(guint)code];
  }
}

/* (transfer full): the series of the rows of the scope; the others nowhere. */
static guint8 *
leave_out (const guint8 *series, gsize n_rows, const CpPointRequest *request) {
  guint8 *left = g_malloc (n_rows + 1);
  memset (left, CP_POINTS_NOWHERE, n_rows);
  gsize n;
  const guint32 *rows = cp_scope_get_rows (request->scope, &n);
  for (gsize i = 0; i < n; i++)
    left[rows[i]] = series[rows[i]];
  return left;
}

/* ---- figures ---- */

gboolean
cp_point_is_marked (const CpColumnSource *source, guint32 row) {
  gboolean is_positive[2] = {FALSE, FALSE};
  for (guint m = 0; m < MIN (source->n_models, 2); m++) {
    double score = cp_column_source_get_score (source, m, row);
    if (isnan (score))
      return FALSE;
    is_positive[m] = score >= cp_column_source_get_threshold (source, m, row);
  }
  return is_positive[0] != is_positive[1];
}

static void
widen (CpPointAxis *axis, double value) {
  if (isnan (value))
    axis->n_missing++;
  if (!isfinite (value))
    return;
  axis->range[0] = MIN (axis->range[0], value);
  axis->range[1] = MAX (axis->range[1], value);
}

static void
count (CpPointSet *set, const Draft *draft, const CpColumnSource *source) {
  const guint8 *panels = set->facets->panels;
  gsize n_panels = (gsize)set->facets->n_columns * set->facets->n_rows;
  set->panel_rows = g_new0 (double, n_panels);
  set->panel_marked = g_new0 (double, n_panels);
  for (guint a = 0; a < 2; a++) {
    set->axes[a].range[0] = INFINITY;
    set->axes[a].range[1] = -INFINITY;
  }
  for (gsize i = 0; i < set->n_rows; i++) {
    if (draft->series[i] == CP_POINTS_NOWHERE)
      continue;
    guint panel = panels != NULL ? panels[i] : 0;
    set->n_drawn++;
    set->counts[draft->series[i]]++;
    set->panel_rows[panel]++;
    if (cp_point_is_marked (source, (guint32)i))
      set->panel_marked[panel]++;
    widen (&set->axes[0], draft->places[0][i]);
    widen (&set->axes[1], draft->places[1][i]);
  }
  for (gsize p = 0; p < n_panels && source->n_models > 1; p++)
    set->n_disagree += set->panel_marked[p];
  for (guint a = 0; a < 2; a++) {
    if (set->axes[a].range[0] > set->axes[a].range[1]) {
      set->axes[a].range[0] = 0;
      set->axes[a].range[1] = 1;
    }
    if (set->axes[a].labels == NULL && set->n_drawn > 0 && set->axes[a].n_missing == set->n_drawn)
      set->axes[a].labels = g_strdupv ((char *[]){"no values", NULL}); /* figures would be made up */
  }
}

CpPointSet *
cp_point_set_build (CpPointRequest *request, GCancellable *cancellable, GError **error) {
  g_autoptr (CpPointSet) set = g_new0 (CpPointSet, 1);
  g_auto (Draft) draft = {0};
  CpColumnSource *source = request->source;
  gsize n_rows = set->n_rows = cp_table_get_n_rows (source->table);
  set->request = cp_point_request_ref (request);
  set->thresholds =
      g_memdup2 (source->thresholds,
                 (gsize)source->n_models * cp_slices_get_n_slices (source->slices) * sizeof (double));
  if (!fill_axis (set, &draft, 0, request, cancellable, error) ||
      !fill_axis (set, &draft, 1, request, cancellable, error) ||
      (draft.series = cp_point_series_build (set, request, cancellable, error)) == NULL ||
      !fill_facets (set, request, cancellable, error))
    return NULL;
  if (request->scope != NULL) {
    guint8 *left = leave_out (draft.series, n_rows, request);
    g_free (draft.series);
    draft.series = left;
  }
  count (set, &draft, source);
  move_edited (&draft, request);
  cp_point_set_colour_edited (set, source, draft.series);
  cp_point_set_begin_to_follow (set, cancellable);
  if (cp_check_cancelled (cancellable, error))
    return NULL;
  set->distance = source->distance != NULL ? cp_distance_ref (source->distance) : NULL;
  guint8 *panels = set->facets->panels;
  set->points = cp_points_take (g_steal_pointer (&draft.places[0]), g_steal_pointer (&draft.places[1]),
                                g_steal_pointer (&draft.series),
                                panels != NULL ? g_memdup2 (panels, n_rows) : NULL, n_rows);
  return g_steal_pointer (&set);
}
