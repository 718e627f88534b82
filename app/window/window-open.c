#include "app/window/window-private.h"

#include "app/files.h"
#include "app/opening/file-kind.h"
#include "app/opening/missing-files.h"
#include "app/panels/locate-dialog.h"
#include "app/panels/open-dialog.h"
#include "app/session/session-inputs.h"
#include "core/report/session-file.h"
#include "ui/controls/message-bar.h"

#include <string.h>

/* Opening from the window. What fits is opened at once: a session file, a command line with a table and
 * models. Everything else, and what turns out not to fit, goes to the dialog, with its problem. */

struct _CpOpening {
  GtkWindow *dialog; /* (nullable): CpOpenDialog or CpLocateDialog; it clears this when it goes */
  int what;          /* the file the dialog asked for */
  CpSources *trying; /* (nullable): what is being opened without the dialog */
  char *path;        /* (nullable): the session file it came from */
  json_t *document;  /* (nullable) */
};

static void
forget (CpOpening *opening) {
  g_clear_pointer (&opening->trying, cp_sources_free);
  g_clear_pointer (&opening->path, g_free);
  g_clear_pointer (&opening->document, json_decref);
}

void
cp_window_opening_init (CpWindow *self) {
  self->opening = g_new0 (CpOpening, 1);
}

void
cp_window_opening_clear (CpWindow *self) {
  if (self->opening == NULL)
    return;
  forget (self->opening);
  if (self->opening->dialog != NULL)
    gtk_window_destroy (self->opening->dialog);
  g_clear_pointer (&self->opening, g_free);
}

GtkWindow *
cp_window_get_asking (CpWindow *self) {
  return self->opening->dialog != NULL ? self->opening->dialog : GTK_WINDOW (self);
}

static CpOpenDialog *
get_open_dialog (CpWindow *self) {
  GtkWindow *dialog = self->opening->dialog;
  return dialog != NULL && CP_IS_OPEN_DIALOG (dialog) ? CP_OPEN_DIALOG (dialog) : NULL;
}

static void
show_error (CpWindow *self, const GError *error) {
  CpOpenDialog *dialog = get_open_dialog (self);
  if (dialog != NULL)
    cp_open_dialog_tell (dialog, error->message);
  else
    cp_message_bar_show_error (CP_MESSAGE_BAR (self->message_bar), error->message);
}

/* ---- the dialog ---- */

static void
dialog_gone (gpointer data, GObject *where_it_was) {
  CpWindow *self = data;
  if (self->opening != NULL) {
    self->opening->dialog = NULL;
    forget (self->opening);
  }
  g_object_unref (self);
}

static void
present_dialog (CpWindow *self, GtkWidget *dialog) {
  if (self->opening->dialog != NULL)
    gtk_window_destroy (self->opening->dialog);
  self->opening->dialog = GTK_WINDOW (dialog);
  g_object_weak_ref (G_OBJECT (dialog), dialog_gone, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
open_accepted (CpWindow *self) {
  CpOpenDialog *dialog = get_open_dialog (self);
  g_autoptr (GError) error = NULL;
  if (dialog == NULL)
    return;
  CpOpenDraft *draft = cp_open_dialog_get_draft (dialog);
  CpInputs *inputs = cp_open_draft_to_inputs (draft, &error);
  if (inputs == NULL) {
    cp_open_dialog_tell (dialog, error->message);
    return;
  }
  g_clear_pointer (&self->restoring, cp_kept_work_free); /* this is opened in its place */
  cp_session_open_inputs (self->session, cp_open_draft_to_sources (draft), inputs, self->opening->path,
                          self->opening->document);
  cp_open_dialog_set_opening (dialog, cp_session_get_jobs (self->session));
}

static void
accepted (CpOpenDialog *dialog, gpointer data) {
  cp_window_when_saved (data, open_accepted);
}

/* Stop, or a failure that was told: the dialog is the person's again. */
static void
busy_changed (CpJobs *jobs, GParamSpec *spec, gpointer data) {
  if (!cp_jobs_is_busy (jobs))
    cp_open_dialog_set_opening (data, NULL);
}

static void
files_chosen (GListModel *files, gpointer data) {
  CpWindow *self = data;
  CpOpenDialog *dialog = get_open_dialog (self);
  g_auto (GStrv) paths = cp_window_dup_paths (files);
  if (dialog != NULL)
    cp_open_dialog_take_files (dialog, (const char *const *)paths, self->opening->what);
}

static void
choose_file (CpOpenDialog *dialog, int what, gpointer data) {
  CpWindow *self = data;
  self->opening->what = what;
  cp_files_open (GTK_WINDOW (dialog), what == CP_OPEN_TABLE ? CP_FILES_TABLE : CP_FILES_MODELS, files_chosen,
                 self);
}

/* @sources: (nullable); @table: (nullable): theirs */
static CpOpenDialog *
open_dialog (CpWindow *self, const CpSources *sources, CpTable *table) {
  g_autoptr (CpOpenDraft) draft = cp_open_draft_new ();
  if (sources != NULL)
    cp_open_draft_set_sources (draft, sources, table);
  GtkWidget *dialog = cp_open_dialog_new (GTK_WINDOW (self), draft);
  g_signal_connect (dialog, "accepted", G_CALLBACK (accepted), self);
  g_signal_connect (dialog, "choose", G_CALLBACK (choose_file), self);
  g_signal_connect_object (cp_session_get_jobs (self->session), "notify::busy", G_CALLBACK (busy_changed),
                           dialog, 0);
  present_dialog (self, dialog);
  return CP_OPEN_DIALOG (dialog);
}

/* What is open, so that models join the table and the question they are about. (transfer full) */
static CpSources *
dup_open_sources (CpWindow *self) {
  CpSources *sources = cp_sources_copy (cp_session_get_sources (self->session));
  g_free (sources->label);
  g_free (sources->positive);
  sources->label = g_strdup (cp_session_get_label (self->session));
  sources->positive = g_strdup (cp_session_get_positive (self->session));
  for (guint m = 0; m < sources->models->len; m++) {
    CpModelSource *model = g_ptr_array_index (sources->models, m);
    CpEncoder *encoder = cp_session_get_encoder (self->session, m);
    if (model->spec == NULL && encoder != NULL)
      model->spec = cp_encoder_to_json (encoder);
  }
  return sources;
}

/* ---- files that are missing ---- */

static void
open_located (CpWindow *self) {
  CpOpening *opening = self->opening;
  if (opening->trying == NULL || opening->document == NULL)
    return;
  CpSources *sources = cp_sources_copy (opening->trying);
  g_clear_pointer (&self->restoring, cp_kept_work_free); /* this is opened in its place */
  cp_session_open_inputs (self->session, sources, NULL, opening->path, opening->document);
}

static void
located (CpLocateDialog *dialog, gpointer data) {
  CpWindow *self = data;
  CpSources *sources = cp_sources_copy (cp_locate_dialog_get_sources (dialog));
  char *path = g_strdup (self->opening->path);
  json_t *document = json_incref (self->opening->document);
  gtk_window_destroy (GTK_WINDOW (dialog)); /* forgets */
  self->opening->trying = sources;
  self->opening->path = path;
  self->opening->document = document;
  open_located (self);
}

static void
ask_where (CpWindow *self, GPtrArray *missing) {
  GtkWidget *dialog =
      cp_locate_dialog_new (GTK_WINDOW (self), self->opening->path, self->opening->trying, missing);
  g_signal_connect (dialog, "located", G_CALLBACK (located), self);
  CpOpening kept = *self->opening;
  self->opening->trying = NULL;
  self->opening->path = NULL;
  self->opening->document = NULL;
  present_dialog (self, dialog); /* another dialog may go and forget */
  self->opening->trying = kept.trying;
  self->opening->path = kept.path;
  self->opening->document = kept.document;
}

/* ---- trying without the dialog ---- */

static void
try_session (CpWindow *self) {
  g_autofree char *path = g_steal_pointer (&self->chosen);
  g_autoptr (GError) error = NULL;
  CpOpening *opening = self->opening;
  if (opening->dialog != NULL)
    gtk_window_destroy (opening->dialog);
  forget (opening);
  opening->path = g_canonicalize_filename (path, NULL);
  opening->document = cp_session_file_read (path, &error);
  if (opening->document != NULL)
    opening->trying = cp_sources_new_from_session (opening->document, opening->path, &error);
  if (opening->trying == NULL) {
    forget (opening);
    cp_message_bar_show_error (CP_MESSAGE_BAR (self->message_bar), error->message);
    return;
  }
  g_autoptr (GPtrArray) missing = cp_missing_files_find (opening->trying, opening->path);
  if (missing->len > 0)
    ask_where (self, missing);
  else
    cp_session_open_file (self->session, path);
}

void
cp_window_open_session (CpWindow *self, const char *path) {
  g_return_if_fail (CP_IS_WINDOW (self) && path != NULL);
  g_free (self->chosen);
  self->chosen = g_strdup (path);
  try_session (self);
}

static void
open_sources (CpWindow *self, CpSources *sources, gboolean is_complete) {
  g_autoptr (CpSources) taken = sources;
  forget (self->opening);
  if (!is_complete) {
    open_dialog (self, sources, NULL);
    return;
  }
  self->opening->trying = cp_sources_copy (sources);
  cp_session_open_sources (self->session, g_steal_pointer (&taken));
}

/* The problem stands in the dialog beside what it is about; the sentence is said as it was. */
gboolean
cp_window_opening_failed (CpWindow *self, const GError *error) {
  CpOpenDialog *dialog = get_open_dialog (self);
  if (dialog != NULL) {
    cp_open_dialog_set_opening (dialog, NULL);
    cp_open_dialog_tell (dialog, error->message);
    return TRUE;
  }
  CpOpening *opening = self->opening;
  if (opening->trying == NULL)
    return FALSE;
  g_autoptr (CpSources) sources = g_steal_pointer (&opening->trying);
  g_autofree char *path = g_steal_pointer (&opening->path);
  json_t *document = g_steal_pointer (&opening->document);
  dialog = open_dialog (self, sources, NULL);
  opening->path = g_steal_pointer (&path);
  opening->document = document;
  cp_open_dialog_tell (dialog, error->message);
  return TRUE;
}

void
cp_window_opening_done (CpWindow *self) {
  forget (self->opening);
  if (self->opening->dialog != NULL)
    gtk_window_destroy (self->opening->dialog);
}

/* ---- what a person chose or dropped ---- */

static gboolean
check_paths (char **files, gboolean as_models, char **out_session, GError **error) {
  for (char **file = files; *file != NULL; file++) {
    CpFileKind kind;
    if (!cp_file_kind_find (*file, &kind, error))
      return FALSE;
    if (kind == CP_FILE_SESSION && !as_models)
      *out_session = *file;
  }
  return TRUE;
}

void
cp_window_take_paths (CpWindow *self, const char *const *paths, gboolean as_models) {
  g_return_if_fail (CP_IS_WINDOW (self) && paths != NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) files = cp_file_kind_expand (paths, &error);
  char *session = NULL;
  if (files == NULL || !check_paths (files, as_models, &session, &error)) {
    show_error (self, error);
    return;
  }
  if (files[0] == NULL)
    return;
  if (session != NULL) {
    g_free (self->chosen);
    self->chosen = g_strdup (session);
    cp_window_when_saved (self, try_session);
    return;
  }
  CpOpenDialog *dialog = get_open_dialog (self);
  gboolean has_table = FALSE;
  for (char **file = files; *file != NULL && !as_models; file++)
    has_table = has_table || cp_file_kind_guess (*file) == CP_FILE_TABLE;
  if (dialog == NULL) {
    g_autoptr (CpSources) open =
        !has_table && cp_session_is_open (self->session) ? dup_open_sources (self) : NULL;
    const gboolean has_tags = open != NULL && open->tags != NULL; /* its table has columns made of them */
    dialog =
        open_dialog (self, open, open != NULL && !has_tags ? cp_session_get_table (self->session) : NULL);
  }
  cp_open_dialog_take_files (dialog, (const char *const *)files, as_models ? CP_OPEN_NEW_MODELS : G_MAXINT);
}

void
cp_window_open_arguments (CpWindow *self, CpSources *sources, const char *const *paths) {
  g_return_if_fail (CP_IS_WINDOW (self) && sources != NULL && paths != NULL);
  g_autoptr (CpSources) taken = sources;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) files = cp_file_kind_expand (paths, &error);
  char *session = NULL;
  if (files == NULL || !check_paths (files, FALSE, &session, &error)) {
    show_error (self, error);
    return;
  }
  if (session != NULL) {
    cp_window_open_session (self, session);
    return;
  }
  gboolean is_complete = taken->models->len > 0; /* models named by hand are meant as they are */
  for (char **file = files; *file != NULL; file++) {
    if (taken->data != NULL || cp_file_kind_guess (*file) == CP_FILE_MODEL)
      cp_sources_add_model (taken, NULL, *file, NULL);
    else
      taken->data = g_strdup (*file);
  }
  open_sources (self, g_steal_pointer (&taken), is_complete && sources->data != NULL);
}
