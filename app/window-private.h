#pragma once
#include "app/opener.h"
#include "app/session.h"
#include "app/window.h"
#include "ui/controls/outlet.h"

/* What window.c and window-files.c share. */
G_BEGIN_DECLS

typedef void (*CpWindowThen) (CpWindow *self);

struct _CpWindow {
  GtkApplicationWindow parent_instance;
  CpSession *session;
  CpOpener *opener;
  guint working_source;
  CpWindowThen then; /* what waits for the answer about unsaved changes */
  char **chosen;     /* paths to open; NULL while none */
  gboolean chosen_as_models;
  CpParcel *parcel; /* (nullable): waits for the place it is saved to */

  GtkWidget *title_stack, *switcher, *model_bar, *working, *message_bar, *shell, *start_page, *pages;
  GtkWidget *status_label, *stop_button, *undo_button, *redo_button, *toast;
};

/* window.c: tells the recent sessions of the open one. */
void cp_window_remember (CpWindow *self);

/* window-outlet.c */
void cp_window_outlet_init (CpOutletInterface *interface);

/* window-files.c */
void cp_window_add_file_actions (CpWindow *self);
gboolean cp_window_close_request (GtkWindow *window);
gboolean cp_window_dropped (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data);
void cp_window_choose_recent (GtkWidget *page, const char *path, gpointer data);

G_END_DECLS
