#include "app/panels/points-toolbar.h"

#include "app/panels/choice.h"
#include "app/panels/letters.h"
#include "core/base/error.h"
#include "core/base/format.h"

#include <string.h>

struct _CpPointsToolbar {
  GtkWidget parent_instance;
  CpSession *session;
  GArray *axes;    /* CpPointAxis: the choices of both axes */
  GArray *colours; /* int: the choices of colour: BY_DECISION, BY_LABEL, or a field's index */
  gboolean is_filling;
  GtkDropDown *x_choice, *y_choice, *colour_choice;
  GtkWidget *find_entry;
};

G_DEFINE_FINAL_TYPE (CpPointsToolbar, cp_points_toolbar, GTK_TYPE_WIDGET)

enum { BY_DECISION = -1, BY_LABEL = -2 };
enum { CHANGED, ROW_FOUND, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- what there is to choose from ---- */

static void
find_choices (CpPointsToolbar *self) {
  CpFields *fields = cp_session_get_fields (self->session);
  int by_decision = BY_DECISION, by_label = BY_LABEL;
  g_array_set_size (self->axes, 0);
  g_array_set_size (self->colours, 0);
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++) {
    CpPointAxis axis = {(int)m, 0};
    g_array_append_val (self->axes, axis);
  }
  if (cp_session_get_n_models (self->session) > 0)
    g_array_append_val (self->colours, by_decision);
  if (cp_session_get_label (self->session) != NULL)
    g_array_append_val (self->colours, by_label);
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    const CpField *field = cp_fields_get (fields, i);
    CpPointAxis axis = {-1, i};
    int colour = (int)i;
    if (field->type != CP_COLUMN_TEXT)
      g_array_append_val (self->axes, axis);
    if (field->type == CP_COLUMN_CATEGORY || field->type == CP_COLUMN_BOOLEAN)
      g_array_append_val (self->colours, colour);
  }
}

char *
cp_points_toolbar_describe_axis (CpPointsToolbar *self, CpPointAxis axis) {
  g_return_val_if_fail (CP_IS_POINTS_TOOLBAR (self), NULL);
  if (axis.model >= 0)
    return g_strdup_printf ("Score of %s", cp_model_letter ((guint)axis.model));
  return g_strdup (cp_fields_get (cp_session_get_fields (self->session), axis.field)->name);
}

static char *
describe_colour (CpPointsToolbar *self, int colour) {
  if (colour == BY_DECISION)
    return g_strdup (cp_session_get_n_models (self->session) > 1 ? "Agreement" : "Decision");
  if (colour == BY_LABEL)
    return g_strdup_printf ("Label: %s", cp_session_get_label (self->session));
  return g_strdup (cp_fields_get (cp_session_get_fields (self->session), (guint)colour)->name);
}

/* What a saved session names, else @otherwise. */
static void
fill_choice (CpPointsToolbar *self, GtkDropDown *choice, const char *const *names, const char *key,
             guint otherwise) {
  const char *saved = json_string_value (cp_session_get_view (self->session, key));
  guint n_names = g_strv_length ((char **)names);
  cp_choice_set_names (choice, names);
  if (saved != NULL && g_strv_contains (names, saved))
    otherwise = cp_choice_find (choice, saved);
  gtk_drop_down_set_selected (choice, MIN (otherwise, n_names > 0 ? n_names - 1 : 0));
}

static void
fill_choices (CpPointsToolbar *self) {
  self->is_filling = TRUE;
  find_choices (self);
  g_auto (GStrv) axes = g_new0 (char *, self->axes->len + 1);
  g_auto (GStrv) colours = g_new0 (char *, self->colours->len + 1);
  for (guint i = 0; i < self->axes->len; i++)
    axes[i] = cp_points_toolbar_describe_axis (self, g_array_index (self->axes, CpPointAxis, i));
  for (guint i = 0; i < self->colours->len; i++)
    colours[i] = describe_colour (self, g_array_index (self->colours, int, i));
  fill_choice (self, self->x_choice, (const char *const *)axes, "x", 0);
  fill_choice (self, self->y_choice, (const char *const *)axes, "y", 1);
  fill_choice (self, self->colour_choice, (const char *const *)colours, "colour", 0);
  self->is_filling = FALSE;
}

/* ---- what was chosen ---- */

gboolean
cp_points_toolbar_has_axes (CpPointsToolbar *self) {
  g_return_val_if_fail (CP_IS_POINTS_TOOLBAR (self), FALSE);
  return self->axes->len > 0;
}

static CpPointAxis
get_axis (CpPointsToolbar *self, GtkDropDown *choice) {
  guint selected = gtk_drop_down_get_selected (choice);
  g_return_val_if_fail (selected < self->axes->len, ((CpPointAxis){-1, 0}));
  return g_array_index (self->axes, CpPointAxis, selected);
}

CpPointAxis
cp_points_toolbar_get_x (CpPointsToolbar *self) {
  return get_axis (self, self->x_choice);
}

CpPointAxis
cp_points_toolbar_get_y (CpPointsToolbar *self) {
  return get_axis (self, self->y_choice);
}

CpPointColour
cp_points_toolbar_get_colour (CpPointsToolbar *self, guint *out_field) {
  guint selected = gtk_drop_down_get_selected (self->colour_choice);
  int colour = selected < self->colours->len ? g_array_index (self->colours, int, selected) : BY_DECISION;
  *out_field = colour >= 0 ? (guint)colour : 0;
  return colour == BY_DECISION ? CP_COLOUR_DECISION : colour == BY_LABEL ? CP_COLOUR_LABEL : CP_COLOUR_FIELD;
}

static void
choice_changed (CpPointsToolbar *self) {
  if (self->is_filling || self->session == NULL || !cp_session_is_open (self->session))
    return;
  static const char *const keys[] = {"x", "y", "colour"};
  GtkDropDown *const choices[] = {self->x_choice, self->y_choice, self->colour_choice};
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const char *chosen = cp_choice_get (choices[i]);
    if (chosen != NULL)
      cp_session_set_view (self->session, keys[i], json_string (chosen));
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- finding a row ---- */

/* As the window writes it, with spaces between thousands, or plain. */
static char *
dup_digits (const char *text) {
  g_auto (GStrv) unbroken = g_strsplit (text, "\u00a0", -1);
  g_autofree char *joined = g_strjoinv ("", unbroken);
  g_auto (GStrv) spaced = g_strsplit (joined, " ", -1);
  return g_strjoinv ("", spaced);
}

static void
find_activated (CpPointsToolbar *self) {
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->find_entry));
  g_autofree char *digits = dup_digits (text);
  gsize n_rows = cp_table_get_n_rows (cp_session_get_table (self->session));
  guint64 row;
  if (!g_ascii_string_to_unsigned (digits, 10, 0, n_rows - 1, &row, NULL)) {
    g_autofree char *last = cp_format_count ((double)(n_rows - 1));
    g_autoptr (GError) error = g_error_new (
        CP_ERROR, CP_ERROR_VALUE, "Find row: '%s' is no row; expected a number from 0 to %s.", text, last);
    cp_session_tell (self->session, error);
    return;
  }
  cp_session_select_row (self->session, (guint32)row);
  gtk_editable_set_text (GTK_EDITABLE (self->find_entry), "");
  g_signal_emit (self, signals[ROW_FOUND], 0);
}

void
cp_points_toolbar_focus_find (CpPointsToolbar *self) {
  g_return_if_fail (CP_IS_POINTS_TOOLBAR (self));
  gtk_widget_grab_focus (self->find_entry);
}

/* ---- what the session says ---- */

/* A label that came, went or changed is another choice of colour. */
static void
question_changed (CpPointsToolbar *self) {
  if (!cp_session_is_open (self->session))
    return;
  gboolean has_label = cp_session_get_label (self->session) != NULL, had_label = FALSE;
  for (guint i = 0; i < self->colours->len; i++)
    had_label = had_label || g_array_index (self->colours, int, i) == BY_LABEL;
  if (has_label == had_label)
    return;
  fill_choices (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
cp_points_toolbar_set_session (CpPointsToolbar *self, CpSession *session) {
  g_return_if_fail (CP_IS_POINTS_TOOLBAR (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "opened", G_CALLBACK (fill_choices), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (question_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
cp_points_toolbar_dispose (GObject *object) {
  CpPointsToolbar *self = CP_POINTS_TOOLBAR (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), CP_TYPE_POINTS_TOOLBAR);
  g_clear_pointer (&self->axes, g_array_unref);
  g_clear_pointer (&self->colours, g_array_unref);
  G_OBJECT_CLASS (cp_points_toolbar_parent_class)->dispose (object);
}

static void
cp_points_toolbar_class_init (CpPointsToolbarClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_points_toolbar_dispose;
  static const char *const names[N_SIGNALS] = {"changed", "row-found"};
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], CP_TYPE_POINTS_TOOLBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/points-toolbar.ui");
  gtk_widget_class_bind_template_child (widget_class, CpPointsToolbar, x_choice);
  gtk_widget_class_bind_template_child (widget_class, CpPointsToolbar, y_choice);
  gtk_widget_class_bind_template_child (widget_class, CpPointsToolbar, colour_choice);
  gtk_widget_class_bind_template_child (widget_class, CpPointsToolbar, find_entry);
}

static void
cp_points_toolbar_init (CpPointsToolbar *self) {
  self->axes = g_array_new (FALSE, FALSE, sizeof (CpPointAxis));
  self->colours = g_array_new (FALSE, FALSE, sizeof (int));
  gtk_widget_init_template (GTK_WIDGET (self));
  GtkDropDown *const choices[] = {self->x_choice, self->y_choice, self->colour_choice};
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    cp_choice_setup (choices[i]);
    g_signal_connect_object (choices[i], "notify::selected", G_CALLBACK (choice_changed), self,
                             G_CONNECT_SWAPPED);
  }
  g_signal_connect_object (self->find_entry, "activate", G_CALLBACK (find_activated), self,
                           G_CONNECT_SWAPPED);
}
