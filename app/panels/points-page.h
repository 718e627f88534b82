#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* Points: every row in a scatter, the selected one in an editor, the runs beneath. */
G_BEGIN_DECLS

#define CP_TYPE_POINTS_PAGE (cp_points_page_get_type ())
G_DECLARE_FINAL_TYPE (CpPointsPage, cp_points_page, CP, POINTS_PAGE, GtkWidget)

GtkWidget *cp_points_page_new (CpSession *session);
void cp_points_page_focus_find (CpPointsPage *page);
void cp_points_page_focus_filter (CpPointsPage *page);

G_END_DECLS
