#include "app/panels/points-toolbar.h"

#include "app/panels/column-drop-down.h"
#include "app/panels/template.h"
#include "app/rows/row-find.h"
#include "core/base/error.h"
#include "ui/controls/tooltip.h"
#include "ui/controls/wrap.h"

struct _CpPointsToolbar {
  GtkWidget parent_instance;
  CpSession *session;
  gboolean is_filling, had_label;
  GtkDropDown *choices[CP_N_POINTS_CHOICES];
  GtkWidget *facet_button, *facet_label, *find_entry;
};

G_DEFINE_FINAL_TYPE (CpPointsToolbar, cp_points_toolbar, GTK_TYPE_WIDGET)

enum { CHANGED, ROW_FOUND, N_SIGNALS };
static guint signals[N_SIGNALS];

static const struct {
  const char *key; /* in the session's view */
  const char *child;
  CpPickKind kind;
  const char *none;
} kinds[CP_N_POINTS_CHOICES] = {
    [CP_POINTS_X] = {"x", "x_choice", CP_PICK_VALUES, NULL},
    [CP_POINTS_Y] = {"y", "y_choice", CP_PICK_VALUES, NULL},
    [CP_POINTS_COLOUR] = {"colour", "colour_choice", CP_PICK_VALUES, "None"},
    [CP_POINTS_LABEL] = {"point-label", "label_choice", CP_PICK_ANY, "None"},
    [CP_POINTS_FACET_ACROSS] = {"facet-across", "facet_across", CP_PICK_VALUES, "None"},
    [CP_POINTS_FACET_DOWN] = {"facet-down", "facet_down", CP_PICK_VALUES, "None"},
};

/* ---- what there is to choose from ---- */

static gboolean
is_one_of (GtkDropDown *choice, const char *name) {
  GListModel *items = gtk_drop_down_get_model (choice);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    g_autofree char *each = NULL;
    g_autoptr (GObject) item = g_list_model_get_item (items, i);
    g_object_get (item, "name", &each, NULL);
    if (g_str_equal (each, name))
      return TRUE;
  }
  return FALSE;
}

/* What comes first where the session names nothing. */
static const char *
propose (CpPointsToolbar *self, CpPointsChoice which) {
  guint n_models = cp_session_get_n_models (self->session);
  if (which == CP_POINTS_X && n_models > 0)
    return "Score of A";
  if (which == CP_POINTS_Y && n_models > 1)
    return "Score of B";
  if (which == CP_POINTS_COLOUR && n_models > 0)
    return n_models > 1 ? "Agreement" : "Decision of A";
  return NULL;
}

/* The first column that may be an axis and is none of what is computed. */
static guint
find_first_column (GtkDropDown *choice) {
  CpColumnChoice column;
  for (guint i = 0; i < cp_column_drop_down_get_n (choice); i++) {
    gtk_drop_down_set_selected (choice, i);
    if (cp_column_drop_down_get (choice, &column) && column.field >= 0)
      return i;
  }
  return 0;
}

static void
show_facets (CpPointsToolbar *self) {
  CpColumnChoice column;
  const char *across = cp_column_drop_down_get_name (self->choices[CP_POINTS_FACET_ACROSS]);
  const char *down = cp_column_drop_down_get_name (self->choices[CP_POINTS_FACET_DOWN]);
  gboolean has_across = cp_points_toolbar_get (self, CP_POINTS_FACET_ACROSS, &column);
  gboolean has_down = cp_points_toolbar_get (self, CP_POINTS_FACET_DOWN, &column);
  g_autofree char *text = has_across && has_down ? g_strdup_printf ("%s × %s", down, across)
                                                 : g_strdup (has_across ? across
                                                             : has_down ? down
                                                                        : "None");
  g_autofree char *spoken = g_strdup_printf ("Facet by: %s", text);
  gtk_label_set_text (GTK_LABEL (self->facet_label), text);
  cp_tooltip_set (self->facet_button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->facet_button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

static void
fill_choices (CpPointsToolbar *self) {
  self->is_filling = TRUE;
  self->had_label = cp_session_get_label (self->session) != NULL;
  for (guint i = 0; i < CP_N_POINTS_CHOICES; i++) {
    const char *saved = json_string_value (cp_session_get_view (self->session, kinds[i].key));
    cp_column_drop_down_fill (self->choices[i], self->session, kinds[i].kind, kinds[i].none);
    if (saved != NULL && g_str_has_prefix (saved, "Label: ")) /* as earlier versions named it */
      saved = "Label";
    if (saved == NULL || !is_one_of (self->choices[i], saved))
      saved = propose (self, i);
    guint otherwise = kinds[i].none == NULL && saved == NULL ? find_first_column (self->choices[i]) : 0;
    if (i == CP_POINTS_Y && saved == NULL && cp_session_get_n_models (self->session) == 0)
      otherwise++; /* not the column of X once more */
    cp_column_drop_down_choose (self->choices[i], saved, otherwise);
  }
  show_facets (self);
  self->is_filling = FALSE;
}

/* ---- what was chosen ---- */

gboolean
cp_points_toolbar_has_axes (CpPointsToolbar *self) {
  g_return_val_if_fail (CP_IS_POINTS_TOOLBAR (self), FALSE);
  return cp_column_drop_down_get_n (self->choices[CP_POINTS_X]) > 0;
}

gboolean
cp_points_toolbar_get (CpPointsToolbar *self, CpPointsChoice which, CpColumnChoice *out_choice) {
  g_return_val_if_fail (CP_IS_POINTS_TOOLBAR (self) && which < CP_N_POINTS_CHOICES, FALSE);
  return cp_column_drop_down_get (self->choices[which], out_choice);
}

const char *
cp_points_toolbar_get_name (CpPointsToolbar *self, CpPointsChoice which) {
  g_return_val_if_fail (CP_IS_POINTS_TOOLBAR (self) && which < CP_N_POINTS_CHOICES, NULL);
  return cp_column_drop_down_get_name (self->choices[which]);
}

static void
choice_changed (CpPointsToolbar *self) {
  if (self->is_filling || self->session == NULL || !cp_session_is_open (self->session))
    return;
  for (guint i = 0; i < CP_N_POINTS_CHOICES; i++) {
    const char *chosen = cp_column_drop_down_get_name (self->choices[i]);
    if (chosen != NULL)
      cp_session_set_view (self->session, kinds[i].key, json_string (chosen));
  }
  show_facets (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
cp_points_toolbar_choose (CpPointsToolbar *self, CpPointsChoice which, const char *name) {
  g_return_if_fail (CP_IS_POINTS_TOOLBAR (self) && which < CP_N_POINTS_CHOICES);
  cp_column_drop_down_choose (self->choices[which], name, 0);
}

/* ---- finding a row ---- */

static void
find_row_done (gpointer result, const GError *error, gpointer owner) {
  CpPointsToolbar *self = owner;
  g_autofree guint32 *row = result;
  if (row == NULL) {
    if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
      cp_session_tell (self->session, error);
    return;
  }
  cp_session_select_row (self->session, *row);
  gtk_editable_set_text (GTK_EDITABLE (self->find_entry), "");
  g_signal_emit (self, signals[ROW_FOUND], 0);
}

static gpointer
find_row (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  return cp_row_find (data, cancellable, error);
}

static const CpJobKind find_kind = {
    .kind = "find-row",
    .run = find_row,
    .free_data = (GDestroyNotify)cp_row_query_free,
    .free_result = g_free,
    .done = find_row_done,
};

static void
find_activated (CpPointsToolbar *self) {
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->find_entry));
  cp_jobs_start (cp_session_get_jobs (self->session), &find_kind,
                 cp_row_query_new (cp_session_get_table (self->session), text), self);
}

void
cp_points_toolbar_focus_find (CpPointsToolbar *self) {
  g_return_if_fail (CP_IS_POINTS_TOOLBAR (self));
  gtk_widget_grab_focus (self->find_entry);
}

/* ---- what the session says ---- */

/* With a label come the columns that compare with it. */
static void
question_changed (CpPointsToolbar *self) {
  if (!cp_session_is_open (self->session) ||
      self->had_label == (cp_session_get_label (self->session) != NULL))
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
  if (self->session != NULL && cp_session_get_jobs (self->session) != NULL)
    cp_jobs_cancel (cp_session_get_jobs (self->session), &find_kind);
  self->session = NULL;
  cp_dispose_template (GTK_WIDGET (self), CP_TYPE_POINTS_TOOLBAR);
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
  g_type_ensure (CP_TYPE_WRAP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/points-toolbar.ui");
  for (guint i = 0; i < CP_N_POINTS_CHOICES; i++)
    gtk_widget_class_bind_template_child_full (widget_class, kinds[i].child, FALSE,
                                               G_STRUCT_OFFSET (CpPointsToolbar, choices) +
                                                   (gssize)i * (gssize)sizeof (GtkDropDown *));
  gtk_widget_class_bind_template_child (widget_class, CpPointsToolbar, facet_button);
  gtk_widget_class_bind_template_child (widget_class, CpPointsToolbar, facet_label);
  gtk_widget_class_bind_template_child (widget_class, CpPointsToolbar, find_entry);
}

static void
cp_points_toolbar_init (CpPointsToolbar *self) {
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < CP_N_POINTS_CHOICES; i++) {
    cp_column_drop_down_setup (self->choices[i]);
    g_signal_connect_object (self->choices[i], "notify::selected", G_CALLBACK (choice_changed), self,
                             G_CONNECT_SWAPPED);
  }
  g_signal_connect_object (self->find_entry, "activate", G_CALLBACK (find_activated), self,
                           G_CONNECT_SWAPPED);
}
