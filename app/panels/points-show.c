#include "app/panels/points-plot-private.h"

#include "app/panels/letters.h"
#include "app/session/session-rows.h"
#include "core/base/format.h"
#include "ui/controls/tooltip.h"

#include <math.h>

/* What the plot shows of a set of points: axes, panels, series, figures, lines; all of it said in words too.
 */

static gboolean
are_two_scores (CpPointsPlot *self) {
  CpColumnChoice x = cp_points_plot_get_axis (self, CP_AXIS_X), y = cp_points_plot_get_axis (self, CP_AXIS_Y);
  return cp_column_choice_is_score (&x) && cp_column_choice_is_score (&y) && x.model != y.model;
}

/* (transfer full): "Score of A, complete — probability of loan_granted = 1" */
static char *
name_axis (CpPointsPlot *self, CpAxisKind kind) {
  CpSession *session = self->session;
  CpColumnChoice axis = cp_points_plot_get_axis (self, kind);
  if (!cp_column_choice_is_score (&axis))
    return cp_column_choice_dup_name (&axis, cp_session_get_fields (session));
  const char *name = cp_session_get_model (session, axis.model)->name;
  const char *label = cp_session_get_label (session), *positive = cp_session_get_positive (session);
  if (label == NULL || positive == NULL)
    return g_strdup_printf ("Score of %s, %s", cp_model_letter (axis.model), name);
  return g_strdup_printf ("Score of %s, %s — probability of %s = %s", cp_model_letter (axis.model), name,
                          label, positive);
}

static void
show_axis (CpPointsPlot *self, CpAxisKind kind, const CpPointAxis *values) {
  CpColumnChoice axis = cp_points_plot_get_axis (self, kind);
  CpScatter *scatter = CP_SCATTER (self->scatter);
  gboolean is_score = cp_column_choice_is_score (&axis);
  g_autofree char *title = name_axis (self, kind);
  double lo = is_score ? MIN (values->range[0], 0) : values->range[0];
  double hi = is_score ? MAX (values->range[1], 1) : values->range[1];
  cp_scatter_set_axis (scatter, kind, title, lo, hi, (const char *const *)values->labels);
  cp_scatter_set_margin (scatter, kind, is_score ? cp_model_line (axis.model) : "t3",
                         is_score ? "score" : NULL);
}

static double
get_line (CpPointsPlot *self, CpAxisKind kind) {
  CpColumnChoice axis = cp_points_plot_get_axis (self, kind);
  double threshold = cp_column_choice_is_score (&axis)
                         ? cp_session_get_threshold (self->session, axis.model, CP_ALL_ROWS)
                         : NAN;
  return isfinite (threshold) ? threshold : NAN;
}

void
cp_points_plot_show_lines (CpPointsPlot *self) {
  CpScatter *scatter = CP_SCATTER (self->scatter);
  cp_scatter_set_thresholds (scatter, get_line (self, CP_AXIS_X), get_line (self, CP_AXIS_Y));
  if (!are_two_scores (self)) {
    cp_scatter_set_captions (scatter, NULL, NULL);
    return;
  }
  const char *x = cp_model_letter (cp_points_plot_get_axis (self, CP_AXIS_X).model);
  const char *y = cp_model_letter (cp_points_plot_get_axis (self, CP_AXIS_Y).model);
  g_autofree char *above = g_strdup_printf ("%s negative, %s positive", x, y);
  g_autofree char *below = g_strdup_printf ("%s positive, %s negative", x, y);
  cp_scatter_set_captions (scatter, above, below);
}

static void
name_chart (CpPointsPlot *self) {
  CpColumnChoice unused;
  const char *x = cp_points_toolbar_get_name (self->toolbar, CP_POINTS_X);
  const char *y = cp_points_toolbar_get_name (self->toolbar, CP_POINTS_Y);
  const char *across = cp_points_toolbar_get_name (self->toolbar, CP_POINTS_FACET_ACROSS);
  const char *down = cp_points_toolbar_get_name (self->toolbar, CP_POINTS_FACET_DOWN);
  gboolean has_across = cp_points_toolbar_get (self->toolbar, CP_POINTS_FACET_ACROSS, &unused);
  gboolean has_down = cp_points_toolbar_get (self->toolbar, CP_POINTS_FACET_DOWN, &unused);
  g_autofree char *what =
      are_two_scores (self)
          ? g_strdup (has_across || has_down ? "Decisions" : "Decisions of A and B, row by row")
      : g_strcmp0 (x, y) == 0 ? g_strdup (x)
                              : g_strdup_printf ("%s against %s", y, x);
  g_autofree char *title = has_across && has_down ? g_strdup_printf ("%s by %s and %s", what, down, across)
                           : has_across || has_down
                               ? g_strdup_printf ("%s by %s", what, has_across ? across : down)
                               : g_strdup (what);
  cp_scatter_set_title (CP_SCATTER (self->scatter), title);
}

static void
show_panels (CpPointsPlot *self, const CpPointSet *set) {
  const CpFacets *facets = set->facets;
  guint n_panels = facets->n_columns * facets->n_rows, n_models = cp_session_get_n_models (self->session);
  g_auto (GStrv) notes = facets->panels != NULL ? g_new0 (char *, n_panels + 1) : NULL;
  for (guint i = 0; notes != NULL && i < n_panels; i++) {
    double n = set->panel_rows[i];
    const char *rows = n == 1 ? "row" : "rows";
    g_autofree char *count = cp_format_count (n);
    g_autofree char *share = cp_format_percent (n > 0 ? set->panel_marked[i] / n : NAN);
    notes[i] = n_models == 0 ? g_strdup_printf ("%s %s", count, rows)
                             : g_strdup_printf ("%s %s\n%s %s", count, rows, share,
                                                n_models > 1 ? "differ" : "positive");
  }
  cp_scatter_set_panels (
      CP_SCATTER (self->scatter), facets->across != NULL ? (const char *const *)facets->across->titles : NULL,
      facets->down != NULL ? (const char *const *)facets->down->titles : NULL, (const char *const *)notes);
}

static void
add_missing (GString *text, const CpPointAxis *axis, const char *name) {
  if (axis->n_missing == 0)
    return;
  g_autofree char *count = cp_format_count ((double)axis->n_missing);
  g_string_append_printf (text, " · %s without %s", count, name);
}

static void
describe_points (CpPointsPlot *self, const CpPointSet *set) {
  g_autoptr (GString) text = g_string_new (NULL);
  gsize n_present = cp_session_get_n_present (self->session);
  g_autofree char *drawn = cp_format_count ((double)set->n_drawn),
                  *all = cp_format_counted ((double)n_present, "row");
  const char *x = cp_points_toolbar_get_name (self->toolbar, CP_POINTS_X);
  const char *y = cp_points_toolbar_get_name (self->toolbar, CP_POINTS_Y);
  if (set->n_drawn < n_present)
    g_string_append_printf (text, "%s of %s", drawn, all);
  else
    g_string_append (text, all);
  if (cp_session_get_n_models (self->session) > 1) {
    g_autofree char *differ = cp_format_count (set->n_disagree);
    g_autofree char *share =
        cp_format_percent (set->n_drawn > 0 ? set->n_disagree / (double)set->n_drawn : NAN);
    g_string_append_printf (text, " · %s decided differently (%s)", differ, share);
  }
  add_missing (text, &set->axes[0], x);
  if (g_strcmp0 (x, y) != 0)
    add_missing (text, &set->axes[1], y);
  if (set->facets->panels != NULL)
    g_string_append (text, " · same axes in every panel");
  gtk_label_set_text (GTK_LABEL (self->count_label), text->str);
  cp_tooltip_set (self->count_label, text->str);
  cp_scatter_set_description (CP_SCATTER (self->scatter), text->str);
}

void
cp_points_plot_show_counts (CpPointsPlot *self) {
  const CpPointSet *set = self->set;
  CpScatter *scatter = CP_SCATTER (self->scatter);
  show_panels (self, set);
  cp_scatter_set_series (scatter, (const char *const *)set->names, set->colours, set->counts, set->n_series);
  cp_scatter_take_points (scatter, cp_points_ref (set->points));
  describe_points (self, set);
}

void
cp_points_plot_show_set (CpPointsPlot *self) {
  const CpPointSet *set = self->set;
  name_chart (self);
  show_axis (self, CP_AXIS_X, &set->axes[0]);
  show_axis (self, CP_AXIS_Y, &set->axes[1]);
  cp_scatter_set_lanes (CP_SCATTER (self->scatter), set->axes[0].n_missing > 0, set->axes[1].n_missing > 0);
  cp_points_plot_show_lines (self);
  cp_points_plot_show_counts (self);
}
