#include "app/panels/draft-models.h"

#include "app/panels/letters.h"
#include "ui/controls/badge.h"

#define MOST_CHARS 44 /* of a sentence before it breaks: it never pushes the features aside */

struct _CpDraftModels {
  GtkWidget parent_instance;
  CpOpenDraft *draft;
  GtkWidget *box, *list, *add_button;
  guint structure;     /* of what is listed */
  GPtrArray *verdicts; /* GtkWidget: a box of icon and label, by model */
};

G_DEFINE_FINAL_TYPE (CpDraftModels, cp_draft_models, GTK_TYPE_WIDGET)

static guint choose_signal;

static guint
get_index (gpointer widget) {
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "model"));
}

static void
choose_file (GtkButton *button, gpointer data) {
  g_signal_emit (data, choose_signal, 0, (int)get_index (button));
}

static void
add_clicked (GtkButton *button, gpointer data) {
  g_signal_emit (data, choose_signal, 0, -1);
}

static void
remove_clicked (GtkButton *button, gpointer data) {
  cp_open_draft_remove_model (CP_DRAFT_MODELS (data)->draft, get_index (button));
}

static void
name_changed (GtkEditable *entry, gpointer data) {
  cp_open_draft_rename_model (CP_DRAFT_MODELS (data)->draft, get_index (entry),
                              gtk_editable_get_text (entry));
}

static void
set_label (GtkWidget *widget, const char *format, guint model) {
  g_autofree char *text = g_strdup_printf (format, cp_model_letter (model));
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (widget, text);
  g_object_set_data (G_OBJECT (widget), "model", GUINT_TO_POINTER (model));
}

static GtkWidget *
make_button (CpDraftModels *self, const char *icon, const char *label, guint model, GCallback clicked) {
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  set_label (button, label, model);
  g_signal_connect (button, "clicked", clicked, self);
  return button;
}

/* Badge, name, file, folder, remove. */
static GtkWidget *
make_first_line (CpDraftModels *self, guint index) {
  const CpDraftModel *model = cp_open_draft_get_model (self->draft, index);
  g_autofree char *file = g_path_get_basename (model->where);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *name = gtk_entry_new ();
  GtkWidget *badge = cp_badge_new (cp_model_letter (index)), *where = gtk_label_new (file);
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), badge);
  gtk_editable_set_text (GTK_EDITABLE (name), model->name != NULL ? model->name : "");
  gtk_editable_set_width_chars (GTK_EDITABLE (name), 12);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (name), 12);
  set_label (name, "Name of model %s", index);
  g_signal_connect (name, "changed", G_CALLBACK (name_changed), self);
  gtk_box_append (GTK_BOX (line), name);
  gtk_label_set_xalign (GTK_LABEL (where), 0);
  gtk_label_set_ellipsize (GTK_LABEL (where), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (where), 16);
  gtk_widget_set_hexpand (where, TRUE);
  gtk_widget_set_tooltip_text (where, model->where);
  gtk_widget_add_css_class (where, "cp-file");
  gtk_box_append (GTK_BOX (line), where);
  gtk_box_append (GTK_BOX (line), make_button (self, "folder-symbolic", "Choose another file for model %s",
                                               index, G_CALLBACK (choose_file)));
  GtkWidget *remove =
      make_button (self, "user-trash-symbolic", "Remove model %s", index, G_CALLBACK (remove_clicked));
  gtk_widget_add_css_class (remove, "flat");
  gtk_box_append (GTK_BOX (line), remove);
  return line;
}

static GtkWidget *
make_verdict (void) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (NULL);
  GtkWidget *icon = gtk_image_new ();
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MOST_CHARS);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, "cp-table-text");
  gtk_widget_set_margin_start (box, 24);
  return box;
}

static GtkWidget *
make_model (CpDraftModels *self, guint index) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3), *verdict = make_verdict ();
  g_autofree char *format = cp_open_draft_dup_format (self->draft, index);
  GtkWidget *label = gtk_label_new (format);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MOST_CHARS);
  gtk_widget_add_css_class (label, "cp-table-text");
  gtk_widget_add_css_class (label, "cp-dim");
  gtk_widget_set_margin_start (label, 24);
  gtk_widget_set_visible (label, *format != '\0');
  gtk_box_append (GTK_BOX (box), make_first_line (self, index));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), verdict);
  g_ptr_array_add (self->verdicts, verdict);
  gtk_widget_add_css_class (box, "cp-draft-model");
  return box;
}

static void
rebuild (CpDraftModels *self) {
  GtkWidget *child;
  g_ptr_array_set_size (self->verdicts, 0);
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), child);
  for (guint m = 0; m < cp_open_draft_get_n_models (self->draft); m++)
    gtk_box_append (GTK_BOX (self->list), make_model (self, m));
}

static void
update_verdict (CpDraftModels *self, guint index) {
  gboolean fits;
  g_autofree char *text = cp_open_draft_dup_verdict (self->draft, index, &fits);
  GtkWidget *box = g_ptr_array_index (self->verdicts, index), *icon = gtk_widget_get_first_child (box);
  gtk_image_set_from_icon_name (GTK_IMAGE (icon),
                                fits ? "object-select-symbolic" : "dialog-warning-symbolic");
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (icon)), text);
  gtk_widget_set_visible (box, *text != '\0');
  if (fits)
    gtk_widget_remove_css_class (box, "cp-misfit");
  else
    gtk_widget_add_css_class (box, "cp-misfit");
}

static void
update (CpDraftModels *self) {
  if (self->structure != cp_open_draft_get_structure (self->draft)) {
    self->structure = cp_open_draft_get_structure (self->draft);
    rebuild (self);
  }
  const guint n = cp_open_draft_get_n_models (self->draft);
  for (guint m = 0; m < n; m++)
    update_verdict (self, m);
  gtk_button_set_label (GTK_BUTTON (self->add_button), n == 0 ? "Add models…" : "Add a model…");
  gtk_widget_set_visible (self->add_button, n < CP_DRAFT_MOST_MODELS);
}

static void
cp_draft_models_dispose (GObject *object) {
  CpDraftModels *self = CP_DRAFT_MODELS (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->verdicts, g_ptr_array_unref);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (cp_draft_models_parent_class)->dispose (object);
}

static void
cp_draft_models_class_init (CpDraftModelsClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_draft_models_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  choose_signal = g_signal_new ("choose", CP_TYPE_DRAFT_MODELS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
cp_draft_models_init (CpDraftModels *self) {
  self->verdicts = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->add_button = gtk_button_new ();
  gtk_widget_set_halign (self->add_button, GTK_ALIGN_START);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_box_append (GTK_BOX (self->box), self->add_button);
  g_signal_connect (self->add_button, "clicked", G_CALLBACK (add_clicked), self);
}

GtkWidget *
cp_draft_models_new (CpOpenDraft *draft) {
  g_return_val_if_fail (CP_IS_OPEN_DRAFT (draft), NULL);
  CpDraftModels *self = g_object_new (CP_TYPE_DRAFT_MODELS, NULL);
  self->draft = g_object_ref (draft);
  self->structure = G_MAXUINT;
  g_signal_connect_object (draft, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
