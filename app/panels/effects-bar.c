#include "app/panels/effects-bar.h"

#include "app/panels/effects-words.h"
#include "app/settings.h"
#include "ui/controls/sparkline.h"

#include <math.h>

#define SPACING 8

struct _CpEffectsBar {
  GtkWidget parent_instance;
  CpSession *session; /* (nullable) */
  GtkWidget *effects_switch, *headings;
  GPtrArray *lines; /* GtkBox: a cell, a sparkline; borrowed */
  gboolean is_shown, is_wanting;
};

G_DEFINE_FINAL_TYPE (CpEffectsBar, cp_effects_bar, GTK_TYPE_WIDGET)

enum { PROP_SHOWN = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

static GtkWidget *
get_cell (CpEffectsBar *self, guint index) {
  return gtk_widget_get_first_child (g_ptr_array_index (self->lines, index));
}

static GtkWidget *
get_sparkline (CpEffectsBar *self, guint index) {
  return gtk_widget_get_last_child (g_ptr_array_index (self->lines, index));
}

/* ---- what the lines show ---- */

/* The answers are of the row as it was scored last. */
static gboolean
is_stale (CpEffectsBar *self) {
  const CpRowHistory *history = cp_session_get_history (self->session);
  CpExplanations *explanations = cp_session_get_explanations (self->session);
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
show_effect (CpEffectsBar *self, guint index, double most, gboolean is_stale) {
  CpEffectCell *cell = CP_EFFECT_CELL (get_cell (self, index));
  const CpField *field = cp_fields_get (cp_session_get_fields (self->session), index);
  CpEffectMark effects[CP_EFFECT_CELL_MODELS];
  guint n = cp_effect_marks_find (self->session, field, effects);
  gboolean is_read = FALSE;
  for (guint m = 0; m < n; m++)
    is_read = is_read || effects[m].is_read;
  if (g_strcmp0 (field->name, cp_session_get_label (self->session)) == 0 && !is_read)
    cp_effect_cell_set_note (cell, "label", "The ground truth; no model reads it");
  else if (!is_read)
    cp_effect_cell_set_note (cell, "no input", "No model reads this column");
  else {
    g_autofree char *words = cp_effect_marks_describe (self->session, effects, n);
    cp_effect_cell_set (cell, effects, n, most, words);
  }
  cp_effect_cell_set_stale (cell, is_stale);
}

static void
show_effects (CpEffectsBar *self) {
  if (!self->is_shown || cp_session_get_row (self->session) == CP_NO_ROW)
    return;
  double most = cp_effect_marks_find_most (self->session);
  gboolean stale = is_stale (self);
  for (guint i = 0; i < self->lines->len; i++)
    show_effect (self, i, most, stale);
}

/* The value the row holds now, among those the curve was worked out for. */
static void
show_mark (CpEffectsBar *self, guint index, const CpColumnCurves *curves) {
  const CpRowHistory *history = cp_session_get_history (self->session);
  const CpField *field = cp_fields_get (cp_session_get_fields (self->session), index);
  g_autofree char *cell =
      history != NULL ? cp_field_dup_cell (field, cp_row_history_get_current (history), 0) : g_strdup ("");
  cp_sparkline_set_mark (CP_SPARKLINE (get_sparkline (self, index)), cp_curves_find_mark (curves, cell));
}

static void
show_marks (CpEffectsBar *self) {
  CpDependences *dependences = cp_session_get_dependences (self->session);
  for (guint i = 0; self->is_shown && i < self->lines->len; i++) {
    const CpField *field = cp_fields_get (cp_session_get_fields (self->session), i);
    const CpColumnCurves *curves = cp_dependences_get (dependences, field->name);
    if (curves != NULL && curves->grid != NULL)
      show_mark (self, i, curves);
  }
}

static void
show_curves (CpEffectsBar *self) {
  CpDependences *dependences = cp_session_get_dependences (self->session);
  double span = cp_dependences_get_span (dependences);
  for (guint i = 0; self->is_shown && i < self->lines->len; i++) {
    CpSparkline *line = CP_SPARKLINE (get_sparkline (self, i));
    const CpField *field = cp_fields_get (cp_session_get_fields (self->session), i);
    const CpColumnCurves *curves = cp_dependences_get (dependences, field->name);
    if (curves == NULL || curves->grid == NULL || curves->grid->n_points < 2) {
      cp_sparkline_clear (line);
      gtk_widget_set_tooltip_text (GTK_WIDGET (line), NULL);
      continue;
    }
    g_autofree char *words = cp_curves_describe (curves);
    g_autofree char *tooltip = g_strdup_printf ("Mean score if every row had another value here\n%s", words);
    gtk_widget_set_tooltip_text (GTK_WIDGET (line), tooltip); /* before its words, for it is told as them */
    /* numbers stand at equal counts of rows, so that a few large ones do not squeeze the rest */
    g_autofree double *steps = g_new (double, curves->grid->n_points);
    for (guint p = 0; p < curves->grid->n_points; p++)
      steps[p] = p;
    cp_sparkline_set (line, curves->grid->is_number ? steps : NULL, curves->grid->n_points,
                      (const double *const *)curves->means, MIN (curves->n_models, CP_SPARKLINE_CURVES), span,
                      words);
    show_mark (self, i, curves);
  }
}

/* ---- whether they are shown ---- */

static void
follow_wanting (CpEffectsBar *self) {
  gboolean is_wanting = self->session != NULL && self->is_shown && gtk_widget_get_mapped (GTK_WIDGET (self));
  if (is_wanting == self->is_wanting)
    return;
  self->is_wanting = is_wanting;
  if (is_wanting) {
    cp_explanations_want (cp_session_get_explanations (self->session));
    cp_dependences_want (cp_session_get_dependences (self->session));
    return;
  }
  cp_explanations_unwant (cp_session_get_explanations (self->session));
  cp_dependences_unwant (cp_session_get_dependences (self->session));
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
  gboolean is_shown = can && gtk_switch_get_active (GTK_SWITCH (self->effects_switch));
  gtk_widget_set_visible (GTK_WIDGET (self), can);
  gtk_widget_set_visible (self->headings, is_shown);
  if (is_shown != self->is_shown) {
    self->is_shown = is_shown;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHOWN]);
  }
  follow_wanting (self);
}

static void
switched (CpEffectsBar *self) {
  cp_settings_set_shows_effects (gtk_switch_get_active (GTK_SWITCH (self->effects_switch)));
  follow_switch (self);
  if (self->session != NULL)
    cp_effects_bar_update (self);
}

static void
settings_changed (CpEffectsBar *self) {
  gtk_switch_set_active (GTK_SWITCH (self->effects_switch), cp_settings_get_shows_effects ());
}

static void
edited (CpEffectsBar *self) {
  gboolean stale = is_stale (self);
  for (guint i = 0; self->is_shown && i < self->lines->len; i++)
    cp_effect_cell_set_stale (CP_EFFECT_CELL (get_cell (self, i)), stale);
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
  if (!cp_session_is_open (self->session))
    return;
  follow_switch (self);
  show_effects (self);
  show_curves (self);
}

gboolean
cp_effects_bar_is_shown (CpEffectsBar *self) {
  g_return_val_if_fail (CP_IS_EFFECTS_BAR (self), FALSE);
  return self->is_shown;
}

void
cp_effects_bar_clear (CpEffectsBar *self) {
  g_return_if_fail (CP_IS_EFFECTS_BAR (self));
  g_ptr_array_set_size (self->lines, 0);
}

GtkWidget *
cp_effects_bar_add_line (CpEffectsBar *self, guint index) {
  g_return_val_if_fail (CP_IS_EFFECTS_BAR (self) && index == self->lines->len, NULL);
  const CpField *field = cp_fields_get (cp_session_get_fields (self->session), index);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  GtkWidget *children[] = {cp_effect_cell_new (field->name), cp_sparkline_new (field->name)};
  for (guint i = 0; i < G_N_ELEMENTS (children); i++) {
    gtk_widget_set_valign (children[i], GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (line), children[i]);
  }
  g_ptr_array_add (self->lines, line);
  return line;
}

void
cp_effects_bar_set_session (CpEffectsBar *self, CpSession *session) {
  g_return_if_fail (CP_IS_EFFECTS_BAR (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (cp_session_get_explanations (session), "changed", G_CALLBACK (show_effects), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (cp_session_get_dependences (session), "changed", G_CALLBACK (show_curves), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "row-changed", G_CALLBACK (row_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "edits-changed", G_CALLBACK (edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (show_effects), self, G_CONNECT_SWAPPED);
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
  widget_class->map = cp_effects_bar_map;
  widget_class->unmap = cp_effects_bar_unmap;
  gtk_widget_class_set_css_name (widget_class, "cpeffectsbar");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
add_heading (CpEffectsBar *self, const char *text, GtkWidget *like, const char *tooltip) {
  GtkWidget *label = gtk_label_new (text);
  int width;
  g_object_ref_sink (like);
  gtk_widget_measure (like, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  g_object_unref (like);
  gtk_widget_set_size_request (label, width, -1);
  gtk_widget_set_tooltip_text (label, tooltip);
  gtk_box_append (GTK_BOX (self->headings), label);
  return label;
}

static void
cp_effects_bar_init (CpEffectsBar *self) {
  static const char *const tip =
      "How far each value moved the score of A (above) and B (below), and how scores would go with other "
      "values";
  GtkWidget *title = gtk_label_new ("Effects"), *space = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->lines = g_ptr_array_new ();
  self->effects_switch = gtk_switch_new ();
  self->headings = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  gtk_switch_set_active (GTK_SWITCH (self->effects_switch), cp_settings_get_shows_effects ());
  gtk_widget_set_valign (self->effects_switch, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->effects_switch, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->effects_switch), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Effects", -1);
  gtk_widget_set_hexpand (space, TRUE);
  add_heading (self, "\u2212 effect +", cp_effect_cell_new (""),
               "What this value added to the score or took from it (attribution); A above, B below");
  add_heading (self, "If changed", cp_sparkline_new (""),
               "Mean score over the whole table for each value (partial dependence); this row's value is "
               "marked");
  GtkWidget *children[] = {self->effects_switch, title, space, self->headings};
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_set_parent (children[i], GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "cp-list-head");
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), SPACING);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  cp_settings_watch (G_CALLBACK (settings_changed), G_OBJECT (self));
  g_signal_connect_object (self->effects_switch, "notify::active", G_CALLBACK (switched), self,
                           G_CONNECT_SWAPPED);
}
