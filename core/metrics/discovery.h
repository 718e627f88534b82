#pragma once
#include <glib.h>

/* Many slices at once: which of them differ from the other rows by more than chance, when so many were looked
 * at that some must. */
G_BEGIN_DECLS

/**
 * cp_fisher_exact:
 * @a, @b: rows of the first set with and without the mark; @c, @d: of the second; rounded to counts
 *
 * Fisher's exact test of equal shares, two-sided: the chance, with the four sums held, of a table that is not
 * likelier than this one. NaN where a set is empty. O(√n)
 */
double cp_fisher_exact (double a, double b, double c, double d);

/**
 * cp_benjamini_hochberg:
 * @p: (n): NaN where there was no test: left out
 * @out: (n): q-values, NaN where @p is
 *
 * Benjamini and Hochberg 1995: marking every entry with q at most x has an expected share of false marks of
 * at most x. O(n log n)
 */
void cp_benjamini_hochberg (const double *p, gsize n, double *out);

G_END_DECLS
