#include "app/panels/explanations-summary.h"

#include "app/explain/effects.h"
#include "app/explain/explain-focus.h"
#include "app/explain/explain-words.h"
#include "app/explain/explanations-global.h"
#include "app/panels/letters.h"
#include "core/base/format.h"
#include "ui/controls/badge.h"
#include "ui/controls/outlet.h"
#include "ui/controls/tooltip.h"

#include <math.h>

struct _CpExplanationsSummary {
  GtkWidget parent_instance;
  CpSession *session;
  CpExplanations *explanations;
  CpGlobalExplanations *global;
  CpExplainFocus *focus;
  GtkWidget *box, *grid, *copy_button;
};

G_DEFINE_FINAL_TYPE (CpExplanationsSummary, cp_explanations_summary, GTK_TYPE_WIDGET)

enum {
  BASE,
  SUM,
  RESIDUAL,
  SCORE,
  METHOD,
  BACKGROUND,
  ERROR,
  HALVES,
  ALL_METHOD, /* from here on of the many rows */
  ALL_ERROR,
  ALL_RESIDUAL,
  N_LINES
};

static const struct {
  const char *name, *spoken, *tooltip; /* spoken: (nullable): where the name alone is of two lines */
} lines[N_LINES] = {
    [BASE] = {"Base value", NULL, "The mean score over the background"},
    [SUM] = {"Sum of effects", NULL, "All columns together"},
    [RESIDUAL] = {"Residual", NULL, "f(x) − base value − sum of effects: what the method leaves unexplained"},
    [SCORE] = {"f(x)", NULL, "The score of this row"},
    [METHOD] = {"Method", NULL, "The method really used, for this row"},
    [BACKGROUND] = {"Background", NULL, "What stands for not knowing a column"},
    [ERROR] = {"Standard error", "Largest standard error",
               "The largest of the sampled effects; – where the effects are not sampled"},
    [HALVES] = {"Halves differ by", NULL,
                "The largest difference of a column's effect between two halves of the background"},
    [ALL_METHOD] = {"Method", "Method over rows",
                    "The method really used for every row. A first answer by the rescale rule is replaced by "
                    "antithetic permutations as they are done"},
    [ALL_ERROR] = {"Error of a row", "Standard error over rows",
                   "The standard error of one row's effect, of the column where it is largest; the means "
                   "over all rows are "
                   "surer by the square root of their number"},
    [ALL_RESIDUAL] = {"Largest residual", "Largest residual over rows",
                      "The largest part of any row's score that its effects and the base value leave "
                      "unexplained"},
};

static const char *
get_spoken (guint line) {
  return lines[line].spoken != NULL ? lines[line].spoken : lines[line].name;
}

/* The largest disagreement of the columns, as if all their features' differences pointed one way. */
static double
get_disagreement (const CpRowExplanation *told, guint output) {
  const CpAttributions *answer = told->answer;
  if (answer->disagreement == NULL)
    return NAN;
  double largest = 0;
  for (guint g = 0; g < cp_feature_groups_get_n (told->groups); g++) {
    const CpFeatureGroup *group = cp_feature_groups_get (told->groups, g);
    const double *all = answer->disagreement + (gsize)output * answer->n_features;
    if (group->text == NULL) {
      largest = MAX (largest, cp_feature_group_sum (group, all));
      continue;
    }
    for (guint i = 0; i < group->n_features; i++)
      largest = MAX (largest, all[group->features[i]]);
  }
  return largest;
}

/* (transfer full) */
static char *
write_line (CpExplanationsSummary *self, const CpRowExplanation *told, guint output, guint line) {
  const CpAttributions *answer = told->answer;
  g_autoptr (GArray) effects = cp_effects_build (told, cp_session_get_fields (self->session), output);
  double error = cp_effects_get_largest_error (effects);
  switch (line) {
  case BASE:
    return cp_format_score (answer->base[output]);
  case SUM:
    return cp_format_delta (answer->scores[output] - answer->base[output] - answer->residuals[output], 3);
  case RESIDUAL:
    return cp_format_delta (answer->residuals[output], 3);
  case SCORE:
    return cp_format_score (answer->scores[output]);
  case METHOD:
    return cp_explain_words_method (answer->method, answer->n_pairs, told->is_quick);
  case BACKGROUND:
    return g_strdup (told->background != NULL ? told->background->name : "none");
  case ERROR:
    return answer->errors != NULL ? cp_format_number (error, 4) : g_strdup ("–");
  default:
    return cp_format_number (get_disagreement (told, output), 4);
  }
}

/* (transfer full): of all rows */
static char *
write_all (const CpGlobal *global, guint output, guint line) {
  switch (line) {
  case ALL_METHOD:
    return cp_explain_words_method (global->method, global->n_pairs, global->is_first);
  case ALL_ERROR:
    return cp_format_number (cp_global_get_largest_error (global, output), 4);
  default:
    return cp_format_number (global->worst_residual, 4);
  }
}

/* (transfer full) (nullable): NULL where there is no answer */
static char *
write_figure (CpExplanationsSummary *self, guint model, guint output, guint line) {
  const CpRowExplanation *told = cp_explanations_get_row (self->explanations, model);
  const CpGlobalAnswer *all = cp_global_explanations_get (self->global, model);
  if (line >= ALL_METHOD)
    return all != NULL && all->global != NULL && output < all->global->n_outputs
               ? write_all (all->global, output, line)
               : NULL;
  return told != NULL && told->answer != NULL && output < told->answer->n_outputs
             ? write_line (self, told, output, line)
             : NULL;
}

/* Of the answers to the many rows; 0: none yet */
static gsize
count_rows (CpExplanationsSummary *self) {
  gsize n = 0;
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++) {
    const CpGlobalAnswer *all = cp_global_explanations_get (self->global, m);
    if (all != NULL && all->global != NULL)
      n = MAX (n, all->global->n_rows);
  }
  return n;
}

static GtkWidget *
add_cell (CpExplanationsSummary *self, const char *text, guint column, guint line, gboolean is_name) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), is_name ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), is_name ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (label, !is_name);
  gtk_widget_add_css_class (label, is_name ? "cp-dim" : "cp-number");
  if (line == SCORE)
    gtk_widget_add_css_class (label, "cp-strong");
  cp_tooltip_set (label, is_name ? lines[line].tooltip : text);
  /* a heading stands between what is of the row and what is of all */
  gtk_grid_attach (GTK_GRID (self->grid), label, (int)column, (int)line + 1 + (line >= ALL_METHOD), 1, 1);
  return label;
}

static void
add_model (CpExplanationsSummary *self, guint model, guint output) {
  const CpRowExplanation *told = cp_explanations_get_row (self->explanations, model);
  GtkWidget *badge = cp_badge_new (cp_model_letter (model));
  gtk_widget_set_halign (badge, GTK_ALIGN_END);
  gtk_grid_attach (GTK_GRID (self->grid), badge, (int)model + 1, 0, 1, 1);
  for (guint line = 0; line < N_LINES; line++) {
    g_autofree char *figure = write_figure (self, model, output, line);
    const char *text = figure != NULL ? figure : "–";
    GtkWidget *cell = add_cell (self, text, model + 1, line, FALSE);
    g_autofree char *spoken =
        g_strdup_printf ("%s of %s: %s", get_spoken (line), cp_model_letter (model), text);
    gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    if (figure == NULL && told != NULL)
      cp_tooltip_set (cell, told->problem);
    gboolean is_stale = line >= ALL_METHOD ? cp_global_explanations_is_stale (self->global)
                                           : cp_explanations_is_stale (self->explanations);
    if (is_stale)
      gtk_widget_add_css_class (cell, "cp-stale");
  }
}

static void
add_heading (CpExplanationsSummary *self) {
  g_autofree char *rows = cp_format_count ((double)count_rows (self));
  g_autofree char *text = g_strdup_printf ("Over %s rows", rows);
  GtkWidget *label = gtk_label_new (count_rows (self) > 0 ? text : "Over many rows");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "cp-strong");
  gtk_widget_set_margin_top (label, 4);
  gtk_grid_attach (GTK_GRID (self->grid), label, 0, ALL_METHOD + 1, 3, 1);
}

static void
update (CpExplanationsSummary *self) {
  GtkWidget *child;
  while ((child = gtk_widget_get_last_child (self->grid)) != self->copy_button)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  if (!cp_session_is_open (self->session))
    return;
  for (guint line = 0; line < N_LINES; line++)
    add_cell (self, lines[line].name, 0, line, TRUE);
  add_heading (self);
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++)
    add_model (self, m, cp_explain_focus_get_output (self->focus));
}

/* The table as text, a line a figure and a column a model. */
static void
copy (CpExplanationsSummary *self) {
  guint output = cp_explain_focus_get_output (self->focus), n = cp_session_get_n_models (self->session);
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  const char *names[N_LINES];
  for (guint line = 0; line < N_LINES; line++)
    names[line] = get_spoken (line);
  g_ptr_array_add (columns, cp_column_new_text ("Summary", names, N_LINES));
  for (guint m = 0; m < n; m++) {
    g_auto (GStrv) texts = g_new0 (char *, N_LINES + 1);
    for (guint line = 0; line < N_LINES; line++) {
      char *figure = write_figure (self, m, output, line);
      texts[line] = figure != NULL ? figure : g_strdup ("");
    }
    g_ptr_array_add (columns, cp_column_new_text (cp_model_letter (m), (const char *const *)texts, N_LINES));
  }
  g_autoptr (CpTable) table = cp_table_new ("summary", (CpColumn *const *)columns->pdata, columns->len, NULL);
  if (table == NULL)
    return;
  CpDataSource source = cp_data_source_of_table (table);
  CpParcel *parcel = cp_parcel_new_csv ("Summary of the explanation", &source);
  g_free (parcel->what);
  parcel->what = g_strdup ("the summary");
  cp_outlet_copy (GTK_WIDGET (self), parcel);
}

void
cp_explanations_summary_set_session (CpExplanationsSummary *self, CpSession *session) {
  g_return_if_fail (CP_IS_EXPLANATIONS_SUMMARY (self) && CP_IS_SESSION (session));
  self->session = session;
  self->explanations = cp_session_get_explanations (session);
  self->focus = cp_session_get_explain_focus (session);
  g_signal_connect_object (self->explanations, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->global = cp_session_get_global_explanations (session);
  g_signal_connect_object (self->global, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->focus, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
cp_explanations_summary_dispose (GObject *object) {
  g_clear_pointer (&CP_EXPLANATIONS_SUMMARY (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_explanations_summary_parent_class)->dispose (object);
}

static void
cp_explanations_summary_class_init (CpExplanationsSummaryClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_explanations_summary_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_explanations_summary_init (CpExplanationsSummary *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->box, "cp-explain-summary");
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 4);
  self->copy_button = gtk_button_new_with_label ("Copy summary");
  gtk_widget_add_css_class (self->copy_button, "cp-small");
  gtk_widget_set_halign (self->copy_button, GTK_ALIGN_START);
  g_signal_connect_swapped (self->copy_button, "clicked", G_CALLBACK (copy), self);
  gtk_grid_attach (GTK_GRID (self->grid), self->copy_button, 0, 0, 1, 1); /* stays its first child */
  gtk_box_append (GTK_BOX (self->box), self->grid);
}
