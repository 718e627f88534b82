#include "app/window/window-private.h"

#include "app/session/session-inputs.h"
#include "ui/controls/message-bar.h"

/* A table or a model that changed on the disk while it is open: a bar says so and offers to read it again.
 * Nothing is read again by itself. */

static void
changed (CpFileWatch *watch, const char *sentence, gboolean can_reload, gpointer data) {
  CpMessageBar *bar = CP_MESSAGE_BAR (((CpWindow *)data)->files_bar);
  if (sentence == NULL)
    cp_message_bar_clear (bar);
  else if (can_reload)
    cp_message_bar_ask (bar, sentence, "Reload", "Not now");
  else
    cp_message_bar_show_notice (bar, sentence);
}

static void
answered (CpMessageBar *bar, gboolean is_yes, gpointer data) {
  CpWindow *self = data;
  if (is_yes && cp_session_is_open (self->session))
    cp_session_reload (self->session);
}

void
cp_window_watch_files (CpWindow *self) {
  self->watch = cp_file_watch_new (self->session);
  g_signal_connect (self->watch, "changed", G_CALLBACK (changed), self);
  g_signal_connect (self->files_bar, "answered", G_CALLBACK (answered), self);
  g_signal_connect_object (self->session, "opened", G_CALLBACK (cp_message_bar_clear), self->files_bar,
                           G_CONNECT_SWAPPED);
}

void
cp_window_unwatch_files (CpWindow *self) {
  if (self->watch != NULL)
    g_signal_handlers_disconnect_by_data (self->watch, self);
  g_clear_object (&self->watch);
}
