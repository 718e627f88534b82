#include "app/panels/explanations-overall.h"

#include "app/explain/explain-focus.h"
#include "app/explain/explain-lines.h"
#include "app/explain/explain-words.h"
#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "core/base/format.h"
#include "ui/controls/choice.h"
#include "ui/controls/tooltip.h"
#include "ui/plot/effect-bars.h"

#include <math.h>
#include <string.h>

#define LEAST_HEIGHT 160 /* of the bars in view */
#define N_SPOKEN 3       /* columns the description names */

struct _CpExplanationsOverall {
  GtkWidget parent_instance;
  CpSession *session;
  CpGlobalExplanations *global;
  CpImportances *importances;
  CpExplainFocus *focus;
  CpSlices *slices;                  /* (nullable): those in the list */
  char *slice_name;                  /* (nullable): the slice chosen, once it is in the list; all rows */
  gboolean is_filling, is_measuring; /* is_measuring: importances are wanted */
  guint n_series, n_models;          /* of the chart */
  GtkWidget *box, *title, *measure, *sort, *slice, *rows, *count, *problem, *chart;
};

G_DEFINE_FINAL_TYPE (CpExplanationsOverall, cp_explanations_overall, GTK_TYPE_WIDGET)

static const guint row_counts[] = {1000, 3000, 10000};

/* ---- the chart ---- */

static CpExplainMeasure
get_measure (CpExplanationsOverall *self) {
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->measure));
  return chosen < CP_N_MEASURES ? (CpExplainMeasure)chosen : CP_MEASURE_MEAN_ABS;
}

static char *
write_value (CpExplainMeasure measure, double value) {
  return measure == CP_MEASURE_MEAN || cp_explain_measure_is_importance (measure) ? cp_format_delta (value, 3)
                                                                                  : cp_format_score (value);
}

/* "sex moves the score by 0.004 in A, 0.176 in B on average." */
static void
describe (CpExplanationsOverall *self, GArray *lines, CpExplainMeasure measure) {
  static const char *const verbs[CP_N_MEASURES] = {
      "moves the score by", "moves the score by", "moves the two scores apart by",
      "shuffled changes the ROC AUC by", "shuffled changes the log loss by"};
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < MIN (lines->len, N_SPOKEN); i++) {
    const CpExplainLine *line = &g_array_index (lines, CpExplainLine, i);
    g_string_append_printf (text, "%s %s", line->name, verbs[measure]);
    for (guint m = 0; m < self->n_series; m++) {
      double sign = measure == CP_MEASURE_IMPORTANCE ? -1 : 1;
      g_autofree char *value = write_value (measure, sign * line->values[m]);
      if (isinf (line->values[m]))
        continue;
      if (measure == CP_MEASURE_DIFFERENCE)
        g_string_append_printf (text, " %s", value);
      else if (isnan (line->values[m]))
        g_string_append_printf (text, "%s nothing in %s", m > 0 ? "," : "", cp_model_letter (m));
      else
        g_string_append_printf (text, "%s %s in %s", m > 0 ? "," : "", value, cp_model_letter (m));
    }
    g_string_append (text, " on average. ");
  }
  if (text->len == 0)
    g_string_append (text, "Nothing is known yet.");
  cp_chart_set_description (CP_CHART (self->chart), text->str);
}

/* (transfer full) (nullable): "1 000 rows; permutation, 20 pairs", while it converges "256 of 1 000 rows" */
static char *
name_rows (CpExplanationsOverall *self, const CpGlobal *global, int slice) {
  double n = slice >= 0 && (guint)slice < global->n_slices ? (double)global->slice_counts[slice]
                                                           : (double)global->n_rows;
  g_autofree char *done = cp_format_count (n), *all = cp_format_count ((double)global->n_wanted);
  g_autofree char *method = cp_explain_words_method (global->method, global->n_pairs, global->is_first);
  if (global->n_rows < global->n_wanted)
    return g_strdup_printf ("%s of %s rows; %s", done, all, method);
  return g_strdup_printf ("%s rows; %s", done, method);
}

/* (transfer full) (nullable): how it was made, below the bars */
static char *
name_axis (CpExplanationsOverall *self, guint n, guint output, int slice, CpExplainMeasure measure) {
  for (guint m = 0; m < n; m++) {
    const CpGlobalAnswer *answer = cp_global_explanations_get (self->global, m);
    const CpImportanceAnswer *fall = cp_importances_get (self->importances, m);
    if (cp_explain_measure_is_importance (measure) && fall != NULL && fall->importance != NULL) {
      g_autofree char *rows = cp_format_count ((double)fall->importance->n_rows);
      return g_strdup_printf ("%s rows, mean and spread of %u shuffles", rows, fall->importance->n_repeats);
    }
    if (!cp_explain_measure_is_importance (measure) && answer != NULL && answer->global != NULL &&
        output < answer->global->n_outputs)
      return name_rows (self, answer->global, slice);
  }
  return NULL;
}

/* "Mean |effect|, probability": what the bars measure, and in what unit */
static char *
name_measure (CpExplanationsOverall *self, guint n, CpExplainMeasure measure) {
  static const char *const names[CP_N_MEASURES] = {"Mean |effect|", "Mean effect", "Mean |A − B|",
                                                   "Fall of the ROC AUC", "Rise of the log loss"};
  for (guint m = 0; m < n && !cp_explain_measure_is_importance (measure); m++) {
    const CpGlobalAnswer *answer = cp_global_explanations_get (self->global, m);
    if (answer != NULL && answer->global != NULL)
      return g_strdup_printf (
          "%s, %s", names[measure],
          answer->global->space == CP_SPACE_LOGIT ? "log-odds" : cp_space_get_name (answer->global->space));
  }
  return g_strdup (names[measure]);
}

static void
show_lines (CpExplanationsOverall *self, GArray *lines, const char *axis, CpExplainMeasure measure) {
  guint n = self->n_series;
  g_autofree const char **names = g_new0 (const char *, lines->len + 1);
  g_autofree double *values = g_new (double, (gsize)lines->len *n + 1),
                    *errors = g_new (double, (gsize)lines->len *n + 1);
  guint n_columns = cp_fields_get_n (cp_session_get_fields (self->session)), n_words = 0;
  for (guint i = 0; i < lines->len; i++) {
    const CpExplainLine *line = &g_array_index (lines, CpExplainLine, i);
    names[i] = line->name;
    n_words += line->is_word;
    memcpy (values + (gsize)i * n, line->values, n * sizeof *values);
    memcpy (errors + (gsize)i * n, line->errors, n * sizeof *errors);
  }
  gboolean is_signed = measure == CP_MEASURE_MEAN || cp_explain_measure_is_importance (measure);
  cp_effect_bars_set_rows (CP_EFFECT_BARS (self->chart), axis, names, values,
                           cp_explain_measure_is_importance (measure) ? errors : NULL, is_signed);
  g_autofree char *count = n_words > 0 ? g_strdup_printf ("top %u words", n_words)
                                       : g_strdup_printf ("%u of %u columns", lines->len, n_columns);
  gtk_label_set_text (GTK_LABEL (self->count), lines->len > 0 ? count : "");
  describe (self, lines, measure);
}

/* One series a model, or one of what they differ by. */
static void
set_series (CpExplanationsOverall *self, guint n, CpExplainMeasure measure) {
  const char *letters[CP_EXPLAIN_MOST_SERIES + 1] = {"|A − B|"}, *fills[CP_EXPLAIN_MOST_SERIES + 1] = {"t2"};
  guint n_series = measure == CP_MEASURE_DIFFERENCE ? 1 : n;
  if (n_series == self->n_series && n == self->n_models)
    return;
  self->n_series = n_series;
  self->n_models = n;
  for (guint m = 0; m < n && measure != CP_MEASURE_DIFFERENCE; m++) {
    letters[m] = cp_model_letter (m);
    fills[m] = cp_model_fill (m);
  }
  cp_effect_bars_set_series (CP_EFFECT_BARS (self->chart), letters, fills, self->n_series);
}

/* Importances are worked out while they are looked at. */
static void
want_importances (CpExplanationsOverall *self) {
  gboolean is_wanted =
      gtk_widget_get_mapped (GTK_WIDGET (self)) && cp_explain_measure_is_importance (get_measure (self));
  if (self->importances == NULL || is_wanted == self->is_measuring)
    return;
  self->is_measuring = is_wanted;
  if (is_wanted)
    cp_importances_want (self->importances);
  else
    cp_importances_unwant (self->importances);
}

static void
show_state (CpExplanationsOverall *self, const char *problem) {
  gboolean is_stale = !cp_explain_measure_is_importance (get_measure (self)) &&
                      cp_global_explanations_is_stale (self->global);
  gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem, problem != NULL);
  gtk_label_set_text (GTK_LABEL (self->title),
                      is_stale ? "What matters overall · out of date" : "What matters overall");
  if (is_stale)
    gtk_widget_add_css_class (self->chart, "cp-stale");
  else
    gtk_widget_remove_css_class (self->chart, "cp-stale");
}

static void
update (CpExplanationsOverall *self) {
  guint n = MIN (cp_session_get_n_models (self->session), CP_EXPLAIN_MOST_SERIES);
  guint output = cp_explain_focus_get_output (self->focus);
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->slice));
  CpExplainMeasure measure = get_measure (self);
  int slice = chosen == GTK_INVALID_LIST_POSITION || cp_explain_measure_is_importance (measure)
                  ? -1
                  : (int)chosen - 1;
  const char *problem = n == 0 ? "There is no model to explain." : NULL;
  if (cp_explain_measure_is_importance (measure) && n > 0)
    problem = cp_importances_get_refusal (self->importances);
  if (measure == CP_MEASURE_DIFFERENCE && n < 2)
    problem = "There is only one model, so there is nothing to compare.";
  g_autoptr (GArray) lines = cp_explain_lines_build (self->global, self->importances, problem == NULL ? n : 0,
                                                     output, slice, measure, &problem);
  guint how = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->sort));
  set_series (self, n, measure);
  gboolean is_one = self->n_series == 1;
  if (is_one && measure == CP_MEASURE_DIFFERENCE)
    how = how == n + 1 ? 2 : 1; /* by name, or by what there is */
  else if (is_one && how != GTK_INVALID_LIST_POSITION)
    how++;
  cp_explain_lines_sort (lines, how, self->n_series);
  g_autofree char *axis = name_axis (self, n, output, slice, measure);
  g_autofree char *title = name_measure (self, n, measure);
  cp_chart_set_title (CP_CHART (self->chart), title);
  show_lines (self, lines, axis, measure);
  gtk_widget_set_sensitive (self->slice, !cp_explain_measure_is_importance (measure));
  show_state (self, problem);
}

/* ---- what there is to choose ---- */

static void
fill_slices (CpExplanationsOverall *self) {
  CpSlices *slices = cp_global_explanations_get_slices (self->global);
  if (slices == self->slices)
    return;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_ptr_array_add (names, (gpointer) "All rows");
  for (guint s = 0; slices != NULL && s < cp_slices_get_n_slices (slices); s++)
    if (cp_slices_get_n_keys (slices) > 0)
      g_ptr_array_add (names, (gpointer)cp_slices_get_label (slices, s));
  g_ptr_array_add (names, NULL);
  g_clear_pointer (&self->slices, cp_slices_unref);
  self->slices = slices != NULL ? cp_slices_ref (slices) : NULL;
  self->is_filling = TRUE;
  cp_choice_set_names (GTK_DROP_DOWN (self->slice), (const char *const *)names->pdata);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->slice),
                              cp_choice_find (GTK_DROP_DOWN (self->slice), self->slice_name));
  self->is_filling = FALSE;
  gtk_widget_set_visible (self->slice, names->len > 2);
}

static void
global_changed (CpExplanationsOverall *self) {
  if (!cp_session_is_open (self->session))
    return;
  fill_slices (self);
  update (self);
}

static void
chosen (CpExplanationsOverall *self) {
  if (!self->is_filling && self->session != NULL && cp_session_is_open (self->session))
    update (self);
}

static void
slice_chosen (CpExplanationsOverall *self) {
  guint chosen_slice = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->slice));
  if (self->is_filling)
    return;
  g_clear_pointer (&self->slice_name, g_free);
  if (chosen_slice > 0 && chosen_slice != GTK_INVALID_LIST_POSITION)
    self->slice_name = g_strdup (cp_choice_get (GTK_DROP_DOWN (self->slice)));
  chosen (self);
}

static json_t *
save_slice (gpointer data) {
  const char *name = CP_EXPLANATIONS_OVERALL (data)->slice_name;
  return name != NULL ? json_string (name) : NULL;
}

/* The slices come with the first answer. */
static void
restore_slice (const json_t *value, gpointer data) {
  CpExplanationsOverall *self = data;
  g_free (self->slice_name);
  self->slice_name = g_strdup (json_string_value (value));
  self->is_filling = TRUE;
  if (self->slices != NULL)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->slice),
                                cp_choice_find (GTK_DROP_DOWN (self->slice), self->slice_name));
  self->is_filling = FALSE;
}

static void
measure_chosen (CpExplanationsOverall *self) {
  want_importances (self);
  chosen (self);
}

static void
rows_chosen (CpExplanationsOverall *self) {
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->rows));
  if (!self->is_filling && self->global != NULL && i < G_N_ELEMENTS (row_counts))
    cp_global_explanations_set_n_rows (self->global, row_counts[i]);
}

static void
opened (CpExplanationsOverall *self) {
  static const char *const by_two[] = {"Largest difference", "A", "B", "C", "D", "E", "F", "G", "H"};
  guint n = MIN (cp_session_get_n_models (self->session), CP_EXPLAIN_MOST_SERIES);
  g_autoptr (GPtrArray) sorts = g_ptr_array_new ();
  if (n != 1)
    g_ptr_array_add (sorts, (gpointer)by_two[0]);
  for (guint m = 0; m < n; m++)
    g_ptr_array_add (sorts, (gpointer)(n == 1 ? "Size" : by_two[m + 1]));
  g_ptr_array_add (sorts, (gpointer) "Name");
  g_ptr_array_add (sorts, NULL);
  self->is_filling = TRUE;
  cp_choice_set_names (GTK_DROP_DOWN (self->sort), (const char *const *)sorts->pdata);
  self->is_filling = FALSE;
  global_changed (self);
}

static void
focus_changed (CpExplanationsOverall *self) {
  cp_effect_bars_select (CP_EFFECT_BARS (self->chart), cp_explain_focus_get_column (self->focus));
  chosen (self);
}

static void
row_activated (CpExplanationsOverall *self, const char *name) {
  gboolean is_chosen = g_strcmp0 (name, cp_explain_focus_get_column (self->focus)) == 0;
  cp_explain_focus_set_column (self->focus, is_chosen ? NULL : name);
}

void
cp_explanations_overall_set_session (CpExplanationsOverall *self, CpSession *session) {
  g_return_if_fail (CP_IS_EXPLANATIONS_OVERALL (self) && CP_IS_SESSION (session));
  self->session = session;
  self->global = cp_session_get_global_explanations (session);
  self->focus = cp_session_get_explain_focus (session);
  self->importances = cp_session_get_importances (session);
  g_signal_connect_object (self->importances, "changed", G_CALLBACK (chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "thresholds-changed", G_CALLBACK (chosen), self, G_CONNECT_SWAPPED);
  cp_keep_choice (session, "explain-measure", GTK_DROP_DOWN (self->measure));
  cp_keep_choice (session, "explain-sort", GTK_DROP_DOWN (self->sort));
  cp_keep_choice (session, "explain-rows", GTK_DROP_DOWN (self->rows));
  cp_session_add_view (session, "explain-slice", save_slice, restore_slice, G_OBJECT (self));
  cp_keep_twin (session, "explain-overall-table", self->chart);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->global, "changed", G_CALLBACK (global_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->focus, "changed", G_CALLBACK (focus_changed), self, G_CONNECT_SWAPPED);
}

/* ---- the type ---- */

static void
cp_explanations_overall_map (GtkWidget *widget) {
  GTK_WIDGET_CLASS (cp_explanations_overall_parent_class)->map (widget);
  want_importances (CP_EXPLANATIONS_OVERALL (widget));
}

static void
cp_explanations_overall_unmap (GtkWidget *widget) {
  GTK_WIDGET_CLASS (cp_explanations_overall_parent_class)->unmap (widget);
  want_importances (CP_EXPLANATIONS_OVERALL (widget));
}

static void
cp_explanations_overall_dispose (GObject *object) {
  CpExplanationsOverall *self = CP_EXPLANATIONS_OVERALL (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->slices, cp_slices_unref);
  g_clear_pointer (&self->slice_name, g_free);
  G_OBJECT_CLASS (cp_explanations_overall_parent_class)->dispose (object);
}

static void
cp_explanations_overall_class_init (CpExplanationsOverallClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_explanations_overall_dispose;
  GTK_WIDGET_CLASS (class)->map = cp_explanations_overall_map;
  GTK_WIDGET_CLASS (class)->unmap = cp_explanations_overall_unmap;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
add_choice (CpExplanationsOverall *self, GtkWidget *box, const char *name, GCallback callback) {
  GtkWidget *choice = gtk_drop_down_new (NULL, NULL);
  cp_choice_setup (GTK_DROP_DOWN (choice));
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (choice, "notify::selected", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), choice);
  return choice;
}

static GtkWidget *
make_head (CpExplanationsOverall *self) {
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->title = gtk_label_new ("What matters overall");
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_widget_add_css_class (self->title, "cp-title");
  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "cp-dim");
  gtk_box_append (GTK_BOX (head), self->title);
  gtk_box_append (GTK_BOX (head), self->count);
  gtk_widget_add_css_class (head, "cp-explain-head");
  return head;
}

static GtkWidget *
make_choices (CpExplanationsOverall *self) {
  static const char *const counts[] = {"1 000 rows", "3 000 rows", "10 000 rows", NULL};
  static const char *const measures[] = {"Mean |effect|",
                                         "Mean effect, signed",
                                         "Mean |A − B|",
                                         "Permutation importance",
                                         "Permutation importance, log loss",
                                         NULL};
  GtkWidget *both = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->measure = add_choice (self, box, "Measure", G_CALLBACK (measure_chosen));
  cp_choice_set_names (GTK_DROP_DOWN (self->measure), measures);
  cp_tooltip_set (self->measure,
                  "How far a column moves the scores on average, with or without its sign; how far "
                  "it moves the two models apart; or how far the ROC AUC falls, or the log loss "
                  "rises, when its values are shuffled between the rows");
  self->rows = add_choice (self, box, "How many rows", G_CALLBACK (rows_chosen));
  cp_tooltip_set (self->rows, "How many of the rows looked at are explained, drawn at random");
  cp_choice_set_names (GTK_DROP_DOWN (self->rows), counts);
  gtk_box_append (GTK_BOX (both), box);
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new ("Sort");
  gtk_widget_add_css_class (label, "cp-dim");
  gtk_box_append (GTK_BOX (box), label);
  self->sort = add_choice (self, box, "Sort columns by", G_CALLBACK (chosen));
  self->slice = add_choice (self, box, "Rows of", G_CALLBACK (slice_chosen));
  cp_tooltip_set (self->slice, "Means over one slice of the rows explained");
  gtk_widget_set_visible (self->slice, FALSE);
  gtk_box_append (GTK_BOX (both), box);
  gtk_widget_add_css_class (both, "cp-explain-choices");
  return both;
}

static void
cp_explanations_overall_init (CpExplanationsOverall *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->chart = cp_effect_bars_new ();
  cp_chart_set_title (CP_CHART (self->chart), "Mean |effect|");
  g_signal_connect_swapped (self->chart, "row-activated", G_CALLBACK (row_activated), self);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_widget_add_css_class (self->problem, "cp-empty");
  gtk_widget_set_visible (self->problem, FALSE);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->chart);
  /* a click must not move what is clicked: the chart is longer than its view, and takes the focus whole */
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (gtk_widget_get_parent (self->chart)), FALSE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), LEAST_HEIGHT);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self->box), make_head (self));
  gtk_box_append (GTK_BOX (self->box), make_choices (self));
  gtk_box_append (GTK_BOX (self->box), self->problem);
  gtk_box_append (GTK_BOX (self->box), scroller);
}
