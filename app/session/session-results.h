#pragma once
#include "app/session/session.h"

/* What the pages say beside the audit itself: what stands on the screen until its intervals are known again,
 * and why the last change of the question was refused. */
G_BEGIN_DECLS

/* Whether the audit of now has its intervals: not while a threshold moves and just after. */
gboolean cp_session_is_settled (CpSession *session);
/* (nullable): the newest audit with intervals over the slices of now, which may be of thresholds that are no
 * longer in force; %NULL when there was none. */
const CpAudit *cp_session_get_settled_audit (CpSession *session);

/* Whether someone looks at the intervals of mean score, Brier, log loss or average precision: only then are
 * they drawn, once a question. */
void cp_session_watch_score_intervals (CpSession *session, gboolean is_watched);

/* (nullable): why the last label, or the last columns to slice by, were refused; what was asked before
 * stands. Told with "question-changed", forgotten with the next change. */
const char *cp_session_get_label_refusal (CpSession *session);
const char *cp_session_get_slices_refusal (CpSession *session);

G_END_DECLS
