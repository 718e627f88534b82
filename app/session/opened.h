#pragma once
#include "app/question.h"
#include "app/session/document-draft.h"
#include "app/session/edit-journal.h"
#include "app/session/run.h"
#include "core/metrics/tags.h"

/* What opening gives: a value without a session, made whole on a worker and handed over. */
G_BEGIN_DECLS

typedef struct {
  char *path; /* (nullable) */
  char *kept; /* (nullable): the file unsaved work was kept in, which is opened in place of @path */
  CpDocumentDraft *draft; /* (nullable): what the document is told from */
  json_t *document;       /* the session file as read, or an empty object */
  CpSources *sources;
  CpInputs *inputs;
  guint output;      /* of models of several: the one looked at; inputs->models give its scores only */
  CpTags *tags;      /* (nullable): given, in the order of the outputs */
  CpScores **scores; /* (n_models) */
  CpRowEditor *editor;
  CpFields *fields;
  CpQuestion *question;
  GHashTable *histories; /* row → CpRowHistory */
  CpEditJournal *journal;
  gsize n_read;          /* rows of the file; those behind were added */
  GArray *added;         /* guint32, one an added row: the row it copies, CP_NO_ROW for a typical one */
  GArray *absent;        /* guint32, ascending: rows that were deleted; they keep their numbers */
  GPtrArray *runs;       /* CpRun */
  GHashTable *last_runs; /* row → its newest CpRun, of @runs */
  json_t *stamps;        /* of the files, as they were when they were read: cp_file_stamps_take() */
  char *changed;         /* (nullable): which of them are others than when it was saved */
  gsize n_before;        /* when the files are read again: rows of the file before, */
  json_t *stamps_before; /* (nullable): and the stamps of then */
  gboolean is_amended;   /* by hand since it was saved: files found elsewhere, another model */
  GError *complaint;     /* (nullable): what could not be restored, told once it is open */
} CpOpened;

void cp_opened_free (CpOpened *opened);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpOpened, cp_opened_free)

void cp_opened_add_run (CpOpened *opened, CpRun *run); /* (transfer full): the newest of its row */

/* opened-fit.c: where the files are read again, the document's rows as they fit the table of now */
void cp_opened_fit_rows (CpOpened *opened);

/* opened-restore.c: what the document says of rows, in this order; @name: of the document, for messages */
gboolean cp_opened_restore_additions (CpOpened *opened, const char *name, GError **error);
gboolean cp_opened_restore_deletions (CpOpened *opened, const char *name, GError **error);
gboolean cp_opened_restore_edits (CpOpened *opened, const char *name, GError **error);
gboolean cp_opened_restore_runs (CpOpened *opened, const char *name, GError **error);

/* session-output.c: after the sources are opened: inputs->models become those of one output */
gboolean cp_opened_take_output (CpOpened *opened, GError **error);

G_END_DECLS
