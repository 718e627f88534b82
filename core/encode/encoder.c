#include "core/encode/encoder-private.h"

#include "core/base/error.h"

struct _CpEncoder {
  char *place;    /* NULL: a proposal */
  GArray *inputs; /* of CpInput */
  guint n_features;
  guint *first_features; /* (n_inputs) */
  guint *feature_inputs; /* (n_features) */
};

void
cp_input_clear (CpInput *input) {
  g_clear_pointer (&input->column, g_free);
  g_clear_pointer (&input->values, g_strfreev);
  g_clear_pointer (&input->text, cp_text_encoding_unref);
}

const char *
cp_encoding_get_name (CpEncoding encoding) {
  static const char *const names[] = {"number", "one-hot", "ordinal", "bag-of-words", "tokens"};
  return names[encoding];
}

static guint
input_get_width (const CpInput *input) {
  if (input->text != NULL)
    return cp_text_encoding_get_width (input->text);
  return input->encoding == CP_ENCODING_ONE_HOT ? input->n_values : 1;
}

CpEncoder *
cp_encoder_take (GArray *inputs, const char *place) {
  CpEncoder *encoder = g_atomic_rc_box_new0 (CpEncoder);
  encoder->place = g_strdup (place);
  encoder->inputs = inputs;
  encoder->first_features = g_new (guint, inputs->len + 1);
  for (guint i = 0; i < inputs->len; i++) {
    encoder->first_features[i] = encoder->n_features;
    encoder->n_features += input_get_width (&g_array_index (inputs, CpInput, i));
  }
  encoder->first_features[inputs->len] = encoder->n_features;
  encoder->feature_inputs = g_new (guint, encoder->n_features);
  for (guint i = 0; i < inputs->len; i++)
    for (guint feature = encoder->first_features[i]; feature < encoder->first_features[i + 1]; feature++)
      encoder->feature_inputs[feature] = i;
  return encoder;
}

CpEncoder *
cp_encoder_ref (CpEncoder *encoder) {
  return g_atomic_rc_box_acquire (encoder);
}

static void
encoder_clear (gpointer data) {
  CpEncoder *encoder = data;
  g_free (encoder->place);
  g_array_unref (encoder->inputs);
  g_free (encoder->first_features);
  g_free (encoder->feature_inputs);
}

void
cp_encoder_unref (CpEncoder *encoder) {
  g_atomic_rc_box_release_full (encoder, encoder_clear);
}

char *
cp_encoder_dup_input_place (const CpEncoder *encoder, guint index) {
  if (encoder->place == NULL)
    return g_strdup ("the proposed feature specification");
  return g_strdup_printf ("inputs[%u] of %s", index, encoder->place);
}

guint
cp_encoder_get_n_inputs (const CpEncoder *encoder) {
  return encoder->inputs->len;
}

const CpInput *
cp_encoder_get_input (const CpEncoder *encoder, guint index) {
  g_return_val_if_fail (index < encoder->inputs->len, NULL);
  return &g_array_index (encoder->inputs, CpInput, index);
}

guint
cp_encoder_get_n_features (const CpEncoder *encoder) {
  return encoder->n_features;
}

guint
cp_encoder_get_first_feature (const CpEncoder *encoder, guint index) {
  return encoder->first_features[index];
}

guint
cp_encoder_get_feature_input (const CpEncoder *encoder, guint feature) {
  g_return_val_if_fail (feature < encoder->n_features, 0);
  return encoder->feature_inputs[feature];
}

char *
cp_encoder_dup_feature_name (const CpEncoder *encoder, guint feature) {
  g_return_val_if_fail (feature < encoder->n_features, NULL);
  guint index = encoder->feature_inputs[feature];
  const CpInput *input = cp_encoder_get_input (encoder, index);
  guint at = feature - encoder->first_features[index];
  const char *word = input->text != NULL && !cp_text_encoding_is_sequence (input->text)
                         ? cp_text_encoding_get_word (input->text, at)
                         : NULL;
  if (word != NULL)
    return g_strconcat (input->column, "_", word, NULL);
  if (input->text != NULL) /* a place in a sequence, or one that no word has */
    return g_strdup_printf ("%s_%u", input->column, at);
  if (input->encoding != CP_ENCODING_ONE_HOT)
    return g_strdup (input->column);
  return g_strconcat (input->column, "_", input->values[at], NULL);
}

gboolean
cp_encoder_uses_column (const CpEncoder *encoder, const char *column) {
  for (guint i = 0; i < encoder->inputs->len; i++)
    if (g_str_equal (cp_encoder_get_input (encoder, i)->column, column))
      return TRUE;
  return FALSE;
}

gboolean
cp_encoder_check_missing (const CpEncoder *encoder, const char *taker, GError **error) {
  for (guint i = 0; i < cp_encoder_get_n_inputs (encoder); i++) {
    if (cp_encoder_get_input (encoder, i)->missing != CP_MISSING_PASS)
      continue;
    g_autofree char *place = cp_encoder_dup_input_place (encoder, i);
    g_set_error (
        error, CP_ERROR, CP_ERROR_MISMATCH,
        "%s: \"missing\": null passes missing cells on, which a %s cannot take; expected a number or "
        "\"error\".",
        place, taker);
    return FALSE;
  }
  return TRUE;
}
