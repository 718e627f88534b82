#include "app/panels/draft-preview.h"

#include "core/base/format.h"

#include <string.h>

#define MOST_COLUMNS 40 /* shown; more would only be scrolled past */
#define N_ROWS 5
#define CELL_CHARS 24

struct _CpDraftPreview {
  GtkWidget parent_instance;
  CpOpenDraft *draft;
  GtkWidget *scroller, *grid;
  CpTable *shown;          /* (nullable): what the grid was built from */
  GPtrArray *type_buttons; /* GtkMenuButton, by column */
};

G_DEFINE_FINAL_TYPE (CpDraftPreview, cp_draft_preview, GTK_TYPE_WIDGET)

static const struct {
  CpColumnType type;
  const char *name;
} types[] = {{CP_COLUMN_NUMBER, "Number"},
             {CP_COLUMN_CATEGORY, "Category"},
             {CP_COLUMN_BOOLEAN, "True or false"},
             {CP_COLUMN_TEXT, "Text"}};

static const char *
name_type (CpColumnType type) {
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    if (types[i].type == type)
      return types[i].name;
  }
  return "";
}

/* ---- the type's menu ---- */

static void
choose_type (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpDraftPreview *self = data;
  const char *column, *kind;
  CpColumnType type;
  g_variant_get (parameter, "(&s&s)", &column, &kind);
  const char *label = cp_open_draft_get_choices (self->draft)->label;
  if (g_str_equal (kind, "label")) {
    cp_open_draft_set_label (self->draft, column);
    return;
  }
  if (g_strcmp0 (label, column) == 0)
    cp_open_draft_set_label (self->draft, NULL);
  if (cp_column_type_parse (kind, &type))
    cp_open_draft_set_type (self->draft, column, type);
}

static void
append_choice (GMenu *menu, const char *text, const char *column, const char *kind) {
  g_autoptr (GMenuItem) item = g_menu_item_new (text, NULL);
  g_menu_item_set_action_and_target (item, "preview.type", "(ss)", column, kind);
  g_menu_append_item (menu, item);
}

static void
make_menu (GtkMenuButton *button, gpointer data) {
  const char *column = data;
  g_autoptr (GMenu) menu = g_menu_new (), kinds = g_menu_new (), label = g_menu_new ();
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    append_choice (kinds, types[i].name, column, cp_column_type_get_name (types[i].type));
  append_choice (label, "Label: the answer to predict", column, "label");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (kinds));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (label));
  GtkWidget *popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_menu_button_set_popover (button, popover);
}

/* ---- cells ---- */

static GtkWidget *
make_label (const char *text, gboolean is_number, const char *class) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), is_number ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CELL_CHARS);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
make_cell (const CpColumn *column, gsize row) {
  const gboolean is_number = cp_column_get_type (column) == CP_COLUMN_NUMBER;
  if (cp_column_is_missing (column, row) && cp_column_get_missing_word (column, row) == NULL) {
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *pill = gtk_label_new ("empty");
    gtk_widget_add_css_class (pill, "cp-verdict");
    gtk_widget_set_halign (pill, is_number ? GTK_ALIGN_END : GTK_ALIGN_START);
    gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
    gtk_widget_set_hexpand (pill, TRUE);
    gtk_box_append (GTK_BOX (box), pill);
    gtk_widget_set_hexpand (box, FALSE); /* the column is no wider than its words */
    gtk_widget_add_css_class (box, "cp-preview-cell");
    return box;
  }
  g_autofree char *text = cp_column_dup_cell (column, row);
  g_autofree char *line =
      g_utf8_make_valid (text, (gssize)MIN (strlen (text), 4 * CELL_CHARS)); /* a cell may be long */
  g_strdelimit (line, "\n\r\t", ' ');
  return make_label (line, is_number, "cp-preview-cell");
}

static GtkWidget *
make_title (CpDraftPreview *self, const CpColumn *column) {
  const gboolean is_number = cp_column_get_type (column) == CP_COLUMN_NUMBER;
  const char *name = cp_column_get_name (column);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *button = gtk_menu_button_new ();
  GtkWidget *title = make_label (name, is_number, "cp-strong");
  gtk_widget_set_tooltip_text (title, name);
  gtk_box_append (GTK_BOX (box), title);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (button), FALSE);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), make_menu, g_strdup (name), g_free);
  gtk_widget_set_halign (button, is_number ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "cp-preview-type");
  gtk_box_append (GTK_BOX (box), button);
  g_ptr_array_add (self->type_buttons, button);
  gtk_widget_add_css_class (box, "cp-preview-title");
  return box;
}

static void
clear_grid (CpDraftPreview *self) {
  GtkWidget *child;
  g_ptr_array_set_size (self->type_buttons, 0);
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
}

static void
build_grid (CpDraftPreview *self, CpTable *table) {
  const gsize n_columns = cp_table_get_n_columns (table), n_shown = MIN (n_columns, MOST_COLUMNS);
  const gsize n_rows = MIN (cp_table_get_n_rows (table), N_ROWS);
  for (gsize i = 0; i < n_shown; i++) {
    const CpColumn *column = cp_table_get_column (table, i);
    gtk_grid_attach (GTK_GRID (self->grid), make_title (self, column), (int)i, 0, 1, 1);
    for (gsize row = 0; row < n_rows; row++)
      gtk_grid_attach (GTK_GRID (self->grid), make_cell (column, row), (int)i, (int)row + 1, 1, 1);
  }
  g_autofree char *count = cp_format_count ((double)(n_columns - n_shown));
  g_autofree char *more = n_columns > n_shown ? g_strdup_printf ("%s more", count) : g_strdup ("");
  for (gsize row = 0; row <= n_rows; row++) { /* the lines go to the edge */
    GtkWidget *rest = make_label (row == 0              ? more
                                  : n_columns > n_shown ? "…"
                                                        : "",
                                  TRUE, row == 0 ? "cp-preview-title" : "cp-preview-cell");
    gtk_widget_add_css_class (rest, "cp-dim");
    gtk_widget_set_hexpand (rest, TRUE);
    gtk_grid_attach (GTK_GRID (self->grid), rest, (int)n_shown, (int)row, 1, 1);
  }
}

static void
update_types (CpDraftPreview *self) {
  const char *label = cp_open_draft_get_choices (self->draft)->label;
  for (guint i = 0; i < self->type_buttons->len; i++) {
    GtkMenuButton *button = g_ptr_array_index (self->type_buttons, i);
    const CpColumn *column = cp_table_get_column (self->shown, i);
    const char *name = cp_column_get_name (column);
    const char *type = g_strcmp0 (label, name) == 0 ? "Label" : name_type (cp_column_get_type (column));
    g_autofree char *spoken = g_strdup_printf ("Type of %s", name);
    if (g_strcmp0 (gtk_menu_button_get_label (button), type) != 0)
      gtk_menu_button_set_label (button, type);
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (button))),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  }
}

static void
update (CpDraftPreview *self) {
  CpTable *table = cp_open_draft_get_preview (self->draft);
  if (table != self->shown) {
    clear_grid (self);
    g_clear_pointer (&self->shown, cp_table_unref);
    self->shown = table != NULL ? cp_table_ref (table) : NULL;
    if (table != NULL)
      build_grid (self, table);
  }
  gtk_widget_set_visible (self->scroller, table != NULL);
  update_types (self);
}

static void
cp_draft_preview_dispose (GObject *object) {
  CpDraftPreview *self = CP_DRAFT_PREVIEW (object);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->shown, cp_table_unref);
  g_clear_pointer (&self->type_buttons, g_ptr_array_unref);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (cp_draft_preview_parent_class)->dispose (object);
}

static void
cp_draft_preview_class_init (CpDraftPreviewClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_draft_preview_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
cp_draft_preview_init (CpDraftPreview *self) {
  self->type_buttons = g_ptr_array_new ();
  self->scroller = gtk_scrolled_window_new ();
  self->grid = gtk_grid_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->grid);
  gtk_scrollable_set_hscroll_policy (
      GTK_SCROLLABLE (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->scroller))),
      GTK_SCROLL_NATURAL);
  gtk_widget_add_css_class (self->scroller, "cp-preview-frame");
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, "First rows", -1);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  const GActionEntry actions[] = {{.name = "type", .activate = choose_type, .parameter_type = "(ss)"}};
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "preview", G_ACTION_GROUP (group));
}

GtkWidget *
cp_draft_preview_new (CpOpenDraft *draft) {
  g_return_val_if_fail (CP_IS_OPEN_DRAFT (draft), NULL);
  CpDraftPreview *self = g_object_new (CP_TYPE_DRAFT_PREVIEW, NULL);
  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
