#pragma once
#include "app/opening/open-draft.h"
#include <gtk/gtk.h>

/* The dialog that opens a table with models: a preview of the rows, the label, the models, their features,
 * and what does not fit, all at once. It changes the draft alone; what is open stays as it is until the
 * person chooses Open and whoever made the dialog acts on it. Files can be dropped on it.
 *
 * Signals: "accepted": Open was chosen and the draft can be opened; "choose" (int what): a file is asked for,
 * CP_OPEN_TABLE, CP_OPEN_NEW_MODELS or a model's index. Cancel and Escape destroy it. */
G_BEGIN_DECLS

#define CP_TYPE_OPEN_DIALOG (cp_open_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CpOpenDialog, cp_open_dialog, CP, OPEN_DIALOG, GtkWindow)

enum { CP_OPEN_NEW_MODELS = -1, CP_OPEN_TABLE = -2 };

/* @parent: (nullable) */
GtkWidget *cp_open_dialog_new (GtkWindow *parent, CpOpenDraft *draft);
CpOpenDraft *cp_open_dialog_get_draft (CpOpenDialog *dialog);
/* Puts each file where it belongs, told apart by content; @what: where all go instead, or G_MAXINT. What
 * belongs nowhere is told. */
void cp_open_dialog_take_files (CpOpenDialog *dialog, const char *const *paths, int what);
void cp_open_dialog_tell (CpOpenDialog *dialog, const char *message); /* an error */
/* While what was accepted is being opened by @jobs: (nullable): no longer */
void cp_open_dialog_set_opening (CpOpenDialog *dialog, CpJobs *jobs);

G_END_DECLS
