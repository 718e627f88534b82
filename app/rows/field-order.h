#pragma once
#include "app/rows/fields.h"

/* In which order the fields of a row are shown. */
G_BEGIN_DECLS

typedef enum {
  CP_FIELD_ORDER_TABLE,    /* as the table has them */
  CP_FIELD_ORDER_NAME,     /* by name, as a dictionary of the locale */
  CP_FIELD_ORDER_CHANGED,  /* those that differ from @original first */
  CP_FIELD_ORDER_DIFFERS,  /* those that differ from @other first */
  CP_FIELD_ORDER_EFFECT_A, /* the largest |effect| first, those without one last */
  CP_FIELD_ORDER_EFFECT_B,
  CP_N_FIELD_ORDERS
} CpFieldOrder;

/* For a person: "Table order", "Name", … */
const char *cp_field_order_get_title (CpFieldOrder order);
gboolean cp_field_order_is_by_effect (CpFieldOrder order);

/**
 * cp_field_order_build:
 * @current, @original, @other: (nullable): tables of one row; without the one an order needs it is the
 * table's
 * @effects: (nullable) (n_fields): on the model of the order, for the orders by effect; NaN: none
 *
 * Returns: (transfer full): (n_fields): indices of fields, first shown first; ties in the table's order
 */
guint *cp_field_order_build (CpFieldOrder order, const CpFields *fields, const CpTable *current,
                             const CpTable *original, const CpTable *other, const double *effects);

G_END_DECLS
