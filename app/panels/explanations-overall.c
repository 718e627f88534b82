#include "app/panels/explanations-overall.h"

#include "app/explain-focus.h"
#include "app/explanations-global.h"
#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "core/base/format.h"
#include "core/encode/text-encoding.h"
#include "ui/controls/choice.h"
#include "ui/plot/effect-bars.h"

#include <math.h>
#include <string.h>

#define N_WORDS 20 /* of texts: the vocabulary is not a list to read */
#define N_SPOKEN 3 /* columns the description names */
#define MAX_SERIES 8

struct _CpExplanationsOverall {
  GtkWidget parent_instance;
  CpSession *session;
  CpGlobalExplanations *global;
  CpExplainFocus *focus;
  CpSlices *slices; /* (nullable): those in the list */
  char *slice_name; /* (nullable): the slice chosen, once it is in the list; all rows */
  gboolean is_filling;
  GtkWidget *box, *title, *sort, *slice, *rows, *count, *problem, *chart;
};

G_DEFINE_FINAL_TYPE (CpExplanationsOverall, cp_explanations_overall, GTK_TYPE_WIDGET)

static const guint row_counts[] = {1000, 3000, 10000};

/* One line: what it is called, and how much it matters to each model. */
typedef struct {
  char *name;
  double values[MAX_SERIES]; /* NaN: not an input */
  gboolean is_word;
} Line;

static void
clear_line (gpointer data) {
  g_free (((Line *)data)->name);
}

/* ---- lines ---- */

static Line *
find_line (GArray *lines, GHashTable *index, const char *name, gboolean is_word) {
  gpointer at;
  if (g_hash_table_lookup_extended (index, name, NULL, &at))
    return &g_array_index (lines, Line, GPOINTER_TO_UINT (at));
  Line line = {.name = g_strdup (name), .is_word = is_word};
  for (guint m = 0; m < MAX_SERIES; m++)
    line.values[m] = NAN;
  g_array_append_val (lines, line);
  g_hash_table_insert (index, g_strdup (name), GUINT_TO_POINTER (lines->len - 1));
  return &g_array_index (lines, Line, lines->len - 1);
}

/* Words are of all rows: their means are not kept by slice. */
static void
add_words (GArray *lines, GHashTable *index, const CpGlobal *global, const CpFeatureGroup *group,
           guint output, guint model) {
  const double *all = global->feature_mean_abs + (gsize)output * global->n_features;
  for (guint i = 0; i < group->n_features; i++) {
    const char *word = cp_text_encoding_get_word (group->text, i);
    g_autofree char *name = word != NULL ? g_strdup_printf ("“%s”", word) : NULL;
    if (name != NULL && all[group->features[i]] > 0)
      find_line (lines, index, name, TRUE)->values[model] = all[group->features[i]];
  }
}

static void
add_model (GArray *lines, GHashTable *index, const CpGlobalAnswer *answer, guint output, int slice,
           guint model) {
  const CpGlobal *global = answer->global;
  gsize at = (gsize)output * global->n_groups;
  const double *means = global->mean_abs + at;
  if (slice >= 0 && (guint)slice < global->n_slices)
    means = global->slice_mean_abs + (gsize)slice * global->n_outputs * global->n_groups + at;
  for (guint g = 0; g < global->n_groups; g++) {
    const CpFeatureGroup *group = cp_feature_groups_get (answer->groups, g);
    if (group->text != NULL && slice < 0 && !cp_text_encoding_is_sequence (group->text))
      add_words (lines, index, global, group, output, model);
    else
      find_line (lines, index, group->name, FALSE)->values[model] = means[g];
  }
}

static double
rank (const Line *line, guint how, guint n_models) {
  double lo = INFINITY, hi = -INFINITY;
  if (how >= 1 && how <= n_models)
    return isnan (line->values[how - 1]) ? -1 : line->values[how - 1];
  for (guint m = 0; m < n_models; m++) { /* a model that does not read it is not moved by it */
    double value = isnan (line->values[m]) ? 0 : line->values[m];
    lo = MIN (lo, value);
    hi = MAX (hi, value);
  }
  return n_models > 1 ? hi - lo : hi;
}

typedef struct {
  guint how, n_models; /* how: 0 largest difference, 1 … n a model, n + 1 the name */
} Order;

static int
compare (gconstpointer first, gconstpointer second, gpointer data) {
  const Line *a = first, *b = second;
  const Order *order = data;
  if (order->how <= order->n_models) {
    double left = rank (a, order->how, order->n_models), right = rank (b, order->how, order->n_models);
    if (left != right)
      return left < right ? 1 : -1;
  }
  return g_utf8_collate (a->name, b->name);
}

/* Of the words only the first ones are kept, in an order that says something of words. */
static void
cut_words (GArray *lines, guint n_models) {
  guint n_words = 0;
  Order order = {n_models > 0 ? 1 : 0, n_models};
  g_array_sort_with_data (lines, compare, &order);
  for (guint i = 0; i < lines->len;) {
    if (g_array_index (lines, Line, i).is_word && ++n_words > N_WORDS)
      g_array_remove_index (lines, i);
    else
      i++;
  }
}

/* ---- the chart ---- */

static void
describe (CpExplanationsOverall *self, GArray *lines, guint n) {
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < MIN (lines->len, N_SPOKEN); i++) {
    const Line *line = &g_array_index (lines, Line, i);
    g_string_append_printf (text, "%s moves the score by", line->name);
    for (guint m = 0; m < n; m++) {
      g_autofree char *value = cp_format_score (line->values[m]);
      if (isnan (line->values[m]))
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

/* "Mean |effect| on the score, 1 000 rows, deep"; while it converges "256 of 1 000 rows" */
static char *
name_axis (const CpGlobal *global, int slice) {
  const char *space = global->space == CP_SPACE_LOGIT ? "log-odds" : "score";
  double n = slice >= 0 && (guint)slice < global->n_slices ? (double)global->slice_counts[slice]
                                                           : (double)global->n_rows;
  g_autofree char *done = cp_format_count (n), *all = cp_format_count ((double)global->n_wanted);
  if (global->n_rows < global->n_wanted)
    return g_strdup_printf ("Mean |effect| on the %s, %s of %s rows, %s", space, done, all, global->method);
  return g_strdup_printf ("Mean |effect| on the %s, %s rows, %s", space, done, global->method);
}

static void
show_lines (CpExplanationsOverall *self, GArray *lines, const char *axis, guint n) {
  g_autofree const char **names = g_new0 (const char *, lines->len + 1);
  g_autofree double *values = g_new (double, (gsize)lines->len *n + 1);
  guint n_columns = cp_fields_get_n (cp_session_get_fields (self->session)), n_words = 0;
  for (guint i = 0; i < lines->len; i++) {
    const Line *line = &g_array_index (lines, Line, i);
    names[i] = line->name;
    n_words += line->is_word;
    memcpy (values + (gsize)i * n, line->values, n * sizeof *values);
  }
  cp_effect_bars_set_rows (CP_EFFECT_BARS (self->chart), axis, names, values);
  g_autofree char *count = n_words > 0 ? g_strdup_printf ("top %u words", n_words)
                                       : g_strdup_printf ("%u of %u columns", lines->len, n_columns);
  gtk_label_set_text (GTK_LABEL (self->count), lines->len > 0 ? count : "");
  describe (self, lines, n);
}

static void
update (CpExplanationsOverall *self) {
  guint n = MIN (cp_session_get_n_models (self->session), MAX_SERIES);
  guint output = cp_explain_focus_get_output (self->focus);
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->slice));
  int slice = chosen == GTK_INVALID_LIST_POSITION ? -1 : (int)chosen - 1;
  g_autoptr (GArray) lines = g_array_new (FALSE, TRUE, sizeof (Line));
  g_autoptr (GHashTable) index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *axis = NULL;
  const char *problem = n == 0 ? "There is no model to explain." : NULL;
  g_array_set_clear_func (lines, clear_line);
  for (guint m = 0; m < n; m++) {
    const CpGlobalAnswer *answer = cp_global_explanations_get (self->global, m);
    if (answer != NULL && answer->global != NULL && output < answer->global->n_outputs) {
      add_model (lines, index, answer, output, slice, m);
      if (axis == NULL)
        axis = name_axis (answer->global, slice);
    } else if (answer != NULL && answer->problem != NULL) {
      problem = answer->problem;
    }
  }
  cut_words (lines, n);
  guint how = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->sort));
  Order order = {n == 1 && how != GTK_INVALID_LIST_POSITION ? how + 1 : how, n};
  g_array_sort_with_data (lines, compare, &order);
  show_lines (self, lines, axis, n);
  gboolean is_stale = cp_global_explanations_is_stale (self->global);
  gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem, problem != NULL);
  gtk_label_set_text (GTK_LABEL (self->title),
                      is_stale ? "What matters overall · out of date" : "What matters overall");
  if (is_stale)
    gtk_widget_add_css_class (self->chart, "cp-stale");
  else
    gtk_widget_remove_css_class (self->chart, "cp-stale");
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
  guint n = MIN (cp_session_get_n_models (self->session), MAX_SERIES);
  const char *letters[MAX_SERIES + 1], *fills[MAX_SERIES + 1];
  g_autoptr (GPtrArray) sorts = g_ptr_array_new ();
  for (guint m = 0; m < n; m++) {
    letters[m] = cp_model_letter (m);
    fills[m] = cp_model_fill (m);
  }
  if (n != 1)
    g_ptr_array_add (sorts, (gpointer)by_two[0]);
  for (guint m = 0; m < n; m++)
    g_ptr_array_add (sorts, (gpointer)(n == 1 ? "Mean effect" : by_two[m + 1]));
  g_ptr_array_add (sorts, (gpointer) "Name");
  g_ptr_array_add (sorts, NULL);
  self->is_filling = TRUE;
  cp_choice_set_names (GTK_DROP_DOWN (self->sort), (const char *const *)sorts->pdata);
  self->is_filling = FALSE;
  cp_effect_bars_set_series (CP_EFFECT_BARS (self->chart), letters, fills, n);
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
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new ("Sort");
  gtk_widget_add_css_class (label, "cp-dim");
  gtk_box_append (GTK_BOX (box), label);
  self->sort = add_choice (self, box, "Sort columns by", G_CALLBACK (chosen));
  self->slice = add_choice (self, box, "Rows of", G_CALLBACK (slice_chosen));
  gtk_widget_set_tooltip_text (self->slice, "Means over one slice of the rows explained");
  gtk_widget_set_visible (self->slice, FALSE);
  self->rows = add_choice (self, box, "How many rows", G_CALLBACK (rows_chosen));
  gtk_widget_set_tooltip_text (self->rows, "How many of the rows looked at are explained, drawn at random");
  cp_choice_set_names (GTK_DROP_DOWN (self->rows), counts);
  gtk_widget_add_css_class (box, "cp-explain-choices");
  return box;
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
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self->box), make_head (self));
  gtk_box_append (GTK_BOX (self->box), make_choices (self));
  gtk_box_append (GTK_BOX (self->box), self->problem);
  gtk_box_append (GTK_BOX (self->box), scroller);
}
