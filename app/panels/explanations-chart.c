#include "app/panels/explanations-chart.h"

#include "app/panels/keep.h"
#include "ui/controls/badge.h"
#include "ui/plot/force-bar.h"
#include "ui/plot/waterfall.h"

struct _CpExplanationsChart {
  GtkWidget parent_instance;
  gboolean is_force, has_problem;
  GtkWidget *stack, *head, *waterfall, *force, *problem;
};

G_DEFINE_FINAL_TYPE (CpExplanationsChart, cp_explanations_chart, GTK_TYPE_WIDGET)

enum { BAR_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
show_page (CpExplanationsChart *self) {
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), self->has_problem ? "problem"
                                                             : self->is_force  ? "force"
                                                                               : "waterfall");
}

void
cp_explanations_chart_set_is_force (CpExplanationsChart *self, gboolean is_force) {
  g_return_if_fail (CP_IS_EXPLANATIONS_CHART (self));
  self->is_force = is_force;
  show_page (self);
}

void
cp_explanations_chart_set_problem (CpExplanationsChart *self, const char *problem) {
  g_return_if_fail (CP_IS_EXPLANATIONS_CHART (self));
  self->has_problem = problem != NULL;
  gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  show_page (self);
}

void
cp_explanations_chart_set_data (CpExplanationsChart *self, const CpAnswerData *data,
                                const char *description) {
  g_return_if_fail (CP_IS_EXPLANATIONS_CHART (self));
  cp_answer_chart_set_data (CP_ANSWER_CHART (self->waterfall), data);
  cp_answer_chart_set_data (CP_ANSWER_CHART (self->force), data);
  cp_chart_set_description (CP_CHART (self->waterfall), description);
  cp_chart_set_description (CP_CHART (self->force), description);
}

static CpAnswerChart *
get_shown (CpExplanationsChart *self) {
  return CP_ANSWER_CHART (self->is_force ? self->force : self->waterfall);
}

gboolean
cp_explanations_chart_get_extent (CpExplanationsChart *self, double *out_lo, double *out_hi) {
  g_return_val_if_fail (CP_IS_EXPLANATIONS_CHART (self), FALSE);
  return cp_answer_chart_get_extent (get_shown (self), out_lo, out_hi);
}

void
cp_explanations_chart_set_range (CpExplanationsChart *self, double lo, double hi) {
  g_return_if_fail (CP_IS_EXPLANATIONS_CHART (self));
  cp_answer_chart_set_range (get_shown (self), lo, hi);
}

void
cp_explanations_chart_select (CpExplanationsChart *self, const char *name) {
  g_return_if_fail (CP_IS_EXPLANATIONS_CHART (self));
  cp_answer_chart_select (CP_ANSWER_CHART (self->waterfall), name);
  cp_answer_chart_select (CP_ANSWER_CHART (self->force), name);
}

void
cp_explanations_chart_keep (CpExplanationsChart *self, CpSession *session, guint index) {
  g_return_if_fail (CP_IS_EXPLANATIONS_CHART (self));
  g_autofree char *waterfall = g_strdup_printf ("explain-row-table-%u", index);
  g_autofree char *force = g_strdup_printf ("explain-force-table-%u", index);
  cp_keep_twin (session, waterfall, self->waterfall);
  cp_keep_twin (session, force, self->force);
}

static void
bar_activated (CpExplanationsChart *self, const char *name) {
  g_signal_emit (self, signals[BAR_ACTIVATED], 0, name);
}

/* ---- the type ---- */

static void
cp_explanations_chart_dispose (GObject *object) {
  g_clear_pointer (&CP_EXPLANATIONS_CHART (object)->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_explanations_chart_parent_class)->dispose (object);
}

static void
cp_explanations_chart_class_init (CpExplanationsChartClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_explanations_chart_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[BAR_ACTIVATED] = g_signal_new ("bar-activated", CP_TYPE_EXPLANATIONS_CHART, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
make_problem (CpExplanationsChart *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 7);
  self->head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 7);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_widget_add_css_class (self->problem, "cp-dim");
  gtk_box_append (GTK_BOX (box), self->head);
  gtk_box_append (GTK_BOX (box), self->problem);
  return box;
}

static void
cp_explanations_chart_init (CpExplanationsChart *self) {
  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  self->waterfall = cp_waterfall_new ();
  self->force = cp_force_bar_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), self->waterfall, "waterfall");
  gtk_stack_add_named (GTK_STACK (self->stack), self->force, "force");
  gtk_stack_add_named (GTK_STACK (self->stack), make_problem (self), "problem");
  g_signal_connect_swapped (self->waterfall, "bar-activated", G_CALLBACK (bar_activated), self);
  g_signal_connect_swapped (self->force, "bar-activated", G_CALLBACK (bar_activated), self);
}

GtkWidget *
cp_explanations_chart_new (const char *letter, const char *name) {
  CpExplanationsChart *self = g_object_new (CP_TYPE_EXPLANATIONS_CHART, NULL);
  if (letter != NULL)
    gtk_box_append (GTK_BOX (self->head), cp_badge_new (letter));
  if (name != NULL) {
    GtkWidget *label = gtk_label_new (name);
    gtk_widget_add_css_class (label, "cp-strong");
    gtk_box_append (GTK_BOX (self->head), label);
  }
  return GTK_WIDGET (self);
}
