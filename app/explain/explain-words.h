#pragma once
#include <glib.h>

/* How an explanation was made, in the words of the pages. */
G_BEGIN_DECLS

/* (transfer full): "permutation, 20 pairs", "rescale rule", and of what a better answer replaces "rescale
 * rule, first answer". @method: as of CpAttributions; @n_pairs: 0 where it was not by permutations */
char *cp_explain_words_method (const char *method, guint n_pairs, gboolean is_first);

/* Whether two methods tell the same values but for their errors, so that a row by one may stand among rows by
 * the other: the Shapley values of one game, or one and the same method. */
gboolean cp_explain_words_agree (const char *first, const char *second);

G_END_DECLS
