#include "app/panels/runs-list.h"

#include "app/panels/letters.h"
#include "app/session-selection.h"
#include "core/base/format.h"

#include <math.h>

/* A flyweight over a run of the session; the list is emptied before the session forgets its runs. */
#define CP_TYPE_RUN_ITEM (cp_run_item_get_type ())
G_DECLARE_FINAL_TYPE (CpRunItem, cp_run_item, CP, RUN_ITEM, GObject)

struct _CpRunItem {
  GObject parent_instance;
  const CpRun *run;
};

G_DEFINE_FINAL_TYPE (CpRunItem, cp_run_item, G_TYPE_OBJECT)

static void
cp_run_item_class_init (CpRunItemClass *class) {
}

static void
cp_run_item_init (CpRunItem *self) {
}

typedef enum { RUN, ROW, CHANGE, SCORE, DELTA, DECISION, WHEN } RunColumn;

typedef struct {
  CpRunsList *list;
  RunColumn kind;
  guint model;
} ColumnInfo;

struct _CpRunsList {
  GtkWidget parent_instance;
  CpSession *session;
  GListStore *runs;
  guint n_seen; /* runs of the session that have their line */
  GtkWidget *head, *box, *count_label, *view, *empty_label, *scroller;
};

G_DEFINE_FINAL_TYPE (CpRunsList, cp_runs_list, GTK_TYPE_WIDGET)

static char *
format_decision (CpSession *session, const CpRun *run, guint model) {
  if (isnan (run->scores[model]))
    return g_strdup ("not scored again");
  double threshold = cp_session_get_row_threshold (session, model, run->row);
  return g_strdup (run->scores[model] >= threshold ? "Positive" : "Negative");
}

static char *
format_time (gint64 time) {
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  if (then == NULL)
    return g_strdup ("");
  gboolean is_today = g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now) &&
                      g_date_time_get_year (then) == g_date_time_get_year (now);
  return g_date_time_format (then, is_today ? "%H:%M:%S" : "%-d %b %H:%M");
}

/* Rows scored together stand as one line: how many, means, decisions turned. */
static char *
format_batch_cell (const ColumnInfo *info, const CpRun *run) {
  const CpRunBatch *batch = run->batch;
  g_autofree char *n =
      cp_format_count (info->kind == DECISION ? batch->n_flipped[info->model] : batch->n_rows);
  switch (info->kind) {
  case RUN:
    return cp_format_count (run->number);
  case ROW:
    return g_strdup_printf ("%s rows", n);
  case CHANGE:
    return g_strdup (batch->change);
  case SCORE:
    return cp_format_score (batch->means[info->model]);
  case DELTA:
    return cp_format_delta (batch->deltas[info->model], 3);
  case DECISION:
    return isnan (batch->means[info->model]) ? g_strdup ("not scored again")
                                             : g_strdup_printf ("%s turned", n);
  case WHEN:
  default:
    return format_time (run->time);
  }
}

static char *
format_cell (const ColumnInfo *info, const CpRun *run) {
  if (run->batch != NULL)
    return format_batch_cell (info, run);
  switch (info->kind) {
  case RUN:
    return cp_format_count (run->number);
  case ROW:
    return cp_format_count (run->row);
  case CHANGE:
    return g_strdup (*run->change != '\0' ? run->change : "as before");
  case SCORE:
    return cp_format_score (run->scores[info->model]);
  case DELTA:
    return cp_format_delta (run->deltas[info->model], 3);
  case DECISION:
    return format_decision (info->list->session, run, info->model);
  case WHEN:
  default:
    return format_time (run->time);
  }
}

static gboolean
is_figure (RunColumn kind) {
  return kind == RUN || kind == ROW || kind == SCORE || kind == DELTA;
}

static void
setup_cell (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  const ColumnInfo *info = data;
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), is_figure (info->kind) ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (is_figure (info->kind))
    gtk_widget_add_css_class (label, "cp-number");
  if (info->kind == SCORE)
    gtk_widget_add_css_class (label, "cp-strong");
  gtk_list_item_set_child (item, label);
}

static void
bind_cell (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  const CpRun *run = CP_RUN_ITEM (gtk_list_item_get_item (item))->run;
  GtkWidget *label = gtk_list_item_get_child (item);
  g_autofree char *text = format_cell (data, run);
  gtk_label_set_text (GTK_LABEL (label), text);
  if (((const ColumnInfo *)data)->kind == CHANGE)
    gtk_widget_set_tooltip_text (label, text);
}

static void
add_column (CpRunsList *self, const char *title, RunColumn kind, guint model, int width) {
  ColumnInfo *info = g_new0 (ColumnInfo, 1);
  *info = (ColumnInfo){self, kind, model};
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cell), info,
                         (GClosureNotify)(void (*) (void))g_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), info);
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, factory);
  g_object_set_data (G_OBJECT (column), "is-figure", is_figure (kind) ? info : NULL);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (column, width);
  else
    gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
}

static void
remove_columns (CpRunsList *self) {
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
  while (g_list_model_get_n_items (columns) > 0) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);
    gtk_column_view_remove_column (GTK_COLUMN_VIEW (self->view), column);
  }
}

static void
add_columns (CpRunsList *self) {
  guint n_models = MIN (cp_session_get_n_models (self->session), 2);
  add_column (self, "Run", RUN, 0, 44);
  add_column (self, "Row", ROW, 0, 66);
  add_column (self, "Change", CHANGE, 0, 0);
  for (guint m = 0; m < n_models; m++) {
    g_autofree char *delta = g_strconcat ("Δ", cp_model_letter (m), NULL);
    add_column (self, cp_model_letter (m), SCORE, m, 60);
    add_column (self, delta, DELTA, m, 64);
  }
  for (guint m = 0; m < n_models; m++) {
    g_autofree char *decision = g_strconcat ("Decision ", cp_model_letter (m), NULL);
    add_column (self, decision, DECISION, m, 82);
  }
  add_column (self, "When", WHEN, 0, 84);
}

/* Titles stand over their figures: GTK 4.8 offers no alignment of a column's title, so its label is looked
 * up. */
static void
align_titles (CpRunsList *self) {
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (self->view));
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
  for (guint i = 0; i < g_list_model_get_n_items (columns) && title != NULL; i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
    GtkWidget *label = title;
    while (label != NULL && !GTK_IS_LABEL (label))
      label = gtk_widget_get_first_child (label);
    if (label != NULL && g_object_get_data (G_OBJECT (column), "is-figure") != NULL) {
      gtk_widget_set_hexpand (label, TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 1);
    }
    title = gtk_widget_get_next_sibling (title);
  }
}

static void
runs_changed (CpRunsList *self) {
  GPtrArray *runs = cp_session_get_runs (self->session);
  for (guint i = self->n_seen; i < runs->len; i++) {
    const CpRun *run = g_ptr_array_index (runs, i);
    if (run->batch != NULL && i > 0 && run->batch == ((CpRun *)g_ptr_array_index (runs, i - 1))->batch)
      continue; /* its line stands */
    g_autoptr (CpRunItem) item = g_object_new (CP_TYPE_RUN_ITEM, NULL);
    item->run = run;
    g_list_store_insert (self->runs, 0, item);
  }
  self->n_seen = runs->len;
  g_autofree char *count = cp_format_count (g_list_model_get_n_items (G_LIST_MODEL (self->runs)));
  g_autofree char *text = g_strdup_printf ("%s, newest first", count);
  gtk_label_set_text (GTK_LABEL (self->count_label), runs->len > 0 ? text : "");
  gtk_widget_set_visible (self->scroller, runs->len > 0);
  gtk_widget_set_visible (self->empty_label, runs->len == 0);
}

static void
opened (CpRunsList *self) {
  g_list_store_remove_all (self->runs);
  self->n_seen = 0;
  remove_columns (self);
  add_columns (self);
  align_titles (self);
  runs_changed (self);
}

static void
activated (GtkColumnView *view, guint position, gpointer data) {
  CpRunsList *self = data;
  g_autoptr (CpRunItem) item = g_list_model_get_item (G_LIST_MODEL (self->runs), position);
  if (item->run->batch == NULL) {
    cp_session_select_row (self->session, item->run->row);
    return;
  }
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  GPtrArray *runs = cp_session_get_runs (self->session);
  for (guint i = 0; i < runs->len; i++) { /* ascending, as they were scored */
    const CpRun *run = g_ptr_array_index (runs, i);
    if (run->batch == item->run->batch)
      g_array_append_val (rows, run->row);
  }
  cp_session_set_selection (self->session, (const guint32 *)(gpointer)rows->data, rows->len, item->run->row);
}

void
cp_runs_list_set_session (CpRunsList *self, CpSession *session) {
  g_return_if_fail (CP_IS_RUNS_LIST (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "runs-changed", G_CALLBACK (runs_changed), self, G_CONNECT_SWAPPED);
}

GtkWidget *
cp_runs_list_get_head (CpRunsList *self) {
  g_return_val_if_fail (CP_IS_RUNS_LIST (self), NULL);
  return self->head;
}

static void
cp_runs_list_dispose (GObject *object) {
  CpRunsList *self = CP_RUNS_LIST (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->head);
  g_clear_object (&self->runs);
  G_OBJECT_CLASS (cp_runs_list_parent_class)->dispose (object);
}

static void
cp_runs_list_class_init (CpRunsListClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_runs_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_runs_list_init (CpRunsList *self) {
  self->runs = g_list_store_new (CP_TYPE_RUN_ITEM);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->box, "cp-surface");
  self->head = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->count_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count_label, "cp-dim");
  gtk_box_append (GTK_BOX (self->head), self->count_label);
  self->empty_label =
      gtk_label_new ("Change a value in the pane on the right and run inference; every run is kept here.");
  gtk_label_set_xalign (GTK_LABEL (self->empty_label), 0);
  gtk_label_set_yalign (GTK_LABEL (self->empty_label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->empty_label), TRUE);
  gtk_widget_add_css_class (self->empty_label, "cp-empty");
  gtk_widget_set_vexpand (self->empty_label, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->empty_label);
  GtkNoSelection *selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->runs)));
  self->view = gtk_column_view_new (GTK_SELECTION_MODEL (selection));
  gtk_widget_add_css_class (self->view, "cp-compact");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Runs", -1);
  g_signal_connect (self->view, "activate", G_CALLBACK (activated), self);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_set_visible (self->scroller, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->scroller);
  gtk_widget_set_size_request (GTK_WIDGET (self), -1, 132);
}
