#include "app/panels/effects-line.h"

#include "app/panels/curve-window.h"
#include "ui/controls/sparkline.h"
#include "ui/controls/tooltip.h"

#define SPACING 8

static CpEffectCell *
get_cell (GtkWidget *line) {
  return CP_EFFECT_CELL (gtk_widget_get_first_child (line));
}

static GtkWidget *
get_button (GtkWidget *line) {
  return gtk_widget_get_last_child (line);
}

static CpSparkline *
get_sparkline (GtkWidget *line) {
  return CP_SPARKLINE (gtk_button_get_child (GTK_BUTTON (get_button (line))));
}

void
cp_effects_line_show_effect (GtkWidget *line, CpSession *session, CpEffectsOf of, const CpField *field,
                             double most, gboolean is_stale) {
  CpEffectCell *cell = get_cell (line);
  CpEffectMark effects[CP_EFFECT_CELL_MODELS];
  guint n = cp_effect_marks_find (session, of, field, effects);
  gboolean is_read = FALSE;
  for (guint m = 0; m < n; m++)
    is_read = is_read || effects[m].is_read;
  if (g_strcmp0 (field->name, cp_session_get_label (session)) == 0 && !is_read)
    cp_effect_cell_set_note (cell, "label", "The ground truth; no model reads it");
  else if (!is_read)
    cp_effect_cell_set_note (cell, "no input", "No model reads this column");
  else {
    g_autofree char *words = cp_effect_marks_describe (session, of, field, effects, n);
    cp_effect_cell_set_is_size (cell, of == CP_EFFECTS_OF_TABLE);
    cp_effect_cell_set (cell, effects, n, most, words);
  }
  cp_effect_cell_set_stale (cell, is_stale);
}

void
cp_effects_line_set_stale (GtkWidget *line, gboolean is_stale) {
  cp_effect_cell_set_stale (get_cell (line), is_stale);
}

void
cp_effects_line_show_mark (GtkWidget *line, CpSession *session, const CpField *field) {
  const CpColumnCurves *curves = cp_dependences_get (cp_session_get_dependences (session), field->name);
  const CpRowHistory *history = cp_session_get_history (session);
  if (curves == NULL || curves->grid == NULL)
    return;
  g_autofree char *cell =
      history != NULL ? cp_field_dup_cell (field, cp_row_history_get_current (history), 0) : g_strdup ("");
  cp_sparkline_set_mark (get_sparkline (line), cp_curves_find_mark (curves, cell));
}

void
cp_effects_line_show_curves (GtkWidget *line, CpSession *session, const CpField *field, double span) {
  CpSparkline *sparkline = get_sparkline (line);
  const CpColumnCurves *curves = cp_dependences_get (cp_session_get_dependences (session), field->name);
  gboolean is_known = curves != NULL && curves->grid != NULL && curves->grid->n_points > 1;
  gtk_widget_set_sensitive (get_button (line), is_known);
  if (!is_known) {
    cp_sparkline_clear (sparkline);
    cp_tooltip_set (GTK_WIDGET (sparkline), NULL);
    return;
  }
  g_autofree char *words = cp_curves_describe (curves);
  g_autofree char *tooltip =
      g_strdup_printf ("Mean score if every row had another value here\n%s\nClick for the plot", words);
  /* before its words, for it is told as them */
  cp_tooltip_set (GTK_WIDGET (sparkline), tooltip);
  /* numbers stand at equal counts of rows, so that a few large ones do not squeeze the rest */
  g_autofree double *steps = g_new (double, curves->grid->n_points);
  for (guint p = 0; p < curves->grid->n_points; p++)
    steps[p] = p;
  cp_sparkline_set (sparkline, curves->grid->is_number ? steps : NULL, curves->grid->n_points,
                    (const double *const *)curves->means, MIN (curves->n_models, CP_SPARKLINE_CURVES), span,
                    words);
  cp_effects_line_show_mark (line, session, field);
}

void
cp_effects_line_set_has_curves (GtkWidget *line, gboolean has_curves) {
  gtk_widget_set_visible (get_button (line), has_curves);
}

static void
plot_clicked (GtkWidget *button, gpointer data) {
  cp_curve_window_open (button, data, g_object_get_data (G_OBJECT (button), "cp-column"));
}

static GtkWidget *
make_button (CpSession *session, const char *name) {
  GtkWidget *button = gtk_button_new ();
  g_autofree char *label = g_strdup_printf ("Plot the score if %s changed", name);
  gtk_button_set_child (GTK_BUTTON (button), cp_sparkline_new (name));
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_widget_add_css_class (button, "cp-spark");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "cp-column", g_strdup (name), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (plot_clicked), session, 0);
  return button;
}

GtkWidget *
cp_effects_line_new (CpSession *session, const CpField *field) {
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  GtkWidget *children[] = {cp_effect_cell_new (field->name), make_button (session, field->name)};
  for (guint i = 0; i < G_N_ELEMENTS (children); i++) {
    gtk_widget_set_valign (children[i], GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (line), children[i]);
  }
  return line;
}
