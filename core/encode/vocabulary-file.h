#pragma once
#include "core/base/json.h"

/* Vocabularies as the libraries that made them write them down, turned into the keys of a text encoding
 * (core/encode/text-encoding.h). Told apart by content:
 *
 *   Keras Tokenizer.to_json()     its filters, lower case, num_words, unknown word, document frequencies
 *   Keras TextVectorization       the configuration of the layer, with "vocabulary" and "idf_weights"
 *   scikit-learn                  {"vocabulary": {WORD: INDEX} or [WORD…], "idf": [NUMBER…], "settings":
 *                                 get_params()}; the settings may stand beside the vocabulary, too
 *   a JSON list of words          word i is feature i; for the keras tokenizer feature i + 1
 *   a plain text                  one word a line, as the JSON list; only the first line may be blank */
G_BEGIN_DECLS

/**
 * cp_inputs_read_vocabularies:
 * @inputs: the array INPUT… of a feature specification
 * @folder: (nullable): what a relative "vocabulary": "FILE" is relative to; NULL: the working folder
 * @place: names the specification in messages
 *
 * Replaces each "vocabulary" that names a file by what the file holds; keys given in the INPUT ("mode",
 * "length", …) win over the file's. "num_words" is taken and done with here.
 *
 * Returns: (transfer full) (nullable): a new array; @inputs itself, referenced, where it names no file
 */
json_t *cp_inputs_read_vocabularies (json_t *inputs, const char *folder, const char *place, GError **error);

/* (transfer full) (nullable): the keys of a text encoding in the words @text of a file; @input: the INPUT */
json_t *cp_vocabulary_parse (const char *text, gsize length, const json_t *input, const char *place,
                             GError **error);

G_END_DECLS
