#pragma once
#include "core/base/matrix.h"
#include "core/encode/encoder.h"
#include "core/explain/feature-groups.h"

/* What partial dependence is worked out over: rows of the whole table, and the columns the models read. */
G_BEGIN_DECLS

#define CP_DEPENDENCE_ROWS 20000 /* averaged over at most; more are sampled with a seed */

/* (transfer full): all of [0, n_rows), or @most of them drawn by @seed; ascending */
guint32 *cp_dependence_choose_rows (gsize n_rows, gsize most, guint64 seed, gsize *out_n);

/* (transfer full) (nullable): those rows encoded, (n × n_features); an error names the row of @table */
CpMatrix *cp_dependence_encode_rows (CpEncoder *encoder, const CpTable *table, const guint32 *rows, gsize n,
                                     GCancellable *cancellable, GError **error);

/* (transfer container) (element-type utf8): the columns and one-hot groups that any of @groups (items
 * nullable) reads and that can be set to other values: not texts, not missing everywhere; each once, in the
 * models' order. Valid while @groups are. */
GPtrArray *cp_dependence_list_columns (const CpTable *table, CpFeatureGroups *const *groups, guint n);

G_END_DECLS
