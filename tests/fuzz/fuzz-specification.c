#include "core/encode/encoder.h"
#include "core/encode/vocabulary-file.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* Reads the bytes as a feature specification and as a vocabulary, whichever library may have written it;
 * should that succeed, writes it as JSON, which has to read back the same, and encodes some texts. */

static const char *const texts[] = {"", "The cat, THE dog!", "\xce\xa3\xce\x91\xce\xa3 a b\tc\n", "x\xff y",
                                    NULL};

static CpTable *
make_table (const CpEncoder *encoder) {
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < cp_encoder_get_n_inputs (encoder); i++) {
    const char *name = cp_encoder_get_input (encoder, i)->column;
    if (*name != 0 && g_hash_table_add (seen, (gpointer)name))
      g_ptr_array_add (columns, cp_column_new_text (name, texts, G_N_ELEMENTS (texts)));
  }
  return cp_table_new ("fuzz.csv", (CpColumn *const *)columns->pdata, columns->len, NULL);
}

static void
check_message (gboolean is_done, const GError *error) {
  g_assert_true (is_done == (error == NULL));
  g_assert_true (error == NULL || g_str_has_suffix (error->message, "."));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
}

static void
check_specification (const json_t *json) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (json, "fuzz", &error);
  check_message (encoder != NULL, error);
  if (encoder == NULL || cp_encoder_get_n_features (encoder) > 1 << 16)
    return;
  g_autoptr (json_t) written = cp_encoder_to_json (encoder);
  g_autoptr (CpEncoder) again = cp_encoder_new_from_json (written, "fuzz", NULL);
  g_assert_nonnull (again);
  g_autoptr (json_t) twice = cp_encoder_to_json (again);
  g_assert_true (json_equal (written, twice));
  g_autoptr (CpTable) table = make_table (encoder);
  g_autoptr (CpMatrix) matrix = table != NULL ? cp_encoder_apply (encoder, table, NULL, &error) : NULL;
  check_message (matrix != NULL || table == NULL, error);
}

static void
check_vocabulary (const char *text, gsize length, const char *input_text) {
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) input = json_loads (input_text, 0, NULL);
  g_autoptr (json_t) keys = cp_vocabulary_parse (text, length, input, "fuzz", &error);
  check_message (keys != NULL, error);
  if (keys == NULL)
    return;
  json_object_update_missing (keys, input);
  g_autoptr (json_t) list = json_pack ("[O]", keys);
  check_specification (list);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length) {
  const char *text = (const char *)bytes;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = cp_json_load (text, length, "fuzz", &error);
  check_message (json != NULL, error);
  if (json != NULL)
    check_specification (json);
  check_vocabulary (text, length, "{\"column\":\"q\",\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\"}");
  check_vocabulary (
      text, length,
      "{\"column\":\"q\",\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"mode\":\"tfidf\","
      "\"num_words\":3}");
  check_vocabulary (text, length,
                    "{\"column\":\"q\",\"encoding\":\"tokens\",\"tokenizer\":\"scikit-learn\",\"length\":4}");
  return 0;
}
