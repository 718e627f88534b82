#pragma once
#include "app/opening/sources.h"
#include <gtk/gtk.h>

/* The window: header, models, message, pages, status. It opens and saves; what the pages show is theirs. */
G_BEGIN_DECLS

#define CP_TYPE_WINDOW (cp_window_get_type ())
G_DECLARE_FINAL_TYPE (CpWindow, cp_window, CP, WINDOW, GtkApplicationWindow)

GtkWidget *cp_window_new (GtkApplication *application);
void cp_window_open_session (CpWindow *window, const char *path);
/* @sources: (transfer full): what was named with options; @files: what stands without: a table, models, a
 * folder */
void cp_window_open_arguments (CpWindow *window, CpSources *sources, const char *const *files);

G_END_DECLS
