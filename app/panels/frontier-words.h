#pragma once
#include "app/session/session-frontier.h"

/* What the frontier says in words and in the units it is drawn in: gaps in points, costs per 1 000 rows. */
G_BEGIN_DECLS

/* A tolerance is half of the gap it allows, and a gap is drawn in points. */
#define CP_FRONTIER_POINTS 200.0

const char *cp_frontier_words_measure (CpStrategy strategy); /* "Selection rate" */
char *cp_frontier_words_title (CpStrategy strategy); /* (transfer full): "What a smaller gap in … costs" */
/* Of now, as a share: equalized odds holds two rates, and the wider gap counts. */
double cp_frontier_words_gap (const CpAuditModel *model, CpStrategy strategy);
double cp_frontier_words_rate (const CpAudit *audit, guint model, double cost); /* per 1 000 rows */
/* (transfer full): the card of a vertex: the cost of every model there, and against now. @frontier, @audit:
 * (nullable): "" */
char *cp_frontier_words_card (const CpFrontier *frontier, const CpAudit *audit, gsize vertex);
/* (transfer full): what the tolerance costs every model; where there is a frontier.
 * @tolerance: "tolerance 2 points" */
char *cp_frontier_words_finding (CpSession *session, const char *tolerance);

G_END_DECLS
