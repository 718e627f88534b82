#include "app/panels/question-pane.h"

#include "app/panels/letters.h"
#include "app/panels/slice-chips.h"
#include "app/panels/template.h"
#include "app/session/session-results.h"
#include "core/base/format.h"
#include "ui/controls/choice.h"
#include "ui/controls/tooltip.h"

#include <math.h>

#define NONE "None"
#define MAX_PREVIEWED 4 /* slices named in the preview; the table marks all of them */

struct _CpQuestionPane {
  GtkWidget parent_instance;
  CpSession *session;
  gboolean is_showing; /* the controls are being set to what the session says */
  GtkDropDown *label_choice, *positive_choice;
  GtkSpinButton *fp_spin, *fn_spin, *tolerance_spin;
  GtkWidget *label_refusal, *slice_chips, *strategies, *preview_label, *apply_button, *reset_button;
  GtkWidget *radios[CP_N_STRATEGIES], *marks[CP_N_STRATEGIES];
};

G_DEFINE_FINAL_TYPE (CpQuestionPane, cp_question_pane, GTK_TYPE_WIDGET)

/* ---- drop-downs ---- */

/* NULL for NONE, which stands first */
static const char *
get_chosen (GtkDropDown *choice) {
  return gtk_drop_down_get_selected (choice) > 0 ? cp_choice_get (choice) : NULL;
}

static void
choose (GtkDropDown *choice, const char *text) {
  gtk_drop_down_set_selected (choice, cp_choice_find (choice, text));
}

static void
fill_columns (CpQuestionPane *self) {
  CpFields *fields = cp_session_get_fields (self->session);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  g_ptr_array_add (labels, (gpointer)NONE);
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    const CpField *field = cp_fields_get (fields, i);
    if (field->type != CP_COLUMN_TEXT && field->group == NULL)
      g_ptr_array_add (labels, (gpointer)field->name);
  }
  g_ptr_array_add (labels, NULL);
  cp_choice_set_names (self->label_choice, (const char *const *)labels->pdata);
}

static void
label_chosen (CpQuestionPane *self) {
  if (!self->is_showing)
    cp_session_set_label (self->session, get_chosen (self->label_choice), NULL);
}

static void
positive_chosen (CpQuestionPane *self) {
  const char *label = get_chosen (self->label_choice), *value = cp_choice_get (self->positive_choice);
  if (!self->is_showing && label != NULL && value != NULL)
    cp_session_set_label (self->session, label, value);
}

/* ---- costs and tolerance ---- */

static void
costs_changed (CpQuestionPane *self) {
  if (!self->is_showing && cp_session_is_open (self->session))
    cp_session_set_costs (self->session, (CpCosts){gtk_spin_button_get_value (self->fp_spin),
                                                   gtk_spin_button_get_value (self->fn_spin)});
}

static void
tolerance_changed (CpQuestionPane *self) {
  if (!self->is_showing && cp_session_is_open (self->session))
    cp_session_set_tolerance (self->session, gtk_spin_button_get_value (self->tolerance_spin));
}

/* ---- strategies ---- */

static void
strategy_toggled (GtkCheckButton *radio, gpointer data) {
  CpQuestionPane *self = data;
  if (self->is_showing || !gtk_check_button_get_active (radio) || !cp_session_is_open (self->session))
    return;
  for (guint s = 0; s < CP_N_STRATEGIES; s++) {
    if (self->radios[s] == GTK_WIDGET (radio))
      cp_session_preview_strategy (self->session, (CpStrategy)s);
  }
}

static void
add_strategy (CpQuestionPane *self, CpStrategy strategy) {
  const CpStrategyInfo *info = cp_strategy_get_info (strategy);
  GtkWidget *radio = g_object_new (GTK_TYPE_CHECK_BUTTON, "accessible-role", GTK_ACCESSIBLE_ROLE_RADIO, NULL);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *title = gtk_label_new (info->label);
  GtkWidget *mark = gtk_label_new (NULL), *caption = gtk_label_new (info->description);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_label_set_wrap (GTK_LABEL (caption), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (caption), 28);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (caption, "cp-caption");
  gtk_widget_add_css_class (mark, "cp-caption");
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), mark);
  gtk_box_append (GTK_BOX (lines), head);
  gtk_box_append (GTK_BOX (lines), caption);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (radio), lines);
  gtk_widget_add_css_class (radio, "cp-strategy");
  gtk_accessible_update_property (GTK_ACCESSIBLE (radio), GTK_ACCESSIBLE_PROPERTY_LABEL, info->label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, info->description, -1);
  if (strategy > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (radio), GTK_CHECK_BUTTON (self->radios[0]));
  g_signal_connect (radio, "toggled", G_CALLBACK (strategy_toggled), self);
  self->radios[strategy] = radio;
  self->marks[strategy] = mark;
  gtk_box_append (GTK_BOX (self->strategies), radio);
}

static void
append_preview (GString *text, CpSession *session, guint model) {
  const CpThresholds *preview = cp_session_get_preview (session, model);
  CpSlices *slices = cp_session_get_slices (session);
  if (preview == NULL)
    return;
  g_string_append_printf (text, "%sFor %s: ", text->len > 0 ? "\n" : "", cp_model_letter (model));
  for (guint s = 0; s < MIN (preview->n_slices, MAX_PREVIEWED); s++) {
    g_autofree char *threshold = cp_format_threshold (preview->thresholds[s]);
    g_string_append_printf (text, "%s%s %s", s > 0 ? ", " : "",
                            cp_slices_get_n_keys (slices) > 0 ? cp_slices_get_label (slices, s) : "all rows",
                            threshold);
  }
  if (preview->n_slices > MAX_PREVIEWED)
    g_string_append_printf (text, " and %u more", preview->n_slices - MAX_PREVIEWED);
  g_autofree char *cost = cp_format_number (preview->cost, -1);
  g_string_append_printf (text, ". Cost\u00a0%s.", cost);
}

/* What the thresholds give up and leave open, for the tooltip. */
static void
append_consequence (GString *text, CpSession *session, guint model) {
  const CpThresholds *preview = cp_session_get_preview (session, model);
  if (preview == NULL)
    return;
  g_autofree char *cost = cp_format_number (preview->cost, -1);
  g_autofree char *single = cp_format_number (preview->single_cost, -1);
  g_autofree char *gap = cp_format_points (preview->gap);
  int measure = cp_strategy_get_info (preview->strategy)->measure;
  g_string_append_printf (text, "%s%s costs %s; the best single threshold costs %s. ",
                          text->len > 0 ? "\n" : "", cp_model_letter (model), cost, single);
  g_string_append_printf (
      text, "Remaining gap, %s: %s points.",
      cp_metric_get_info (measure >= 0 ? (CpMetric)measure : CP_METRIC_SELECTION_RATE)->label, gap);
}

static void
show_preview (CpQuestionPane *self) {
  g_autoptr (GString) text = g_string_new (NULL), consequence = g_string_new (NULL);
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++) {
    append_preview (text, self->session, m);
    append_consequence (consequence, self->session, m);
  }
  gtk_label_set_text (GTK_LABEL (self->preview_label), text->str);
  cp_tooltip_set (self->preview_label, consequence->len > 0 ? consequence->str : NULL);
  gtk_widget_set_visible (self->preview_label, text->len > 0);
}

static void
show_strategies (CpQuestionPane *self) {
  CpStrategy in_force = cp_session_get_strategy (self->session);
  CpStrategy chosen = cp_session_get_preview_strategy (self->session);
  gboolean has_label = cp_session_get_label (self->session) != NULL;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->radios[chosen]), TRUE);
  for (guint s = 0; s < CP_N_STRATEGIES; s++) {
    gboolean is_preview = s == chosen && chosen != in_force;
    gtk_label_set_text (GTK_LABEL (self->marks[s]), is_preview ? "preview" : s == in_force ? "in force" : "");
    if (is_preview)
      gtk_widget_add_css_class (self->radios[s], "cp-previewed");
    else
      gtk_widget_remove_css_class (self->radios[s], "cp-previewed");
  }
  gtk_widget_set_sensitive (self->strategies, has_label);
  gtk_widget_set_sensitive (self->apply_button, has_label && chosen != CP_STRATEGY_CUSTOM);
  gtk_widget_set_sensitive (self->reset_button, has_label);
}

/* ---- what the session says ---- */

static void
show_question (CpQuestionPane *self) {
  CpCosts costs = cp_session_get_costs (self->session);
  const char *label = cp_session_get_label (self->session);
  static const char *const nothing[] = {"–", NULL};
  const char *const *values = cp_session_get_label_values (self->session);
  self->is_showing = TRUE;
  const char *refusal = cp_session_get_label_refusal (self->session);
  choose (self->label_choice, label);
  gtk_label_set_text (GTK_LABEL (self->label_refusal), refusal != NULL ? refusal : "");
  gtk_widget_set_visible (self->label_refusal, refusal != NULL);
  cp_choice_set_names (self->positive_choice, label != NULL ? values : nothing);
  choose (self->positive_choice, cp_session_get_positive (self->session));
  gtk_widget_set_sensitive (GTK_WIDGET (self->positive_choice), label != NULL);
  gtk_spin_button_set_value (self->fp_spin, costs.fp_cost);
  gtk_spin_button_set_value (self->fn_spin, costs.fn_cost);
  gtk_spin_button_set_value (self->tolerance_spin, cp_session_get_tolerance (self->session));
  show_strategies (self);
  show_preview (self);
  self->is_showing = FALSE;
}

static void
opened (CpQuestionPane *self) {
  guint n_models = cp_session_get_n_models (self->session);
  self->is_showing = TRUE;
  fill_columns (self);
  self->is_showing = FALSE;
  gtk_button_set_label (GTK_BUTTON (self->apply_button), n_models == 2  ? "Apply to both"
                                                         : n_models > 2 ? "Apply to all"
                                                                        : "Apply");
  show_question (self);
}

static void
results_changed (CpQuestionPane *self) {
  self->is_showing = TRUE;
  show_strategies (self);
  self->is_showing = FALSE;
}

void
cp_question_pane_set_session (CpQuestionPane *self, CpSession *session) {
  g_return_if_fail (CP_IS_QUESTION_PANE (self) && CP_IS_SESSION (session));
  self->session = session;
  cp_slice_chips_set_session (CP_SLICE_CHIPS (self->slice_chips), session);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (show_question), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "results-changed", G_CALLBACK (results_changed), self, G_CONNECT_SWAPPED);
}

static void
apply_clicked (CpQuestionPane *self) {
  cp_session_apply_preview (self->session);
}

static void
reset_clicked (CpQuestionPane *self) {
  cp_session_reset_thresholds (self->session);
}

static void
cp_question_pane_dispose (GObject *object) {
  cp_dispose_template (GTK_WIDGET (object), CP_TYPE_QUESTION_PANE);
  G_OBJECT_CLASS (cp_question_pane_parent_class)->dispose (object);
}

static void
cp_question_pane_class_init (CpQuestionPaneClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_question_pane_dispose;
  g_type_ensure (CP_TYPE_SLICE_CHIPS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/question-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CpQuestionPane, label_choice);
  gtk_widget_class_bind_template_child (widget_class, CpQuestionPane, positive_choice);
  gtk_widget_class_bind_template_child (widget_class, CpQuestionPane, label_refusal);
  gtk_widget_class_bind_template_child (widget_class, CpQuestionPane, slice_chips);
  gtk_widget_class_bind_template_child (widget_class, CpQuestionPane, fp_spin);
  gtk_widget_class_bind_template_child (widget_class, CpQuestionPane, fn_spin);
  gtk_widget_class_bind_template_child (widget_class, CpQuestionPane, tolerance_spin);
  gtk_widget_class_bind_template_child (widget_class, CpQuestionPane, strategies);
  gtk_widget_class_bind_template_child (widget_class, CpQuestionPane, preview_label);
  gtk_widget_class_bind_template_child (widget_class, CpQuestionPane, apply_button);
  gtk_widget_class_bind_template_child (widget_class, CpQuestionPane, reset_button);
}

static void
cp_question_pane_init (CpQuestionPane *self) {
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint s = 0; s < CP_N_STRATEGIES; s++)
    add_strategy (self, (CpStrategy)s);
  GtkDropDown *const choices[] = {self->label_choice, self->positive_choice};
  void (*const chosen[]) (CpQuestionPane *) = {label_chosen, positive_chosen};
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    cp_choice_setup (choices[i]);
    g_signal_connect_object (choices[i], "notify::selected", G_CALLBACK (chosen[i]), self, G_CONNECT_SWAPPED);
  }
  g_signal_connect_object (self->fp_spin, "value-changed", G_CALLBACK (costs_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->fn_spin, "value-changed", G_CALLBACK (costs_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tolerance_spin, "value-changed", G_CALLBACK (tolerance_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->apply_button, "clicked", G_CALLBACK (apply_clicked), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reset_button, "clicked", G_CALLBACK (reset_clicked), self,
                           G_CONNECT_SWAPPED);
}
