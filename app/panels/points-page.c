#include "app/panels/points-page.h"

#include "app/panels/letters.h"
#include "app/panels/points-card.h"
#include "app/panels/row-pane.h"
#include "app/panels/runs-list.h"
#include "app/point-set.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "ui/plot/scatter.h"

#include <math.h>

struct _CpPointsPage {
  GtkWidget parent_instance;
  CpSession *session;
  GArray *axes;    /* CpPointAxis: the choices of both axes */
  GArray *colours; /* gint: the choices of colour: DECISION, LABEL, or a field's index */
  gboolean is_filling;
  gboolean is_outdated; /* the points changed while the page was hidden */
  GtkWidget *paned, *x_choice, *y_choice, *colour_choice, *find_entry, *scatter, *count_label, *fit_button;
  GtkWidget *runs_list, *row_pane;
};

G_DEFINE_FINAL_TYPE (CpPointsPage, cp_points_page, GTK_TYPE_WIDGET)

enum { BY_DECISION = -1, BY_LABEL = -2 };

/* ---- the choices ---- */

static char *
describe_axis (CpPointsPage *self, const CpPointAxis *axis) {
  if (axis->model >= 0)
    return g_strdup_printf ("Score of %s", cp_model_letter ((guint)axis->model));
  return g_strdup (cp_fields_get (cp_session_get_fields (self->session), axis->field)->name);
}

static const CpPointAxis *
get_axis (CpPointsPage *self, GtkWidget *choice) {
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (choice));
  return selected < self->axes->len ? &g_array_index (self->axes, CpPointAxis, selected) : NULL;
}

static int
get_colour (CpPointsPage *self) {
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->colour_choice));
  return selected < self->colours->len ? g_array_index (self->colours, int, selected) : BY_DECISION;
}

static void
find_choices (CpPointsPage *self) {
  CpFields *fields = cp_session_get_fields (self->session);
  int by_decision = BY_DECISION, by_label = BY_LABEL;
  g_array_set_size (self->axes, 0);
  g_array_set_size (self->colours, 0);
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++) {
    CpPointAxis axis = {(int)m, 0};
    g_array_append_val (self->axes, axis);
  }
  if (cp_session_get_n_models (self->session) > 0)
    g_array_append_val (self->colours, by_decision);
  if (cp_session_get_label (self->session) != NULL)
    g_array_append_val (self->colours, by_label);
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    const CpField *field = cp_fields_get (fields, i);
    CpPointAxis axis = {-1, i};
    int colour = (int)i;
    if (field->type != CP_COLUMN_TEXT)
      g_array_append_val (self->axes, axis);
    if (field->type == CP_COLUMN_CATEGORY || field->type == CP_COLUMN_BOOLEAN)
      g_array_append_val (self->colours, colour);
  }
}

static void
set_names (GtkWidget *choice, GPtrArray *names, guint selected) {
  g_ptr_array_add (names, NULL);
  g_autoptr (GtkStringList) list = gtk_string_list_new ((const char *const *)names->pdata);
  gtk_drop_down_set_model (GTK_DROP_DOWN (choice), G_LIST_MODEL (list));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), selected);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (choice), names->len > 13);
}

static char *
describe_colour (CpPointsPage *self, int colour) {
  if (colour == BY_DECISION)
    return g_strdup (cp_session_get_n_models (self->session) > 1 ? "Agreement" : "Decision");
  if (colour == BY_LABEL)
    return g_strdup_printf ("Label: %s", cp_session_get_label (self->session));
  return g_strdup (cp_fields_get (cp_session_get_fields (self->session), (guint)colour)->name);
}

/* The choice a saved session names, else @otherwise. */
static guint
find_saved (CpPointsPage *self, const char *key, GPtrArray *names, guint otherwise) {
  const char *saved = json_string_value (cp_session_get_view (self->session, key));
  for (guint i = 0; saved != NULL && i < names->len; i++) {
    if (g_str_equal (g_ptr_array_index (names, i), saved))
      return i;
  }
  return MIN (otherwise, names->len > 0 ? names->len - 1 : 0);
}

static void
fill_choices (CpPointsPage *self) {
  self->is_filling = TRUE;
  find_choices (self);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->axes->len; i++)
    g_ptr_array_add (names, describe_axis (self, &g_array_index (self->axes, CpPointAxis, i)));
  guint x = find_saved (self, "x", names, 0), y = find_saved (self, "y", names, 1);
  set_names (self->x_choice, names, x);
  g_ptr_array_set_size (names, (int)names->len - 1);
  set_names (self->y_choice, names, y);
  g_autoptr (GPtrArray) colours = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->colours->len; i++)
    g_ptr_array_add (colours, describe_colour (self, g_array_index (self->colours, int, i)));
  set_names (self->colour_choice, colours, find_saved (self, "colour", colours, 0));
  self->is_filling = FALSE;
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
  int colour = get_colour (self);
  request->x = *get_axis (self, self->x_choice);
  request->y = *get_axis (self, self->y_choice);
  request->colour = colour == BY_DECISION ? CP_COLOUR_DECISION
                    : colour == BY_LABEL  ? CP_COLOUR_LABEL
                                          : CP_COLOUR_FIELD;
  request->colour_field = colour >= 0 ? (guint)colour : 0;
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
get_line (CpPointsPage *self, GtkWidget *choice) {
  const CpPointAxis *axis = get_axis (self, choice);
  double threshold = axis != NULL && axis->model >= 0
                         ? cp_session_get_threshold (self->session, (guint)axis->model, CP_ALL_ROWS)
                         : NAN;
  return isfinite (threshold) ? threshold : NAN;
}

static void
show_axis (CpPointsPage *self, CpAxisKind kind, GtkWidget *choice, const double *range) {
  const CpPointAxis *axis = get_axis (self, choice);
  if (axis->model >= 0) {
    g_autofree char *title = g_strdup_printf ("Score of %s, %s", cp_model_letter ((guint)axis->model),
                                              cp_session_get_model (self->session, (guint)axis->model)->name);
    cp_scatter_set_axis (CP_SCATTER (self->scatter), kind, title, 0, 1, NULL);
    return;
  }
  const CpTable *table = cp_session_get_table (self->session);
  const CpField *field = cp_fields_get (cp_session_get_fields (self->session), axis->field);
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
  const CpPointAxis *x = get_axis (self, self->x_choice), *y = get_axis (self, self->y_choice);
  g_autofree char *x_name = describe_axis (self, x), *y_name = describe_axis (self, y);
  g_autofree char *title = x->model >= 0 && y->model >= 0 && x->model != y->model
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
  guint n_models = cp_session_get_n_models (session);
  const CpRowHistory *history = cp_session_get_history (session);
  GPtrArray *runs = cp_session_get_runs (session);
  g_autoptr (GArray) xs = g_array_new (FALSE, FALSE, sizeof (double)),
                     ys = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree double *scores = g_new (double, n_models + 1);
  CpTable *state = history != NULL ? cp_row_history_get_original (history) : NULL;
  for (guint m = 0; m < n_models && row != CP_NO_ROW; m++)
    scores[m] = cp_scores_get_values (cp_session_get_scores (session, m))[row];
  for (guint i = 0; row != CP_NO_ROW && i < runs->len; i++) {
    const CpRun *run = g_ptr_array_index (runs, i);
    if (run->row != row)
      continue;
    double x = cp_point_axis_place (get_axis (self, self->x_choice), cp_session_get_fields (session),
                                    cp_session_get_table (session), state, scores, row);
    double y = cp_point_axis_place (get_axis (self, self->y_choice), cp_session_get_fields (session),
                                    cp_session_get_table (session), state, scores, row);
    g_array_append_val (xs, x);
    g_array_append_val (ys, y);
    state = run->state;
    for (guint m = 0; m < n_models; m++)
      scores[m] = cp_session_can_rescore (session, m) ? run->scores[m] : scores[m];
  }
  cp_scatter_set_trail (CP_SCATTER (self->scatter), (double *)xs->data, (double *)ys->data, xs->len);
}

static void
finish_points (gpointer result, const GError *error, gpointer owner) {
  CpPointsPage *self = owner;
  g_autoptr (CpPointSet) set = result;
  if (set == NULL)
    return; /* stopped: the old points stand */
  CpScatter *scatter = CP_SCATTER (self->scatter);
  name_chart (self);
  show_axis (self, CP_AXIS_X, self->x_choice, set->x_range);
  show_axis (self, CP_AXIS_Y, self->y_choice, set->y_range);
  cp_scatter_set_series (scatter, (const char *const *)set->names, set->colours, set->counts, set->n_series);
  cp_scatter_set_points (scatter, set->x, set->y, set->series, set->n_rows);
  cp_scatter_set_thresholds (scatter, get_line (self, self->x_choice), get_line (self, self->y_choice));
  describe_points (self, set);
  show_trail (self);
  show_selected (self);
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
  if (self->is_filling || !cp_session_is_open (self->session) || self->axes->len == 0)
    return;
  self->is_outdated = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (!self->is_outdated)
    cp_jobs_start (cp_session_get_jobs (self->session), &points_kind, make_request (self), self);
}

/* ---- what a person does ---- */

static void
remember_choice (CpPointsPage *self, const char *key, GtkWidget *choice) {
  GtkStringObject *item = gtk_drop_down_get_selected_item (GTK_DROP_DOWN (choice));
  if (item != NULL)
    cp_session_set_view (self->session, key, json_string (gtk_string_object_get_string (item)));
}

static void
choice_changed (CpPointsPage *self) {
  if (self->is_filling || !cp_session_is_open (self->session))
    return;
  remember_choice (self, "x", self->x_choice);
  remember_choice (self, "y", self->y_choice);
  remember_choice (self, "colour", self->colour_choice);
  update_points (self);
}

static void
row_activated (CpScatter *scatter, guint row, gpointer data) {
  cp_session_select_row (CP_POINTS_PAGE (data)->session, row);
}

static void
threshold_moved (CpScatter *scatter, guint kind, double value, gpointer data) {
  CpPointsPage *self = data;
  const CpPointAxis *axis = get_axis (self, kind == CP_AXIS_X ? self->x_choice : self->y_choice);
  if (axis != NULL && axis->model >= 0)
    cp_session_set_threshold (self->session, (guint)axis->model, CP_ALL_ROWS, CLAMP (value, 0, 1));
}

static void
find_activated (GtkSearchEntry *entry, gpointer data) {
  CpPointsPage *self = data;
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
  g_auto (GStrv) parts = g_strsplit (text, "\u00a0", -1); /* as the window writes it */
  g_autofree char *joined = g_strjoinv ("", parts);
  g_auto (GStrv) spaced = g_strsplit (g_strstrip (joined), " ", -1);
  g_autofree char *digits = g_strjoinv ("", spaced);
  gsize n_rows = cp_table_get_n_rows (cp_session_get_table (self->session));
  guint64 row;
  g_autoptr (GError) error = NULL;
  if (g_ascii_string_to_unsigned (digits, 10, 0, n_rows - 1, &row, NULL)) {
    cp_session_select_row (self->session, (guint32)row);
    return;
  }
  g_autofree char *last = cp_format_count ((double)(n_rows - 1));
  error = g_error_new (CP_ERROR, CP_ERROR_VALUE, "Find row: '%s' is no row; expected a number from 0 to %s.",
                       text, last);
  cp_session_tell (self->session, error);
}

static void
fit_clicked (GtkButton *button, gpointer data) {
  cp_scatter_fit (CP_SCATTER (CP_POINTS_PAGE (data)->scatter));
}

/* ---- what the session says ---- */

static void
opened (CpPointsPage *self) {
  fill_choices (self);
  update_points (self);
}

/* A label that came or went changes the choices of colour. */
static void
question_changed (CpPointsPage *self) {
  gboolean has_label = FALSE;
  for (guint i = 0; i < self->colours->len; i++)
    has_label = has_label || g_array_index (self->colours, int, i) == BY_LABEL;
  if (cp_session_is_open (self->session) && has_label != (cp_session_get_label (self->session) != NULL))
    fill_choices (self);
}

static void
row_changed (CpPointsPage *self) {
  if (self->axes->len == 0)
    return;
  show_trail (self);
  show_selected (self);
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
      {"opened", opened},
      {"question-changed", question_changed},
      {"results-changed", update_points},
      {"runs-changed", update_points},
      {"row-changed", row_changed},
  };
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (self->session, signals[i].signal, G_CALLBACK (signals[i].update), self,
                             G_CONNECT_SWAPPED);
}

static void
cp_points_page_dispose (GObject *object) {
  CpPointsPage *self = CP_POINTS_PAGE (object);
  if (self->session != NULL && cp_session_get_jobs (self->session) != NULL)
    cp_jobs_cancel (cp_session_get_jobs (self->session), &points_kind);
  gtk_widget_dispose_template (GTK_WIDGET (self), CP_TYPE_POINTS_PAGE);
  g_clear_object (&self->session);
  g_clear_pointer (&self->axes, g_array_unref);
  g_clear_pointer (&self->colours, g_array_unref);
  G_OBJECT_CLASS (cp_points_page_parent_class)->dispose (object);
}

static void
cp_points_page_class_init (CpPointsPageClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_points_page_dispose;
  g_type_ensure (CP_TYPE_SCATTER);
  g_type_ensure (CP_TYPE_ROW_PANE);
  g_type_ensure (CP_TYPE_RUNS_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/points-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, paned);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, x_choice);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, y_choice);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, colour_choice);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, find_entry);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, scatter);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, fit_button);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, runs_list);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, row_pane);
}

static void
cp_points_page_init (CpPointsPage *self) {
  self->axes = g_array_new (FALSE, FALSE, sizeof (CpPointAxis));
  self->colours = g_array_new (FALSE, FALSE, sizeof (int));
  gtk_widget_init_template (GTK_WIDGET (self));
  GtkWidget *const choices[] = {self->x_choice, self->y_choice, self->colour_choice};
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    g_autoptr (GtkExpression) text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
    gtk_drop_down_set_expression (GTK_DROP_DOWN (choices[i]), text);
    g_signal_connect_object (choices[i], "notify::selected", G_CALLBACK (choice_changed), self,
                             G_CONNECT_SWAPPED);
  }
  g_signal_connect (self->scatter, "row-activated", G_CALLBACK (row_activated), self);
  g_signal_connect (self->scatter, "threshold-moved", G_CALLBACK (threshold_moved), self);
  g_signal_connect (self->find_entry, "activate", G_CALLBACK (find_activated), self);
  g_signal_connect (self->fit_button, "clicked", G_CALLBACK (fit_clicked), self);
  g_signal_connect (self, "map", G_CALLBACK (mapped), NULL);
}

GtkWidget *
cp_points_page_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpPointsPage *self = g_object_new (CP_TYPE_POINTS_PAGE, NULL);
  self->session = g_object_ref (session);
  cp_runs_list_set_session (CP_RUNS_LIST (self->runs_list), session);
  cp_row_pane_set_session (CP_ROW_PANE (self->row_pane), session);
  cp_scatter_set_describe (CP_SCATTER (self->scatter), cp_points_card_describe, session, NULL);
  watch_session (self);
  return GTK_WIDGET (self);
}

void
cp_points_page_focus_find (CpPointsPage *self) {
  g_return_if_fail (CP_IS_POINTS_PAGE (self));
  gtk_widget_grab_focus (self->find_entry);
}

void
cp_points_page_focus_filter (CpPointsPage *self) {
  g_return_if_fail (CP_IS_POINTS_PAGE (self));
  cp_row_pane_focus_filter (CP_ROW_PANE (self->row_pane));
}
