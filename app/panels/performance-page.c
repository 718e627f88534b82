#include "app/panels/performance-page.h"

#include "app/panels/frontier-view.h"
#include "app/panels/gaps-view.h"
#include "app/panels/headline.h"
#include "app/panels/question-pane.h"
#include "app/panels/slice-table.h"

struct _CpPerformancePage {
  GtkWidget parent_instance;
  GtkWidget *question_pane, *headline, *slice_table, *frontier_view, *gaps_view;
};

G_DEFINE_FINAL_TYPE (CpPerformancePage, cp_performance_page, GTK_TYPE_WIDGET)

static void
cp_performance_page_dispose (GObject *object) {
  gtk_widget_dispose_template (GTK_WIDGET (object), CP_TYPE_PERFORMANCE_PAGE);
  G_OBJECT_CLASS (cp_performance_page_parent_class)->dispose (object);
}

static void
cp_performance_page_class_init (CpPerformancePageClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_performance_page_dispose;
  g_type_ensure (CP_TYPE_QUESTION_PANE);
  g_type_ensure (CP_TYPE_HEADLINE);
  g_type_ensure (CP_TYPE_SLICE_TABLE);
  g_type_ensure (CP_TYPE_FRONTIER_VIEW);
  g_type_ensure (CP_TYPE_GAPS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/counterpoint/app/performance-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, question_pane);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, headline);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, slice_table);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, frontier_view);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, gaps_view);
}

static void
cp_performance_page_init (CpPerformancePage *self) {
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cp_performance_page_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpPerformancePage *self = g_object_new (CP_TYPE_PERFORMANCE_PAGE, NULL);
  cp_question_pane_set_session (CP_QUESTION_PANE (self->question_pane), session);
  cp_headline_set_session (CP_HEADLINE (self->headline), session);
  cp_slice_table_set_session (CP_SLICE_TABLE (self->slice_table), session);
  cp_frontier_view_set_session (CP_FRONTIER_VIEW (self->frontier_view), session);
  cp_gaps_view_set_session (CP_GAPS_VIEW (self->gaps_view), session);
  return GTK_WIDGET (self);
}
