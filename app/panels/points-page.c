#include "app/panels/points-page.h"

#include "app/panels/letters.h"
#include "app/panels/lists-pane.h"
#include "app/panels/points-card.h"
#include "app/panels/points-toolbar.h"
#include "app/panels/row-pane.h"
#include "app/point-set.h"
#include "core/base/format.h"
#include "ui/plot/scatter.h"

#include <math.h>

struct _CpPointsPage {
  GtkWidget parent_instance;
  CpSession *session;
  gboolean is_outdated; /* the points changed while the page was hidden */
  GtkWidget *toolbar, *scatter, *count_label, *fit_button;
  GtkWidget *lists_pane, *row_pane;
};

G_DEFINE_FINAL_TYPE (CpPointsPage, cp_points_page, GTK_TYPE_WIDGET)

static CpPointAxis
get_axis (CpPointsPage *self, CpAxisKind kind) {
  CpPointsToolbar *toolbar = CP_POINTS_TOOLBAR (self->toolbar);
  return kind == CP_AXIS_X ? cp_points_toolbar_get_x (toolbar) : cp_points_toolbar_get_y (toolbar);
}

/* ---- the points ---- */

static void
add_edited (CpPointsPage *self, GArray *edited, const CpRun *run) {
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
make_request (CpPointsPage *self) {
  CpSession *session = self->session;
  CpPointRequest *request = g_new0 (CpPointRequest, 1);
  CpSlices *slices = cp_session_get_slices (session);
  guint n_slices = cp_slices_get_n_slices (slices);
  request->table = cp_table_ref (cp_session_get_table (session));
  request->fields = cp_fields_ref (cp_session_get_fields (session));
  request->n_models = cp_session_get_n_models (session);
  request->scores = g_new0 (CpScores *, request->n_models + 1);
  request->slices = cp_slices_ref (slices);
  request->thresholds = g_new (double, (gsize)request->n_models *n_slices + 1);
  for (guint m = 0; m < request->n_models; m++) {
    request->scores[m] = cp_scores_ref (cp_session_get_scores (session, m));
    for (guint s = 0; s < n_slices; s++)
      request->thresholds[(gsize)m * n_slices + s] = cp_session_get_threshold (session, m, s);
  }
  request->x = get_axis (self, CP_AXIS_X);
  request->y = get_axis (self, CP_AXIS_Y);
  request->colour = cp_points_toolbar_get_colour (CP_POINTS_TOOLBAR (self->toolbar), &request->colour_field);
  if (request->colour == CP_COLOUR_LABEL)
    request->labels = cp_labels_ref (cp_session_get_labels (session));
  request->edited = g_array_new (FALSE, FALSE, sizeof (CpEditedRow));
  GPtrArray *runs = cp_session_get_runs (session);
  for (guint i = runs->len; i > 0; i--)
    add_edited (self, request->edited, g_ptr_array_index (runs, i - 1));
  return request;
}

static gpointer
build_points (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  return cp_point_set_build (data, cancellable, error);
}

static double
get_line (CpPointsPage *self, CpAxisKind kind) {
  CpPointAxis axis = get_axis (self, kind);
  double threshold =
      axis.model >= 0 ? cp_session_get_threshold (self->session, (guint)axis.model, CP_ALL_ROWS) : NAN;
  return isfinite (threshold) ? threshold : NAN;
}

static void
show_axis (CpPointsPage *self, CpAxisKind kind, const double *range) {
  CpPointAxis axis = get_axis (self, kind);
  if (axis.model >= 0) {
    g_autofree char *title = g_strdup_printf ("Score of %s, %s", cp_model_letter ((guint)axis.model),
                                              cp_session_get_model (self->session, (guint)axis.model)->name);
    cp_scatter_set_axis (CP_SCATTER (self->scatter), kind, title, 0, 1, NULL);
    return;
  }
  const CpTable *table = cp_session_get_table (self->session);
  const CpField *field = cp_fields_get (cp_session_get_fields (self->session), axis.field);
  guint n_values = cp_field_get_n_values (field, table);
  g_autofree const char **labels = n_values > 0 ? g_new0 (const char *, n_values + 1) : NULL;
  for (guint i = 0; i < n_values; i++)
    labels[i] = cp_field_get_value (field, table, i);
  cp_scatter_set_axis (CP_SCATTER (self->scatter), kind, field->name, range[0], range[1],
                       (const char *const *)labels);
}

static void
describe_points (CpPointsPage *self, const CpPointSet *set) {
  g_autofree char *rows = cp_format_count ((double)set->n_rows), *differ = cp_format_count (set->n_disagree);
  g_autofree char *share = cp_format_percent (set->n_rows > 0 ? set->n_disagree / (double)set->n_rows : NAN);
  g_autofree char *text = cp_session_get_n_models (self->session) > 1
                              ? g_strdup_printf ("%s rows · %s decided differently (%s)", rows, differ, share)
                              : g_strdup_printf ("%s rows", rows);
  gtk_label_set_text (GTK_LABEL (self->count_label), text);
  cp_scatter_set_description (CP_SCATTER (self->scatter), text);
}

static void
name_chart (CpPointsPage *self) {
  CpPointsToolbar *toolbar = CP_POINTS_TOOLBAR (self->toolbar);
  CpPointAxis x = get_axis (self, CP_AXIS_X), y = get_axis (self, CP_AXIS_Y);
  g_autofree char *x_name = cp_points_toolbar_describe_axis (toolbar, x);
  g_autofree char *y_name = cp_points_toolbar_describe_axis (toolbar, y);
  g_autofree char *title = x.model >= 0 && y.model >= 0 && x.model != y.model
                               ? g_strdup ("Decisions of A and B, row by row")
                               : g_strdup_printf ("%s against %s", y_name, x_name);
  cp_scatter_set_title (CP_SCATTER (self->scatter), title);
}

/* ---- the selected row in the plot ---- */

static void
show_selected (CpPointsPage *self) {
  guint32 row = cp_session_get_row (self->session);
  if (row == CP_NO_ROW) {
    cp_scatter_set_selected (CP_SCATTER (self->scatter), -1, NULL);
    cp_scatter_set_trail (CP_SCATTER (self->scatter), NULL, NULL, 0);
    return;
  }
  g_autofree char *number = cp_format_count (row), *label = g_strdup_printf ("row %s", number);
  cp_scatter_set_selected (CP_SCATTER (self->scatter), row, label);
}

/* Where the row stood: in the table, then after each run but the newest. */
static void
show_trail (CpPointsPage *self) {
  CpSession *session = self->session;
  guint32 row = cp_session_get_row (session);
  guint n_models = cp_session_get_n_models (session), n_places = 0;
  const CpRowHistory *history = cp_session_get_history (session);
  GPtrArray *runs = cp_session_get_runs (session);
  g_autofree double *xs = g_new (double, runs->len + 1), *ys = g_new (double, runs->len + 1);
  g_autofree double *scores = g_new (double, n_models + 1);
  CpPointAxis x = get_axis (self, CP_AXIS_X), y = get_axis (self, CP_AXIS_Y);
  CpFields *fields = cp_session_get_fields (session);
  CpTable *table = cp_session_get_table (session);
  CpTable *state = history != NULL ? cp_row_history_get_original (history) : NULL;
  for (guint m = 0; m < n_models && state != NULL; m++)
    scores[m] = cp_scores_get_values (cp_session_get_scores (session, m))[row];
  for (guint i = 0; state != NULL && i < runs->len; i++) {
    const CpRun *run = g_ptr_array_index (runs, i);
    if (run->row != row)
      continue;
    xs[n_places] = cp_point_axis_place (&x, fields, table, state, scores, row);
    ys[n_places++] = cp_point_axis_place (&y, fields, table, state, scores, row);
    state = run->state;
    for (guint m = 0; m < n_models; m++)
      scores[m] = cp_session_can_rescore (session, m) ? run->scores[m] : scores[m];
  }
  cp_scatter_set_trail (CP_SCATTER (self->scatter), xs, ys, n_places);
}

/* The nearest counterfactual, as the table has it. */
static void
show_link (CpPointsPage *self) {
  CpSession *session = self->session;
  const CpCounterfactual *nearest = cp_session_get_counterfactual (session);
  if (nearest == NULL || nearest->state == NULL) {
    cp_scatter_set_link (CP_SCATTER (self->scatter), NAN, NAN, NULL);
    return;
  }
  guint n_models = cp_session_get_n_models (session);
  g_autofree double *scores = g_new (double, n_models + 1);
  for (guint m = 0; m < n_models; m++)
    scores[m] = cp_scores_get_values (cp_session_get_scores (session, m))[nearest->row];
  CpPointAxis x = get_axis (self, CP_AXIS_X), y = get_axis (self, CP_AXIS_Y);
  CpFields *fields = cp_session_get_fields (session);
  CpTable *table = cp_session_get_table (session);
  g_autofree char *row = cp_format_count (nearest->row);
  g_autofree char *label = g_strdup_printf ("nearest counterfactual %s", row);
  cp_scatter_set_link (CP_SCATTER (self->scatter),
                       cp_point_axis_place (&x, fields, table, nearest->state, scores, nearest->row),
                       cp_point_axis_place (&y, fields, table, nearest->state, scores, nearest->row), label);
}

static void
finish_points (gpointer result, const GError *error, gpointer owner) {
  CpPointsPage *self = owner;
  g_autoptr (CpPointSet) set = result;
  if (set == NULL)
    return; /* stopped: the old points stand */
  CpScatter *scatter = CP_SCATTER (self->scatter);
  name_chart (self);
  show_axis (self, CP_AXIS_X, set->x_range);
  show_axis (self, CP_AXIS_Y, set->y_range);
  cp_scatter_set_series (scatter, (const char *const *)set->names, set->colours, set->counts, set->n_series);
  cp_scatter_set_points (scatter, set->x, set->y, set->series, set->n_rows);
  cp_scatter_set_thresholds (scatter, get_line (self, CP_AXIS_X), get_line (self, CP_AXIS_Y));
  describe_points (self, set);
  show_trail (self);
  show_selected (self);
  show_link (self);
}

static const CpJobKind points_kind = {
    .kind = "points",
    .run = build_points,
    .free_data = (GDestroyNotify)cp_point_request_free,
    .free_result = (GDestroyNotify)cp_point_set_free,
    .done = finish_points,
};

static void
update_points (CpPointsPage *self) {
  CpJobs *jobs = cp_session_get_jobs (self->session);
  gboolean has_points =
      cp_session_is_open (self->session) && cp_points_toolbar_has_axes (CP_POINTS_TOOLBAR (self->toolbar));
  self->is_outdated = has_points && !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (has_points && !self->is_outdated)
    cp_jobs_start (jobs, &points_kind, make_request (self), self);
  else
    cp_jobs_cancel (jobs, &points_kind); /* of what was open before */
}

/* ---- what a person does ---- */

static void
row_activated (CpScatter *scatter, guint row, gpointer data) {
  cp_session_select_row (CP_POINTS_PAGE (data)->session, row);
}

static void
threshold_moved (CpScatter *scatter, guint kind, double value, gpointer data) {
  CpPointsPage *self = data;
  CpPointAxis axis = get_axis (self, (CpAxisKind)kind);
  if (axis.model >= 0)
    cp_session_set_threshold (self->session, (guint)axis.model, CP_ALL_ROWS, CLAMP (value, 0, 1));
}

static void
row_found (CpPointsPage *self) {
  gtk_widget_grab_focus (self->scatter);
}

static void
fit_clicked (GtkButton *button, gpointer data) {
  cp_scatter_fit (CP_SCATTER (CP_POINTS_PAGE (data)->scatter));
}

/* ---- what the session says ---- */

static void
row_changed (CpPointsPage *self) {
  if (!cp_points_toolbar_has_axes (CP_POINTS_TOOLBAR (self->toolbar)))
    return;
  show_trail (self);
  show_selected (self);
}

static void
counterfactual_changed (CpPointsPage *self) {
  if (cp_points_toolbar_has_axes (CP_POINTS_TOOLBAR (self->toolbar)))
    show_link (self);
}

static void
mapped (CpPointsPage *self) {
  if (self->is_outdated)
    update_points (self);
}

static void
watch_session (CpPointsPage *self) {
  static const struct {
    const char *signal;
    void (*update) (CpPointsPage *);
  } signals[] = {
      {"thresholds-changed", update_points},
      {"runs-changed", update_points},
      {"row-changed", row_changed},
      {"counterfactual-changed", counterfactual_changed},
  };
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (self->session, signals[i].signal, G_CALLBACK (signals[i].update), self,
                             G_CONNECT_SWAPPED);
}

/* A person begins at the points. */
static gboolean
cp_points_page_grab_focus (GtkWidget *widget) {
  return gtk_widget_grab_focus (CP_POINTS_PAGE (widget)->scatter);
}

static void
cp_points_page_dispose (GObject *object) {
  CpPointsPage *self = CP_POINTS_PAGE (object);
  if (self->session != NULL && cp_session_get_jobs (self->session) != NULL)
    cp_jobs_cancel (cp_session_get_jobs (self->session), &points_kind);
  gtk_widget_dispose_template (GTK_WIDGET (self), CP_TYPE_POINTS_PAGE);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_points_page_parent_class)->dispose (object);
}

static void
cp_points_page_class_init (CpPointsPageClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_points_page_dispose;
  widget_class->grab_focus = cp_points_page_grab_focus;
  g_type_ensure (CP_TYPE_SCATTER);
  g_type_ensure (CP_TYPE_POINTS_TOOLBAR);
  g_type_ensure (CP_TYPE_ROW_PANE);
  g_type_ensure (CP_TYPE_LISTS_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/points-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, toolbar);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, scatter);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, fit_button);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, lists_pane);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, row_pane);
}

static void
cp_points_page_init (CpPointsPage *self) {
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->toolbar, "changed", G_CALLBACK (update_points), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->toolbar, "row-found", G_CALLBACK (row_found), self, G_CONNECT_SWAPPED);
  g_signal_connect (self->scatter, "row-activated", G_CALLBACK (row_activated), self);
  g_signal_connect (self->scatter, "threshold-moved", G_CALLBACK (threshold_moved), self);
  g_signal_connect (self->fit_button, "clicked", G_CALLBACK (fit_clicked), self);
  g_signal_connect (self, "map", G_CALLBACK (mapped), NULL);
}

GtkWidget *
cp_points_page_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpPointsPage *self = g_object_new (CP_TYPE_POINTS_PAGE, NULL);
  self->session = g_object_ref (session);
  cp_points_toolbar_set_session (CP_POINTS_TOOLBAR (self->toolbar), session);
  cp_lists_pane_set_session (CP_LISTS_PANE (self->lists_pane), session);
  cp_row_pane_set_session (CP_ROW_PANE (self->row_pane), session);
  cp_scatter_set_describe (CP_SCATTER (self->scatter), cp_points_card_describe, session, NULL);
  watch_session (self);
  return GTK_WIDGET (self);
}

void
cp_points_page_focus_find (CpPointsPage *self) {
  g_return_if_fail (CP_IS_POINTS_PAGE (self));
  cp_points_toolbar_focus_find (CP_POINTS_TOOLBAR (self->toolbar));
}

void
cp_points_page_focus_filter (CpPointsPage *self) {
  g_return_if_fail (CP_IS_POINTS_PAGE (self));
  cp_row_pane_focus_filter (CP_ROW_PANE (self->row_pane));
}
