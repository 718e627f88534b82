#include "app/panels/column-drop-down.h"

#include "ui/controls/tooltip.h"

#define BUTTON_CHARS 16 /* what the button shows at most … */
#define LEAST_CHARS 9   /* … and where room is short */
#define LIST_CHARS 44
#define SEARCH_FROM 12

/* ---- an item: a column and what it is called ---- */

#define CP_TYPE_COLUMN_ITEM (cp_column_item_get_type ())
G_DECLARE_FINAL_TYPE (CpColumnItem, cp_column_item, CP, COLUMN_ITEM, GObject)

struct _CpColumnItem {
  GObject parent_instance;
  char *name;
  const char *note; /* its kind */
  gboolean has_column;
  CpColumnChoice choice;
};

G_DEFINE_FINAL_TYPE (CpColumnItem, cp_column_item, G_TYPE_OBJECT)

static void
cp_column_item_finalize (GObject *object) {
  g_free (CP_COLUMN_ITEM (object)->name);
  G_OBJECT_CLASS (cp_column_item_parent_class)->finalize (object);
}

static void
cp_column_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec) {
  g_value_set_string (value, CP_COLUMN_ITEM (object)->name);
}

static void
cp_column_item_class_init (CpColumnItemClass *class) {
  G_OBJECT_CLASS (class)->finalize = cp_column_item_finalize;
  G_OBJECT_CLASS (class)->get_property = cp_column_item_get_property;
  g_object_class_install_property (
      G_OBJECT_CLASS (class), 1,
      g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
cp_column_item_init (CpColumnItem *item) {
}

static void
add_item (GListStore *items, char *name, const char *note, const CpColumnChoice *choice) {
  g_autoptr (CpColumnItem) item = g_object_new (CP_TYPE_COLUMN_ITEM, NULL);
  item->name = name;
  item->note = note;
  item->has_column = choice != NULL;
  if (choice != NULL)
    item->choice = *choice;
  g_list_store_append (items, item);
}

/* ---- rows of the list ---- */

static GtkWidget *
make_label (int n_chars, gboolean is_note) {
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), is_note ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  if (n_chars > 0)
    gtk_label_set_max_width_chars (GTK_LABEL (label), n_chars);
  if (is_note)
    gtk_widget_add_css_class (label, "cp-dim");
  return label;
}

static void
setup_button (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  gtk_list_item_set_child (item, make_label (BUTTON_CHARS, FALSE));
}

static void
bind_button (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  CpColumnItem *column = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_list_item_get_child (item);
  gtk_label_set_text (GTK_LABEL (label), column->name);
  gtk_label_set_width_chars (GTK_LABEL (label), (int)MIN (g_utf8_strlen (column->name, -1), LEAST_CHARS));
  cp_tooltip_set (label, column->name);
}

static void
setup_row (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18), *name = make_label (LIST_CHARS, FALSE);
  GtkWidget *note = make_label (0, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (note), PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), note);
  gtk_list_item_set_child (item, box);
}

static void
bind_row (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  CpColumnItem *column = gtk_list_item_get_item (item);
  GtkWidget *name = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  gtk_label_set_text (GTK_LABEL (name), column->name);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (name)), column->note);
}

static GtkListItemFactory *
make_factory (GCallback setup, GCallback bind) {
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", setup, NULL);
  g_signal_connect (factory, "bind", bind, NULL);
  return factory;
}

void
cp_column_drop_down_setup (GtkDropDown *picker) {
  g_return_if_fail (GTK_IS_DROP_DOWN (picker));
  g_autoptr (GtkListItemFactory) button = make_factory (G_CALLBACK (setup_button), G_CALLBACK (bind_button));
  g_autoptr (GtkListItemFactory) list = make_factory (G_CALLBACK (setup_row), G_CALLBACK (bind_row));
  g_autoptr (GtkExpression) name = gtk_property_expression_new (CP_TYPE_COLUMN_ITEM, NULL, "name");
  gtk_drop_down_set_factory (picker, button);
  gtk_drop_down_set_list_factory (picker, list);
  gtk_drop_down_set_expression (picker, name); /* what a search looks at */
}

/* ---- what there is to choose from ---- */

static gboolean
is_same_item (gpointer a, gpointer b) {
  const CpColumnItem *one = a, *other = b;
  return g_str_equal (one->name, other->name) && g_str_equal (one->note, other->note) &&
         one->has_column == other->has_column && one->choice.field == other->choice.field &&
         one->choice.kind == other->choice.kind && one->choice.model == other->choice.model;
}

static gboolean
is_same_list (GListModel *a, GListModel *b) {
  guint n = g_list_model_get_n_items (b);
  if (a == NULL || g_list_model_get_n_items (a) != n)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    g_autoptr (CpColumnItem) one = g_list_model_get_item (a, i);
    g_autoptr (CpColumnItem) other = g_list_model_get_item (b, i);
    if (!is_same_item (one, other))
      return FALSE;
  }
  return TRUE;
}

void
cp_column_drop_down_fill (GtkDropDown *picker, CpSession *session, CpPickKind kind, const char *none) {
  g_return_if_fail (GTK_IS_DROP_DOWN (picker) && cp_session_is_open (session));
  g_autoptr (GListStore) items = g_list_store_new (CP_TYPE_COLUMN_ITEM);
  CpFields *fields = cp_session_get_fields (session);
  g_autoptr (GArray) computed =
      cp_computed_columns_list (cp_session_get_n_models (session), cp_session_get_label (session) != NULL);
  if (none != NULL)
    add_item (items, g_strdup (none), "", NULL);
  for (guint i = 0; i < computed->len; i++) {
    const CpColumnChoice *choice = &g_array_index (computed, CpColumnChoice, i);
    add_item (items, cp_column_choice_dup_name (choice, fields), "computed", choice);
  }
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    const CpField *field = cp_fields_get (fields, i);
    CpColumnChoice choice = {.field = (int)i};
    if (kind == CP_PICK_ANY || field->type != CP_COLUMN_TEXT)
      add_item (items, g_strdup (field->name), cp_column_type_get_name (field->type), &choice);
  }
  if (is_same_list (gtk_drop_down_get_model (picker), G_LIST_MODEL (items))) {
    gtk_drop_down_set_selected (picker, 0); /* another list is other widgets in the popover, some 5 ms */
    return;
  }
  gtk_drop_down_set_model (picker, G_LIST_MODEL (items));
  gtk_drop_down_set_enable_search (picker, g_list_model_get_n_items (G_LIST_MODEL (items)) > SEARCH_FROM);
}

guint
cp_column_drop_down_get_n (GtkDropDown *picker) {
  GListModel *items = gtk_drop_down_get_model (picker);
  return items != NULL ? g_list_model_get_n_items (items) : 0;
}

gboolean
cp_column_drop_down_get (GtkDropDown *picker, CpColumnChoice *out_choice) {
  g_return_val_if_fail (GTK_IS_DROP_DOWN (picker), FALSE);
  CpColumnItem *item = gtk_drop_down_get_selected_item (picker);
  if (item == NULL || !item->has_column)
    return FALSE;
  *out_choice = item->choice;
  return TRUE;
}

const char *
cp_column_drop_down_get_name (GtkDropDown *picker) {
  CpColumnItem *item = gtk_drop_down_get_selected_item (picker);
  return item != NULL ? item->name : NULL;
}

void
cp_column_drop_down_choose (GtkDropDown *picker, const char *name, guint otherwise) {
  guint n = cp_column_drop_down_get_n (picker);
  for (guint i = 0; name != NULL && i < n; i++) {
    g_autoptr (CpColumnItem) item = g_list_model_get_item (gtk_drop_down_get_model (picker), i);
    if (g_str_equal (item->name, name))
      otherwise = i;
  }
  gtk_drop_down_set_selected (picker, n > 0 ? MIN (otherwise, n - 1) : GTK_INVALID_LIST_POSITION);
}
