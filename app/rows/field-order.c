#include "app/rows/field-order.h"

#include "app/session/row-history.h"

#include <math.h>

typedef struct {
  guint field;
  gboolean is_later;
  double size; /* the larger first */
  char *key;   /* (nullable): compared where it is there */
} Place;

const char *
cp_field_order_get_title (CpFieldOrder order) {
  static const char *const titles[] = {"Table order",     "Name",        "Changed first",
                                       "Different first", "Effect on A", "Effect on B"};
  g_return_val_if_fail (order < CP_N_FIELD_ORDERS, NULL);
  return titles[order];
}

gboolean
cp_field_order_is_by_effect (CpFieldOrder order) {
  return order == CP_FIELD_ORDER_EFFECT_A || order == CP_FIELD_ORDER_EFFECT_B;
}

static int
compare (gconstpointer a, gconstpointer b) {
  const Place *p = a, *q = b;
  if (p->is_later != q->is_later)
    return p->is_later ? 1 : -1;
  if (p->size != q->size)
    return p->size < q->size ? 1 : -1;
  int by_key = p->key != NULL && q->key != NULL ? g_strcmp0 (p->key, q->key) : 0;
  return by_key != 0 ? by_key : (p->field > q->field) - (p->field < q->field);
}

guint *
cp_field_order_build (CpFieldOrder order, const CpFields *fields, const CpTable *current,
                      const CpTable *original, const CpTable *other, const double *effects) {
  guint n = cp_fields_get_n (fields);
  const CpTable *against = order == CP_FIELD_ORDER_CHANGED   ? original
                           : order == CP_FIELD_ORDER_DIFFERS ? other
                                                             : NULL;
  g_autofree Place *places = g_new0 (Place, n + 1);
  for (guint i = 0; i < n; i++) {
    const CpField *field = cp_fields_get (fields, i);
    places[i].field = i;
    places[i].is_later = current != NULL && against != NULL && !cp_field_differs (field, current, against);
    if (cp_field_order_is_by_effect (order) && effects != NULL)
      places[i].size = isnan (effects[i]) ? -1 : fabs (effects[i]);
    if (order == CP_FIELD_ORDER_NAME) {
      g_autofree char *folded = g_utf8_casefold (field->name, -1);
      places[i].key = g_utf8_collate_key (folded, -1);
    }
  }
  qsort (places, n, sizeof *places, compare);
  guint *built = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++) {
    built[i] = places[i].field;
    g_free (places[i].key);
  }
  return built;
}
