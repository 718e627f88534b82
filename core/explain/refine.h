#pragma once
#include "core/explain/explain.h"

/* Shapley values by antithetic permutations, made better as long as somebody waits (Mitchell, Cooper, Frank
 * and Holmes 2022, "Sampling permutations for Shapley value estimation"). A pair is one order of the varying
 * features: they join the background in it, then leave the row in it. The mean over pairs is unbiased and
 * additive after the first; the standard errors come from the spread between pairs.
 *
 * Not thread-safe: one job at a time adds pairs. Pair p of a row depends on the seed, the row's values and p
 * alone, so ten pairs and ten more give the bytes of twenty, on any number of threads. */
G_BEGIN_DECLS

typedef struct _CpRefinement CpRefinement;

/**
 * cp_refinement_new:
 * @options: space and seed count; the method is permutation
 *
 * References the model and the background and copies the rows; errors as cp_explain().
 *
 * Returns: (transfer full) (nullable)
 */
CpRefinement *cp_refinement_new (CpModel *model, CpBackground *background, const float *rows, gsize n_rows,
                                 const CpExplainOptions *options, GCancellable *cancellable, GError **error);
void cp_refinement_free (CpRefinement *refinement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpRefinement, cp_refinement_free)

/* Adds @n_pairs pairs to every row that is not settled. %FALSE with @error when cancelled: rows that were
 * finished keep their pairs, the others are as before. */
gboolean cp_refinement_add (CpRefinement *refinement, guint n_pairs, const CpProgress *progress,
                            GCancellable *cancellable, GError **error);
guint cp_refinement_get_n_pairs (const CpRefinement *refinement); /* of the row that has fewest */
/* Whether no row needs more: every standard error at most 1 % of the largest value of its row and output, or
 * 200 pairs made */
gboolean cp_refinement_is_settled (const CpRefinement *refinement);

/* (transfer full): the answer so far, after at least two pairs */
CpAttributions *cp_refinement_to_attributions (const CpRefinement *refinement);

G_END_DECLS
