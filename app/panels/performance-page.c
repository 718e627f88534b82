#include "app/panels/performance-page.h"

#include "app/panels/frontier-view.h"
#include "app/panels/gaps-view.h"
#include "app/panels/headline.h"
#include "app/panels/question-pane.h"
#include "app/panels/slice-table.h"
#include "app/panels/template.h"
#include "ui/controls/wrap.h"
#include "ui/style/text-size.h"

#define SMALL 700  /* height of the page, at text size 100 %, from which on an open slice's charts grow */
#define LOW 192    /* height of these charts, at least */
#define HIGH 640   /* and at most */
#define SHARE 0.45 /* of what the page is higher, that they take */
#define COARSE 8   /* pixels: a smaller change of height leaves them */
#define TIGHT 1100 /* width of the page, at text size 100 %, below which more than the headline breaks */
#define NARROW 1280
#define PANE_SHARE 0.1 /* of what the page is wider than that, that the question takes */
#define PANE_WIDE 480

struct _CpPerformancePage {
  GtkWidget parent_instance;
  CpSession *session;
  int detail_height, wanted_height;
  gboolean is_tight; /* more than the headline breaks */
  guint resizing;    /* source, 0 for none */
  GtkWidget *question_pane, *findings, *tools, *columns_button, *headline, *slice_table, *charts,
      *frontier_view, *gaps_view;
};

G_DEFINE_FINAL_TYPE (CpPerformancePage, cp_performance_page, GTK_TYPE_WIDGET)

/* Few slices leave the height to the charts beneath; many take it. */
static void
share_height (CpPerformancePage *self) {
  const CpAudit *audit = cp_session_get_audit (self->session);
  gboolean is_short = cp_slice_table_is_short (CP_SLICE_TABLE (self->slice_table));
  gtk_widget_set_visible (self->tools, audit != NULL);
  gtk_widget_set_visible (self->charts, audit != NULL);
  gtk_widget_set_vexpand (self->slice_table, audit != NULL && !is_short);
  gtk_widget_set_vexpand (self->charts, is_short);
}

static gboolean
resize_details (gpointer data) {
  CpPerformancePage *self = data;
  self->resizing = 0;
  self->detail_height = self->wanted_height;
  cp_slice_table_set_detail_height (CP_SLICE_TABLE (self->slice_table), self->detail_height);
  gtk_widget_queue_resize (GTK_WIDGET (self)); /* it may have become tight, or roomy again */
  return G_SOURCE_REMOVE;
}

/* As wide as its words ask for, and a little of what a wide window has to spare. */
static int
get_pane_width (CpPerformancePage *self, int width) {
  int natural, spare = (int)((width - NARROW) * PANE_SHARE);
  gtk_widget_measure (self->question_pane, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return MAX (natural, MIN (natural + spare, PANE_WIDE));
}

static void
cp_performance_page_size_allocate (GtkWidget *widget, int width, int height, int baseline) {
  CpPerformancePage *self = CP_PERFORMANCE_PAGE (widget);
  int pane = get_pane_width (self, width);
  gtk_widget_size_allocate (self->question_pane, &(GtkAllocation){0, 0, pane, height}, -1);
  gtk_widget_size_allocate (self->findings, &(GtkAllocation){pane, 0, MAX (width - pane, 0), height}, -1);
  int room = (int)(height / cp_text_size_get_scale ());
  self->wanted_height = CLAMP (LOW + (int)((room - SMALL) * SHARE), LOW, HIGH);
  /* Where there is room only the headline breaks, and the page need not lay it out for each width that its
   * window tries: that took a third of a frame while a threshold moved. */
  gboolean was_tight = self->is_tight;
  self->is_tight = width < TIGHT * cp_text_size_get_scale ();
  /* not in the middle of an allocation */
  if ((was_tight != self->is_tight || ABS (self->wanted_height - self->detail_height) >= COARSE) &&
      self->resizing == 0)
    self->resizing = g_idle_add_full (G_PRIORITY_HIGH_IDLE, resize_details, self, NULL);
}

static void
cp_performance_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                             int *natural, int *minimum_baseline, int *natural_baseline) {
  CpPerformancePage *self = CP_PERFORMANCE_PAGE (widget);
  int pane_least, pane, least, most;
  gboolean is_across = orientation == GTK_ORIENTATION_HORIZONTAL;
  int width = self->is_tight && !is_across && for_size >= 0 ? get_pane_width (self, for_size) : -1;
  gtk_widget_measure (self->question_pane, orientation, width, &pane_least, &pane, NULL, NULL);
  gtk_widget_measure (self->findings, orientation, width >= 0 ? MAX (for_size - width, 0) : -1, &least, &most,
                      NULL, NULL);
  *minimum = is_across ? pane + least : MAX (pane_least, least);
  *natural = is_across ? pane + most : MAX (pane, most);
}

static GtkSizeRequestMode
cp_performance_page_get_request_mode (GtkWidget *widget) {
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cp_performance_page_dispose (GObject *object) {
  g_clear_handle_id (&CP_PERFORMANCE_PAGE (object)->resizing, g_source_remove);
  cp_dispose_template (GTK_WIDGET (object), CP_TYPE_PERFORMANCE_PAGE);
  G_OBJECT_CLASS (cp_performance_page_parent_class)->dispose (object);
}

static void
cp_performance_page_class_init (CpPerformancePageClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_performance_page_dispose;
  widget_class->size_allocate = cp_performance_page_size_allocate;
  widget_class->measure = cp_performance_page_measure;
  widget_class->get_request_mode = cp_performance_page_get_request_mode;
  g_type_ensure (CP_TYPE_WRAP);
  g_type_ensure (CP_TYPE_QUESTION_PANE);
  g_type_ensure (CP_TYPE_HEADLINE);
  g_type_ensure (CP_TYPE_SLICE_TABLE);
  g_type_ensure (CP_TYPE_FRONTIER_VIEW);
  g_type_ensure (CP_TYPE_GAPS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/counterpoint/app/performance-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, question_pane);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, findings);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, tools);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, columns_button);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, headline);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, slice_table);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, charts);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, frontier_view);
  gtk_widget_class_bind_template_child (widget_class, CpPerformancePage, gaps_view);
}

/* One item a metric, ticked where it is a column. */
static GMenuModel *
make_columns_menu (void) {
  GMenu *menu = g_menu_new ();
  for (guint m = 0; m < CP_N_METRICS; m++) {
    const CpMetricInfo *info = cp_metric_get_info (m);
    g_autofree char *action = g_strconcat ("slices.show-", info->name, NULL);
    if (m != CP_METRIC_SELECTION_RATE)
      g_menu_append (menu, info->label, action);
    else
      g_menu_append (menu, "q-value of the selection rate", "slices.q-values");
  }
  return G_MENU_MODEL (menu);
}

static void
cp_performance_page_init (CpPerformancePage *self) {
  gtk_widget_init_template (GTK_WIDGET (self));
  g_autoptr (GMenuModel) menu = make_columns_menu ();
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->columns_button), menu);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "slices",
                                  cp_slice_table_get_actions (CP_SLICE_TABLE (self->slice_table)));
}

GtkWidget *
cp_performance_page_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpPerformancePage *self = g_object_new (CP_TYPE_PERFORMANCE_PAGE, NULL);
  self->session = session;
  cp_question_pane_set_session (CP_QUESTION_PANE (self->question_pane), session);
  cp_headline_set_session (CP_HEADLINE (self->headline), session);
  cp_slice_table_set_session (CP_SLICE_TABLE (self->slice_table), session);
  cp_frontier_view_set_session (CP_FRONTIER_VIEW (self->frontier_view), session);
  cp_gaps_view_set_session (CP_GAPS_VIEW (self->gaps_view), session);
  g_signal_connect_object (session, "results-changed", G_CALLBACK (share_height), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
