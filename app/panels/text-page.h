#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The page of a text column: the selected row's text with what each word does, the scores of every output,
 * and the words that did most. It is of use only where a model reads a text: see cp_text_page_is_of_use(). */
G_BEGIN_DECLS

#define CP_TYPE_TEXT_PAGE (cp_text_page_get_type ())
G_DECLARE_FINAL_TYPE (CpTextPage, cp_text_page, CP, TEXT_PAGE, GtkWidget)

GtkWidget *cp_text_page_new (CpSession *session);
gboolean cp_text_page_is_of_use (CpSession *session);

G_END_DECLS
