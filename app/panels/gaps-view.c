#include "app/panels/gaps-view.h"

#include "app/panels/letters.h"
#include "core/base/format.h"
#include "ui/controls/badge.h"

#include <math.h>

static const CpMetric measures[] = {CP_METRIC_SELECTION_RATE, CP_METRIC_TPR, CP_METRIC_FPR,
                                    CP_METRIC_ACCURACY};

struct _CpGapsView {
  GtkWidget parent_instance;
  CpSession *session;
  GtkWidget *box, *title, *grid;
};

G_DEFINE_FINAL_TYPE (CpGapsView, cp_gaps_view, GTK_TYPE_WIDGET)

static GtkWidget *
add_label (CpGapsView *self, const char *text, int column, int row, const char *class) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_set_hexpand (label, column > 0);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_widget_add_css_class (label, class);
  gtk_grid_attach (GTK_GRID (self->grid), label, column, row, 1, 1);
  return label;
}

/* (transfer full): "49.9 points [48.8, 51.0], ratio 0.01: Female 0.7 %, Male 50.6 %" */
static char *
describe_gap (const CpAudit *audit, guint model, CpMetric metric) {
  const CpGap *gap = &audit->models[model].gaps[metric];
  if (isnan (gap->difference))
    return g_strdup ("–");
  g_autofree char *points = cp_format_points (gap->difference), *ratio = cp_format_number (gap->ratio, 2);
  g_autofree char *low = cp_format_percent (gap->min), *high = cp_format_percent (gap->max);
  GString *text = g_string_new (points);
  g_string_append (text, " points");
  if (!isnan (gap->difference_interval.low)) {
    g_autofree char *from = cp_format_points (gap->difference_interval.low);
    g_autofree char *to = cp_format_points (gap->difference_interval.high);
    g_string_append_printf (text, " [%s, %s]", from, to);
  }
  g_string_append_printf (text, ", ratio %s: %s %s, %s %s", ratio,
                          cp_slices_get_label (audit->slices, gap->min_slice), low,
                          cp_slices_get_label (audit->slices, gap->max_slice), high);
  return g_string_free (text, FALSE);
}

static char *
describe_cost (const CpAudit *audit, guint model) {
  double rows = audit->models[model].overall.n;
  g_autofree char *cost = cp_format_number (audit->models[model].cost, -1);
  g_autofree char *rate = cp_format_number (audit->models[model].cost / rows * 1000, 1);
  GString *text = g_string_new (cost);
  g_string_append_printf (text, ", %s per 1\u00a0000 rows", rate);
  if (!isnan (audit->models[model].single_cost)) {
    g_autofree char *single = cp_format_number (audit->models[model].single_cost, -1);
    g_string_append_printf (text, "; the best single threshold costs %s", single);
  }
  return g_string_free (text, FALSE);
}

static void
add_model (CpGapsView *self, const CpAudit *audit, guint model, gboolean has_gaps) {
  int column = (int)model + 1, row = 0;
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6),
            *name = gtk_label_new (audit->models[model].name);
  gtk_box_append (GTK_BOX (head), cp_badge_new (cp_model_letter (model)));
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_box_append (GTK_BOX (head), name);
  gtk_grid_attach (GTK_GRID (self->grid), head, column, row++, 1, 1);
  for (guint i = 0; has_gaps && i < G_N_ELEMENTS (measures); i++) {
    g_autofree char *text = describe_gap (audit, model, measures[i]);
    add_label (self, text, column, row++, "cp-table-text");
  }
  g_autofree char *cost = describe_cost (audit, model);
  add_label (self, cost, column, row, "cp-table-text");
}

static void
add_names (CpGapsView *self, gboolean has_gaps) {
  int row = 1;
  for (guint i = 0; has_gaps && i < G_N_ELEMENTS (measures); i++) {
    const CpMetricInfo *info = cp_metric_get_info (measures[i]);
    GtkWidget *label = add_label (self, info->label, 0, row++, "cp-gap-name");
    gtk_widget_set_tooltip_text (label, info->definition);
  }
  GtkWidget *label = add_label (self, "Cost", 0, row, "cp-gap-name");
  gtk_widget_set_tooltip_text (label, "False positives and false negatives, each times its cost on the left");
}

static void
update (CpGapsView *self) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  const CpAudit *audit = cp_session_get_audit (self->session);
  gtk_widget_set_visible (GTK_WIDGET (self), audit != NULL);
  if (audit == NULL)
    return;
  guint n_slices = cp_slices_get_n_slices (audit->slices);
  gboolean has_gaps = n_slices > 1;
  g_autofree char *title =
      n_slices == 2 ? g_strdup_printf ("Gap between %s and %s", cp_slices_get_label (audit->slices, 0),
                                       cp_slices_get_label (audit->slices, 1))
                    : g_strdup (has_gaps ? "Widest gap between slices" : "Cost of the decisions");
  gtk_label_set_text (GTK_LABEL (self->title), title);
  add_names (self, has_gaps);
  for (guint m = 0; m < audit->n_models; m++)
    add_model (self, audit, m, has_gaps);
}

void
cp_gaps_view_set_session (CpGapsView *self, CpSession *session) {
  g_return_if_fail (CP_IS_GAPS_VIEW (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "results-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
cp_gaps_view_dispose (GObject *object) {
  g_clear_pointer (&CP_GAPS_VIEW (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_gaps_view_parent_class)->dispose (object);
}

static void
cp_gaps_view_class_init (CpGapsViewClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_gaps_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_gaps_view_init (CpGapsView *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->box, "cp-gaps");
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->title, "cp-title");
  gtk_box_append (GTK_BOX (self->box), self->title);
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 3);
  gtk_box_append (GTK_BOX (self->box), self->grid);
}
