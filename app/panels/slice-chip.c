#include "app/panels/slice-chip.h"

#include "ui/controls/choice.h"
#include "ui/controls/tooltip.h"

#define MAX_BINS 50     /* that a person can ask for here; the command line takes more */
#define DEFAULT_BINS 5  /* of the core */
#define MAX_NAMED 12    /* values named in the popover */
#define VALUES_CHARS 34 /* width of their list */

struct _CpSliceChip {
  GtkWidget parent_instance;
  CpSliceSpec *spec; /* (nullable) */
  gboolean is_showing;
  GtkWidget *box, *button, *name_label, *remove, *bins_box, *kind, *number, *values;
};

G_DEFINE_FINAL_TYPE (CpSliceChip, cp_slice_chip, GTK_TYPE_WIDGET)

enum { CHANGED, REMOVED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* In the order of CpBinKind. */
static const char *const kinds[] = {"Automatic", "Equal-count bins", "Equal-width bins", "Every value", NULL};

const CpSliceSpec *
cp_slice_chip_get_spec (CpSliceChip *self) {
  g_return_val_if_fail (CP_IS_SLICE_CHIP (self), NULL);
  return self->spec;
}

static gboolean
has_number (CpBinKind kind) {
  return kind == CP_BINS_EQUAL_COUNT || kind == CP_BINS_EQUAL_WIDTH;
}

static void
bins_changed (CpSliceChip *self) {
  if (self->is_showing || self->spec == NULL)
    return;
  CpBinKind kind = (CpBinKind)gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind));
  guint n_bins = (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->number));
  CpSliceSpec wanted = {self->spec->column, kind, has_number (kind) ? n_bins : 0};
  gtk_widget_set_sensitive (self->number, has_number (kind));
  if (wanted.bins == self->spec->bins && wanted.n_bins == self->spec->n_bins)
    return;
  g_autofree char *text = cp_slice_spec_to_text (&wanted);
  g_signal_emit (self, signals[CHANGED], 0, text);
}

static void
remove_clicked (CpSliceChip *self) {
  g_signal_emit (self, signals[REMOVED], 0);
}

/* "age", "age · 4 bins", "age · 4 equal widths", "age · every value" */
static char *
make_title (const CpSliceSpec *spec) {
  switch (spec->bins) {
  case CP_BINS_EQUAL_COUNT:
    return g_strdup_printf ("%s · %u bins", spec->column, spec->n_bins);
  case CP_BINS_EQUAL_WIDTH:
    return g_strdup_printf ("%s · %u equal widths", spec->column, spec->n_bins);
  case CP_BINS_VALUES:
    return g_strdup_printf ("%s · every value", spec->column);
  default:
    return g_strdup (spec->column);
  }
}

static void
name_part (GtkWidget *widget, const char *format, const char *column) {
  g_autofree char *label = g_strdup_printf (format, column);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
cp_slice_chip_set_spec (CpSliceChip *self, const CpSliceSpec *spec, gboolean is_number) {
  g_return_if_fail (CP_IS_SLICE_CHIP (self) && spec != NULL);
  CpSliceSpec *copy = g_memdup2 (spec, sizeof *spec);
  copy->column = g_strdup (spec->column);
  g_clear_pointer (&self->spec, cp_slice_spec_free);
  self->spec = copy;
  self->is_showing = TRUE;
  g_autofree char *title = make_title (copy);
  gtk_label_set_text (GTK_LABEL (self->name_label), title);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->kind), copy->bins);
  if (copy->n_bins > 0)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->number), copy->n_bins);
  gtk_widget_set_sensitive (self->number, has_number (copy->bins));
  gtk_widget_set_visible (self->bins_box, is_number);
  name_part (self->button, "Slices of %s", copy->column);
  name_part (self->remove, "Stop slicing by %s", copy->column);
  name_part (self->kind, "Bins of %s", copy->column);
  name_part (self->number, "Number of bins of %s", copy->column);
  self->is_showing = FALSE;
}

void
cp_slice_chip_set_values (CpSliceChip *self, const char *const *values) {
  g_return_if_fail (CP_IS_SLICE_CHIP (self) && values != NULL);
  guint n = g_strv_length ((char **)values);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_printf (text, "%u %s: ", n, n == 1 ? "value" : "values");
  for (guint i = 0; i < MIN (n, MAX_NAMED); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", values[i]);
  if (n > MAX_NAMED)
    g_string_append_printf (text, " and %u more", n - MAX_NAMED);
  gtk_label_set_text (GTK_LABEL (self->values), text->str);
  g_autofree char *tooltip =
      g_strdup_printf ("%s\n%s", self->spec != NULL ? self->spec->column : "", text->str);
  cp_tooltip_set (self->button, tooltip);
}

static void
cp_slice_chip_dispose (GObject *object) {
  CpSliceChip *self = CP_SLICE_CHIP (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->spec, cp_slice_spec_free);
  G_OBJECT_CLASS (cp_slice_chip_parent_class)->dispose (object);
}

static void
cp_slice_chip_class_init (CpSliceChipClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_slice_chip_dispose;
  signals[CHANGED] = g_signal_new ("changed", CP_TYPE_SLICE_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REMOVED] =
      g_signal_new ("removed", CP_TYPE_SLICE_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_popover (CpSliceChip *self) {
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->bins_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->kind = gtk_drop_down_new (NULL, NULL);
  cp_choice_setup (GTK_DROP_DOWN (self->kind));
  cp_choice_set_names (GTK_DROP_DOWN (self->kind), kinds);
  cp_tooltip_set (self->kind, "Automatic takes every value where there are few, else five bins "
                              "of about equally many rows");
  self->number = gtk_spin_button_new_with_range (1, MAX_BINS, 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->number), DEFAULT_BINS);
  cp_tooltip_set (self->number, "Number of bins; fewer where values repeat");
  gtk_box_append (GTK_BOX (self->bins_box), self->kind);
  gtk_box_append (GTK_BOX (self->bins_box), self->number);
  self->values = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->values), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->values), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->values), 0);
  gtk_label_set_width_chars (GTK_LABEL (self->values), VALUES_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (self->values), VALUES_CHARS);
  gtk_label_set_selectable (GTK_LABEL (self->values), TRUE);
  gtk_widget_add_css_class (self->values, "cp-table-text");
  gtk_box_append (GTK_BOX (box), self->bins_box);
  gtk_box_append (GTK_BOX (box), self->values);
  gtk_widget_add_css_class (box, "cp-chip-bins");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}

static void
cp_slice_chip_init (CpSliceChip *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->box, "cp-chip");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->name_label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->name_label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (self->name_label), 0);
  gtk_widget_set_hexpand (self->name_label, TRUE);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), self->name_label);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), make_popover (self));
  gtk_widget_set_hexpand (self->button, TRUE);
  for (GtkWidget *part = gtk_widget_get_parent (self->name_label); part != self->button;
       part = gtk_widget_get_parent (part))
    gtk_widget_set_halign (part, GTK_ALIGN_FILL); /* else the button centres what it holds */
  self->remove = gtk_button_new_from_icon_name ("window-close-symbolic");
  cp_tooltip_set (self->remove, "Stop slicing by this column");
  gtk_box_append (GTK_BOX (self->box), self->button);
  gtk_box_append (GTK_BOX (self->box), self->remove);
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (remove_clicked), self);
  g_signal_connect_object (self->kind, "notify::selected", G_CALLBACK (bins_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->number, "value-changed", G_CALLBACK (bins_changed), self, G_CONNECT_SWAPPED);
}

GtkWidget *
cp_slice_chip_new (void) {
  return g_object_new (CP_TYPE_SLICE_CHIP, NULL);
}
