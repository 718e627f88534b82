#pragma once
#include "core/base/json.h"

/* The formats of vocabulary files. Each gives the keys of a text encoding, or NULL with @error. @input: what
 * the feature specification says: its "encoding", "mode" and "num_words" decide what is needed. */
G_BEGIN_DECLS

#define CP_MOST_WORDS 10000000 /* of a vocabulary: a count in a file is no reason to run out of memory */

json_t *cp_vocabulary_read_keras (const json_t *document, const json_t *input, const char *place,
                                  GError **error);
json_t *cp_vocabulary_read_text_vectorization (const json_t *document, const json_t *input, const char *place,
                                               GError **error);
json_t *cp_vocabulary_read_scikit_learn (const json_t *document, const char *place, GError **error);

/* Sets @error to "PLACE: …"; always NULL. */
json_t *cp_vocabulary_refuse (GError **error, const char *place, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/**
 * cp_vocabulary_list_words:
 * @indices: {WORD: INDEX}
 * @first: the lowest index that is used
 *
 * Returns: (transfer full) (nullable): the words by index from 0, null below @first; an index that is used
 * twice or not at all is an error
 */
json_t *cp_vocabulary_list_words (const json_t *indices, gsize first, const char *place, GError **error);

G_END_DECLS
