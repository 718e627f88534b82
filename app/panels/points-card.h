#pragma once
#include "app/session.h"

G_BEGIN_DECLS

/* A CpDescribeRow over a CpSession: the hover card of one row: the models' scores and decisions, the label,
 * what it is sliced by, the first columns. */
char *cp_points_card_describe (guint row, gpointer session);

G_END_DECLS
