#include "app/window/window-private.h"

#include "ui/controls/message-bar.h"

/* What a crashed program left: asked about at the start, one at a time, newest first. Closing the question is
 * no answer: it comes back with the next start. */

static void
ask (CpWindow *self) {
  if (self->leftovers == NULL || self->leftovers->len == 0)
    return;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *question = cp_kept_work_describe (g_ptr_array_index (self->leftovers, 0), now);
  cp_message_bar_ask (CP_MESSAGE_BAR (self->recovery_bar), question, "Restore", "Discard");
}

static void
restore (CpWindow *self) {
  g_clear_pointer (&self->restoring, cp_kept_work_free);
  self->restoring = g_ptr_array_steal_index (self->leftovers, 0);
  cp_session_open_kept (self->session, self->restoring->file);
}

static void
answered (CpMessageBar *bar, gboolean is_yes, gpointer data) {
  CpWindow *self = data;
  if (self->leftovers->len == 0)
    return;
  if (is_yes) {
    cp_window_when_saved (self, restore);
    return;
  }
  cp_kept_work_discard (g_ptr_array_index (self->leftovers, 0));
  g_ptr_array_remove_index (self->leftovers, 0);
  ask (self);
}

void
cp_window_offer_recovery (CpWindow *self) {
  self->leftovers = cp_kept_work_find ();
  g_signal_connect (self->recovery_bar, "answered", G_CALLBACK (answered), self);
  ask (self);
}

void
cp_window_finish_recovery (CpWindow *self) {
  if (self->restoring == NULL || !cp_session_is_dirty (self->session))
    return; /* something else was opened meanwhile: what was left stays where it is */
  cp_autosave_adopt (self->autosave, g_steal_pointer (&self->restoring));
  ask (self); /* there may be more */
}

void
cp_window_clear_recovery (CpWindow *self) {
  g_clear_pointer (&self->leftovers, g_ptr_array_unref);
  g_clear_pointer (&self->restoring, cp_kept_work_free);
}
