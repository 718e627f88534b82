#include "app/panels/slice-row.h"

#include "app/panels/letters.h"
#include "app/panels/slice-columns.h"
#include "app/panels/slice-detail.h"
#include "app/panels/slice-line.h"
#include "core/base/format.h"
#include "ui/controls/tooltip.h"

struct _CpSliceRow {
  GtkWidget parent_instance;
  CpSession *session;
  guint slice;
  gboolean is_open;
  GtkWidget *box, *button, *name_label, *few, *n_label, *lines, *detail;
  int detail_height;
};

G_DEFINE_FINAL_TYPE (CpSliceRow, cp_slice_row, GTK_TYPE_WIDGET)

static guint toggled;

static const char *
get_name (CpSliceRow *self) {
  CpSlices *slices = cp_session_get_slices (self->session);
  if (self->slice == CP_ALL_ROWS || cp_slices_get_n_keys (slices) == 0)
    return "All rows";
  return self->slice < cp_slices_get_n_slices (slices) ? cp_slices_get_label (slices, self->slice) : "";
}

static double
get_size (CpSliceRow *self, guint model) {
  const CpSweep *sweep = cp_session_get_sweep (self->session, model);
  return sweep != NULL ? cp_sweep_get_weight (sweep, self->slice) : 0;
}

/* (transfer full): what each model scored of the slice, for the tooltip */
static char *
describe_size (CpSliceRow *self, double least) {
  GString *text = g_string_new ("Rows with a label and a score");
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++) {
    g_autofree char *n = cp_format_count (get_size (self, m));
    g_string_append_printf (text, "%s %s %s", m == 0 ? ":" : ",", cp_model_letter (m), n);
  }
  g_string_append (text, least < CP_FEW_ROWS ? ". Fewer than 30: these figures say little." : ".");
  return g_string_free (text, FALSE);
}

/* One figure, or a line a model where one has scores that another lacks. Sums of weights may differ in their
 * last digits: what reads the same is one. */
static void
show_size (CpSliceRow *self) {
  double least = get_size (self, 0);
  gboolean is_same = TRUE;
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++) {
    double n = get_size (self, m);
    g_autofree char *count = cp_format_count (n);
    g_string_append_printf (text, "%s%s", m > 0 ? "\n" : "", count);
    g_autofree char *first = cp_format_count (get_size (self, 0));
    is_same = is_same && g_str_equal (count, first);
    least = MIN (least, n);
  }
  g_autofree char *count = cp_format_count (least), *tooltip = describe_size (self, least);
  gtk_label_set_text (GTK_LABEL (self->n_label), is_same ? count : text->str);
  cp_tooltip_set (self->n_label, tooltip);
  gtk_widget_set_visible (self->few, least < CP_FEW_ROWS);
  if (least < CP_FEW_ROWS)
    gtk_widget_add_css_class (self->n_label, "cp-faint");
  else
    gtk_widget_remove_css_class (self->n_label, "cp-faint");
}

void
cp_slice_row_update (CpSliceRow *self) {
  g_return_if_fail (CP_IS_SLICE_ROW (self));
  if (cp_session_get_audit (self->session) == NULL)
    return;
  const char *name = get_name (self);
  for (GtkWidget *line = gtk_widget_get_first_child (self->lines); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    cp_slice_line_update (CP_SLICE_LINE (line), self->slice, name);
  if (self->is_open)
    cp_slice_detail_update (CP_SLICE_DETAIL (self->detail));
}

static void
show_detail (CpSliceRow *self) {
  gtk_button_set_icon_name (GTK_BUTTON (self->button),
                            self->is_open ? "pan-down-symbolic" : "pan-end-symbolic");
  g_autofree char *label =
      g_strdup_printf ("%s of %s", self->is_open ? "Close the detail" : "Open the detail", get_name (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_STATE_EXPANDED, self->is_open,
                               -1);
  if (self->is_open && self->detail == NULL) {
    self->detail = cp_slice_detail_new (self->session);
    cp_slice_detail_set_height (CP_SLICE_DETAIL (self->detail), self->detail_height);
    gtk_box_append (GTK_BOX (self->box), self->detail);
  }
  if (self->detail != NULL)
    gtk_widget_set_visible (self->detail, self->is_open);
  if (self->is_open)
    cp_slice_detail_set_slice (CP_SLICE_DETAIL (self->detail), self->slice);
}

void
cp_slice_row_set_slice (CpSliceRow *self, guint slice, gboolean is_open) {
  g_return_if_fail (CP_IS_SLICE_ROW (self));
  self->slice = slice;
  self->is_open = is_open;
  const char *name = get_name (self);
  gtk_label_set_text (GTK_LABEL (self->name_label), name);
  cp_tooltip_set (self->name_label, name);
  if (slice == CP_ALL_ROWS || is_open)
    gtk_widget_add_css_class (self->name_label, "cp-strong");
  else
    gtk_widget_remove_css_class (self->name_label, "cp-strong");
  show_size (self);
  show_detail (self);
  cp_slice_row_update (self);
}

guint
cp_slice_row_get_slice (CpSliceRow *self) {
  g_return_val_if_fail (CP_IS_SLICE_ROW (self), CP_ALL_ROWS);
  return self->slice;
}

void
cp_slice_row_set_detail_height (CpSliceRow *self, int height) {
  g_return_if_fail (CP_IS_SLICE_ROW (self));
  self->detail_height = height;
  if (self->detail != NULL)
    cp_slice_detail_set_height (CP_SLICE_DETAIL (self->detail), height);
}

static void
button_clicked (GtkButton *button, gpointer data) {
  g_signal_emit (data, toggled, 0);
}

/* The histogram follows the line that has the focus. */
static void
line_entered (GtkEventController *focus, gpointer data) {
  CpSliceRow *self = data;
  GtkWidget *line = gtk_event_controller_get_widget (focus),
            *child = gtk_widget_get_first_child (self->lines);
  guint model = 0;
  for (; child != line; child = gtk_widget_get_next_sibling (child))
    model++;
  if (self->detail != NULL)
    cp_slice_detail_set_model (CP_SLICE_DETAIL (self->detail), model);
}

static void
cp_slice_row_dispose (GObject *object) {
  CpSliceRow *self = CP_SLICE_ROW (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_slice_row_parent_class)->dispose (object);
}

static void
cp_slice_row_class_init (CpSliceRowClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_slice_row_dispose;
  toggled =
      g_signal_new ("toggled", CP_TYPE_SLICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_slice_row_init (CpSliceRow *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
cp_slice_row_new (CpSession *session, const CpSliceColumns *columns) {
  CpSliceRow *self = g_object_new (CP_TYPE_SLICE_ROW, NULL);
  self->session = g_object_ref (session);
  self->detail_height = columns->detail_height;
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, CP_SLICE_SPACING);
  gtk_widget_add_css_class (head, "cp-slice-head");
  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "cp-disclose");
  gtk_widget_set_size_request (self->button, CP_SLICE_OPEN_WIDTH, -1);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect (self->button, "clicked", G_CALLBACK (button_clicked), self);
  self->name_label = cp_slice_cell_new (CP_SLICE_NAME_WIDTH, TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->name_label), TRUE); /* two lines stand beside the two models' */
  gtk_label_set_wrap_mode (GTK_LABEL (self->name_label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (self->name_label), 2);
  /* a label that wraps asks for more the longer its text is: here it has what the column has */
  GtkWidget *name = gtk_overlay_new (), *room_for_name = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_size_request (room_for_name, CP_SLICE_NAME_WIDTH, -1);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (name), room_for_name);
  gtk_overlay_add_overlay (GTK_OVERLAY (name), self->name_label);
  GtkWidget *size = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  self->few = gtk_image_new_from_icon_name ("dialog-information-symbolic");
  cp_tooltip_set (self->few, "Fewer than 30 rows: these figures say little");
  gtk_widget_add_css_class (self->few, "cp-few");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->few), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Fewer than 30 rows", -1);
  self->n_label = cp_slice_cell_new (0, FALSE);
  gtk_widget_set_hexpand (self->n_label, FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (self->n_label), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_width_chars (GTK_LABEL (self->n_label), -1);
  gtk_label_set_max_width_chars (GTK_LABEL (self->n_label), -1);
  gtk_widget_set_halign (size, GTK_ALIGN_FILL);
  gtk_widget_set_halign (self->few, GTK_ALIGN_END); /* beside the number */
  GtkWidget *room = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_hexpand (room, TRUE);
  gtk_box_append (GTK_BOX (size), room);
  gtk_widget_set_size_request (size, CP_SLICE_N_WIDTH, -1);
  gtk_widget_set_hexpand (size, FALSE);
  gtk_box_append (GTK_BOX (size), self->few);
  gtk_box_append (GTK_BOX (size), self->n_label);
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_hexpand (self->lines, TRUE);
  gtk_widget_set_valign (self->lines, GTK_ALIGN_CENTER);
  for (guint m = 0; m < cp_session_get_n_models (session); m++) {
    GtkWidget *line = cp_slice_line_new (session, m, columns);
    GtkEventController *focus = gtk_event_controller_focus_new ();
    g_signal_connect (focus, "enter", G_CALLBACK (line_entered), self);
    gtk_widget_add_controller (line, focus);
    gtk_box_append (GTK_BOX (self->lines), line);
  }
  GtkWidget *const cells[] = {self->button, name, size, self->lines};
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    gtk_box_append (GTK_BOX (head), cells[i]);
  gtk_box_append (GTK_BOX (self->box), head);
  return GTK_WIDGET (self);
}
