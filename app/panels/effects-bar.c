#include "app/panels/effects-bar.h"

#include "app/panels/effects-line.h"
#include "app/settings.h"
#include "ui/controls/sparkline.h"
#include "ui/controls/tooltip.h"
#include "ui/style/text-size.h"

#include <math.h>

#define SPACING 8

struct _CpEffectsBar {
  GtkWidget parent_instance;
  CpSession *session; /* (nullable) */
  GtkWidget *toggle;  /* (nullable) the editor's, as is what stands around it */
  GtkWidget *toggle_line;
  GtkWidget *effect_heading, *effect_title, *curve_heading;
  GPtrArray *lines; /* CpEffectsLine, borrowed */
  CpFields *fields; /* (nullable): what the lines show, since the last update of all */
  CpEffectsOf of;
  int widths[2]; /* of the pictures, at text size 100 % */
  gboolean is_shown, wants_row, wants_table;
};

G_DEFINE_FINAL_TYPE (CpEffectsBar, cp_effects_bar, GTK_TYPE_WIDGET)

enum { PROP_SHOWN = 1, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const of_keys[] = {"row", "table"};

static const CpField *
get_field (CpEffectsBar *self, guint index) {
  return cp_fields_get (cp_session_get_fields (self->session), index);
}

/* While a session opens the answers to another table's fields come before its lines. */
static gboolean
is_current (CpEffectsBar *self) {
  return self->fields != NULL && self->fields == cp_session_get_fields (self->session);
}

/* ---- what the lines show ---- */

/* The answers are of the row as it was scored last. */
static gboolean
is_stale (CpEffectsBar *self) {
  const CpRowHistory *history = cp_session_get_history (self->session);
  CpExplanations *explanations = cp_session_get_explanations (self->session);
  if (self->of == CP_EFFECTS_OF_TABLE)
    return cp_global_explanations_is_stale (cp_session_get_global_explanations (self->session));
  if (history == NULL || cp_explanations_is_stale (explanations))
    return TRUE;
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++) {
    const CpRowExplanation *told = cp_explanations_get_row (explanations, m);
    if (told != NULL && told->state != cp_row_history_get_scored (history))
      return TRUE;
  }
  g_autofree char *unscored =
      cp_row_describe_changes (cp_session_get_fields (self->session), cp_row_history_get_scored (history),
                               cp_row_history_get_current (history));
  return *unscored != '\0';
}

static void
show_effects (CpEffectsBar *self) {
  if (!self->is_shown || !is_current (self) || cp_session_get_row (self->session) == CP_NO_ROW)
    return;
  double most = cp_effect_marks_find_most (self->session, self->of);
  gboolean stale = is_stale (self);
  for (guint i = 0; i < self->lines->len; i++)
    cp_effects_line_show_effect (self->lines->pdata[i], self->session, self->of, get_field (self, i), most,
                                 stale);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
explanations_changed (CpEffectsBar *self) {
  if (self->of == CP_EFFECTS_OF_ROW)
    show_effects (self);
}

static void
global_changed (CpEffectsBar *self) {
  if (self->of == CP_EFFECTS_OF_TABLE)
    show_effects (self);
}

static void
show_marks (CpEffectsBar *self) {
  for (guint i = 0; self->is_shown && is_current (self) && i < self->lines->len; i++)
    cp_effects_line_show_mark (self->lines->pdata[i], self->session, get_field (self, i));
}

static void
show_curves (CpEffectsBar *self) {
  double span = cp_dependences_get_span (cp_session_get_dependences (self->session));
  for (guint i = 0; self->is_shown && is_current (self) && i < self->lines->len; i++)
    cp_effects_line_show_curves (self->lines->pdata[i], self->session, get_field (self, i), span);
}

/* ---- whether they are shown ---- */

static void
follow_wanting (CpEffectsBar *self) {
  gboolean is_seen = self->session != NULL && self->is_shown && gtk_widget_get_mapped (GTK_WIDGET (self));
  gboolean wants_table = is_seen && self->of == CP_EFFECTS_OF_TABLE;
  if (is_seen != self->wants_row) {
    self->wants_row = is_seen;
    if (is_seen) {
      cp_explanations_want (cp_session_get_explanations (self->session));
      cp_dependences_want (cp_session_get_dependences (self->session));
    } else {
      cp_explanations_unwant (cp_session_get_explanations (self->session));
      cp_dependences_unwant (cp_session_get_dependences (self->session));
    }
  }
  if (wants_table == self->wants_table)
    return;
  self->wants_table = wants_table;
  if (wants_table)
    cp_global_explanations_want (cp_session_get_global_explanations (self->session));
  else
    cp_global_explanations_unwant (cp_session_get_global_explanations (self->session));
}

static gboolean
can_explain (CpSession *session) {
  for (guint m = 0; cp_session_is_open (session) && m < cp_session_get_n_models (session); m++)
    if (cp_session_can_rescore (session, m))
      return TRUE;
  return FALSE;
}

static void
follow_switch (CpEffectsBar *self) {
  gboolean can = self->session != NULL && can_explain (self->session);
  gboolean is_shown = can && gtk_switch_get_active (GTK_SWITCH (self->toggle));
  gtk_widget_set_visible (self->toggle_line, can);
  gtk_widget_set_visible (GTK_WIDGET (self), is_shown);
  if (is_shown != self->is_shown) {
    self->is_shown = is_shown;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHOWN]);
  }
  follow_wanting (self);
}

static void
switched (CpEffectsBar *self) {
  cp_settings_set_shows_effects (gtk_switch_get_active (GTK_SWITCH (self->toggle)));
  follow_switch (self);
  cp_effects_bar_update (self);
}

static void
settings_changed (CpEffectsBar *self) {
  if (self->session != NULL)
    gtk_switch_set_active (GTK_SWITCH (self->toggle), cp_settings_get_shows_effects ());
}

void
cp_effects_bar_show (CpEffectsBar *self) {
  g_return_if_fail (CP_IS_EFFECTS_BAR (self) && self->toggle != NULL);
  gtk_switch_set_active (GTK_SWITCH (self->toggle), TRUE);
}

static void
edited (CpEffectsBar *self) {
  gboolean stale = is_stale (self);
  for (guint i = 0; self->is_shown && i < self->lines->len; i++)
    cp_effects_line_set_stale (self->lines->pdata[i], stale);
  show_marks (self);
}

static void
row_changed (CpEffectsBar *self) {
  show_effects (self);
  show_marks (self);
}

void
cp_effects_bar_update (CpEffectsBar *self) {
  g_return_if_fail (CP_IS_EFFECTS_BAR (self));
  if (self->session == NULL || !cp_session_is_open (self->session))
    return;
  g_clear_pointer (&self->fields, cp_fields_unref);
  self->fields = cp_fields_ref (cp_session_get_fields (self->session));
  follow_switch (self);
  show_effects (self);
  show_curves (self);
}

gboolean
cp_effects_bar_is_shown (CpEffectsBar *self) {
  g_return_val_if_fail (CP_IS_EFFECTS_BAR (self), FALSE);
  return self->is_shown;
}

/* ---- of this row, or of the table ---- */

CpEffectsOf
cp_effects_bar_get_of (CpEffectsBar *self) {
  g_return_val_if_fail (CP_IS_EFFECTS_BAR (self), CP_EFFECTS_OF_ROW);
  return self->of;
}

static void
show_of (CpEffectsBar *self) {
  static const char *const titles[] = {"\u2212 effect +", "mean size"};
  static const char *const tips[] = {
      "What this value added to the score or took from it (attribution); A above, B below",
      "How far the column moves the score on average, whichever way (mean |attribution|), over a sample of "
      "the rows looked at; A above, B below"};
  gtk_label_set_text (GTK_LABEL (self->effect_title), titles[self->of]);
  cp_tooltip_set (self->effect_heading, tips[self->of]);
}

void
cp_effects_bar_set_of (CpEffectsBar *self, CpEffectsOf of) {
  g_return_if_fail (CP_IS_EFFECTS_BAR (self) && of <= CP_EFFECTS_OF_TABLE);
  if (self->of == of)
    return;
  self->of = of;
  gtk_widget_activate_action (GTK_WIDGET (self), "effects.of", "s", of_keys[of]);
  show_of (self);
  follow_wanting (self);
  if (self->session != NULL && cp_session_is_open (self->session))
    show_effects (self);
}

static void
of_chosen (GSimpleAction *action, GVariant *value, gpointer data) {
  g_simple_action_set_state (action, value);
  cp_effects_bar_set_of (data, g_str_equal (g_variant_get_string (value, NULL), of_keys[CP_EFFECTS_OF_TABLE])
                                   ? CP_EFFECTS_OF_TABLE
                                   : CP_EFFECTS_OF_ROW);
}

double *
cp_effects_bar_dup_effects (CpEffectsBar *self, guint model) {
  g_return_val_if_fail (CP_IS_EFFECTS_BAR (self), NULL);
  if (!self->is_shown || !is_current (self) ||
      model >= MIN (cp_session_get_n_models (self->session), CP_EFFECT_CELL_MODELS))
    return NULL;
  double *effects = g_new (double, self->lines->len + 1);
  for (guint i = 0; i < self->lines->len; i++) {
    CpEffectMark marks[CP_EFFECT_CELL_MODELS];
    cp_effect_marks_find (self->session, self->of, get_field (self, i), marks);
    effects[i] = marks[model].is_read ? marks[model].value : NAN;
  }
  return effects;
}

/* ---- the lines ---- */

void
cp_effects_bar_clear (CpEffectsBar *self) {
  g_return_if_fail (CP_IS_EFFECTS_BAR (self));
  g_ptr_array_set_size (self->lines, 0);
  g_clear_pointer (&self->fields, cp_fields_unref);
}

GtkWidget *
cp_effects_bar_add_line (CpEffectsBar *self, guint index) {
  g_return_val_if_fail (CP_IS_EFFECTS_BAR (self) && index == self->lines->len, NULL);
  GtkWidget *line = cp_effects_line_new (self->session, get_field (self, index));
  g_ptr_array_add (self->lines, line);
  return line;
}

void
cp_effects_bar_set_has_curves (CpEffectsBar *self, gboolean has_curves) {
  g_return_if_fail (CP_IS_EFFECTS_BAR (self));
  gtk_widget_set_visible (self->curve_heading, has_curves);
  cp_text_size_request (GTK_WIDGET (self), self->widths[0] + (has_curves ? SPACING + self->widths[1] : 0),
                        -1);
  for (guint i = 0; i < self->lines->len; i++)
    cp_effects_line_set_has_curves (self->lines->pdata[i], has_curves);
}

void
cp_effects_bar_set_session (CpEffectsBar *self, CpSession *session, GtkSwitch *toggle,
                            GtkWidget *toggle_line) {
  g_return_if_fail (CP_IS_EFFECTS_BAR (self) && CP_IS_SESSION (session) && GTK_IS_SWITCH (toggle));
  static const struct {
    const char *signal;
    void (*update) (CpEffectsBar *);
  } answers[] = {{"row-changed", row_changed}, {"edits-changed", edited}, {"question-changed", show_effects}};
  self->session = session;
  self->toggle = GTK_WIDGET (toggle);
  self->toggle_line = toggle_line;
  gtk_switch_set_active (toggle, cp_settings_get_shows_effects ());
  cp_settings_watch (G_CALLBACK (settings_changed), G_OBJECT (self));
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (switched), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cp_session_get_explanations (session), "changed",
                           G_CALLBACK (explanations_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cp_session_get_global_explanations (session), "changed",
                           G_CALLBACK (global_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cp_session_get_dependences (session), "changed", G_CALLBACK (show_curves), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    g_signal_connect_object (session, answers[i].signal, G_CALLBACK (answers[i].update), self,
                             G_CONNECT_SWAPPED);
}

/* ---- the widget ---- */

static void
cp_effects_bar_map (GtkWidget *widget) {
  GTK_WIDGET_CLASS (cp_effects_bar_parent_class)->map (widget);
  follow_wanting (CP_EFFECTS_BAR (widget));
}

static void
cp_effects_bar_unmap (GtkWidget *widget) {
  GTK_WIDGET_CLASS (cp_effects_bar_parent_class)->unmap (widget);
  follow_wanting (CP_EFFECTS_BAR (widget));
}

static void
cp_effects_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec) {
  if (id == PROP_SHOWN)
    g_value_set_boolean (value, CP_EFFECTS_BAR (object)->is_shown);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cp_effects_bar_dispose (GObject *object) {
  CpEffectsBar *self = CP_EFFECTS_BAR (object);
  GtkWidget *child;
  self->session = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->fields, cp_fields_unref);
  G_OBJECT_CLASS (cp_effects_bar_parent_class)->dispose (object);
}

static void
cp_effects_bar_class_init (CpEffectsBarClass *class) {
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = cp_effects_bar_dispose;
  object_class->get_property = cp_effects_bar_get_property;
  props[PROP_SHOWN] = g_param_spec_boolean (
      "shown", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] =
      g_signal_new ("changed", CP_TYPE_EFFECTS_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  widget_class->map = cp_effects_bar_map;
  widget_class->unmap = cp_effects_bar_unmap;
  gtk_widget_class_set_css_name (widget_class, "cpeffectsbar");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

/* Both together are as wide as what stands below them; the words need more than a picture does. */
static void
measure_pictures (CpEffectsBar *self) {
  GtkWidget *likes[] = {cp_effect_cell_new (""), cp_sparkline_new ("")};
  for (guint i = 0; i < G_N_ELEMENTS (likes); i++) {
    int width;
    g_object_ref_sink (likes[i]);
    gtk_widget_measure (likes[i], GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
    g_object_unref (likes[i]);
    self->widths[i] = (int)(width / cp_text_size_get_scale ());
  }
}

static GtkWidget *
make_effect_heading (CpEffectsBar *self) {
  GtkWidget *heading = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_menu_append (menu, "Effects in this row", "effects.of::row");
  g_menu_append (menu, "Mean size over the table", "effects.of::table");
  self->effect_title = gtk_label_new (NULL);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (heading), self->effect_title);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (heading), G_MENU_MODEL (menu));
  gtk_accessible_update_property (GTK_ACCESSIBLE (heading), GTK_ACCESSIBLE_PROPERTY_LABEL, "Effects of", -1);
  return heading;
}

static void
cp_effects_bar_init (CpEffectsBar *self) {
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) of = g_simple_action_new_stateful (
      "of", G_VARIANT_TYPE_STRING, g_variant_new_string (of_keys[CP_EFFECTS_OF_ROW]));
  g_signal_connect (of, "activate", G_CALLBACK (of_chosen), self);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (of));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "effects", G_ACTION_GROUP (actions));
  self->lines = g_ptr_array_new ();
  self->effect_heading = make_effect_heading (self);
  self->curve_heading = gtk_label_new ("If changed");
  gtk_widget_set_halign (self->curve_heading, GTK_ALIGN_END);
  gtk_widget_set_hexpand (self->curve_heading, TRUE);
  cp_tooltip_set (self->curve_heading,
                  "Mean score over the whole table for each value (partial dependence); this "
                  "row's value is marked");
  gtk_widget_set_parent (self->effect_heading, GTK_WIDGET (self));
  gtk_widget_set_parent (self->curve_heading, GTK_WIDGET (self));
  measure_pictures (self);
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE); /* its titles do not widen it */
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  show_of (self);
}
