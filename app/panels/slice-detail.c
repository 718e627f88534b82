#include "app/panels/slice-detail.h"

#include "app/panels/confusion-view.h"
#include "app/panels/letters.h"
#include "app/session/session-view.h"
#include "core/base/format.h"
#include "ui/plot/curve.h"
#include "ui/plot/histogram.h"
#include "ui/style/text-size.h"

#include <math.h>

#define MAX_MODELS 2
#define BESIDE 42 /* how much wider than high a chart must be for its plot to be square */
#define HISTOGRAM_WIDTH 240
#define LOW 192  /* from here on the cells of a matrix grow with the height... */
#define CELL 0.3 /* ...by this share of it */

#define VIEW "slice-detail" /* {"model": 1, "tables": ["roc"]}: what the detail of every slice shows */

enum { ROC, PRECISION_RECALL, N_CHARTS };

struct _CpSliceDetail {
  GtkWidget parent_instance;
  CpSession *session;
  guint slice, n_models;
  gboolean has_slice;
  CpSweep *sweeps[MAX_MODELS];          /* (nullable): that the curves are of */
  guint model;                          /* of the histogram */
  CpCurve curves[N_CHARTS][MAX_MODELS]; /* of the slice: vertex → threshold */
  GtkWidget *scroller, *charts[N_CHARTS], *matrices[MAX_MODELS], *histogram, *choices[MAX_MODELS];
};

G_DEFINE_FINAL_TYPE (CpSliceDetail, cp_slice_detail, GTK_TYPE_WIDGET)

/* --- cards and choices --- */

/* (transfer full): the card of one vertex */
static char *
describe_vertex (const CpCurve curves[MAX_MODELS], guint curve, gsize vertex, const char *x_name,
                 const char *y_name) {
  const CpCurve *c = &curves[curve];
  if (vertex >= c->n_points)
    return g_strdup ("");
  g_autofree char *threshold = cp_format_threshold (c->thresholds[vertex]);
  g_autofree char *x = cp_format_percent (c->x[vertex]), *y = cp_format_percent (c->y[vertex]);
  return g_strdup_printf ("%s at threshold %s\n%s\t%s\n%s\t%s", cp_model_letter (curve), threshold, y_name, y,
                          x_name, x);
}

static char *
describe_roc (guint curve, gsize vertex, gpointer data) {
  return describe_vertex (CP_SLICE_DETAIL (data)->curves[ROC], curve, vertex, "False-positive rate",
                          "True-positive rate");
}

static char *
describe_precision_recall (guint curve, gsize vertex, gpointer data) {
  return describe_vertex (CP_SLICE_DETAIL (data)->curves[PRECISION_RECALL], curve, vertex, "Recall",
                          "Precision");
}

static void
vertex_chosen (CpCurveChart *chart, guint curve, guint64 vertex, gpointer data) {
  CpSliceDetail *self = data;
  const CpCurve *curves = self->curves[GTK_WIDGET (chart) == self->charts[ROC] ? ROC : PRECISION_RECALL];
  if (curve < self->n_models && vertex < curves[curve].n_points)
    cp_session_set_threshold (self->session, curve, self->slice, MAX (curves[curve].thresholds[vertex], 0));
}

static void
threshold_moved (CpHistogramChart *histogram, double threshold, gpointer data) {
  CpSliceDetail *self = data;
  cp_session_set_threshold (self->session, self->model, self->slice, threshold);
}

/* --- the numbers --- */

static const CpAuditCell *
get_cell (CpSliceDetail *self, guint model) {
  const CpAudit *audit = cp_session_get_audit (self->session);
  if (audit == NULL || model >= audit->n_models)
    return NULL;
  return self->slice == CP_ALL_ROWS ? &audit->models[model].overall
                                    : &audit->models[model].slices[self->slice];
}

static void
update_curves (CpSliceDetail *self) {
  g_autoptr (GString) roc = g_string_new (NULL), pr = g_string_new (NULL);
  for (guint m = 0; m < self->n_models; m++) {
    const CpAuditCell *cell = get_cell (self, m);
    if (cell == NULL)
      continue;
    double tpr = cell->metrics[CP_METRIC_TPR], fpr = cell->metrics[CP_METRIC_FPR];
    double precision = cell->metrics[CP_METRIC_PRECISION];
    g_autofree char *threshold =
        isnan (cell->threshold) ? g_strdup ("by slice") : cp_format_threshold (cell->threshold);
    g_autofree char *auc = cp_format_score (cell->metrics[CP_METRIC_ROC_AUC]);
    g_autofree char *recall = cp_format_percent (tpr), *alarms = cp_format_percent (fpr);
    g_autofree char *exact = cp_format_percent (precision);
    const char *separator = m > 0 ? " " : "", *letter = cp_model_letter (m);
    const char *mark = self->n_models > 1 ? letter : NULL; /* colours alone would not tell them apart */
    cp_curve_chart_set_mark (CP_CURVE_CHART (self->charts[ROC]), m, fpr, tpr, mark);
    cp_curve_chart_set_mark (CP_CURVE_CHART (self->charts[PRECISION_RECALL]), m, tpr, precision, mark);
    g_string_append_printf (roc,
                            "%s%s: AUC %s; at threshold %s true-positive rate %s, false-positive rate %s.",
                            separator, letter, auc, threshold, recall, alarms);
    g_string_append_printf (pr, "%s%s: at threshold %s precision %s, recall %s.", separator, letter,
                            threshold, exact, recall);
    cp_confusion_view_set (CP_CONFUSION_VIEW (self->matrices[m]), &cell->confusion);
  }
  cp_chart_set_description (CP_CHART (self->charts[ROC]), roc->str);
  cp_chart_set_description (CP_CHART (self->charts[PRECISION_RECALL]), pr->str);
}

/* (transfer full) (nullable): what the previewed threshold is for */
static char *
name_preview (CpSliceDetail *self, double threshold) {
  CpStrategy strategy = cp_session_get_preview_strategy (self->session);
  const char *purpose = strategy == CP_STRATEGY_SINGLE  ? "for everyone"
                        : strategy == CP_STRATEGY_GROUP ? "for least cost"
                                                        : "for parity";
  g_autofree char *figure = cp_format_threshold (threshold);
  return g_strdup_printf ("%s %s", figure, purpose);
}

static void
update_histogram (CpSliceDetail *self) {
  CpHistogramChart *histogram = CP_HISTOGRAM_CHART (self->histogram);
  const CpAuditCell *cell = get_cell (self, self->model);
  const CpThresholds *preview = cp_session_get_preview (self->session, self->model);
  if (cell == NULL)
    return;
  gboolean is_previewed = preview != NULL && self->slice != CP_ALL_ROWS && self->slice < preview->n_slices &&
                          preview->thresholds[self->slice] != cell->threshold;
  double previewed = is_previewed ? preview->thresholds[self->slice] : NAN;
  g_autofree char *name = is_previewed ? name_preview (self, previewed) : NULL;
  cp_histogram_chart_set_threshold (histogram, cell->threshold);
  cp_histogram_chart_set_preview (histogram, previewed, name);
  g_autofree char *threshold =
      isnan (cell->threshold) ? g_strdup ("the slices' thresholds") : cp_format_threshold (cell->threshold);
  g_autofree char *above = cp_format_count (cell->confusion.tp + cell->confusion.fp);
  g_autofree char *all = cp_format_count (cell->n);
  g_autofree char *finding =
      g_strdup_printf ("At threshold %s %s of %s rows are decided positive%s%s.", threshold, above, all,
                       is_previewed ? "; previewed: " : "", is_previewed ? name : "");
  cp_chart_set_description (CP_CHART (self->histogram), finding);
}

void
cp_slice_detail_update (CpSliceDetail *self) {
  g_return_if_fail (CP_IS_SLICE_DETAIL (self));
  update_curves (self);
  update_histogram (self);
}

/* What the rows of either label are called: by its values where these are words. */
static void
name_labels (CpSession *session, char **out_positive, char **out_negative) {
  const char *positive = cp_session_get_positive (session);
  const char *const *values = cp_session_get_label_values (session);
  gboolean is_word = g_ascii_isalpha (*positive) || (guchar)*positive >= 0x80;
  gboolean is_pair = values != NULL && g_strv_length ((char **)values) == 2;
  *out_positive = g_strdup (is_word ? positive : "positive");
  if (!is_word)
    *out_negative = g_strdup ("negative");
  else if (is_pair)
    *out_negative = g_strdup (g_str_equal (values[0], positive) ? values[1] : values[0]);
  else
    *out_negative = g_strdup_printf ("not %s", positive);
}

static void
fill_histogram (CpSliceDetail *self) {
  CpHistogramChart *histogram = CP_HISTOGRAM_CHART (self->histogram);
  const CpHistogram *counts = cp_session_get_histogram (self->session, self->model);
  const char *letter = cp_model_letter (self->model);
  if (counts == NULL) {
    cp_histogram_chart_set_counts (histogram, NULL, NULL, NULL, 0);
    return;
  }
  g_autofree char *positive = NULL, *negative = NULL;
  name_labels (self->session, &positive, &negative);
  g_autofree char *title = g_strdup_printf ("Scores of %s by label", letter);
  g_autofree char *axis =
      g_strdup_printf ("Score of %s, %s", letter, cp_session_get_model (self->session, self->model)->name);
  cp_chart_set_title (CP_CHART (histogram), title);
  cp_histogram_chart_set_axes (histogram, axis, "Rows");
  cp_histogram_chart_set_series (histogram, positive, negative, cp_model_fill (self->model));
  cp_histogram_chart_set_counts (histogram, counts->edges, cp_histogram_get_counts (counts, self->slice, 1),
                                 cp_histogram_get_counts (counts, self->slice, 0), counts->n_bins);
  for (guint m = 0; m < self->n_models; m++)
    cp_confusion_view_set_names (CP_CONFUSION_VIEW (self->matrices[m]), positive, negative);
}

static void
clear_curves (CpSliceDetail *self) {
  for (guint c = 0; c < N_CHARTS; c++) {
    for (guint m = 0; m < MAX_MODELS; m++) {
      cp_curve_clear (&self->curves[c][m]);
      self->curves[c][m] = (CpCurve){0};
    }
  }
}

/* Whether other curves are to be drawn than those of the sweeps kept here, which are replaced then. */
static gboolean
takes_sweeps (CpSliceDetail *self, guint slice) {
  gboolean is_other = slice != self->slice || !self->has_slice;
  for (guint m = 0; m < self->n_models; m++) {
    CpSweep *sweep = cp_session_get_sweep (self->session, m);
    if (sweep == self->sweeps[m])
      continue;
    is_other = TRUE;
    g_clear_pointer (&self->sweeps[m], cp_sweep_unref);
    self->sweeps[m] = sweep != NULL ? cp_sweep_ref (sweep) : NULL;
  }
  self->has_slice = TRUE;
  return is_other;
}

void
cp_slice_detail_set_slice (CpSliceDetail *self, guint slice) {
  g_return_if_fail (CP_IS_SLICE_DETAIL (self));
  if (!takes_sweeps (self, slice)) { /* a question that changed its costs alone leaves the curves */
    cp_slice_detail_update (self);
    return;
  }
  self->slice = slice;
  clear_curves (self);
  for (guint c = 0; c < N_CHARTS; c++)
    cp_curve_chart_clear (CP_CURVE_CHART (self->charts[c]));
  for (guint m = 0; m < self->n_models; m++) {
    const CpSweep *sweep = cp_session_get_sweep (self->session, m);
    if (sweep != NULL) {
      cp_sweep_get_roc (sweep, slice, &self->curves[ROC][m]);
      cp_sweep_get_precision_recall (sweep, slice, &self->curves[PRECISION_RECALL][m]);
    }
    for (guint c = 0; c < N_CHARTS; c++)
      cp_curve_chart_add_curve (CP_CURVE_CHART (self->charts[c]), cp_model_letter (m), cp_model_line (m),
                                self->curves[c][m].x, self->curves[c][m].y, self->curves[c][m].n_points);
  }
  fill_histogram (self);
  cp_slice_detail_update (self);
}

/* The curves are square, the histogram takes the width that is left. */
void
cp_slice_detail_set_height (CpSliceDetail *self, int height) {
  g_return_if_fail (CP_IS_SLICE_DETAIL (self));
  for (guint c = 0; c < N_CHARTS; c++)
    cp_text_size_request (self->charts[c], height - BESIDE, height);
  for (guint m = 0; m < self->n_models; m++)
    cp_confusion_view_set_spare (CP_CONFUSION_VIEW (self->matrices[m]), (int)(MAX (height - LOW, 0) * CELL));
  cp_text_size_request (self->histogram, HISTOGRAM_WIDTH, height);
}

void
cp_slice_detail_set_model (CpSliceDetail *self, guint model) {
  g_return_if_fail (CP_IS_SLICE_DETAIL (self));
  if (model >= self->n_models || model == self->model)
    return;
  self->model = model;
  if (self->choices[model] != NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->choices[model]), TRUE);
  fill_histogram (self);
  update_histogram (self);
}

/* --- what comes back: of all details, of which one is open --- */

enum { N_TWINS = N_CHARTS + 1 };
static const char *const twin_names[N_TWINS] = {"roc", "precision-recall", "histogram"};

static CpChart *
get_twin (CpSliceDetail *self, guint i) {
  return CP_CHART (i < N_CHARTS ? self->charts[i] : self->histogram);
}

static json_t *
describe_view (CpSliceDetail *self) {
  json_t *tables = json_array ();
  for (guint i = 0; i < N_TWINS; i++) {
    if (cp_chart_is_table (get_twin (self, i)))
      json_array_append_new (tables, json_string (twin_names[i]));
  }
  return json_pack ("{s:I,s:o}", "model", (json_int_t)self->model, "tables", tables);
}

/* The open one says it; closed ones leave it as it is. */
static json_t *
save_view (gpointer data) {
  CpSliceDetail *self = data;
  const json_t *said = cp_session_get_view (self->session, VIEW);
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    return describe_view (self);
  return said != NULL ? json_deep_copy (said) : NULL;
}

static void
restore_view (const json_t *value, gpointer data) {
  CpSliceDetail *self = data;
  const json_t *model = json_object_get (value, "model"), *tables = json_object_get (value, "tables");
  gboolean is_table[N_TWINS] = {FALSE};
  for (gsize t = 0; t < json_array_size (tables); t++) {
    for (guint i = 0; i < N_TWINS; i++) {
      if (g_strcmp0 (json_string_value (json_array_get (tables, t)), twin_names[i]) == 0)
        is_table[i] = TRUE;
    }
  }
  for (guint i = 0; i < N_TWINS; i++)
    cp_chart_set_is_table (get_twin (self, i), is_table[i]);
  if (json_is_integer (model) && json_integer_value (model) >= 0 &&
      json_integer_value (model) < self->n_models)
    cp_slice_detail_set_model (self, (guint)json_integer_value (model));
}

static void
closed (CpSliceDetail *self) {
  if (cp_session_is_open (self->session))
    cp_session_set_view (self->session, VIEW, describe_view (self));
}

static void
opened (CpSliceDetail *self) {
  restore_view (cp_session_get_view (self->session, VIEW), self);
}

/* --- the type --- */

static void
cp_slice_detail_dispose (GObject *object) {
  CpSliceDetail *self = CP_SLICE_DETAIL (object);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  clear_curves (self);
  for (guint m = 0; m < MAX_MODELS; m++)
    g_clear_pointer (&self->sweeps[m], cp_sweep_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_slice_detail_parent_class)->dispose (object);
}

static void
cp_slice_detail_class_init (CpSliceDetailClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_slice_detail_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_curve_chart (CpSliceDetail *self, const char *title, const char *x_title, const char *y_title,
                  CpDescribeVertex describe) {
  GtkWidget *widget = cp_curve_chart_new ();
  CpCurveChart *chart = CP_CURVE_CHART (widget);
  cp_chart_set_title (CP_CHART (widget), title);
  cp_curve_chart_set_x_axis (chart, x_title, 0, 1);
  cp_curve_chart_set_y_axis (chart, y_title, 0, 1);
  cp_curve_chart_set_legend (chart, FALSE); /* the badges of the row and of the matrices name the colours */
  cp_curve_chart_set_describe (chart, describe, self, NULL);
  cp_curve_chart_set_square (chart, TRUE);
  g_signal_connect (widget, "vertex-chosen", G_CALLBACK (vertex_chosen), self);
  return widget;
}

static void
cp_slice_detail_init (CpSliceDetail *self) {
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_set_hexpand (self->scroller, TRUE);
  gtk_widget_add_css_class (self->scroller, "cp-detail");
  self->charts[ROC] =
      make_curve_chart (self, "ROC", "False-positive rate", "True-positive rate", describe_roc);
  cp_curve_chart_set_diagonal (CP_CURVE_CHART (self->charts[ROC]), TRUE);
  self->charts[PRECISION_RECALL] =
      make_curve_chart (self, "Precision–recall", "Recall", "Precision", describe_precision_recall);
  self->histogram = cp_histogram_chart_new ();
  gtk_widget_set_hexpand (self->histogram, TRUE);
  g_signal_connect (self->histogram, "threshold-moved", G_CALLBACK (threshold_moved), self);
}

/* The matrices one below the other, so that A is above B. */
static GtkWidget *
make_matrices (CpSliceDetail *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *title = gtk_label_new ("Confusion matrix");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "cp-chart-title");
  gtk_box_append (GTK_BOX (box), title);
  for (guint m = 0; m < self->n_models; m++) {
    self->matrices[m] = cp_confusion_view_new (m, m == 0);
    gtk_widget_set_vexpand (self->matrices[m], TRUE);
    gtk_box_append (GTK_BOX (box), self->matrices[m]);
  }
  return box;
}

static void
model_chosen (GtkToggleButton *button, gpointer data) {
  CpSliceDetail *self = data;
  for (guint m = 0; m < self->n_models; m++) {
    if (self->choices[m] == GTK_WIDGET (button) && gtk_toggle_button_get_active (button))
      cp_slice_detail_set_model (self, m);
  }
}

/* Over the foot of the histogram: whose scores it shows. */
static GtkWidget *
make_histogram_box (CpSliceDetail *self) {
  GtkWidget *overlay = gtk_overlay_new (), *choices = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->histogram);
  gtk_widget_set_hexpand (overlay, TRUE);
  for (guint m = 0; m < self->n_models && self->n_models > 1; m++) {
    g_autofree char *label = g_strdup_printf ("Scores of %s", cp_model_letter (m));
    GtkWidget *button = gtk_toggle_button_new_with_label (cp_model_letter (m));
    gtk_widget_add_css_class (button, "cp-small");
    gtk_widget_set_tooltip_text (button, label);
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    if (m > 0)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (self->choices[0]));
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), m == self->model);
    g_signal_connect (button, "toggled", G_CALLBACK (model_chosen), self);
    gtk_box_append (GTK_BOX (choices), button);
    self->choices[m] = button;
  }
  gtk_widget_add_css_class (choices, "linked");
  gtk_widget_set_halign (choices, GTK_ALIGN_END);
  gtk_widget_set_valign (choices, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), choices);
  return overlay;
}

GtkWidget *
cp_slice_detail_new (CpSession *session) {
  CpSliceDetail *self = g_object_new (CP_TYPE_SLICE_DETAIL, NULL);
  self->session = g_object_ref (session);
  self->n_models = MIN (cp_session_get_n_models (session), MAX_MODELS);
  self->model = self->n_models > 0 ? self->n_models - 1 : 0;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *const parts[] = {self->charts[ROC], self->charts[PRECISION_RECALL], make_matrices (self),
                              make_histogram_box (self)};
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_box_append (GTK_BOX (box), parts[i]);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), box);
  opened (self);
  g_signal_connect (self, "show", G_CALLBACK (opened), NULL);
  g_signal_connect (self, "hide", G_CALLBACK (closed), NULL);
  cp_session_add_view (session, VIEW, save_view, restore_view, G_OBJECT (self));
  return GTK_WIDGET (self);
}
