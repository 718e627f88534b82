#pragma once
#include "app/session.h"

/* What stands on the screen until the intervals of an audit are known again. */
G_BEGIN_DECLS

/* Whether the audit of now has its intervals: not while a threshold moves and just after. */
gboolean cp_session_is_settled (CpSession *session);
/* (nullable): the newest audit with intervals over the slices of now, which may be of thresholds that are no
 * longer in force; %NULL when there was none. */
const CpAudit *cp_session_get_settled_audit (CpSession *session);

G_END_DECLS
