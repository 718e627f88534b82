#pragma once
#include "core/base/json.h"
#include "core/table/table.h"

G_BEGIN_DECLS

/**
 * cp_vocabulary_fit:
 * @column: of texts
 * @num_words: at least 2: the width of the matrix; its first feature is never used, so the @num_words − 1
 * most frequent words are kept
 *
 * The vocabulary as Keras' Tokenizer (num_words=N).fit_on_texts() makes it: lower case, default filters,
 * words by falling frequency, among equals the one seen first.
 *
 * Returns: (transfer full) (nullable): an INPUT of a feature specification, a binary bag of words; an error
 * where the column holds no word
 */
json_t *cp_vocabulary_fit (const CpTable *table, const char *column, guint num_words, GError **error);

G_END_DECLS
