#include "app/panels/explanations-toolbar.h"

#include "app/explain/explain-focus.h"
#include "app/explain/explanations.h"
#include "app/session/session-output.h"
#include "core/base/format.h"
#include "ui/controls/choice.h"
#include "ui/controls/tooltip.h"
#include "ui/controls/wrap.h"

#include <math.h>

struct _CpExplanationsToolbar {
  GtkWidget parent_instance;
  CpSession *session;
  CpExplanations *explanations;
  CpExplainFocus *focus;
  gboolean is_filling;
  char *refusals[CP_EXPLAIN_N_METHODS]; /* (nullable): why no model can be explained so */
  GtkWidget *box, *row, *method, *background, *scale, *output, *recompute;
};

G_DEFINE_FINAL_TYPE (CpExplanationsToolbar, cp_explanations_toolbar, GTK_TYPE_WIDGET)

static const char *const methods[CP_EXPLAIN_N_METHODS + 1] = {
    [CP_EXPLAIN_AUTO] = "Automatic",
    [CP_EXPLAIN_EXACT] = "Exact Shapley",
    [CP_EXPLAIN_KERNEL] = "Kernel SHAP",
    [CP_EXPLAIN_PERMUTATION] = "Permutation",
    [CP_EXPLAIN_LINEAR] = "Linear",
    [CP_EXPLAIN_LINEAR_CORRELATED] = "Linear, correlated",
    [CP_EXPLAIN_DEEP] = "Deep, rescale",
    [CP_EXPLAIN_GRADIENTS] = "Integrated gradients",
    [CP_EXPLAIN_EXPECTED_GRADIENTS] = "Expected gradients",
    [CP_EXPLAIN_TREE] = "Tree",
    [CP_EXPLAIN_TREE_PATH] = "Tree, path-dependent",
};

static const struct {
  CpBackgroundKind kind;
  guint n;
} backgrounds[] = {{CP_BACKGROUND_DEFAULT, 100},
                   {CP_BACKGROUND_DEFAULT, 500},
                   {CP_BACKGROUND_KMEANS, 20},
                   {CP_BACKGROUND_ZERO, 1}};
static const char *const background_names[] = {"100 rows", "500 rows", "20 centres, k-means", "Zero row",
                                               NULL};
static const char *const scales[] = {"Probability", "Log-odds", NULL};

/* ---- methods no model can be explained by are there, but cannot be chosen ---- */

static void
find_refusals (CpExplanationsToolbar *self) {
  guint n = cp_session_get_n_models (self->session);
  for (guint method = CP_EXPLAIN_AUTO + 1; method < CP_EXPLAIN_N_METHODS; method++) {
    g_clear_pointer (&self->refusals[method], g_free);
    gboolean can = n == 0;
    for (guint m = 0; m < n && !can; m++) {
      g_autofree char *reason = NULL;
      can = cp_explain_can (cp_session_get_whole_model (self->session, m), method, &reason);
      if (!can && self->refusals[method] == NULL)
        self->refusals[method] = g_steal_pointer (&reason);
    }
    if (can)
      g_clear_pointer (&self->refusals[method], g_free);
  }
}

static void
setup_method (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_method (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  CpExplanationsToolbar *self = data;
  guint method = gtk_list_item_get_position (item);
  GtkWidget *label = gtk_list_item_get_child (item);
  const char *refusal = method < CP_EXPLAIN_N_METHODS ? self->refusals[method] : NULL;
  gtk_label_set_text (GTK_LABEL (label),
                      gtk_string_object_get_string (GTK_STRING_OBJECT (gtk_list_item_get_item (item))));
  gtk_widget_set_sensitive (label, refusal == NULL);
  cp_tooltip_set (label, refusal);
  gtk_list_item_set_activatable (item, refusal == NULL);
  gtk_list_item_set_selectable (item, refusal == NULL);
}

/* ---- what is shown ---- */

static guint
find_background (const CpExplainSetting *setting) {
  for (guint i = 0; i < G_N_ELEMENTS (backgrounds); i++) {
    if (backgrounds[i].kind == setting->background &&
        (setting->background == CP_BACKGROUND_ZERO || backgrounds[i].n == setting->n_background))
      return i;
  }
  return 0;
}

static void
show_setting (CpExplanationsToolbar *self) {
  const CpExplainSetting *setting = cp_explanations_get_setting (self->explanations);
  self->is_filling = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->method), setting->method);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->background), find_background (setting));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->scale), setting->space == CP_SPACE_LOGIT ? 1 : 0);
  self->is_filling = FALSE;
  gboolean is_stale = cp_explanations_is_stale (self->explanations);
  if (is_stale)
    gtk_widget_add_css_class (self->recompute, "suggested-action");
  else
    gtk_widget_remove_css_class (self->recompute, "suggested-action");
}

static void
show_row (CpExplanationsToolbar *self) {
  guint32 row = cp_session_get_row (self->session);
  self->is_filling = TRUE;
  if (row != CP_NO_ROW)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->row), row);
  self->is_filling = FALSE;
}

static void
show_output (CpExplanationsToolbar *self) {
  self->is_filling = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->output), cp_explain_focus_get_output (self->focus));
  self->is_filling = FALSE;
}

static void
opened (CpExplanationsToolbar *self) {
  gsize n_rows = cp_table_get_n_rows (cp_session_get_table (self->session));
  guint n_outputs = cp_session_get_n_outputs (self->session);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  self->is_filling = TRUE;
  gtk_spin_button_set_range (GTK_SPIN_BUTTON (self->row), 0, n_rows > 0 ? (double)n_rows - 1 : 0);
  find_refusals (self);
  cp_choice_set_names (GTK_DROP_DOWN (self->method), methods); /* bound anew, with the reasons of now */
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->method), FALSE);
  for (guint o = 0; o < n_outputs; o++) {
    const char *name = cp_session_get_output_name (self->session, o);
    g_ptr_array_add (names, name != NULL ? g_strdup (name) : g_strdup_printf ("Output %u", o));
  }
  g_ptr_array_add (names, NULL);
  cp_choice_set_names (GTK_DROP_DOWN (self->output), (const char *const *)names->pdata);
  self->is_filling = FALSE;
  gtk_widget_set_visible (gtk_widget_get_parent (self->output), n_outputs > 1); /* its caption too */
  show_row (self);
  show_output (self);
  show_setting (self);
}

/* ---- what is chosen ---- */

static void
row_chosen (CpExplanationsToolbar *self) {
  if (!self->is_filling && cp_session_is_open (self->session))
    cp_session_select_row (self->session, (guint32)gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->row)));
}

static void
setting_chosen (CpExplanationsToolbar *self) {
  if (self->is_filling || self->explanations == NULL)
    return;
  CpExplainSetting setting = *cp_explanations_get_setting (self->explanations);
  guint method = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->method));
  guint background = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->background));
  if (method < CP_EXPLAIN_N_METHODS && self->refusals[method] == NULL)
    setting.method = method;
  if (background < G_N_ELEMENTS (backgrounds)) {
    setting.background = backgrounds[background].kind;
    setting.n_background = backgrounds[background].n;
  }
  setting.space =
      gtk_drop_down_get_selected (GTK_DROP_DOWN (self->scale)) == 1 ? CP_SPACE_LOGIT : CP_SPACE_PROBABILITY;
  cp_explanations_set_setting (self->explanations, &setting);
  show_setting (self); /* also where a method was refused */
}

static void
output_chosen (CpExplanationsToolbar *self) {
  guint output = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->output));
  if (!self->is_filling && self->focus != NULL && output < cp_session_get_n_outputs (self->session))
    cp_explain_focus_set_output (self->focus, output);
}

static void
recompute (CpExplanationsToolbar *self) {
  if (cp_session_is_open (self->session))
    cp_explanations_recompute (self->explanations);
}

/* The row's number with its thousands apart, as everywhere. */
static gboolean
write_row (GtkSpinButton *spin, gpointer data) {
  g_autofree char *text = cp_format_count (gtk_spin_button_get_value (spin));
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (spin))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static int
read_row (GtkSpinButton *spin, double *out_value, gpointer data) {
  const char *text = gtk_editable_get_text (GTK_EDITABLE (spin));
  g_autoptr (GString) digits = g_string_new (NULL);
  for (const char *at = text; *at != 0; at = g_utf8_next_char (at)) {
    if (g_ascii_isdigit (*at))
      g_string_append_c (digits, *at);
    else if (!g_unichar_isspace (g_utf8_get_char (at)) && *at != '.' && *at != ',')
      return GTK_INPUT_ERROR;
  }
  *out_value = g_ascii_strtod (digits->str, NULL);
  return digits->len > 0 ? TRUE : GTK_INPUT_ERROR;
}

void
cp_explanations_toolbar_set_session (CpExplanationsToolbar *self, CpSession *session) {
  g_return_if_fail (CP_IS_EXPLANATIONS_TOOLBAR (self) && CP_IS_SESSION (session));
  self->session = session;
  self->explanations = cp_session_get_explanations (session);
  self->focus = cp_session_get_explain_focus (session);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "row-changed", G_CALLBACK (show_row), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explanations, "changed", G_CALLBACK (show_setting), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->focus, "changed", G_CALLBACK (show_output), self, G_CONNECT_SWAPPED);
}

/* ---- the type ---- */

static void
cp_explanations_toolbar_dispose (GObject *object) {
  CpExplanationsToolbar *self = CP_EXPLANATIONS_TOOLBAR (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  for (guint i = 0; i < CP_EXPLAIN_N_METHODS; i++)
    g_clear_pointer (&self->refusals[i], g_free);
  G_OBJECT_CLASS (cp_explanations_toolbar_parent_class)->dispose (object);
}

static void
cp_explanations_toolbar_class_init (CpExplanationsToolbarClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_explanations_toolbar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

/* A caption and what it names stay on one line: the control is put into the box returned. */
static GtkWidget *
add_caption (CpExplanationsToolbar *self, const char *text) {
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (text);
  gtk_widget_add_css_class (label, "cp-dim");
  gtk_box_append (GTK_BOX (pair), label);
  cp_wrap_append (CP_WRAP (self->box), pair);
  return pair;
}

static GtkWidget *
add_choice (CpExplanationsToolbar *self, const char *name, const char *const *items, GCallback chosen) {
  GtkWidget *choice = gtk_drop_down_new (NULL, NULL);
  cp_choice_setup (GTK_DROP_DOWN (choice));
  if (items != NULL)
    cp_choice_set_names (GTK_DROP_DOWN (choice), items);
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (choice, "notify::selected", chosen, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (add_caption (self, name)), choice);
  return choice;
}

static void
add_row (CpExplanationsToolbar *self) {
  self->row = gtk_spin_button_new_with_range (0, 0, 1);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (self->row), FALSE); /* a numeric one takes no space */
  gtk_editable_set_width_chars (GTK_EDITABLE (self->row), 6);
  gtk_widget_set_valign (self->row, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_PROPERTY_LABEL, "Row", -1);
  cp_tooltip_set (self->row, "The row explained, counted from 0");
  g_signal_connect (self->row, "output", G_CALLBACK (write_row), NULL);
  g_signal_connect (self->row, "input", G_CALLBACK (read_row), NULL);
  g_signal_connect_swapped (self->row, "value-changed", G_CALLBACK (row_chosen), self);
  gtk_box_append (GTK_BOX (add_caption (self, "Row")), self->row);
}

static void
cp_explanations_toolbar_init (CpExplanationsToolbar *self) {
  self->box = cp_wrap_new (12);
  g_object_set (self->box, "line-spacing", 6, NULL);
  gtk_widget_add_css_class (self->box, "cp-toolbar");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  add_row (self);
  self->method = add_choice (self, "Method", NULL, G_CALLBACK (setting_chosen));
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_method), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_method), self, 0);
  gtk_drop_down_set_list_factory (GTK_DROP_DOWN (self->method), factory);
  cp_tooltip_set (self->method, "Automatic takes the exact method of the model's kind, else refines by "
                                "permutations until the standard error is small");
  self->background = add_choice (self, "Background", background_names, G_CALLBACK (setting_chosen));
  cp_tooltip_set (self->background,
                  "What a column takes while the model does not know it: the base value is the "
                  "mean score of these rows");
  self->scale = add_choice (self, "Scale", scales, G_CALLBACK (setting_chosen));
  self->output = add_choice (self, "Output", NULL, G_CALLBACK (output_chosen));
  self->recompute = gtk_button_new_with_label ("Recompute");
  gtk_widget_set_hexpand (self->recompute, TRUE);
  gtk_widget_set_halign (self->recompute, GTK_ALIGN_END);
  gtk_widget_set_valign (self->recompute, GTK_ALIGN_CENTER);
  cp_tooltip_set (self->recompute, "Work everything on this page out again");
  g_signal_connect_swapped (self->recompute, "clicked", G_CALLBACK (recompute), self);
  cp_wrap_append (CP_WRAP (self->box), self->recompute);
}
