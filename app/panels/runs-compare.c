#include "app/panels/runs-compare.h"

#include "app/session/runs-table.h"
#include "app/session/runs-words.h"
#include "core/base/format.h"
#include "core/table/order.h"
#include "ui/controls/choice.h"
#include "ui/controls/outlet.h"
#include "ui/rows/row-table.h"

struct _CpRunsCompare {
  GtkWindow parent_instance;
  CpSession *session;
  GtkWidget *from;  /* (nullable): while it lives */
  GPtrArray *lines; /* CpRun of each line to choose, newest first; borrowed from the session */
  CpTable *table;   /* (nullable): as shown */
  int sort_column;  /* -1: as it is made */
  gboolean is_ascending;
  GtkWidget *slot, *first_choice, *second_choice, *summary_label, *copy_button, *save_button;
  CpRowTable *rows;
};

G_DEFINE_FINAL_TYPE (CpRunsCompare, cp_runs_compare, GTK_TYPE_WINDOW)

static const CpRun *
get_chosen (CpRunsCompare *self, GtkWidget *choice) {
  guint position = gtk_drop_down_get_selected (GTK_DROP_DOWN (choice));
  return position < self->lines->len ? g_ptr_array_index (self->lines, position) : NULL;
}

static char *
say_cell (guint32 row, guint column, gpointer data) {
  CpTable *table = CP_RUNS_COMPARE (data)->table;
  return cp_column_dup_cell (cp_table_get_column (table, column), row);
}

static void
update_order (CpRunsCompare *self) {
  gsize n = cp_table_get_n_rows (self->table);
  guint32 *order = NULL;
  if (self->sort_column >= 0) {
    order = cp_order_new (n);
    cp_order_by_column (order, n, cp_table_get_column (self->table, (gsize)self->sort_column),
                        !self->is_ascending, NULL);
  }
  cp_row_table_set_order (self->rows, order, (guint)n);
}

static void
sort_requested (CpRunsCompare *self, guint column, gboolean is_ascending) {
  self->sort_column = (int)column;
  self->is_ascending = is_ascending;
  update_order (self);
}

static void
say_summary (CpRunsCompare *self, const CpRun *first, const CpRun *second) {
  guint n = cp_runs_count_differences (self->session, first, second);
  g_autofree char *count = cp_format_count (n);
  g_autofree char *text = first == second
                              ? g_strdup ("The same run twice: choose another one to compare it with.")
                          : n == 0 ? g_strdup ("No value differs between these runs.")
                          : n == 1 ? g_strdup ("One value differs.")
                                   : g_strdup_printf ("%s values differ.", count);
  gtk_label_set_text (GTK_LABEL (self->summary_label), text);
}

static void
update (CpRunsCompare *self) {
  const CpRun *first = get_chosen (self, self->first_choice),
              *second = get_chosen (self, self->second_choice);
  if (first == NULL || second == NULL)
    return;
  g_autofree char *left = g_strdup_printf ("Run %u", first->number),
                  *right = g_strdup_printf ("Run %u", second->number);
  const CpRowColumn columns[] = {
      {"Value", 208, FALSE}, {left, 162, TRUE}, {right, 162, TRUE}, {"Difference", 122, TRUE}};
  CpTable *old = self->table;
  self->table = cp_runs_to_comparison (self->session, first, second, FALSE);
  self->sort_column = -1;
  cp_row_table_set_columns (self->rows, columns, G_N_ELEMENTS (columns), say_cell, self);
  update_order (self);
  g_clear_pointer (&old, cp_table_unref);
  say_summary (self, first, second);
}

/* ---- out ---- */

/* (transfer full) (nullable) */
static CpParcel *
make_parcel (CpRunsCompare *self) {
  const CpRun *first = get_chosen (self, self->first_choice),
              *second = get_chosen (self, self->second_choice);
  if (first == NULL || second == NULL)
    return NULL;
  g_autoptr (CpTable) table = cp_runs_to_comparison (self->session, first, second, TRUE);
  g_autofree char *title = g_strdup_printf ("Runs %u and %u", first->number, second->number);
  CpDataSource source = cp_data_source_of_table (table);
  return cp_parcel_new_csv (title, &source);
}

static void
copy_clicked (CpRunsCompare *self) {
  CpParcel *parcel = make_parcel (self);
  if (parcel != NULL)
    cp_outlet_copy (self->from != NULL ? self->from : GTK_WIDGET (self), parcel);
}

static void
save_clicked (CpRunsCompare *self) {
  CpParcel *parcel = make_parcel (self);
  if (parcel != NULL)
    cp_outlet_save (self->from != NULL ? self->from : GTK_WIDGET (self), parcel);
}

static gboolean
copy_pressed (GtkWidget *widget, GVariant *arguments, gpointer data) {
  copy_clicked (CP_RUNS_COMPARE (widget));
  return GDK_EVENT_STOP;
}

/* ---- what can be chosen ---- */

/* Newest first, of a batch one line; those chosen stay so. */
static void
fill_choices (CpRunsCompare *self, const CpRun *first, const CpRun *second) {
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *runs = cp_session_get_runs (self->session);
  guint chosen[2] = {0, 0};
  g_ptr_array_set_size (self->lines, 0);
  for (guint i = runs->len; i > 0; i--) {
    CpRun *run = g_ptr_array_index (runs, i - 1);
    if (run->batch != NULL && i > 1 && run->batch == ((CpRun *)g_ptr_array_index (runs, i - 2))->batch)
      continue; /* its first stands for all */
    g_autofree char *change = cp_run_say_change (run);
    if (run == first)
      chosen[0] = self->lines->len;
    if (run == second)
      chosen[1] = self->lines->len;
    g_ptr_array_add (names, g_strdup_printf ("Run %u · %s", run->number, change));
    g_ptr_array_add (self->lines, run);
  }
  g_ptr_array_add (names, NULL);
  cp_choice_set_names (GTK_DROP_DOWN (self->first_choice), (const char *const *)names->pdata);
  cp_choice_set_names (GTK_DROP_DOWN (self->second_choice), (const char *const *)names->pdata);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->first_choice), chosen[0]);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->second_choice), chosen[1]);
  update (self);
}

static void
runs_changed (CpRunsCompare *self) {
  fill_choices (self, get_chosen (self, self->first_choice), get_chosen (self, self->second_choice));
}

static void
chosen (CpRunsCompare *self) {
  update (self);
}

static void
opened (CpRunsCompare *self) {
  g_ptr_array_set_size (self->lines, 0); /* they are gone */
  gtk_window_destroy (GTK_WINDOW (self));
}

/* ---- the type ---- */

static void
cp_runs_compare_dispose (GObject *object) {
  CpRunsCompare *self = CP_RUNS_COMPARE (object);
  g_clear_weak_pointer (&self->from);
  gtk_widget_dispose_template (GTK_WIDGET (object), CP_TYPE_RUNS_COMPARE);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_runs_compare_parent_class)->dispose (object);
}

static void
cp_runs_compare_finalize (GObject *object) {
  CpRunsCompare *self = CP_RUNS_COMPARE (object);
  g_clear_pointer (&self->table, cp_table_unref);
  g_ptr_array_unref (self->lines);
  G_OBJECT_CLASS (cp_runs_compare_parent_class)->finalize (object);
}

static void
cp_runs_compare_class_init (CpRunsCompareClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_runs_compare_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_runs_compare_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/runs-compare.ui");
  gtk_widget_class_bind_template_child (widget_class, CpRunsCompare, slot);
  gtk_widget_class_bind_template_child (widget_class, CpRunsCompare, first_choice);
  gtk_widget_class_bind_template_child (widget_class, CpRunsCompare, second_choice);
  gtk_widget_class_bind_template_child (widget_class, CpRunsCompare, summary_label);
  gtk_widget_class_bind_template_child (widget_class, CpRunsCompare, copy_button);
  gtk_widget_class_bind_template_child (widget_class, CpRunsCompare, save_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, copy_pressed, NULL);
}

static void
cp_runs_compare_init (CpRunsCompare *self) {
  self->lines = g_ptr_array_new ();
  self->sort_column = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  cp_choice_setup (GTK_DROP_DOWN (self->first_choice));
  cp_choice_setup (GTK_DROP_DOWN (self->second_choice));
  self->rows = CP_ROW_TABLE (cp_row_table_new ("Two runs"));
  gtk_widget_set_vexpand (GTK_WIDGET (self->rows), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->rows), TRUE);
  gtk_box_append (GTK_BOX (self->slot), GTK_WIDGET (self->rows));
  g_signal_connect_object (self->rows, "sort-requested", G_CALLBACK (sort_requested), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cp_runs_compare_new (GtkWidget *from, CpSession *session, const CpRun *first, const CpRun *second) {
  g_return_val_if_fail (GTK_IS_WIDGET (from) && cp_session_is_open (session), NULL);
  GtkRoot *root = gtk_widget_get_root (from);
  CpRunsCompare *self = g_object_new (CP_TYPE_RUNS_COMPARE, NULL);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  g_set_weak_pointer (&self->from, from);
  self->session = g_object_ref (session);
  fill_choices (self, first, second);
  g_signal_connect_object (self->first_choice, "notify::selected", G_CALLBACK (chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->second_choice, "notify::selected", G_CALLBACK (chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "runs-changed", G_CALLBACK (runs_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "thresholds-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
