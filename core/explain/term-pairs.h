#pragma once
#include "core/explain/term-swap.h"
#include "core/table/groups.h"

/* Where the words of pairs stand in a column, and the column with them swapped: between term-swap.c and the
 * two kinds of column, of texts and of values. */
G_BEGIN_DECLS

typedef struct {
  guint32 pair;
  gboolean is_second;
  gsize begin, end; /* bytes in the text; of values 0 */
} CpTermMatch;

typedef struct {
  const CpTermSwapQuery *query;
  const CpTextEncoding *encoding; /* (nullable): NULL: values */
  GPtrArray *one_hot;
  const CpOneHotGroup *group; /* (nullable) */
  gsize index;                /* of the column */
  GHashTable *terms;          /* texts: word → GArray of CpTermMatch, which pairs hold it */
  guint32 *codes;             /* values: (n_pairs × 2) */
  gboolean *is_known;         /* (n_pairs × 2) */
} CpTermFinder;

gboolean cp_term_finder_init (CpTermFinder *finder, const CpTermSwapQuery *query, GError **error);
void cp_term_finder_clear (CpTermFinder *finder);

/* Fills @out (n_rows of the block, (nullable) (transfer full) element-type CpTermMatch): NULL where no term
 * stands. FALSE if cancelled. */
gboolean cp_term_finder_find (const CpTermFinder *finder, gsize begin, gsize end, GArray **out,
                              GCancellable *cancellable);

/* (transfer full): the rows @rows (n) of the table, swapped by @matches (n) of pair @pair; G_MAXUINT32: all
 */
CpTable *cp_term_finder_swap (const CpTermFinder *finder, const guint32 *rows, GArray *const *matches,
                              gsize n, guint32 pair);

G_END_DECLS
