#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* Performance & Fairness: the question on the left, the finding, the slices and their gaps. */
G_BEGIN_DECLS

#define CP_TYPE_PERFORMANCE_PAGE (cp_performance_page_get_type ())
G_DECLARE_FINAL_TYPE (CpPerformancePage, cp_performance_page, CP, PERFORMANCE_PAGE, GtkWidget)

GtkWidget *cp_performance_page_new (CpSession *session);

G_END_DECLS
