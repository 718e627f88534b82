#include "app/panels/points-page.h"

#include "app/panels/keep.h"
#include "app/panels/lists-pane.h"
#include "app/panels/narrow.h"
#include "app/panels/points-plot.h"
#include "app/panels/points-toolbar.h"
#include "app/panels/row-pane.h"
#include "app/panels/template.h"
#include "ui/style/text-size.h"

#define PLOT_HEIGHT 280 /* at least, over the row's pane */

struct _CpPointsPage {
  GtkWidget parent_instance;
  CpSession *session;
  GtkWidget *paned, *column, *toolbar, *plot, *lists_pane, *row_pane;
};

G_DEFINE_FINAL_TYPE (CpPointsPage, cp_points_page, GTK_TYPE_WIDGET)

static void
row_found (CpPointsPage *self) {
  gtk_widget_grab_focus (self->plot);
}

/* A person begins at the points. */
static gboolean
cp_points_page_grab_focus (GtkWidget *widget) {
  return gtk_widget_grab_focus (CP_POINTS_PAGE (widget)->plot);
}

/* ---- beside or beneath ---- */

static void
follow_room (GtkWidget *widget, int room) {
  GtkPaned *paned = GTK_PANED (CP_POINTS_PAGE (widget)->paned);
  GtkOrientation wanted = room < CP_NARROW_PAGE ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;
  if (paned == NULL || gtk_orientable_get_orientation (GTK_ORIENTABLE (paned)) == wanted)
    return;
  gtk_paned_set_position (paned, -1); /* a place of the other way says nothing in this one */
  gtk_orientable_set_orientation (GTK_ORIENTABLE (paned), wanted);
  cp_text_size_request (CP_POINTS_PAGE (widget)->plot, -1,
                        wanted == GTK_ORIENTATION_VERTICAL ? PLOT_HEIGHT : -1);
}

static void
cp_points_page_dispose (GObject *object) {
  CpPointsPage *self = CP_POINTS_PAGE (object);
  cp_dispose_template (GTK_WIDGET (self), CP_TYPE_POINTS_PAGE);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_points_page_parent_class)->dispose (object);
}

static void
cp_points_page_class_init (CpPointsPageClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_points_page_dispose;
  widget_class->grab_focus = cp_points_page_grab_focus;
  widget_class->focus = cp_focus_only_child;
  g_type_ensure (CP_TYPE_POINTS_PLOT);
  g_type_ensure (CP_TYPE_POINTS_TOOLBAR);
  g_type_ensure (CP_TYPE_ROW_PANE);
  g_type_ensure (CP_TYPE_LISTS_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/points-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, paned);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, column);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, toolbar);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, plot);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, lists_pane);
  gtk_widget_class_bind_template_child (widget_class, CpPointsPage, row_pane);
}

static void
cp_points_page_init (CpPointsPage *self) {
  gtk_widget_init_template (GTK_WIDGET (self));
  cp_narrow_follow (GTK_WIDGET (self), follow_room);
  g_signal_connect_object (self->toolbar, "row-found", G_CALLBACK (row_found), self, G_CONNECT_SWAPPED);
}

GtkWidget *
cp_points_page_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpPointsPage *self = g_object_new (CP_TYPE_POINTS_PAGE, NULL);
  self->session = g_object_ref (session);
  cp_points_toolbar_set_session (CP_POINTS_TOOLBAR (self->toolbar), session);
  cp_lists_pane_set_session (CP_LISTS_PANE (self->lists_pane), session);
  cp_row_pane_set_session (CP_ROW_PANE (self->row_pane), session);
  cp_points_plot_set_session (CP_POINTS_PLOT (self->plot), session, CP_POINTS_TOOLBAR (self->toolbar));
  cp_keep_pane (session, "row-width", GTK_PANED (self->paned));
  cp_keep_pane (session, "list-height", GTK_PANED (self->column)); /* after the list was folded or not */
  return GTK_WIDGET (self);
}

void
cp_points_page_focus_find (CpPointsPage *self) {
  g_return_if_fail (CP_IS_POINTS_PAGE (self));
  cp_points_toolbar_focus_find (CP_POINTS_TOOLBAR (self->toolbar));
}

void
cp_points_page_focus_filter (CpPointsPage *self) {
  g_return_if_fail (CP_IS_POINTS_PAGE (self));
  cp_row_pane_focus_filter (CP_ROW_PANE (self->row_pane));
}
