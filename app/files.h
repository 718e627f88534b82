#pragma once
#include <gtk/gtk.h>

/* Asking for files and asking questions: GTK 4.8's choosers behind functions of our own. All are modal to
 * @parent and answer on the main loop; an answer never comes after @parent is gone. */
G_BEGIN_DECLS

typedef enum { CP_FILES_TABLE, CP_FILES_MODELS, CP_FILES_SESSION } CpFilesKind;

/* @files: (element-type GFile): at least one; more than one only for models */
typedef void (*CpFilesChosen) (GListModel *files, gpointer data);
void cp_files_open (GtkWindow *parent, CpFilesKind kind, CpFilesChosen chosen, gpointer data);

/* @name: (nullable): what the file is called at first */
typedef void (*CpFileChosen) (const char *path, gpointer data);
void cp_files_save_session (GtkWindow *parent, const char *name, CpFileChosen chosen, gpointer data);
/* Anything else. @title: of the dialog; @name: of the file at first, whose suffix a name without one gets */
void cp_files_save (GtkWindow *parent, const char *title, const char *name, CpFileChosen chosen,
                    gpointer data);

/* Unsaved changes: GTK_RESPONSE_ACCEPT to save, GTK_RESPONSE_REJECT to discard, else to stay. */
typedef void (*CpAnswered) (int response, gpointer data);
void cp_ask_to_save (GtkWindow *parent, const char *title, CpAnswered answered, gpointer data);

G_END_DECLS
