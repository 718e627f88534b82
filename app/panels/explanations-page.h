#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* Explanations: why the models gave the selected row its scores, what matters to them over many rows, every
 * row at once. Nothing is worked out while the page is hidden. */
G_BEGIN_DECLS

#define CP_TYPE_EXPLANATIONS_PAGE (cp_explanations_page_get_type ())
G_DECLARE_FINAL_TYPE (CpExplanationsPage, cp_explanations_page, CP, EXPLANATIONS_PAGE, GtkWidget)

GtkWidget *cp_explanations_page_new (CpSession *session);

G_END_DECLS
