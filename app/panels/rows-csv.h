#pragma once
#include "app/session/session.h"
#include "ui/controls/outlet.h"

G_BEGIN_DECLS

/* Rows as they leave the window: their cells as the table has them, behind them every model's score.
 * @rows: (n) in the order they are to stand; NULL: every row. The data source is built on a worker. */
CpDataSource cp_rows_csv_source (CpSession *session, const guint32 *rows, gsize n);

G_END_DECLS
