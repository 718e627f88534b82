#include "app/panels/headline.h"

#include "app/panels/letters.h"
#include "app/session-results.h"
#include "ui/controls/badge.h"
#include "ui/controls/copying.h"

#include <math.h>
#include <string.h>

#define TOOLS 200   /* pixels at the end of a line for the page's buttons */
#define MAX_LINES 3 /* more models than this are read in the table */

struct _CpHeadline {
  GtkWidget parent_instance;
  CpSession *session;
  CpStrategy strategy; /* in view when the lines were written */
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (CpHeadline, cp_headline, GTK_TYPE_WIDGET)

static void
empty (GtkWidget *box) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

/* The interval in brackets is said more quietly than the finding; names of slices have brackets too. */
static void
set_sentence (GtkWidget *label, const char *sentence, gboolean has_interval) {
  const char *bracket = has_interval ? strrchr (sentence, '[') : NULL;
  g_autofree char *head =
      g_strndup (sentence, bracket != NULL ? (gsize)(bracket - sentence) : strlen (sentence));
  g_autofree char *markup = g_markup_printf_escaped ("%s<span weight=\"normal\" alpha=\"75%%\">%s</span>",
                                                     head, bracket != NULL ? bracket : "");
  gtk_label_set_markup (GTK_LABEL (label), markup);
}

static GtkWidget *
make_verdict (const CpAudit *audit, guint model, CpMetric metric) {
  double ratio = audit->models[model].gaps[metric].ratio;
  gboolean fails = !isnan (ratio) && !cp_four_fifths_passes (ratio);
  g_autofree char *text = cp_audit_dup_verdict_of (audit, model, metric);
  g_autofree char *rate = g_ascii_strdown (cp_metric_get_info (metric)->label, -1);
  g_autofree char *tooltip =
      g_strdup_printf ("The lowest %s should be at least four fifths of the highest; the "
                       "ratio stands in brackets.",
                       rate);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *label = gtk_label_new (text);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (box, tooltip);
  if (fails)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_widget_add_css_class (box, fails ? "cp-verdict" : "cp-dim");
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

/* (nullable): B against A; dimmed while that of the thresholds of now is not known yet */
static GtkWidget *
make_comparison (CpHeadline *self) {
  const CpAudit *settled = cp_session_get_settled_audit (self->session);
  if (settled == NULL || settled->n_comparisons == 0)
    return NULL;
  g_autofree char *text = cp_audit_dup_comparison (settled, 0);
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_add_css_class (label, "cp-subline");
  if (!cp_session_is_settled (self->session))
    gtk_widget_add_css_class (label, "cp-stale");
  return label;
}

static void
add_first_end (CpHeadline *self, GtkWidget *verdict) {
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *comparison = make_comparison (self);
  gtk_widget_set_margin_start (line, 24);
  gtk_box_append (GTK_BOX (line), verdict);
  if (comparison != NULL)
    gtk_box_append (GTK_BOX (line), comparison);
  gtk_box_append (GTK_BOX (self->box), line);
}

static void
add_line (CpHeadline *self, const CpAudit *audit, guint model, CpMetric metric, gboolean is_first) {
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = gtk_label_new (NULL);
  const CpGap *gap = &audit->models[model].gaps[metric];
  g_autofree char *sentence = cp_audit_dup_sentence_of (audit, model, metric);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (is_first) {
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_widget_set_hexpand (label, TRUE);
  } else {
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_widget_set_tooltip_text (label, sentence);
  }
  set_sentence (label, sentence, !isnan (gap->difference) && !isnan (gap->difference_interval.low));
  gtk_widget_add_css_class (label, is_first ? "cp-headline" : "cp-subline");
  gtk_box_append (GTK_BOX (line), cp_badge_new (cp_model_letter (model)));
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (self->box), line);
  GtkWidget *verdict = make_verdict (audit, model, metric);
  if (is_first) {
    add_first_end (self, verdict);
  } else {
    gtk_widget_set_margin_end (line, TOOLS); /* the page's buttons stand there */
    gtk_box_append (GTK_BOX (line), verdict);
  }
}

static void
say (CpHeadline *self, const char *title, const char *detail) {
  const char *const texts[] = {title, detail}, *const classes[] = {"cp-headline", "cp-subline"};
  for (guint i = 0; i < 2; i++) {
    GtkWidget *label = gtk_label_new (texts[i]);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_widget_add_css_class (label, classes[i]);
    gtk_box_append (GTK_BOX (self->box), label);
  }
}

static guint
find_widest (const CpAudit *audit, CpMetric metric) {
  guint widest = 0;
  for (guint m = 1; m < audit->n_models; m++) {
    double gap = audit->models[m].gaps[metric].difference;
    double best = audit->models[widest].gaps[metric].difference;
    if (!isnan (gap) && (isnan (best) || gap > best))
      widest = m;
  }
  return widest;
}

/* The measure that the strategy in view holds equal; of the two of equalized odds the one farther apart. */
static CpMetric
find_measure (CpHeadline *self, const CpAudit *audit) {
  CpStrategy strategy = cp_session_get_preview_strategy (self->session);
  int measure = cp_strategy_get_info (strategy)->measure;
  if (strategy == CP_STRATEGY_EQUALIZED_ODDS) {
    double tpr = audit->models[find_widest (audit, CP_METRIC_TPR)].gaps[CP_METRIC_TPR].difference;
    double fpr = audit->models[find_widest (audit, CP_METRIC_FPR)].gaps[CP_METRIC_FPR].difference;
    return fpr > tpr || isnan (tpr) ? CP_METRIC_FPR : CP_METRIC_TPR;
  }
  return strategy > CP_STRATEGY_GROUP && measure >= 0 ? (CpMetric)measure : CP_METRIC_SELECTION_RATE;
}

static void
update (CpHeadline *self) {
  empty (self->box);
  if (!cp_session_is_open (self->session))
    return;
  const CpAudit *audit = cp_session_get_audit (self->session);
  if (cp_session_get_n_models (self->session) == 0) {
    say (self, "No model is open",
         "Open one or two models to compare how they treat the slices of this table.");
    return;
  }
  if (audit == NULL) {
    say (self, "Choose the ground truth",
         "The column that says what really happened, on the left, gives every rate on this page.");
    return;
  }
  CpMetric metric = find_measure (self, audit);
  guint widest = find_widest (audit, metric);
  add_line (self, audit, widest, metric, TRUE);
  for (guint m = 0, n = 1; m < audit->n_models && n < MAX_LINES; m++) {
    if (m == widest)
      continue;
    add_line (self, audit, m, metric, FALSE);
    n++;
  }
}

/* Another strategy may hold another measure. */
static void
question_changed (CpHeadline *self) {
  CpStrategy strategy = cp_session_get_preview_strategy (self->session);
  if (strategy == self->strategy)
    return;
  self->strategy = strategy;
  update (self);
}

void
cp_headline_set_session (CpHeadline *self, CpSession *session) {
  g_return_if_fail (CP_IS_HEADLINE (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "results-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (question_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
cp_headline_dispose (GObject *object) {
  g_clear_pointer (&CP_HEADLINE (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_headline_parent_class)->dispose (object);
}

static void
cp_headline_class_init (CpHeadlineClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_headline_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_headline_init (CpHeadline *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  cp_copying_add (GTK_WIDGET (self), "Headline", NULL);
}
