#pragma once
#include "app/autosave.h"
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
  CpAutosave *autosave;
  GPtrArray *leftovers;  /* CpKeptWork: what may be restored; the first is being asked about */
  CpKeptWork *restoring; /* (nullable): until it is open */
  CpParcel *parcel;      /* (nullable): waits for the place it is saved to */

  GtkWidget *title_stack, *switcher, *model_bar, *working, *message_bar, *shell, *start_page, *pages;
  GtkWidget *status_label, *stop_button, *undo_button, *redo_button, *toast, *recovery_bar;
};

/* window.c: tells the recent sessions of the open one. */
void cp_window_remember (CpWindow *self);

/* window-outlet.c */
void cp_window_outlet_init (CpOutletInterface *interface);

/* window-recovery.c */
void cp_window_offer_recovery (CpWindow *self);
void cp_window_finish_recovery (CpWindow *self); /* after opening */
void cp_window_clear_recovery (CpWindow *self);

/* window-files.c */
/* Does @then at once, or after the person has saved or given up the unsaved changes. */
void cp_window_when_saved (CpWindow *self, CpWindowThen then);
void cp_window_add_file_actions (CpWindow *self);
gboolean cp_window_close_request (GtkWindow *window);
gboolean cp_window_dropped (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data);
void cp_window_choose_recent (GtkWidget *page, const char *path, gpointer data);

G_END_DECLS
