#include "app/panels/draft-features.h"

#include "app/panels/letters.h"
#include "core/base/format.h"
#include "ui/controls/badge.h"
#include "ui/controls/inscription.h"
#include "ui/controls/tooltip.h"

/* A row of the list: the widgets of one column, filled when the row comes into sight. */
typedef struct {
  GtkWidget *box, *name, *values, *encoding_label, *encoding_button;
  GtkWidget *checks[CP_DRAFT_MOST_MODELS];
  guint n_checks;
  char *column; /* (nullable): what it shows now */
  gboolean is_filling;
} Row;

#define LEAST_HEIGHT 220 /* of the columns in view */
#define NAME_WIDTH 160

struct _CpDraftFeatures {
  GtkWidget parent_instance;
  CpOpenDraft *draft;
  GtkWidget *box, *titles, *scroller, *list, *empty;
  GtkStringList *columns;
  GPtrArray *rows; /* Row, alive ones; owned by their list items */
  guint structure;
};

G_DEFINE_FINAL_TYPE (CpDraftFeatures, cp_draft_features, GTK_TYPE_WIDGET)

/* ---- acting ---- */

static void
toggled (GtkCheckButton *check, gpointer data) {
  CpDraftFeatures *self = data;
  const Row *row = g_object_get_data (G_OBJECT (check), "row");
  guint model = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "model"));
  if (!row->is_filling && row->column != NULL)
    cp_open_draft_tick (self->draft, model, row->column, gtk_check_button_get_active (check));
}

static void
choose_encoding (GSimpleAction *action, GVariant *parameter, gpointer data) {
  const char *column;
  int encoding;
  g_variant_get (parameter, "(&si)", &column, &encoding);
  cp_open_draft_set_encoding (CP_DRAFT_FEATURES (data)->draft, column, (CpEncoding)encoding);
}

static void
make_menu (GtkMenuButton *button, gpointer data) {
  static const char *const names[] = {"As a number", "One value each (one-hot)",
                                      "By its place in the list (ordinal)"};
  CpDraftFeatures *self = data;
  const Row *row = g_object_get_data (G_OBJECT (button), "row");
  const CpDraftTable *table = cp_open_draft_get_table (self->draft);
  const CpDraftColumn *column =
      table != NULL && row->column != NULL ? cp_draft_table_find (table, row->column) : NULL;
  g_autoptr (GMenu) menu = g_menu_new ();
  for (guint encoding = 0; column != NULL && encoding < CP_DRAFT_N_ENCODINGS; encoding++) {
    if (column->inputs[encoding] == NULL)
      continue;
    g_autoptr (GMenuItem) item = g_menu_item_new (names[encoding], NULL);
    g_menu_item_set_action_and_target (item, "features.encoding", "(si)", row->column, (int)encoding);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (G_MENU_MODEL (menu)));
}

/* ---- rows ---- */

/* A label where everything else is an inscription: cut in the middle, an inscription leaves its line. */
static GtkWidget *
append_name (GtkWidget *box) {
  GtkWidget *name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (name), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 0);
  gtk_label_set_single_line_mode (GTK_LABEL (name), TRUE);
  gtk_widget_set_size_request (name, NAME_WIDTH, -1);
  gtk_box_append (GTK_BOX (box), name);
  return name;
}

static GtkWidget *
append_text (GtkWidget *box, float xalign, int width, const char *class) {
  GtkWidget *text = cp_inscription_new (xalign);
  if (width > 0)
    gtk_widget_set_size_request (text, width, -1);
  else
    gtk_widget_set_hexpand (text, TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (text, class);
  gtk_box_append (GTK_BOX (box), text);
  return text;
}

static void
row_free (gpointer data) {
  Row *row = data;
  g_free (row->column);
  g_free (row);
}

static GtkWidget *
append_check (CpDraftFeatures *self, Row *row, guint model) {
  GtkWidget *check = gtk_check_button_new ();
  gtk_widget_set_size_request (check, 32, -1);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (check), "row", row);
  g_object_set_data (G_OBJECT (check), "model", GUINT_TO_POINTER (model));
  g_signal_connect (check, "toggled", G_CALLBACK (toggled), self);
  gtk_box_append (GTK_BOX (row->box), check);
  return check;
}

static void
setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  CpDraftFeatures *self = data;
  Row *row = g_new0 (Row, 1);
  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (row->box, "cp-feature-row");
  row->name = append_name (row->box);
  row->values = append_text (row->box, 1, 44, "cp-number");
  GtkWidget *encoding = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_hexpand (encoding, TRUE);
  gtk_box_append (GTK_BOX (row->box), encoding);
  row->encoding_label = append_text (encoding, 0, 0, "cp-dim");
  row->encoding_button = gtk_menu_button_new ();
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (row->encoding_button), FALSE);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (row->encoding_button), TRUE);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (row->encoding_button), make_menu, self, NULL);
  gtk_widget_set_valign (row->encoding_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (row->encoding_button, "cp-preview-type");
  g_object_set_data (G_OBJECT (row->encoding_button), "row", row);
  gtk_box_append (GTK_BOX (encoding), row->encoding_button);
  row->n_checks = cp_open_draft_get_n_models (self->draft);
  for (guint m = 0; m < row->n_checks; m++)
    row->checks[m] = append_check (self, row, m);
  g_object_set_data_full (G_OBJECT (item), "row", row, row_free);
  gtk_list_item_set_child (item, row->box);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
}

static const json_t *
find_input (CpDraftFeatures *self, const char *column, const CpDraftColumn *facts) {
  for (guint m = 0; m < cp_open_draft_get_n_models (self->draft); m++) {
    const CpDraftFeature *feature = cp_open_draft_find_feature (self->draft, m, column);
    if (feature != NULL && feature->input != NULL)
      return feature->input;
  }
  return facts != NULL ? facts->inputs[facts->encoding] : NULL;
}

static guint
count_encodings (const CpDraftColumn *facts) {
  guint n = 0;
  for (guint i = 0; facts != NULL && i < CP_DRAFT_N_ENCODINGS; i++)
    n += facts->inputs[i] != NULL;
  return n;
}

static void
fill_checks (CpDraftFeatures *self, Row *row) {
  for (guint m = 0; m < row->n_checks && m < cp_open_draft_get_n_models (self->draft); m++) {
    const CpDraftFeature *feature = cp_open_draft_find_feature (self->draft, m, row->column);
    const gboolean can = feature != NULL && (feature->input != NULL || feature->is_ticked);
    g_autofree char *name = g_strdup_printf ("%s reads %s", cp_model_letter (m), row->column);
    gtk_accessible_update_property (GTK_ACCESSIBLE (row->checks[m]), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (row->checks[m]),
                                 can && cp_open_draft_reads (self->draft, m, row->column));
    gtk_widget_set_sensitive (row->checks[m], can);
  }
}

static void
fill (CpDraftFeatures *self, Row *row) {
  const CpDraftTable *table = cp_open_draft_get_table (self->draft);
  const CpDraftColumn *facts = table != NULL ? cp_draft_table_find (table, row->column) : NULL;
  const json_t *input = find_input (self, row->column, facts);
  g_autofree char *values =
      input != NULL ? cp_format_count (cp_draft_input_get_width (input)) : g_strdup ("–");
  g_autofree char *encoding = table != NULL && facts == NULL ? g_strdup ("not in the table")
                              : input == NULL || (facts != NULL && facts->reason != NULL)
                                  ? g_strdup (facts != NULL && facts->reason != NULL ? facts->reason : "")
                                  : cp_draft_input_describe (input, facts);
  row->is_filling = TRUE;
  gtk_label_set_text (GTK_LABEL (row->name), row->column);
  cp_tooltip_set (row->name, row->column);
  gtk_inscription_set_text (GTK_INSCRIPTION (row->values), values);
  gtk_inscription_set_text (GTK_INSCRIPTION (row->encoding_label), encoding);
  cp_tooltip_set (row->encoding_label, encoding);
  gtk_widget_set_visible (row->encoding_button, count_encodings (facts) > 1);
  g_autofree char *spoken = g_strdup_printf ("Encoding of %s", row->column);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (row->encoding_button)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  fill_checks (self, row);
  row->is_filling = FALSE;
}

static void
bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  CpDraftFeatures *self = data;
  Row *row = g_object_get_data (G_OBJECT (item), "row");
  g_free (row->column);
  row->column = g_strdup (gtk_string_object_get_string (gtk_list_item_get_item (item)));
  g_ptr_array_add (self->rows, row);
  fill (self, row);
}

static void
unbind (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  CpDraftFeatures *self = data;
  if (self->rows != NULL)
    g_ptr_array_remove_fast (self->rows, g_object_get_data (G_OBJECT (item), "row"));
}

/* ---- the whole ---- */

static gboolean
is_label_or_scores (CpDraftFeatures *self, const char *column) {
  const CpSources *choices = cp_open_draft_get_choices (self->draft);
  if (g_strcmp0 (choices->label, column) == 0 || g_strcmp0 (choices->weight, column) == 0)
    return TRUE;
  for (guint m = 0; m < cp_open_draft_get_n_models (self->draft); m++) {
    if (g_strcmp0 (cp_draft_model_get_column (cp_open_draft_get_model (self->draft, m)), column) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Columns the models name and the table lacks come first: they want an answer. */
static char **
list_columns (CpDraftFeatures *self) {
  const CpDraftTable *table = cp_open_draft_get_table (self->draft);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint m = 0; table != NULL && m < cp_open_draft_get_n_models (self->draft); m++) {
    const GPtrArray *features = cp_open_draft_get_model (self->draft, m)->features;
    for (guint i = 0; i < features->len; i++) {
      const CpDraftFeature *feature = g_ptr_array_index (features, i);
      if (cp_draft_table_find (table, feature->column) == NULL && g_hash_table_add (seen, feature->column))
        g_strv_builder_add (builder, feature->column);
    }
  }
  for (guint i = 0; table != NULL && i < table->n_columns; i++) {
    if (!is_label_or_scores (self, table->columns[i].name))
      g_strv_builder_add (builder, table->columns[i].name);
  }
  return g_strv_builder_end (builder);
}

static void
rebuild_titles (CpDraftFeatures *self) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (self->titles)) != NULL)
    gtk_box_remove (GTK_BOX (self->titles), child);
  gtk_inscription_set_text (GTK_INSCRIPTION (append_text (self->titles, 0, NAME_WIDTH, NULL)), "Column");
  gtk_inscription_set_text (GTK_INSCRIPTION (append_text (self->titles, 1, 44, NULL)), "Values");
  gtk_inscription_set_text (GTK_INSCRIPTION (append_text (self->titles, 0, 0, NULL)), "Encoding");
  for (guint m = 0; m < cp_open_draft_get_n_models (self->draft); m++) {
    GtkWidget *cell = gtk_center_box_new (), *badge = cp_badge_new (cp_model_letter (m));
    gtk_widget_set_size_request (cell, 32, -1);
    gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
    gtk_center_box_set_start_widget (GTK_CENTER_BOX (cell), badge);
    gtk_box_append (GTK_BOX (self->titles), cell);
  }
}

static void
rebuild_list (CpDraftFeatures *self, char **columns) {
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind), self);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), factory); /* another number of models: other rows */
  gtk_string_list_splice (self->columns, 0, g_list_model_get_n_items (G_LIST_MODEL (self->columns)),
                          (const char *const *)columns);
  rebuild_titles (self);
}

static gboolean
lists_other (CpDraftFeatures *self, char **columns) {
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->columns));
  if (g_strv_length (columns) != n)
    return TRUE;
  for (guint i = 0; i < n; i++) {
    if (!g_str_equal (gtk_string_list_get_string (self->columns, i), columns[i]))
      return TRUE;
  }
  return FALSE;
}

static void
update (CpDraftFeatures *self) {
  g_auto (GStrv) columns = list_columns (self);
  if (self->structure != cp_open_draft_get_structure (self->draft) || lists_other (self, columns)) {
    self->structure = cp_open_draft_get_structure (self->draft);
    rebuild_list (self, columns);
  }
  for (guint i = 0; i < self->rows->len; i++)
    fill (self, g_ptr_array_index (self->rows, i));
  gtk_widget_set_visible (self->empty, columns[0] == NULL);
  gtk_widget_set_visible (self->scroller, columns[0] != NULL);
}

static void
cp_draft_features_dispose (GObject *object) {
  CpDraftFeatures *self = CP_DRAFT_FEATURES (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->columns);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (cp_draft_features_parent_class)->dispose (object);
}

static void
cp_draft_features_class_init (CpDraftFeaturesClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_draft_features_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_draft_features_init (CpDraftFeatures *self) {
  self->rows = g_ptr_array_new ();
  self->columns = gtk_string_list_new (NULL);
  self->structure = G_MAXUINT;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->titles = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), LEAST_HEIGHT);
  self->empty = gtk_label_new ("The columns are listed here once the table is read.");
  g_autoptr (GtkNoSelection) none = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->columns)));
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (none)), NULL);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->titles, "cp-feature-titles");
  gtk_widget_add_css_class (self->list, "cp-features");
  gtk_widget_add_css_class (self->empty, "cp-dim");
  gtk_widget_set_margin_top (self->empty, 12);
  gtk_label_set_xalign (GTK_LABEL (self->empty), 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, "Features", -1);
  gtk_box_append (GTK_BOX (self->box), self->titles);
  gtk_box_append (GTK_BOX (self->box), self->empty);
  gtk_box_append (GTK_BOX (self->box), self->scroller);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  const GActionEntry actions[] = {
      {.name = "encoding", .activate = choose_encoding, .parameter_type = "(si)"}};
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "features", G_ACTION_GROUP (group));
}

GtkWidget *
cp_draft_features_new (CpOpenDraft *draft) {
  g_return_val_if_fail (CP_IS_OPEN_DRAFT (draft), NULL);
  CpDraftFeatures *self = g_object_new (CP_TYPE_DRAFT_FEATURES, NULL);
  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
