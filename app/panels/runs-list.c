#include "app/panels/runs-list.h"

#include "app/panels/runs-columns.h"
#include "app/panels/runs-compare.h"
#include "app/session/runs-table.h"
#include "app/session/session-replay.h"
#include "core/base/format.h"
#include "ui/controls/after-paint.h"
#include "ui/controls/outlet.h"

#define REFRESH_SECONDS 15 /* how long ago a run was */

struct _CpRunsList {
  GtkWidget parent_instance;
  CpSession *session;
  GListStore *runs;             /* CpRunItem, newest first */
  GtkMultiSelection *selection; /* of @runs */
  CpRunsColumns *columns;
  guint n_seen; /* runs of the session that have their line */
  guint timer;
  GtkWidget *head, *box, *count_label, *view, *empty_label, *scroller, *compare_button, *save_button, *menu;
};

G_DEFINE_FINAL_TYPE (CpRunsList, cp_runs_list, GTK_TYPE_WIDGET)

/* ---- lines ---- */

static const CpRun *
get_line (CpRunsList *self, guint position) {
  g_autoptr (CpRunItem) item = g_list_model_get_item (G_LIST_MODEL (self->runs), position);
  return item != NULL ? cp_run_item_get_run (item) : NULL;
}

/* (transfer full) (element-type CpRun): of the selected lines, newest first */
static GPtrArray *
dup_selected (CpRunsList *self) {
  GPtrArray *lines = g_ptr_array_new ();
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint position;
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (lines, (gpointer)get_line (self, position));
  return lines;
}

static void
update_actions (CpRunsList *self) {
  g_autoptr (GPtrArray) selected = dup_selected (self);
  gboolean is_one = selected->len == 1;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "runs.show", is_one);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "runs.replay", is_one);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "runs.compare",
                                 selected->len <= 2 &&
                                     g_list_model_get_n_items (G_LIST_MODEL (self->runs)) > 1);
}

static void
show_runs (GtkWidget *widget) {
  CpRunsList *self = CP_RUNS_LIST (widget);
  GPtrArray *runs = cp_session_get_runs (self->session);
  for (guint i = self->n_seen; i < runs->len; i++) {
    const CpRun *run = g_ptr_array_index (runs, i);
    if (run->batch != NULL && i > 0 && run->batch == ((CpRun *)g_ptr_array_index (runs, i - 1))->batch)
      continue; /* its line stands */
    g_autoptr (CpRunItem) item = cp_run_item_new (run);
    g_list_store_insert (self->runs, 0, item);
  }
  self->n_seen = runs->len;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->runs));
  g_autofree char *count = cp_format_count (n);
  g_autofree char *text = g_strdup_printf (n > 1 ? "%s, newest first" : "%s", count);
  gtk_label_set_text (GTK_LABEL (self->count_label), n > 0 ? text : "");
  gtk_widget_set_visible (self->scroller, n > 0);
  gtk_widget_set_visible (self->empty_label, n == 0);
  gtk_widget_set_visible (self->compare_button, n > 0);
  gtk_widget_set_visible (self->save_button, n > 0);
  gtk_widget_set_sensitive (self->compare_button, n > 1);
  update_actions (self);
}

/* The scores of the run are painted before its line: that costs more than they do. */
static void
show_later (CpRunsList *self) {
  cp_after_paint (GTK_WIDGET (self), show_runs);
}

static void
opened (CpRunsList *self) {
  g_list_store_remove_all (self->runs);
  self->n_seen = 0;
  cp_runs_columns_set_session (self->columns, self->session);
  show_runs (GTK_WIDGET (self));
}

static void
decisions_changed (CpRunsList *self) {
  cp_runs_columns_refresh (self->columns);
}

/* ---- what can be done ---- */

static void
show_run (CpRunsList *self, const CpRun *run) {
  g_autoptr (GError) error = NULL;
  if (!cp_session_show_run (self->session, run, &error))
    cp_session_tell (self->session, error);
}

static void
replay_run (CpRunsList *self, const CpRun *run) {
  g_autoptr (GError) error = NULL;
  if (!cp_session_replay (self->session, run, &error))
    cp_session_tell (self->session, error);
}

static void
replay_line (guint position, gpointer data) {
  const CpRun *run = get_line (data, position);
  if (run != NULL)
    replay_run (data, run);
}

/* The two selected, the one selected with the newest other, else the two newest; the older one is first. */
static void
compare (CpRunsList *self) {
  g_autoptr (GPtrArray) selected = dup_selected (self);
  const CpRun *newest = get_line (self, 0), *next = get_line (self, 1);
  if (next == NULL)
    return;
  const CpRun *second = selected->len > 0 ? g_ptr_array_index (selected, 0) : newest;
  const CpRun *first = selected->len > 1 ? g_ptr_array_index (selected, 1) : second == newest ? next : newest;
  gboolean is_in_order = first->number < second->number;
  gtk_window_present (GTK_WINDOW (cp_runs_compare_new (
      GTK_WIDGET (self), self->session, is_in_order ? first : second, is_in_order ? second : first)));
}

/* (transfer full) (nullable): the runs of the lines, every row of a batch; all runs for no lines; NULL: none
 */
static CpParcel *
make_parcel (CpRunsList *self, const GPtrArray *lines) {
  GPtrArray *runs = cp_session_is_open (self->session) ? cp_session_get_runs (self->session) : NULL;
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < lines->len; i++)
    g_hash_table_add (numbers, GUINT_TO_POINTER (((CpRun *)g_ptr_array_index (lines, i))->number));
  for (guint i = 0; runs != NULL && i < runs->len; i++) {
    CpRun *run = g_ptr_array_index (runs, i);
    if (lines->len == 0 || g_hash_table_contains (numbers, GUINT_TO_POINTER (run->number)))
      g_ptr_array_add (chosen, run);
  }
  if (chosen->len == 0)
    return NULL;
  g_autoptr (CpTable) table = cp_runs_to_table (self->session, (CpRun *const *)chosen->pdata, chosen->len);
  CpDataSource source = cp_data_source_of_table (table);
  return cp_parcel_new_csv ("Runs", &source);
}

static void
save_clicked (CpRunsList *self) {
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  CpParcel *parcel = make_parcel (self, all);
  if (parcel != NULL)
    cp_outlet_save (GTK_WIDGET (self), parcel);
}

static void
copy_runs (GtkWidget *widget, const char *action, GVariant *arguments) {
  g_autoptr (GPtrArray) selected = dup_selected (CP_RUNS_LIST (widget));
  CpParcel *parcel = make_parcel (CP_RUNS_LIST (widget), selected);
  if (parcel != NULL)
    cp_outlet_copy (widget, parcel);
}

static void
show_selected (GtkWidget *widget, const char *action, GVariant *arguments) {
  g_autoptr (GPtrArray) selected = dup_selected (CP_RUNS_LIST (widget));
  if (selected->len == 1)
    show_run (CP_RUNS_LIST (widget), g_ptr_array_index (selected, 0));
}

static void
replay_selected (GtkWidget *widget, const char *action, GVariant *arguments) {
  g_autoptr (GPtrArray) selected = dup_selected (CP_RUNS_LIST (widget));
  if (selected->len == 1)
    replay_run (CP_RUNS_LIST (widget), g_ptr_array_index (selected, 0));
}

static void
compare_selected (GtkWidget *widget, const char *action, GVariant *arguments) {
  compare (CP_RUNS_LIST (widget));
}

static void
activated (GtkColumnView *view, guint position, gpointer data) {
  const CpRun *run = get_line (data, position);
  if (run != NULL)
    show_run (data, run);
}

/* ---- the menu ---- */

static void
open_menu (CpRunsList *self, int x, int y) {
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){x, y, 1, 1});
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_at_line (guint position, GtkWidget *cell, double x, double y, gpointer data) {
  CpRunsList *self = data;
  double left, top;
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  gtk_widget_translate_coordinates (cell, GTK_WIDGET (self), x, y, &left, &top);
  open_menu (self, (int)left, (int)top);
}

static void
menu_by_key (GtkWidget *widget, const char *action, GVariant *arguments) {
  if (g_list_model_get_n_items (G_LIST_MODEL (CP_RUNS_LIST (widget)->runs)) > 0)
    open_menu (CP_RUNS_LIST (widget), 80, 40);
}

static GtkWidget *
make_menu (void) {
  g_autoptr (GMenu) menu = g_menu_new ();
  g_menu_append (menu, "_Show in the editor", "runs.show");
  g_menu_append (menu, "_Replay", "runs.replay");
  g_menu_append (menu, "_Compare with…", "runs.compare");
  g_menu_append (menu, "C_opy as CSV", "runs.copy");
  GtkWidget *popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, "Menu of runs",
                                  -1);
  return popover;
}

/* ---- how long ago ---- */

static gboolean
tick (gpointer data) {
  cp_runs_columns_refresh (CP_RUNS_LIST (data)->columns);
  return G_SOURCE_CONTINUE;
}

static void
cp_runs_list_map (GtkWidget *widget) {
  CpRunsList *self = CP_RUNS_LIST (widget);
  GTK_WIDGET_CLASS (cp_runs_list_parent_class)->map (widget);
  cp_runs_columns_refresh (self->columns);
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (REFRESH_SECONDS, tick, self);
}

static void
cp_runs_list_unmap (GtkWidget *widget) {
  g_clear_handle_id (&CP_RUNS_LIST (widget)->timer, g_source_remove);
  GTK_WIDGET_CLASS (cp_runs_list_parent_class)->unmap (widget);
}

static void
cp_runs_list_size_allocate (GtkWidget *widget, int width, int height, int baseline) {
  CpRunsList *self = CP_RUNS_LIST (widget);
  gtk_widget_allocate (self->box, width, height, baseline, NULL);
  gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
cp_runs_list_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline) {
  gtk_widget_measure (CP_RUNS_LIST (widget)->box, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

/* ---- the widget ---- */

void
cp_runs_list_set_session (CpRunsList *self, CpSession *session) {
  g_return_if_fail (CP_IS_RUNS_LIST (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "runs-changed", G_CALLBACK (show_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "thresholds-changed", G_CALLBACK (decisions_changed), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cp_runs_list_get_head (CpRunsList *self) {
  g_return_val_if_fail (CP_IS_RUNS_LIST (self), NULL);
  return self->head;
}

static void
cp_runs_list_dispose (GObject *object) {
  CpRunsList *self = CP_RUNS_LIST (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->columns, cp_runs_columns_free);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->head);
  g_clear_object (&self->selection);
  g_clear_object (&self->runs);
  G_OBJECT_CLASS (cp_runs_list_parent_class)->dispose (object);
}

static void
add_bindings (GtkWidgetClass *class) {
  gtk_widget_class_install_action (class, "runs.show", NULL, show_selected);
  gtk_widget_class_install_action (class, "runs.replay", NULL, replay_selected);
  gtk_widget_class_install_action (class, "runs.compare", NULL, compare_selected);
  gtk_widget_class_install_action (class, "runs.copy", NULL, copy_runs);
  gtk_widget_class_install_action (class, "runs.menu", NULL, menu_by_key);
  gtk_widget_class_add_binding_action (class, GDK_KEY_r, 0, "runs.replay", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_c, GDK_CONTROL_MASK, "runs.copy", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Menu, 0, "runs.menu", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_F10, GDK_SHIFT_MASK, "runs.menu", NULL);
}

static void
cp_runs_list_class_init (CpRunsListClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_runs_list_dispose;
  widget_class->map = cp_runs_list_map;
  widget_class->unmap = cp_runs_list_unmap;
  widget_class->size_allocate = cp_runs_list_size_allocate;
  widget_class->measure = cp_runs_list_measure;
  add_bindings (widget_class);
}

static GtkWidget *
add_head_button (CpRunsList *self, const char *label, const char *tooltip, void (*clicked) (CpRunsList *)) {
  GtkWidget *button = gtk_button_new_with_label (label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "cp-small");
  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->head), button);
  return button;
}

static void
make_head (CpRunsList *self) {
  self->head = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->count_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->count_label), 0);
  gtk_widget_set_hexpand (self->count_label, TRUE);
  gtk_widget_add_css_class (self->count_label, "cp-dim");
  gtk_box_append (GTK_BOX (self->head), self->count_label);
  self->compare_button = add_head_button (self, "Compare two runs",
                                          "Scores, decisions and values of two runs side by side: select two "
                                          "lines with Ctrl, or choose them there",
                                          compare);
  self->save_button = add_head_button (
      self, "Save as CSV", "Every run with its scores, decisions and values, with all digits", save_clicked);
}

static void
make_view (CpRunsList *self) {
  const CpRunsHandler handler = {replay_line, menu_at_line, self};
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->runs)));
  self->view = gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)));
  self->columns = cp_runs_columns_new (GTK_COLUMN_VIEW (self->view), &handler);
  gtk_widget_add_css_class (self->view, "cp-compact");
  gtk_widget_add_css_class (self->view, "cp-runs");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Runs", -1);
  g_signal_connect (self->view, "activate", G_CALLBACK (activated), self);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
}

static void
cp_runs_list_init (CpRunsList *self) {
  self->runs = g_list_store_new (CP_TYPE_RUN_ITEM);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->box, "cp-surface");
  make_head (self);
  make_view (self);
  self->empty_label =
      gtk_label_new ("Change a value in the pane on the right and run inference; every run is kept here.");
  gtk_label_set_xalign (GTK_LABEL (self->empty_label), 0);
  gtk_label_set_yalign (GTK_LABEL (self->empty_label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->empty_label), TRUE);
  gtk_widget_add_css_class (self->empty_label, "cp-empty");
  gtk_widget_set_vexpand (self->empty_label, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->empty_label);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_set_visible (self->scroller, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->scroller);
  self->menu = make_menu ();
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_widget_set_size_request (GTK_WIDGET (self), -1, 132);
}
