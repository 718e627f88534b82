#include "app/session/document-draft.h"
#include "app/session/session-private.h"
#include "core/base/error.h"
#include "core/report/session-file.h"

/* Saving: a draft of the document is taken when it is asked for; a worker tells and writes it. Files are
 * written one after the other, in the order they were asked for. */

typedef struct {
  char *target;
  CpDocumentDraft *draft;
  guint64 state; /* of the session when the draft was taken */
  guint opening;
} Save;

static Save *
save_ref (Save *save) {
  return g_atomic_rc_box_acquire (save);
}

static void
save_clear (gpointer data) {
  Save *save = data;
  g_free (save->target);
  cp_document_draft_free (save->draft);
}

static void
save_unref (gpointer save) {
  g_atomic_rc_box_release_full (save, save_clear);
}

static gpointer
write_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Save *save = data;
  cp_progress_report (progress, -1, "Saving");
  g_autoptr (json_t) document = cp_document_draft_tell (save->draft, FALSE, progress, cancellable, error);
  if (document == NULL)
    return NULL;
  cp_progress_report (progress, -1, "Saving");
  return cp_session_file_write (document, save->target, error) ? save_ref (save) : NULL;
}

/* The session is that of the file now; it is as the file has it unless it was changed meanwhile. */
static void
settle (CpSession *self, const Save *save) {
  if (save->opening != self->n_openings)
    return; /* another one is open by now */
  if (g_strcmp0 (save->target, self->open->path) != 0)
    json_object_del (json_object_get (self->open->document, "view"), "title"); /* the file's name says more */
  g_free (self->open->path);
  self->open->path = g_strdup (save->target);
  cp_session_name_after (self, self->open->path);
  if (save->state == self->state)
    cp_session_set_dirty (self, FALSE);
}

static void start_next (CpSession *self);

static void
finish_writing (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  Save *save = g_queue_pop_head (&self->saves);
  if (error == NULL)
    settle (self, save);
  else if (g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
    g_queue_clear_full (&self->saves, save_unref); /* those that wait are stopped with it */
  start_next (self);
  cp_session_emit_saved (self, save->target, error);
  g_clear_pointer (&result, save_unref);
  save_unref (save);
}

static const CpJobKind save_kind = {
    .kind = "save",
    .run = write_on_worker,
    .free_data = save_unref,
    .free_result = save_unref,
    .done = finish_writing,
};

static void
start_next (CpSession *self) {
  if (!g_queue_is_empty (&self->saves))
    cp_jobs_start (self->jobs, &save_kind, save_ref (g_queue_peek_head (&self->saves)), self);
}

/* One that waits for the same file would be written over at once. */
static void
drop_waiting (CpSession *self, const char *target) {
  for (GList *next, *l = self->saves.head != NULL ? self->saves.head->next : NULL; l != NULL; l = next) {
    next = l->next;
    if (!g_str_equal (((const Save *)l->data)->target, target))
      continue;
    save_unref (l->data);
    g_queue_delete_link (&self->saves, l);
  }
}

void
cp_session_save (CpSession *self, const char *path) {
  g_return_if_fail (cp_session_is_open (self) && path != NULL);
  Save *save = g_atomic_rc_box_new0 (Save);
  save->target = g_canonicalize_filename (path, NULL);
  save->draft = cp_document_draft_take (self, save->target);
  save->state = self->state;
  save->opening = self->n_openings;
  drop_waiting (self, save->target);
  g_queue_push_tail (&self->saves, save);
  if (g_queue_get_length (&self->saves) == 1)
    start_next (self);
}

gboolean
cp_session_is_saving (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  return !g_queue_is_empty (&self->saves);
}

void
cp_session_clear_saves (CpSession *self) {
  g_queue_clear_full (&self->saves, save_unref);
}
