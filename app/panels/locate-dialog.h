#pragma once
#include "app/opening/missing-files.h"
#include <gtk/gtk.h>

/* The files of a session that are not where it left them: each is pointed to, those found beside the session
 * are proposed; Open when all are.
 *
 * Signal "located": every file has a place; see cp_locate_dialog_get_sources(). Cancel destroys it. */
G_BEGIN_DECLS

#define CP_TYPE_LOCATE_DIALOG (cp_locate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CpLocateDialog, cp_locate_dialog, CP, LOCATE_DIALOG, GtkWindow)

/* @parent: (nullable); @missing: (transfer none) (element-type CpMissingFile): at least one */
GtkWidget *cp_locate_dialog_new (GtkWindow *parent, const char *session_path, const CpSources *sources,
                                 GPtrArray *missing);
const CpSources *cp_locate_dialog_get_sources (CpLocateDialog *dialog);

G_END_DECLS
