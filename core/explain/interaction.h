#pragma once
#include <glib.h>

/* Which other column an effect goes with, once the value that makes it is held: a quick stand-in for Shapley
 * interactions (after `approximate_interactions` of shap, Lundberg et al. 2020). */
G_BEGIN_DECLS

/**
 * cp_interaction_measure:
 * @x: (n): the value whose effect it is; NaN rows are left out
 * @effects: (n): its effect
 * @levels: (n): the other column's values or ranks; NaN rows are left out
 * @is_category: rows of different @x are never compared
 *
 * Rows by @x are cut into runs of at most 50, at least 10 where there are so many; within each the effect is
 * held against the other column: its deviation times the absolute correlation. The mean over the rows, in the
 * effect's unit; 0 where nothing can be compared. O(n log n)
 */
double cp_interaction_measure (const double *x, const double *effects, const double *levels, gsize n,
                               gboolean is_category);

G_END_DECLS
