#include "app/panels/points-plot-private.h"

#include "app/panels/letters.h"
#include "app/panels/points-card.h"
#include "app/panels/template.h"
#include "app/session-rows.h"
#include "app/session-scope.h"
#include "core/base/error.h"
#include "core/base/format.h"

#include <math.h>

#define ZOOM_STEP 1.5

G_DEFINE_FINAL_TYPE (CpPointsPlot, cp_points_plot, GTK_TYPE_WIDGET)

gboolean
cp_points_plot_is_ready (CpPointsPlot *self) {
  return self->session != NULL && cp_session_is_open (self->session) &&
         cp_points_toolbar_has_axes (self->toolbar);
}

CpColumnChoice
cp_points_plot_get_axis (CpPointsPlot *self, CpAxisKind kind) {
  CpColumnChoice choice = {.field = -1};
  cp_points_toolbar_get (self->toolbar, kind == CP_AXIS_X ? CP_POINTS_X : CP_POINTS_Y, &choice);
  return choice;
}

/* ---- what the job reads ---- */

static void
add_edited (CpPointsPlot *self, GArray *edited, const CpRun *run) {
  guint n_models = cp_session_get_n_models (self->session);
  for (guint i = 0; i < edited->len; i++) {
    if (g_array_index (edited, CpEditedRow, i).row == run->row)
      return;
  }
  CpEditedRow item = {run->row, g_new (double, n_models + 1), cp_table_ref (run->state)};
  for (guint m = 0; m < n_models; m++)
    item.scores[m] = cp_session_get_row_score (self->session, m, run->row);
  g_array_append_val (edited, item);
}

static CpPointRequest *
make_request (CpPointsPlot *self) {
  CpPointRequest *request = g_new0 (CpPointRequest, 1);
  CpScope *scope = cp_session_get_scope_snapshot (self->session);
  GPtrArray *runs = cp_session_get_runs (self->session);
  request->source = cp_column_source_new (self->session, self->distance);
  request->x = cp_points_plot_get_axis (self, CP_AXIS_X);
  request->y = cp_points_plot_get_axis (self, CP_AXIS_Y);
  request->has_colour = cp_points_toolbar_get (self->toolbar, CP_POINTS_COLOUR, &request->colour);
  for (guint i = 0; i < 2; i++)
    request->has_facet[i] =
        cp_points_toolbar_get (self->toolbar, CP_POINTS_FACET_ACROSS + i, &request->facets[i]);
  request->scope = scope != NULL ? cp_scope_ref (scope) : NULL;
  request->edited = g_array_new (FALSE, FALSE, sizeof (CpEditedRow));
  for (guint i = runs->len; i > 0; i--)
    add_edited (self, request->edited, g_ptr_array_index (runs, i - 1));
  return request;
}

static gpointer
build_points (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  cp_progress_report (progress, -1, "Placing the rows");
  return cp_point_set_build (data, cancellable, error);
}

/* ---- what the job found, on the screen ---- */

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

static void
show_lines (CpPointsPlot *self) {
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
    g_autofree char *count = cp_format_count (n);
    g_autofree char *share = cp_format_percent (n > 0 ? set->panel_marked[i] / n : NAN);
    notes[i] = n_models == 0
                   ? g_strdup_printf ("%s rows", count)
                   : g_strdup_printf ("%s rows\n%s %s", count, share, n_models > 1 ? "differ" : "positive");
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
  g_autofree char *drawn = cp_format_count ((double)set->n_drawn), *all = cp_format_count ((double)n_present);
  const char *x = cp_points_toolbar_get_name (self->toolbar, CP_POINTS_X);
  const char *y = cp_points_toolbar_get_name (self->toolbar, CP_POINTS_Y);
  if (set->n_drawn < n_present)
    g_string_append_printf (text, "%s of %s rows", drawn, all);
  else
    g_string_append_printf (text, "%s rows", all);
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
  gtk_widget_set_tooltip_text (self->count_label, text->str);
  cp_scatter_set_description (CP_SCATTER (self->scatter), text->str);
}

/* (transfer full) (nullable): the text beside a point: its value in the column of labels */
static char *
label_row (guint row, gpointer data) {
  CpPointsPlot *self = data;
  CpColumnChoice choice;
  if (!cp_points_plot_is_ready (self) || !cp_points_toolbar_get (self->toolbar, CP_POINTS_LABEL, &choice))
    return NULL;
  return cp_points_card_value (self->session, &choice, self->distance, row);
}

static char *
describe_row (guint row, gpointer data) {
  CpPointsPlot *self = data;
  CpColumnChoice choice;
  gboolean has_label = cp_points_toolbar_get (self->toolbar, CP_POINTS_LABEL, &choice);
  return cp_points_card_describe (self->session, has_label ? &choice : NULL, self->distance, row);
}

static void update_points (CpPointsPlot *self);

static void
finish_points (gpointer result, const GError *error, gpointer owner) {
  CpPointsPlot *self = owner;
  g_autoptr (CpPointSet) set = result;
  CpScatter *scatter = CP_SCATTER (self->scatter);
  CpColumnChoice unused;
  gboolean was_waiting = self->is_waiting;
  self->is_waiting = FALSE;
  if (set == NULL) { /* the old points stand */
    if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
      cp_session_tell (self->session, error);
    return;
  }
  g_clear_pointer (&self->distance, cp_distance_unref);
  self->distance = set->distance != NULL ? cp_distance_ref (set->distance) : NULL;
  name_chart (self);
  show_panels (self, set);
  show_axis (self, CP_AXIS_X, &set->axes[0]);
  show_axis (self, CP_AXIS_Y, &set->axes[1]);
  cp_scatter_set_lanes (scatter, set->axes[0].n_missing > 0, set->axes[1].n_missing > 0);
  cp_scatter_set_series (scatter, (const char *const *)set->names, set->colours, set->counts, set->n_series);
  cp_scatter_take_points (scatter, g_steal_pointer (&set->points));
  cp_scatter_set_labels (
      scatter, cp_points_toolbar_get (self->toolbar, CP_POINTS_LABEL, &unused) ? label_row : NULL, self);
  show_lines (self);
  describe_points (self, set);
  cp_points_plot_show_view (self);
  cp_points_plot_mark (self);
  if (was_waiting)
    update_points (self);
}

static const CpJobKind points_kind = {
    .kind = "points",
    .run = build_points,
    .free_data = (GDestroyNotify)cp_point_request_free,
    .free_result = (GDestroyNotify)cp_point_set_free,
    .done = finish_points,
};

static void
update_points (CpPointsPlot *self) {
  CpJobs *jobs = cp_session_get_jobs (self->session);
  gboolean is_ready = cp_points_plot_is_ready (self);
  self->is_waiting = FALSE;
  self->is_outdated = is_ready && !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (is_ready && !self->is_outdated)
    cp_jobs_start (jobs, &points_kind, make_request (self), self);
  else
    cp_jobs_cancel (jobs, &points_kind); /* of what was open before */
}

/* ---- what a person does ---- */

static void
row_activated (CpScatter *scatter, guint row, gpointer data) {
  cp_session_select_row (CP_POINTS_PLOT (data)->session, row);
}

static void
rows_chosen (CpScatter *scatter, GArray *rows, gpointer data) {
  CpPointsPlot *self = data;
  if (!cp_session_is_open (self->session))
    return;
  if (rows->len == 0) {
    g_autoptr (GError) error = g_error_new (
        CP_ERROR, CP_ERROR_VALUE, "There is no row inside the line; the rows shown stay as they are.");
    cp_session_tell (self->session, error);
    return;
  }
  cp_session_set_scope (self->session, g_array_copy (rows), "Lasso");
}

static void
threshold_moved (CpScatter *scatter, guint kind, double value, gpointer data) {
  CpPointsPlot *self = data;
  CpColumnChoice axis = cp_points_plot_get_axis (self, (CpAxisKind)kind);
  if (cp_column_choice_is_score (&axis))
    cp_session_set_threshold (self->session, axis.model, CP_ALL_ROWS, CLAMP (value, 0, 1));
}

static void
view_changed (CpPointsPlot *self) {
  double zoom = cp_scatter_get_zoom (CP_SCATTER (self->scatter));
  g_autofree char *number = cp_format_number (zoom * 100, 0), *text = g_strdup_printf ("%s\u00a0%%", number);
  g_autofree char *spoken = g_strdup_printf ("Zoom %s, back to the whole range", text);
  gtk_button_set_label (GTK_BUTTON (self->zoom_button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->zoom_button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

static void
button_clicked (GtkButton *button, gpointer data) {
  CpPointsPlot *self = data;
  CpScatter *scatter = CP_SCATTER (self->scatter);
  if (GTK_WIDGET (button) == self->in_button)
    cp_scatter_zoom (scatter, ZOOM_STEP);
  else if (GTK_WIDGET (button) == self->out_button)
    cp_scatter_zoom (scatter, 1 / ZOOM_STEP);
  else
    cp_scatter_fit (scatter);
}

static void
mode_changed (CpPointsPlot *self) {
  gboolean is_lasso = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->lasso_button));
  cp_scatter_set_mode (CP_SCATTER (self->scatter), is_lasso ? CP_SCATTER_LASSO : CP_SCATTER_PAN);
}

/* ---- what the session says ---- */

/* Under a moving hand each change would undo the last: what runs is finished first, then the newest is worked
 * out. The lines follow at once. */
static void
thresholds_changed (CpPointsPlot *self) {
  if (!cp_points_plot_is_ready (self))
    return;
  show_lines (self);
  if (cp_jobs_is_running (cp_session_get_jobs (self->session), &points_kind))
    self->is_waiting = TRUE;
  else
    update_points (self);
}

static gboolean
uses_distance (CpPointsPlot *self) {
  for (CpPointsChoice which = 0; which < CP_N_POINTS_CHOICES; which++) {
    CpColumnChoice choice;
    if (cp_points_toolbar_get (self->toolbar, which, &choice) && choice.field < 0 &&
        choice.kind == CP_COMPUTED_DISTANCE)
      return TRUE;
  }
  return FALSE;
}

static void
row_changed (CpPointsPlot *self) {
  if (!cp_points_plot_is_ready (self))
    return;
  cp_points_plot_mark (self);
  if (uses_distance (self))
    update_points (self);
}

static void
counterfactual_changed (CpPointsPlot *self) {
  if (cp_points_plot_is_ready (self))
    cp_points_plot_mark_link (self);
}

/* Another table, or another label, which the distance leaves out. */
static void
forget_distance (CpPointsPlot *self) {
  const char *label = cp_session_is_open (self->session) ? cp_session_get_label (self->session) : NULL;
  g_free (self->distance_label);
  self->distance_label = g_strdup (label);
  g_clear_pointer (&self->distance, cp_distance_unref);
}

static void
opened (CpPointsPlot *self) {
  forget_distance (self);
  cp_jobs_cancel (cp_session_get_jobs (self->session), &points_kind); /* "thresholds-changed" follows */
}

static void
question_changed (CpPointsPlot *self) {
  if (!cp_points_plot_is_ready (self) ||
      g_strcmp0 (self->distance_label, cp_session_get_label (self->session)) == 0)
    return;
  forget_distance (self);
  update_points (self);
}

static void
mapped (CpPointsPlot *self) {
  if (self->is_outdated)
    update_points (self);
}

static void
watch_session (CpPointsPlot *self) {
  static const struct {
    const char *signal;
    void (*update) (CpPointsPlot *);
  } signals[] = {
      {"opened", opened},
      {"rows-added", forget_distance},
      {"question-changed", question_changed},
      {"thresholds-changed", thresholds_changed},
      {"scope-changed", update_points},
      {"runs-changed", update_points},
      {"row-changed", row_changed},
      {"counterfactual-changed", counterfactual_changed},
  };
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (self->session, signals[i].signal, G_CALLBACK (signals[i].update), self,
                             G_CONNECT_SWAPPED);
}

void
cp_points_plot_set_session (CpPointsPlot *self, CpSession *session, CpPointsToolbar *toolbar) {
  g_return_if_fail (CP_IS_POINTS_PLOT (self) && CP_IS_SESSION (session));
  self->session = g_object_ref (session);
  self->toolbar = toolbar;
  cp_scatter_set_describe (CP_SCATTER (self->scatter), describe_row, self, NULL);
  g_signal_connect_object (toolbar, "changed", G_CALLBACK (update_points), self, G_CONNECT_SWAPPED);
  cp_points_plot_keep_view (self);
  watch_session (self);
}

/* A person begins at the points. */
static gboolean
cp_points_plot_grab_focus (GtkWidget *widget) {
  return gtk_widget_grab_focus (CP_POINTS_PLOT (widget)->scatter);
}

static void
cp_points_plot_dispose (GObject *object) {
  CpPointsPlot *self = CP_POINTS_PLOT (object);
  if (self->session != NULL && cp_session_get_jobs (self->session) != NULL)
    cp_jobs_cancel (cp_session_get_jobs (self->session), &points_kind);
  cp_dispose_template (GTK_WIDGET (self), CP_TYPE_POINTS_PLOT);
  g_clear_object (&self->session);
  g_clear_pointer (&self->distance, cp_distance_unref);
  g_clear_pointer (&self->distance_label, g_free);
  g_clear_pointer (&self->view, json_decref);
  G_OBJECT_CLASS (cp_points_plot_parent_class)->dispose (object);
}

static void
cp_points_plot_class_init (CpPointsPlotClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_points_plot_dispose;
  widget_class->grab_focus = cp_points_plot_grab_focus;
  widget_class->focus = cp_focus_only_child;
  g_type_ensure (CP_TYPE_SCATTER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/points-plot.ui");
  gtk_widget_class_bind_template_child (widget_class, CpPointsPlot, scatter);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPlot, count_label);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPlot, pan_button);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPlot, lasso_button);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPlot, out_button);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPlot, zoom_button);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPlot, in_button);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPlot, fit_button);
}

static void
cp_points_plot_init (CpPointsPlot *self) {
  gtk_widget_init_template (GTK_WIDGET (self));
  GtkWidget *const buttons[] = {self->out_button, self->zoom_button, self->in_button, self->fit_button};
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    g_signal_connect (buttons[i], "clicked", G_CALLBACK (button_clicked), self);
  g_signal_connect_swapped (self->lasso_button, "toggled", G_CALLBACK (mode_changed), self);
  g_signal_connect (self->scatter, "row-activated", G_CALLBACK (row_activated), self);
  g_signal_connect (self->scatter, "rows-chosen", G_CALLBACK (rows_chosen), self);
  g_signal_connect (self->scatter, "threshold-moved", G_CALLBACK (threshold_moved), self);
  g_signal_connect_swapped (self->scatter, "view-changed", G_CALLBACK (view_changed), self);
  g_signal_connect (self, "map", G_CALLBACK (mapped), NULL);
}
