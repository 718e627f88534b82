#include "app/panels/slice-detail.h"

#include "app/panels/confusion-view.h"
#include "app/panels/letters.h"
#include "core/base/format.h"
#include "ui/plot/curve.h"

#include <math.h>

#define MAX_MODELS 2

struct _CpSliceDetail {
  GtkWidget parent_instance;
  CpSession *session;
  guint slice, n_models;
  CpCurve curves[MAX_MODELS]; /* of the slice: vertex → threshold */
  GtkWidget *box, *chart, *matrices[MAX_MODELS];
};

G_DEFINE_FINAL_TYPE (CpSliceDetail, cp_slice_detail, GTK_TYPE_WIDGET)

/* (transfer full): the card of one vertex */
static char *
describe_vertex (guint curve, gsize vertex, gpointer data) {
  CpSliceDetail *self = data;
  const CpCurve *c = &self->curves[curve];
  if (vertex >= c->n_points)
    return g_strdup ("");
  g_autofree char *threshold = cp_format_threshold (c->thresholds[vertex]);
  g_autofree char *tpr = cp_format_percent (c->y[vertex]), *fpr = cp_format_percent (c->x[vertex]);
  return g_strdup_printf ("%s at threshold %s\nTrue-positive rate\t%s\nFalse-positive rate\t%s",
                          cp_model_letter (curve), threshold, tpr, fpr);
}

static void
vertex_chosen (CpCurveChart *chart, guint curve, guint64 vertex, gpointer data) {
  CpSliceDetail *self = data;
  if (curve < self->n_models && vertex < self->curves[curve].n_points)
    cp_session_set_threshold (self->session, curve, self->slice,
                              MAX (self->curves[curve].thresholds[vertex], 0));
}

static const CpAuditCell *
get_cell (CpSliceDetail *self, guint model) {
  const CpAudit *audit = cp_session_get_audit (self->session);
  if (audit == NULL || model >= audit->n_models)
    return NULL;
  return self->slice == CP_ALL_ROWS ? &audit->models[model].overall
                                    : &audit->models[model].slices[self->slice];
}

void
cp_slice_detail_update (CpSliceDetail *self) {
  g_return_if_fail (CP_IS_SLICE_DETAIL (self));
  GString *finding = g_string_new (NULL);
  for (guint m = 0; m < self->n_models; m++) {
    const CpAuditCell *cell = get_cell (self, m);
    if (cell == NULL)
      continue;
    double tpr = cell->metrics[CP_METRIC_TPR], fpr = cell->metrics[CP_METRIC_FPR];
    g_autofree char *threshold =
        isnan (cell->threshold) ? g_strdup ("by slice") : cp_format_threshold (cell->threshold);
    g_autofree char *auc = cp_format_score (cell->metrics[CP_METRIC_ROC_AUC]);
    g_autofree char *recall = cp_format_percent (tpr), *alarms = cp_format_percent (fpr);
    cp_curve_chart_set_mark (CP_CURVE_CHART (self->chart), m, fpr, tpr, NULL);
    g_string_append_printf (finding,
                            "%s%s: AUC %s; at threshold %s true-positive rate %s, false-positive rate %s.",
                            m > 0 ? " " : "", cp_model_letter (m), auc, threshold, recall, alarms);
    cp_confusion_view_set (CP_CONFUSION_VIEW (self->matrices[m]), &cell->confusion);
  }
  cp_chart_set_description (CP_CHART (self->chart), finding->str);
  g_string_free (finding, TRUE);
}

void
cp_slice_detail_set_slice (CpSliceDetail *self, guint slice) {
  g_return_if_fail (CP_IS_SLICE_DETAIL (self));
  self->slice = slice;
  cp_curve_chart_clear (CP_CURVE_CHART (self->chart));
  for (guint m = 0; m < self->n_models; m++) {
    const CpSweep *sweep = cp_session_get_sweep (self->session, m);
    cp_curve_clear (&self->curves[m]);
    self->curves[m] = (CpCurve){0};
    if (sweep != NULL)
      cp_sweep_get_roc (sweep, slice, &self->curves[m]);
    cp_curve_chart_add_curve (CP_CURVE_CHART (self->chart), cp_model_letter (m), cp_model_line (m),
                              self->curves[m].x, self->curves[m].y, self->curves[m].n_points);
  }
  cp_slice_detail_update (self);
}

static void
cp_slice_detail_dispose (GObject *object) {
  CpSliceDetail *self = CP_SLICE_DETAIL (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  for (guint m = 0; m < MAX_MODELS; m++) {
    cp_curve_clear (&self->curves[m]);
    self->curves[m] = (CpCurve){0};
  }
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_slice_detail_parent_class)->dispose (object);
}

static void
cp_slice_detail_class_init (CpSliceDetailClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_slice_detail_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_slice_detail_init (CpSliceDetail *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->box, "cp-detail");
  self->chart = cp_curve_chart_new ();
  CpCurveChart *chart = CP_CURVE_CHART (self->chart);
  cp_chart_set_title (CP_CHART (chart), "ROC");
  cp_curve_chart_set_x_axis (chart, "False-positive rate", 0, 1);
  cp_curve_chart_set_y_axis (chart, "True-positive rate", 0, 1);
  cp_curve_chart_set_diagonal (chart, TRUE);
  cp_curve_chart_set_describe (chart, describe_vertex, self, NULL);
  gtk_widget_set_size_request (self->chart, 300, 220);
  g_signal_connect (self->chart, "vertex-chosen", G_CALLBACK (vertex_chosen), self);
  gtk_box_append (GTK_BOX (self->box), self->chart);
}

GtkWidget *
cp_slice_detail_new (CpSession *session) {
  CpSliceDetail *self = g_object_new (CP_TYPE_SLICE_DETAIL, NULL);
  self->session = g_object_ref (session);
  self->n_models = MIN (cp_session_get_n_models (session), MAX_MODELS);
  for (guint m = 0; m < self->n_models; m++) {
    self->matrices[m] = cp_confusion_view_new (m, cp_session_get_model (session, m)->name);
    gtk_box_append (GTK_BOX (self->box), self->matrices[m]);
  }
  return GTK_WIDGET (self);
}
