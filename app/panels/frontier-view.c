#include "app/panels/frontier-view.h"

#include "app/panels/letters.h"
#include "app/session-frontier.h"
#include "core/base/format.h"
#include "ui/plot/frontier.h"

#include <math.h>

#define TITLE "What a smaller gap costs"
#define POINTS 200.0 /* a tolerance is half of the gap it allows, and a gap is drawn in points */
#define STEP 0.2     /* of the line: a thousandth of tolerance */
#define N_BY_KEY 5
#define TABLE_EVERY 4 /* vertices between two lines of the table */

struct _CpFrontierView {
  GtkWidget parent_instance;
  CpSession *session;
  GtkWidget *box, *stack, *chart, *grid, *table, *hint, *hint_label, *hint_button, *toggle;
};

G_DEFINE_FINAL_TYPE (CpFrontierView, cp_frontier_view, GTK_TYPE_WIDGET)

/* ---- the numbers ---- */

static const char *
get_measure_name (CpStrategy strategy) {
  int measure = cp_strategy_get_info (strategy)->measure;
  return measure >= 0 ? cp_metric_get_info ((CpMetric)measure)->label : "true- and false-positive rate";
}

/* Of now: equalized odds holds two rates, and the wider gap counts. */
static double
get_gap (const CpAuditModel *model, CpStrategy strategy) {
  int measure = cp_strategy_get_info (strategy)->measure;
  if (measure >= 0)
    return model->gaps[measure].difference;
  return fmax (model->gaps[CP_METRIC_TPR].difference, model->gaps[CP_METRIC_FPR].difference);
}

static double
get_rate (const CpAudit *audit, guint model, double cost) {
  return cost / audit->models[model].overall.n * 1000;
}

/* "A\t267.0 per 1 000 rows, −8.0 against now" */
static void
append_cost (GString *text, const CpAudit *audit, guint model, double cost) {
  double now = get_rate (audit, model, audit->models[model].cost), then = get_rate (audit, model, cost);
  if (isnan (cost)) {
    g_string_append_printf (text, "\n%s\tcannot be held", cp_model_letter (model));
    return;
  }
  g_autofree char *rate = cp_format_number (then, 1), *change = cp_format_delta (then - now, 1);
  g_string_append_printf (text, "\n%s\t%s per 1\u00a0000 rows, %s", cp_model_letter (model), rate, change);
}

static char *
describe_limit (gsize vertex, double x, gpointer data) {
  CpFrontierView *self = data;
  const CpFrontier *frontier = cp_session_get_frontier (self->session);
  const CpAudit *audit = cp_session_get_audit (self->session);
  if (frontier == NULL || audit == NULL || vertex >= frontier->n_points)
    return g_strdup ("");
  g_autofree char *gap = cp_format_number (x, 1);
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "%s, gap at most %s points", cp_strategy_get_info (frontier->strategy)->label,
                          gap);
  for (guint m = 0; m < frontier->n_models; m++)
    append_cost (text, audit, m, frontier->points[m][vertex].cost);
  return g_string_free (text, FALSE);
}

/* ---- the chart ---- */

static void
fill_curves (CpFrontierView *self, const CpFrontier *frontier, const CpAudit *audit) {
  CpFrontierChart *chart = CP_FRONTIER_CHART (self->chart);
  gsize n = frontier->n_points;
  guint n_models = frontier->n_models;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n *n_models);
  g_autofree const char **letters = g_new (const char *, n_models),
                        **colours = g_new (const char *, n_models);
  for (gsize i = 0; i < n; i++)
    x[i] = frontier->points[0][i].tolerance * POINTS;
  for (guint m = 0; m < n_models; m++) {
    letters[m] = cp_model_letter (m);
    colours[m] = cp_model_line (m);
    for (gsize i = 0; i < n; i++)
      y[m * n + i] = get_rate (audit, m, frontier->points[m][i].cost);
  }
  g_autofree char *measure = g_ascii_strdown (get_measure_name (frontier->strategy), -1);
  g_autofree char *axis = g_strdup_printf ("Largest allowed gap in %s, points", measure);
  cp_frontier_chart_set_axes (chart, axis, "Cost per 1\u00a0000 rows");
  cp_frontier_chart_set_curves (chart, letters, colours, n_models, x, y, n);
}

static void
show_now (CpFrontierView *self) {
  const CpFrontier *frontier = cp_session_get_frontier (self->session);
  const CpAudit *audit = cp_session_get_audit (self->session);
  if (frontier == NULL || audit == NULL || audit->n_models != frontier->n_models)
    return;
  for (guint m = 0; m < frontier->n_models; m++)
    cp_frontier_chart_set_now (CP_FRONTIER_CHART (self->chart), m,
                               get_gap (&audit->models[m], frontier->strategy) * 100,
                               get_rate (audit, m, audit->models[m].cost));
}

/* The cost at the tolerance in words: the preview's where it is of this strategy, else the frontier's. */
static double
get_cost (CpFrontierView *self, const CpFrontier *frontier, guint model) {
  const CpThresholds *preview = cp_session_get_preview (self->session, model);
  if (preview != NULL && preview->strategy == frontier->strategy)
    return preview->cost;
  return cp_frontier_get_cost (frontier, model, cp_session_get_tolerance (self->session));
}

static void
describe (CpFrontierView *self, const CpFrontier *frontier, const CpAudit *audit, const char *tolerance) {
  g_autoptr (GString) text = g_string_new (cp_strategy_get_info (frontier->strategy)->label);
  g_string_append_printf (text, " at a %s", tolerance);
  for (guint m = 0; m < frontier->n_models; m++) {
    g_autofree char *now = cp_format_number (get_rate (audit, m, audit->models[m].cost), 1);
    g_autofree char *then = cp_format_number (get_rate (audit, m, get_cost (self, frontier, m)), 1);
    g_string_append_printf (text, "%s %s costs %s per 1\u00a0000 rows, now %s", m == 0 ? ":" : ";",
                            cp_model_letter (m), then, now);
  }
  g_string_append_c (text, '.');
  cp_chart_set_description (CP_CHART (self->chart), text->str);
}

static void
show_limit (CpFrontierView *self) {
  const CpFrontier *frontier = cp_session_get_frontier (self->session);
  const CpAudit *audit = cp_session_get_audit (self->session);
  CpFrontierChart *chart = CP_FRONTIER_CHART (self->chart);
  double tolerance = cp_session_get_tolerance (self->session);
  if (frontier == NULL || audit == NULL || audit->n_models != frontier->n_models)
    return;
  g_autofree char *points = cp_format_number (tolerance * 100, -1);
  g_autofree char *label =
      g_strdup_printf ("tolerance %s %s", points, g_str_equal (points, "1") ? "point" : "points");
  cp_frontier_chart_set_limit (chart, tolerance * POINTS, label);
  for (guint m = 0; m < frontier->n_models; m++) {
    const CpThresholds *preview = cp_session_get_preview (self->session, m);
    if (preview != NULL && preview->strategy == frontier->strategy)
      cp_frontier_chart_set_dot (chart, m, get_rate (audit, m, preview->cost));
  }
  describe (self, frontier, audit, label);
}

/* ---- the table ---- */

static void
add_cell (CpFrontierView *self, const char *text, int column, int row, gboolean is_head) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, is_head ? "cp-gap-name" : "cp-table-text");
  gtk_grid_attach (GTK_GRID (self->grid), label, column, row, 1, 1);
}

static void
fill_table (CpFrontierView *self, const CpFrontier *frontier, const CpAudit *audit) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  add_cell (self, "Tolerance, points", 0, 0, TRUE);
  add_cell (self, "Largest gap, points", 1, 0, TRUE);
  for (guint m = 0; m < frontier->n_models; m++) {
    g_autofree char *head = g_strdup_printf ("Cost of %s per 1\u00a0000 rows", cp_model_letter (m));
    add_cell (self, head, 2 + (int)m, 0, TRUE);
  }
  gsize every = frontier->n_points > 4 * TABLE_EVERY ? TABLE_EVERY : 1;
  int row = 1;
  for (gsize i = 0; i < frontier->n_points; i += every, row++) {
    g_autofree char *tolerance = cp_format_number (frontier->points[0][i].tolerance * 100, 2);
    g_autofree char *gap = cp_format_number (frontier->points[0][i].tolerance * POINTS, 2);
    add_cell (self, tolerance, 0, row, FALSE);
    add_cell (self, gap, 1, row, FALSE);
    for (guint m = 0; m < frontier->n_models; m++) {
      g_autofree char *cost = cp_format_number (get_rate (audit, m, frontier->points[m][i].cost), 1);
      add_cell (self, cost, 2 + (int)m, row, FALSE);
    }
  }
}

/* ---- what is shown ---- */

static void
say (CpFrontierView *self, const char *text, gboolean offers_strategy) {
  gtk_label_set_text (GTK_LABEL (self->hint_label), text);
  gtk_widget_set_visible (self->hint_button, offers_strategy);
  gtk_widget_set_visible (self->toggle, FALSE);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->hint);
}

static void
show_chart (CpFrontierView *self) {
  gboolean is_table = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->toggle));
  gtk_widget_set_visible (self->toggle, TRUE);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), is_table ? self->table : self->chart);
}

static void
update (CpFrontierView *self) {
  const CpAudit *audit = cp_session_get_audit (self->session);
  const CpFrontier *frontier = cp_session_get_frontier (self->session);
  const char *refusal = cp_session_get_frontier_refusal (self->session);
  gtk_widget_set_visible (GTK_WIDGET (self), audit != NULL && cp_slices_get_n_slices (audit->slices) > 1);
  if (audit == NULL)
    return;
  if (cp_session_get_frontier_strategy (self->session) == CP_STRATEGY_CUSTOM) {
    say (self,
         "Choose a strategy that holds a measure equal, such as demographic parity, to see what a smaller "
         "gap costs.",
         TRUE);
  } else if (refusal != NULL) {
    say (self, refusal, FALSE);
  } else if (frontier == NULL || frontier->n_models != audit->n_models) {
    say (self, "Finding what a smaller gap costs …", FALSE);
  } else {
    fill_curves (self, frontier, audit);
    fill_table (self, frontier, audit);
    show_now (self);
    show_limit (self);
    show_chart (self);
  }
}

static void
results_changed (CpFrontierView *self) {
  const CpAudit *audit = cp_session_get_audit (self->session);
  gboolean was_visible = gtk_widget_get_visible (GTK_WIDGET (self));
  gboolean is_visible = audit != NULL && cp_slices_get_n_slices (audit->slices) > 1;
  if (was_visible != is_visible)
    update (self);
  else if (is_visible)
    show_now (self);
}

static void
limit_moved (CpFrontierChart *chart, double x, gpointer data) {
  CpFrontierView *self = data;
  cp_session_choose_on_frontier (self->session, rint (x / POINTS * 1000) / 1000);
}

static void
strategy_asked_for (CpFrontierView *self) {
  cp_session_preview_strategy (self->session, CP_STRATEGY_DEMOGRAPHIC_PARITY);
}

void
cp_frontier_view_set_session (CpFrontierView *self, CpSession *session) {
  g_return_if_fail (CP_IS_FRONTIER_VIEW (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "opened", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "frontier-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "results-changed", G_CALLBACK (results_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (show_limit), self, G_CONNECT_SWAPPED);
}

/* ---- the type ---- */

static void
cp_frontier_view_dispose (GObject *object) {
  g_clear_pointer (&CP_FRONTIER_VIEW (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_frontier_view_parent_class)->dispose (object);
}

static void
cp_frontier_view_class_init (CpFrontierViewClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_frontier_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_hint (CpFrontierView *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *title = gtk_label_new (TITLE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "cp-title");
  self->hint_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->hint_label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->hint_label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (self->hint_label), 48);
  gtk_widget_add_css_class (self->hint_label, "cp-dim");
  self->hint_button = gtk_button_new_with_label ("Consider demographic parity");
  gtk_widget_set_halign (self->hint_button, GTK_ALIGN_START);
  g_signal_connect_swapped (self->hint_button, "clicked", G_CALLBACK (strategy_asked_for), self);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), self->hint_label);
  gtk_box_append (GTK_BOX (box), self->hint_button);
  gtk_widget_add_css_class (box, "cp-frontier-hint");
  return box;
}

static GtkWidget *
make_table (CpFrontierView *self) {
  GtkWidget *scroller = gtk_scrolled_window_new ();
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 3);
  gtk_widget_add_css_class (self->grid, "cp-gaps-table");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->grid);
  return scroller;
}

static void
cp_frontier_view_init (CpFrontierView *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  self->chart = cp_frontier_chart_new ();
  cp_chart_set_title (CP_CHART (self->chart), TITLE);
  cp_frontier_chart_set_step (CP_FRONTIER_CHART (self->chart), STEP, N_BY_KEY);
  cp_frontier_chart_set_describe (CP_FRONTIER_CHART (self->chart), describe_limit, self, NULL);
  g_signal_connect (self->chart, "limit-moved", G_CALLBACK (limit_moved), self);
  self->table = make_table (self);
  self->hint = make_hint (self);
  GtkWidget *const pages[] = {self->chart, self->table, self->hint};
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    gtk_stack_add_child (GTK_STACK (self->stack), pages[i]);
  self->toggle = gtk_toggle_button_new_with_label ("Show as table");
  gtk_widget_add_css_class (self->toggle, "cp-small");
  gtk_widget_set_halign (self->toggle, GTK_ALIGN_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Show what a smaller gap costs as table", -1);
  g_signal_connect_swapped (self->toggle, "toggled", G_CALLBACK (show_chart), self);
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (foot, "cp-gaps-foot");
  gtk_widget_set_halign (foot, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (foot), self->toggle);
  gtk_box_append (GTK_BOX (self->box), self->stack);
  gtk_box_append (GTK_BOX (self->box), foot);
}
