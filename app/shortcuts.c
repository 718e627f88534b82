#include "app/shortcuts.h"

#include "ui/controls/wrap.h"

#include <string.h>

struct _CpShortcuts {
  GtkWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (CpShortcuts, cp_shortcuts, GTK_TYPE_WINDOW)

#define OR '|'           /* between keys that do the same */
#define LEAST_BESIDE 720 /* pixels at text size 100 %: room for two groups beside each other */

typedef struct {
  const char *text, *action, *keys; /* @keys: those of no action, as they are read */
} Line;

static const struct {
  const char *title;
  Line lines[12]; /* up to one without a text */
} groups[] = {
    {"Open and save",
     {{"Open a table", "win.open-table"},
      {"Open models", "win.open-models"},
      {"Open a session", "win.open-session"},
      {"Save", "win.save"},
      {"Save as", "win.save-as"},
      {"Reload from the files", "win.reload"},
      {"New window", "app.new-window"},
      {"Preferences", "app.preferences"},
      {"Close the window", "window.close"},
      {"Quit", "app.quit"}}},
    {"Pages",
     {{"Points", "win.page::points"},
      {"Performance & Fairness", "win.page::performance"},
      {"Explanations", "win.page::explanations"},
      {"Text", "win.page::text"},
      {"Next page", "win.next-page"},
      {"Previous page", "win.previous-page"},
      {"Look only at rows where …", "win.filter-rows"},
      {"Look at all rows", "win.all-rows"},
      {"Stop the running work", "win.stop"},
      {"Keyboard shortcuts", "app.shortcuts"},
      {"Menu", NULL, "F10"}}},
    {"The selected row",
     {{"Run inference", "win.run"},
      {"Undo the last edit", "win.undo"},
      {"Redo the edit", "win.redo"},
      {"Duplicate the selected rows", "win.duplicate-rows"},
      {"Add a row", "win.add-row"},
      {"Delete the selected rows", "win.delete-rows"},
      {"Next row", "win.next-row"},
      {"Previous row", "win.previous-row"},
      {"Find a row", "win.find-row"},
      {"Filter columns", "win.filter-columns"}}},
    {"In a chart",
     {{"Walk to the nearest mark", NULL, "Arrow keys"},
      {"Select it", NULL, "Return"},
      {"Draw a box in the plot, then Return chooses its rows", NULL, "Shift+Arrow keys"},
      {"Show or hide a colour of the plot", NULL, "1 to 9"},
      {"Zoom in and out", NULL, "+|−"},
      {"Show everything again", NULL, "0"},
      {"Copy its data; of slices, gaps and matrices the table", NULL, "Ctrl+C"},
      {"Copy its picture", NULL, "Shift+Ctrl+C"},
      {"Its menu: save, show as a table", NULL, "Menu|Shift+F10"}}},
};

const char *
cp_shortcuts_find (const char *action) {
  g_return_val_if_fail (action != NULL, NULL);
  const gsize length = strlen (action);
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++) {
    for (const Line *line = groups[g].lines; line->text != NULL; line++) {
      if (line->action != NULL && g_str_has_prefix (line->action, action) &&
          (line->action[length] == '\0' || line->action[length] == ':'))
        return line->text;
    }
  }
  return NULL;
}

/* ---- the keys as they are read ---- */

/* A key of the number pad is the same key to a reader. */
static gboolean
is_keypad (guint key) {
  return g_str_has_prefix (gdk_keyval_name (key), "KP_");
}

/* (transfer full): "Ctrl+R|F5" */
static char *
dup_keys (const Line *line, GtkApplication *application) {
  if (line->action == NULL)
    return g_strdup (line->keys);
  GString *text = g_string_new (NULL);
  g_auto (GStrv) keys = gtk_application_get_accels_for_action (application, line->action);
  for (char **key = keys; *key != NULL; key++) {
    guint value;
    GdkModifierType modifiers;
    if (!gtk_accelerator_parse (*key, &value, &modifiers) || is_keypad (value))
      continue;
    g_autofree char *label = gtk_accelerator_get_label (value, modifiers);
    if (text->len > 0)
      g_string_append_c (text, OR);
    g_string_append (text, label);
  }
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_keys (const char *keys) {
  const char or [] = {OR, '\0'};
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_auto (GStrv) each = g_strsplit (keys, or, -1);
  for (guint i = 0; each[i] != NULL; i++) {
    GtkWidget *key = gtk_label_new (each[i]);
    if (i > 0) {
      GtkWidget *word = gtk_label_new ("or");
      gtk_widget_add_css_class (word, "cp-dim");
      gtk_box_append (GTK_BOX (box), word);
    }
    gtk_widget_add_css_class (key, "cp-key");
    gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (box), key);
  }
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  return box;
}

/* ---- the window ---- */

static GtkWidget *
make_label (const char *text, const char *class) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
make_group (guint index, GtkApplication *application) {
  GtkWidget *grid = gtk_grid_new (), *title = make_label (groups[index].title, "cp-title");
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_widget_set_hexpand (grid, TRUE);
  gtk_widget_set_valign (grid, GTK_ALIGN_START);
  gtk_grid_attach (GTK_GRID (grid), title, 0, 0, 2, 1);
  for (int i = 0; groups[index].lines[i].text != NULL; i++) {
    const Line *line = &groups[index].lines[i];
    g_autofree char *keys = dup_keys (line, application);
    GtkWidget *words = make_label (line->text, NULL);
    gtk_label_set_width_chars (GTK_LABEL (words), 21);
    gtk_label_set_max_width_chars (GTK_LABEL (words), 30);
    gtk_grid_attach (GTK_GRID (grid), words, 0, i + 1, 1, 1);
    gtk_grid_attach (GTK_GRID (grid), make_keys (keys), 1, i + 1, 1, 1);
  }
  gtk_accessible_update_relation (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_RELATION_LABELLED_BY, title, NULL,
                                  -1);
  return grid;
}

static void
cp_shortcuts_class_init (CpShortcutsClass *class) {
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cp_shortcuts_init (CpShortcuts *self) {
  GtkWidget *header = gtk_header_bar_new ();
  gtk_widget_add_css_class (header, "cp-header");
  gtk_window_set_titlebar (GTK_WINDOW (self), header);
  gtk_window_set_title (GTK_WINDOW (self), "Keyboard shortcuts");
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 860, 720);
}

GtkWidget *
cp_shortcuts_new (GtkWindow *parent, GtkApplication *application) {
  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  CpShortcuts *self = g_object_new (CP_TYPE_SHORTCUTS, "transient-for", parent, NULL);
  GtkWidget *wrap = cp_wrap_new (48), *scroller = gtk_scrolled_window_new ();
  g_object_set (wrap, "line-spacing", 24, "margin-start", 24, "margin-end", 24, "margin-top", 18,
                "margin-bottom", 24, NULL);
  cp_wrap_set_is_homogeneous (CP_WRAP (wrap), TRUE);
  cp_wrap_set_is_squeezed (CP_WRAP (wrap), TRUE);
  cp_wrap_set_beside_from (CP_WRAP (wrap), LEAST_BESIDE);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    cp_wrap_append (CP_WRAP (wrap), make_group (i, application));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), wrap);
  gtk_widget_set_focusable (scroller, TRUE); /* Page Down: nothing inside takes the keys */
  gtk_window_set_child (GTK_WINDOW (self), scroller);
  return GTK_WIDGET (self);
}
