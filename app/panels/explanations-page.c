#include "app/panels/explanations-page.h"

#include "app/explain/explanations-global.h"
#include "app/explain/explanations.h"
#include "app/panels/explanations-overall.h"
#include "app/panels/explanations-row.h"
#include "app/panels/explanations-summary.h"
#include "app/panels/explanations-swarm.h"
#include "app/panels/explanations-toolbar.h"
#include "app/panels/narrow.h"
#include "ui/controls/wrap.h"

#define PANE 392 /* the side pane */

struct _CpExplanationsPage {
  GtkWidget parent_instance;
  CpSession *session;
  gboolean is_wanting;
  GtkWidget *box, *toolbar, *row, *swarm, *overall, *summary;
};

G_DEFINE_FINAL_TYPE (CpExplanationsPage, cp_explanations_page, GTK_TYPE_WIDGET)

static void
cp_explanations_page_map (GtkWidget *widget) {
  CpExplanationsPage *self = CP_EXPLANATIONS_PAGE (widget);
  GTK_WIDGET_CLASS (cp_explanations_page_parent_class)->map (widget);
  if (!self->is_wanting) {
    cp_explanations_want (cp_session_get_explanations (self->session));
    cp_global_explanations_want (cp_session_get_global_explanations (self->session));
  }
  self->is_wanting = TRUE;
}

static void
cp_explanations_page_unmap (GtkWidget *widget) {
  CpExplanationsPage *self = CP_EXPLANATIONS_PAGE (widget);
  GTK_WIDGET_CLASS (cp_explanations_page_parent_class)->unmap (widget);
  if (self->is_wanting) {
    cp_explanations_unwant (cp_session_get_explanations (self->session));
    cp_global_explanations_unwant (cp_session_get_global_explanations (self->session));
  }
  self->is_wanting = FALSE;
}

static void
cp_explanations_page_dispose (GObject *object) {
  CpExplanationsPage *self = CP_EXPLANATIONS_PAGE (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_explanations_page_parent_class)->dispose (object);
}

static void
cp_explanations_page_class_init (CpExplanationsPageClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_explanations_page_dispose;
  widget_class->map = cp_explanations_page_map;
  widget_class->unmap = cp_explanations_page_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
cp_explanations_page_init (CpExplanationsPage *self) {
  self->box = cp_wrap_new (0);
  cp_wrap_set_is_squeezed (CP_WRAP (self->box), TRUE);
  cp_wrap_set_beside_from (CP_WRAP (self->box), CP_NARROW_PAGE);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
            *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (left, "cp-surface");
  gtk_widget_add_css_class (right, "cp-pane");
  gtk_widget_add_css_class (right, "cp-right");
  gtk_widget_set_hexpand (left, TRUE);
  gtk_widget_set_size_request (right, PANE, -1);
  self->toolbar = g_object_new (CP_TYPE_EXPLANATIONS_TOOLBAR, NULL);
  self->row = g_object_new (CP_TYPE_EXPLANATIONS_ROW, NULL);
  self->overall = g_object_new (CP_TYPE_EXPLANATIONS_OVERALL, NULL);
  gtk_widget_set_vexpand (self->overall, TRUE);
  self->summary = g_object_new (CP_TYPE_EXPLANATIONS_SUMMARY, NULL);
  gtk_box_append (GTK_BOX (left), self->toolbar);
  gtk_widget_set_vexpand (self->row, TRUE);
  self->swarm = g_object_new (CP_TYPE_EXPLANATIONS_SWARM, NULL);
  gtk_widget_set_vexpand (self->swarm, TRUE);
  gtk_box_append (GTK_BOX (left), self->row);
  gtk_box_append (GTK_BOX (left), self->swarm);
  gtk_box_append (GTK_BOX (right), self->overall);
  gtk_box_append (GTK_BOX (right), self->summary);
  cp_wrap_append (CP_WRAP (self->box), left);
  cp_wrap_append (CP_WRAP (self->box), right);
}

GtkWidget *
cp_explanations_page_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpExplanationsPage *self = g_object_new (CP_TYPE_EXPLANATIONS_PAGE, NULL);
  self->session = g_object_ref (session);
  cp_explanations_toolbar_set_session (CP_EXPLANATIONS_TOOLBAR (self->toolbar), session);
  cp_explanations_row_set_session (CP_EXPLANATIONS_ROW (self->row), session);
  cp_explanations_swarm_set_session (CP_EXPLANATIONS_SWARM (self->swarm), session);
  cp_explanations_overall_set_session (CP_EXPLANATIONS_OVERALL (self->overall), session);
  cp_explanations_summary_set_session (CP_EXPLANATIONS_SUMMARY (self->summary), session);
  return GTK_WIDGET (self);
}
