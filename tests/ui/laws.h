#pragma once
#include <gtk/gtk.h>

#include <string.h>

/* What the laws of the widgets share: which types a layer declares, and which of them a test has met. */

/* Every widget of our own at and below @root: its type's name into @met, itself into @weak (element-type
 * GWeakRef). */
static inline void
meet_widgets (GtkWidget *root, GHashTable *met, GPtrArray *weak) {
  const char *type = G_OBJECT_TYPE_NAME (root);
  if (g_str_has_prefix (type, "Cp")) {
    GWeakRef *ref = g_new (GWeakRef, 1);
    g_weak_ref_init (ref, root);
    g_ptr_array_add (weak, ref);
    g_hash_table_add (met, g_strdup (type));
  }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    meet_widgets (child, met, weak);
}

static inline void
weak_ref_free (gpointer ref) {
  g_weak_ref_clear (ref);
  g_free (ref);
}

static inline void
assert_all_gone (GPtrArray *weak) {
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; i < weak->len; i++) {
    GObject *left = g_weak_ref_get (g_ptr_array_index (weak, i));
    if (left != NULL)
      g_error ("a %s is never finalised", G_OBJECT_TYPE_NAME (left));
  }
}

/* @widget: (transfer full): floating, never shown: gone once it was disposed of, twice, and let go. */
static inline void
assert_goes_unseen (GtkWidget *widget) {
  gpointer weak = g_object_ref_sink (widget);
  g_object_add_weak_pointer (G_OBJECT (widget), &weak);
  g_object_run_dispose (G_OBJECT (widget)); /* twice disposed is disposed */
  g_object_unref (widget);
  g_assert_null (weak);
}

/* Adds "CpScatter" for every final type that @text declares as a widget. Abstract types have no line. */
static inline void
read_declarations (const char *text, GPtrArray *names) {
  static const char macro[] = "G_DECLARE_FINAL_TYPE (";
  for (const char *at = strstr (text, macro); at != NULL; at = strstr (at + 1, macro)) {
    const char *begin = at + strlen (macro), *end = strchr (begin, ')');
    g_autofree char *inside = g_strndup (begin, (gsize)(end - begin));
    g_auto (GStrv) words = g_strsplit (inside, ",", -1);
    const char *parent = g_strstrip (words[4]);
    if (!g_str_equal (parent, "GObject") && !g_str_equal (parent, "GtkApplication"))
      g_ptr_array_add (names, g_strdup (words[0]));
  }
}

/* The widget types declared by the headers and sources in @folder and below. */
static inline void
list_declared (const char *folder, GPtrArray *names) {
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      list_declared (path, names);
    else if ((g_str_has_suffix (name, ".h") || g_str_has_suffix (name, ".c")) &&
             g_file_get_contents (path, &text, NULL, NULL))
      read_declarations (text, names);
  }
}

/* @layer: "ui" or "app", beside the folder of the tests */
static inline void
assert_all_met (const char *layer, GHashTable *met) {
  g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", layer, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  list_declared (folder, names);
  g_assert_cmpuint (names->len, >, 0);
  for (guint i = 0; i < names->len; i++) {
    if (!g_hash_table_contains (met, g_ptr_array_index (names, i)))
      g_error ("%s is a widget that no law has met", (const char *)g_ptr_array_index (names, i));
  }
}
