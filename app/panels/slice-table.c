#include "app/panels/slice-table.h"

#include "app/panels/slice-columns.h"
#include "app/panels/slice-header.h"
#include "app/panels/slice-row.h"
#include "app/session/audit-data.h"
#include "app/session/session-results.h"
#include "app/session/session-scope.h"
#include "app/session/session-view.h"
#include "ui/controls/copying.h"

#include <math.h>
#include <string.h>

#define MIN_HEIGHT 120         /* of the rows */
#define MAX_TELLING 6          /* with more slices the telling one would open out of sight */
#define NONE (G_MAXUINT32 - 1) /* no slice is open; CP_ALL_ROWS is a slice here */

/* A flyweight: the index of a slice. It may become another slice: its row is then bound anew. */
#define CP_TYPE_SLICE_ITEM (cp_slice_item_get_type ())
G_DECLARE_FINAL_TYPE (CpSliceItem, cp_slice_item, CP, SLICE_ITEM, GObject)

struct _CpSliceItem {
  GObject parent_instance;
  guint slice;
};

G_DEFINE_FINAL_TYPE (CpSliceItem, cp_slice_item, G_TYPE_OBJECT)

static void
cp_slice_item_class_init (CpSliceItemClass *class) {
}

static void
cp_slice_item_init (CpSliceItem *self) {
}

struct _CpSliceTable {
  GtkWidget parent_instance;
  CpSession *session;
  GListStore *items;
  GPtrArray *shown;           /* GtkListItem: those bound to an item now, not owned */
  CpSlices *slices;           /* what the items are of */
  guint open_slice, n_models; /* n_models: what the rows are made for */
  CpSliceColumns columns;
  GSimpleActionGroup *actions;
  GtkWidget *outer, *box, *header, *scroller, *view;
};

G_DEFINE_FINAL_TYPE (CpSliceTable, cp_slice_table, GTK_TYPE_WIDGET)

static CpSliceRow *
get_row (CpSliceTable *self, guint index) {
  return CP_SLICE_ROW (gtk_list_item_get_child (g_ptr_array_index (self->shown, index)));
}

static void
show_slice (CpSliceTable *self, GtkListItem *item) {
  guint slice = CP_SLICE_ITEM (gtk_list_item_get_item (item))->slice;
  GtkWidget *row = gtk_list_item_get_child (item);
  /* the list's own row takes the focus; GTK 4.8 lets nobody else name it */
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_widget_get_parent (row)), GTK_ACCESSIBLE_PROPERTY_LABEL,
      slice == CP_ALL_ROWS ? "All rows" : cp_slices_get_label (self->slices, slice), -1);
  cp_slice_row_set_slice (CP_SLICE_ROW (row), slice, slice == self->open_slice);
}

static void
show_slices (CpSliceTable *self) {
  for (guint i = 0; i < self->shown->len; i++)
    show_slice (self, g_ptr_array_index (self->shown, i));
}

static void
open_slice (CpSliceTable *self, guint slice) {
  self->open_slice = slice;
  show_slices (self);
}

static void
row_toggled (CpSliceRow *row, gpointer data) {
  CpSliceTable *self = data;
  guint slice = cp_slice_row_get_slice (row);
  open_slice (self, self->open_slice == slice ? NONE : slice);
}

/* The label of the open slice; true for all rows, false for none. */
static json_t *
save_view (gpointer data) {
  CpSliceTable *self = data;
  if (self->slices == NULL)
    return NULL;
  if (self->open_slice == NONE || self->open_slice == CP_ALL_ROWS)
    return json_boolean (self->open_slice == CP_ALL_ROWS);
  return json_string (cp_slices_get_label (self->slices, self->open_slice));
}

static void
restore_view (const json_t *value, gpointer data) {
  CpSliceTable *self = data;
  const char *label = json_string_value (value);
  if (self->slices == NULL)
    return;
  if (json_is_boolean (value))
    open_slice (self, json_is_true (value) ? CP_ALL_ROWS : NONE);
  for (guint s = 0; label != NULL && s < cp_slices_get_n_slices (self->slices); s++) {
    if (g_str_equal (cp_slices_get_label (self->slices, s), label))
      open_slice (self, s);
  }
}

static void
setup_row (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  CpSliceTable *self = data;
  GtkWidget *row = cp_slice_row_new (self->session, &self->columns);
  g_signal_connect (row, "toggled", G_CALLBACK (row_toggled), self);
  gtk_list_item_set_child (item, row);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
}

static void
bind_row (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  CpSliceTable *self = data;
  g_ptr_array_add (self->shown, item);
  cp_slice_row_set_detail_height (CP_SLICE_ROW (gtk_list_item_get_child (item)), self->columns.detail_height);
  show_slice (self, item);
}

static void
unbind_row (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  g_ptr_array_remove_fast (((CpSliceTable *)data)->shown, item);
}

/* The slice a person should see first: where the selection rate of the wider gap is lowest. */
static guint
find_telling_slice (const CpAudit *audit) {
  const CpGap *widest = NULL;
  for (guint m = 0; m < audit->n_models; m++) {
    const CpGap *gap = &audit->models[m].gaps[CP_METRIC_SELECTION_RATE];
    if (!isnan (gap->difference) && (widest == NULL || gap->difference > widest->difference))
      widest = gap;
  }
  return widest != NULL ? widest->min_slice : NONE;
}

/* A slice none of whose rows is looked at says nothing; without a scope it is shown, to say so. */
static gboolean
has_rows (CpSliceTable *self, guint slice) {
  return cp_session_get_scope_snapshot (self->session) == NULL ||
         cp_sweep_get_weight (cp_session_get_sweep (self->session, 0), slice) > 0;
}

/* (transfer full) (element-type guint): the slices in the order wanted, all rows first */
static GArray *
list_slices (CpSliceTable *self, const CpAudit *audit) {
  const guint all = CP_ALL_ROWS;
  GArray *slices = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *order = cp_slice_order (audit, &self->columns.sort);
  guint n = cp_slices_get_n_keys (self->slices) > 0 ? cp_slices_get_n_slices (self->slices) : 0;
  g_array_append_val (slices, all);
  for (guint i = 0; i < n; i++) {
    if (has_rows (self, order[i]))
      g_array_append_val (slices, order[i]);
  }
  return slices;
}

/* GTK 4.8 makes a widget anew for each new item, some 5 ms a slice: items and widgets stay and become other
 * slices, only those too many go and those lacking come. @is_other: the same numbers are other slices. */
static void
order_items (CpSliceTable *self, const CpAudit *audit, gboolean is_other) {
  g_autoptr (GArray) slices = list_slices (self, audit);
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self->items)), n = MIN (n_before, slices->len);
  gboolean is_changed = is_other;
  if (n < n_before)
    g_list_store_splice (self->items, n, n_before - n, NULL, 0);
  for (guint i = 0; i < n; i++) {
    g_autoptr (CpSliceItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
    guint slice = g_array_index (slices, guint, i);
    is_changed = is_changed || item->slice != slice;
    item->slice = slice;
  }
  if (is_changed)
    show_slices (self);
  for (guint i = n; i < slices->len; i++) {
    g_autoptr (CpSliceItem) item = g_object_new (CP_TYPE_SLICE_ITEM, NULL);
    item->slice = g_array_index (slices, guint, i);
    g_list_store_append (self->items, item);
  }
}

gboolean
cp_slice_table_is_short (CpSliceTable *self) {
  g_return_val_if_fail (CP_IS_SLICE_TABLE (self), FALSE);
  return g_list_model_get_n_items (G_LIST_MODEL (self->items)) <= MAX_TELLING + 1;
}

static void
fill (CpSliceTable *self, CpSlices *slices, const CpAudit *audit) {
  g_clear_pointer (&self->slices, cp_slices_unref);
  self->slices = cp_slices_ref (slices);
  self->open_slice = cp_slices_get_n_slices (slices) <= MAX_TELLING ? find_telling_slice (audit) : NONE;
  order_items (self, audit, TRUE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller),
                                                    cp_slice_table_is_short (self));
}

/* Rows change places only once the hand rests: while a threshold moves they stay under it. */
static void
results_changed (CpSliceTable *self) {
  CpSlices *slices = cp_session_get_slices (self->session);
  const CpAudit *audit = cp_session_get_audit (self->session);
  gtk_widget_set_visible (self->outer, audit != NULL);
  if (audit == NULL) {
    g_list_store_remove_all (self->items);
    g_clear_pointer (&self->slices, cp_slices_unref);
    return;
  }
  if (slices != self->slices)
    fill (self, slices, audit);
  else if (self->columns.sort.key != CP_SORT_TABLE && cp_session_is_settled (self->session))
    order_items (self, audit, FALSE);
  for (guint i = 0; i < self->shown->len; i++)
    cp_slice_row_update (get_row (self, i));
}

/* Other curves under the same slices: the open detail is drawn anew. */
static void
question_changed (CpSliceTable *self) {
  if (self->slices != cp_session_get_slices (self->session)) {
    results_changed (self);
    return;
  }
  if (self->slices != NULL)
    show_slices (self);
}

/* The slices in the order and with the metrics that are shown. */
static CpTable *
build_data (GtkWidget *widget) {
  CpSliceTable *self = CP_SLICE_TABLE (widget);
  const CpAudit *audit = cp_session_get_audit (self->session);
  GListModel *model = G_LIST_MODEL (self->items);
  guint n = g_list_model_get_n_items (model);
  if (audit == NULL || self->slices == NULL)
    return NULL;
  g_autofree guint *slices = g_new (guint, n);
  for (guint i = 0; i < n; i++) {
    g_autoptr (CpSliceItem) item = g_list_model_get_item (model, i);
    slices[i] = item->slice;
  }
  CpMetric metrics[CP_N_METRICS] = {CP_METRIC_SELECTION_RATE};
  for (guint i = 0; i < self->columns.n; i++)
    metrics[i + 1] = self->columns.metrics[i];
  return cp_audit_data_slices (audit, slices, n, metrics, self->columns.n + 1, self->columns.shows_q);
}

/* ---- what is shown ---- */

/* Rows and head are made for their columns and a number of models: others are other ones. */
static void
make_rows (CpSliceTable *self) {
  guint n_models = self->n_models = cp_session_get_n_models (self->session);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row), self);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->view), factory);
  g_object_unref (factory);
  if (self->header != NULL)
    gtk_box_remove (GTK_BOX (self->box), self->header);
  cp_session_watch_score_intervals (self->session, cp_slice_columns_has_score_metric (&self->columns));
  self->header = cp_slice_header_new (&self->columns, n_models);
  gtk_box_prepend (GTK_BOX (self->box), self->header);
}

/* The actions say what the columns are. */
static void
show_state (CpSliceTable *self) {
  g_autofree char *sort = cp_slice_sort_to_text (&self->columns.sort);
  GActionMap *map = G_ACTION_MAP (self->actions);
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "sort")),
                             g_variant_new_string (sort));
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "intervals")),
                             g_variant_new_boolean (self->columns.shows_intervals));
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "q-values")),
                             g_variant_new_boolean (self->columns.shows_q));
  for (guint m = 0; m < CP_N_METRICS; m++) {
    g_autofree char *name = g_strconcat ("show-", cp_metric_get_info (m)->name, NULL);
    GAction *action = g_action_map_lookup_action (map, name);
    if (action != NULL)
      g_simple_action_set_state (G_SIMPLE_ACTION (action),
                                 g_variant_new_boolean (cp_slice_columns_has (&self->columns, m)));
  }
}

/* A person chose: shown, and kept in the session's view. */
static void
columns_changed (CpSliceTable *self) {
  const CpAudit *audit = cp_session_get_audit (self->session);
  if (!cp_session_is_open (self->session))
    return;
  cp_session_set_view (self->session, "slice_table", cp_slice_columns_to_json (&self->columns));
  show_state (self);
  make_rows (self);
  if (audit != NULL && self->slices != NULL)
    order_items (self, audit, FALSE);
}

static void
sort_chosen (GSimpleAction *action, GVariant *value, gpointer data) {
  CpSliceTable *self = data;
  self->columns.sort = cp_slice_sort_parse (g_variant_get_string (value, NULL));
  columns_changed (self);
}

static void
intervals_chosen (GSimpleAction *action, GVariant *value, gpointer data) {
  CpSliceTable *self = data;
  self->columns.shows_intervals = g_variant_get_boolean (value);
  columns_changed (self);
}

static void
q_values_chosen (GSimpleAction *action, GVariant *value, gpointer data) {
  CpSliceTable *self = data;
  self->columns.shows_q = g_variant_get_boolean (value);
  columns_changed (self);
}

static void
metric_chosen (GSimpleAction *action, GVariant *value, gpointer data) {
  CpSliceTable *self = data;
  CpMetric metric;
  if (!cp_metric_parse (g_action_get_name (G_ACTION (action)) + strlen ("show-"), &metric))
    return;
  cp_slice_columns_show (&self->columns, metric, g_variant_get_boolean (value));
  columns_changed (self);
}

static void
make_actions (CpSliceTable *self) {
  static const GActionEntry entries[] = {
      {.name = "sort", .parameter_type = "s", .state = "'table'", .change_state = sort_chosen},
      {.name = "intervals", .state = "false", .change_state = intervals_chosen},
      {.name = "q-values", .state = "false", .change_state = q_values_chosen}};
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  for (guint m = 0; m < CP_N_METRICS; m++) {
    g_autofree char *name = g_strconcat ("show-", cp_metric_get_info (m)->name, NULL);
    if (m == CP_METRIC_SELECTION_RATE)
      continue;
    g_autoptr (GSimpleAction) action =
        g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (FALSE));
    g_signal_connect (action, "change-state", G_CALLBACK (metric_chosen), self);
    g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  }
}

GActionGroup *
cp_slice_table_get_actions (CpSliceTable *self) {
  g_return_val_if_fail (CP_IS_SLICE_TABLE (self), NULL);
  return G_ACTION_GROUP (self->actions);
}

void
cp_slice_table_set_detail_height (CpSliceTable *self, int height) {
  g_return_if_fail (CP_IS_SLICE_TABLE (self));
  self->columns.detail_height = height;
  for (guint i = 0; i < self->shown->len; i++)
    cp_slice_row_set_detail_height (get_row (self, i), height);
}

/* Rows and head as they are do for the session that opens too. Its slices follow with "question-changed". */
static void
opened (CpSliceTable *self) {
  int height = self->columns.detail_height;
  guint n_models = cp_session_get_n_models (self->session);
  CpSliceColumns columns = cp_slice_columns_from_json (cp_session_get_view (self->session, "slice_table"));
  g_autoptr (json_t) before = cp_slice_columns_to_json (&self->columns);
  g_autoptr (json_t) now = cp_slice_columns_to_json (&columns);
  gboolean fits = self->header != NULL && n_models == self->n_models && json_equal (before, now);
  g_clear_pointer (&self->slices, cp_slices_unref);
  self->columns = columns;
  self->columns.detail_height = height;
  show_state (self);
  if (fits)
    return;
  g_list_store_remove_all (self->items);
  make_rows (self);
}

void
cp_slice_table_set_session (CpSliceTable *self, CpSession *session) {
  g_return_if_fail (CP_IS_SLICE_TABLE (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "results-changed", G_CALLBACK (results_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (question_changed), self,
                           G_CONNECT_SWAPPED);
  cp_session_add_view (session, "slice", save_view, restore_view, G_OBJECT (self));
}

static void
cp_slice_table_dispose (GObject *object) {
  CpSliceTable *self = CP_SLICE_TABLE (object);
  g_clear_pointer (&self->outer, gtk_widget_unparent);
  g_clear_pointer (&self->slices, cp_slices_unref);
  g_clear_object (&self->items);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (cp_slice_table_parent_class)->dispose (object);
}

static void
cp_slice_table_finalize (GObject *object) {
  g_ptr_array_unref (CP_SLICE_TABLE (object)->shown);
  G_OBJECT_CLASS (cp_slice_table_parent_class)->finalize (object);
}

static void
cp_slice_table_class_init (CpSliceTableClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_slice_table_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_slice_table_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_slice_table_init (CpSliceTable *self) {
  self->items = g_list_store_new (CP_TYPE_SLICE_ITEM);
  self->shown = g_ptr_array_new ();
  self->open_slice = NONE;
  self->columns = cp_slice_columns_default ();
  make_actions (self);
  cp_copying_add (GTK_WIDGET (self), "Slices", build_data);
  /* many columns scroll sideways with their heads, many slices under them */
  self->outer = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->outer), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->outer), TRUE);
  gtk_widget_set_parent (self->outer, GTK_WIDGET (self));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->outer), self->box);
  GtkNoSelection *selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (selection), NULL);
  gtk_widget_add_css_class (self->view, "cp-slices");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Slices", -1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), MIN_HEIGHT);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->scroller);
}
