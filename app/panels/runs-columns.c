#include "app/panels/runs-columns.h"

#include "app/panels/letters.h"
#include "app/session/runs-words.h"
#include "core/base/format.h"
#include "ui/controls/inscription.h"
#include "ui/controls/tooltip.h"

#include <math.h>

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

CpRunItem *
cp_run_item_new (const CpRun *run) {
  CpRunItem *self = g_object_new (CP_TYPE_RUN_ITEM, NULL);
  self->run = run;
  return self;
}

const CpRun *
cp_run_item_get_run (CpRunItem *self) {
  g_return_val_if_fail (CP_IS_RUN_ITEM (self), NULL);
  return self->run;
}

typedef enum { RUN, ROW, CHANGE, SCORE, DELTA, DECISION, WHEN, REPLAY } RunColumn;

struct _CpRunsColumns {
  GtkColumnView *view;
  CpSession *session; /* (nullable): the list's */
  CpRunsHandler handler;
  GPtrArray *bound; /* GtkListItem of the cells whose text ages */
};

typedef struct {
  CpRunsColumns *columns;
  RunColumn kind;
  guint model;
} ColumnInfo;

static gboolean
is_figure (RunColumn kind) {
  return kind == RUN || kind == ROW || kind == SCORE || kind == DELTA;
}

static gboolean
ages (RunColumn kind) {
  return kind == DECISION || kind == WHEN;
}

/* ---- what a cell says ---- */

static char *
say_decision (const ColumnInfo *info, const CpRun *run, gboolean *out_turned) {
  if (run->batch != NULL) {
    const CpRunBatch *batch = run->batch;
    g_autofree char *n = cp_format_count (batch->n_flipped[info->model]);
    *out_turned = batch->n_flipped[info->model] > 0;
    return isnan (batch->means[info->model]) ? g_strdup ("–") : g_strdup_printf ("%s turned", n);
  }
  int decision;
  *out_turned = cp_run_decides (info->columns->session, run, info->model, &decision);
  return g_strdup (decision < 0 ? "–" : decision > 0 ? "Positive" : "Negative");
}

static char *
say_row (const CpRun *run) {
  g_autofree char *n = cp_format_count (run->batch != NULL ? run->batch->n_rows : run->row);
  return run->batch != NULL ? g_strdup_printf ("%s rows", n) : g_steal_pointer (&n);
}

static char *
say_cell (const ColumnInfo *info, const CpRun *run, gboolean *out_turned) {
  const CpRunBatch *batch = run->batch;
  switch (info->kind) {
  case RUN:
    return cp_format_count (run->number);
  case ROW:
    return say_row (run);
  case CHANGE:
    return cp_run_say_change (run);
  case SCORE:
    return cp_format_score (batch != NULL ? batch->means[info->model] : run->scores[info->model]);
  case DELTA:
    return cp_format_delta (batch != NULL ? batch->deltas[info->model] : run->deltas[info->model], 3);
  case DECISION:
    return say_decision (info, run, out_turned);
  case WHEN:
  default:
    return cp_run_say_when (run->time, g_get_real_time ());
  }
}

/* (transfer full) (nullable): what a cell means where its text does not say it all */
static char *
explain_cell (const ColumnInfo *info, const CpRun *run, const char *text, gboolean is_turned) {
  gboolean is_model = info->kind == SCORE || info->kind == DELTA || info->kind == DECISION;
  if (is_model && isnan (run->scores[info->model]))
    return g_strdup ("A column of scores: it cannot score a row again");
  if (info->kind == CHANGE)
    return g_strdup (text);
  if (info->kind == WHEN)
    return cp_run_say_time (run->time);
  if (info->kind == SCORE && run->batch != NULL)
    return g_strdup ("The mean over the rows of the run");
  if (info->kind == DELTA)
    return g_strdup (run->batch != NULL
                         ? "The mean change of these rows against their runs before"
                         : "Against the run before of the same row, or its score in the table");
  if (info->kind == DECISION && run->batch != NULL)
    return g_strdup ("Rows decided otherwise than before this run");
  return is_turned ? g_strdup ("Decided otherwise than before this run") : NULL;
}

static void
fill_label (const ColumnInfo *info, GtkWidget *label, const CpRun *run) {
  gboolean is_turned = FALSE;
  g_autofree char *text = say_cell (info, run, &is_turned);
  g_autofree char *meaning = explain_cell (info, run, text, is_turned);
  gtk_inscription_set_text (GTK_INSCRIPTION (label), text);
  cp_tooltip_set (label, meaning);
  if (info->kind == DECISION && is_turned)
    gtk_widget_add_css_class (label, "cp-strong");
  else if (info->kind == DECISION)
    gtk_widget_remove_css_class (label, "cp-strong");
}

/* ---- cells ---- */

static void
replay_clicked (GtkListItem *item, GtkButton *button) {
  const ColumnInfo *info = g_object_get_data (G_OBJECT (button), "info");
  info->columns->handler.replay (gtk_list_item_get_position (item), info->columns->handler.data);
}

static void
pressed (GtkGestureClick *click, int n_press, double x, double y, gpointer data) {
  GtkListItem *item = data;
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click));
  const ColumnInfo *info = g_object_get_data (G_OBJECT (cell), "info");
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  info->columns->handler.menu (gtk_list_item_get_position (item), cell, x, y, info->columns->handler.data);
}

static GtkWidget *
make_replay (GtkListItem *item) {
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("view-refresh-symbolic"));
  gtk_box_append (GTK_BOX (box), gtk_label_new ("Replay"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_focusable (button, FALSE); /* the line keeps the focus: Enter shows it, R replays it */
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", G_CALLBACK (replay_clicked), item, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_label (const ColumnInfo *info) {
  GtkWidget *label = cp_inscription_new (is_figure (info->kind) ? 1 : 0);
  if (is_figure (info->kind))
    gtk_widget_add_css_class (label, "cp-number");
  if (info->kind == SCORE)
    gtk_widget_add_css_class (label, "cp-strong");
  if (info->kind == DELTA || info->kind == WHEN)
    gtk_widget_add_css_class (label, "cp-dim");
  return label;
}

static void
setup_cell (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  ColumnInfo *info = data;
  GtkWidget *cell = info->kind == REPLAY ? make_replay (item) : make_label (info);
  GtkGesture *click = gtk_gesture_click_new ();
  g_object_set_data (G_OBJECT (cell), "info", info);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed), item, 0);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (click));
  gtk_list_item_set_child (item, cell);
}

static void
bind_cell (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  ColumnInfo *info = data;
  const CpRun *run = CP_RUN_ITEM (gtk_list_item_get_item (item))->run;
  GtkWidget *cell = gtk_list_item_get_child (item);
  if (info->kind != REPLAY) {
    fill_label (info, cell, run);
    if (ages (info->kind))
      g_ptr_array_add (info->columns->bound, item);
    return;
  }
  g_autofree char *name = g_strdup_printf ("Replay run %u", run->number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  cp_tooltip_set (cell, run->batch != NULL ? "Make these changes again in the same rows, and score them (R)"
                                           : "Make these changes in the selected row, and score it (R)");
}

static void
unbind_cell (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  g_ptr_array_remove_fast (((ColumnInfo *)data)->columns->bound, item);
}

void
cp_runs_columns_refresh (CpRunsColumns *self) {
  for (guint i = 0; i < self->bound->len; i++) {
    GtkListItem *item = g_ptr_array_index (self->bound, i);
    GtkWidget *cell = gtk_list_item_get_child (item);
    if (gtk_list_item_get_item (item) != NULL)
      fill_label (g_object_get_data (G_OBJECT (cell), "info"), cell,
                  CP_RUN_ITEM (gtk_list_item_get_item (item))->run);
  }
}

/* ---- columns ---- */

static void
add_column (CpRunsColumns *self, const char *title, RunColumn kind, guint model, int width) {
  ColumnInfo *info = g_new0 (ColumnInfo, 1);
  *info = (ColumnInfo){self, kind, model};
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell), info);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), info);
  if (ages (kind))
    g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell), info);
  g_object_set_data_full (G_OBJECT (factory), "info", info, g_free);
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, factory);
  g_object_set_data (G_OBJECT (column), "info", info);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (column, width);
  else
    gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (self->view, column);
}

static void
remove_columns (CpRunsColumns *self) {
  GListModel *columns = gtk_column_view_get_columns (self->view);
  while (g_list_model_get_n_items (columns) > 0) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);
    gtk_column_view_remove_column (self->view, column);
  }
}

/* Titles stand over their figures, models in their colour: GTK 4.8 offers neither for a column's title, so
 * its label is looked up. */
static void
dress_titles (CpRunsColumns *self) {
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (self->view)));
  GListModel *columns = gtk_column_view_get_columns (self->view);
  for (guint i = 0; i < g_list_model_get_n_items (columns) && title != NULL; i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
    const ColumnInfo *info = g_object_get_data (G_OBJECT (column), "info");
    GtkWidget *label = title;
    while (label != NULL && !GTK_IS_LABEL (label))
      label = gtk_widget_get_first_child (label);
    if (label != NULL && is_figure (info->kind)) {
      gtk_widget_set_hexpand (label, TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 1);
    }
    if (label != NULL && info->kind == SCORE) {
      gtk_widget_add_css_class (label, "cp-strong");
      gtk_widget_add_css_class (label, info->model == 0 ? "cp-a-text" : "cp-b-text");
    }
    title = gtk_widget_get_next_sibling (title);
  }
}

void
cp_runs_columns_set_session (CpRunsColumns *self, CpSession *session) {
  self->session = session;
  remove_columns (self);
  guint n_models = MIN (cp_session_get_n_models (session), 2);
  add_column (self, "Run", RUN, 0, 38);
  add_column (self, "Row", ROW, 0, 62);
  add_column (self, "Change", CHANGE, 0, 0);
  for (guint m = 0; m < n_models; m++) {
    g_autofree char *delta = g_strconcat ("Δ", cp_model_letter (m), NULL);
    add_column (self, cp_model_letter (m), SCORE, m, 52);
    add_column (self, delta, DELTA, m, 56);
  }
  for (guint m = 0; m < n_models; m++) {
    g_autofree char *decision = g_strconcat ("Decision ", cp_model_letter (m), NULL);
    add_column (self, decision, DECISION, m, 76);
  }
  add_column (self, "When", WHEN, 0, 84);
  add_column (self, "", REPLAY, 0, 84);
  dress_titles (self);
}

CpRunsColumns *
cp_runs_columns_new (GtkColumnView *view, const CpRunsHandler *handler) {
  CpRunsColumns *self = g_new0 (CpRunsColumns, 1);
  self->view = view;
  self->handler = *handler;
  self->bound = g_ptr_array_new ();
  return self;
}

void
cp_runs_columns_free (CpRunsColumns *self) {
  remove_columns (self);
  g_ptr_array_unref (self->bound);
  g_free (self);
}
