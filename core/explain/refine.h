#pragma once
#include "core/explain/explain.h"

/* Shapley values by antithetic permutations, made better as long as somebody waits (Mitchell, Cooper, Frank
 * and Holmes 2022, "Sampling permutations for Shapley value estimation"). A pair is one order of the varying
 * features: they join the background in it, then leave the row in it. The mean over pairs is unbiased and
 * additive after the first. Where the game is a mean over several background rows (probabilities), each of
 * them keeps orders of its own (walk-apart.h).
 *
 * Standard errors: by the spread between pairs; with orders apart by the spread of each background row's part
 * between two pairs, added up over the background, which says as much from two pairs as the other from a
 * hundred. A spread of few pairs is itself uncertain, and often too small. What is told is therefore wider by
 * Student's t over the normal, both at four standard errors (1.8 times at ten pairs in one order, 1.0 with a
 * background of a hundred rows apart; at most 4 times): about as many values lie beyond four of their
 * standard errors as of a normal distribution. `widening` of the answer tells by how much, for who averages
 * squares. A row that varies in at most seven features has all its coalitions made instead, which costs no
 * more than ten pairs: it is exact, its errors are 0.
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
