#include "ui/rows/row-table.h"

#include "ui/rows/row-cells.h"
#include "ui/rows/row-list.h"
#include "ui/style/text-size.h"

typedef struct {
  CpRowTable *table; /* not owned */
  guint index;
  gboolean is_figure;
} Column;

struct _CpRowTable {
  GtkWidget parent_instance;
  GtkWidget *scroller, *view;
  CpRowList *rows;
  GtkMultiSelection *selection;
  GArray *chosen; /* (nullable): guint32, ascending: the rows selected when they are several */
  guint most;     /* that may be selected */
  CpRowCells *cells;
  guint32 row;
  guint scroll_tick, scroll_position;
  gboolean is_moving;  /* we move the selection, not a person */
  gboolean is_sorting; /* we move the arrow */
  int asked;           /* the column whose sorter was asked last */
};

G_DEFINE_FINAL_TYPE (CpRowTable, cp_row_table, GTK_TYPE_WIDGET)

enum { PROP_ROW = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { SORT_REQUESTED, SELECTION_CHANGED, SELECTION_REFUSED, N_SIGNALS };
static guint signals[N_SIGNALS];

static GtkColumnView *
get_view (CpRowTable *self) {
  return GTK_COLUMN_VIEW (self->view);
}

/* (transfer none): the view keeps it */
static GtkColumnViewColumn *
get_column (CpRowTable *self, guint index) {
  g_autoptr (GtkColumnViewColumn) column =
      g_list_model_get_item (gtk_column_view_get_columns (get_view (self)), index);
  return column;
}

static guint
get_n_columns (CpRowTable *self) {
  return g_list_model_get_n_items (gtk_column_view_get_columns (get_view (self)));
}

void
cp_row_table_refresh (CpRowTable *self) {
  g_return_if_fail (CP_IS_ROW_TABLE (self));
  cp_row_cells_refresh (self->cells);
}

/* ---- titles ---- */

/* A sorter that only says who was asked. GTK 4.8 does not tell which column its view sorts by, but its sorter
 * asks that column's sorter first and turns the answer around when descending (two equal items it would not
 * ask about). */
static int
answer_sorter (gconstpointer a, gconstpointer b, gpointer data) {
  const Column *column = data;
  column->table->asked = (int)column->index;
  return -1;
}

static void
sorter_changed (CpRowTable *self) {
  if (self->is_sorting)
    return;
  self->asked = -1;
  GtkOrdering ordering = gtk_sorter_compare (gtk_column_view_get_sorter (get_view (self)), self, self->view);
  if (self->asked >= 0)
    g_signal_emit (self, signals[SORT_REQUESTED], 0, (guint)self->asked, ordering == GTK_ORDERING_SMALLER);
}

void
cp_row_table_set_sort (CpRowTable *self, int column, gboolean is_ascending) {
  g_return_if_fail (CP_IS_ROW_TABLE (self) && column < (int)get_n_columns (self));
  self->is_sorting = TRUE;
  gtk_column_view_sort_by_column (get_view (self), column < 0 ? NULL : get_column (self, (guint)column),
                                  is_ascending ? GTK_SORT_ASCENDING : GTK_SORT_DESCENDING);
  self->is_sorting = FALSE;
}

/* Enter or the space bar on a title does what a click does: the other direction on the column sorted by. */
static gboolean
title_key_pressed (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, gpointer data) {
  if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter && key != GDK_KEY_space)
    return FALSE;
  const Column *column = data;
  CpRowTable *self = column->table;
  self->asked = -1;
  GtkOrdering ordering = gtk_sorter_compare (gtk_column_view_get_sorter (get_view (self)), self, self->view);
  gboolean is_ascending = self->asked != (int)column->index || ordering != GTK_ORDERING_SMALLER;
  gtk_column_view_sort_by_column (get_view (self), get_column (self, column->index),
                                  is_ascending ? GTK_SORT_ASCENDING : GTK_SORT_DESCENDING);
  return TRUE;
}

static GtkWidget *
find_label (GtkWidget *widget) {
  if (GTK_IS_LABEL (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_label (child);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* GTK 4.8 gives neither an alignment nor the keyboard to a column's title: its widget is looked up, the last
 * one in the header for the column that was added last. */
static void
finish_title (CpRowTable *self, Column *column, const char *title) {
  GtkWidget *header = gtk_widget_get_first_child (self->view);
  GtkWidget *button = header != NULL ? gtk_widget_get_last_child (header) : NULL;
  GtkWidget *label = button != NULL ? find_label (button) : NULL;
  if (label == NULL)
    return;
  GtkWidget *box = gtk_widget_get_parent (label);
  if (column->is_figure &&
      GTK_IS_BOX (box)) /* the arrow before the title, so that it ends where figures do */
    gtk_box_reorder_child_after (GTK_BOX (box), label, gtk_widget_get_last_child (box));
  gtk_widget_set_hexpand (label, column->is_figure);
  gtk_label_set_xalign (GTK_LABEL (label), column->is_figure ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_margin_start (label, column->is_figure ? 0 : CP_ROW_CELLS_WORD_MARGIN);
  gtk_widget_set_tooltip_text (button, title);
  gtk_widget_set_focusable (button, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (title_key_pressed), column);
  gtk_widget_add_controller (button, keys);
}

static void
add_column (CpRowTable *self, const CpRowColumn *given, guint index) {
  Column *info = g_new (Column, 1);
  *info = (Column){self, index, given->is_figure};
  GtkListItemFactory *factory = cp_row_cells_make_factory (self->cells, index, given->is_figure);
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (given->title, factory);
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (answer_sorter, info, g_free));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_fixed_width (column, cp_text_size_scale (given->width));
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_visible (column, index < CP_ROW_TABLE_MAX_SHOWN);
  gtk_column_view_append_column (get_view (self), column);
  finish_title (self, info, given->title);
}

void
cp_row_table_set_columns (CpRowTable *self, const CpRowColumn *columns, guint n_columns, CpRowText text,
                          gpointer data) {
  g_return_if_fail (CP_IS_ROW_TABLE (self) && text != NULL);
  cp_row_table_set_order (self, NULL, 0);
  cp_row_table_set_sort (self, -1, TRUE);
  while (get_n_columns (self) > 0)
    gtk_column_view_remove_column (get_view (self), get_column (self, 0));
  cp_row_cells_set_text (self->cells, text, data);
  for (guint i = 0; i < n_columns; i++)
    add_column (self, &columns[i], i);
}

/* ---- rows ---- */

static gboolean
scroll_now (GtkWidget *widget, GdkFrameClock *clock, gpointer data) {
  CpRowTable *self = CP_ROW_TABLE (widget);
  GtkWidget *list = gtk_widget_get_last_child (self->view);
  if (gtk_widget_get_height (list) == 0)
    return G_SOURCE_CONTINUE;
  self->scroll_tick = 0;
  if (self->scroll_position < cp_row_table_get_n_rows (self))
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", self->scroll_position);
  return G_SOURCE_REMOVE;
}

/* At the next frame, the last wish only: the list of GTK 4.8 loses its place when it is scrolled before it
 * has a size, or twice before it is laid out. */
static void
scroll_to (CpRowTable *self, guint position) {
  self->scroll_position = position;
  if (self->scroll_tick == 0)
    self->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_now, NULL, NULL);
}

static int
compare_rows (gconstpointer a, gconstpointer b) {
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  return (x > y) - (x < y);
}

/* (transfer full): where the rows selected stand in the list */
static GtkBitset *
find_selected (CpRowTable *self) {
  GtkBitset *found = gtk_bitset_new_empty ();
  guint position, n = cp_row_table_get_n_rows (self);
  if (self->chosen == NULL) {
    if (self->row != CP_ROW_TABLE_NONE && cp_row_list_find (self->rows, self->row, &position))
      gtk_bitset_add (found, position);
    return found;
  }
  for (position = 0; position < n; position++) {
    guint32 row = cp_row_list_get_row (self->rows, position);
    if (g_array_binary_search (self->chosen, &row, compare_rows, NULL))
      gtk_bitset_add (found, position);
  }
  return found;
}

/* Selects the table's rows where the list has them. */
static void
select_row (CpRowTable *self) {
  g_autoptr (GtkBitset) wanted = find_selected (self);
  g_autoptr (GtkBitset) mask = gtk_bitset_new_range (0, cp_row_table_get_n_rows (self));
  self->is_moving = TRUE;
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), wanted, mask);
  self->is_moving = FALSE;
}

void
cp_row_table_set_order (CpRowTable *self, guint32 *order, guint n) {
  g_return_if_fail (CP_IS_ROW_TABLE (self));
  cp_row_list_set_order (self->rows, order, n);
  cp_row_cells_refresh (self->cells);
  select_row (self);
  if (n > 0)
    scroll_to (self, 0);
}

guint
cp_row_table_get_n_rows (CpRowTable *self) {
  g_return_val_if_fail (CP_IS_ROW_TABLE (self), 0);
  return g_list_model_get_n_items (G_LIST_MODEL (self->rows));
}

void
cp_row_table_set_row (CpRowTable *self, guint32 row) {
  g_return_if_fail (CP_IS_ROW_TABLE (self));
  if (self->row == row && self->chosen == NULL)
    return;
  gboolean is_other = self->row != row;
  g_clear_pointer (&self->chosen, g_array_unref);
  self->row = row;
  select_row (self);
  if (is_other)
    cp_row_table_scroll_to_row (self);
  if (is_other)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROW]);
}

guint32
cp_row_table_get_row (CpRowTable *self) {
  g_return_val_if_fail (CP_IS_ROW_TABLE (self), CP_ROW_TABLE_NONE);
  return self->row;
}

void
cp_row_table_scroll_to_row (CpRowTable *self) {
  g_return_if_fail (CP_IS_ROW_TABLE (self));
  guint position;
  if (self->row != CP_ROW_TABLE_NONE && cp_row_list_find (self->rows, self->row, &position))
    scroll_to (self, position);
}

/* ---- several rows ---- */

GArray *
cp_row_table_dup_selection (CpRowTable *self) {
  g_return_val_if_fail (CP_IS_ROW_TABLE (self), NULL);
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint position;
  for (gboolean is_valid = gtk_bitset_iter_init_first (&iter, selected, &position); is_valid;
       is_valid = gtk_bitset_iter_next (&iter, &position)) {
    guint32 row = cp_row_list_get_row (self->rows, position);
    g_array_append_val (rows, row);
  }
  g_array_sort (rows, compare_rows);
  return rows;
}

static gboolean
holds (const GArray *rows, guint32 row) {
  return g_array_binary_search ((GArray *)rows, &row, compare_rows, NULL);
}

void
cp_row_table_set_selection (CpRowTable *self, const guint32 *rows, gsize n) {
  g_return_if_fail (CP_IS_ROW_TABLE (self) && rows != NULL && n > 1);
  GArray *chosen = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint)n);
  g_array_append_vals (chosen, rows, (guint)n);
  g_clear_pointer (&self->chosen, g_array_unref);
  self->chosen = chosen;
  gboolean is_other = !holds (chosen, self->row);
  if (is_other)
    self->row = rows[0];
  select_row (self);
  if (is_other)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROW]);
}

void
cp_row_table_set_max_selected (CpRowTable *self, guint most) {
  g_return_if_fail (CP_IS_ROW_TABLE (self) && most > 0);
  self->most = most;
}

/* Too many: what was selected before stands again. */
static void
refuse (CpRowTable *self, guint n) {
  select_row (self);
  g_signal_emit (self, signals[SELECTION_REFUSED], 0, n);
}

static void
selected (CpRowTable *self) {
  g_autoptr (GtkBitset) bits = NULL;
  if (self->is_moving)
    return;
  bits = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  guint64 n = gtk_bitset_get_size (bits);
  if (n == 0 || n > self->most) {
    if (n > 0)
      refuse (self, (guint)n);
    return;
  }
  g_autoptr (GArray) rows = cp_row_table_dup_selection (self);
  guint32 before = self->row;
  gboolean was_several = self->chosen != NULL;
  g_clear_pointer (&self->chosen, g_array_unref);
  self->chosen = n > 1 ? g_array_ref (rows) : NULL;
  if (!holds (rows, self->row))
    self->row = g_array_index (rows, guint32, 0);
  if (self->row != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROW]);
  if (n > 1 || was_several || self->row != before)
    g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

void
cp_row_table_select_all (CpRowTable *self) {
  g_return_if_fail (CP_IS_ROW_TABLE (self));
  if (cp_row_table_get_n_rows (self) > self->most)
    refuse (self, cp_row_table_get_n_rows (self));
  else
    gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
}

/* Making an item of each of a million rows only to refuse them would take a second. */
static gboolean
key_pressed (CpRowTable *self, guint key, guint code, GdkModifierType state) {
  gboolean is_all = (key == GDK_KEY_a || key == GDK_KEY_A || key == GDK_KEY_slash) &&
                    (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) == GDK_CONTROL_MASK;
  if (!is_all || cp_row_table_get_n_rows (self) <= self->most)
    return GDK_EVENT_PROPAGATE;
  refuse (self, cp_row_table_get_n_rows (self));
  return GDK_EVENT_STOP;
}

/* ---- the chooser ---- */

void
cp_row_table_set_column_shown (CpRowTable *self, guint column, gboolean is_shown) {
  g_return_if_fail (CP_IS_ROW_TABLE (self) && column < get_n_columns (self));
  gtk_column_view_column_set_visible (get_column (self, column), is_shown);
}

gboolean
cp_row_table_is_column_shown (CpRowTable *self, guint column) {
  g_return_val_if_fail (CP_IS_ROW_TABLE (self) && column < get_n_columns (self), FALSE);
  return gtk_column_view_column_get_visible (get_column (self, column));
}

/* The columns as they are when the chooser opens. */
static void
fill_chooser (GtkMenuButton *button, gpointer data) {
  CpRowTable *self = data;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scroller = gtk_scrolled_window_new ();
  for (guint i = 0; i < get_n_columns (self); i++) {
    GtkColumnViewColumn *column = get_column (self, i);
    GtkWidget *check = gtk_check_button_new_with_label (gtk_column_view_column_get_title (column));
    g_object_bind_property (column, "visible", check, "active",
                            G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
    gtk_box_append (GTK_BOX (box), check);
  }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 360);
  GtkWidget *popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, "Columns shown",
                                  -1);
  gtk_menu_button_set_popover (button, popover);
}

GtkWidget *
cp_row_table_new_chooser (CpRowTable *self) {
  g_return_val_if_fail (CP_IS_ROW_TABLE (self), NULL);
  GtkWidget *button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), "Columns");
  gtk_widget_set_tooltip_text (button, "Choose the columns shown");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), fill_chooser, g_object_ref (self),
                                         g_object_unref);
  return button;
}

/* ---- the widget ---- */

GtkWidget *
cp_row_table_new (const char *name) {
  CpRowTable *self = g_object_new (CP_TYPE_ROW_TABLE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}

static void
cp_row_table_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec) {
  if (id == PROP_ROW)
    g_value_set_uint (value, CP_ROW_TABLE (object)->row);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
cp_row_table_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec) {
  if (id == PROP_ROW)
    cp_row_table_set_row (CP_ROW_TABLE (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
cp_row_table_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  cp_row_cells_write_seen (CP_ROW_TABLE (widget)->cells);
  GTK_WIDGET_CLASS (cp_row_table_parent_class)->snapshot (widget, snapshot);
}

static void
cp_row_table_dispose (GObject *object) {
  CpRowTable *self = CP_ROW_TABLE (object);
  if (self->scroll_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
  self->scroll_tick = 0;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->chosen, g_array_unref);
  G_OBJECT_CLASS (cp_row_table_parent_class)->dispose (object);
}

static void
cp_row_table_finalize (GObject *object) {
  cp_row_cells_free (CP_ROW_TABLE (object)->cells);
  G_OBJECT_CLASS (cp_row_table_parent_class)->finalize (object);
}

static void
cp_row_table_class_init (CpRowTableClass *class) {
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  object_class->dispose = cp_row_table_dispose;
  object_class->finalize = cp_row_table_finalize;
  GTK_WIDGET_CLASS (class)->snapshot = cp_row_table_snapshot;
  object_class->get_property = cp_row_table_get_property;
  object_class->set_property = cp_row_table_set_property;
  properties[PROP_ROW] =
      g_param_spec_uint ("row", NULL, NULL, 0, G_MAXUINT32, CP_ROW_TABLE_NONE,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SORT_REQUESTED] = g_signal_new ("sort-requested", CP_TYPE_ROW_TABLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", CP_TYPE_ROW_TABLE, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SELECTION_REFUSED] = g_signal_new ("selection-refused", CP_TYPE_ROW_TABLE, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_row_table_init (CpRowTable *self) {
  self->row = CP_ROW_TABLE_NONE;
  self->cells = cp_row_cells_new (GTK_WIDGET (self));
  self->rows = cp_row_list_new ();
  self->most = G_MAXUINT;
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selected), self,
                           G_CONNECT_SWAPPED);
  self->view = gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)));
  gtk_widget_add_css_class (self->view, "cp-compact");
  g_signal_connect_object (gtk_column_view_get_sorter (get_view (self)), "changed",
                           G_CALLBACK (sorter_changed), self, G_CONNECT_SWAPPED);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
