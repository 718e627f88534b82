#pragma once
#include "core/explain/global.h"

/* The words of texts among a global answer: which matter most, and what each does in every row. The answer
 * keeps the effects that are not 0, of bags of words alone (a token's place is no word). */
G_BEGIN_DECLS

/* (transfer full) (element-type guint): the features of words, those that matter most to @output first, at
 * most
 * @n; empty where no effects of words are kept */
GArray *cp_global_words_choose (const CpGlobal *global, const CpFeatureGroups *groups, guint output, guint n);

/* (nullable): the word that @feature is; NULL: it is none */
const char *cp_global_words_get_name (const CpFeatureGroups *groups, guint feature);
/* The feature of @word; −1: none */
int cp_global_words_find (const CpFeatureGroups *groups, const char *word);

/* @effects: (n_rows): of the word in every row explained so far, 0 where it does nothing; @values: (nullable)
 * (n_rows): the encoded value behind it, 0 where the effect is */
void cp_global_words_read (const CpGlobal *global, guint output, guint feature, double *effects,
                           double *values);

G_END_DECLS
