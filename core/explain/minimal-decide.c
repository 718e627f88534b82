#include "core/explain/minimal-private.h"

#include <string.h>

/* A change may move a row to a slice with a threshold of its own. Which slice that is depends on the columns
 * the slices are built from alone, so few rows are ever made for it: one for each set of their values. */

typedef struct {
  const CpMoves *moves[CP_MINIMAL_MOST_COLUMNS]; /* of the slices' columns only, in the order of the set */
  CpMoveValue values[CP_MINIMAL_MOST_COLUMNS];
  guint n;
} Key;

static guint
hash_key (gconstpointer data) {
  const Key *key = data;
  guint hash = key->n;
  for (guint i = 0; i < key->n; i++) {
    double number = key->moves[i]->is_number ? key->values[i].number : key->values[i].code;
    hash = hash * 31 + g_direct_hash (key->moves[i]) + g_double_hash (&number);
  }
  return hash;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b) {
  const Key *x = a, *y = b;
  for (guint i = 0; i < MIN (x->n, y->n); i++)
    if (x->moves[i] != y->moves[i] || (x->moves[i]->is_number ? x->values[i].number != y->values[i].number
                                                              : x->values[i].code != y->values[i].code))
      return FALSE;
  return x->n == y->n;
}

static gboolean
is_key (const CpSlices *slices, const CpMoves *moves) {
  return cp_slices_has_key (slices,
                            moves->group != NULL ? moves->group->name : cp_column_get_name (moves->column));
}

static double
decide (const CpMinimalSearch *search, const Key *key) {
  const CpMinimalQuery *query = search->query;
  g_autoptr (CpTable) row = cp_table_ref ((CpTable *)search->row);
  for (guint i = 0; i < key->n; i++) {
    CpTable *next = cp_moves_set (key->moves[i], row, key->values[i]);
    cp_table_unref (row);
    row = next;
  }
  return cp_slices_get_threshold (query->slices, query->thresholds, cp_slices_find (query->slices, row, 0),
                                  query->otherwise);
}

double
cp_minimal_find_threshold (const CpMinimalSearch *search, const CpMoves *const *moves,
                           const CpMoveValue *values, guint n) {
  const CpSlices *slices = search->query->slices;
  Key key = {.n = 0};
  if (slices == NULL || search->flip.is_regression)
    return search->flip.threshold;
  for (guint i = 0; i < n; i++) {
    if (!is_key (slices, moves[i]))
      continue;
    key.moves[key.n] = moves[i];
    key.values[key.n++] = values[i];
  }
  if (key.n == 0)
    return search->flip.threshold;
  double *known = g_hash_table_lookup (search->decided, &key);
  if (known == NULL) {
    known = g_new (double, 1);
    *known = decide (search, &key);
    g_hash_table_insert (search->decided, g_memdup2 (&key, sizeof key), known);
  }
  return *known;
}

GHashTable *
cp_minimal_decided_new (void) {
  return g_hash_table_new_full (hash_key, equal_keys, g_free, g_free);
}
