#pragma once
#include "core/explain/flip.h"
#include "core/explain/moves.h"

/* Between the search of a minimal change and the polishing of what it found. */
G_BEGIN_DECLS

/* Columns set to values they may take. */
typedef struct {
  guint n;
  guint16 columns[CP_MINIMAL_MOST_COLUMNS]; /* indices of moves, ascending */
  guint32 values[CP_MINIMAL_MOST_COLUMNS];  /* indices of their values */
  double score, lack, distance;
} CpMoveSet;

typedef struct {
  const CpMinimalQuery *query;
  const CpTable *row;
  CpFlip flip;
  GPtrArray *moves; /* of CpMoves */
  float *features;  /* (n_features): of the row */
  GCancellable *cancellable;
  GHashTable *decided; /* of minimal-decide.c */
} CpMinimalSearch;

static inline const CpMoves *
cp_minimal_get_moves (const CpMinimalSearch *search, guint index) {
  return g_ptr_array_index (search->moves, index);
}

/* minimal-decide.c: the threshold that decides the row with @n columns set to values. Not for several
 * threads: slices found are kept. */
double cp_minimal_find_threshold (const CpMinimalSearch *search, const CpMoves *const *moves,
                                  const CpMoveValue *values, guint n);
GHashTable *cp_minimal_decided_new (void); /* (transfer full) */

/* (transfer full) (element-type GArray of CpMoveSet) (nullable): a list a column set that flips, its nearest
 * sets of values first; the sets of fewest columns first, none holding another. NULL when cancelled */
GPtrArray *cp_minimal_search_run (const CpMinimalSearch *search, const CpProgress *progress, GError **error);

/* (transfer full) (nullable): the row that @set makes, its numbers moved as far towards the row's own as the
 * decision stays flipped; NULL without @error where the encoder's scores do not flip */
CpMinimalChange *cp_minimal_polish (const CpMinimalSearch *search, const CpMoveSet *set, GError **error);
void cp_minimal_change_free (CpMinimalChange *change);

G_END_DECLS
