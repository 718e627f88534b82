#include "app/panels/field-list.h"

#include "app/panels/field-line.h"
#include "app/rows/field-ranges.h"
#include "app/session/session-selection.h"
#include "app/session/session-view.h"
#include "core/base/format.h"
#include "ui/controls/tooltip.h"
#include "ui/style/text-size.h"

#include <math.h>
#include <string.h>

struct _CpFieldList {
  GtkWidget parent_instance;
  CpSession *session;
  GPtrArray *lines;    /* CpFieldLine, one a field, in the fields' order */
  gboolean is_editing; /* the change comes from a control here, which already shows it */
  gboolean is_filling; /* the drop-down follows the session */
  char *needle;        /* casefolded */
  int width;
  GtkWidget *titles, *names, *count_title, *value_title, *cell_titles[CP_N_COMPARE_KINDS];
  GtkWidget *effects_bar, *rows, *scroller;
  GtkDropDown *order_drop; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CpFieldList, cp_field_list, GTK_TYPE_WIDGET)

static CpFieldLine *
get_line (CpFieldList *self, guint index) {
  return CP_FIELD_LINE (g_ptr_array_index (self->lines, index));
}

static CpEffectsBar *
get_effects (CpFieldList *self) {
  return CP_EFFECTS_BAR (self->effects_bar);
}

/* ---- what there is room for ---- */

static void
arrange (CpFieldList *self) {
  gboolean has_effects = cp_effects_bar_is_shown (get_effects (self));
  guint n_cells = 0;
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++)
    n_cells += self->session != NULL && cp_session_compares_kind (self->session, kind);
  CpFieldWidths widths = cp_field_widths_find (n_cells, has_effects, self->width);
  cp_text_size_request (self->count_title, widths.name, -1);
  cp_text_size_request (self->value_title, widths.control, -1);
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++)
    cp_text_size_request (self->cell_titles[kind], widths.cell, -1);
  for (guint i = 0; i < self->lines->len; i++)
    cp_field_line_arrange (get_line (self, i), &widths, has_effects);
  cp_effects_bar_set_has_curves (get_effects (self), widths.has_curves);
}

void
cp_field_list_set_width (CpFieldList *self, int width) {
  g_return_if_fail (CP_IS_FIELD_LIST (self));
  if (self->width == width)
    return;
  self->width = width;
  arrange (self);
}

/* ---- order, filter ---- */

static CpFieldOrder
get_order (CpFieldList *self) {
  guint order = self->order_drop != NULL ? gtk_drop_down_get_selected (self->order_drop) : 0;
  return order < CP_N_FIELD_ORDERS ? order : CP_FIELD_ORDER_TABLE;
}

/* Puts the lines in the order chosen. */
static void
order_lines (CpFieldList *self) {
  if (self->lines->len == 0)
    return;
  CpFieldOrder order = get_order (self);
  const CpRowHistory *history = cp_session_get_history (self->session);
  const CpCounterfactual *nearest = cp_session_get_counterfactual (self->session);
  g_autofree double *effects =
      cp_field_order_is_by_effect (order)
          ? cp_effects_bar_dup_effects (get_effects (self), order == CP_FIELD_ORDER_EFFECT_B)
          : NULL;
  g_autofree guint *fields =
      cp_field_order_build (order, cp_session_get_fields (self->session),
                            history != NULL ? cp_row_history_get_current (history) : NULL,
                            history != NULL ? cp_row_history_get_original (history) : NULL,
                            nearest != NULL ? nearest->state : NULL, effects);
  GtkWidget *before = NULL;
  for (guint i = 0; i < self->lines->len; i++) {
    GtkWidget *line = GTK_WIDGET (get_line (self, fields[i]));
    if (gtk_widget_get_prev_sibling (line) != before)
      gtk_box_reorder_child_after (GTK_BOX (self->rows), line, before);
    before = line;
  }
}

static void
order_by_effect (CpFieldList *self) {
  if (cp_field_order_is_by_effect (get_order (self)))
    order_lines (self);
}

static void
order_chosen (CpFieldList *self) {
  if (self->is_filling || self->lines->len == 0)
    return;
  if (cp_field_order_is_by_effect (get_order (self)))
    cp_effects_bar_show (get_effects (self)); /* only what is worked out can be sorted by */
  order_lines (self);
}

static void
filter_lines (CpFieldList *self) {
  guint n_shown = 0;
  for (guint i = 0; i < self->lines->len; i++) {
    const char *name = cp_value_row_get_name (cp_field_line_get_row (get_line (self, i)));
    g_autofree char *folded = g_utf8_casefold (name, -1);
    gboolean is_shown = strstr (folded, self->needle) != NULL;
    gtk_widget_set_visible (GTK_WIDGET (get_line (self, i)), is_shown);
    n_shown += is_shown;
  }
  g_autofree char *shown = cp_format_count (n_shown), *all = cp_format_count (self->lines->len);
  g_autofree char *text = n_shown == self->lines->len ? cp_format_counted ((double)n_shown, "column")
                                                      : g_strdup_printf ("%s of %s columns", shown, all);
  gtk_label_set_text (GTK_LABEL (self->count_title), text);
  cp_tooltip_set (self->count_title, text);
}

void
cp_field_list_set_filter (CpFieldList *self, const char *text) {
  g_return_if_fail (CP_IS_FIELD_LIST (self) && text != NULL);
  char *needle = g_utf8_casefold (text, -1);
  g_free (self->needle);
  self->needle = needle;
  filter_lines (self);
}

/* The orders there are for the models open; the one chosen stays where it still is one. */
static void
fill_orders (CpFieldList *self, guint chosen) {
  guint n_models = MIN (cp_session_get_n_models (self->session), CP_EFFECT_CELL_MODELS);
  guint n = CP_N_FIELD_ORDERS - CP_EFFECT_CELL_MODELS + n_models;
  g_autoptr (GtkStringList) orders = gtk_string_list_new (NULL);
  for (guint i = 0; i < n; i++)
    gtk_string_list_append (orders, cp_field_order_get_title (i));
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->order_drop, G_LIST_MODEL (orders));
  gtk_drop_down_set_selected (self->order_drop, chosen < n ? chosen : 0);
  self->is_filling = FALSE;
}

/* ---- edits ---- */

static void
value_changed (CpFieldList *self, CpValueRow *row) {
  CpFieldLine *line = cp_field_line_find (GTK_WIDGET (row));
  const CpField *field = cp_fields_find (cp_session_get_fields (self->session), cp_value_row_get_name (row));
  g_autofree char *text = cp_value_row_get_text (row);
  g_autoptr (GError) error = NULL;
  self->is_editing = TRUE;
  if (!cp_session_edit (self->session, field, text, &error) && !cp_value_row_has_error (row))
    cp_value_row_set_error (row, error->message);
  self->is_editing = FALSE;
  cp_field_line_show_columns (line);
  cp_field_line_show_parts (line);
}

/* ---- what the session says ---- */

static char *
dup_cell_title (CpFieldList *self, CpCompareKind kind) {
  const CpCounterfactual *found = cp_session_get_compared (self->session, kind);
  if (found == NULL || found->state == NULL)
    return g_strdup (kind == CP_COMPARE_ROWS ? "Nearest row" : "Change");
  g_autofree char *number = cp_format_count (
      kind == CP_COMPARE_ROWS ? found->row : cp_session_get_chosen (self->session, kind) + 1);
  return g_strdup_printf ("%s %s", kind == CP_COMPARE_ROWS ? "Row" : "Change", number);
}

static void
show_titles (CpFieldList *self) {
  gtk_label_set_text (GTK_LABEL (self->value_title),
                      cp_session_has_selection (self->session) ? "These rows" : "This row");
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++) {
    g_autofree char *title = dup_cell_title (self, kind);
    gtk_label_set_text (GTK_LABEL (self->cell_titles[kind]), title);
    cp_tooltip_set (self->cell_titles[kind], title);
    gtk_widget_set_visible (self->cell_titles[kind], cp_session_compares_kind (self->session, kind));
  }
}

static void
show_values (CpFieldList *self) {
  for (guint i = 0; i < self->lines->len; i++)
    cp_field_line_show_values (get_line (self, i));
}

static void
show_compared (CpFieldList *self) {
  for (guint i = 0; i < self->lines->len; i++)
    cp_field_line_show_compared (get_line (self, i));
}

static void
compared_changed (CpFieldList *self) {
  show_titles (self);
  show_compared (self);
  arrange (self);
  order_lines (self);
}

static void
row_changed (CpFieldList *self) {
  show_titles (self);
  show_values (self);
  order_lines (self);
}

static void
edits_changed (CpFieldList *self) {
  if (!self->is_editing)
    show_values (self);
  if (cp_session_is_comparing (self->session))
    show_compared (self);
  if (get_order (self) == CP_FIELD_ORDER_CHANGED || get_order (self) == CP_FIELD_ORDER_DIFFERS)
    order_lines (self);
}

static void
question_changed (CpFieldList *self) {
  for (guint i = 0; i < self->lines->len; i++)
    cp_field_line_show_use (get_line (self, i));
}

/* ---- what the columns span, counted by a job ---- */

typedef struct {
  CpFields *fields;
  CpTable *table;
} RangesRequest;

static void
free_request (gpointer data) {
  RangesRequest *request = data;
  cp_fields_unref (request->fields);
  cp_table_unref (request->table);
  g_free (request);
}

static gpointer
build_ranges (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const RangesRequest *request = data;
  return cp_field_ranges_build (request->fields, request->table, cancellable, error);
}

static void
finish_ranges (gpointer result, const GError *error, gpointer owner) {
  CpFieldList *self = owner;
  g_autofree double *ranges = result;
  for (guint i = 0; ranges != NULL && i < self->lines->len; i++)
    cp_value_row_set_range (cp_field_line_get_row (get_line (self, i)), ranges[2 * i], ranges[2 * i + 1]);
}

static const CpJobKind ranges_kind = {
    .kind = "field-ranges",
    .run = build_ranges,
    .free_data = free_request,
    .free_result = g_free,
    .done = finish_ranges,
};

static void
ask_ranges (CpFieldList *self) {
  RangesRequest *request = g_new (RangesRequest, 1);
  request->fields = cp_fields_ref (cp_session_get_fields (self->session));
  request->table = cp_table_ref (cp_session_get_table (self->session));
  cp_jobs_start (cp_session_get_jobs (self->session), &ranges_kind, request, self);
}

/* ---- another table ---- */

static void
add_line (CpFieldList *self, guint index) {
  GtkWidget *effects = cp_effects_bar_add_line (get_effects (self), index);
  GtkWidget *line = cp_field_line_new (self->session, index, effects);
  gtk_box_append (GTK_BOX (self->rows), line);
  g_ptr_array_add (self->lines, line);
  g_signal_connect_object (cp_field_line_get_row (CP_FIELD_LINE (line)), "changed",
                           G_CALLBACK (value_changed), self, G_CONNECT_SWAPPED);
}

static void
make_lines (CpFieldList *self) {
  GtkWidget *child;
  g_ptr_array_set_size (self->lines, 0);
  cp_effects_bar_clear (get_effects (self));
  while ((child = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_box_remove (GTK_BOX (self->rows), child);
  for (guint i = 0; i < cp_fields_get_n (cp_session_get_fields (self->session)); i++)
    add_line (self, i);
}

/* The same files read again, or a session of the same table: to make the lines anew takes four frames. */
static gboolean
has_lines (CpFieldList *self) {
  if (self->lines->len != cp_fields_get_n (cp_session_get_fields (self->session)))
    return FALSE;
  for (guint i = 0; i < self->lines->len; i++) {
    if (!cp_field_line_fits (get_line (self, i)))
      return FALSE;
  }
  return TRUE;
}

static void
opened (CpFieldList *self) {
  if (!has_lines (self))
    make_lines (self);
  question_changed (self);
  for (guint i = 0; i < self->lines->len; i++)
    cp_value_row_set_range (cp_field_line_get_row (get_line (self, i)), NAN, NAN); /* not known yet */
  fill_orders (self, get_order (self));
  filter_lines (self);
  row_changed (self);
  cp_effects_bar_update (get_effects (self));
  compared_changed (self);
  ask_ranges (self);
}

/* ---- the view ---- */

static json_t *
save_view (gpointer data) {
  CpFieldList *self = data;
  return cp_effects_bar_get_of (get_effects (self)) == CP_EFFECTS_OF_TABLE ? json_string ("table") : NULL;
}

static void
restore_view (const json_t *value, gpointer data) {
  CpFieldList *self = data;
  cp_effects_bar_set_of (get_effects (self), g_strcmp0 (json_string_value (value), "table") == 0
                                                 ? CP_EFFECTS_OF_TABLE
                                                 : CP_EFFECTS_OF_ROW);
}

void
cp_field_list_set_session (CpFieldList *self, CpSession *session, GtkSwitch *effects_toggle,
                           GtkWidget *toggle_line, GtkDropDown *order) {
  g_return_if_fail (CP_IS_FIELD_LIST (self) && CP_IS_SESSION (session) && GTK_IS_DROP_DOWN (order));
  static const struct {
    const char *signal;
    void (*update) (CpFieldList *);
  } answers[] = {
      {"opened", opened},
      {"row-changed", row_changed},
      {"selection-changed", row_changed},
      {"edits-changed", edits_changed},
      {"counterfactual-changed", compared_changed},
      {"question-changed", question_changed},
  };
  self->session = session;
  self->order_drop = order;
  cp_effects_bar_set_session (get_effects (self), session, effects_toggle, toggle_line);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    g_signal_connect_object (session, answers[i].signal, G_CALLBACK (answers[i].update), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (order, "notify::selected", G_CALLBACK (order_chosen), self, G_CONNECT_SWAPPED);
  cp_session_add_view (session, "effects-of", save_view, restore_view, G_OBJECT (self));
}

/* ---- the widget ---- */

static void
cp_field_list_dispose (GObject *object) {
  CpFieldList *self = CP_FIELD_LIST (object);
  GtkWidget *child;
  if (self->session != NULL && cp_session_get_jobs (self->session) != NULL)
    cp_jobs_cancel (cp_session_get_jobs (self->session), &ranges_kind);
  self->session = NULL;
  self->order_drop = NULL;
  g_ptr_array_set_size (self->lines, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cp_field_list_parent_class)->dispose (object);
}

static void
cp_field_list_finalize (GObject *object) {
  g_ptr_array_unref (CP_FIELD_LIST (object)->lines);
  g_free (CP_FIELD_LIST (object)->needle);
  G_OBJECT_CLASS (cp_field_list_parent_class)->finalize (object);
}

static void
cp_field_list_class_init (CpFieldListClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_field_list_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_field_list_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
make_title (GtkWidget *box, const char *text) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1); /* the column decides the width */
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* Built as a line is, so that titles stand above what they are of. */
static void
make_titles (CpFieldList *self) {
  self->titles = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, CP_FIELD_SPACING);
  self->names = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, CP_FIELD_SPACING);
  gtk_widget_add_css_class (self->titles, "cp-field-titles");
  gtk_box_append (GTK_BOX (self->titles), self->names);
  self->count_title = make_title (self->names, NULL);
  self->value_title = make_title (self->names, "This row");
  gtk_widget_set_hexpand (self->value_title, TRUE);
  for (guint i = 0; i < CP_N_COMPARE_KINDS; i++) {
    self->cell_titles[i] = make_title (self->titles, NULL);
    gtk_widget_set_visible (self->cell_titles[i], FALSE);
  }
  self->effects_bar = g_object_new (CP_TYPE_EFFECTS_BAR, NULL);
  gtk_box_append (GTK_BOX (self->titles), self->effects_bar);
  gtk_widget_set_parent (self->titles, GTK_WIDGET (self));
}

static void
cp_field_list_init (CpFieldList *self) {
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->lines = g_ptr_array_new ();
  self->needle = g_strdup ("");
  make_titles (self);
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->rows, "cp-fields");
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->rows);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  g_signal_connect_object (self->effects_bar, "notify::shown", G_CALLBACK (arrange), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->effects_bar, "changed", G_CALLBACK (order_by_effect), self,
                           G_CONNECT_SWAPPED);
}
