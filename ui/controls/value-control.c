#include "ui/controls/value-control.h"

#include "ui/controls/choice.h"
#include "ui/controls/tooltip.h"

#include <math.h>
#include <string.h>

#define MISSING "(missing)"
#define MIXED "mixed"
#define SEARCH_FROM 12 /* a drop-down longer than this can be searched */
#define TEXT_HEIGHT 66 /* three lines */

struct _CpValueControl {
  CpValueKind kind;
  void (*changed) (gpointer owner);
  gpointer owner;
  GtkWidget *widget;
  GtkDropDown *drop;     /* category */
  GtkStringList *list;   /* its choices, "(missing)" last */
  GtkCheckButton *check; /* boolean */
  char *words[2];        /* of false and true */
  char *last;            /* (nullable): what was told last; NULL once something else was shown */
  GtkTextBuffer *buffer; /* text */
  GtkWidget *text_view;
  GtkEditable *entry;            /* number */
  gboolean is_showing, is_mixed; /* a drop-down then has MIXED as its first choice */
};

/* As typed on a screen: no-break spaces between thousands, a true minus. */
static char *
plain_number (const char *text) {
  g_auto (GStrv) parts = g_strsplit (text, "\u00a0", -1);
  g_autofree char *joined = g_strjoinv ("", parts);
  g_auto (GStrv) signs = g_strsplit (joined, "\u2212", -1);
  return g_strstrip (g_strjoinv ("-", signs));
}

gboolean
cp_value_parse_number (const char *text, double *out_value) {
  char *end;
  *out_value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*out_value);
}

/* A drop-down tells more than once of a choice that moves because "mixed" above it goes. */
static gboolean
is_told (CpValueControl *self) {
  if (self->drop == NULL)
    return FALSE;
  g_autofree char *text = cp_value_control_dup_text (self);
  gboolean is_same = g_strcmp0 (text, self->last) == 0;
  g_free (self->last);
  self->last = g_steal_pointer (&text);
  return is_same;
}

static void
tell (CpValueControl *self) {
  gboolean is_still_mixed =
      self->is_mixed && self->drop != NULL && gtk_drop_down_get_selected (self->drop) == 0;
  if (!self->is_showing && !is_still_mixed && !is_told (self))
    self->changed (self->owner);
}

/* ---- numbers ---- */

/* Up and down change the last digit shown, so 0.35 goes to 0.36 and 82 to 83. */
static void
step (CpValueControl *self, int direction) {
  g_autofree char *text = cp_value_control_dup_text (self);
  double value;
  if (!cp_value_parse_number (text, &value) || strpbrk (text, "eE") != NULL)
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
step_up (CpValueControl *self) {
  step (self, 1);
}

static void
step_down (CpValueControl *self) {
  step (self, -1);
}

static gboolean
key_pressed (CpValueControl *self, guint key, guint code, GdkModifierType state) {
  gboolean is_step = key == GDK_KEY_Up || key == GDK_KEY_Down;
  if (!is_step || (state & (GDK_ALT_MASK | GDK_CONTROL_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  step (self, key == GDK_KEY_Up ? 1 : -1);
  return GDK_EVENT_STOP;
}

static GtkWidget *
make_step_button (CpValueControl *self, const char *icon, GCallback callback) {
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_set_focusable (button, FALSE); /* the arrow keys do the same */
  gtk_widget_add_css_class (button, "cp-step");
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  return button;
}

static void
make_number (CpValueControl *self) {
  GtkWidget *entry = gtk_entry_new ();
  self->entry = GTK_EDITABLE (entry);
  gtk_editable_set_width_chars (self->entry, 3);
  gtk_editable_set_max_width_chars (self->entry, 3);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (tell), self);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_editable_set_alignment (self->entry, 1);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (entry, keys);
  self->widget = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->widget, "cp-number-box");
  gtk_box_append (GTK_BOX (self->widget), entry);
  gtk_box_append (GTK_BOX (self->widget),
                  make_step_button (self, "value-decrease-symbolic", G_CALLBACK (step_down)));
  gtk_box_append (GTK_BOX (self->widget),
                  make_step_button (self, "value-increase-symbolic", G_CALLBACK (step_up)));
}

/* ---- categories ---- */

static void
show_tooltip (CpValueControl *self) {
  g_autofree char *text = cp_value_control_dup_text (self);
  cp_tooltip_set (self->widget, *text != '\0' ? text : NULL); /* a long value is cut off */
}

static void
make_category (CpValueControl *self, const char *const *choices) {
  self->list = gtk_string_list_new (choices);
  gtk_string_list_append (self->list, MISSING);
  GtkExpression *text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  self->widget = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (self->list)), text);
  self->drop = GTK_DROP_DOWN (self->widget);
  cp_choice_setup (self->drop);
  gtk_drop_down_set_enable_search (self->drop,
                                   g_list_model_get_n_items (G_LIST_MODEL (self->list)) > SEARCH_FROM);
  g_signal_connect_swapped (self->drop, "notify::selected", G_CALLBACK (show_tooltip), self);
  g_signal_connect_swapped (self->drop, "notify::selected", G_CALLBACK (tell), self);
}

/* The position of @text in the drop-down; a value the column did not list is added before "(missing)". */
static guint
find_choice (CpValueControl *self, const char *text) {
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  if (*text == '\0')
    return n - 1;
  for (guint i = 0; i + 1 < n; i++)
    if (g_str_equal (gtk_string_list_get_string (self->list, i), text))
      return i;
  gtk_string_list_splice (self->list, n - 1, 0, (const char *const[]){text, NULL});
  return n - 1;
}

/* ---- booleans: the word beside the check says what it stands for ---- */

static void
show_word (CpValueControl *self) {
  gboolean is_missing = gtk_check_button_get_inconsistent (self->check);
  gtk_check_button_set_label (self->check,
                              is_missing ? (self->is_mixed ? MIXED : MISSING)
                                         : self->words[gtk_check_button_get_active (self->check) ? 1 : 0]);
}

static void
toggled (CpValueControl *self) {
  if (self->is_showing)
    return;
  self->is_showing = TRUE;
  gtk_check_button_set_inconsistent (self->check, FALSE);
  self->is_showing = FALSE;
  show_word (self);
  tell (self);
}

/* A check has two states to click through; the third comes by the key that empties an entry. */
static gboolean
check_key_pressed (CpValueControl *self, guint key, guint code, GdkModifierType state) {
  if (key != GDK_KEY_Delete && key != GDK_KEY_BackSpace)
    return GDK_EVENT_PROPAGATE;
  cp_value_control_set_text (self, "");
  tell (self);
  return GDK_EVENT_STOP;
}

static void
make_boolean (CpValueControl *self, const char *const *choices) {
  gboolean has_words = choices != NULL && choices[0] != NULL && choices[1] != NULL;
  self->words[0] = g_strdup (has_words ? choices[0] : "false");
  self->words[1] = g_strdup (has_words ? choices[1] : "true");
  self->widget = gtk_check_button_new_with_label (self->words[0]);
  self->check = GTK_CHECK_BUTTON (self->widget);
  g_signal_connect_swapped (self->check, "toggled", G_CALLBACK (toggled), self);
  cp_tooltip_set (self->widget, "Space changes it, Delete makes it missing");
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (check_key_pressed), self);
  gtk_widget_add_controller (self->widget, keys);
}

/* ---- text ---- */

static void
make_text (CpValueControl *self) {
  self->text_view = gtk_text_view_new ();
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view));
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->text_view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->text_view), FALSE); /* Tab walks on */
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);                  /* undo is of the row */
  g_signal_connect_swapped (self->buffer, "changed", G_CALLBACK (tell), self);
  self->widget = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->widget), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->widget), TEXT_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->widget), self->text_view);
}

/* ---- all ---- */

char *
cp_value_control_dup_text (CpValueControl *self) {
  if (self->drop != NULL) {
    guint chosen = gtk_drop_down_get_selected (self->drop);
    if (chosen + 1 >= g_list_model_get_n_items (G_LIST_MODEL (self->list)))
      return g_strdup ("");
    return g_strdup (gtk_string_list_get_string (self->list, chosen));
  }
  if (self->check != NULL) {
    gboolean is_missing = gtk_check_button_get_inconsistent (self->check);
    return g_strdup (is_missing ? "" : self->words[gtk_check_button_get_active (self->check) ? 1 : 0]);
  }
  if (self->buffer != NULL) {
    GtkTextIter start, end;
    gtk_text_buffer_get_bounds (self->buffer, &start, &end);
    return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
  }
  return plain_number (gtk_editable_get_text (self->entry));
}

void
cp_value_control_set_text (CpValueControl *self, const char *text) {
  g_clear_pointer (&self->last, g_free);
  self->is_showing = TRUE;
  if (self->drop != NULL) {
    gtk_drop_down_set_selected (self->drop, find_choice (self, text));
  } else if (self->check != NULL) {
    gboolean is_true = g_str_equal (text, self->words[1]);
    gtk_check_button_set_inconsistent (self->check, !is_true && !g_str_equal (text, self->words[0]));
    gtk_check_button_set_active (self->check, is_true);
    show_word (self);
  } else if (self->buffer != NULL) {
    gtk_text_buffer_set_text (self->buffer, text, -1);
  } else {
    gtk_editable_set_text (self->entry, text);
  }
  self->is_showing = FALSE;
}

void
cp_value_control_set_mixed (CpValueControl *self, gboolean is_mixed) {
  if (self->is_mixed == is_mixed)
    return;
  gboolean was_showing = self->is_showing;
  self->is_showing = TRUE;
  self->is_mixed = is_mixed;
  if (is_mixed)
    g_clear_pointer (&self->last, g_free);
  if (self->drop != NULL && is_mixed) {
    gtk_string_list_splice (self->list, 0, 0, (const char *const[]){MIXED, NULL});
    gtk_drop_down_set_selected (self->drop, 0);
  } else if (self->drop != NULL) {
    gtk_string_list_remove (self->list, 0); /* the choice made keeps its item */
  } else if (self->check != NULL) {
    if (is_mixed)
      gtk_check_button_set_inconsistent (self->check, TRUE);
    show_word (self);
  } else if (is_mixed) {
    cp_value_control_set_text (self, "");
  }
  if (self->entry != NULL)
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), is_mixed ? MIXED : NULL);
  if (self->buffer != NULL)
    cp_tooltip_set (self->widget, is_mixed ? "The selected rows hold several texts" : NULL);
  self->is_showing = was_showing;
}

GtkWidget *
cp_value_control_get_widget (CpValueControl *self) {
  return self->widget;
}

GtkWidget *
cp_value_control_get_field (CpValueControl *self) {
  return self->entry != NULL    ? GTK_WIDGET (self->entry)
         : self->buffer != NULL ? self->text_view
                                : self->widget;
}

CpValueControl *
cp_value_control_new (CpValueKind kind, const char *const *choices, void (*changed) (gpointer),
                      gpointer owner) {
  CpValueControl *self = g_new0 (CpValueControl, 1);
  self->kind = kind;
  self->changed = changed;
  self->owner = owner;
  if (kind == CP_VALUE_CATEGORY)
    make_category (self, choices);
  else if (kind == CP_VALUE_BOOLEAN)
    make_boolean (self, choices);
  else if (kind == CP_VALUE_TEXT)
    make_text (self);
  else
    make_number (self);
  g_object_ref_sink (self->widget);
  return self;
}

void
cp_value_control_free (CpValueControl *self) {
  if (self->buffer != NULL)
    g_signal_handlers_disconnect_by_data (self->buffer, self);
  g_signal_handlers_disconnect_by_data (self->drop != NULL    ? (gpointer)self->drop
                                        : self->check != NULL ? (gpointer)self->check
                                                              : (gpointer)self->widget,
                                        self);
  if (self->entry != NULL)
    g_signal_handlers_disconnect_by_data (self->entry, self);
  g_clear_object (&self->list);
  g_object_unref (self->widget);
  g_free (self->last);
  g_free (self->words[0]);
  g_free (self->words[1]);
  g_free (self);
}
