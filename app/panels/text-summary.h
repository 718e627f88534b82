#pragma once
#include "app/explain/text-items.h"
#include <gtk/gtk.h>

/* The words that move each output most: their mean signed effects over the texts that hold them, stacked; a
 * word counts among the words present, as in the page's first game. Worked out by a job over at most a
 * thousand rows of those looked at, shown while it converges; the window's Stop button ends it. */
G_BEGIN_DECLS

#define CP_TYPE_TEXT_SUMMARY (cp_text_summary_get_type ())
G_DECLARE_FINAL_TYPE (CpTextSummary, cp_text_summary, CP, TEXT_SUMMARY, GtkWidget)

void cp_text_summary_set_session (CpTextSummary *self, CpSession *session);
/* Which output stands out. */
void cp_text_summary_look (CpTextSummary *self, guint output);

G_END_DECLS
