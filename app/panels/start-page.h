#pragma once
#include <gtk/gtk.h>

/* What stands in an empty window: what the program is for, three ways to begin, the sessions of late.
 *
 * Signal "recent-activated" (const char *path). */
G_BEGIN_DECLS

#define CP_TYPE_START_PAGE (cp_start_page_get_type ())
G_DECLARE_FINAL_TYPE (CpStartPage, cp_start_page, CP, START_PAGE, GtkWidget)

void cp_start_page_reload (CpStartPage *page); /* the list of recent sessions */

G_END_DECLS
