#include "app/panels/explanations-dependence.h"

#include "app/explain/effects.h"
#include "app/explain/explain-focus.h"
#include "app/explain/explanations-global.h"
#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "app/points/value-levels.h"
#include "core/base/format.h"
#include "core/explain/interaction.h"
#include "ui/controls/choice.h"
#include "ui/plot/effect-scatter.h"

#include <math.h>

enum { NO_COLOUR, STRONGEST, FIRST_COLUMN }; /* of the choice what to colour by */

struct _CpExplanationsDependence {
  GtkWidget parent_instance;
  CpSession *session;
  CpExplanations *explanations;
  CpGlobalExplanations *global;
  CpExplainFocus *focus;
  gboolean is_filling;
  GtkWidget *box, *column, *colour, *problem, *charts;
  GPtrArray *scatters; /* of CpEffectScatter: one a model */
  char *shown;         /* (nullable): the column */
  char *colouring;     /* (nullable): the column that colours */
};

G_DEFINE_FINAL_TYPE (CpExplanationsDependence, cp_explanations_dependence, GTK_TYPE_WIDGET)

/* ---- which column ---- */

static gboolean
can_show (CpExplanationsDependence *self, guint model, guint output) {
  const CpGlobalAnswer *answer = cp_global_explanations_get (self->global, model);
  return answer != NULL && answer->global != NULL && output < answer->global->n_outputs &&
         answer->global->n_rows > 0;
}

static const CpField *
find_field (CpExplanationsDependence *self, const char *name) {
  const CpField *field = name != NULL ? cp_fields_find (cp_session_get_fields (self->session), name) : NULL;
  return field != NULL && (field->group != NULL || field->type != CP_COLUMN_TEXT) ? field : NULL;
}

/* (nullable): the chosen column, else the one that matters most to the first model that can be explained */
static const char *
find_column (CpExplanationsDependence *self, guint output) {
  const char *chosen = cp_explain_focus_get_column (self->focus), *best = NULL;
  if (find_field (self, chosen) != NULL)
    return chosen;
  for (guint m = 0; m < self->scatters->len && best == NULL; m++) {
    double largest = -1;
    if (!can_show (self, m, output))
      continue;
    const CpGlobalAnswer *answer = cp_global_explanations_get (self->global, m);
    for (guint g = 0; g < answer->global->n_groups; g++) {
      const char *name = cp_feature_groups_get (answer->groups, g)->name;
      double mean = answer->global->mean_abs[(gsize)output * answer->global->n_groups + g];
      if (mean > largest && find_field (self, name) != NULL) {
        largest = mean;
        best = name;
      }
    }
  }
  return best;
}

static double *
dup_effects (const CpGlobal *global, guint output, guint group) {
  double *effects = g_new (double, global->n_rows + 1);
  for (gsize row = 0; row < global->n_rows; row++)
    effects[row] = (double)global->values[(row * global->n_outputs + output) * global->n_groups + group];
  return effects;
}

/* ---- what colours it ---- */

/* (nullable): the column the effects go with most, over the models that read the shown one */
static const char *
find_strongest (CpExplanationsDependence *self, const CpField *field, guint output) {
  const CpFields *fields = cp_session_get_fields (self->session);
  CpTable *table = cp_session_get_table (self->session);
  const char *best = NULL;
  double largest = 0;
  for (guint m = 0; m < self->scatters->len; m++) {
    const CpGlobalAnswer *answer =
        can_show (self, m, output) ? cp_global_explanations_get (self->global, m) : NULL;
    int group = answer != NULL ? cp_feature_groups_find_index (answer->groups, field->name) : -1;
    if (group < 0)
      continue;
    const CpGlobal *global = answer->global;
    gsize n = global->n_rows;
    g_autofree double *effects = dup_effects (global, output, (guint)group);
    g_autofree double *x = g_new (double, n), *levels = g_new (double, n);
    gboolean is_category = field->group != NULL || field->type != CP_COLUMN_NUMBER;
    cp_value_levels_read (field, table, global->rows, n, x);
    for (guint g = 0; g < global->n_groups; g++) {
      const CpField *other = cp_fields_find (fields, cp_feature_groups_get (answer->groups, g)->name);
      if (other == NULL || other == field)
        continue;
      cp_value_levels_rank (other, table, global->rows, n, levels);
      double strength = cp_interaction_measure (x, effects, levels, n, is_category);
      if (strength > largest) {
        largest = strength;
        best = other->name;
      }
    }
  }
  return best;
}

static const char *
find_colouring (CpExplanationsDependence *self, const CpField *field, guint output) {
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->colour));
  if (chosen == STRONGEST)
    return find_strongest (self, field, output);
  const char *name = chosen >= FIRST_COLUMN && chosen != GTK_INVALID_LIST_POSITION
                         ? cp_choice_get (GTK_DROP_DOWN (self->colour))
                         : NULL;
  return find_field (self, name) != NULL ? name : NULL;
}

/* ---- the charts ---- */

static void
describe (CpExplanationsDependence *self, guint model, const CpField *field, const double *x,
          const double *effects, gsize n) {
  double lo = INFINITY, hi = -INFINITY, at_lo = NAN, at_hi = NAN;
  for (gsize i = 0; i < n; i++) {
    if (effects[i] < lo) {
      lo = effects[i];
      at_lo = x[i];
    }
    if (effects[i] > hi) {
      hi = effects[i];
      at_hi = x[i];
    }
  }
  gboolean is_number = field->group == NULL && field->type == CP_COLUMN_NUMBER;
  CpTable *table = cp_session_get_table (self->session);
  g_autofree char *from = cp_format_delta (lo, 3), *to = cp_format_delta (hi, 3);
  g_autofree char *low = isnan (at_lo) ? g_strdup ("missing values")
                         : is_number   ? cp_format_number (at_lo, -1)
                                       : g_strdup (cp_field_get_value (field, table, (guint)at_lo));
  g_autofree char *high = isnan (at_hi) ? g_strdup ("missing values")
                          : is_number   ? cp_format_number (at_hi, -1)
                                        : g_strdup (cp_field_get_value (field, table, (guint)at_hi));
  g_autofree char *rows = cp_format_count ((double)n);
  g_autofree char *text = g_strdup_printf (
      "The effect of %s on the score of %s in %s rows, from %s at %s to %s at %s.%s%s", field->name,
      cp_model_letter (model), rows, from, low, to, high, self->colouring != NULL ? " Coloured by " : "",
      self->colouring != NULL ? self->colouring : "");
  cp_chart_set_description (self->scatters->pdata[model], text);
}

static GStrv
dup_words (const CpField *field, CpTable *table) {
  guint n = cp_field_get_n_values (field, table);
  if (field->group == NULL && field->type == CP_COLUMN_NUMBER)
    return NULL;
  GStrv words = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    words[i] = g_strdup (cp_field_get_value (field, table, i));
  return words;
}

static void
show_model (CpExplanationsDependence *self, guint model, const CpField *field, guint group, guint output) {
  const CpGlobal *global = cp_global_explanations_get (self->global, model)->global;
  CpTable *table = cp_session_get_table (self->session);
  guint32 row = cp_session_get_row (self->session);
  gsize n = global->n_rows;
  g_autofree double *effects = dup_effects (global, output, group), *x = g_new (double, n),
                    *levels = g_new (double, n);
  g_auto (GStrv) words = dup_words (field, table);
  double marked_x = NAN;
  cp_value_levels_read (field, table, global->rows, n, x);
  if (row != CP_NO_ROW)
    cp_value_levels_read (field, cp_row_history_get_scored (cp_session_get_history (self->session)),
                          &(guint32){0}, 1, &marked_x);
  if (self->colouring != NULL)
    cp_value_levels_rank (find_field (self, self->colouring), table, global->rows, n, levels);
  g_autofree char *axis = g_strdup_printf (
      "Effect, %s", global->space == CP_SPACE_LOGIT ? "log-odds" : cp_space_get_name (global->space));
  CpEffectScatterData data = {.title = cp_session_get_model (self->session, model)->name,
                              .letter = cp_model_letter (model),
                              .fill = cp_model_fill (model),
                              .column = field->name,
                              .axis = axis,
                              .labels = (const char *const *)words,
                              .rows = global->rows,
                              .x = x,
                              .effects = effects,
                              .colour = self->colouring,
                              .levels = self->colouring != NULL ? levels : NULL,
                              .n = n,
                              .has_marked = row != CP_NO_ROW,
                              .marked_x = marked_x,
                              .marked_effect =
                                  cp_effects_find_marked (cp_explanations_get_row (self->explanations, model),
                                                          global, field->name, NULL, output)};
  cp_effect_scatter_set_data (self->scatters->pdata[model], &data);
  describe (self, model, field, x, effects, n);
}

static void
share_axis (CpExplanationsDependence *self) {
  double lo = INFINITY, hi = -INFINITY, from, to;
  for (guint m = 0; m < self->scatters->len; m++) {
    if (!cp_effect_scatter_get_extent (self->scatters->pdata[m], &from, &to))
      continue;
    lo = MIN (lo, from);
    hi = MAX (hi, to);
  }
  for (guint m = 0; m < self->scatters->len && hi > lo; m++)
    cp_effect_scatter_set_range (self->scatters->pdata[m], lo, hi);
}

/* Why there is no chart at all, where that is not for want of time. */
static const char *
find_problem (CpExplanationsDependence *self, const char *column) {
  const char *problem = NULL;
  gboolean has_answer = FALSE;
  for (guint m = 0; m < self->scatters->len; m++) {
    const CpGlobalAnswer *answer = cp_global_explanations_get (self->global, m);
    has_answer = has_answer || (answer != NULL && answer->global != NULL);
    problem = answer != NULL && answer->problem != NULL ? answer->problem : problem;
  }
  if (has_answer)
    problem =
        column == NULL ? "The words of a text have no order to lie along; choose another column." : NULL;
  return problem;
}

static void
show_choice (CpExplanationsDependence *self) {
  self->is_filling = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->column),
                              self->shown != NULL ? cp_choice_find (GTK_DROP_DOWN (self->column), self->shown)
                                                  : GTK_INVALID_LIST_POSITION);
  self->is_filling = FALSE;
}

static void
update (CpExplanationsDependence *self) {
  if (!cp_session_is_open (self->session) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  guint output = cp_explain_focus_get_output (self->focus);
  const char *column = find_column (self, output), *problem = find_problem (self, column);
  const CpField *field = find_field (self, column);
  g_free (self->shown);
  self->shown = g_strdup (column);
  const char *colouring = field != NULL ? find_colouring (self, field, output) : NULL;
  g_free (self->colouring);
  self->colouring = g_strdup (colouring);
  for (guint m = 0; m < self->scatters->len; m++) {
    int group =
        field != NULL && can_show (self, m, output)
            ? cp_feature_groups_find_index (cp_global_explanations_get (self->global, m)->groups, column)
            : -1;
    gtk_widget_set_visible (self->scatters->pdata[m], group >= 0);
    if (group >= 0)
      show_model (self, m, field, (guint)group, output);
    else
      cp_effect_scatter_clear (self->scatters->pdata[m]);
  }
  share_axis (self);
  show_choice (self);
  gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem, problem != NULL);
  if (cp_global_explanations_is_stale (self->global))
    gtk_widget_add_css_class (self->charts, "cp-stale");
  else
    gtk_widget_remove_css_class (self->charts, "cp-stale");
}

/* "Row 9 471, income 38, effect −0.164", and what colours it */
static char *
describe_dot (const char *column, guint32 row, double effect, gpointer data) {
  CpExplanationsDependence *self = data;
  CpTable *table = cp_session_get_table (self->session);
  const CpField *field = find_field (self, column), *other = find_field (self, self->colouring);
  g_autofree char *value = field != NULL ? cp_field_dup_shown (field, table, row) : g_strdup ("");
  g_autofree char *colour = other != NULL ? cp_field_dup_shown (other, table, row) : NULL;
  g_autofree char *number = cp_format_count (row), *size = cp_format_delta (effect, 3);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_string_append_printf (lines, "Row %s\n%s\t%s\nEffect\t%s", number, column, value, size);
  if (colour != NULL)
    g_string_append_printf (lines, "\n%s\t%s", self->colouring, colour);
  return g_strdup (lines->str);
}

/* ---- choices ---- */

static void
column_chosen (CpExplanationsDependence *self) {
  if (!self->is_filling && self->focus != NULL && cp_choice_get (GTK_DROP_DOWN (self->column)) != NULL)
    cp_explain_focus_set_column (self->focus, cp_choice_get (GTK_DROP_DOWN (self->column)));
}

static void
colour_chosen (CpExplanationsDependence *self) {
  if (!self->is_filling && self->session != NULL)
    update (self);
}

static void
row_activated (CpExplanationsDependence *self, guint row) {
  cp_session_select_row (self->session, row);
}

static void
fill_choices (CpExplanationsDependence *self) {
  const CpFields *fields = cp_session_get_fields (self->session);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  g_autoptr (GPtrArray) colours = g_ptr_array_new ();
  g_ptr_array_add (colours, (gpointer) "Nothing");
  g_ptr_array_add (colours, (gpointer) "Strongest interaction");
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    const char *name = cp_fields_get (fields, i)->name;
    if (find_field (self, name) == NULL)
      continue;
    g_ptr_array_add (columns, (gpointer)name);
    g_ptr_array_add (colours, (gpointer)name);
  }
  g_ptr_array_add (columns, NULL);
  g_ptr_array_add (colours, NULL);
  self->is_filling = TRUE;
  cp_choice_set_names (GTK_DROP_DOWN (self->column), (const char *const *)columns->pdata);
  cp_choice_set_names (GTK_DROP_DOWN (self->colour), (const char *const *)colours->pdata);
  self->is_filling = FALSE;
}

static void
opened (CpExplanationsDependence *self) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (self->charts)) != NULL)
    gtk_box_remove (GTK_BOX (self->charts), child);
  g_ptr_array_set_size (self->scatters, 0);
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++) {
    GtkWidget *chart = cp_effect_scatter_new ();
    cp_effect_scatter_set_describe (CP_EFFECT_SCATTER (chart), describe_dot, self);
    g_signal_connect_object (chart, "row-activated", G_CALLBACK (row_activated), self, G_CONNECT_SWAPPED);
    gtk_widget_set_hexpand (chart, TRUE);
    gtk_box_append (GTK_BOX (self->charts), chart);
    g_ptr_array_add (self->scatters, chart);
    g_autofree char *key = g_strdup_printf ("explain-dependence-table-%u", m);
    cp_keep_twin (self->session, key, chart);
  }
  fill_choices (self);
  update (self);
}

void
cp_explanations_dependence_set_session (CpExplanationsDependence *self, CpSession *session) {
  g_return_if_fail (CP_IS_EXPLANATIONS_DEPENDENCE (self) && CP_IS_SESSION (session));
  self->session = session;
  self->explanations = cp_session_get_explanations (session);
  self->global = cp_session_get_global_explanations (session);
  self->focus = cp_session_get_explain_focus (session);
  cp_keep_choice (session, "explain-colour", GTK_DROP_DOWN (self->colour));
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explanations, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->global, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->focus, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

/* ---- the type ---- */

static void
cp_explanations_dependence_map (GtkWidget *widget) {
  CpExplanationsDependence *self = CP_EXPLANATIONS_DEPENDENCE (widget);
  GTK_WIDGET_CLASS (cp_explanations_dependence_parent_class)->map (widget);
  if (self->session != NULL)
    update (self); /* nothing was drawn while nobody saw it */
}

static void
cp_explanations_dependence_dispose (GObject *object) {
  CpExplanationsDependence *self = CP_EXPLANATIONS_DEPENDENCE (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->scatters, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->colouring, g_free);
  G_OBJECT_CLASS (cp_explanations_dependence_parent_class)->dispose (object);
}

static void
cp_explanations_dependence_class_init (CpExplanationsDependenceClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_explanations_dependence_dispose;
  GTK_WIDGET_CLASS (class)->map = cp_explanations_dependence_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
add_choice (CpExplanationsDependence *self, GtkWidget *box, const char *name, const char *spoken,
            GCallback callback) {
  GtkWidget *label = gtk_label_new (name), *choice = gtk_drop_down_new (NULL, NULL);
  gtk_widget_add_css_class (label, "cp-dim");
  cp_choice_setup (GTK_DROP_DOWN (choice));
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect_object (choice, "notify::selected", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), choice);
  return choice;
}

static void
cp_explanations_dependence_init (CpExplanationsDependence *self) {
  self->scatters = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_halign (head, GTK_ALIGN_END);
  gtk_widget_set_margin_end (head, 12);
  gtk_widget_set_margin_top (head, 3);
  self->column = add_choice (self, head, "Column", "Effect of column", G_CALLBACK (column_chosen));
  self->colour = add_choice (self, head, "Colour", "Colour by", G_CALLBACK (colour_chosen));
  gtk_widget_set_tooltip_text (self->colour,
                               "Another column's value as colour. The strongest interaction is the one whose "
                               "values the effects follow most among rows of like values");
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "cp-empty");
  gtk_widget_set_visible (self->problem, FALSE);
  self->charts = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_set_homogeneous (GTK_BOX (self->charts), TRUE);
  gtk_widget_set_vexpand (self->charts, TRUE);
  gtk_box_append (GTK_BOX (self->box), head);
  gtk_box_append (GTK_BOX (self->box), self->problem);
  gtk_box_append (GTK_BOX (self->box), self->charts);
}
