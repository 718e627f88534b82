#include "app/panels/curve-window.h"

#include "app/explain/dependence-row.h"
#include "app/panels/effects-words.h"
#include "app/panels/letters.h"
#include "core/base/format.h"
#include "core/table/edits.h"
#include "ui/plot/response.h"

#include <math.h>
#include <string.h>

#define WIDTH 640
#define HEIGHT 440
#define WINDOW_KEY "cp-curve-window"

struct _CpCurveWindow {
  GtkWindow parent_instance;
  CpSession *session;
  char *column;               /* (nullable) */
  CpDependenceSpread *spread; /* (nullable): of @column */
  gboolean is_wanting;
  GtkWidget *chart, *own_check, *spread_check, *steps_check, *note_label;
};

G_DEFINE_FINAL_TYPE (CpCurveWindow, cp_curve_window, GTK_TYPE_WINDOW)

static const CpField *
get_field (CpCurveWindow *self) {
  return self->column != NULL && cp_session_is_open (self->session)
             ? cp_fields_find (cp_session_get_fields (self->session), self->column)
             : NULL;
}

/* (nullable): once there is something to draw */
static const CpColumnCurves *
get_curves (CpCurveWindow *self) {
  const CpColumnCurves *curves =
      self->column != NULL ? cp_dependences_get (cp_session_get_dependences (self->session), self->column)
                           : NULL;
  return curves != NULL && curves->grid != NULL ? curves : NULL;
}

static gboolean
is_on (GtkWidget *check) {
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (check));
}

/* ---- what is drawn ---- */

static void
widen (double range[2], const double *y, guint n) {
  for (guint p = 0; y != NULL && p < n; p++) {
    range[0] = fmin (range[0], y[p]);
    range[1] = fmax (range[1], y[p]);
  }
}

/* Some air above and below; scores that are chances stay among chances. */
static void
set_range (CpCurveWindow *self, double range[2]) {
  gboolean is_chance = range[0] >= 0 && range[1] <= 1;
  double air = fmax ((range[1] - range[0]) * 0.08, 0.01);
  double lo = range[0] - air, hi = range[1] + air;
  cp_response_chart_set_y_axis (CP_RESPONSE_CHART (self->chart), is_chance ? "Score" : "Prediction",
                                is_chance ? fmax (lo, 0) : lo, is_chance ? fmin (hi, 1) : hi);
}

static void
add_model (CpCurveWindow *self, const CpColumnCurves *curves, guint m, double range[2]) {
  static const char *const colours[] = {"a_line", "b_line"};
  CpResponseChart *chart = CP_RESPONSE_CHART (self->chart);
  const CpRowHistory *history = cp_session_get_history (self->session);
  CpDependenceSubject *subject = cp_dependences_get_subject (cp_session_get_dependences (self->session));
  guint n = curves->grid->n_points;
  g_autofree char *name = g_strdup_printf ("%s, mean", cp_model_letter (m));
  g_autofree char *own_name = g_strdup_printf ("%s, this row", cp_model_letter (m));
  guint curve = cp_response_chart_add_curve (chart, name, colours[m], FALSE, curves->means[m]);
  widen (range, curves->means[m], n);
  if (is_on (self->spread_check) && self->spread != NULL && self->spread->lo[m] != NULL) {
    cp_response_chart_set_band (chart, curve, self->spread->lo[m], self->spread->hi[m]);
    widen (range, self->spread->lo[m], n);
    widen (range, self->spread->hi[m], n);
  }
  g_autofree double *own =
      is_on (self->own_check) && history != NULL && subject != NULL
          ? cp_dependence_of_row (subject, m, curves->grid, cp_row_history_get_current (history))
          : NULL;
  if (own == NULL)
    return;
  cp_response_chart_add_curve (chart, own_name, colours[m], TRUE, own);
  widen (range, own, n);
}

static char **
dup_labels (const CpDependenceGrid *grid) {
  char **labels = g_new0 (char *, grid->n_points + 1);
  for (guint p = 0; p < grid->n_points; p++)
    labels[p] = grid->is_number ? cp_format_number (grid->numbers[p], -1)
                                : g_strdup (*grid->cells[p] != '\0' ? grid->cells[p] : "missing");
  return labels;
}

/* The value the row has, where the points stand. */
static void
show_mark (CpCurveWindow *self, const CpColumnCurves *curves) {
  const CpRowHistory *history = cp_session_get_history (self->session);
  const CpField *field = get_field (self);
  double at = NAN, number;
  g_autofree char *label = NULL;
  if (history != NULL && field != NULL) {
    CpTable *state = cp_row_history_get_current (history);
    g_autofree char *cell = cp_field_dup_cell (field, state, 0),
                    *shown = cp_field_dup_shown (field, state, 0);
    label = g_strdup_printf ("this row %s", shown);
    at = cp_curves_find_mark (curves, cell);
    if (curves->grid->is_number && !is_on (self->steps_check))
      at = cp_parse_number (cell, strlen (cell), &number) ? number : NAN;
  }
  cp_response_chart_set_mark (CP_RESPONSE_CHART (self->chart), at, label);
}

static void
describe (CpCurveWindow *self, const CpColumnCurves *curves) {
  const CpRowHistory *history = cp_session_get_history (self->session);
  const CpField *field = get_field (self);
  g_autofree char *words = cp_curves_describe (curves);
  g_autofree char *shown = history != NULL && field != NULL
                               ? cp_field_dup_shown (field, cp_row_history_get_current (history), 0)
                               : g_strdup ("–");
  g_autofree char *text = g_strdup_printf ("Mean score %s\nThis row has %s", words, shown);
  cp_chart_set_description (CP_CHART (self->chart), text);
}

static void
say_note (CpCurveWindow *self, const CpColumnCurves *curves) {
  const CpDependences *dependences = cp_session_get_dependences (self->session);
  const char *text = curves != NULL ? "Click a value to put it into the row."
                     : cp_dependences_is_complete ((CpDependences *)dependences)
                         ? "No model's score can be followed over this column."
                         : "The curves are being worked out …";
  gtk_label_set_text (GTK_LABEL (self->note_label), text);
}

static void
update (CpCurveWindow *self) {
  const CpColumnCurves *curves = get_curves (self);
  double range[2] = {INFINITY, -INFINITY};
  say_note (self, curves);
  gtk_widget_set_visible (self->steps_check, curves != NULL && curves->grid->is_number);
  if (curves == NULL)
    return;
  const CpDependenceGrid *grid = curves->grid;
  g_auto (GStrv) labels = dup_labels (grid);
  gboolean has_x = grid->is_number && !is_on (self->steps_check) && grid->n_points > 1;
  cp_response_chart_set_points (CP_RESPONSE_CHART (self->chart), self->column, has_x ? grid->numbers : NULL,
                                (const char *const *)labels, grid->n_points, grid->is_number);
  for (guint m = 0; m < MIN (curves->n_models, 2); m++)
    if (curves->means[m] != NULL)
      add_model (self, curves, m, range);
  if (range[0] <= range[1])
    set_range (self, range);
  show_mark (self, curves);
  describe (self, curves);
}

/* ---- where most rows lie, by a job ---- */

typedef struct {
  CpDependenceSubject *subject;
  CpDependenceGrid *grid;
} Request;

static void
free_request (gpointer data) {
  Request *request = data;
  cp_dependence_subject_unref (request->subject);
  cp_dependence_grid_unref (request->grid);
  g_free (request);
}

static gpointer
build_spread (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Request *request = data;
  cp_progress_report (progress, -1, "Following single rows");
  return cp_dependence_spread_build (request->subject, request->grid, cancellable, error);
}

static void
finish_spread (gpointer result, const GError *error, gpointer owner) {
  CpCurveWindow *self = owner;
  g_clear_pointer (&self->spread, cp_dependence_spread_free);
  self->spread = result;
  if (result == NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->spread_check), FALSE);
  update (self);
}

static const CpJobKind spread_kind = {
    .kind = "dependence-spread",
    .run = build_spread,
    .free_data = free_request,
    .free_result = (GDestroyNotify)cp_dependence_spread_free,
    .done = finish_spread,
};

static void
ask_spread (CpCurveWindow *self) {
  const CpColumnCurves *curves = get_curves (self);
  CpDependenceSubject *subject = cp_dependences_get_subject (cp_session_get_dependences (self->session));
  if (!is_on (self->spread_check) || self->spread != NULL || curves == NULL || subject == NULL ||
      cp_jobs_is_running (cp_session_get_jobs (self->session), &spread_kind))
    return;
  Request *request = g_new (Request, 1);
  request->subject = cp_dependence_subject_ref (subject);
  request->grid = cp_dependence_grid_ref (curves->grid);
  cp_jobs_start (cp_session_get_jobs (self->session), &spread_kind, request, self);
}

static void
forget_spread (CpCurveWindow *self) {
  if (cp_session_get_jobs (self->session) != NULL)
    cp_jobs_cancel (cp_session_get_jobs (self->session), &spread_kind);
  g_clear_pointer (&self->spread, cp_dependence_spread_free);
}

/* ---- what happens ---- */

static void
curves_changed (CpCurveWindow *self) {
  if (get_curves (self) == NULL)
    forget_spread (self); /* of another output */
  update (self);
  ask_spread (self);
}

static void
choice_changed (CpCurveWindow *self) {
  update (self);
  ask_spread (self);
}

static void
point_chosen (CpCurveWindow *self, guint point) {
  const CpColumnCurves *curves = get_curves (self);
  const CpField *field = get_field (self);
  g_autoptr (GError) error = NULL;
  if (curves == NULL || field == NULL || cp_session_get_history (self->session) == NULL)
    return;
  const CpDependenceGrid *grid = curves->grid;
  g_autofree char *number = grid->is_number ? cp_field_dup_cell (field, grid->rows, point) : NULL;
  if (!cp_session_edit (self->session, field, number != NULL ? number : grid->cells[point], &error))
    cp_session_tell (self->session, error);
}

static void
opened (CpCurveWindow *self) {
  gtk_window_destroy (GTK_WINDOW (self));
}

void
cp_curve_window_set_column (CpCurveWindow *self, const char *column) {
  g_return_if_fail (CP_IS_CURVE_WINDOW (self) && column != NULL);
  if (g_strcmp0 (self->column, column) == 0)
    return;
  forget_spread (self);
  g_free (self->column);
  self->column = g_strdup (column);
  g_autofree char *title = g_strdup_printf ("Score if %s changed", column);
  gtk_window_set_title (GTK_WINDOW (self), title);
  cp_chart_set_title (CP_CHART (self->chart), title);
  curves_changed (self);
}

/* ---- the widget ---- */

static void
follow_wanting (CpCurveWindow *self, gboolean is_wanting) {
  if (self->session == NULL || self->is_wanting == is_wanting)
    return;
  self->is_wanting = is_wanting;
  if (is_wanting)
    cp_dependences_want (cp_session_get_dependences (self->session));
  else
    cp_dependences_unwant (cp_session_get_dependences (self->session));
}

static void
cp_curve_window_map (GtkWidget *widget) {
  GTK_WIDGET_CLASS (cp_curve_window_parent_class)->map (widget);
  follow_wanting (CP_CURVE_WINDOW (widget), TRUE);
}

static void
cp_curve_window_unmap (GtkWidget *widget) {
  follow_wanting (CP_CURVE_WINDOW (widget), FALSE);
  GTK_WIDGET_CLASS (cp_curve_window_parent_class)->unmap (widget);
}

static void
cp_curve_window_dispose (GObject *object) {
  CpCurveWindow *self = CP_CURVE_WINDOW (object);
  if (self->session != NULL)
    forget_spread (self);
  G_OBJECT_CLASS (cp_curve_window_parent_class)->dispose (object);
  g_clear_object (&self->session);
}

static void
cp_curve_window_finalize (GObject *object) {
  g_free (CP_CURVE_WINDOW (object)->column);
  G_OBJECT_CLASS (cp_curve_window_parent_class)->finalize (object);
}

static void
cp_curve_window_class_init (CpCurveWindowClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_curve_window_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_curve_window_finalize;
  widget_class->map = cp_curve_window_map;
  widget_class->unmap = cp_curve_window_unmap;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
add_check (CpCurveWindow *self, GtkWidget *line, const char *label, const char *tooltip) {
  GtkWidget *check = gtk_check_button_new_with_label (label);
  gtk_widget_set_tooltip_text (check, tooltip);
  g_signal_connect_object (check, "toggled", G_CALLBACK (choice_changed), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (line), check);
  return check;
}

static void
cp_curve_window_init (CpCurveWindow *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *header = gtk_header_bar_new (),
            *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (header, "cp-header");
  gtk_window_set_titlebar (GTK_WINDOW (self), header);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "cp-curve-window");
  self->chart = cp_response_chart_new ();
  gtk_widget_set_vexpand (self->chart, TRUE);
  gtk_widget_set_hexpand (self->chart, TRUE);
  gtk_widget_add_css_class (box, "cp-surface");
  gtk_widget_add_css_class (line, "cp-foot");
  self->own_check = add_check (self, line, "This row", "The row's own score at each value (ICE), dashed");
  self->spread_check =
      add_check (self, line, "Most rows", "Where the scores of the middle 80 % of rows lie at each value");
  self->steps_check = add_check (self, line, "Even steps",
                                 "The values stand side by side, each step as many rows, so that a few large "
                                 "ones do not squeeze the rest");
  self->note_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->note_label), 1);
  gtk_label_set_ellipsize (GTK_LABEL (self->note_label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->note_label, TRUE);
  gtk_widget_add_css_class (self->note_label, "cp-dim");
  gtk_box_append (GTK_BOX (line), self->note_label);
  gtk_box_append (GTK_BOX (box), self->chart);
  gtk_box_append (GTK_BOX (box), line);
  gtk_window_set_child (GTK_WINDOW (self), box);
  g_signal_connect_object (self->chart, "point-chosen", G_CALLBACK (point_chosen), self, G_CONNECT_SWAPPED);
}

GtkWidget *
cp_curve_window_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpCurveWindow *self = g_object_new (CP_TYPE_CURVE_WINDOW, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (cp_session_get_dependences (session), "changed", G_CALLBACK (curves_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "row-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "edits-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
forget_window (GtkWidget *window, gpointer data) {
  g_object_set_data (G_OBJECT (data), WINDOW_KEY, NULL);
}

void
cp_curve_window_open (GtkWidget *from, CpSession *session, const char *column) {
  g_return_if_fail (GTK_IS_WIDGET (from) && CP_IS_SESSION (session) && column != NULL);
  GtkWidget *window = g_object_get_data (G_OBJECT (session), WINDOW_KEY);
  GtkRoot *root = gtk_widget_get_root (from);
  if (window == NULL) {
    window = cp_curve_window_new (session);
    if (GTK_IS_WINDOW (root))
      gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
    g_object_set_data (G_OBJECT (session), WINDOW_KEY, window);
    g_signal_connect_object (window, "destroy", G_CALLBACK (forget_window), session, 0);
  }
  cp_curve_window_set_column (CP_CURVE_WINDOW (window), column);
  gtk_window_present (GTK_WINDOW (window));
}
