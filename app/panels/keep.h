#pragma once
#include "app/session/session-view.h"
#include <gtk/gtk.h>

/* Controls whose state is saved with the session as it stands, one line each: a view of app/session-view.h
 * under @key, owned by the control. Each is set as a person would set it, so what follows from it follows. */
G_BEGIN_DECLS

/* The text chosen; the first one where nothing was saved or it is no longer offered. */
void cp_keep_choice (CpSession *session, const char *key, GtkDropDown *choice);
/* Whether it is pressed; not, where nothing was saved. For one that stands alone: of a group one must be. */
void cp_keep_toggle (CpSession *session, const char *key, GtkToggleButton *toggle);
void cp_keep_text (CpSession *session, const char *key, GtkEditable *entry);
/* A scatter or a small chart: whether it stands as a table. */
void cp_keep_twin (CpSession *session, const char *key, GtkWidget *chart);
/* The size of the end child, once a person moved the handle; else as the children ask for. */
void cp_keep_pane (CpSession *session, const char *key, GtkPaned *paned);

G_END_DECLS
