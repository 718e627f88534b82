#include "ui/rows/data-table.h"

#include "core/base/format.h"
#include "core/table/order.h"
#include "ui/controls/outlet.h"
#include "ui/rows/row-table.h"

#define NARROWEST 96
#define WIDEST 240
#define A_LETTER 7       /* pixels, about, of a title; words take some more */
#define ASYNC_FROM 20000 /* rows that take longer to sort than a frame may wait */

struct _CpDataTable {
  GtkWidget parent_instance;
  char *name;
  CpTable *table; /* (nullable) */
  GtkWidget *rows;
  int sort_column; /* -1: as the table has it */
  gboolean is_ascending;
  GCancellable *sorting; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CpDataTable, cp_data_table, GTK_TYPE_WIDGET)

static char *
say_cell (guint32 row, guint index, gpointer data) {
  const CpColumn *column = cp_table_get_column (CP_DATA_TABLE (data)->table, index);
  if (cp_column_is_missing (column, row))
    return g_strdup ("–");
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER)
    return cp_format_number (cp_column_get_numbers (column)[row], -1);
  return cp_column_dup_cell (column, row);
}

/* ---- sorting ---- */

typedef struct {
  CpTable *table;
  guint column;
  gboolean is_descending;
} Sort;

static void
free_sort (gpointer data) {
  cp_table_unref (((Sort *)data)->table);
  g_free (data);
}

/* (transfer full) (nullable): NULL if cancelled */
static guint32 *
sort_rows (const Sort *sort, GCancellable *cancellable) {
  gsize n = cp_table_get_n_rows (sort->table);
  g_autofree guint32 *order = cp_order_new (n);
  const CpColumn *column = cp_table_get_column (sort->table, sort->column);
  if (!cp_order_by_column (order, n, column, sort->is_descending, cancellable))
    return NULL;
  return g_steal_pointer (&order);
}

static void
sort_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable) {
  guint32 *order = sort_rows (data, cancellable);
  g_task_return_pointer (task, order, g_free);
}

static void
sorted (GObject *source, GAsyncResult *result, gpointer data) {
  CpDataTable *self = CP_DATA_TABLE (source);
  const Sort *sort = g_task_get_task_data (G_TASK (result));
  guint32 *order = g_task_propagate_pointer (G_TASK (result), NULL);
  if (order != NULL && sort->table == self->table && self->rows != NULL)
    cp_row_table_set_order (CP_ROW_TABLE (self->rows), order, (guint)cp_table_get_n_rows (sort->table));
  else
    g_free (order);
}

static void
stop_sorting (CpDataTable *self) {
  g_cancellable_cancel (self->sorting);
  g_clear_object (&self->sorting);
}

static void
update_order (CpDataTable *self) {
  CpRowTable *rows = CP_ROW_TABLE (self->rows);
  gsize n = self->table != NULL ? cp_table_get_n_rows (self->table) : 0;
  stop_sorting (self);
  if (self->sort_column < 0 || n == 0) {
    cp_row_table_set_order (rows, NULL, (guint)n);
    return;
  }
  Sort *sort = g_new (Sort, 1);
  *sort = (Sort){cp_table_ref (self->table), (guint)self->sort_column, !self->is_ascending};
  if (n < ASYNC_FROM) {
    cp_row_table_set_order (rows, sort_rows (sort, NULL), (guint)n);
    free_sort (sort);
    return;
  }
  self->sorting = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, self->sorting, sorted, NULL);
  g_task_set_task_data (task, sort, free_sort);
  g_task_run_in_thread (task, sort_on_worker);
}

static void
sort_requested (CpDataTable *self, guint column, gboolean is_ascending) {
  self->sort_column = (int)column;
  self->is_ascending = is_ascending;
  update_order (self);
}

/* ---- what is shown ---- */

static gboolean
has_same_columns (const CpTable *a, const CpTable *b) {
  if (a == NULL || b == NULL || cp_table_get_n_columns (a) != cp_table_get_n_columns (b))
    return FALSE;
  for (gsize i = 0; i < cp_table_get_n_columns (a); i++) {
    const CpColumn *left = cp_table_get_column (a, i), *right = cp_table_get_column (b, i);
    if (!g_str_equal (cp_column_get_name (left), cp_column_get_name (right)) ||
        cp_column_get_type (left) != cp_column_get_type (right))
      return FALSE;
  }
  return TRUE;
}

static void
set_columns (CpDataTable *self) {
  gsize n = self->table != NULL ? cp_table_get_n_columns (self->table) : 0;
  g_autofree CpRowColumn *columns = g_new (CpRowColumn, n + 1);
  for (gsize i = 0; i < n; i++) {
    const CpColumn *column = cp_table_get_column (self->table, i);
    gboolean is_figure = cp_column_get_type (column) == CP_COLUMN_NUMBER;
    const char *name = cp_column_get_name (column);
    int width = (int)MIN (g_utf8_strlen (name, -1), WIDEST) * A_LETTER + 32;
    columns[i] =
        (CpRowColumn){name, CLAMP (width, is_figure ? NARROWEST : NARROWEST + 48, WIDEST), is_figure};
  }
  self->sort_column = -1;
  cp_row_table_set_columns (CP_ROW_TABLE (self->rows), columns, (guint)n, say_cell, self);
}

void
cp_data_table_set_table (CpDataTable *self, CpTable *table) {
  g_return_if_fail (CP_IS_DATA_TABLE (self));
  gboolean is_same = has_same_columns (self->table, table);
  CpTable *old = self->table;
  self->table = table != NULL ? cp_table_ref (table) : NULL;
  if (!is_same)
    set_columns (self);
  update_order (self);
  if (old != NULL)
    cp_table_unref (old);
}

CpTable *
cp_data_table_get_table (CpDataTable *self) {
  g_return_val_if_fail (CP_IS_DATA_TABLE (self), NULL);
  return self->table;
}

static gboolean
copy (GtkWidget *widget, GVariant *arguments, gpointer data) {
  CpDataTable *self = CP_DATA_TABLE (widget);
  if (self->table == NULL)
    return GDK_EVENT_PROPAGATE;
  CpDataSource source = cp_data_source_of_table (self->table);
  cp_outlet_copy (widget, cp_parcel_new_csv (self->name, &source));
  return GDK_EVENT_STOP;
}

/* ---- the type ---- */

GtkWidget *
cp_data_table_new (const char *name) {
  g_return_val_if_fail (name != NULL, NULL);
  CpDataTable *self = g_object_new (CP_TYPE_DATA_TABLE, NULL);
  self->name = g_strdup (name);
  self->rows = cp_row_table_new (name);
  g_signal_connect_swapped (self->rows, "sort-requested", G_CALLBACK (sort_requested), self);
  gtk_widget_set_parent (self->rows, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

static void
cp_data_table_dispose (GObject *object) {
  CpDataTable *self = CP_DATA_TABLE (object);
  stop_sorting (self);
  g_clear_pointer (&self->rows, gtk_widget_unparent);
  g_clear_pointer (&self->table, cp_table_unref);
  G_OBJECT_CLASS (cp_data_table_parent_class)->dispose (object);
}

static void
cp_data_table_finalize (GObject *object) {
  g_free (CP_DATA_TABLE (object)->name);
  G_OBJECT_CLASS (cp_data_table_parent_class)->finalize (object);
}

static void
cp_data_table_class_init (CpDataTableClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_data_table_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_data_table_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, copy, NULL);
}

static void
cp_data_table_init (CpDataTable *self) {
  self->sort_column = -1;
}
