#include "app/panels/explanations-swarm.h"

#include "app/explain-focus.h"
#include "app/explanations-global.h"
#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "app/session-output.h"
#include "core/base/format.h"
#include "ui/plot/beeswarm.h"
#include "ui/style/text-size.h"

#include <math.h>

#define MAX_LANES 10
#define TITLE "Every row at once"
#define BESIDE 160 /* from the left edge to the buttons, which stand beside the title */

struct _CpExplanationsSwarm {
  GtkWidget parent_instance;
  CpSession *session;
  CpExplanations *explanations;
  CpGlobalExplanations *global;
  CpExplainFocus *focus;
  guint model;
  GtkWidget *box, *chart, *models;
};

G_DEFINE_FINAL_TYPE (CpExplanationsSwarm, cp_explanations_swarm, GTK_TYPE_WIDGET)

/* ---- lanes ---- */

static int
compare_means (gconstpointer first, gconstpointer second, gpointer data) {
  const double *means = data;
  guint a = *(const guint *)first, b = *(const guint *)second;
  return means[a] != means[b] ? (means[a] < means[b] ? 1 : -1) : (a < b ? -1 : a > b);
}

/* (transfer full): the groups that matter most, the chosen column among them; at most @n */
static GArray *
choose_groups (const CpGlobalAnswer *answer, guint output, const char *column, guint n) {
  guint n_groups = answer->global->n_groups;
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint g = 0; g < n_groups; g++)
    g_array_append_val (order, g);
  g_array_sort_with_data (order, compare_means, answer->global->mean_abs + (gsize)output * n_groups);
  if (order->len > 4 && column != NULL) { /* in sight, however few lanes have room */
    for (guint i = 4; i < order->len; i++) {
      guint group = g_array_index (order, guint, i);
      if (!g_str_equal (cp_feature_groups_get (answer->groups, group)->name, column))
        continue;
      g_array_remove_index (order, i);
      g_array_insert_val (order, 3, group);
      break;
    }
  }
  g_array_set_size (order, MIN (order->len, n));
  return order;
}

static int
compare_values (gconstpointer first, gconstpointer second, gpointer data) {
  const double *values = data;
  guint a = *(const guint *)first, b = *(const guint *)second;
  return values[a] != values[b] ? (values[a] < values[b] ? -1 : 1) : (a < b ? -1 : a > b);
}

/* Each value's place among the values, equal values sharing one, 0 to 1. */
static void
rank_values (const double *values, gsize n, double *out_levels) {
  g_autofree guint *order = g_new (guint, n + 1);
  guint n_known = 0;
  for (guint i = 0; i < n; i++) {
    out_levels[i] = NAN;
    if (!isnan (values[i]))
      order[n_known++] = i;
  }
  g_qsort_with_data (order, (int)n_known, sizeof *order, compare_values, (gpointer)values);
  for (guint i = 0, end; i < n_known; i = end) {
    for (end = i + 1; end < n_known && values[order[end]] == values[order[i]];)
      end++;
    for (guint k = i; k < end; k++)
      out_levels[order[k]] = n_known > 1 ? (i + end - 1) / 2.0 / (n_known - 1) : 0.5;
  }
}

/* Numbers by rank, categories by the order of their values; a text has none. */
static void
read_levels (CpExplanationsSwarm *self, const char *name, const guint32 *rows, gsize n, double *out_levels) {
  CpTable *table = cp_session_get_table (self->session);
  const CpField *field = cp_fields_find (cp_session_get_fields (self->session), name);
  CpColumn *column = field != NULL ? cp_table_get_column (table, field->column) : NULL;
  guint n_values = field != NULL ? cp_field_get_n_values (field, table) : 0;
  g_autofree double *values = g_new (double, n + 1);
  for (gsize i = 0; i < n; i++) {
    guint32 code = CP_MISSING;
    values[i] = out_levels[i] = NAN;
    if (field == NULL || field->type == CP_COLUMN_TEXT)
      continue;
    if (field->group == NULL && field->type == CP_COLUMN_NUMBER) {
      values[i] = cp_column_is_missing (column, rows[i]) ? NAN : cp_column_get_numbers (column)[rows[i]];
      continue;
    }
    code = field->group != NULL ? cp_one_hot_group_get_code (field->group, table, rows[i])
                                : cp_column_get_codes (column)[rows[i]];
    if (code != CP_MISSING)
      out_levels[i] = n_values > 1 ? (double)code / (n_values - 1) : 0.5;
  }
  if (field != NULL && field->group == NULL && field->type == CP_COLUMN_NUMBER)
    rank_values (values, n, out_levels);
}

static double
find_marked (CpExplanationsSwarm *self, const char *name, guint output) {
  const CpRowExplanation *told = cp_explanations_get_row (self->explanations, self->model);
  if (told == NULL || told->answer == NULL || output >= told->answer->n_outputs)
    return NAN;
  const CpFeatureGroup *group = cp_feature_groups_find (told->groups, name);
  return group != NULL ? cp_feature_group_sum (group, cp_attributions_get_values (told->answer, 0, output))
                       : NAN;
}

/* ---- the chart ---- */

static void
describe_all (CpExplanationsSwarm *self, const CpGlobal *global, const CpBeeswarmLane *lanes, guint n_lanes) {
  g_autofree char *rows = cp_format_count ((double)global->n_rows);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "Effects on the score of %s in %s rows.", cp_model_letter (self->model),
                          rows);
  for (guint i = 0; i < MIN (n_lanes, 4); i++) {
    double lo = INFINITY, hi = -INFINITY;
    for (gsize row = 0; row < global->n_rows; row++) {
      lo = MIN (lo, lanes[i].effects[row]);
      hi = MAX (hi, lanes[i].effects[row]);
    }
    g_autofree char *from = cp_format_delta (lo, 3), *to = cp_format_delta (hi, 3);
    g_string_append_printf (text, " %s from %s to %s.", lanes[i].name, from, to);
  }
  cp_chart_set_description (CP_CHART (self->chart), text->str);
}

static void
show (CpExplanationsSwarm *self, const CpGlobalAnswer *answer, guint output) {
  const CpGlobal *global = answer->global;
  g_autoptr (GArray) groups =
      choose_groups (answer, output, cp_explain_focus_get_column (self->focus), MAX_LANES);
  gsize n = global->n_rows;
  g_autofree CpBeeswarmLane *lanes = g_new0 (CpBeeswarmLane, groups->len + 1);
  g_autofree double *effects = g_new (double, n * groups->len + 1),
                    *levels = g_new (double, n * groups->len + 1);
  for (guint i = 0; i < groups->len; i++) {
    guint group = g_array_index (groups, guint, i);
    const char *name = cp_feature_groups_get (answer->groups, group)->name;
    for (gsize row = 0; row < n; row++)
      effects[i * n + row] =
          (double)global->values[(row * global->n_outputs + output) * global->n_groups + group];
    read_levels (self, name, global->rows, n, levels + i * n);
    lanes[i] = (CpBeeswarmLane){name, effects + i * n, levels + i * n, find_marked (self, name, output)};
  }
  g_autofree char *axis =
      g_strdup_printf ("Effect on the %s of %s", global->space == CP_SPACE_LOGIT ? "log-odds" : "score",
                       cp_model_letter (self->model));
  cp_beeswarm_set_lanes (CP_BEESWARM (self->chart), axis, global->rows, n, lanes, groups->len);
  describe_all (self, global, lanes, groups->len);
}

static void
update (CpExplanationsSwarm *self) {
  if (!cp_session_is_open (self->session))
    return;
  guint output = cp_explain_focus_get_output (self->focus);
  const CpGlobalAnswer *answer = cp_global_explanations_get (self->global, self->model);
  if (answer != NULL && answer->global != NULL && output < answer->global->n_outputs) {
    show (self, answer, output);
  } else {
    cp_beeswarm_set_lanes (CP_BEESWARM (self->chart), NULL, NULL, 0, NULL, 0);
    cp_chart_set_description (CP_CHART (self->chart), answer != NULL && answer->problem != NULL
                                                          ? answer->problem
                                                          : "Nothing is drawn yet");
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
      field != NULL ? cp_field_dup_shown (field, cp_session_get_table (self->session), row) : g_strdup ("");
  g_autofree char *number = cp_format_count (row), *size = cp_format_delta (effect, 3);
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
    self->model = 0; /* scores of the table say nothing of their columns */
  for (guint m = 0; m < n; m++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (cp_model_letter (m));
    g_autofree char *spoken = g_strdup_printf ("Every row of %s", cp_model_letter (m));
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    g_object_set_data (G_OBJECT (button), "model", GUINT_TO_POINTER (m));
    if (first != NULL)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
    first = first != NULL ? first : button;
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), m == self->model);
    g_signal_connect (button, "toggled", G_CALLBACK (model_chosen), self);
    gtk_box_append (GTK_BOX (self->models), button);
  }
  gtk_widget_set_visible (self->models, n > 1);
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

void
cp_explanations_swarm_set_session (CpExplanationsSwarm *self, CpSession *session) {
  g_return_if_fail (CP_IS_EXPLANATIONS_SWARM (self) && CP_IS_SESSION (session));
  self->session = session;
  self->explanations = cp_session_get_explanations (session);
  self->global = cp_session_get_global_explanations (session);
  self->focus = cp_session_get_explain_focus (session);
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
  gtk_overlay_set_child (GTK_OVERLAY (self->box), self->chart);
  self->models = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->models, "cp-pages");
  gtk_widget_add_css_class (self->models, "linked");
  gtk_widget_set_halign (self->models, GTK_ALIGN_START);
  gtk_widget_set_valign (self->models, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->models, 3);
  gtk_widget_set_margin_start (self->models, cp_text_size_scale (BESIDE));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->box), self->models);
}
