#include "app/panels/headline.h"

#include "app/panels/letters.h"
#include "app/panels/narrow.h"
#include "app/session/session-results.h"
#include "ui/controls/badge.h"
#include "ui/controls/copying.h"
#include "ui/controls/prose.h"
#include "ui/controls/tooltip.h"
#include "ui/controls/wrap.h"
#include "ui/style/text-size.h"

#include <math.h>
#include <string.h>

#define TOOLS 200   /* pixels at the end of a line for the page's buttons */
#define UNDER 26    /* and beneath the lines where there is no room beside */
#define MAX_LINES 3 /* more models than this are read in the table */

typedef struct {
  GtkWidget *sentence, *verdict; /* prose */
} Line;

struct _CpHeadline {
  GtkWidget parent_instance;
  CpSession *session;
  gboolean is_narrow;
  CpStrategy strategy; /* in view when the lines were written */
  char *shape;         /* (nullable): what the lines were made for; with the same only their words change */
  guint n_lines;
  Line lines[MAX_LINES];
  GtkWidget *comparison; /* (nullable) */
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
  cp_prose_set_markup (CP_PROSE (label), markup);
}

static gboolean
fails (const CpAudit *audit, guint model, CpMetric metric) {
  double ratio = audit->models[model].gaps[metric].ratio;
  return !isnan (ratio) && !cp_four_fifths_passes (ratio);
}

static GtkWidget *
make_verdict (Line *line, gboolean is_warning, CpMetric metric) {
  g_autofree char *rate = g_ascii_strdown (cp_metric_get_info (metric)->label, -1);
  g_autofree char *tooltip =
      g_strdup_printf ("The lowest %s should be at least four fifths of the highest; the "
                       "ratio stands in brackets.",
                       rate);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  line->verdict = cp_prose_new ();
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  cp_tooltip_set (box, tooltip);
  if (is_warning)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_widget_add_css_class (box, is_warning ? "cp-verdict" : "cp-dim");
  gtk_box_append (GTK_BOX (box), line->verdict);
  return box;
}

/* B against A; dimmed while that of the thresholds of now is not known yet */
static GtkWidget *
make_comparison (CpHeadline *self) {
  self->comparison = cp_prose_new ();
  gtk_widget_add_css_class (self->comparison, "cp-subline");
  if (!cp_session_is_settled (self->session))
    gtk_widget_add_css_class (self->comparison, "cp-stale");
  return self->comparison;
}

/* (nullable): the audit that compares the models, be it the one of before */
static const CpAudit *
get_compared (CpHeadline *self) {
  const CpAudit *settled = cp_session_get_settled_audit (self->session);
  return settled != NULL && settled->n_comparisons > 0 ? settled : NULL;
}

static void
add_first_end (CpHeadline *self, GtkWidget *verdict) {
  GtkWidget *line = cp_wrap_new (12);
  gtk_widget_set_margin_start (line, 24);
  cp_wrap_append (CP_WRAP (line), verdict);
  if (get_compared (self) != NULL)
    cp_wrap_append (CP_WRAP (line), make_comparison (self));
  gtk_box_append (GTK_BOX (self->box), line);
}

static void
add_line (CpHeadline *self, guint model, gboolean is_warning, CpMetric metric) {
  gboolean is_first = self->n_lines == 0;
  Line *line = &self->lines[self->n_lines++];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = cp_prose_new ();
  line->sentence = label;
  gtk_widget_set_hexpand (label, is_first);
  gtk_widget_add_css_class (label, is_first ? "cp-headline" : "cp-subline");
  gtk_box_append (GTK_BOX (box), cp_badge_new (cp_model_letter (model)));
  GtkWidget *verdict = make_verdict (line, is_warning, metric);
  if (is_first) {
    gtk_box_append (GTK_BOX (box), label);
    gtk_box_append (GTK_BOX (self->box), box);
    add_first_end (self, verdict);
  } else {
    GtkWidget *both = cp_wrap_new (8);
    gtk_widget_set_margin_end (box, self->is_narrow ? 0 : cp_text_size_scale (TOOLS));
    gtk_widget_set_hexpand (both, TRUE);
    cp_wrap_append (CP_WRAP (both), label);
    cp_wrap_append (CP_WRAP (both), verdict);
    gtk_box_append (GTK_BOX (box), both);
    gtk_box_append (GTK_BOX (self->box), box);
  }
}

static void
write_line (CpHeadline *self, guint index, const CpAudit *audit, guint model, CpMetric metric) {
  const CpGap *gap = &audit->models[model].gaps[metric];
  g_autofree char *sentence = cp_audit_dup_sentence_of (audit, model, metric);
  g_autofree char *verdict = cp_audit_dup_verdict_of (audit, model, metric);
  gboolean has_interval = !isnan (gap->difference) && !isnan (gap->difference_interval.low);
  set_sentence (self->lines[index].sentence, sentence, has_interval);
  if (index > 0)
    cp_tooltip_set (self->lines[index].sentence, sentence);
  cp_prose_set_text (CP_PROSE (self->lines[index].verdict), verdict);
}

static void
write_comparison (CpHeadline *self) {
  if (self->comparison == NULL)
    return;
  g_autofree char *text = cp_audit_dup_comparison (get_compared (self), 0);
  if (g_strcmp0 (text, cp_prose_get_text (CP_PROSE (self->comparison))) == 0)
    return;
  cp_prose_set_text (CP_PROSE (self->comparison), text);
  cp_tooltip_set (self->comparison, text);
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
forget (CpHeadline *self) {
  empty (self->box);
  g_clear_pointer (&self->shape, g_free);
  self->n_lines = 0;
  self->comparison = NULL;
}

/* (transfer full): everything of the lines that is no word */
static char *
make_shape (CpHeadline *self, const CpAudit *audit, const guint *models, guint n, CpMetric metric) {
  GString *shape = g_string_new (NULL);
  g_string_append_printf (shape, "%d %d %d", metric, get_compared (self) != NULL,
                          cp_session_is_settled (self->session));
  for (guint i = 0; i < n; i++)
    g_string_append_printf (shape, " %u%s", models[i], fails (audit, models[i], metric) ? "!" : "");
  return g_string_free (shape, FALSE);
}

/* While a threshold moves the lines stay and say something else: to make them anew would lay out the page. */
static void
write_lines (CpHeadline *self, const CpAudit *audit) {
  CpMetric metric = find_measure (self, audit);
  guint models[MAX_LINES] = {find_widest (audit, metric)}, n = 1;
  for (guint m = 0; m < audit->n_models && n < MAX_LINES; m++) {
    if (m != models[0])
      models[n++] = m;
  }
  g_autofree char *shape = make_shape (self, audit, models, n, metric);
  if (g_strcmp0 (shape, self->shape) != 0) {
    forget (self);
    for (guint i = 0; i < n; i++)
      add_line (self, models[i], fails (audit, models[i], metric), metric);
    self->shape = g_steal_pointer (&shape);
  }
  for (guint i = 0; i < n; i++)
    write_line (self, i, audit, models[i], metric);
  write_comparison (self);
}

static void
update (CpHeadline *self) {
  const CpAudit *audit = cp_session_is_open (self->session) ? cp_session_get_audit (self->session) : NULL;
  if (audit != NULL && audit->n_models > 0) {
    write_lines (self, audit);
    return;
  }
  forget (self);
  if (!cp_session_is_open (self->session))
    return;
  if (cp_session_get_n_models (self->session) == 0)
    say (self, "No model is open",
         "Open one or two models to compare how they treat the slices of this table.");
  else
    say (self, "Choose the ground truth",
         "The column that says what really happened, on the left, gives every rate on this page.");
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
follow_room (GtkWidget *widget, int room) {
  CpHeadline *self = CP_HEADLINE (widget);
  gboolean is_narrow = room < CP_NARROW_PAGE;
  if (self->box == NULL || is_narrow == self->is_narrow)
    return;
  self->is_narrow = is_narrow;
  gtk_widget_set_margin_bottom (self->box, is_narrow ? cp_text_size_scale (UNDER) : 0);
  if (self->session != NULL) {
    forget (self); /* lines keep free what the buttons take */
    update (self);
  }
}

static void
cp_headline_dispose (GObject *object) {
  g_clear_pointer (&CP_HEADLINE (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_headline_parent_class)->dispose (object);
}

static void
cp_headline_finalize (GObject *object) {
  g_free (CP_HEADLINE (object)->shape);
  G_OBJECT_CLASS (cp_headline_parent_class)->finalize (object);
}

static void
cp_headline_class_init (CpHeadlineClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_headline_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_headline_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_headline_init (CpHeadline *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  cp_narrow_follow (GTK_WIDGET (self), follow_room);
  cp_copying_add (GTK_WIDGET (self), "Headline", NULL);
}
