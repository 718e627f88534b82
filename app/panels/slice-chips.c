#include "app/panels/slice-chips.h"

#include "app/panels/column-picker.h"
#include "app/panels/slice-chip.h"
#include "app/session/session-results.h"

struct _CpSliceChips {
  GtkWidget parent_instance;
  CpSession *session;
  GtkWidget *box, *chips, *none, *picker, *refusal;
};

G_DEFINE_FINAL_TYPE (CpSliceChips, cp_slice_chips, GTK_TYPE_WIDGET)

/* ---- what a person asks for ---- */

/* The keys on their way with that of @column replaced by @text, or left out for NULL; @column NULL: added. */
static void
ask (CpSliceChips *self, const char *column, const char *text) {
  const char *const *keys = cp_session_get_wanted_slice_keys (self->session);
  CpTable *table = cp_session_get_table (self->session);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; keys[i] != NULL; i++) {
    g_autoptr (CpSliceSpec) spec = cp_slice_spec_parse (keys[i], table, keys[i], NULL);
    if (spec == NULL || g_strcmp0 (spec->column, column) != 0)
      g_strv_builder_add (builder, keys[i]);
    else if (text != NULL)
      g_strv_builder_add (builder, text);
  }
  if (column == NULL)
    g_strv_builder_add (builder, text);
  g_auto (GStrv) wanted = g_strv_builder_end (builder);
  cp_session_set_slice_keys (self->session, (const char *const *)wanted);
}

static void
chip_changed (CpSliceChip *chip, const char *text, gpointer data) {
  ask (data, cp_slice_chip_get_spec (chip)->column, text);
}

static void
chip_removed (CpSliceChip *chip, gpointer data) {
  CpSliceChips *self = data;
  gtk_widget_child_focus (self->picker, GTK_DIR_TAB_FORWARD); /* the chip that has the focus goes */
  ask (self, cp_slice_chip_get_spec (chip)->column, NULL);
}

static void
name_picked (CpColumnPicker *picker, const char *name, gpointer data) {
  ask (data, NULL, name);
}

/* ---- what the session says ---- */

static gboolean
is_sliced_by (CpSliceChips *self, const char *name) {
  CpSlices *slices = cp_session_get_slices (self->session);
  for (gsize k = 0; k < cp_slices_get_n_keys (slices); k++) {
    if (g_str_equal (cp_slices_get_key (slices, k), name))
      return TRUE;
  }
  return FALSE;
}

static void
fill_picker (CpSliceChips *self) {
  CpFields *fields = cp_session_get_fields (self->session);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    const CpField *field = cp_fields_get (fields, i);
    if (field->type != CP_COLUMN_TEXT && !is_sliced_by (self, field->name))
      g_ptr_array_add (names, (gpointer)field->name);
  }
  g_ptr_array_add (names, NULL);
  cp_column_picker_set_names (CP_COLUMN_PICKER (self->picker), (const char *const *)names->pdata);
}

/* (transfer full): the values of a key that occur, in the order of the slices */
static char **
list_values (CpSlices *slices, gsize key) {
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  for (guint s = 0; s < cp_slices_get_n_slices (slices); s++) {
    const char *value = cp_slices_get_value (slices, s, key);
    if (g_hash_table_add (seen, (gpointer)value))
      g_strv_builder_add (values, value);
  }
  return g_strv_builder_end (values);
}

static GtkWidget *
add_chip (CpSliceChips *self) {
  GtkWidget *chip = cp_slice_chip_new ();
  g_signal_connect (chip, "changed", G_CALLBACK (chip_changed), self);
  g_signal_connect (chip, "removed", G_CALLBACK (chip_removed), self);
  gtk_box_append (GTK_BOX (self->chips), chip);
  return chip;
}

static void
show_chip (CpSliceChips *self, GtkWidget *chip, const char *text, gsize key) {
  CpTable *table = cp_session_get_table (self->session);
  CpSlices *slices = cp_session_get_slices (self->session);
  g_autoptr (CpSliceSpec) spec = cp_slice_spec_parse (text, table, text, NULL);
  const CpField *field = cp_fields_find (cp_session_get_fields (self->session), spec->column);
  gboolean is_number = field != NULL && field->type == CP_COLUMN_NUMBER;
  g_auto (GStrv) values = list_values (slices, key);
  cp_slice_chip_set_spec (CP_SLICE_CHIP (chip), spec, is_number);
  cp_slice_chip_set_values (CP_SLICE_CHIP (chip), (const char *const *)values);
}

/* Chips stay where they are, so that a popover that changed its chip stays open. */
static void
update (CpSliceChips *self) {
  if (!cp_session_is_open (self->session))
    return;
  const char *const *keys = cp_session_get_slice_keys (self->session);
  GtkWidget *chip = gtk_widget_get_first_child (self->chips);
  for (gsize k = 0; keys[k] != NULL; k++) {
    if (chip == NULL)
      chip = add_chip (self);
    show_chip (self, chip, keys[k], k);
    chip = gtk_widget_get_next_sibling (chip);
  }
  while (chip != NULL) {
    GtkWidget *next = gtk_widget_get_next_sibling (chip);
    gtk_box_remove (GTK_BOX (self->chips), chip);
    chip = next;
  }
  const char *refusal = cp_session_get_slices_refusal (self->session);
  gtk_label_set_text (GTK_LABEL (self->refusal), refusal != NULL ? refusal : "");
  gtk_widget_set_visible (self->refusal, refusal != NULL);
  gtk_widget_set_visible (self->none, keys[0] == NULL);
  gtk_widget_set_visible (self->chips, keys[0] != NULL);
  fill_picker (self);
}

void
cp_slice_chips_set_session (CpSliceChips *self, CpSession *session) {
  g_return_if_fail (CP_IS_SLICE_CHIPS (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "opened", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

/* ---- the type ---- */

static void
cp_slice_chips_dispose (GObject *object) {
  g_clear_pointer (&CP_SLICE_CHIPS (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_slice_chips_parent_class)->dispose (object);
}

static void
cp_slice_chips_class_init (CpSliceChipsClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_slice_chips_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_slice_chips_init (CpSliceChips *self) {
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *title = gtk_label_new ("Slice by");
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->none = gtk_label_new ("no column");
  gtk_label_set_xalign (GTK_LABEL (self->none), 1);
  gtk_widget_add_css_class (self->none, "cp-dim");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  self->picker = cp_column_picker_new ("Slice by another column");
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), self->none);
  gtk_box_append (GTK_BOX (head), self->picker);
  self->chips = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_box_append (GTK_BOX (self->box), head);
  gtk_box_append (GTK_BOX (self->box), self->chips);
  self->refusal = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->refusal), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->refusal), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->refusal), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (self->refusal), 32);
  gtk_widget_set_visible (self->refusal, FALSE);
  gtk_widget_add_css_class (self->refusal, "cp-error");
  gtk_box_append (GTK_BOX (self->box), self->refusal);
  g_signal_connect (self->picker, "picked", G_CALLBACK (name_picked), self);
}
