#include "app/panels/points-plot-private.h"

#include "app/panels/points-card.h"
#include "app/session/session-counterfactual.h"
#include "core/base/format.h"

#define VALUE_MOST 32 /* letters of the label beside the selected row */

/* Where the row stood: in the table, then after each run but the newest. */
static void
show_trail (CpPointsPlot *self, const CpColumnSource *source) {
  CpSession *session = self->session;
  guint32 row = cp_session_get_row (session);
  guint n_models = cp_session_get_n_models (session), n_places = 0;
  const CpRowHistory *history = cp_session_get_history (session);
  GPtrArray *runs = cp_session_get_runs (session);
  g_autofree double *xs = g_new (double, runs->len + 1), *ys = g_new (double, runs->len + 1);
  g_autofree double *scores = g_new (double, n_models + 1);
  CpColumnChoice x = cp_points_plot_get_axis (self, CP_AXIS_X), y = cp_points_plot_get_axis (self, CP_AXIS_Y);
  CpTable *state = history != NULL ? cp_row_history_get_original (history) : NULL;
  for (guint m = 0; m < n_models && state != NULL; m++)
    scores[m] = cp_column_source_get_score (source, m, row);
  for (guint i = 0; state != NULL && i < runs->len; i++) {
    const CpRun *run = g_ptr_array_index (runs, i);
    if (run->row != row)
      continue;
    xs[n_places] = cp_point_place (&x, 0, source, state, scores, row);
    ys[n_places++] = cp_point_place (&y, 1, source, state, scores, row);
    state = run->state;
    for (guint m = 0; m < n_models; m++)
      scores[m] = cp_session_can_rescore (session, m) ? run->scores[m] : scores[m];
  }
  cp_scatter_set_trail (CP_SCATTER (self->scatter), xs, ys, n_places);
}

static void
show_link (CpPointsPlot *self, const CpColumnSource *source) {
  CpSession *session = self->session;
  const CpCounterfactual *nearest = cp_session_get_counterfactual (session);
  if (nearest == NULL || nearest->state == NULL) {
    cp_scatter_set_link (CP_SCATTER (self->scatter), -1, 0, 0, NULL);
    return;
  }
  guint n_models = cp_session_get_n_models (session);
  g_autofree double *scores = g_new (double, n_models + 1);
  for (guint m = 0; m < n_models; m++)
    scores[m] = cp_column_source_get_score (source, m, nearest->row);
  CpColumnChoice x = cp_points_plot_get_axis (self, CP_AXIS_X), y = cp_points_plot_get_axis (self, CP_AXIS_Y);
  g_autofree char *row = cp_format_count (nearest->row);
  g_autofree char *label = g_strdup_printf ("nearest counterfactual %s", row);
  cp_scatter_set_link (CP_SCATTER (self->scatter), nearest->row,
                       cp_point_place (&x, 0, source, nearest->state, scores, nearest->row),
                       cp_point_place (&y, 1, source, nearest->state, scores, nearest->row), label);
}

void
cp_points_plot_mark_link (CpPointsPlot *self) {
  g_autoptr (CpColumnSource) source = cp_column_source_new (self->session, self->distance);
  show_link (self, source);
}

/* (transfer full): "row 4 127", "row 4 127 · Carrow Valley" */
static char *
name_row (CpPointsPlot *self, guint32 row) {
  CpColumnChoice choice;
  g_autofree char *number = cp_format_count (row);
  if (!cp_points_toolbar_get (self->toolbar, CP_POINTS_LABEL, &choice))
    return g_strdup_printf ("row %s", number);
  g_autofree char *value = cp_points_card_value (self->session, &choice, self->distance, row);
  if (g_utf8_strlen (value, -1) <= VALUE_MOST)
    return g_strdup_printf ("row %s · %s", number, value);
  g_autofree char *start = g_utf8_substring (value, 0, VALUE_MOST - 1);
  return g_strdup_printf ("row %s · %s…", number, start);
}

void
cp_points_plot_mark (CpPointsPlot *self) {
  CpScatter *scatter = CP_SCATTER (self->scatter);
  guint32 row = cp_session_get_row (self->session);
  if (row == CP_NO_ROW) {
    cp_scatter_set_selected (scatter, -1, NULL);
    cp_scatter_set_trail (scatter, NULL, NULL, 0);
    cp_scatter_set_link (scatter, -1, 0, 0, NULL);
    return;
  }
  g_autoptr (CpColumnSource) source = cp_column_source_new (self->session, self->distance);
  g_autofree char *label = name_row (self, row);
  show_trail (self, source);
  cp_scatter_set_selected (scatter, row, label);
  show_link (self, source);
}
