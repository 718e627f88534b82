#pragma once
#include "core/table/table.h"
#include <gtk/gtk.h>

/* Taking figures along, made once: within a widget the right button on a label with a number offers to copy
 * it as it is shown; a widget that is a table has "Copy table as CSV" in the same menu, on the Menu key and
 * Shift+F10, and Ctrl+C where nothing inside wants that for itself. What is copied leaves by the outlet of
 * the window, which says so. */
G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): what @widget shows, in full precision; NULL while it shows nothing */
typedef CpTable *(*CpCopyBuild) (GtkWidget *widget);

/* Once for a @widget that has a layout manager. @title: of the table; @build: (nullable): no table */
void cp_copying_add (GtkWidget *widget, const char *title, CpCopyBuild build);

/* (transfer full) (nullable): the text of the label at a place of @widget when it has a figure; without the
 * interval beneath it, and not that of a button or of an entry */
char *cp_copying_find_figure (GtkWidget *widget, double x, double y);
/* "50.7 %" to the clipboard. */
void cp_copying_copy_figure (GtkWidget *widget, const char *figure);

G_END_DECLS
