#include "app/panels/frontier-view.h"

#include "app/panels/frontier-words.h"
#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "app/session/session-view.h"
#include "core/base/format.h"
#include "ui/controls/choice.h"
#include "ui/plot/frontier.h"

#include <math.h>

#define STEP 0.2 /* of the line: a thousandth of tolerance */
#define N_BY_KEY 5
#define WIDEST 100    /* points that a gap can have */
#define TABLE_EVERY 4 /* vertices between two lines of the table */

struct _CpFrontierView {
  GtkWidget parent_instance;
  CpSession *session;
  gboolean is_drawn;   /* the chart holds a frontier of this session, be it that of before */
  gboolean is_showing; /* the choice is being set to what the session says */
  GtkDropDown *choice;
  GtkWidget *box, *stack, *chart, *grid, *table, *hint, *hint_label, *hint_button, *toggle;
};

G_DEFINE_FINAL_TYPE (CpFrontierView, cp_frontier_view, GTK_TYPE_WIDGET)

static char *
describe_limit (gsize vertex, double x, gpointer data) {
  CpSession *session = CP_FRONTIER_VIEW (data)->session;
  return cp_frontier_words_card (cp_session_get_frontier (session), cp_session_get_audit (session), vertex);
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
    x[i] = frontier->points[0][i].tolerance * CP_FRONTIER_POINTS;
  for (guint m = 0; m < n_models; m++) {
    letters[m] = cp_model_letter (m);
    colours[m] = cp_model_line (m);
    for (gsize i = 0; i < n; i++)
      y[m * n + i] = cp_frontier_words_rate (audit, m, frontier->points[m][i].cost);
  }
  g_autofree char *measure = g_ascii_strdown (cp_frontier_words_measure (frontier->strategy), -1);
  g_autofree char *axis = g_strdup_printf ("Largest allowed gap in %s, points", measure);
  g_autofree char *title = cp_frontier_words_title (frontier->strategy);
  cp_chart_set_title (CP_CHART (chart), title);
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
                               cp_frontier_words_gap (&audit->models[m], frontier->strategy) * 100,
                               cp_frontier_words_rate (audit, m, audit->models[m].cost));
}

static void
show_limit (CpFrontierView *self) {
  const CpFrontier *frontier = cp_session_get_frontier (self->session);
  const CpAudit *audit = cp_session_get_audit (self->session);
  CpFrontierChart *chart = CP_FRONTIER_CHART (self->chart);
  double tolerance = cp_session_get_tolerance (self->session);
  if (frontier == NULL || audit == NULL || audit->n_models != frontier->n_models)
    return;
  g_autofree char *points = cp_format_number (rint (tolerance * 10000) / 100, -1);
  g_autofree char *label =
      g_strdup_printf ("tolerance %s %s", points, g_str_equal (points, "1") ? "point" : "points");
  cp_frontier_chart_set_limit (chart, fmin (tolerance * CP_FRONTIER_POINTS, WIDEST), label);
  for (guint m = 0; m < frontier->n_models; m++) {
    const CpThresholds *preview = cp_session_get_preview (self->session, m);
    if (preview != NULL && preview->strategy == frontier->strategy)
      cp_frontier_chart_set_dot (chart, m, cp_frontier_words_rate (audit, m, preview->cost));
  }
  g_autofree char *finding = cp_frontier_words_finding (self->session, label);
  cp_chart_set_description (CP_CHART (chart), finding);
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
    g_autofree char *gap = cp_format_number (frontier->points[0][i].tolerance * CP_FRONTIER_POINTS, 2);
    add_cell (self, tolerance, 0, row, FALSE);
    add_cell (self, gap, 1, row, FALSE);
    for (guint m = 0; m < frontier->n_models; m++) {
      g_autofree char *cost =
          cp_format_number (cp_frontier_words_rate (audit, m, frontier->points[m][i].cost), 1);
      add_cell (self, cost, 2 + (int)m, row, FALSE);
    }
  }
}

/* ---- what is shown ---- */

static void
say (CpFrontierView *self, const char *text, gboolean can_retry) {
  gtk_label_set_text (GTK_LABEL (self->hint_label), text);
  gtk_widget_set_visible (self->hint_button, can_retry);
  gtk_widget_set_visible (self->toggle, FALSE);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->hint);
}

static void
show_chart (CpFrontierView *self) {
  gboolean is_table = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->toggle));
  gtk_widget_set_visible (self->toggle, TRUE);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), is_table ? self->table : self->chart);
}

/* What stands there is of before, until the job is done. */
static void
set_stale (CpFrontierView *self, gboolean is_stale) {
  if (is_stale)
    gtk_widget_add_css_class (self->stack, "cp-stale");
  else
    gtk_widget_remove_css_class (self->stack, "cp-stale");
  gtk_widget_set_can_target (self->stack, !is_stale);
}

/* (nullable): why no gap can be made smaller */
static const char *
find_reason (const CpAudit *audit) {
  guint n_slices = cp_slices_get_n_slices (audit->slices), n_filled = 0;
  for (guint s = 0; s < n_slices; s++)
    n_filled += audit->models[0].slices[s].n > 0;
  if (n_slices < 2)
    return "A gap needs two slices: slice by a column on the left.";
  return n_filled < 2 ? "No gap to narrow: the rows looked at with a label are of fewer than two slices."
                      : NULL;
}

static void
show_choice (CpFrontierView *self) {
  self->is_showing = TRUE;
  gtk_drop_down_set_selected (self->choice, (guint)(cp_session_get_frontier_strategy (self->session) -
                                                    CP_STRATEGY_DEMOGRAPHIC_PARITY));
  self->is_showing = FALSE;
}

static void
update (CpFrontierView *self) {
  const CpAudit *audit = cp_session_get_audit (self->session);
  const CpFrontier *frontier = cp_session_get_frontier (self->session);
  const char *refusal = cp_session_get_frontier_refusal (self->session);
  if (audit == NULL)
    return;
  const char *reason = find_reason (audit);
  gboolean has_frontier = frontier != NULL && frontier->n_models == audit->n_models;
  show_choice (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choice), reason == NULL);
  set_stale (self, FALSE);
  if (reason != NULL || refusal != NULL) {
    say (self, reason != NULL ? reason : refusal, reason == NULL);
  } else if (has_frontier) {
    fill_curves (self, frontier, audit);
    fill_table (self, frontier, audit);
    show_now (self);
    show_limit (self);
    show_chart (self);
    self->is_drawn = TRUE;
  } else if (self->is_drawn) {
    cp_chart_hide_cursor (CP_CHART (self->chart));
    set_stale (self, TRUE);
    show_chart (self);
  } else {
    say (self, "Finding what a smaller gap costs …", FALSE);
  }
}

static void
opened (CpFrontierView *self) {
  self->is_drawn = FALSE;
  update (self);
}

static void
results_changed (CpFrontierView *self) {
  if (cp_session_get_frontier (self->session) != NULL && self->is_drawn)
    show_now (self);
  else
    update (self);
}

static void
limit_moved (CpFrontierChart *chart, double x, gpointer data) {
  CpFrontierView *self = data;
  cp_session_choose_on_frontier (self->session, rint (x / CP_FRONTIER_POINTS * 1000) / 1000);
}

static void
measure_chosen (CpFrontierView *self) {
  guint chosen = gtk_drop_down_get_selected (self->choice);
  if (!self->is_showing && cp_session_is_open (self->session) && chosen != GTK_INVALID_LIST_POSITION)
    cp_session_set_frontier_strategy (self->session, CP_STRATEGY_DEMOGRAPHIC_PARITY + chosen);
}

static void
retry_asked_for (CpFrontierView *self) {
  cp_session_set_frontier_strategy (self->session, cp_session_get_frontier_strategy (self->session));
}

/* The name of the strategy whose measure it is. */
static json_t *
save_view (gpointer data) {
  CpFrontierView *self = data;
  return json_string (cp_strategy_get_info (cp_session_get_frontier_strategy (self->session))->name);
}

static void
restore_view (const json_t *value, gpointer data) {
  CpFrontierView *self = data;
  CpStrategy strategy;
  if (json_is_string (value) && cp_strategy_parse (json_string_value (value), &strategy) &&
      strategy > CP_STRATEGY_GROUP)
    cp_session_set_frontier_strategy (self->session, strategy);
}

void
cp_frontier_view_set_session (CpFrontierView *self, CpSession *session) {
  g_return_if_fail (CP_IS_FRONTIER_VIEW (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "frontier-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "results-changed", G_CALLBACK (results_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (show_limit), self, G_CONNECT_SWAPPED);
  cp_session_add_view (session, "frontier", save_view, restore_view, G_OBJECT (self));
  cp_keep_toggle (session, "frontier-as-table", GTK_TOGGLE_BUTTON (self->toggle));
  cp_keep_twin (session, "frontier-table", self->chart);
}

/* A page that is turned away from finds nothing. */
static void
cp_frontier_view_map (GtkWidget *widget) {
  GTK_WIDGET_CLASS (cp_frontier_view_parent_class)->map (widget);
  cp_session_watch_frontier (CP_FRONTIER_VIEW (widget)->session, TRUE);
}

static void
cp_frontier_view_unmap (GtkWidget *widget) {
  GTK_WIDGET_CLASS (cp_frontier_view_parent_class)->unmap (widget);
  cp_session_watch_frontier (CP_FRONTIER_VIEW (widget)->session, FALSE);
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
  GTK_WIDGET_CLASS (class)->map = cp_frontier_view_map;
  GTK_WIDGET_CLASS (class)->unmap = cp_frontier_view_unmap;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_hint (CpFrontierView *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12),
            *title = gtk_label_new ("What a smaller gap costs");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "cp-title");
  self->hint_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->hint_label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->hint_label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (self->hint_label), 48);
  gtk_widget_add_css_class (self->hint_label, "cp-dim");
  self->hint_button = gtk_button_new_with_label ("Try again");
  gtk_widget_set_halign (self->hint_button, GTK_ALIGN_START);
  g_signal_connect_swapped (self->hint_button, "clicked", G_CALLBACK (retry_asked_for), self);
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

/* Under the chart: whose gap, and the way to the table. */
static GtkWidget *
make_foot (CpFrontierView *self) {
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *name = gtk_label_new ("Gap in");
  const char *measures[CP_N_STRATEGIES - CP_STRATEGY_DEMOGRAPHIC_PARITY + 1] = {NULL};
  for (guint s = CP_STRATEGY_DEMOGRAPHIC_PARITY; s < CP_N_STRATEGIES; s++)
    measures[s - CP_STRATEGY_DEMOGRAPHIC_PARITY] = cp_frontier_words_measure (s);
  self->choice = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  cp_choice_setup (self->choice);
  cp_choice_set_names (self->choice, measures);
  gtk_widget_add_css_class (GTK_WIDGET (self->choice), "cp-small");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Measure of the gap", -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->choice), "The measure whose gap between slices is narrowed");
  g_signal_connect_swapped (self->choice, "notify::selected", G_CALLBACK (measure_chosen), self);
  gtk_widget_add_css_class (name, "cp-gap-name");
  gtk_widget_set_halign (self->toggle, GTK_ALIGN_END);
  gtk_widget_set_hexpand (self->toggle, TRUE);
  gtk_widget_add_css_class (foot, "cp-gaps-foot");
  gtk_box_append (GTK_BOX (foot), name);
  gtk_box_append (GTK_BOX (foot), GTK_WIDGET (self->choice));
  gtk_box_append (GTK_BOX (foot), self->toggle);
  return foot;
}

static void
cp_frontier_view_init (CpFrontierView *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_widget_set_vexpand (self->stack, TRUE);
  self->chart = cp_frontier_chart_new ();
  cp_chart_set_title (CP_CHART (self->chart), "What a smaller gap costs");
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
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Show what a smaller gap costs as table", -1);
  g_signal_connect_swapped (self->toggle, "toggled", G_CALLBACK (show_chart), self);
  gtk_box_append (GTK_BOX (self->box), self->stack);
  gtk_box_append (GTK_BOX (self->box), make_foot (self));
}
