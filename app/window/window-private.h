#pragma once
#include "app/opening/file-watch.h"
#include "app/session/autosave.h"
#include "app/session/session.h"
#include "app/window/window.h"
#include "ui/controls/outlet.h"

/* What window.c and window-files.c share. */
G_BEGIN_DECLS

typedef void (*CpWindowThen) (CpWindow *self);
typedef struct _CpOpening CpOpening;

struct _CpWindow {
  GtkApplicationWindow parent_instance;
  CpSession *session;
  guint working_source;
  CpWindowThen then;         /* what waits for the answer about unsaved changes */
  CpWindowThen after_saving; /* (nullable): what waits for the file that is being written */
  char *chosen;              /* (nullable): the session file to open */
  CpOpening *opening;        /* of window-open.c */
  GtkWidget *tour;           /* (nullable): while it is shown */
  gboolean wants_tour;       /* once what is being opened is open */
  CpAutosave *autosave;
  GPtrArray *leftovers;  /* CpKeptWork: what may be restored; the first is being asked about */
  CpKeptWork *restoring; /* (nullable): until it is open */
  CpFileWatch *watch;
  CpParcel *parcel; /* (nullable): waits for the place it is saved to */

  GMenu *recent_section; /* of the template */
  GtkWidget *title_stack, *switcher, *model_bar, *working, *message_bar, *shell, *start_page, *pages;
  GtkWidget *status_label, *stop_button, *undo_button, *redo_button, *toast, *recovery_bar, *files_bar;
};

/* window.c: tells the recent sessions of the open one. */
void cp_window_remember (CpWindow *self);

/* window-outlet.c */
void cp_window_outlet_init (CpOutletInterface *interface);

/* window-recovery.c */
void cp_window_offer_recovery (CpWindow *self);
void cp_window_finish_recovery (CpWindow *self); /* after opening */
void cp_window_clear_recovery (CpWindow *self);

/* window-watch.c */
void cp_window_watch_files (CpWindow *self);
void cp_window_unwatch_files (CpWindow *self);

/* window-open.c: the dialog, and what is being tried without it */
void cp_window_opening_init (CpWindow *self);
void cp_window_opening_clear (CpWindow *self);
/* Paths a person chose or dropped. @as_models: whatever they hold */
void cp_window_take_paths (CpWindow *self, const char *const *paths, gboolean as_models);
/* The window that asks: the dialog while there is one. */
GtkWindow *cp_window_get_asking (CpWindow *self);
/* Takes a failure of what is being opened to where the person is looking; FALSE: it is none. */
gboolean cp_window_opening_failed (CpWindow *self, const GError *error);
void cp_window_opening_done (CpWindow *self); /* it is open */

/* window-files.c */
/* Does @then at once, or after the person has saved or given up the unsaved changes. */
void cp_window_when_saved (CpWindow *self, CpWindowThen then);
/* The end of writing a file: "saved" of the session. */
void cp_window_saved (CpWindow *self, const char *path, const GError *error);
char **cp_window_dup_paths (GListModel *files); /* (transfer full): files that live on this computer */
void cp_window_add_file_actions (CpWindow *self);
void cp_window_list_recent (CpWindow *self); /* in the menu Open and on the start page */
gboolean cp_window_close_request (GtkWindow *window);
gboolean cp_window_dropped (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data);
void cp_window_choose_recent (GtkWidget *page, const char *path, gpointer data);

G_END_DECLS
