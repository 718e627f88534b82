#pragma once
#include "app/session/session.h"
#include "core/base/json.h"

/* A session's document between the main loop and a worker. What is small is told when the draft is taken; of
 * what grows with the data (edits, runs, the rows looked at) it holds references to immutable states, which a
 * worker tells. So the draft is the session of the moment it was taken, whatever is changed meanwhile. */
G_BEGIN_DECLS

typedef struct _CpDocumentDraft CpDocumentDraft;

/**
 * cp_document_draft_take:
 * @target: the session file, which paths are relative to
 *
 * On the main loop. O(rows ever edited + runs): two references each, nothing is read.
 *
 * Returns: (transfer full)
 */
CpDocumentDraft *cp_document_draft_take (CpSession *session, const char *target);
void cp_document_draft_free (CpDocumentDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpDocumentDraft, cp_document_draft_free)

/**
 * cp_document_draft_tell:
 * @tells_whole: added rows are told cell by cell: the row they copy may be another where they are read
 *
 * On any one thread, once a draft.
 *
 * Returns: (transfer full) (nullable): the document as the session file holds it; NULL with @error when
 * cancelled
 */
json_t *cp_document_draft_tell (CpDocumentDraft *draft, gboolean tells_whole, const CpProgress *progress,
                                GCancellable *cancellable, GError **error);

G_END_DECLS
