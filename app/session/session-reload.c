#include "app/session/session-inputs.h"
#include "app/session/session-private.h"

/* The files of the open session read again, under everything a person did to them. */

void
cp_session_reload (CpSession *self) {
  g_return_if_fail (cp_session_is_open (self));
  const char *path = self->open->path;
  CpOpened *opened = g_new0 (CpOpened, 1);
  opened->path = g_strdup (path);
  opened->sources = cp_sources_copy (self->open->sources);
  g_free (opened->sources->label);
  g_free (opened->sources->positive);
  opened->sources->label = g_strdup (self->open->question->label);
  opened->sources->positive = g_strdup (self->open->question->positive);
  opened->draft = cp_document_draft_take (self, path != NULL ? path : self->open->sources->data);
  opened->n_before = self->open->n_read;
  opened->stamps_before = json_incref (self->open->stamps);
  opened->is_amended = TRUE; /* its files are others than when it was saved */
  cp_session_start_opening (self, opened);
}
