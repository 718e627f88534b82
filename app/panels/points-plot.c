#include "app/panels/points-plot-private.h"

#include "app/panels/points-card.h"
#include "app/panels/template.h"
#include "app/session/session-rows.h"
#include "app/session/session-scope.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "ui/controls/after-paint.h"

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

/* A row stands where its newest run left it. */
static void
add_edited (CpPointsPlot *self, GArray *edited, const CpRun *run) {
  guint n_models = cp_session_get_n_models (self->session);
  if (cp_session_get_last_run (self->session, run->row) != run)
    return;
  CpEditedRow item = {run->row, g_new (double, n_models + 1), cp_table_ref (run->state)};
  for (guint m = 0; m < n_models; m++)
    item.scores[m] = cp_session_get_row_score (self->session, m, run->row);
  g_array_append_val (edited, item);
}

static CpPointRequest *
make_request (CpPointsPlot *self) {
  CpPointRequest *request = cp_point_request_new (cp_column_source_new (self->session, self->distance));
  CpScope *scope = cp_session_get_scope_snapshot (self->session);
  GPtrArray *runs = cp_session_get_runs (self->session);
  request->x = cp_points_plot_get_axis (self, CP_AXIS_X);
  request->y = cp_points_plot_get_axis (self, CP_AXIS_Y);
  request->has_colour = cp_points_toolbar_get (self->toolbar, CP_POINTS_COLOUR, &request->colour);
  for (guint i = 0; i < 2; i++)
    request->has_facet[i] =
        cp_points_toolbar_get (self->toolbar, CP_POINTS_FACET_ACROSS + i, &request->facets[i]);
  request->scope = scope != NULL ? cp_scope_ref (scope) : NULL;
  for (guint i = runs->len; i > 0; i--)
    add_edited (self, request->edited, g_ptr_array_index (runs, i - 1));
  return request;
}

static gpointer
build_points (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  cp_progress_report (progress, -1, "Placing the rows");
  return cp_point_set_build (data, cancellable, error);
}

/* ---- what the job found ---- */

/* (transfer full) (nullable): the text beside a point: its value in the column of labels */
static char *
label_row (guint row, gpointer data) {
  CpPointsPlot *self = data;
  CpColumnChoice choice;
  if (self->set == NULL || !cp_points_plot_is_ready (self) ||
      !cp_points_toolbar_get (self->toolbar, CP_POINTS_LABEL, &choice))
    return NULL; /* the points are those of what was open before */
  return cp_points_card_value (self->session, &choice, self->distance, row);
}

static char *
describe_row (guint row, gpointer data) {
  CpPointsPlot *self = data;
  CpColumnChoice choice;
  if (self->set == NULL)
    return NULL;
  gboolean has_label = cp_points_toolbar_get (self->toolbar, CP_POINTS_LABEL, &choice);
  return cp_points_card_describe (self->session, has_label ? &choice : NULL, self->distance, row);
}

static void start_order (CpPointsPlot *self);
static void thresholds_changed (CpPointsPlot *self);

static void
finish_points (gpointer result, const GError *error, gpointer owner) {
  CpPointsPlot *self = owner;
  CpPointSet *set = result;
  CpColumnChoice unused;
  gboolean was_waiting = self->is_waiting;
  self->is_waiting = FALSE;
  if (set == NULL) { /* the old points stand */
    if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
      cp_session_tell (self->session, error);
    return;
  }
  cp_jobs_let_go (g_steal_pointer (&self->set), (GDestroyNotify)cp_point_set_free);
  self->set = set;
  g_clear_pointer (&self->distance, cp_distance_unref);
  self->distance = set->distance != NULL ? cp_distance_ref (set->distance) : NULL;
  cp_scatter_set_labels (CP_SCATTER (self->scatter),
                         cp_points_toolbar_get (self->toolbar, CP_POINTS_LABEL, &unused) ? label_row : NULL,
                         self);
  cp_points_plot_show_set (self);
  cp_points_plot_show_view (self);
  cp_points_plot_mark (self);
  start_order (self);
  if (was_waiting)
    thresholds_changed (self);
}

static const CpJobKind points_kind = {
    .kind = "points",
    .run = build_points,
    .free_data = (GDestroyNotify)cp_point_request_unref,
    .free_result = (GDestroyNotify)cp_point_set_free,
    .done = finish_points,
};

/* ---- the rows by their scores, for thresholds that move ---- */

static gpointer
build_orders (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  GPtrArray *scores = data;
  g_autoptr (GPtrArray) orders = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_score_order_free);
  for (guint m = 0; m < scores->len; m++) {
    CpScoreOrder *order = cp_score_order_build (g_ptr_array_index (scores, m), cancellable, error);
    if (order == NULL)
      return NULL;
    g_ptr_array_add (orders, order);
  }
  return g_steal_pointer (&orders);
}

static void
finish_orders (gpointer result, const GError *error, gpointer owner) {
  CpPointsPlot *self = owner;
  g_clear_pointer (&self->orders, g_ptr_array_unref);
  self->orders = result; /* none: the points are built anew for each move */
}

static const CpJobKind order_kind = {
    .kind = "points-order",
    .run = build_orders,
    .free_data = (GDestroyNotify)g_ptr_array_unref,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
    .done = finish_orders,
};

static gboolean
has_orders (CpPointsPlot *self) {
  guint n_models = cp_session_get_n_models (self->session);
  gboolean has = self->orders != NULL && self->orders->len == n_models;
  for (guint m = 0; m < n_models && has; m++) {
    const CpScoreOrder *order = g_ptr_array_index (self->orders, m);
    has = order->scores == cp_session_get_scores (self->session, m);
  }
  return has;
}

static void
start_order (CpPointsPlot *self) {
  CpJobs *jobs = cp_session_get_jobs (self->session);
  if (has_orders (self))
    return;
  GPtrArray *scores = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_scores_unref);
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++)
    g_ptr_array_add (scores, cp_scores_ref (cp_session_get_scores (self->session, m)));
  cp_jobs_start (jobs, &order_kind, scores, self);
}

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

static void
follow_runs (GtkWidget *widget) {
  update_points (CP_POINTS_PLOT (widget));
}

/* The scores of the run are painted before its point moves: the whole plot is drawn for that. */
static void
runs_changed (CpPointsPlot *self) {
  cp_after_paint (GTK_WIDGET (self), follow_runs);
}

/* ---- what a person does ---- */

static void
row_activated (CpScatter *scatter, guint row, gpointer data) {
  CpPointsPlot *self = data;
  if (self->set != NULL) /* else the points are those of what was open before */
    cp_session_select_row (self->session, row);
}

static void
rows_chosen (CpScatter *scatter, GArray *rows, gpointer data) {
  CpPointsPlot *self = data;
  if (self->set == NULL)
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

/* Only the rows a threshold passed are looked at. */
static gboolean
follow_thresholds (CpPointsPlot *self) {
  if (self->set == NULL || self->orders == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return FALSE;
  g_autoptr (CpColumnSource) now = cp_column_source_new (self->session, self->distance);
  if (!cp_point_set_follow (self->set, now, self->orders))
    return FALSE;
  cp_points_plot_show_counts (self);
  return TRUE;
}

/* Where it takes more than a frame, each change under a moving hand would undo the last: what runs is
 * finished first, then the newest is worked out. The lines follow at once. */
static void
thresholds_changed (CpPointsPlot *self) {
  if (!cp_points_plot_is_ready (self))
    return;
  cp_points_plot_show_lines (self);
  gboolean has_followed = follow_thresholds (self);
  if (cp_jobs_is_running (cp_session_get_jobs (self->session), &points_kind))
    self->is_waiting = TRUE; /* what it works out is of the thresholds before */
  else if (!has_followed)
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
  cp_jobs_cancel (cp_session_get_jobs (self->session), &order_kind);
  cp_points_plot_stop_menu (self);
  g_clear_pointer (&self->orders, g_ptr_array_unref); /* nothing is held on to that is no longer open */
  cp_jobs_let_go (g_steal_pointer (&self->set), (GDestroyNotify)cp_point_set_free);
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
      {"runs-changed", runs_changed},
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
  cp_points_plot_add_menu (self);
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
  if (self->session != NULL && cp_session_get_jobs (self->session) != NULL) {
    cp_jobs_cancel (cp_session_get_jobs (self->session), &points_kind);
    cp_jobs_cancel (cp_session_get_jobs (self->session), &order_kind);
    cp_points_plot_stop_menu (self);
  }
  cp_dispose_template (GTK_WIDGET (self), CP_TYPE_POINTS_PLOT);
  g_clear_object (&self->session);
  g_clear_pointer (&self->distance, cp_distance_unref);
  g_clear_pointer (&self->distance_label, g_free);
  g_clear_pointer (&self->view, json_decref);
  g_clear_pointer (&self->orders, g_ptr_array_unref);
  g_clear_pointer (&self->set, cp_point_set_free);
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
