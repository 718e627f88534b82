#include "app/panels/tag-scores.h"

#include "app/panels/letters.h"
#include "app/session/session-output.h"
#include "core/base/format.h"
#include "ui/controls/badge.h"
#include "ui/controls/tooltip.h"
#include "ui/style/text-size.h"
#include "ui/words/mark-bar.h"

#include <math.h>

#define MOST_HEIGHT 320 /* of all tags: more of them scroll */
#define MOST_TAGS 200   /* shown; a model of more outputs is no tagger */
#define MOST_MODELS 2
#define NAME 76
#define FIGURE 46
#define TICK 24

typedef struct {
  GtkWidget *row, *button, *bars[MOST_MODELS], *figures[MOST_MODELS], *ticks[MOST_MODELS];
} Line;

struct _CpTagScores {
  GtkWidget parent_instance;
  CpSession *session;
  CpTextAnswers *answers;
  guint output;
  GArray *lines; /* of Line, one an output */
  GtkWidget *box, *title, *list, *truth, *truth_title, *chips, *verdict;
};

G_DEFINE_FINAL_TYPE (CpTagScores, cp_tag_scores, GTK_TYPE_WIDGET)

enum { TAG_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static Line *
get_line (CpTagScores *self, guint output) {
  return &g_array_index (self->lines, Line, output);
}

static guint
get_n_models (CpTagScores *self) {
  return MIN (cp_session_get_n_models (self->session), MOST_MODELS);
}

/* NaN where the model has none */
static double
get_score (CpTagScores *self, guint model, guint output) {
  const CpTextAnswer *answer = cp_text_answers_get (self->answers, model);
  return answer != NULL && answer->scores != NULL && output < answer->n_outputs ? answer->scores[output]
                                                                                : NAN;
}

static gboolean
is_decided (CpTagScores *self, guint model, guint output) {
  double threshold = cp_session_get_output_threshold (self->session, model, output);
  return get_score (self, model, output) >= threshold; /* NaN says no */
}

/* What an output is called: of a plain decision the value it is for. */
static const char *
get_name (CpTagScores *self, guint output) {
  const char *name = cp_session_get_output_name (self->session, output);
  if (name != NULL && cp_session_get_n_outputs (self->session) > 1)
    return name;
  const char *positive = cp_session_get_positive (self->session);
  return positive != NULL ? positive : name != NULL ? name : "Score";
}

/* Whether the row is given that output's tag, or the positive label; −1 where that is not known */
static int
get_truth (CpTagScores *self, guint32 row, guint output) {
  CpLabels *labels = cp_session_get_labels (self->session);
  if (cp_session_get_tags_column (self->session) != NULL)
    return cp_session_has_tag (self->session, row, output);
  if (labels == NULL || cp_session_get_n_outputs (self->session) > 1 || row >= cp_labels_get_n_rows (labels))
    return -1;
  guint8 label = cp_labels_get_values (labels)[row];
  return label == CP_LABEL_NONE ? -1 : label;
}

/* ---- what is shown ---- */

static void
show_line (CpTagScores *self, guint output) {
  const Line *line = get_line (self, output);
  for (guint m = 0; m < get_n_models (self); m++) {
    double score = get_score (self, m, output);
    gboolean is_yes = is_decided (self, m, output);
    g_autofree char *figure = cp_format_score (score);
    cp_mark_bar_set (CP_MARK_BAR (line->bars[m]), score,
                     cp_session_get_output_threshold (self->session, m, output));
    gtk_label_set_text (GTK_LABEL (line->figures[m]), figure);
    gtk_label_set_text (GTK_LABEL (line->ticks[m]), is_yes ? "✓" : "");
    gtk_accessible_update_property (GTK_ACCESSIBLE (line->ticks[m]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    is_yes ? "given" : "not given", -1);
    if (is_yes)
      gtk_widget_add_css_class (line->figures[m], "cp-strong");
    else
      gtk_widget_remove_css_class (line->figures[m], "cp-strong");
  }
  if (output == self->output)
    gtk_widget_add_css_class (line->row, "cp-chosen");
  else
    gtk_widget_remove_css_class (line->row, "cp-chosen");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (line->button), output == self->output);
}

/* Appends "pandas and keras" for the outputs that @model decides otherwise than given, yes where @adds. */
static guint
append_names (CpTagScores *self, GString *text, guint model, guint32 row, gboolean adds) {
  guint n = 0;
  for (guint o = 0; o < self->lines->len; o++) {
    int has = get_truth (self, row, o);
    if (has < 0 || is_decided (self, model, o) != adds || (has > 0) == adds)
      continue;
    g_string_append_printf (text, "%s%s", n > 0 ? ", " : "", get_name (self, o));
    n++;
  }
  return n;
}

/* "A matches, B adds pandas and misses keras" */
static char *
dup_verdict (CpTagScores *self, guint32 row) {
  GString *text = g_string_new (NULL);
  for (guint m = 0; m < get_n_models (self); m++) {
    if (isnan (get_score (self, m, 0)))
      continue;
    g_autoptr (GString) added = g_string_new (NULL), missed = g_string_new (NULL);
    guint n_added = append_names (self, added, m, row, TRUE),
          n_missed = append_names (self, missed, m, row, FALSE);
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", cp_model_letter (m));
    if (n_added + n_missed == 0)
      g_string_append (text, " matches");
    if (n_added > 0)
      g_string_append_printf (text, " adds %s", added->str);
    if (n_missed > 0)
      g_string_append_printf (text, "%s misses %s", n_added > 0 ? " and" : "", missed->str);
  }
  return g_string_free (text, FALSE);
}

static void
add_chip (CpTagScores *self, const char *text) {
  GtkWidget *chip = gtk_label_new (text);
  gtk_label_set_ellipsize (GTK_LABEL (chip), PANGO_ELLIPSIZE_END);
  cp_tooltip_set (chip, text);
  gtk_widget_add_css_class (chip, "cp-tag");
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->chips), chip);
}

/* The tags the row is given; of a plain decision its label, in the table's words. */
static void
show_truth (CpTagScores *self) {
  guint32 row = cp_session_get_row (self->session);
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), child);
  gboolean has_tags = cp_session_get_tags_column (self->session) != NULL;
  gboolean is_known = row != CP_NO_ROW && self->lines->len > 0 && (has_tags || get_truth (self, row, 0) >= 0);
  gtk_widget_set_visible (self->truth, is_known);
  if (!is_known)
    return;
  gtk_label_set_text (GTK_LABEL (self->truth_title), has_tags ? "True tags" : "True label");
  for (guint o = 0; has_tags && o < self->lines->len; o++) {
    if (get_truth (self, row, o) > 0)
      add_chip (self, get_name (self, o));
  }
  if (!has_tags) {
    CpColumn *label =
        cp_table_find_column (cp_session_get_table (self->session), cp_session_get_label (self->session));
    g_autofree char *cell = label != NULL ? cp_column_dup_cell (label, row) : NULL;
    add_chip (self, cell != NULL ? cell : "");
  }
  g_autofree char *verdict = dup_verdict (self, row);
  gtk_label_set_text (GTK_LABEL (self->verdict), verdict);
  cp_tooltip_set (self->verdict, verdict);
}

static void
show_all (CpTagScores *self) {
  for (guint o = 0; o < self->lines->len; o++)
    show_line (self, o);
  if (cp_session_is_open (self->session))
    show_truth (self);
}

/* ---- what a person does ---- */

static void
threshold_moved (GtkWidget *bar, GParamSpec *pspec, CpTagScores *self) {
  guint model = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (bar), "model"));
  guint output = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (bar), "output"));
  cp_session_set_output_threshold (self->session, model, output,
                                   cp_mark_bar_get_threshold (CP_MARK_BAR (bar)));
  show_all (self);
}

static void
tag_clicked (GtkWidget *button, CpTagScores *self) {
  guint output = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "output"));
  if (output == self->output) /* it stays the one looked at */
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  else
    g_signal_emit (self, signals[TAG_CHOSEN], 0, output);
}

/* ---- building ---- */

static GtkWidget *
make_label (const char *class, double xalign, int width_chars) {
  GtkWidget *label = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (label), (float)xalign);
  gtk_label_set_width_chars (GTK_LABEL (label), width_chars);
  gtk_widget_add_css_class (label, class);
  return label;
}

static void
name_bar (GtkWidget *bar, guint m, const char *name) {
  g_autofree char *label = g_strdup_printf ("Threshold of %s for %s", cp_model_letter (m), name);
  cp_mark_bar_set_label (CP_MARK_BAR (bar), label);
}

static void
add_model (CpTagScores *self, Line *line, GtkWidget *grid, guint m, guint output, const char *name) {
  const char *letter = cp_model_letter (m);
  GtkWidget *badge = cp_badge_new (letter);
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  line->bars[m] = cp_mark_bar_new (cp_model_fill (m));
  name_bar (line->bars[m], m, name);
  cp_tooltip_set (line->bars[m], "Drag the mark, or press the arrow keys, to move the threshold");
  gtk_widget_set_hexpand (line->bars[m], TRUE);
  g_object_set_data (G_OBJECT (line->bars[m]), "model", GUINT_TO_POINTER (m));
  g_object_set_data (G_OBJECT (line->bars[m]), "output", GUINT_TO_POINTER (output));
  g_signal_connect (line->bars[m], "notify::threshold", G_CALLBACK (threshold_moved), self);
  line->figures[m] = make_label ("cp-number", 1, 5);
  gtk_widget_set_size_request (line->figures[m], FIGURE, -1); /* bold ones are wider */
  line->ticks[m] = make_label ("cp-number", 0.5, 2);
  gtk_widget_set_size_request (line->ticks[m], TICK, -1); /* bars stay under each other */
  gtk_grid_attach (GTK_GRID (grid), badge, 1, (int)m, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), line->bars[m], 2, (int)m, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), line->figures[m], 3, (int)m, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), line->ticks[m], 4, (int)m, 1, 1);
}

static void
add_line (CpTagScores *self, guint output) {
  Line line = {0};
  const char *name = get_name (self, output);
  guint n = get_n_models (self);
  GtkWidget *grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (grid), 10);
  gtk_widget_add_css_class (grid, "cp-tag-line");
  line.row = grid;
  line.button = gtk_toggle_button_new_with_label (name);
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (line.button));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_size_request (label, NAME, -1); /* bold names are wider: bars stay under each other */
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (line.button, "flat");
  gtk_widget_set_valign (line.button, GTK_ALIGN_CENTER);
  cp_tooltip_set (line.button, name);
  g_object_set_data (G_OBJECT (line.button), "output", GUINT_TO_POINTER (output));
  g_signal_connect (line.button, "clicked", G_CALLBACK (tag_clicked), self);
  gtk_grid_attach (GTK_GRID (grid), line.button, 0, 0, 1, (int)MAX (n, 1));
  for (guint m = 0; m < n; m++)
    add_model (self, &line, grid, m, output, name);
  gtk_box_append (GTK_BOX (self->list), grid);
  g_array_append_val (self->lines, line);
}

/* The label, and so what a plain decision is called, may be another. */
static void
rename_lines (CpTagScores *self) {
  for (guint o = 0; o < self->lines->len; o++) {
    const char *name = get_name (self, o);
    gtk_label_set_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (get_line (self, o)->button))), name);
    cp_tooltip_set (get_line (self, o)->button, name);
    for (guint m = 0; m < get_n_models (self); m++)
      name_bar (get_line (self, o)->bars[m], m, name);
  }
  show_all (self);
}

static void
build (CpTagScores *self) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), child);
  g_array_set_size (self->lines, 0);
  if (cp_text_answers_get_field (self->answers) == NULL)
    return;
  gboolean is_tagger = cp_session_get_n_outputs (self->session) > 1;
  gtk_label_set_text (GTK_LABEL (self->title), is_tagger ? "Tag scores" : "Score");
  for (guint o = 0; o < MIN (cp_session_get_n_outputs (self->session), MOST_TAGS); o++)
    add_line (self, o);
  show_all (self);
}

void
cp_tag_scores_look (CpTagScores *self, guint output) {
  g_return_if_fail (CP_IS_TAG_SCORES (self));
  self->output = output;
  show_all (self);
}

void
cp_tag_scores_set_session (CpTagScores *self, CpSession *session) {
  g_return_if_fail (CP_IS_TAG_SCORES (self) && CP_IS_SESSION (session));
  self->session = session;
  self->answers = cp_session_get_text_answers (session);
  g_signal_connect_object (session, "opened", G_CALLBACK (build), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (rename_lines), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "thresholds-changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->answers, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
}

/* ---- the type ---- */

static void
cp_tag_scores_dispose (GObject *object) {
  g_clear_pointer (&CP_TAG_SCORES (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_tag_scores_parent_class)->dispose (object);
}

static void
cp_tag_scores_finalize (GObject *object) {
  g_array_unref (CP_TAG_SCORES (object)->lines);
  G_OBJECT_CLASS (cp_tag_scores_parent_class)->finalize (object);
}

static void
cp_tag_scores_class_init (CpTagScoresClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_tag_scores_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_tag_scores_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[TAG_CHOSEN] = g_signal_new ("tag-chosen", CP_TYPE_TAG_SCORES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                      NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static GtkWidget *
make_title (CpTagScores *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *hint = make_label ("cp-dim", 1, -1);
  self->title = make_label ("cp-title", 0, -1);
  gtk_label_set_text (GTK_LABEL (hint), "drag a mark to move a threshold");
  gtk_widget_set_hexpand (hint, TRUE);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), hint);
  gtk_widget_add_css_class (box, "cp-toolbar");
  return box;
}

static GtkWidget *
make_truth (CpTagScores *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->truth_title = make_label ("cp-dim", 0, -1);
  self->chips = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->verdict = make_label ("cp-dim", 1, -1);
  gtk_label_set_ellipsize (GTK_LABEL (self->verdict), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->verdict, TRUE);
  gtk_box_append (GTK_BOX (box), self->truth_title);
  gtk_box_append (GTK_BOX (box), self->chips);
  gtk_box_append (GTK_BOX (box), self->verdict);
  gtk_widget_add_css_class (box, "cp-tag-truth");
  return box;
}

static void
cp_tag_scores_init (CpTagScores *self) {
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled),
                                              cp_text_size_scale (MOST_HEIGHT));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  self->truth = make_truth (self);
  gtk_box_append (GTK_BOX (self->box), make_title (self));
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_box_append (GTK_BOX (self->box), self->truth);
}
