#include "app/panels/score-view.h"

#include "app/panels/letters.h"
#include "app/session/session-selection.h"
#include "core/base/format.h"
#include "ui/controls/badge.h"
#include "ui/controls/copying.h"
#include "ui/controls/prose.h"
#include "ui/controls/tooltip.h"
#include "ui/plot/score-bar.h"

#include <math.h>

struct _CpScoreView {
  GtkWidget parent_instance;
  guint model;
  GtkWidget *box, *score_label, *delta_label, *bar, *decision_label, *threshold_label;
};

G_DEFINE_FINAL_TYPE (CpScoreView, cp_score_view, GTK_TYPE_WIDGET)

static GtkWidget *
add (GtkWidget *box, GtkWidget *words, const char *class) {
  gtk_widget_add_css_class (words, class);
  gtk_box_append (GTK_BOX (box), words);
  return words;
}

/* (transfer full): "8 of 12 positive, 3 turned" */
static char *
describe_decisions (const CpSelectionScore *score) {
  g_autofree char *positive = cp_format_count (score->n_positive), *n = cp_format_count (score->n_scored);
  g_autofree char *flipped = cp_format_count (score->n_flipped);
  return score->n_flipped > 0 ? g_strdup_printf ("%s of %s positive, %s turned", positive, n, flipped)
                              : g_strdup_printf ("%s of %s positive", positive, n);
}

/* The mean of the selected rows, and how they are decided. */
static void
show_selection (CpScoreView *self, CpSession *session) {
  CpSelectionScore score = cp_session_get_selection_score (session, self->model);
  double threshold = cp_session_get_threshold (session, self->model, CP_ALL_ROWS);
  g_autofree char *mean = cp_format_score (score.mean), *delta = cp_format_delta (score.delta, 3);
  g_autofree char *change = isnan (score.delta) ? g_strdup ("mean") : g_strdup_printf ("mean, %s", delta);
  g_autofree char *decisions = describe_decisions (&score);
  cp_prose_set_text (CP_PROSE (self->score_label), mean);
  cp_prose_set_text (CP_PROSE (self->delta_label), change);
  cp_prose_set_text (CP_PROSE (self->decision_label), decisions);
  cp_prose_set_text (CP_PROSE (self->threshold_label), "");
  cp_tooltip_set (self->threshold_label, NULL);
  cp_tooltip_set (self->decision_label,
                  "Decided positive among the selected rows; turned: otherwise than in the table");
  cp_score_bar_set (CP_SCORE_BAR (self->bar), score.mean, threshold,
                    isnan (score.delta) ? NAN : score.mean - score.delta);
  g_autofree char *spoken = g_strdup_printf ("Mean score of %s, %s: %s", cp_model_letter (self->model),
                                             cp_session_get_model (session, self->model)->name, mean);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->score_label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

/* The threshold beside the decision, and that @state lies in no slice of the table where it does not. */
static void
show_threshold (CpScoreView *self, CpSession *session, double threshold, const CpTable *state) {
  g_autofree char *text = cp_format_threshold (threshold);
  g_autofree char *strange = state != NULL ? cp_session_dup_strange_slice (session, state) : NULL;
  g_autofree char *line = g_strdup_printf ("· threshold %s%s", text, strange != NULL ? " (new slice)" : "");
  g_autofree char *tip =
      strange != NULL ? g_strdup_printf ("No row of the table lies in the slice %s. Its threshold is the one "
                                         "that all slices share, else 0.50.",
                                         strange)
                      : NULL;
  cp_prose_set_text (CP_PROSE (self->threshold_label), line);
  cp_tooltip_set (self->threshold_label, tip);
}

/* @state: (nullable): what was scored, where it is not the row of the table; @since: what @delta is against,
 * in a word or two */
static void
show (CpScoreView *self, CpSession *session, const CpTable *state, double score, double delta,
      const char *since) {
  cp_tooltip_set (self->decision_label, NULL);
  double threshold =
      state != NULL ? cp_session_get_state_threshold (session, self->model, state)
                    : cp_session_get_table_threshold (session, self->model, cp_session_get_row (session));
  g_autofree char *score_text = cp_format_score (score), *delta_text = cp_format_delta (delta, 3);
  g_autofree char *change = isnan (delta) ? g_strdup ("") : g_strdup_printf ("%s %s", delta_text, since);
  const char *decision = isnan (score) ? "No score" : score >= threshold ? "Positive" : "Negative";
  cp_prose_set_text (CP_PROSE (self->score_label), score_text);
  cp_prose_set_text (CP_PROSE (self->delta_label), change);
  cp_prose_set_text (CP_PROSE (self->decision_label), decision);
  show_threshold (self, session, threshold, state);
  cp_score_bar_set (CP_SCORE_BAR (self->bar), score, threshold, isnan (delta) ? NAN : score - delta);
  const CpModel *model = cp_session_get_model (session, self->model);
  g_autofree char *spoken =
      g_strdup_printf ("Score of %s, %s: %s", cp_model_letter (self->model), model->name, score_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->score_label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

void
cp_score_view_update (CpScoreView *self, CpSession *session) {
  g_return_if_fail (CP_IS_SCORE_VIEW (self));
  if (cp_session_has_selection (session)) {
    show_selection (self, session);
    return;
  }
  guint32 row = cp_session_get_row (session);
  const CpRun *run = cp_session_get_last_run (session, row);
  gboolean is_rescored = run != NULL && cp_session_can_rescore (session, self->model);
  show (self, session, is_rescored ? run->state : NULL, cp_session_get_row_score (session, self->model, row),
        run != NULL ? run->deltas[self->model] : NAN, "last run");
}

void
cp_score_view_update_live (CpScoreView *self, CpSession *session, double score) {
  g_return_if_fail (CP_IS_SCORE_VIEW (self));
  if (isnan (score)) { /* a column of scores */
    cp_score_view_update (self, session);
    return;
  }
  double before = cp_session_get_row_score (session, self->model, cp_session_get_row (session));
  show (self, session, cp_row_history_get_current (cp_session_get_history (session)), score, score - before,
        "live");
}

static void
cp_score_view_dispose (GObject *object) {
  g_clear_pointer (&CP_SCORE_VIEW (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_score_view_parent_class)->dispose (object);
}

static void
cp_score_view_class_init (CpScoreViewClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_score_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_score_view_init (CpScoreView *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  cp_copying_add (GTK_WIDGET (self), "Score", NULL);
}

GtkWidget *
cp_score_view_new (guint model, const char *name) {
  CpScoreView *self = g_object_new (CP_TYPE_SCORE_VIEW, NULL);
  self->model = model;
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (head), cp_badge_new (cp_model_letter (model)));
  GtkWidget *title = add (head, gtk_label_new (name), "cp-dim");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  cp_tooltip_set (title, name);
  gtk_box_append (GTK_BOX (self->box), head);
  GtkWidget *figures = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->score_label = add (figures, cp_prose_new_line (), "cp-score");
  self->delta_label = add (figures, cp_prose_new_line (), "cp-table-text");
  gtk_widget_set_valign (self->score_label, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (self->delta_label, GTK_ALIGN_BASELINE);
  gtk_box_append (GTK_BOX (self->box), figures);
  self->bar = cp_score_bar_new (cp_model_fill (model));
  gtk_box_append (GTK_BOX (self->box), self->bar);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->decision_label = add (line, cp_prose_new (), "cp-strong"); /* of many rows it is a sentence */
  self->threshold_label = add (line, cp_prose_new_line (), "cp-dim");
  gtk_box_append (GTK_BOX (self->box), line);
  return GTK_WIDGET (self);
}
