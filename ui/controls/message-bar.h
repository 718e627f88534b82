#pragma once
#include <gtk/gtk.h>

/* One line at the top of the window that says what went wrong or what to know, or asks, with Close. Hidden
 * until it has something to say; it is read out by assistive tools as an alert.
 *
 * Signal "answered" (gboolean yes): a question was answered; the bar is hidden then. Close is no answer. */
G_BEGIN_DECLS

#define CP_TYPE_MESSAGE_BAR (cp_message_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpMessageBar, cp_message_bar, CP, MESSAGE_BAR, GtkWidget)

GtkWidget *cp_message_bar_new (void);
void cp_message_bar_show_error (CpMessageBar *self, const char *message);
void cp_message_bar_show_notice (CpMessageBar *self, const char *message);
/* A question with two verbs as answers: "Restore", "Discard". */
void cp_message_bar_ask (CpMessageBar *self, const char *question, const char *yes, const char *no);
void cp_message_bar_clear (CpMessageBar *self);           /* also what Close does */
const char *cp_message_bar_get_text (CpMessageBar *self); /* (nullable): what is shown now */

G_END_DECLS
