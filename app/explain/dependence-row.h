#pragma once
#include "app/explain/dependence-subject.h"

/* More about one column than its mean curve: how the score of one row goes with it, and how far the rows
 * spread around the mean. */
G_BEGIN_DECLS

#define CP_SPREAD_ROWS 2000 /* of the subject's, evenly taken */

/**
 * cp_dependence_of_row:
 * @subject: prepared
 * @state: a table of one row
 *
 * The row's own curve (ICE). Returns: (transfer full) (nullable) (n_points): NULL where the model does not
 * read the column or cannot score again
 */
double *cp_dependence_of_row (const CpDependenceSubject *subject, guint model, CpDependenceGrid *grid,
                              const CpTable *state);

/* Of every model where the middle 80 % of single rows' curves lie at each point. */
typedef struct {
  guint n_models;
  gsize n_rows;
  double **lo, **hi; /* (n_models): (n_points): the 10 % and 90 % quantiles; NULL as above */
} CpDependenceSpread;

void cp_dependence_spread_free (CpDependenceSpread *spread);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpDependenceSpread, cp_dependence_spread_free)

/* On a worker; @subject: prepared. (transfer full) (nullable): NULL with @error set when cancelled */
CpDependenceSpread *cp_dependence_spread_build (const CpDependenceSubject *subject, CpDependenceGrid *grid,
                                                GCancellable *cancellable, GError **error);

G_END_DECLS
