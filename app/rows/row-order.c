#include "app/rows/row-order.h"

#include "core/base/error.h"
#include "core/table/order.h"

#include <math.h>

void
cp_order_request_free (CpOrderRequest *request) {
  g_clear_pointer (&request->scope, cp_scope_unref);
  g_clear_pointer (&request->filter, cp_filter_free);
  g_clear_pointer (&request->scores, cp_scores_unref);
  g_clear_pointer (&request->slices, cp_slices_unref);
  g_free (request->thresholds);
  g_clear_pointer (&request->source, cp_column_source_free);
  cp_fields_unref (request->fields);
  cp_table_unref (request->table);
  g_free (request);
}

void
cp_row_order_free (CpRowOrder *order) {
  g_free (order->rows);
  g_free (order);
}

/* 1 for positive, 0 for negative, NaN without a score. */
static double *
decide (const CpOrderRequest *request, gsize n_rows) {
  const double *scores = cp_scores_get_values (request->scores);
  const guint32 *slice_of_rows = cp_slices_get_slice_of_rows (request->slices);
  guint n_outputs = cp_scores_get_n_outputs (request->scores);
  double *decisions = g_new (double, n_rows + 1);
  for (gsize i = 0; i < n_rows; i++) {
    double score = scores[i * n_outputs];
    decisions[i] = isnan (score) ? NAN : score >= request->thresholds[slice_of_rows[i]];
  }
  return decisions;
}

static gboolean
sort_computed (const CpOrderRequest *request, CpRowOrder *order, GCancellable *cancellable) {
  g_autoptr (CpColumnData) data = cp_column_data_build (&request->choice, request->source, cancellable, NULL);
  if (data == NULL)
    return FALSE;
  if (data->numbers != NULL)
    return cp_order_by_values (order->rows, order->n, data->numbers, 1, request->is_descending, cancellable);
  g_autofree double *codes = g_new (double, data->n_rows + 1);
  for (gsize i = 0; i < data->n_rows; i++)
    codes[i] = data->codes[i] != CP_MISSING ? data->codes[i] : NAN;
  return cp_order_by_values (order->rows, order->n, codes, 1, request->is_descending, cancellable);
}

static gboolean
sort (const CpOrderRequest *request, CpRowOrder *order, gsize n_rows, GCancellable *cancellable) {
  switch (request->key.kind) {
  case CP_ROW_KEY_SCORE:
    return cp_order_by_values (order->rows, order->n, cp_scores_get_values (request->scores),
                               cp_scores_get_n_outputs (request->scores), request->is_descending,
                               cancellable);
  case CP_ROW_KEY_DECISION: {
    g_autofree double *decisions = decide (request, n_rows);
    return cp_order_by_values (order->rows, order->n, decisions, 1, request->is_descending, cancellable);
  }
  case CP_ROW_KEY_FIELD: {
    const CpField *field = cp_fields_get (request->fields, request->key.index);
    g_autoptr (CpColumn) column = cp_field_to_column (field, request->table);
    return cp_order_by_column (order->rows, order->n, column, request->is_descending, cancellable);
  }
  case CP_ROW_KEY_COMPUTED:
    return sort_computed (request, order, cancellable);
  case CP_ROW_KEY_ROW:
  default:
    for (gsize i = 0; request->is_descending && i < order->n / 2; i++) {
      guint32 row = order->rows[i];
      order->rows[i] = order->rows[order->n - 1 - i];
      order->rows[order->n - 1 - i] = row;
    }
    return TRUE;
  }
}

CpRowOrder *
cp_row_order_build (const CpOrderRequest *request, GCancellable *cancellable, GError **error) {
  gsize n_rows = cp_table_get_n_rows (request->table);
  g_autoptr (CpRowOrder) order = g_new0 (CpRowOrder, 1);
  order->n = n_rows;
  if (request->scope == NULL && request->filter == NULL && request->key.kind == CP_ROW_KEY_ROW &&
      !request->is_descending)
    return g_steal_pointer (&order);
  if (request->scope != NULL) {
    const guint32 *rows = cp_scope_get_rows (request->scope, &order->n);
    order->rows = g_memdup2 (rows, MAX (order->n, 1) * sizeof (guint32));
  } else {
    order->rows = cp_order_new (n_rows);
  }
  if (request->filter != NULL) {
    guint32 *kept = cp_order_filter (order->rows, order->n, request->filter, &order->n, cancellable);
    g_free (order->rows);
    order->rows = kept;
  }
  if (order->rows == NULL || !sort (request, order, n_rows, cancellable)) {
    cp_check_cancelled (cancellable, error);
    return NULL;
  }
  return g_steal_pointer (&order);
}
