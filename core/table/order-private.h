#pragma once
#include "core/table/order.h"

/* What the files of the order share. */
G_BEGIN_DECLS

/* Rows of a text column, none missing. */
gboolean cp_order_by_text (guint32 *rows, gsize n, const CpColumn *column, gboolean is_descending,
                           GCancellable *cancellable);

G_END_DECLS
