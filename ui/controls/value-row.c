#include "ui/controls/value-row.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include "core/base/format.h"
#include "ui/controls/tooltip.h"

#include <math.h>

#define MISSING "(missing)"
#define MIXED "mixed"
#define NAME_WIDTH 132
#define CONTROL_WIDTH 140

struct _CpValueRow {
  GtkWidget parent_instance;
  char *name;
  CpValueKind kind;
  GStrv choices;   /* (nullable) */
  char *original;  /* never NULL; "" is missing */
  double min, max; /* of a number's column; NaN: nothing is marked */
  CpValueControl *control;
  GtkLabel *name_label, *was_label, *mark_label, *error_label;
  GtkWidget *mark, *revert_button;
  gboolean is_refused;
  gboolean is_mixed;  /* several rows with several values */
  gboolean was_mixed; /* originally: no one text stands for them, so there is none to go back to */
};

G_DEFINE_FINAL_TYPE (CpValueRow, cp_value_row, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

char *
cp_value_row_get_text (CpValueRow *self) {
  g_return_val_if_fail (CP_IS_VALUE_ROW (self), NULL);
  return cp_value_control_dup_text (self->control);
}

gboolean
cp_value_row_is_changed (CpValueRow *self) {
  g_return_val_if_fail (CP_IS_VALUE_ROW (self), FALSE);
  if (self->is_mixed)
    return FALSE;
  g_autofree char *text = cp_value_row_get_text (self);
  double now, before;
  if (self->kind == CP_VALUE_NUMBER && cp_value_parse_number (text, &now) &&
      cp_value_parse_number (self->original, &before))
    return now != before;
  return !g_str_equal (text, self->original);
}

static void
set_class (GtkWidget *widget, const char *class, gboolean wanted) {
  if (wanted)
    gtk_widget_add_css_class (widget, class);
  else
    gtk_widget_remove_css_class (widget, class);
}

static void
show_change (CpValueRow *self) {
  gboolean is_changed = cp_value_row_is_changed (self);
  g_autofree char *was = g_strconcat ("was ", *self->original == '\0' ? MISSING : self->original, NULL);
  gtk_label_set_text (self->was_label, was);
  cp_tooltip_set (GTK_WIDGET (self->was_label), was);
  gtk_widget_set_visible (GTK_WIDGET (self->was_label), is_changed);
  gtk_widget_set_visible (self->revert_button, is_changed && !self->was_mixed);
  set_class (GTK_WIDGET (self), "cp-changed", is_changed);
}

/* Said of the control too, so that it is heard where it is typed. */
static void
describe (CpValueRow *self, const char *text) {
  gtk_accessible_update_property (GTK_ACCESSIBLE (cp_value_control_get_field (self->control)),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

gboolean
cp_value_row_is_outside (CpValueRow *self) {
  g_return_val_if_fail (CP_IS_VALUE_ROW (self), FALSE);
  g_autofree char *text = cp_value_row_get_text (self);
  double value;
  return self->kind == CP_VALUE_NUMBER && cp_value_parse_number (text, &value) &&
         (value < self->min || value > self->max);
}

/* A value no row of the table reaches is allowed; what a model says of it is a guess, so it is marked. */
static void
show_mark (CpValueRow *self) {
  gboolean is_outside = cp_value_row_is_outside (self);
  gtk_widget_set_visible (self->mark, is_outside);
  if (!is_outside) {
    describe (self, "");
    return;
  }
  g_autofree char *min = cp_format_number (self->min, -1), *max = cp_format_number (self->max, -1);
  g_autofree char *text = g_strdup_printf ("outside %s\u2013%s of the table", min, max);
  gtk_label_set_text (self->mark_label, text);
  cp_tooltip_set (self->mark, text);
  describe (self, text);
}

void
cp_value_row_set_error (CpValueRow *self, const char *message) {
  g_return_if_fail (CP_IS_VALUE_ROW (self));
  self->is_refused = message != NULL;
  gtk_label_set_text (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), self->is_refused);
  cp_tooltip_set (GTK_WIDGET (self->error_label), message);
  set_class (GTK_WIDGET (self), "cp-refused", self->is_refused);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (cp_value_control_get_field (self->control)), GTK_ACCESSIBLE_STATE_INVALID,
      self->is_refused ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  show_mark (self);
  if (self->is_refused)
    describe (self, message);
}

gboolean
cp_value_row_has_error (CpValueRow *self) {
  g_return_val_if_fail (CP_IS_VALUE_ROW (self), FALSE);
  return self->is_refused;
}

/* The row's own judgement: a number, a named missing code, or nothing. */
static void
judge (CpValueRow *self) {
  g_autofree char *text = cp_value_row_get_text (self);
  double value;
  if (self->kind != CP_VALUE_NUMBER || *text == '\0' || cp_value_parse_number (text, &value) ||
      (self->choices != NULL && g_strv_contains ((const char *const *)self->choices, text))) {
    cp_value_row_set_error (self, NULL);
    return;
  }
  g_autofree char *message = g_strdup_printf ("“%s” is no number.", text);
  cp_value_row_set_error (self, message);
}

/* Leaves the state of several values, or enters it. */
static void
mark_mixed (CpValueRow *self, gboolean is_mixed) {
  if (self->is_mixed != is_mixed)
    cp_value_control_set_mixed (self->control, is_mixed);
  self->is_mixed = is_mixed;
}

static void
control_changed (gpointer data) {
  CpValueRow *self = data;
  mark_mixed (self, FALSE);
  judge (self);
  show_change (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_text (CpValueRow *self, const char *text) {
  /* the same value is left as it is written and where the caret stands */
  g_autofree char *shown = cp_value_row_get_text (self);
  if (!g_str_equal (shown, text))
    cp_value_control_set_text (self->control, text);
  judge (self);
  show_change (self);
}

void
cp_value_row_set_value (CpValueRow *self, const char *text) {
  g_return_if_fail (CP_IS_VALUE_ROW (self));
  char *original = g_strdup (text != NULL ? text : "");
  self->was_mixed = FALSE;
  mark_mixed (self, FALSE);
  g_free (self->original);
  self->original = original;
  show_text (self, original);
}

void
cp_value_row_set_edited (CpValueRow *self, const char *text) {
  g_return_if_fail (CP_IS_VALUE_ROW (self));
  mark_mixed (self, FALSE);
  show_text (self, text != NULL ? text : "");
}

void
cp_value_row_show (CpValueRow *self, const char *original, const char *now) {
  g_return_if_fail (CP_IS_VALUE_ROW (self) && original != NULL && now != NULL);
  g_autofree char *shown = cp_value_row_get_text (self);
  if (!self->is_mixed && !self->was_mixed && !self->is_refused && g_str_equal (shown, now) &&
      g_str_equal (self->original, original))
    return;
  char *copy = g_strdup (original);
  self->was_mixed = FALSE;
  mark_mixed (self, FALSE);
  g_free (self->original);
  self->original = copy;
  show_text (self, now);
}

void
cp_value_row_set_mixed (CpValueRow *self, const char *now) {
  g_return_if_fail (CP_IS_VALUE_ROW (self));
  g_free (self->original);
  self->original = g_strdup (MIXED);
  self->was_mixed = TRUE;
  mark_mixed (self, now == NULL);
  if (now != NULL) {
    show_text (self, now);
    return;
  }
  cp_value_row_set_error (self, NULL);
  show_change (self);
}

void
cp_value_row_revert (CpValueRow *self) {
  g_return_if_fail (CP_IS_VALUE_ROW (self));
  gboolean was_changed = cp_value_row_is_changed (self);
  if (self->was_mixed)
    return;
  show_text (self, self->original);
  if (was_changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

const char *
cp_value_row_get_name (CpValueRow *self) {
  g_return_val_if_fail (CP_IS_VALUE_ROW (self), NULL);
  return self->name;
}

void
cp_value_row_set_range (CpValueRow *self, double min, double max) {
  g_return_if_fail (CP_IS_VALUE_ROW (self));
  self->min = min;
  self->max = max;
  if (!self->is_refused)
    show_mark (self);
}

void
cp_value_row_set_widths (CpValueRow *self, int name, int control) {
  g_return_if_fail (CP_IS_VALUE_ROW (self));
  cp_text_size_request (gtk_widget_get_first_child (GTK_WIDGET (self)), name, -1);
  cp_text_size_request (cp_value_control_get_widget (self->control), control, -1);
}

void
cp_value_row_grab_focus (CpValueRow *self) {
  g_return_if_fail (CP_IS_VALUE_ROW (self));
  gtk_widget_grab_focus (cp_value_control_get_field (self->control));
}

static GtkLabel *
make_label (const char *text, const char *class) {
  GtkLabel *label = GTK_LABEL (gtk_label_new (text));
  gtk_label_set_xalign (label, 0);
  gtk_label_set_ellipsize (label, text != NULL ? cp_style_cut (text) : PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (label), class);
  return label;
}

static GtkWidget *
make_mark (CpValueRow *self) {
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  self->mark = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->mark_label = make_label (NULL, "cp-outside-text");
  gtk_label_set_max_width_chars (self->mark_label, 1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->mark_label), TRUE);
  gtk_widget_add_css_class (self->mark, "cp-outside");
  gtk_box_append (GTK_BOX (self->mark), icon);
  gtk_box_append (GTK_BOX (self->mark), GTK_WIDGET (self->mark_label));
  gtk_widget_set_visible (self->mark, FALSE);
  return self->mark;
}

static GtkWidget *
make_revert (CpValueRow *self) {
  g_autofree char *said = g_strdup_printf ("Revert %s", self->name);
  self->revert_button = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  gtk_widget_set_valign (self->revert_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->revert_button, "flat");
  gtk_widget_add_css_class (self->revert_button, "cp-revert");
  cp_tooltip_set (self->revert_button, "Put this value back to what the table says");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->revert_button), GTK_ACCESSIBLE_PROPERTY_LABEL, said,
                                  -1);
  gtk_widget_set_visible (self->revert_button, FALSE);
  g_signal_connect_swapped (self->revert_button, "clicked", G_CALLBACK (cp_value_row_revert), self);
  return self->revert_button;
}

/* The name, what it was and how it stands to the table, one above the other; the button beside them. */
static GtkWidget *
make_names (CpValueRow *self, const char *title) {
  GtkWidget *names = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
            *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  self->name_label = make_label (title, "cp-name");
  self->was_label = make_label (NULL, "cp-was");
  /* a long name gives way, so that the controls line up */
  gtk_label_set_max_width_chars (self->name_label, 1);
  gtk_label_set_max_width_chars (self->was_label, 1);
  cp_tooltip_set (GTK_WIDGET (self->name_label), title);
  gtk_widget_set_visible (GTK_WIDGET (self->was_label), FALSE);
  gtk_box_append (GTK_BOX (names), GTK_WIDGET (self->name_label));
  gtk_box_append (GTK_BOX (names), GTK_WIDGET (self->was_label));
  gtk_box_append (GTK_BOX (names), make_mark (self));
  gtk_widget_set_valign (names, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (names, TRUE);
  gtk_box_append (GTK_BOX (head), names);
  gtk_box_append (GTK_BOX (head), make_revert (self));
  gtk_widget_set_hexpand (head, FALSE);
  gtk_widget_set_size_request (head, NAME_WIDTH, -1);
  return head;
}

static void
assemble (CpValueRow *self, const char *unit) {
  g_autofree char *title =
      unit != NULL ? g_strdup_printf ("%s, %s", self->name, unit) : g_strdup (self->name);
  GtkWidget *names = make_names (self, title);
  self->control =
      cp_value_control_new (self->kind, (const char *const *)self->choices, control_changed, self);
  GtkWidget *control = cp_value_control_get_widget (self->control);
  self->error_label = make_label (NULL, "cp-error");
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (control, CONTROL_WIDTH, -1);
  gtk_widget_add_css_class (control, "cp-control");
  gtk_widget_set_hexpand (control, TRUE); /* rows line up whatever their words; an error takes its share */
  gtk_label_set_wrap (self->error_label, TRUE);
  gtk_label_set_lines (self->error_label, 2);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  GtkWidget *children[] = {names, control, GTK_WIDGET (self->error_label)};
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_set_parent (children[i], GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (cp_value_control_get_field (self->control)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->name, -1);
}

static void
cp_value_row_dispose (GObject *object) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&CP_VALUE_ROW (object)->control, cp_value_control_free);
  G_OBJECT_CLASS (cp_value_row_parent_class)->dispose (object);
}

static void
cp_value_row_finalize (GObject *object) {
  CpValueRow *self = CP_VALUE_ROW (object);
  g_free (self->name);
  g_free (self->original);
  g_strfreev (self->choices);
  G_OBJECT_CLASS (cp_value_row_parent_class)->finalize (object);
}

static void
cp_value_row_class_init (CpValueRowClass *class) {
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = cp_value_row_dispose;
  object_class->finalize = cp_value_row_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", CP_TYPE_VALUE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "cpvaluerow");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
cp_value_row_init (CpValueRow *self) {
  self->original = g_strdup ("");
  self->min = self->max = NAN;
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE); /* its parts do not widen the pane */
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 8);
}

GtkWidget *
cp_value_row_new (const char *name, CpValueKind kind, const char *const *choices, const char *unit) {
  g_return_val_if_fail (name != NULL, NULL);
  CpValueRow *self = g_object_new (CP_TYPE_VALUE_ROW, NULL);
  self->name = g_strdup (name);
  self->kind = kind;
  self->choices = g_strdupv ((char **)choices);
  assemble (self, unit);
  cp_value_row_set_value (self, NULL);
  return GTK_WIDGET (self);
}
