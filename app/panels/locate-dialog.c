#include "app/panels/locate-dialog.h"

#include "app/files.h"
#include "app/panels/letters.h"

struct _CpLocateDialog {
  GtkWindow parent_instance;
  CpSources *sources;
  GPtrArray *missing; /* CpMissingFile */
  char **places;      /* (n missing): (nullable) */
  GtkWidget *open_button, *list;
  GPtrArray *labels; /* GtkLabel, by missing file */
  guint asked;       /* the file a chooser is open for */
};

G_DEFINE_FINAL_TYPE (CpLocateDialog, cp_locate_dialog, GTK_TYPE_WINDOW)

static guint located_signal;

static void
update (CpLocateDialog *self) {
  gboolean is_complete = TRUE;
  for (guint i = 0; i < self->missing->len; i++) {
    const CpMissingFile *file = g_ptr_array_index (self->missing, i);
    g_autofree char *text = self->places[i] == NULL ? g_strdup_printf ("Not at %s", file->path)
                            : g_strcmp0 (self->places[i], file->found) == 0
                                ? g_strdup ("Found beside the session")
                                : g_strdup (self->places[i]);
    gtk_label_set_text (g_ptr_array_index (self->labels, i), text);
    is_complete = is_complete && self->places[i] != NULL;
  }
  gtk_widget_set_sensitive (self->open_button, is_complete);
}

static void
file_chosen (GListModel *files, gpointer data) {
  CpLocateDialog *self = data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  if (g_file_peek_path (file) == NULL)
    return;
  g_free (self->places[self->asked]);
  self->places[self->asked] = g_file_get_path (file);
  update (self);
}

static void
locate (GtkButton *button, gpointer data) {
  CpLocateDialog *self = data;
  self->asked = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "file"));
  const CpMissingFile *file = g_ptr_array_index (self->missing, self->asked);
  cp_files_open (GTK_WINDOW (self), file->model < 0 ? CP_FILES_TABLE : CP_FILES_MODELS, file_chosen, self);
}

static void
open_clicked (CpLocateDialog *self) {
  for (guint i = 0; i < self->missing->len; i++)
    cp_missing_file_replace (g_ptr_array_index (self->missing, i), self->sources, self->places[i]);
  g_signal_emit (self, located_signal, 0);
}

static GtkWidget *
append_label (GtkWidget *box, const char *text, const char *class) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
append_file (CpLocateDialog *self, guint i) {
  const CpMissingFile *file = g_ptr_array_index (self->missing, i);
  g_autofree char *name = g_path_get_basename (file->path);
  g_autofree char *title = file->model < 0
                               ? g_strdup_printf ("Table: %s", name)
                               : g_strdup_printf ("Model %s: %s", cp_model_letter ((guint)file->model), name);
  g_autofree char *spoken = g_strdup_printf ("Locate %s", name);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12),
            *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *button = gtk_button_new_with_label ("Locate…");
  append_label (lines, title, "cp-strong");
  GtkWidget *place = append_label (lines, "", "cp-dim");
  gtk_widget_set_tooltip_text (place, file->path);
  gtk_widget_set_hexpand (lines, TRUE);
  g_ptr_array_add (self->labels, place);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data (G_OBJECT (button), "file", GUINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", G_CALLBACK (locate), self);
  gtk_box_append (GTK_BOX (row), lines);
  gtk_box_append (GTK_BOX (row), button);
  gtk_widget_add_css_class (row, "cp-draft-model");
  gtk_box_append (GTK_BOX (self->list), row);
}

static void
cp_locate_dialog_dispose (GObject *object) {
  gtk_widget_dispose_template (GTK_WIDGET (object), CP_TYPE_LOCATE_DIALOG);
  G_OBJECT_CLASS (cp_locate_dialog_parent_class)->dispose (object);
}

static void
cp_locate_dialog_finalize (GObject *object) {
  CpLocateDialog *self = CP_LOCATE_DIALOG (object);
  for (guint i = 0; self->missing != NULL && i < self->missing->len; i++)
    g_free (self->places[i]);
  g_free (self->places);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_pointer (&self->sources, cp_sources_free);
  g_ptr_array_unref (self->labels);
  G_OBJECT_CLASS (cp_locate_dialog_parent_class)->finalize (object);
}

static void
cp_locate_dialog_class_init (CpLocateDialogClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_locate_dialog_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_locate_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/locate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CpLocateDialog, open_button);
  gtk_widget_class_bind_template_child (widget_class, CpLocateDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked);
  gtk_widget_class_bind_template_callback (widget_class, gtk_window_close);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  located_signal =
      g_signal_new ("located", CP_TYPE_LOCATE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cp_locate_dialog_init (CpLocateDialog *self) {
  self->labels = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cp_locate_dialog_new (GtkWindow *parent, const char *session_path, const CpSources *sources,
                      GPtrArray *missing) {
  g_return_val_if_fail (sources != NULL && missing != NULL && missing->len > 0, NULL);
  g_autofree char *name = g_path_get_basename (session_path);
  g_autofree char *title =
      g_strdup_printf (missing->len == 1 ? "A file of %s is missing" : "Files of %s are missing", name);
  CpLocateDialog *self = g_object_new (CP_TYPE_LOCATE_DIALOG, "transient-for", parent, "title", title, NULL);
  self->sources = cp_sources_copy (sources);
  self->missing = g_ptr_array_ref (missing);
  self->places = g_new0 (char *, missing->len);
  for (guint i = 0; i < missing->len; i++) {
    self->places[i] = g_strdup (((CpMissingFile *)g_ptr_array_index (missing, i))->found);
    append_file (self, i);
  }
  update (self);
  return GTK_WIDGET (self);
}

const CpSources *
cp_locate_dialog_get_sources (CpLocateDialog *self) {
  g_return_val_if_fail (CP_IS_LOCATE_DIALOG (self), NULL);
  return self->sources;
}
