#include "app/panels/group-columns.h"

struct _CpGroupColumns {
  GtkWidget parent_instance;
  GPtrArray *checks; /* GtkCheckButton, one a column, in the group's order */
  GStrv values;
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (CpGroupColumns, cp_group_columns, GTK_TYPE_WIDGET)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
toggled (CpGroupColumns *self, GtkCheckButton *check) {
  guint index;
  if (self->is_showing || !g_ptr_array_find (self->checks, check, &index))
    return;
  g_signal_emit (self, signals[CHOSEN], 0, gtk_check_button_get_active (check) ? self->values[index] : "");
}

void
cp_group_columns_show (CpGroupColumns *self, const CpOneHotGroup *group, const CpTable *row) {
  g_return_if_fail (CP_IS_GROUP_COLUMNS (self));
  guint32 code = cp_one_hot_group_get_code (group, row, 0);
  self->is_showing = TRUE;
  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (g_ptr_array_index (self->checks, i), i == code);
  self->is_showing = FALSE;
}

static void
cp_group_columns_dispose (GObject *object) {
  GtkWidget *child;
  g_ptr_array_set_size (CP_GROUP_COLUMNS (object)->checks, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cp_group_columns_parent_class)->dispose (object);
}

static void
cp_group_columns_finalize (GObject *object) {
  CpGroupColumns *self = CP_GROUP_COLUMNS (object);
  g_ptr_array_unref (self->checks);
  g_strfreev (self->values);
  G_OBJECT_CLASS (cp_group_columns_parent_class)->finalize (object);
}

static void
cp_group_columns_class_init (CpGroupColumnsClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_group_columns_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_group_columns_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
  signals[CHOSEN] = g_signal_new ("chosen", CP_TYPE_GROUP_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cp_group_columns_init (CpGroupColumns *self) {
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "cp-group-columns");
  self->checks = g_ptr_array_new ();
}

GtkWidget *
cp_group_columns_new (const CpOneHotGroup *group, const CpTable *table) {
  CpGroupColumns *self = g_object_new (CP_TYPE_GROUP_COLUMNS, NULL);
  self->values = g_strdupv (group->values);
  for (guint i = 0; i < group->n_values; i++) {
    const char *name = cp_column_get_name (cp_table_get_column (table, group->columns[i]));
    GtkWidget *check = gtk_check_button_new_with_label (name);
    gtk_widget_set_tooltip_text (check, name);
    g_ptr_array_add (self->checks, check);
    gtk_widget_set_parent (check, GTK_WIDGET (self));
    g_signal_connect_object (check, "toggled", G_CALLBACK (toggled), self, G_CONNECT_SWAPPED);
  }
  return GTK_WIDGET (self);
}
