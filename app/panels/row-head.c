#include "app/panels/row-head.h"

#include "app/session/session-scope.h"
#include "core/base/json.h"
#include "core/table/csv.h"
#include "ui/controls/outlet.h"
#include "ui/controls/tooltip.h"

struct _CpRowHead {
  GtkWidget parent_instance;
  CpSession *session; /* the page's; lives as long as this */
};

G_DEFINE_FINAL_TYPE (CpRowHead, cp_row_head, GTK_TYPE_WIDGET)

void
cp_session_step_row (CpSession *session, int by) {
  g_return_if_fail (cp_session_is_open (session) && (by == 1 || by == -1));
  gint64 n_rows = (gint64)cp_table_get_n_rows (cp_session_get_table (session));
  guint32 now = cp_session_get_row (session);
  gint64 row = now == CP_NO_ROW ? (by > 0 ? -1 : n_rows) : (gint64)now;
  do
    row += by;
  while (row >= 0 && row < n_rows && !cp_session_is_in_scope (session, (guint32)row));
  if (row >= 0 && row < n_rows)
    cp_session_select_row (session, (guint32)row);
}

char *
cp_session_dup_row_csv (CpSession *session) {
  const CpRowHistory *history = cp_session_get_history (session);
  g_return_val_if_fail (history != NULL, NULL);
  return g_string_free (cp_csv_write (cp_row_history_get_current (history), ','), FALSE);
}

static json_t *
cell_to_json (const CpColumn *column) {
  if (cp_column_is_missing (column, 0))
    return json_null ();
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER)
    return cp_json_number (cp_column_get_numbers (column)[0]);
  if (cp_column_get_type (column) == CP_COLUMN_BOOLEAN)
    return json_boolean (cp_column_get_codes (column)[0] == 1);
  g_autofree char *cell = cp_column_dup_cell (column, 0);
  return json_string (cell);
}

char *
cp_session_dup_row_json (CpSession *session) {
  const CpRowHistory *history = cp_session_get_history (session);
  g_return_val_if_fail (history != NULL, NULL);
  const CpTable *row = cp_row_history_get_current (history);
  g_autoptr (json_t) json = json_object ();
  for (gsize i = 0; i < cp_table_get_n_columns (row); i++) {
    const CpColumn *column = cp_table_get_column (row, i);
    json_object_set_new (json, cp_column_get_name (column), cell_to_json (column));
  }
  return cp_json_dump (json, TRUE);
}

static void
copy (CpRowHead *self, char *text, const char *suffix) {
  CpParcel *parcel = cp_parcel_new_bytes ("Row", suffix, g_bytes_new_take (text, strlen (text)));
  g_free (parcel->what);
  parcel->what = g_strdup ("the row");
  cp_outlet_copy (GTK_WIDGET (self), parcel);
}

static void
copy_csv (GtkWidget *widget, const char *name, GVariant *parameter) {
  CpRowHead *self = CP_ROW_HEAD (widget);
  if (cp_session_get_history (self->session) != NULL)
    copy (self, cp_session_dup_row_csv (self->session), "csv");
}

static void
copy_json (GtkWidget *widget, const char *name, GVariant *parameter) {
  CpRowHead *self = CP_ROW_HEAD (widget);
  if (cp_session_get_history (self->session) != NULL)
    copy (self, cp_session_dup_row_json (self->session), "json");
}

static GtkWidget *
add_button (CpRowHead *self, const char *icon, const char *action, const char *label, const char *tooltip) {
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  cp_tooltip_set (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
add_menu (CpRowHead *self) {
  g_autoptr (GMenu) menu = g_menu_new ();
  g_menu_append (menu, "Copy row as CSV", "row.copy-csv");
  g_menu_append (menu, "Copy row as JSON", "row.copy-json");
  g_menu_append (menu, "Find a row", "win.find-row");
  g_autoptr (GMenu) rows = g_menu_new ();
  g_menu_append (rows, "Duplicate", "win.duplicate-rows");
  g_menu_append (rows, "Add a row of medians and most frequent values", "win.add-row");
  g_menu_append (rows, "Delete", "win.delete-rows");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rows));
  GtkWidget *button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  cp_tooltip_set (button, "What can be done with this row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Row menu", -1);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (button), FALSE);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
}

void
cp_row_head_set_session (CpRowHead *self, CpSession *session) {
  g_return_if_fail (CP_IS_ROW_HEAD (self) && CP_IS_SESSION (session));
  self->session = session;
}

static void
cp_row_head_dispose (GObject *object) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cp_row_head_parent_class)->dispose (object);
}

static void
cp_row_head_class_init (CpRowHeadClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_row_head_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_install_action (widget_class, "row.copy-csv", NULL, copy_csv);
  gtk_widget_class_install_action (widget_class, "row.copy-json", NULL, copy_json);
}

static void
cp_row_head_init (CpRowHead *self) {
  add_button (self, "go-up-symbolic", "win.previous-row", "Previous row", "The row before this one (Alt Up)");
  add_button (self, "go-down-symbolic", "win.next-row", "Next row", "The row after this one (Alt Down)");
  add_menu (self);
}
