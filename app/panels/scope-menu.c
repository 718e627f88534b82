#include "app/panels/scope-menu.h"

#include "core/base/format.h"
#include "core/table/ids.h"

#include <string.h>

#define MAX_SPLIT_VALUES 12 /* a column that splits a table has few parts */
#define MAX_VALUES 50       /* more are for a condition */

/* A word the condition language reads as it stands: no quotes, no keyword. */
static gboolean
is_plain (const char *word) {
  static const char *const keywords[] = {"and", "or", "in", "is", "not", "missing", NULL};
  if (!g_ascii_isalpha (*word) && *word != '_')
    return FALSE;
  for (const char *c = word; *c != '\0'; c++) {
    if (!g_ascii_isalnum (*c) && *c != '_')
      return FALSE;
  }
  g_autofree char *lower = g_ascii_strdown (word, -1);
  return !g_strv_contains (keywords, lower);
}

static char *
quote (const char *word, char mark) {
  if (is_plain (word))
    return g_strdup (word);
  GString *quoted = g_string_new (NULL);
  g_string_append_c (quoted, mark);
  for (const char *c = word; *c != '\0'; c++) {
    if (*c == mark)
      g_string_append_c (quoted, mark);
    g_string_append_c (quoted, *c);
  }
  g_string_append_c (quoted, mark);
  return g_string_free (quoted, FALSE);
}

char *
cp_scope_menu_condition (const char *column, const char *value) {
  g_return_val_if_fail (column != NULL && value != NULL, NULL);
  g_autofree char *name = quote (column, '`'), *word = quote (value, '"');
  return g_strdup_printf ("%s = %s", name, word);
}

static gboolean
is_category (const CpField *field, const CpTable *table, guint max_values) {
  guint n =
      field->type != CP_COLUMN_NUMBER || field->group != NULL ? cp_field_get_n_values (field, table) : 0;
  return n >= 2 && n <= max_values;
}

/* Whether it splits the table, by its name and its few values. */
static gboolean
is_split (const CpField *field, const CpTable *table) {
  return cp_column_is_split_name (field->name) && is_category (field, table, MAX_SPLIT_VALUES);
}

/* "Test split", "sex: Female" */
static char *
name_rows (const CpField *field, const char *value, gboolean splits) {
  if (!splits || !g_ascii_isalpha (*value))
    return g_strdup_printf ("%s: %s", field->name, value);
  g_autofree char *column = g_ascii_strdown (field->name, -1);
  char *name = g_strdup_printf ("%s %s", value, column);
  *name = g_ascii_toupper (*name);
  return name;
}

static void
add_value (GMenu *menu, const CpField *field, const char *value, gboolean splits) {
  g_autofree char *condition = cp_scope_menu_condition (field->name, value);
  g_autofree char *name = name_rows (field, value, splits);
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
  g_menu_item_set_attribute (item, G_MENU_ATTRIBUTE_LABEL, "s", splits ? name : value);
  g_menu_item_set_action_and_target (item, "scope.where", "(ss)", condition, name);
  g_menu_append_item (menu, item);
}

/* (transfer full) */
static GMenu *
list_values (const CpField *field, const CpTable *table, gboolean splits) {
  GMenu *menu = g_menu_new ();
  for (guint v = 0; v < cp_field_get_n_values (field, table); v++)
    add_value (menu, field, cp_field_get_value (field, table, v), splits);
  return menu;
}

static void
append (GMenu *menu, const char *label, const char *action) {
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);
  g_menu_append_item (menu, item);
}

GMenu *
cp_scope_menu_build (CpSession *session) {
  g_return_val_if_fail (cp_session_is_open (session), NULL);
  CpFields *fields = cp_session_get_fields (session);
  const CpTable *table = cp_session_get_table (session);
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new (), columns = g_menu_new (), last = g_menu_new ();
  append (first, "_All rows", "scope.all");
  append (first, "_Selected rows", "scope.selected");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    const CpField *field = cp_fields_get (fields, i);
    if (is_split (field, table)) {
      g_autoptr (GMenu) values = list_values (field, table, TRUE);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (values));
    } else if (is_category (field, table, MAX_VALUES)) {
      g_autoptr (GMenu) values = list_values (field, table, FALSE);
      g_autoptr (GMenuItem) item = g_menu_item_new_submenu (NULL, G_MENU_MODEL (values));
      g_menu_item_set_attribute (item, G_MENU_ATTRIBUTE_LABEL, "s", field->name);
      g_menu_append_item (columns, item);
    }
  }
  if (g_menu_model_get_n_items (G_MENU_MODEL (columns)) > 0)
    g_menu_append_submenu (last, "By _category", G_MENU_MODEL (columns));
  append (last, "_Where …", "scope.filter");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return menu;
}
