#include "ui/controls/value-row.h"

#include "core/base/format.h"

#include <math.h>
#include <string.h>

#define MISSING "(missing)"
#define MIXED "mixed"
#define SEARCH_FROM 12 /* a drop-down longer than this can be searched */

struct _CpValueRow {
  GtkWidget parent_instance;
  char *name;
  CpValueKind kind;
  GStrv choices;  /* (nullable) */
  char *original; /* never NULL; "" is missing */
  GtkLabel *name_label, *was_label, *error_label;
  GtkWidget *control;  /* the framed thing: the drop-down, the entry, or the box of entry and two buttons */
  GtkDropDown *drop;   /* categories and booleans */
  GtkStringList *list; /* its choices, "(missing)" last */
  GtkEditable *entry;  /* numbers and text */
  gboolean is_refused, is_showing;
  gboolean is_mixed; /* several rows with several values; a drop-down then has MIXED as its first choice */
};

G_DEFINE_FINAL_TYPE (CpValueRow, cp_value_row, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* As typed on a screen: no-break spaces between thousands, a true minus. */
static char *
plain_number (const char *text) {
  g_auto (GStrv) parts = g_strsplit (text, "\u00a0", -1);
  g_autofree char *joined = g_strjoinv ("", parts);
  g_auto (GStrv) signs = g_strsplit (joined, "\u2212", -1);
  return g_strstrip (g_strjoinv ("-", signs));
}

static gboolean
parse_number (const char *text, double *out_value) {
  char *end;
  *out_value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*out_value);
}

char *
cp_value_row_get_text (CpValueRow *self) {
  g_return_val_if_fail (CP_IS_VALUE_ROW (self), NULL);
  if (self->drop != NULL) {
    guint chosen = gtk_drop_down_get_selected (self->drop);
    if (chosen + 1 >= g_list_model_get_n_items (G_LIST_MODEL (self->list)))
      return g_strdup ("");
    return g_strdup (gtk_string_list_get_string (self->list, chosen));
  }
  const char *text = gtk_editable_get_text (self->entry);
  return self->kind == CP_VALUE_NUMBER ? plain_number (text) : g_strdup (text);
}

gboolean
cp_value_row_is_changed (CpValueRow *self) {
  g_return_val_if_fail (CP_IS_VALUE_ROW (self), FALSE);
  if (self->is_mixed)
    return FALSE;
  g_autofree char *text = cp_value_row_get_text (self);
  double now, before;
  if (self->kind == CP_VALUE_NUMBER && parse_number (text, &now) && parse_number (self->original, &before))
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
  gtk_widget_set_visible (GTK_WIDGET (self->was_label), is_changed);
  set_class (GTK_WIDGET (self), "cp-changed", is_changed);
}

void
cp_value_row_set_error (CpValueRow *self, const char *message) {
  g_return_if_fail (CP_IS_VALUE_ROW (self));
  GtkAccessible *control = GTK_ACCESSIBLE (self->drop != NULL ? (gpointer)self->drop : (gpointer)self->entry);
  self->is_refused = message != NULL;
  gtk_label_set_text (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), self->is_refused);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->error_label), message);
  set_class (GTK_WIDGET (self), "cp-refused", self->is_refused);
  gtk_accessible_update_state (control, GTK_ACCESSIBLE_STATE_INVALID,
                               self->is_refused ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_accessible_update_property (control, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->is_refused ? message : "", -1);
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
  if (self->kind != CP_VALUE_NUMBER || *text == '\0' || parse_number (text, &value) ||
      (self->choices != NULL && g_strv_contains ((const char *const *)self->choices, text))) {
    cp_value_row_set_error (self, NULL);
    return;
  }
  g_autofree char *message = g_strdup_printf ("“%s” is no number.", text);
  cp_value_row_set_error (self, message);
}

/* Leaves the state of several values, or enters it; what is shown stays to the caller. */
static void
mark_mixed (CpValueRow *self, gboolean is_mixed) {
  if (self->is_mixed == is_mixed)
    return;
  self->is_mixed = is_mixed;
  gboolean was_showing = self->is_showing;
  self->is_showing = TRUE;
  if (self->drop == NULL)
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), is_mixed ? MIXED : NULL);
  else if (is_mixed)
    gtk_string_list_splice (self->list, 0, 0, (const char *const[]){MIXED, NULL});
  else
    gtk_string_list_remove (self->list, 0); /* the choice made keeps its item */
  self->is_showing = was_showing;
}

static void
control_changed (CpValueRow *self) {
  if (self->is_showing ||
      (self->is_mixed && self->drop != NULL && gtk_drop_down_get_selected (self->drop) == 0))
    return;
  mark_mixed (self, FALSE);
  judge (self);
  show_change (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The position of @text in the drop-down; a value the column did not list is added before "(missing)". */
static guint
find_choice (CpValueRow *self, const char *text) {
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  if (*text == '\0')
    return n - 1;
  for (guint i = 0; i + 1 < n; i++)
    if (g_str_equal (gtk_string_list_get_string (self->list, i), text))
      return i;
  gtk_string_list_splice (self->list, n - 1, 0, (const char *const[]){text, NULL});
  return n - 1;
}

static void
show_text (CpValueRow *self, const char *text) {
  self->is_showing = TRUE;
  if (self->drop != NULL)
    gtk_drop_down_set_selected (self->drop, find_choice (self, text));
  else
    gtk_editable_set_text (self->entry, text);
  self->is_showing = FALSE;
  judge (self);
  show_change (self);
}

void
cp_value_row_set_value (CpValueRow *self, const char *text) {
  g_return_if_fail (CP_IS_VALUE_ROW (self));
  char *original = g_strdup (text != NULL ? text : "");
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
cp_value_row_set_mixed (CpValueRow *self, const char *now) {
  g_return_if_fail (CP_IS_VALUE_ROW (self));
  g_free (self->original);
  self->original = g_strdup (MIXED);
  mark_mixed (self, now == NULL);
  self->is_showing = TRUE;
  if (now == NULL && self->drop != NULL)
    gtk_drop_down_set_selected (self->drop, 0);
  else if (now == NULL)
    gtk_editable_set_text (self->entry, "");
  self->is_showing = FALSE;
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
  show_text (self, self->original);
  if (was_changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

const char *
cp_value_row_get_name (CpValueRow *self) {
  g_return_val_if_fail (CP_IS_VALUE_ROW (self), NULL);
  return self->name;
}

/* Up and down change the last digit shown, so 0.35 goes to 0.36 and 82 to 83. */
static void
step (CpValueRow *self, int direction) {
  g_autofree char *text = cp_value_row_get_text (self);
  double value;
  if (!parse_number (text, &value) || strpbrk (text, "eE") != NULL)
    return;
  const char *point = strchr (text, '.');
  int decimals = point != NULL ? (int)strlen (point + 1) : 0;
  char format[16], digits[400];
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  value += direction * pow (10, -decimals);
  g_ascii_formatd (digits, sizeof digits, format, value == 0 ? 0 : value);
  gtk_editable_set_text (self->entry, digits);
}

static void
step_up (CpValueRow *self) {
  step (self, 1);
}

static void
step_down (CpValueRow *self) {
  step (self, -1);
}

static gboolean
key_pressed (CpValueRow *self, guint key, guint code, GdkModifierType state) {
  if (key != GDK_KEY_Up && key != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  step (self, key == GDK_KEY_Up ? 1 : -1);
  return GDK_EVENT_STOP;
}

static GtkWidget *
make_step_button (CpValueRow *self, const char *icon, GCallback callback) {
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_set_focusable (button, FALSE); /* the arrow keys do the same */
  gtk_widget_add_css_class (button, "cp-step");
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  return button;
}

static void
make_entry (CpValueRow *self) {
  GtkWidget *entry = gtk_entry_new ();
  self->entry = GTK_EDITABLE (entry);
  gtk_editable_set_width_chars (self->entry, 3);
  gtk_editable_set_max_width_chars (self->entry, 3);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (control_changed), self);
  if (self->kind != CP_VALUE_NUMBER) {
    self->control = entry;
    return;
  }
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_editable_set_alignment (self->entry, 1);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (entry, keys);
  self->control = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->control, "cp-number-box");
  gtk_box_append (GTK_BOX (self->control), entry);
  gtk_box_append (GTK_BOX (self->control),
                  make_step_button (self, "value-decrease-symbolic", G_CALLBACK (step_down)));
  gtk_box_append (GTK_BOX (self->control),
                  make_step_button (self, "value-increase-symbolic", G_CALLBACK (step_up)));
}

static void
make_drop_down (CpValueRow *self) {
  self->list = gtk_string_list_new ((const char *const *)self->choices);
  gtk_string_list_append (self->list, MISSING);
  GtkExpression *text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  self->control = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (self->list)), text);
  self->drop = GTK_DROP_DOWN (self->control);
  gtk_drop_down_set_enable_search (self->drop,
                                   g_list_model_get_n_items (G_LIST_MODEL (self->list)) > SEARCH_FROM);
  g_signal_connect_swapped (self->drop, "notify::selected", G_CALLBACK (control_changed), self);
}

static GtkLabel *
make_label (const char *text, const char *class) {
  GtkLabel *label = GTK_LABEL (gtk_label_new (text));
  gtk_label_set_xalign (label, 0);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (label), class);
  return label;
}

static void
assemble (CpValueRow *self, const char *unit) {
  GtkWidget *names = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *title =
      unit != NULL ? g_strdup_printf ("%s, %s", self->name, unit) : g_strdup (self->name);
  self->name_label = make_label (title, "cp-name");
  self->was_label = make_label (NULL, "cp-was");
  self->error_label = make_label (NULL, "cp-error");
  gtk_label_set_max_width_chars (self->was_label, 1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), title);
  gtk_widget_set_visible (GTK_WIDGET (self->was_label), FALSE);
  gtk_box_append (GTK_BOX (names), GTK_WIDGET (self->name_label));
  gtk_box_append (GTK_BOX (names), GTK_WIDGET (self->was_label));
  gtk_widget_set_valign (names, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (names, 150, -1);
  gtk_label_set_max_width_chars (self->name_label,
                                 1); /* a long name gives way, so that the controls line up */
  if (self->kind == CP_VALUE_CATEGORY || self->kind == CP_VALUE_BOOLEAN)
    make_drop_down (self);
  else
    make_entry (self);
  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (self->control, 140, -1);
  gtk_widget_add_css_class (self->control, "cp-control");
  gtk_widget_set_hexpand (self->control,
                          TRUE); /* rows line up whatever their words; an error takes its share */
  gtk_label_set_wrap (self->error_label, TRUE);
  gtk_label_set_lines (self->error_label, 2);
  GtkWidget *children[] = {names, self->control, GTK_WIDGET (self->error_label)};
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_set_parent (children[i], GTK_WIDGET (self));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->drop != NULL ? (gpointer)self->drop : (gpointer)self->entry),
      GTK_ACCESSIBLE_PROPERTY_LABEL, self->name, -1);
}

static void
cp_value_row_dispose (GObject *object) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cp_value_row_parent_class)->dispose (object);
}

static void
cp_value_row_finalize (GObject *object) {
  CpValueRow *self = CP_VALUE_ROW (object);
  g_free (self->name);
  g_free (self->original);
  g_strfreev (self->choices);
  g_clear_object (&self->list);
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
