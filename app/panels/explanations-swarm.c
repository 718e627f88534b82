#include "app/panels/explanations-swarm.h"

#include "app/explain/effects.h"
#include "app/explain/explain-focus.h"
#include "app/explain/explain-words.h"
#include "app/explain/swarm-lanes.h"
#include "app/panels/explanations-dependence.h"
#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "app/points/value-levels.h"
#include "app/session/session-output.h"
#include "core/base/format.h"
#include "core/explain/global-words.h"
#include "ui/plot/beeswarm.h"
#include "ui/style/text-size.h"

#include <math.h>

#define MAX_LANES 10
#define TITLE "Every row at once"
#define BESIDE 150 /* from the left edge to the buttons, which stand beside the title */

struct _CpExplanationsSwarm {
  GtkWidget parent_instance;
  CpSession *session;
  CpExplanations *explanations;
  CpGlobalExplanations *global;
  CpExplainFocus *focus;
  guint model;
  GtkWidget *box, *pages, *chart, *dependence, *problem, *title, *models, *swarm_button, *dependence_button;
};

G_DEFINE_FINAL_TYPE (CpExplanationsSwarm, cp_explanations_swarm, GTK_TYPE_WIDGET)

/* Of the selected row. */
static double
find_marked (CpExplanationsSwarm *self, const CpGlobal *global, guint model, const CpSwarmLane *lane,
             guint output) {
  return cp_effects_find_marked (cp_explanations_get_row (self->explanations, model), global, lane->name,
                                 lane->word, output);
}

/* @group: the lane's, where it is a column */
static gboolean
is_read (const CpGlobalAnswer *answer, const CpSwarmLane *lane, int group) {
  return lane->word != NULL ? cp_global_words_find (answer->groups, lane->word) >= 0 : group >= 0;
}

static double
find_marked_in (CpExplanationsSwarm *self, const CpSwarmShown *shown, const CpSwarmLane *lane) {
  if (shown->minus == NULL)
    return find_marked (self, shown->plus->global, self->model, lane, shown->output);
  double plus = is_read (shown->plus, lane, lane->plus)
                    ? find_marked (self, shown->plus->global, 0, lane, shown->output)
                    : 0;
  double minus = is_read (shown->minus, lane, lane->minus)
                     ? find_marked (self, shown->minus->global, 1, lane, shown->output)
                     : 0;
  return plus - minus;
}

/* ---- the chart ---- */

/* "A", or "A − B" */
static const char *
name_shown (CpExplanationsSwarm *self, const CpSwarmShown *shown) {
  return shown->minus != NULL ? "A − B" : cp_model_letter (self->model);
}

static void
describe_all (CpExplanationsSwarm *self, const CpSwarmShown *shown, const CpBeeswarmLane *lanes,
              guint n_lanes) {
  gsize n = cp_swarm_count_rows (shown);
  g_autofree char *rows = cp_format_count ((double)n);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "Effects on the score of %s in %s rows.", name_shown (self, shown), rows);
  for (guint i = 0; i < MIN (n_lanes, 4); i++) {
    double lo = INFINITY, hi = -INFINITY;
    for (gsize row = 0; row < n; row++) {
      lo = MIN (lo, lanes[i].effects[row]);
      hi = MAX (hi, lanes[i].effects[row]);
    }
    g_autofree char *from = cp_format_delta (lo, 3), *to = cp_format_delta (hi, 3);
    g_string_append_printf (text, " %s from %s to %s.", lanes[i].name, from, to);
  }
  cp_chart_set_description (CP_CHART (self->chart), text->str);
}

/* "Effect on the score of B, probability; permutation, 20 pairs" */
static char *
name_axis (CpExplanationsSwarm *self, const CpSwarmShown *shown) {
  const CpGlobal *global = shown->plus->global;
  g_autofree char *method = cp_explain_words_method (global->method, global->n_pairs, global->is_first);
  const char *unit = global->space == CP_SPACE_LOGIT ? "log-odds" : cp_space_get_name (global->space);
  return shown->minus != NULL
             ? g_strdup_printf ("Effect on the score of A less that on B, %s; %s", unit, method)
             : g_strdup_printf ("Effect on the score of %s, %s; %s", cp_model_letter (self->model), unit,
                                method);
}

/* Of a word: as a share of the largest, so that what is absent is lowest */
static void
rank_values (const double *values, gsize n, double *levels) {
  double largest = 0;
  for (gsize row = 0; row < n; row++)
    largest = fmax (largest, values[row]);
  for (gsize row = 0; row < n; row++)
    levels[row] = largest > 0 ? fmax (values[row], 0) / largest : 0;
}

static void
show (CpExplanationsSwarm *self, const CpSwarmShown *shown) {
  const CpGlobal *global = shown->plus->global;
  CpTable *table = cp_session_get_table (self->session);
  g_autoptr (GArray) chosen =
      cp_swarm_choose_lanes (shown, cp_explain_focus_get_column (self->focus), MAX_LANES);
  gsize n = cp_swarm_count_rows (shown);
  g_autofree CpBeeswarmLane *lanes = g_new0 (CpBeeswarmLane, chosen->len + 1);
  g_autofree double *effects = g_new (double, n * chosen->len + 1),
                    *levels = g_new (double, n * chosen->len + 1);
  for (guint i = 0; i < chosen->len; i++) {
    const CpSwarmLane *lane = &g_array_index (chosen, CpSwarmLane, i);
    for (gsize row = 0; row < n; row++)
      effects[i * n + row] = cp_swarm_lane_get_effect (shown, lane, row);
    if (lane->values != NULL)
      rank_values (lane->values, n, levels + i * n);
    else
      cp_value_levels_rank (cp_fields_find (cp_session_get_fields (self->session), lane->name), table,
                            global->rows, n, levels + i * n);
    lanes[i] =
        (CpBeeswarmLane){lane->name, effects + i * n, levels + i * n, find_marked_in (self, shown, lane)};
  }
  g_autofree char *axis = name_axis (self, shown);
  cp_beeswarm_set_lanes (CP_BEESWARM (self->chart), axis, global->rows, n, lanes, chosen->len);
  describe_all (self, shown, lanes, chosen->len);
}

static gboolean
can_show (const CpGlobalAnswer *answer, guint output) {
  return answer != NULL && answer->global != NULL && output < answer->global->n_outputs;
}

/* Whether there is something to show. */
static gboolean
find_shown (CpExplanationsSwarm *self, CpSwarmShown *out) {
  gboolean is_difference = self->model == cp_session_get_n_models (self->session);
  out->output = cp_explain_focus_get_output (self->focus);
  out->plus = cp_global_explanations_get (self->global, is_difference ? 0 : self->model);
  out->minus = is_difference ? cp_global_explanations_get (self->global, 1) : NULL;
  return can_show (out->plus, out->output) &&
         (!is_difference ||
          (can_show (out->minus, out->output) && out->minus->global->space == out->plus->global->space));
}

static void
update (CpExplanationsSwarm *self) {
  CpSwarmShown shown;
  if (!cp_session_is_open (self->session))
    return;
  if (find_shown (self, &shown)) {
    gtk_label_set_text (GTK_LABEL (self->problem), "");
    show (self, &shown);
  } else {
    const char *problem = shown.plus != NULL ? shown.plus->problem : NULL;
    if (problem == NULL && shown.minus != NULL)
      problem = shown.minus->problem;
    gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
    cp_beeswarm_set_lanes (CP_BEESWARM (self->chart), NULL, NULL, 0, NULL, 0);
    cp_chart_set_description (CP_CHART (self->chart), problem != NULL ? problem : "Nothing is drawn yet");
  }
  cp_beeswarm_select (CP_BEESWARM (self->chart), cp_explain_focus_get_column (self->focus));
  gboolean is_stale = cp_global_explanations_is_stale (self->global);
  if (is_stale)
    gtk_widget_add_css_class (self->chart, "cp-stale");
  else
    gtk_widget_remove_css_class (self->chart, "cp-stale");
}

/* "Row 9 471, income 38, effect −0.164" */
static char *
describe_dot (const char *lane, guint32 row, double effect, gpointer data) {
  CpExplanationsSwarm *self = data;
  const CpField *field = cp_fields_find (cp_session_get_fields (self->session), lane);
  g_autofree char *value =
      field != NULL ? cp_field_dup_shown (field, cp_session_get_table (self->session), row) : NULL;
  g_autofree char *number = cp_format_count (row), *size = cp_format_delta (effect, 3);
  if (field == NULL)
    return g_strdup_printf ("Row %s\nEffect of %s\t%s", number, lane, size);
  return g_strdup_printf ("Row %s\n%s\t%s\nEffect\t%s", number, lane, value, size);
}

/* ---- choices ---- */

static void
model_chosen (GtkToggleButton *button, gpointer data) {
  CpExplanationsSwarm *self = data;
  if (!gtk_toggle_button_get_active (button))
    return;
  self->model = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "model"));
  update (self);
}

/* Dots by effect, or effects by value: the latter shows every model at once. */
static void
show_page (CpExplanationsSwarm *self) {
  gboolean is_dependence = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->dependence_button));
  gtk_stack_set_visible_child (GTK_STACK (self->pages), is_dependence ? self->dependence : self->chart);
  gtk_widget_set_visible (self->title, is_dependence);
  gtk_widget_set_visible (self->problem, !is_dependence);
  gtk_widget_set_visible (self->models, !is_dependence && self->session != NULL &&
                                            cp_session_get_n_models (self->session) > 1);
}

static void
row_activated (CpExplanationsSwarm *self, guint row) {
  cp_session_select_row (self->session, row);
}

static void
lane_activated (CpExplanationsSwarm *self, const char *name) {
  gboolean is_chosen = g_strcmp0 (name, cp_explain_focus_get_column (self->focus)) == 0;
  cp_explain_focus_set_column (self->focus, is_chosen ? NULL : name);
}

static void
opened (CpExplanationsSwarm *self) {
  guint n = cp_session_get_n_models (self->session);
  GtkWidget *child, *first = NULL;
  while ((child = gtk_widget_get_first_child (self->models)) != NULL)
    gtk_box_remove (GTK_BOX (self->models), child);
  self->model = n > 1 ? 1 : 0;
  if (n > 1 && !cp_explain_can (cp_session_get_whole_model (self->session, 1), CP_EXPLAIN_EXACT, NULL))
    self->model = 0;                                /* scores of the table say nothing of their columns */
  for (guint m = 0; m < (n > 1 ? n + 1 : n); m++) { /* the last one is the difference of the first two */
    GtkWidget *button = gtk_toggle_button_new_with_label (m < n ? cp_model_letter (m) : "A − B");
    g_autofree char *spoken =
        m < n ? g_strdup_printf ("Every row of %s", cp_model_letter (m)) : g_strdup ("Every row, A minus B");
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    g_object_set_data (G_OBJECT (button), "model", GUINT_TO_POINTER (m));
    if (first != NULL)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
    first = first != NULL ? first : button;
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), m == self->model);
    g_signal_connect (button, "toggled", G_CALLBACK (model_chosen), self);
    gtk_box_append (GTK_BOX (self->models), button);
  }
  show_page (self);
  update (self);
}

static json_t *
save_model (gpointer data) {
  return json_integer (CP_EXPLANATIONS_SWARM (data)->model);
}

static void
restore_model (const json_t *value, gpointer data) {
  GtkWidget *button = gtk_widget_get_first_child (CP_EXPLANATIONS_SWARM (data)->models);
  if (!json_is_integer (value))
    return;
  for (json_int_t m = 0; button != NULL && m < json_integer_value (value); m++)
    button = gtk_widget_get_next_sibling (button);
  if (button != NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

/* NULL: dots */
static json_t *
save_kind (gpointer data) {
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (CP_EXPLANATIONS_SWARM (data)->dependence_button))
             ? json_true ()
             : NULL;
}

static void
restore_kind (const json_t *value, gpointer data) {
  CpExplanationsSwarm *self = data;
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (json_is_true (value) ? self->dependence_button : self->swarm_button), TRUE);
}

void
cp_explanations_swarm_set_session (CpExplanationsSwarm *self, CpSession *session) {
  g_return_if_fail (CP_IS_EXPLANATIONS_SWARM (self) && CP_IS_SESSION (session));
  self->session = session;
  self->explanations = cp_session_get_explanations (session);
  self->global = cp_session_get_global_explanations (session);
  self->focus = cp_session_get_explain_focus (session);
  cp_explanations_dependence_set_session (CP_EXPLANATIONS_DEPENDENCE (self->dependence), session);
  cp_session_add_view (session, "explain-dependence", save_kind, restore_kind, G_OBJECT (self));
  cp_session_add_view (session, "explain-swarm", save_model, restore_model, G_OBJECT (self));
  cp_keep_twin (session, "explain-swarm-table", self->chart);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explanations, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->global, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->focus, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

/* ---- the type ---- */

static void
cp_explanations_swarm_dispose (GObject *object) {
  g_clear_pointer (&CP_EXPLANATIONS_SWARM (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_explanations_swarm_parent_class)->dispose (object);
}

static void
cp_explanations_swarm_class_init (CpExplanationsSwarmClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_explanations_swarm_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_buttons (void) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (box, "cp-pages");
  gtk_widget_add_css_class (box, "linked");
  return box;
}

/* Over the charts: the beeswarm draws its title itself, beside which the buttons stand. */
static GtkWidget *
make_head (CpExplanationsSwarm *self) {
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *kinds = make_buttons (),
            *titles = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_halign (head, GTK_ALIGN_START);
  gtk_widget_set_valign (head, GTK_ALIGN_START);
  gtk_widget_set_margin_top (head, 3);
  self->title = gtk_label_new (TITLE);
  gtk_widget_add_css_class (self->title, "cp-title");
  gtk_widget_set_margin_start (self->title, 8);
  gtk_widget_set_size_request (titles, cp_text_size_scale (BESIDE - 12), -1);
  gtk_box_append (GTK_BOX (titles), self->title);
  self->models = make_buttons ();
  self->swarm_button = gtk_toggle_button_new_with_label ("Dots");
  self->dependence_button = gtk_toggle_button_new_with_label ("Dependence");
  gtk_widget_set_tooltip_text (self->swarm_button,
                               "The columns that matter most, a dot a row where its effect is");
  gtk_widget_set_tooltip_text (self->dependence_button, "One column's effect over its value, in every model");
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->dependence_button),
                               GTK_TOGGLE_BUTTON (self->swarm_button));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->swarm_button), TRUE);
  g_signal_connect_swapped (self->dependence_button, "toggled", G_CALLBACK (show_page), self);
  gtk_box_append (GTK_BOX (kinds), self->swarm_button);
  gtk_box_append (GTK_BOX (kinds), self->dependence_button);
  gtk_box_append (GTK_BOX (head), titles);
  gtk_box_append (GTK_BOX (head), kinds);
  gtk_box_append (GTK_BOX (head), self->models);
  return head;
}

static void
cp_explanations_swarm_init (CpExplanationsSwarm *self) {
  self->box = gtk_overlay_new ();
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->box, "cp-explain-swarm");
  self->chart = cp_beeswarm_new ();
  cp_chart_set_title (CP_CHART (self->chart), TITLE);
  cp_beeswarm_set_describe (CP_BEESWARM (self->chart), describe_dot, self);
  g_signal_connect_swapped (self->chart, "row-activated", G_CALLBACK (row_activated), self);
  g_signal_connect_swapped (self->chart, "lane-activated", G_CALLBACK (lane_activated), self);
  self->dependence = g_object_new (CP_TYPE_EXPLANATIONS_DEPENDENCE, NULL);
  self->pages = gtk_stack_new ();
  gtk_stack_add_child (GTK_STACK (self->pages), self->chart);
  gtk_stack_add_child (GTK_STACK (self->pages), self->dependence);
  gtk_overlay_set_child (GTK_OVERLAY (self->box), self->pages);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "cp-empty");
  gtk_widget_set_valign (self->problem, GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (self->problem, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->box), self->problem);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->box), make_head (self));
  show_page (self);
}
