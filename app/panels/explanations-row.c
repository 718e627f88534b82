#include "app/panels/explanations-row.h"

#include "app/explain/effects.h"
#include "app/explain/explain-focus.h"
#include "app/explain/explanations.h"
#include "app/panels/explanations-chart.h"
#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "app/session/session-output.h"
#include "core/base/format.h"
#include "ui/controls/tooltip.h"
#include "ui/controls/wrap.h"

#include <math.h>

#define AIR 0.16       /* of the range, at each end of the shared axis: figures stand beside their bars */
#define TITLE_CHARS 30 /* always to be read of the title */
#define N_SPOKEN 3     /* effects the description names */
#define N_COLOURS 3    /* of models: A, B and the others */

struct _CpExplanationsRow {
  GtkWidget parent_instance;
  CpSession *session;
  CpExplanations *explanations;
  CpExplainFocus *focus;
  gboolean is_difference, is_force;
  GtkWidget *box, *title, *legend, *modes, *both_button, *difference_button, *waterfall_button, *force_button,
      *charts;
  GPtrArray *shown; /* of CpExplanationsChart: one a model, and one more for the difference */
};

G_DEFINE_FINAL_TYPE (CpExplanationsRow, cp_explanations_row, GTK_TYPE_WIDGET)

/* ---- one chart a model ---- */

static const char *
get_ink (guint model) {
  return model == 0 ? "a_text" : model == 1 ? "b_text" : "t1";
}

static const char *
name_score (const CpAttributions *answer) {
  return answer->space == CP_SPACE_LOGIT    ? "log-odds"
         : answer->space == CP_SPACE_MARGIN ? "margin"
                                            : "probability";
}

/* "Score, probability of approved = 1"; a tag has a name of its own */
static char *
name_axis (CpExplanationsRow *self, const CpAttributions *answer, guint output) {
  const char *space = name_score (answer), *label = cp_session_get_label (self->session);
  const char *name = cp_session_get_n_outputs (self->session) > 1
                         ? cp_session_get_output_name (self->session, output)
                         : NULL;
  if (name != NULL)
    return g_strdup_printf ("Score, %s of %s", space, name);
  if (label != NULL)
    return g_strdup_printf ("Score, %s of %s = %s", space, label, cp_session_get_positive (self->session));
  return g_strdup_printf ("Score, %s", space);
}

/* In the space of the answer; NaN where slices differ or a margin has none. */
static double
get_threshold (CpExplanationsRow *self, const CpRowExplanation *told, guint model, guint output) {
  const CpAttributions *answer = told->answer;
  double threshold = output == cp_session_get_output (self->session)
                         ? cp_session_get_state_threshold (self->session, model, told->state)
                         : cp_session_get_output_threshold (self->session, model, output);
  if (answer->space == CP_SPACE_MARGIN || !isfinite (threshold))
    return NAN;
  if (answer->space == CP_SPACE_LOGIT)
    threshold = threshold > 0 && threshold < 1 ? log (threshold / (1 - threshold)) : NAN;
  return threshold;
}

static gboolean
has_words (const GArray *effects) {
  for (guint i = 0; i < effects->len; i++) {
    if (g_str_has_prefix (g_array_index (effects, CpEffect, i).name, "“"))
      return TRUE;
  }
  return FALSE;
}

static void
fill (CpExplanationsChart *chart, const GArray *effects, CpAnswerData *data, const char *description) {
  g_autofree CpAnswerBar *bars = g_new0 (CpAnswerBar, effects->len + 1);
  for (guint i = 0; i < effects->len; i++) {
    const CpEffect *effect = &g_array_index (effects, CpEffect, i);
    bars[i] = (CpAnswerBar){effect->name, effect->value, effect->effect, effect->error};
  }
  data->bars = bars;
  data->n_bars = effects->len;
  data->noun = has_words (effects) ? "words" : "columns";
  cp_explanations_chart_set_data (chart, data, description);
}

static const char *
get_name (CpExplanationsRow *self, guint model) {
  return cp_session_get_model (self->session, model)->name;
}

static void
show_model (CpExplanationsRow *self, const CpRowExplanation *told, guint model, guint output) {
  CpExplanationsChart *chart = self->shown->pdata[model];
  const CpAttributions *answer = told->answer;
  g_autoptr (GArray) effects = cp_effects_build (told, cp_session_get_fields (self->session), output);
  g_autofree char *axis = name_axis (self, answer, output);
  double threshold = get_threshold (self, told, model, output), score = answer->scores[output];
  g_autofree char *title = isnan (threshold) ? g_strdup (get_name (self, model))
                                             : g_strdup_printf ("%s · %s", get_name (self, model),
                                                                score >= threshold ? "positive" : "negative");
  CpAnswerData data = {.title = title,
                       .letter = cp_model_letter (model),
                       .fill = cp_model_fill (model),
                       .line = cp_model_line (model),
                       .ink = get_ink (model),
                       .axis = axis,
                       .base = answer->base[output],
                       .score = score,
                       .residual = answer->residuals[output],
                       .threshold = threshold};
  g_autofree char *says = cp_effects_describe (effects, get_name (self, model), N_SPOKEN);
  g_autofree char *from = cp_format_score (data.base), *to = cp_format_score (score);
  g_autofree char *text =
      g_strdup_printf ("From the base value %s to the score %s, %s. %s", from, to, name_score (answer), says);
  fill (chart, effects, &data, text);
}

/* A − B on one chart: why they differ. */
static void
show_difference (CpExplanationsRow *self, guint output) {
  guint last = self->shown->len - 1;
  CpExplanationsChart *chart = self->shown->pdata[last];
  const CpRowExplanation *a = cp_explanations_get_row (self->explanations, 0),
                         *b = cp_explanations_get_row (self->explanations, 1);
  g_autoptr (GArray) first = cp_effects_build (a, cp_session_get_fields (self->session), output);
  g_autoptr (GArray) second = cp_effects_build (b, cp_session_get_fields (self->session), output);
  g_autoptr (GArray) effects = cp_effects_subtract (first, second);
  g_autofree char *title = g_strdup_printf ("A − B: %s minus %s", get_name (self, 0), get_name (self, 1));
  g_autofree char *axis = g_strdup_printf ("Difference of the scores, %s", name_score (a->answer));
  CpAnswerData data = {.title = title,
                       .fill = "t2",
                       .line = "t1",
                       .ink = "t1",
                       .axis = axis,
                       .base = a->answer->base[output] - b->answer->base[output],
                       .score = a->answer->scores[output] - b->answer->scores[output],
                       .residual = a->answer->residuals[output] - b->answer->residuals[output],
                       .threshold = NAN,
                       .is_difference = TRUE};
  g_autofree char *to = cp_format_delta (data.score, 3);
  g_autofree char *says = cp_effects_describe (effects, "A over B", N_SPOKEN);
  g_autofree char *text = g_strdup_printf ("The scores differ by %s. %s", to, says);
  fill (chart, effects, &data, text);
  double lo, hi;
  if (cp_explanations_chart_get_extent (chart, &lo, &hi))
    cp_explanations_chart_set_range (chart, lo - (hi - lo) * AIR / 2, hi + (hi - lo) * AIR / 2);
}

/* Both models share one axis where their scores are of one kind. */
static void
share_axis (CpExplanationsRow *self) {
  guint n = self->shown->len - 1;
  const CpAttributions *kind = NULL;
  double lo = 0, hi = 0, from, to;
  for (guint m = 0; m < n; m++) {
    const CpRowExplanation *told = cp_explanations_get_row (self->explanations, m);
    if (told == NULL || told->answer == NULL)
      continue;
    if (kind != NULL && kind->space != told->answer->space)
      return;
    if (cp_explanations_chart_get_extent (self->shown->pdata[m], &from, &to)) {
      lo = kind == NULL ? from : MIN (lo, from);
      hi = kind == NULL ? to : MAX (hi, to);
    }
    kind = told->answer;
  }
  if (kind == NULL)
    return;
  double air = MAX (hi - lo, 1e-6) * AIR;
  gboolean is_share = kind->space == CP_SPACE_PROBABILITY && lo >= 0 && hi <= 1;
  lo = is_share ? MAX (lo - air, 0) : lo - air;
  hi = is_share ? MIN (hi + air, 1) : hi + air;
  for (guint m = 0; m < n; m++)
    cp_explanations_chart_set_range (self->shown->pdata[m], lo, hi);
}

/* ---- all of them ---- */

static void
update_title (CpExplanationsRow *self) {
  guint32 row = cp_session_get_row (self->session);
  g_autofree char *number = cp_format_count (row);
  const char *stale = cp_explanations_is_stale (self->explanations) ? " · out of date" : "";
  g_autofree char *text = row == CP_NO_ROW
                              ? g_strdup ("Select a row to see why each model gave it its score")
                              : g_strdup_printf ("Why each model gave row %s its score%s", number, stale);
  gtk_label_set_text (GTK_LABEL (self->title), text);
  if (cp_explanations_is_stale (self->explanations))
    gtk_widget_add_css_class (self->charts, "cp-stale");
  else
    gtk_widget_remove_css_class (self->charts, "cp-stale");
}

static gboolean
can_subtract (CpExplanationsRow *self, guint output) {
  const CpRowExplanation *a = cp_explanations_get_row (self->explanations, 0),
                         *b = cp_explanations_get_row (self->explanations, 1);
  return a != NULL && b != NULL && a->answer != NULL && b->answer != NULL &&
         a->answer->space == b->answer->space && output < MIN (a->answer->n_outputs, b->answer->n_outputs);
}

static void
show_part (CpExplanationsRow *self, guint i, gboolean is_visible, const char *problem) {
  gtk_widget_set_visible (self->shown->pdata[i], is_visible);
  cp_explanations_chart_set_is_force (self->shown->pdata[i], self->is_force);
  cp_explanations_chart_set_problem (self->shown->pdata[i], problem);
}

static void
update (CpExplanationsRow *self) {
  if (!cp_session_is_open (self->session) || self->shown->len == 0)
    return;
  guint output = cp_explain_focus_get_output (self->focus), n = self->shown->len - 1;
  gboolean can = can_subtract (self, output), is_difference = can && self->is_difference;
  gtk_widget_set_visible (self->modes, n > 1);
  gtk_widget_set_sensitive (self->difference_button, can);
  for (guint m = 0; m < n; m++) {
    const CpRowExplanation *told = cp_explanations_get_row (self->explanations, m);
    gboolean has_answer = told != NULL && told->answer != NULL && output < told->answer->n_outputs;
    if (has_answer)
      show_model (self, told, m, output);
    else
      cp_explanations_chart_set_data (self->shown->pdata[m], NULL, NULL);
    show_part (self, m, !is_difference, told != NULL && !has_answer ? told->problem : NULL);
  }
  show_part (self, n, is_difference || n == 0, n == 0 ? "There is no model to explain." : NULL);
  if (is_difference)
    show_difference (self, output);
  else
    share_axis (self);
  for (guint i = 0; i <= n; i++)
    cp_explanations_chart_select (self->shown->pdata[i], cp_explain_focus_get_column (self->focus));
  update_title (self);
}

static void
focus_changed (CpExplanationsRow *self) {
  update (self);
}

static void
bar_activated (GtkWidget *chart, const char *name, gpointer data) {
  CpExplanationsRow *self = data;
  gboolean is_chosen = g_strcmp0 (name, cp_explain_focus_get_column (self->focus)) == 0;
  cp_explain_focus_set_column (self->focus, is_chosen ? NULL : name);
}

static void
add_chart (CpExplanationsRow *self, guint i) {
  gboolean is_model = i < cp_session_get_n_models (self->session);
  GtkWidget *chart =
      cp_explanations_chart_new (is_model ? cp_model_letter (i) : NULL, is_model ? get_name (self, i) : NULL);
  g_signal_connect_object (chart, "bar-activated", G_CALLBACK (bar_activated), self, 0);
  if (i > 0 && !self->is_force)
    gtk_widget_add_css_class (chart, "cp-beside");
  gtk_widget_set_hexpand (chart, TRUE);
  gtk_widget_set_vexpand (chart, TRUE);
  cp_wrap_append (CP_WRAP (self->charts), chart);
  g_ptr_array_add (self->shown, chart);
  cp_explanations_chart_keep (CP_EXPLANATIONS_CHART (chart), self->session, i);
}

static void
opened (CpExplanationsRow *self) {
  cp_wrap_remove_all (CP_WRAP (self->charts));
  g_ptr_array_set_size (self->shown, 0);
  for (guint i = 0; i <= cp_session_get_n_models (self->session); i++)
    add_chart (self, i);
  update (self);
}

static void
mode_chosen (CpExplanationsRow *self) {
  self->is_difference = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->difference_button));
  self->is_force = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->force_button));
  /* a bar is wide and low, waterfalls are read across */
  cp_wrap_set_is_stacked (CP_WRAP (self->charts), self->is_force);
  for (guint i = 1; i < self->shown->len; i++) {
    if (self->is_force)
      gtk_widget_remove_css_class (self->shown->pdata[i], "cp-beside");
    else
      gtk_widget_add_css_class (self->shown->pdata[i], "cp-beside");
  }
  update (self);
}

static json_t *
save_mode (gpointer data) {
  return CP_EXPLANATIONS_ROW (data)->is_difference ? json_true () : NULL;
}

static void
restore_mode (const json_t *value, gpointer data) {
  CpExplanationsRow *self = data;
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (json_is_true (value) ? self->difference_button : self->both_button), TRUE);
}

static json_t *
save_style (gpointer data) {
  return CP_EXPLANATIONS_ROW (data)->is_force ? json_true () : NULL;
}

static void
restore_style (const json_t *value, gpointer data) {
  CpExplanationsRow *self = data;
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (json_is_true (value) ? self->force_button : self->waterfall_button), TRUE);
}

void
cp_explanations_row_set_session (CpExplanationsRow *self, CpSession *session) {
  g_return_if_fail (CP_IS_EXPLANATIONS_ROW (self) && CP_IS_SESSION (session));
  self->session = session;
  self->explanations = cp_session_get_explanations (session);
  self->focus = cp_session_get_explain_focus (session);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  cp_session_add_view (session, "explain-difference", save_mode, restore_mode, G_OBJECT (self));
  cp_session_add_view (session, "explain-force", save_style, restore_style, G_OBJECT (self));
  g_signal_connect_object (session, "thresholds-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explanations, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->focus, "changed", G_CALLBACK (focus_changed), self, G_CONNECT_SWAPPED);
}

/* ---- the type ---- */

static void
cp_explanations_row_dispose (GObject *object) {
  CpExplanationsRow *self = CP_EXPLANATIONS_ROW (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  G_OBJECT_CLASS (cp_explanations_row_parent_class)->dispose (object);
}

static void
cp_explanations_row_class_init (CpExplanationsRowClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_explanations_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
add_mark (GtkWidget *box, const char *text, const char *class) {
  GtkWidget *label = gtk_label_new (text);
  gtk_widget_add_css_class (label, class);
  gtk_widget_add_css_class (label, "cp-table-text");
  gtk_box_append (GTK_BOX (box), label);
}

/* Two words, one of them pressed: the first at the beginning. */
static GtkWidget *
make_switch (CpExplanationsRow *self, const char *first, const char *second, GtkWidget **out_first,
             GtkWidget **out_second) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *left = *out_first = gtk_toggle_button_new_with_label (first);
  *out_second = gtk_toggle_button_new_with_label (second);
  gtk_widget_add_css_class (box, "cp-pages");
  gtk_widget_add_css_class (box, "linked");
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (*out_second), GTK_TOGGLE_BUTTON (left));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (left), TRUE);
  g_signal_connect_swapped (*out_second, "toggled", G_CALLBACK (mode_chosen), self);
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_append (GTK_BOX (box), *out_second);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

static GtkWidget *
make_head (CpExplanationsRow *self) {
  GtkWidget *head = cp_wrap_new (12);
  cp_wrap_set_is_squeezed (CP_WRAP (head), TRUE);
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (self->title), TITLE_CHARS);
  gtk_widget_add_css_class (self->title, "cp-title");
  gtk_widget_set_hexpand (self->title, TRUE);
  GtkWidget *styles = make_switch (self, "Waterfall", "Force", &self->waterfall_button, &self->force_button);
  cp_tooltip_set (self->force_button, "Effects as one bar: what raises the score pushes from the "
                                      "left, what lowers it from the right");
  self->modes = make_switch (self, "A and B", "A − B", &self->both_button, &self->difference_button);
  cp_tooltip_set (self->difference_button, "Why the scores of the two models differ");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->difference_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "A minus B", -1);
  self->legend = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  add_mark (self->legend, "● + raises the score", "cp-pos-text");
  add_mark (self->legend, "● − lowers the score", "cp-neg-text");
  cp_wrap_append (CP_WRAP (head), self->title);
  cp_wrap_append (CP_WRAP (head), self->legend);
  cp_wrap_append (CP_WRAP (head), styles);
  cp_wrap_append (CP_WRAP (head), self->modes);
  gtk_widget_add_css_class (head, "cp-explain-head");
  return head;
}

static void
cp_explanations_row_init (CpExplanationsRow *self) {
  self->shown = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->charts = cp_wrap_new (0);
  cp_wrap_set_is_homogeneous (CP_WRAP (self->charts), TRUE);
  cp_wrap_set_is_squeezed (CP_WRAP (self->charts), TRUE);
  gtk_widget_set_vexpand (self->charts, TRUE);
  gtk_box_append (GTK_BOX (self->box), make_head (self));
  gtk_box_append (GTK_BOX (self->box), self->charts);
}
