#include "app/files.h"

#include <string.h>

typedef struct {
  GtkNativeDialog *dialog; /* owned */
  CpFilesChosen files_chosen;
  CpFileChosen file_chosen;
  gpointer data;
  char *suffix; /* (nullable): what a name without one gets */
} Request;

static void
request_free (gpointer data) {
  Request *request = data;
  gtk_native_dialog_destroy (request->dialog);
  g_object_unref (request->dialog);
  g_free (request->suffix);
  g_free (request);
}

static void
responded (GtkNativeDialog *dialog, int response, gpointer data) {
  Request *request = data;
  GtkWindow *parent = gtk_native_dialog_get_transient_for (dialog);
  g_autoptr (GListModel) files =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog)) : NULL;
  CpFilesChosen files_chosen = request->files_chosen;
  CpFileChosen file_chosen = request->file_chosen;
  gpointer owner = request->data;
  g_autofree char *suffix = g_steal_pointer (&request->suffix);
  g_object_set_data (G_OBJECT (parent), "cp-files", NULL); /* frees the request */
  if (files == NULL || g_list_model_get_n_items (files) == 0)
    return;
  if (files_chosen != NULL) {
    files_chosen (files, owner);
    return;
  }
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;
  if (name != NULL && suffix != NULL && strchr (name, '.') == NULL) {
    char *longer = g_strconcat (path, suffix, NULL);
    g_free (path);
    path = longer;
  }
  if (path != NULL)
    file_chosen (path, owner);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns) {
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

/* The parent holds the request, so a window that closes takes its question along. */
static void
show (GtkWindow *parent, GtkFileChooserNative *chooser, Request *request) {
  request->dialog = GTK_NATIVE_DIALOG (chooser);
  gtk_native_dialog_set_modal (request->dialog, TRUE);
  g_object_set_data_full (G_OBJECT (parent), "cp-files", request, request_free);
  g_signal_connect (chooser, "response", G_CALLBACK (responded), request);
  gtk_native_dialog_show (request->dialog);
}

void
cp_files_open (GtkWindow *parent, CpFilesKind kind, CpFilesChosen chosen, gpointer data) {
  static const struct {
    const char *title, *filter;
    const char *patterns[8];
  } kinds[] = {
      {"Open a table", "Tables", {"*.csv", "*.tsv", "*.csv.gz", "*.tsv.gz", "*.txt", NULL}},
      {"Open models", "Models", {"*.h5", "*.hdf5", "*.keras", "*.json", "*.ubj", NULL}},
      {"Open a session", "Sessions", {"*.counterpoint", NULL}},
  };
  g_return_if_fail (GTK_IS_WINDOW (parent) && chosen != NULL);
  static const char *const any[] = {"*", NULL};
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (kinds[kind].title, parent, GTK_FILE_CHOOSER_ACTION_OPEN, "Open", "Cancel");
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), kind == CP_FILES_MODELS);
  add_filter (GTK_FILE_CHOOSER (chooser), kinds[kind].filter, kinds[kind].patterns);
  add_filter (GTK_FILE_CHOOSER (chooser), "All files", any); /* content decides, never the suffix */
  Request *request = g_new0 (Request, 1);
  request->files_chosen = chosen;
  request->data = data;
  show (parent, chooser, request);
}

void
cp_files_save_session (GtkWindow *parent, const char *name, CpFileChosen chosen, gpointer data) {
  g_return_if_fail (GTK_IS_WINDOW (parent) && chosen != NULL);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      "Save the session", parent, GTK_FILE_CHOOSER_ACTION_SAVE, "Save", "Cancel");
  if (name != NULL) {
    g_autofree char *file = g_strconcat (name, ".counterpoint", NULL);
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), file);
  }
  Request *request = g_new0 (Request, 1);
  request->file_chosen = chosen;
  request->data = data;
  show (parent, chooser, request);
}

void
cp_files_save (GtkWindow *parent, const char *title, const char *name, CpFileChosen chosen, gpointer data) {
  g_return_if_fail (GTK_IS_WINDOW (parent) && name != NULL && chosen != NULL);
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, "Save", "Cancel");
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  Request *request = g_new0 (Request, 1);
  request->file_chosen = chosen;
  request->data = data;
  request->suffix = g_strdup (strrchr (name, '.'));
  show (parent, chooser, request);
}

typedef struct {
  CpAnswered answered;
  gpointer data;
} Question;

static void
answered_question (GtkDialog *dialog, int response, gpointer data) {
  Question question = *(Question *)data;
  gtk_window_destroy (GTK_WINDOW (dialog));
  question.answered (response, question.data);
}

void
cp_ask_to_save (GtkWindow *parent, const char *title, CpAnswered answered, gpointer data) {
  g_return_if_fail (GTK_IS_WINDOW (parent) && answered != NULL);
  GtkWidget *dialog =
      gtk_message_dialog_new (parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT, GTK_MESSAGE_QUESTION,
                              GTK_BUTTONS_NONE, "Save the changes to “%s”?", title);
  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog),
                                            "Edits, runs and thresholds since the last save would be lost.");
  gtk_dialog_add_buttons (GTK_DIALOG (dialog), "Discard", GTK_RESPONSE_REJECT, "Cancel", GTK_RESPONSE_CANCEL,
                          "Save", GTK_RESPONSE_ACCEPT, NULL);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  GtkWidget *save = gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  gtk_widget_add_css_class (save, "suggested-action");
  Question *question = g_new (Question, 1);
  *question = (Question){answered, data};
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_question), question,
                         (GClosureNotify)(void (*) (void))g_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
