#pragma once
#include <gtk/gtk.h>

/* What the program remembers of a person, in one small window: colours, size of text, what the editor does by
 * itself, recent sessions, the tour. Every choice works at once in all windows and is kept (app/settings.h);
 * what is changed elsewhere shows here. Colours and size are the stateful actions "scheme" and "text-size" of
 * @actions, the application. */
G_BEGIN_DECLS

#define CP_TYPE_PREFERENCES (cp_preferences_get_type ())
G_DECLARE_FINAL_TYPE (CpPreferences, cp_preferences, CP, PREFERENCES, GtkWindow)

/* @parent: (nullable) */
GtkWidget *cp_preferences_new (GtkWindow *parent, GActionGroup *actions);

G_END_DECLS
