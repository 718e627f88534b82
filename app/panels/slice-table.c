#include "app/panels/slice-table.h"

#include "app/panels/slice-columns.h"
#include "app/panels/slice-row.h"
#include "app/session-scope.h"

#include <math.h>

#define MAX_TELLING 6          /* with more slices the telling one would open out of sight */
#define NONE (G_MAXUINT32 - 1) /* no slice is open; CP_ALL_ROWS is a slice here */

/* A flyweight: the index of a slice. */
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
  GPtrArray *shown; /* CpSliceRow: those bound to an item now, not owned */
  CpSlices *slices; /* what the items are of */
  guint open_slice;
  GtkWidget *box, *header, *scroller, *view;
};

G_DEFINE_FINAL_TYPE (CpSliceTable, cp_slice_table, GTK_TYPE_WIDGET)

static void
row_toggled (CpSliceRow *row, gpointer data) {
  CpSliceTable *self = data;
  guint slice = cp_slice_row_get_slice (row);
  self->open_slice = self->open_slice == slice ? NONE : slice;
  for (guint i = 0; i < self->shown->len; i++) {
    CpSliceRow *other = g_ptr_array_index (self->shown, i);
    guint of_other = cp_slice_row_get_slice (other);
    cp_slice_row_set_slice (other, of_other, of_other == self->open_slice);
  }
}

static void
setup_row (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  CpSliceTable *self = data;
  GtkWidget *row = cp_slice_row_new (self->session);
  g_signal_connect (row, "toggled", G_CALLBACK (row_toggled), self);
  gtk_list_item_set_child (item, row);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
}

static void
bind_row (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  CpSliceTable *self = data;
  guint slice = CP_SLICE_ITEM (gtk_list_item_get_item (item))->slice;
  GtkWidget *row = gtk_list_item_get_child (item);
  g_ptr_array_add (self->shown, row);
  cp_slice_row_set_slice (CP_SLICE_ROW (row), slice, slice == self->open_slice);
}

static void
unbind_row (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  g_ptr_array_remove_fast (((CpSliceTable *)data)->shown, gtk_list_item_get_child (item));
}

static void
add_item (GPtrArray *items, guint slice) {
  CpSliceItem *item = g_object_new (CP_TYPE_SLICE_ITEM, NULL);
  item->slice = slice;
  g_ptr_array_add (items, item);
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

static void
fill (CpSliceTable *self, CpSlices *slices, const CpAudit *audit) {
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_clear_pointer (&self->slices, cp_slices_unref);
  self->slices = cp_slices_ref (slices);
  self->open_slice = cp_slices_get_n_slices (slices) <= MAX_TELLING ? find_telling_slice (audit) : NONE;
  add_item (items, CP_ALL_ROWS);
  for (guint s = 0; cp_slices_get_n_keys (slices) > 0 && s < cp_slices_get_n_slices (slices); s++) {
    if (has_rows (self, s))
      add_item (items, s);
  }
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata,
                       items->len);
}

static void
results_changed (CpSliceTable *self) {
  CpSlices *slices = cp_session_get_slices (self->session);
  const CpAudit *audit = cp_session_get_audit (self->session);
  gtk_widget_set_visible (self->box, audit != NULL);
  if (audit == NULL) {
    g_list_store_remove_all (self->items);
    g_clear_pointer (&self->slices, cp_slices_unref);
  } else if (slices != self->slices) {
    fill (self, slices, audit);
  } else {
    for (guint i = 0; i < self->shown->len; i++)
      cp_slice_row_update (g_ptr_array_index (self->shown, i));
  }
}

/* Other curves under the same slices: the open detail is drawn anew. */
static void
question_changed (CpSliceTable *self) {
  if (self->slices != cp_session_get_slices (self->session)) {
    results_changed (self);
    return;
  }
  for (guint i = 0; i < self->shown->len && self->slices != NULL; i++) {
    CpSliceRow *row = g_ptr_array_index (self->shown, i);
    guint slice = cp_slice_row_get_slice (row);
    cp_slice_row_set_slice (row, slice, slice == self->open_slice);
  }
}

static void
opened (CpSliceTable *self) {
  g_list_store_remove_all (self->items);
  g_clear_pointer (&self->slices, cp_slices_unref);
  /* rows are made for a number of models: another factory makes new ones */
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row), self);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->view), factory);
  g_object_unref (factory);
}

void
cp_slice_table_set_session (CpSliceTable *self, CpSession *session) {
  g_return_if_fail (CP_IS_SLICE_TABLE (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "results-changed", G_CALLBACK (results_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (question_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
add_title (GtkWidget *header, const char *text, int width, gboolean expands, const char *tooltip) {
  GtkWidget *label = cp_slice_cell_new (width, expands);
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, tooltip);
  gtk_box_append (GTK_BOX (header), label);
}

/* The same boxes as in a row, so that both share out spare width alike. */
static GtkWidget *
make_header (void) {
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, CP_SLICE_SPACING);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, CP_SLICE_SPACING);
  gtk_widget_add_css_class (header, "cp-slice-titles");
  add_title (header, "", CP_SLICE_OPEN_WIDTH, FALSE, NULL);
  add_title (header, "Slice", CP_SLICE_NAME_WIDTH, TRUE, NULL);
  add_title (header, "n", CP_SLICE_N_WIDTH, FALSE, "Rows of the slice that have a label and a score");
  add_title (line, "", 16, FALSE, NULL);
  add_title (line, "Threshold", CP_SLICE_THRESHOLD_WIDTH, FALSE,
             "A row is decided positive when its score is at or above the threshold");
  gtk_label_set_xalign (GTK_LABEL (gtk_widget_get_last_child (line)), 0);
  add_title (line, "Selection rate, 95\u00a0% interval",
             CP_SLICE_BAR_WIDTH + CP_SLICE_SPACING + CP_SLICE_RATE_WIDTH, TRUE,
             cp_metric_get_info (CP_METRIC_SELECTION_RATE)->definition);
  for (guint i = 0; i < CP_N_SLICE_COLUMNS; i++) {
    const CpMetricInfo *info = cp_metric_get_info (cp_slice_columns[i].metric);
    g_autofree char *tooltip = g_strdup_printf ("%s. %s", info->label, info->definition);
    add_title (line, cp_slice_columns[i].title, cp_slice_columns[i].width, FALSE, tooltip);
  }
  gtk_widget_set_hexpand (line, TRUE);
  gtk_box_append (GTK_BOX (header), line);
  return header;
}

static void
cp_slice_table_dispose (GObject *object) {
  CpSliceTable *self = CP_SLICE_TABLE (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->slices, cp_slices_unref);
  g_clear_object (&self->items);
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
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->header = make_header ();
  gtk_box_append (GTK_BOX (self->box), self->header);
  GtkNoSelection *selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (selection), NULL);
  gtk_widget_add_css_class (self->view, "cp-slices");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Slices", -1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->scroller);
}
