#pragma once
#include <gtk/gtk.h>

/* Every key, in one window: groups beside each other while there is room, beneath each other where the text
 * is large. (GTK's own shortcuts window never breaks a line: with this many it is wider than the screen.) The
 * keys of actions are those the application has given them. */
G_BEGIN_DECLS

#define CP_TYPE_SHORTCUTS (cp_shortcuts_get_type ())
G_DECLARE_FINAL_TYPE (CpShortcuts, cp_shortcuts, CP, SHORTCUTS, GtkWindow)

/* @parent: (nullable) */
GtkWidget *cp_shortcuts_new (GtkWindow *parent, GtkApplication *application);
/* (nullable) (transfer none): the words beside @action: "win.save", "win.page::points"; of "win.page" those
 * of its first target */
const char *cp_shortcuts_find (const char *action);

G_END_DECLS
