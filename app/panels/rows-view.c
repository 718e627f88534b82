#include "app/panels/rows-view.h"

#include "app/panels/refusal.h"
#include "app/panels/rows-columns.h"
#include "app/panels/rows-csv.h"
#include "app/rows/row-order.h"
#include "app/session/session-rows.h"
#include "app/session/session-scope.h"
#include "app/session/session-selection.h"
#include "app/session/session-view.h"
#include "core/base/format.h"
#include "ui/rows/row-table.h"

#include <math.h>

#define MIN_HEIGHT 228   /* six rows below titles */
#define FILTER_DELAY 300 /* ms after the last key */

struct _CpRowsView {
  GtkWidget parent_instance;
  CpSession *session;
  GtkWidget *head, *entry, *error_label, *count_label, *chooser;
  CpRowTable *table; /* NULL until shown first */
  CpRowsColumns columns;
  int sort_column; /* or -1: as in the table */
  gboolean is_ascending;
  gboolean is_outdated; /* the columns are not those of the session */
  char *label;          /* (nullable): the one the columns were made for */
  guint32 *shown;       /* (nullable) (n_shown): the rows in the order shown; NULL: all where they stand */
  gsize n_shown;
  json_t *pending; /* (nullable): a view to be shown once there are columns */
};

G_DEFINE_FINAL_TYPE (CpRowsView, cp_rows_view, GTK_TYPE_WIDGET)

/* ---- sorting and filtering ---- */

static void
show_count (CpRowsView *self, gsize n) {
  gsize n_rows = cp_session_get_n_present (self->session);
  g_autofree char *shown = cp_format_count ((double)n), *all = cp_format_counted ((double)n_rows, "row");
  g_autofree char *text = n < n_rows ? g_strdup_printf ("%s of %s", shown, all) : g_strdup (all);
  gtk_label_set_text (GTK_LABEL (self->count_label), text);
}

static gpointer
build_order (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  return cp_row_order_build (data, cancellable, error);
}

static void
finish_order (gpointer result, const GError *error, gpointer owner) {
  CpRowsView *self = owner;
  g_autoptr (CpRowOrder) order = result;
  if (order == NULL)
    return; /* stopped: the old order stands */
  show_count (self, order->n);
  g_free (self->shown);
  self->shown = order->rows != NULL ? g_memdup2 (order->rows, MAX (order->n, 1) * sizeof (guint32)) : NULL;
  self->n_shown = order->n;
  gboolean is_first = cp_row_table_get_n_rows (self->table) == 0;
  cp_row_table_set_order (self->table, g_steal_pointer (&order->rows), (guint)order->n);
  if (is_first) /* what was asked for is the row chosen before, not the top of a sort */
    cp_row_table_scroll_to_row (self->table);
}

static const CpJobKind order_kind = {
    .kind = "rows",
    .run = build_order,
    .free_data = (GDestroyNotify)cp_order_request_free,
    .free_result = (GDestroyNotify)cp_row_order_free,
    .done = finish_order,
};

static CpRowKey
get_sort_key (CpRowsView *self) {
  return self->sort_column >= 0 ? g_array_index (self->columns.keys, CpRowKey, self->sort_column)
                                : (CpRowKey){CP_ROW_KEY_ROW, 0};
}

/* @filter: (transfer full) (nullable) */
static CpOrderRequest *
make_request (CpRowsView *self, CpFilter *filter) {
  CpSession *session = self->session;
  CpOrderRequest *request = g_new0 (CpOrderRequest, 1);
  request->table = cp_table_ref (cp_session_get_table (session));
  request->fields = cp_fields_ref (cp_session_get_fields (session));
  CpScope *scope = cp_session_get_scope_snapshot (session);
  request->scope = scope != NULL ? cp_scope_ref (scope) : NULL;
  request->filter = filter;
  request->key = get_sort_key (self);
  request->is_descending = !self->is_ascending;
  if (request->key.kind == CP_ROW_KEY_SCORE || request->key.kind == CP_ROW_KEY_DECISION)
    request->scores = cp_scores_ref (cp_session_get_scores (session, request->key.index));
  if (request->key.kind == CP_ROW_KEY_COMPUTED) {
    request->choice = g_array_index (self->columns.computed, CpColumnChoice, request->key.index);
    request->source = cp_column_source_new (session, NULL);
  }
  if (request->key.kind == CP_ROW_KEY_DECISION) {
    request->slices = cp_slices_ref (cp_session_get_slices (session));
    guint n_slices = cp_slices_get_n_slices (request->slices);
    request->thresholds = g_new (double, n_slices);
    for (guint s = 0; s < n_slices; s++)
      request->thresholds[s] = cp_session_get_threshold (session, request->key.index, s);
  }
  return request;
}

/* Sorts and filters anew; with a condition that cannot be read the rows stay as they are. */
static void
update_order (CpRowsView *self) {
  if (self->table == NULL || self->is_outdated || !cp_session_is_open (self->session))
    return;
  g_autofree char *condition = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autoptr (GError) error = NULL;
  CpFilter *filter = NULL;
  if (*condition != '\0')
    filter = cp_filter_parse (condition, cp_session_get_table (self->session), &error);
  cp_refusal_show (self->entry, self->error_label, error != NULL ? error->message : NULL);
  if (error == NULL)
    cp_jobs_start (cp_session_get_jobs (self->session), &order_kind, make_request (self, filter), self);
}

static void
sort_requested (CpRowTable *table, guint column, gboolean is_ascending, gpointer data) {
  CpRowsView *self = data;
  self->sort_column = (int)column;
  self->is_ascending = is_ascending;
  update_order (self);
}

/* ---- what the session says ---- */

static void
rows_selected (CpRowsView *self) {
  g_autoptr (GArray) rows = cp_row_table_dup_selection (self->table);
  if (cp_session_is_open (self->session))
    cp_session_set_selection (self->session, (const guint32 *)(gpointer)rows->data, rows->len,
                              cp_row_table_get_row (self->table));
}

static void
selection_refused (CpRowTable *table, guint n, gpointer data) {
  cp_session_set_selection (CP_ROWS_VIEW (data)->session, NULL, n, CP_NO_ROW); /* it says so */
}

static void
row_changed (CpRowsView *self) {
  if (self->table == NULL || self->is_outdated)
    return;
  gsize n;
  const guint32 *rows = cp_session_get_selection (self->session, &n);
  if (n > 1)
    cp_row_table_set_selection (self->table, rows, n);
  else
    cp_row_table_set_row (self->table, cp_session_get_row (self->session));
}

static void
select_shown (CpRowsView *self) {
  if (self->table != NULL)
    cp_row_table_select_all (self->table);
}

/* ---- leaving the window ---- */

static gboolean
copy_rows (GtkWidget *widget, GVariant *parameter, gpointer data) {
  CpRowsView *self = data;
  if (self->table == NULL || !cp_session_is_open (self->session))
    return FALSE;
  g_autoptr (GArray) rows = cp_row_table_dup_selection (self->table);
  if (rows->len == 0)
    return FALSE;
  CpDataSource source = cp_rows_csv_source (self->session, (const guint32 *)(gpointer)rows->data, rows->len);
  cp_outlet_copy (GTK_WIDGET (self), cp_parcel_new_csv ("Rows", &source));
  return TRUE;
}

static void
save_rows (CpRowsView *self) {
  if (self->is_outdated || !cp_session_is_open (self->session))
    return;
  CpDataSource source = cp_rows_csv_source (self->session, self->shown, self->n_shown);
  cp_outlet_save (GTK_WIDGET (self), cp_parcel_new_csv ("Rows", &source));
}

static void
add_save_button (CpRowsView *self) {
  GtkWidget *save = gtk_button_new_from_icon_name ("document-save-as-symbolic");
  gtk_widget_set_valign (save, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (save, "cp-small");
  gtk_widget_set_tooltip_text (save,
                               "Save the rows shown as CSV, with every model's score; Ctrl C copies the "
                               "selected ones");
  gtk_accessible_update_property (GTK_ACCESSIBLE (save), GTK_ACCESSIBLE_PROPERTY_LABEL, "Save rows as CSV",
                                  -1);
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (save_rows), self);
  gtk_box_append (GTK_BOX (self->head), save);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>c"),
                                                          gtk_callback_action_new (copy_rows, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->table), keys);
}

/* ---- the view: {"filter", "sort", "ascending", "shown": [title…]} ---- */

static int
find_title (CpRowsView *self, const char *title) {
  for (guint i = 0; title != NULL && i < self->columns.titles->len; i++)
    if (g_str_equal (g_ptr_array_index (self->columns.titles, i), title))
      return (int)i;
  return -1;
}

static json_t *
save_view (gpointer data) {
  CpRowsView *self = data;
  if (self->pending != NULL)
    return json_incref (self->pending);
  if (self->table == NULL || self->is_outdated)
    return NULL;
  json_t *view = json_object (), *shown = json_array ();
  const char *filter = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  if (*filter != '\0')
    json_object_set_new (view, "filter", json_string (filter));
  if (self->sort_column >= 0) {
    json_object_set_new (view, "sort",
                         json_string (g_ptr_array_index (self->columns.titles, (guint)self->sort_column)));
    json_object_set_new (view, "ascending", json_boolean (self->is_ascending));
  }
  for (guint i = 0; i < self->columns.titles->len; i++)
    if (cp_row_table_is_column_shown (self->table, i))
      json_array_append_new (shown, json_string (g_ptr_array_index (self->columns.titles, i)));
  json_object_set_new (view, "shown", shown);
  return view;
}

static void
show_view (CpRowsView *self) {
  g_autoptr (json_t) view = g_steal_pointer (&self->pending);
  const json_t *shown = json_object_get (view, "shown");
  const char *filter = json_string_value (json_object_get (view, "filter"));
  if (view == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), filter != NULL ? filter : "");
  self->sort_column = find_title (self, json_string_value (json_object_get (view, "sort")));
  self->is_ascending = !json_is_false (json_object_get (view, "ascending"));
  cp_row_table_set_sort (self->table, self->sort_column, self->is_ascending);
  for (guint i = 0; json_is_array (shown) && i < self->columns.titles->len; i++) {
    gboolean is_shown = FALSE;
    gsize k;
    json_t *title;
    json_array_foreach ((json_t *)shown, k, title)
      is_shown =
          is_shown || g_strcmp0 (json_string_value (title), g_ptr_array_index (self->columns.titles, i)) == 0;
    cp_row_table_set_column_shown (self->table, i, is_shown);
  }
}

static void
restore_view (const json_t *value, gpointer data) {
  CpRowsView *self = data;
  g_clear_pointer (&self->pending, json_decref);
  self->pending = json_is_object (value) ? json_incref ((json_t *)value) : NULL;
  if (self->pending == NULL || self->table == NULL || self->is_outdated)
    return; /* shown with the columns */
  show_view (self);
  update_order (self);
}

static void
make_table (CpRowsView *self) {
  self->table = CP_ROW_TABLE (cp_row_table_new ("Rows"));
  gtk_widget_set_vexpand (GTK_WIDGET (self->table), TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->table), GTK_WIDGET (self));
  g_signal_connect (self->table, "sort-requested", G_CALLBACK (sort_requested), self);
  cp_row_table_set_max_selected (self->table, CP_MAX_SELECTED);
  g_signal_connect_object (self->table, "selection-changed", G_CALLBACK (rows_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self->table, "selection-refused", G_CALLBACK (selection_refused), self);
  self->chooser = cp_row_table_new_chooser (self->table);
  gtk_widget_set_valign (self->chooser, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->chooser, "cp-chooser");
  GtkWidget *select = gtk_button_new_with_label ("Select these");
  gtk_widget_set_valign (select, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (select, "cp-small");
  gtk_widget_set_tooltip_text (select, "Select the rows shown, to edit and score them together (Ctrl A)");
  g_signal_connect_swapped (select, "clicked", G_CALLBACK (select_shown), self);
  gtk_box_append (GTK_BOX (self->head), select);
  gtk_box_append (GTK_BOX (self->head), self->chooser);
  add_save_button (self);
}

static void
show_rows (CpRowsView *self) {
  if (!self->is_outdated || !cp_session_is_open (self->session))
    return;
  if (self->table == NULL)
    make_table (self);
  self->sort_column = -1;
  self->is_ascending = TRUE;
  cp_rows_columns_set (&self->columns, self->session, self->table);
  g_free (self->label);
  self->label = g_strdup (cp_session_get_label (self->session));
  self->is_outdated = FALSE;
  show_view (self);
  row_changed (self);
  update_order (self);
}

/* Other columns: what was shown goes at once, what comes waits until somebody looks. */
static void
columns_changed (CpRowsView *self) {
  self->is_outdated = TRUE;
  cp_rows_columns_forget_source (&self->columns);
  cp_jobs_cancel (cp_session_get_jobs (self->session), &order_kind);
  if (self->table != NULL)
    cp_row_table_set_order (self->table, NULL, 0);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_rows (self);
}

/* The label decides which column stands first; nothing else in a question does. */
static void
question_changed (CpRowsView *self) {
  if (!self->is_outdated && g_strcmp0 (self->label, cp_session_get_label (self->session)) != 0)
    columns_changed (self);
}

static void
opened (CpRowsView *self) {
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  columns_changed (self);
}

static void
rows_added (CpRowsView *self) {
  cp_rows_columns_forget_source (&self->columns);
}

static void
results_changed (CpRowsView *self) {
  if (self->table == NULL || self->is_outdated)
    return;
  CpRowKeyKind kind = get_sort_key (self).kind;
  cp_rows_columns_forget_source (&self->columns);
  cp_row_table_refresh (self->table);
  if (kind == CP_ROW_KEY_DECISION || kind == CP_ROW_KEY_COMPUTED)
    update_order (self);
}

/* ---- the widget ---- */

GtkWidget *
cp_rows_view_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpRowsView *self = g_object_new (CP_TYPE_ROWS_VIEW, NULL);
  static const struct {
    const char *signal;
    void (*update) (CpRowsView *);
  } watched[] = {
      {"opened", opened},
      {"question-changed", question_changed},
      {"results-changed", results_changed},
      {"rows-added", rows_added},
      {"scope-changed", update_order},
      {"row-changed", row_changed},
      {"selection-changed", row_changed},
  };
  self->session = g_object_ref (session);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (session, watched[i].signal, G_CALLBACK (watched[i].update), self,
                             G_CONNECT_SWAPPED);
  cp_session_add_view (session, "rows", save_view, restore_view, G_OBJECT (self));
  return GTK_WIDGET (self);
}

GtkWidget *
cp_rows_view_get_head (CpRowsView *self) {
  g_return_val_if_fail (CP_IS_ROWS_VIEW (self), NULL);
  return self->head;
}

static void
cp_rows_view_dispose (GObject *object) {
  CpRowsView *self = CP_ROWS_VIEW (object);
  if (self->session != NULL && cp_session_get_jobs (self->session) != NULL)
    cp_jobs_cancel (cp_session_get_jobs (self->session), &order_kind);
  g_clear_pointer (&self->error_label, gtk_widget_unparent);
  if (self->table != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->table)));
  g_clear_object (&self->head);
  cp_rows_columns_forget_source (&self->columns);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_rows_view_parent_class)->dispose (object);
}

static void
cp_rows_view_finalize (GObject *object) {
  cp_rows_columns_clear (&CP_ROWS_VIEW (object)->columns);
  g_free (CP_ROWS_VIEW (object)->label);
  g_free (CP_ROWS_VIEW (object)->shown);
  g_clear_pointer (&CP_ROWS_VIEW (object)->pending, json_decref);
  G_OBJECT_CLASS (cp_rows_view_parent_class)->finalize (object);
}

static void
cp_rows_view_class_init (CpRowsViewClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_rows_view_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_rows_view_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
}

static void
make_entry (CpRowsView *self) {
  self->entry = gtk_search_entry_new ();
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (self->entry), FILTER_DELAY);
  g_object_set (self->entry, "placeholder-text", "Only rows where …", NULL);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 30);
  gtk_widget_set_tooltip_text (self->entry, "A condition: income >= 50 and state in (NY, \"New Jersey\")\n"
                                            "= != < <= > >= in, is missing, is not missing, and, or, ( )");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, "Rows shown",
                                  -1);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (update_order), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (update_order), self, G_CONNECT_SWAPPED);
}

static void
cp_rows_view_init (CpRowsView *self) {
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  cp_rows_columns_init (&self->columns);
  self->sort_column = -1;
  self->is_ascending = TRUE;
  self->is_outdated = TRUE;
  self->head = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  make_entry (self);
  self->error_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->error_label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->error_label), TRUE);
  gtk_widget_set_visible (self->error_label, FALSE);
  gtk_widget_set_parent (self->error_label, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->error_label, "cp-error");
  gtk_widget_add_css_class (self->error_label, "cp-refusal");
  self->count_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->count_label), 1);
  gtk_widget_set_hexpand (self->count_label, TRUE);
  gtk_widget_add_css_class (self->count_label, "cp-dim");
  gtk_widget_set_valign (self->entry, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->head), self->entry);
  gtk_box_append (GTK_BOX (self->head), self->count_label);
  gtk_widget_set_size_request (GTK_WIDGET (self), -1, MIN_HEIGHT);
  g_signal_connect (self, "map", G_CALLBACK (show_rows), NULL);
}
