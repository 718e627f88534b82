#pragma once
#include "core/base/progress.h"
#include "core/table/table.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): cp_csv_write() for what is long: NULL with @error set when cancelled, which it
 * looks at every few thousand rows */
GString *cp_csv_write_long (const CpTable *table, char delimiter, const CpProgress *progress,
                            GCancellable *cancellable, GError **error);

G_END_DECLS
