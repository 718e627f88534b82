#pragma once
#include "app/points/computed-column.h"

G_BEGIN_DECLS

/* (transfer full): the hover card of one row, as a CpDescribeRow gives it: the models' scores and decisions,
 * @label (nullable), the label, what it is sliced by, the first columns. @distance: (nullable) */
char *cp_points_card_describe (CpSession *session, const CpColumnChoice *label, CpDistance *distance,
                               guint row);
/* (transfer full): one value of a row as it stands, for the screen: "0.742", "Female", "missing" */
char *cp_points_card_value (CpSession *session, const CpColumnChoice *choice, CpDistance *distance,
                            guint32 row);

G_END_DECLS
