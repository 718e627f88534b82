#include "app/panels/gaps-view.h"

#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "app/session/audit-data.h"
#include "app/session/session-results.h"
#include "core/base/format.h"
#include "ui/controls/badge.h"
#include "ui/controls/copying.h"
#include "ui/controls/inscription.h"
#include "ui/controls/tooltip.h"
#include "ui/plot/gap-bars.h"

#include <math.h>

static const CpMetric measures[] = {CP_METRIC_SELECTION_RATE, CP_METRIC_TPR, CP_METRIC_FPR,
                                    CP_METRIC_ACCURACY};

struct _CpGapsView {
  GtkWidget parent_instance;
  CpSession *session;
  GtkWidget *box, *stack, *chart, *grid, *cost, *toggle, *empty;
};

G_DEFINE_FINAL_TYPE (CpGapsView, cp_gaps_view, GTK_TYPE_WIDGET)

static GtkWidget *
add_label (CpGapsView *self, const char *text, int column, int row, const char *class) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  cp_tooltip_set (label, text);
  gtk_widget_set_hexpand (label, column > 0);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_widget_add_css_class (label, class);
  gtk_grid_attach (GTK_GRID (self->grid), label, column, row, 1, 1);
  return label;
}

/* Where there are no gaps the cost has the room, and is told whole. */
static void
unfold (GtkWidget *label) {
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
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

/* Which way a gap is drawn: between two slices first minus second, between more the widest, always positive.
 */
static double
get_sign (const CpAudit *audit, const CpGap *gap) {
  return cp_slices_get_n_slices (audit->slices) == 2 && gap->max_slice == 1 ? -1 : 1;
}

static CpGapBar
make_bar (const CpAudit *audit, const CpGap *gap) {
  double sign = get_sign (audit, gap);
  double low = sign * gap->difference_interval.low, high = sign * gap->difference_interval.high;
  return (CpGapBar){sign * gap->difference, sign > 0 ? low : high, sign > 0 ? high : low, FALSE};
}

/* While a threshold moves the interval of before stays where it was, dimmed. */
static CpGapBar
make_bar_now (CpGapsView *self, const CpAudit *audit, guint model, CpMetric metric) {
  CpGapBar bar = make_bar (audit, &audit->models[model].gaps[metric]);
  const CpAudit *settled = cp_session_get_settled_audit (self->session);
  if (settled == NULL || settled == audit || isnan (bar.value))
    return bar;
  CpGapBar before = make_bar (settled, &settled->models[model].gaps[metric]);
  return (CpGapBar){bar.value, before.low, before.high, TRUE};
}

static void
add_interval (GString *text, double low, double high, char *(*format) (double)) {
  if (isnan (low) || isnan (high))
    return;
  g_autofree char *from = format (low), *to = format (high);
  g_string_append_printf (text, " [%s, %s]", from, to);
}

static char *
format_signed_points (double share) {
  return cp_format_delta (share * 100, 1);
}

static char *
format_ratio (double ratio) {
  return cp_format_number (ratio, 2);
}

/* (transfer full): the card of a bar: the difference and the ratio with their intervals, and both rates */
static char *
describe_bar (guint measure, guint model, gpointer data) {
  CpGapsView *self = data;
  const CpAudit *audit = cp_session_get_audit (self->session);
  if (audit == NULL || model >= audit->n_models)
    return NULL;
  const CpMetricInfo *info = cp_metric_get_info (measures[measure]);
  const CpGap *gap = &audit->models[model].gaps[measures[measure]];
  const char *letter = cp_model_letter (model);
  if (isnan (gap->difference))
    return g_strdup_printf ("%s\n%s\t–", info->label, letter);
  CpGapBar bar = make_bar (audit, gap);
  gboolean is_signed = cp_slices_get_n_slices (audit->slices) == 2;
  char *(*format) (double) = is_signed ? format_signed_points : cp_format_points;
  g_autofree char *points = format (bar.value), *ratio = format_ratio (gap->ratio);
  g_autofree char *low = cp_format_percent (gap->min), *high = cp_format_percent (gap->max);
  GString *text = g_string_new (info->label);
  g_string_append_printf (text, "\n%s\t%s points", letter, points);
  add_interval (text, bar.low, bar.high, format);
  g_string_append_printf (text, "\nRatio\t%s", ratio);
  add_interval (text, gap->ratio_interval.low, gap->ratio_interval.high, format_ratio);
  g_string_append_printf (text, "\n%s\t%s\n%s\t%s", cp_slices_get_label (audit->slices, gap->min_slice), low,
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
  GtkWidget *label = add_label (self, cost, column, row, "cp-table-text");
  if (!has_gaps)
    unfold (label);
}

static void
add_names (CpGapsView *self, gboolean has_gaps) {
  int row = 1;
  for (guint i = 0; has_gaps && i < G_N_ELEMENTS (measures); i++) {
    const CpMetricInfo *info = cp_metric_get_info (measures[i]);
    GtkWidget *label = add_label (self, info->label, 0, row++, "cp-gap-name");
    cp_tooltip_set (label, info->definition);
  }
  GtkWidget *label = add_label (self, "Cost", 0, row, "cp-gap-name");
  cp_tooltip_set (label, "False positives and false negatives, each times its cost on the left");
}

/* "Cost of the decisions, per 1 000 rows: A 267.1, B 331.9" */
static void
update_cost (CpGapsView *self, const CpAudit *audit) {
  g_autoptr (GString) text = g_string_new ("Cost of the decisions, per 1\u00a0000 rows:");
  for (guint m = 0; m < audit->n_models; m++) {
    g_autofree char *rate = cp_format_number (audit->models[m].cost / audit->models[m].overall.n * 1000, 1);
    g_string_append_printf (text, "%s %s %s", m > 0 ? "," : "", cp_model_letter (m), rate);
  }
  gtk_inscription_set_text (GTK_INSCRIPTION (self->cost), text->str);
}

static void
update_table (CpGapsView *self) {
  const CpAudit *audit = cp_session_get_audit (self->session);
  gboolean has_gaps = cp_slices_get_n_slices (audit->slices) > 1;
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  add_names (self, has_gaps);
  for (guint m = 0; m < audit->n_models; m++)
    add_model (self, audit, m, has_gaps);
}

/* The finding in words: the selection rate's gap of every model. */
static void
update_description (CpGapsView *self, const CpAudit *audit) {
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint m = 0; m < audit->n_models; m++) {
    g_autofree char *gap = describe_gap (audit, m, CP_METRIC_SELECTION_RATE);
    g_string_append_printf (text, "%s%s: selection rate %s.", m > 0 ? " " : "", cp_model_letter (m), gap);
  }
  cp_chart_set_description (CP_CHART (self->chart), text->str);
}

static void
update_chart (CpGapsView *self, const CpAudit *audit) {
  CpGapBars *chart = CP_GAP_BARS (self->chart);
  enum { N = G_N_ELEMENTS (measures) };
  guint n_models = audit->n_models;
  gboolean is_signed = cp_slices_get_n_slices (audit->slices) == 2;
  const char *names[N + 1] = {NULL};
  const char *first = is_signed ? cp_slices_get_label (audit->slices, 0) : NULL;
  const char *second = is_signed ? cp_slices_get_label (audit->slices, 1) : NULL;
  g_autofree char *title = is_signed ? g_strdup_printf ("Gap between %s and %s", first, second)
                                     : g_strdup ("Widest gap between slices");
  g_autofree char *axis = is_signed
                              ? g_strdup_printf ("%s minus %s, points, 95\u00a0%% interval", first, second)
                              : g_strdup ("Highest minus lowest slice, points, 95\u00a0% interval");
  g_autofree CpGapBar *bars = g_new (CpGapBar, (gsize)N * n_models);
  g_autofree const char **letters = g_new (const char *, n_models), **fills = g_new (const char *, n_models);
  for (guint m = 0; m < n_models; m++) {
    letters[m] = cp_model_letter (m);
    fills[m] = cp_model_fill (m);
    for (guint i = 0; i < N; i++) {
      names[i] = cp_metric_get_info (measures[i])->label;
      bars[i * n_models + m] = make_bar_now (self, audit, m, measures[i]);
    }
  }
  cp_chart_set_title (CP_CHART (chart), title);
  cp_gap_bars_set_series (chart, letters, fills, n_models);
  cp_gap_bars_set_axis (chart, axis, is_signed);
  cp_gap_bars_set_bars (chart, names, bars);
  update_description (self, audit);
}

/* The chart or the table. */
static void
show_chart (CpGapsView *self, gboolean is_chart) {
  if (!is_chart)
    update_table (self);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), is_chart ? self->chart : self->grid);
}

/* A gap needs two slices among the rows looked at. */
static gboolean
has_two_slices (const CpAudit *audit) {
  guint n_filled = 0;
  for (guint s = 0; s < cp_slices_get_n_slices (audit->slices); s++)
    n_filled += audit->models[0].slices[s].n > 0;
  return n_filled > 1;
}

static void
update (CpGapsView *self) {
  const CpAudit *audit = cp_session_get_audit (self->session);
  gtk_widget_set_visible (GTK_WIDGET (self), audit != NULL && audit->n_models > 0);
  if (audit == NULL || audit->n_models == 0)
    return;
  gboolean has_gaps = cp_slices_get_n_slices (audit->slices) > 1;
  gboolean is_empty = has_gaps && !has_two_slices (audit);
  gtk_widget_set_visible (self->toggle, has_gaps && !is_empty);
  if (is_empty)
    gtk_stack_set_visible_child (GTK_STACK (self->stack), self->empty);
  else
    show_chart (self, has_gaps && !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->toggle)));
  update_cost (self, audit);
  if (has_gaps && !is_empty)
    update_chart (self, audit);
}

static void
toggled (GtkToggleButton *toggle, gpointer data) {
  show_chart (data, !gtk_toggle_button_get_active (toggle));
}

static CpTable *
build_data (GtkWidget *widget) {
  const CpAudit *audit = cp_session_get_audit (CP_GAPS_VIEW (widget)->session);
  gboolean has_gaps = audit != NULL && cp_slices_get_n_slices (audit->slices) > 1;
  return has_gaps ? cp_audit_data_gaps (audit, measures, G_N_ELEMENTS (measures)) : NULL;
}

void
cp_gaps_view_set_session (CpGapsView *self, CpSession *session) {
  g_return_if_fail (CP_IS_GAPS_VIEW (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "results-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  cp_keep_toggle (session, "gaps", GTK_TOGGLE_BUTTON (self->toggle));
  cp_keep_twin (session, "gaps-table", self->chart);
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

/* Under the chart: what the decisions cost, and the way to the table. */
static GtkWidget *
make_foot (CpGapsView *self) {
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->cost = cp_inscription_new (0);
  gtk_widget_set_hexpand (self->cost, TRUE);
  gtk_widget_add_css_class (self->cost, "cp-gap-name");
  cp_tooltip_set (self->cost, "False positives and false negatives, each times its cost on the left");
  self->toggle = gtk_toggle_button_new_with_label ("Show as table");
  gtk_widget_add_css_class (self->toggle, "cp-small");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Show gaps as table", -1);
  g_signal_connect (self->toggle, "toggled", G_CALLBACK (toggled), self);
  gtk_box_append (GTK_BOX (foot), self->cost);
  gtk_box_append (GTK_BOX (foot), self->toggle);
  gtk_widget_add_css_class (foot, "cp-gaps-foot");
  return foot;
}

static void
cp_gaps_view_init (CpGapsView *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->box, "cp-beside");
  cp_copying_add (GTK_WIDGET (self), "Gaps between slices", build_data);
  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  self->chart = cp_gap_bars_new ();
  cp_gap_bars_set_describe (CP_GAP_BARS (self->chart), describe_bar, self, NULL);
  gtk_stack_add_child (GTK_STACK (self->stack), self->chart);
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 3);
  gtk_widget_add_css_class (self->grid, "cp-gaps-table");
  gtk_stack_add_child (GTK_STACK (self->stack), self->grid);
  self->empty =
      gtk_label_new ("No gap to show: the rows looked at with a label are of fewer than two slices.");
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->empty), 0);
  gtk_label_set_yalign (GTK_LABEL (self->empty), 0);
  gtk_widget_set_margin_start (self->empty, 12);
  gtk_widget_set_margin_end (self->empty, 12);
  gtk_widget_set_margin_top (self->empty, 12);
  gtk_widget_add_css_class (self->empty, "cp-dim");
  gtk_stack_add_child (GTK_STACK (self->stack), self->empty);
  gtk_box_append (GTK_BOX (self->box), self->stack);
  gtk_box_append (GTK_BOX (self->box), make_foot (self));
}
