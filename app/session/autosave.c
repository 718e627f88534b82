#include "app/session/autosave.h"

#include "app/session/document-draft.h"
#include "core/base/error.h"
#include "core/base/file.h"

#include <string.h>

#define DELAY_MS 2000 /* after a change: a burst of edits is written once */

/* One kept work's, between the main loop and the worker, so that what is taken away stays away and the main
 * loop does not wait for a disk. It outlives the autosave. */
typedef struct {
  GMutex writing; /* held by the worker while it writes */
  GMutex lock;    /* guards the rest, never for long */
  gboolean is_writing;
  CpKeptWork *unwanted; /* (nullable): taken away while it was written: the worker does it */
} Gate;

static void
discard (CpKeptWork *kept) {
  cp_kept_work_discard (kept);
  cp_kept_work_free (kept);
}

static void
clear_gate (gpointer data) {
  Gate *gate = data;
  g_mutex_clear (&gate->writing);
  g_mutex_clear (&gate->lock);
}

static Gate *
gate_new (void) {
  Gate *gate = g_atomic_rc_box_new0 (Gate);
  g_mutex_init (&gate->writing);
  g_mutex_init (&gate->lock);
  return gate;
}

static void
gate_unref (Gate *gate) {
  g_atomic_rc_box_release_full (gate, clear_gate);
}

struct _CpAutosave {
  GObject parent_instance;
  CpSession *session;
  CpJobs *jobs;     /* of its own: keeping is not work a person waits for or stops */
  CpKeptWork *kept; /* (nullable): the place, taken at the first write */
  Gate *gate;       /* (nullable): of @kept */
  guint source;
  gboolean is_ended;
};

G_DEFINE_FINAL_TYPE (CpAutosave, cp_autosave, G_TYPE_OBJECT)

/* The document is told and written by the worker, for it may name every row of a large table. */
typedef struct {
  Gate *gate;
  CpDocumentDraft *draft;
  char *file, *path, *title; /* path: (nullable) */
} Write;

static void
write_free (gpointer data) {
  Write *job = data;
  gate_unref (job->gate);
  cp_document_draft_free (job->draft);
  g_free (job->file);
  g_free (job->path);
  g_free (job->title);
  g_free (job);
}

/* Cancelled is what was taken away, or is written anew by a later job. */
static gboolean
begin_writing (Gate *gate, GCancellable *cancellable, GError **error) {
  g_mutex_lock (&gate->lock);
  gate->is_writing = !cp_check_cancelled (cancellable, error);
  gboolean is_writing = gate->is_writing;
  g_mutex_unlock (&gate->lock);
  return is_writing;
}

static void
end_writing (Gate *gate) {
  g_mutex_lock (&gate->lock);
  gate->is_writing = FALSE;
  g_clear_pointer (&gate->unwanted, discard);
  g_mutex_unlock (&gate->lock);
}

static gpointer
write_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Write *job = data;
  Gate *gate = job->gate;
  g_autoptr (json_t) document = cp_document_draft_tell (job->draft, FALSE, NULL, cancellable, error);
  if (document == NULL)
    return NULL;
  g_autofree char *text = cp_kept_work_compose (document, job->path, job->title);
  g_mutex_lock (&gate->writing);
  gboolean is_written =
      begin_writing (gate, cancellable, error) && cp_write_file (job->file, text, strlen (text), error);
  end_writing (gate);
  g_mutex_unlock (&gate->writing);
  return is_written ? g_strdup (job->file) : NULL;
}

/* A failure is not worth a message: the work itself is safe, and the next change tries again. */
static void
written (gpointer result, const GError *error, gpointer owner) {
  if (result == NULL && !g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
    g_info ("unsaved work is not kept: %s", error->message);
  g_free (result);
}

static const CpJobKind write_kind = {
    .kind = "autosave",
    .run = write_on_worker,
    .free_data = write_free,
    .free_result = g_free,
    .done = written,
};

static gboolean
write_now (gpointer data) {
  CpAutosave *self = data;
  self->source = 0;
  if (!cp_session_is_open (self->session) || !cp_session_is_dirty (self->session))
    return G_SOURCE_REMOVE;
  if (self->kept == NULL)
    self->kept = cp_kept_work_new ();
  if (self->kept == NULL)
    return G_SOURCE_REMOVE;
  if (self->gate == NULL)
    self->gate = gate_new ();
  const char *path = cp_session_get_path (self->session), *title = cp_session_get_title (self->session);
  Write *job = g_new0 (Write, 1);
  job->gate = g_atomic_rc_box_acquire (self->gate);
  job->draft = cp_document_draft_take (self->session, path != NULL ? path : self->kept->file);
  job->file = g_strdup (self->kept->file);
  job->path = g_strdup (path);
  job->title = g_strdup (title != NULL ? title : "unsaved work");
  cp_jobs_start (self->jobs, &write_kind, job, self);
  return G_SOURCE_REMOVE;
}

static void
take_away (CpAutosave *self) {
  g_clear_handle_id (&self->source, g_source_remove);
  cp_jobs_cancel (self->jobs, &write_kind);
  if (self->gate == NULL) {
    g_clear_pointer (&self->kept, discard);
    return;
  }
  g_mutex_lock (&self->gate->lock);
  if (self->gate->is_writing)
    self->gate->unwanted = g_steal_pointer (&self->kept);
  else
    g_clear_pointer (&self->kept, discard);
  g_mutex_unlock (&self->gate->lock);
  g_clear_pointer (&self->gate, gate_unref);
}

static void
changed (CpAutosave *self) {
  if (self->is_ended)
    return;
  if (!cp_session_is_dirty (self->session))
    take_away (self);
  else if (self->source == 0)
    self->source = g_timeout_add (DELAY_MS, write_now, self);
}

void
cp_autosave_adopt (CpAutosave *self, CpKeptWork *kept) {
  g_return_if_fail (CP_IS_AUTOSAVE (self) && kept != NULL);
  take_away (self);
  self->kept = kept;
  changed (self);
}

void
cp_autosave_end (CpAutosave *self) {
  g_return_if_fail (CP_IS_AUTOSAVE (self));
  self->is_ended = TRUE;
  Gate *gate = self->gate != NULL ? g_atomic_rc_box_acquire (self->gate) : NULL;
  take_away (self);
  if (gate == NULL)
    return;
  g_mutex_lock (&gate->writing); /* nobody is left to take it away once the program has ended */
  g_mutex_unlock (&gate->writing);
  gate_unref (gate);
}

static void
cp_autosave_dispose (GObject *object) {
  CpAutosave *self = CP_AUTOSAVE (object);
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->jobs != NULL)
    g_object_run_dispose (G_OBJECT (self->jobs));
  g_clear_object (&self->jobs);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_autosave_parent_class)->dispose (object);
}

static void
cp_autosave_finalize (GObject *object) {
  CpAutosave *self = CP_AUTOSAVE (object);
  g_clear_pointer (&self->kept, cp_kept_work_free);
  g_clear_pointer (&self->gate, gate_unref);
  G_OBJECT_CLASS (cp_autosave_parent_class)->finalize (object);
}

static void
cp_autosave_class_init (CpAutosaveClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_autosave_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_autosave_finalize;
}

static void
cp_autosave_init (CpAutosave *self) {
  self->jobs = cp_jobs_new ();
}

CpAutosave *
cp_autosave_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  static const char *const signals[] = {"notify::dirty", "opened",           "edits-changed",
                                        "runs-changed",  "question-changed", "thresholds-changed"};
  CpAutosave *self = g_object_new (CP_TYPE_AUTOSAVE, NULL);
  self->session = g_object_ref (session);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (session, signals[i], G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  return self;
}
