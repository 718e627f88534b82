#pragma once
#include <glib.h>

/* The distinct (or, for text columns, merely listed) words of a column in one block of memory, each
 * terminated. Immutable once its maker has appended everything; reference-counted, so that snapshots share
 * it. A word is found by its index in O(1). For the makers of columns inside core/table. */
G_BEGIN_DECLS

typedef struct _CpDictionary CpDictionary;

/* (transfer full): empty; @n_words and @n_bytes (without terminators) say how much it must hold */
CpDictionary *cp_dictionary_new (gsize n_words, gsize n_bytes);
/* Only by its maker, before it is shared; at most as much as was asked for. */
void cp_dictionary_append (CpDictionary *dictionary, const char *word, gsize length);
CpDictionary *cp_dictionary_ref (CpDictionary *dictionary);
void cp_dictionary_unref (CpDictionary *dictionary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpDictionary, cp_dictionary_unref)

gsize cp_dictionary_get_n_words (const CpDictionary *dictionary);
gsize cp_dictionary_get_n_bytes (const CpDictionary *dictionary); /* without terminators */
const char *cp_dictionary_get_word (const CpDictionary *dictionary, gsize index,
                                    gsize *out_length); /* length nullable */
/* In a sorted dictionary: the first index whose word is not below @word, O(log n_words). */
gsize cp_dictionary_search (const CpDictionary *dictionary, const char *word, gboolean *out_found);

G_END_DECLS
