#include "core/encode/encoder-private.h"

#include "core/base/error.h"
#include "core/base/format.h"

#include <math.h>

#define MOST_FEATURES 10000000

/* Where a specification is being read: "spec.json: inputs[3]" and the text after it. */
typedef struct {
  const char *place;
  guint index;
} Place;

static gboolean refuse (const Place *place, GError **error, int code, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* @format begins where the key path goes on: ".column: …" or ": …" */
static gboolean
refuse (const Place *place, GError **error, int code, const char *format, ...) {
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CP_ERROR, code, "%s: inputs[%u]%s", place->place, place->index, problem);
  return FALSE;
}

static gboolean
check_keys (const json_t *json, const Place *place, GError **error) {
  static const char *const known[] = {"column", "encoding", "scale", "values", "missing", NULL};
  const char *key;
  json_t *value;
  json_object_foreach ((json_t *)json, key, value) {
    if (!g_strv_contains (known, key))
      return refuse (place, error, CP_ERROR_FORMAT,
                     ": unknown key '%s'; expected column, encoding, scale, values or missing.", key);
  }
  return TRUE;
}

static gboolean
read_encoding (const json_t *json, const Place *place, CpInput *input, GError **error) {
  const json_t *encoding = json_object_get (json, "encoding");
  const char *name = encoding != NULL ? json_string_value (encoding) : "number";
  if (name == NULL)
    return refuse (place, error, CP_ERROR_FORMAT, ".encoding: expected a text.");
  for (guint kind = CP_ENCODING_NUMBER; kind <= CP_ENCODING_TOKENS; kind++) {
    if (g_str_equal (name, cp_encoding_get_name (kind))) {
      input->encoding = kind;
      return TRUE;
    }
  }
  if (g_str_equal (name, "hash"))
    return refuse (place, error, CP_ERROR_UNSUPPORTED, ".encoding: hash inputs are not supported yet.");
  return refuse (place, error, CP_ERROR_FORMAT,
                 ".encoding: unknown '%s'; expected number, one-hot, ordinal, bag-of-words or tokens.", name);
}

static gboolean
read_number (const json_t *json, const char *key, const Place *place, double *out_value, GError **error) {
  const json_t *value = json_object_get (json, key);
  if (!json_is_number (value))
    return refuse (place, error, CP_ERROR_FORMAT, ".scale.%s: expected a number.", key);
  *out_value = json_number_value (value);
  return TRUE;
}

static gboolean
read_scale (const json_t *json, const Place *place, CpInput *input, GError **error) {
  const json_t *scale = json_object_get (json, "scale");
  if (scale == NULL || json_is_null (scale))
    return TRUE;
  if (input->encoding != CP_ENCODING_NUMBER)
    return refuse (place, error, CP_ERROR_FORMAT,
                   ".scale: only number inputs are scaled, and this one is %s.",
                   cp_encoding_get_name (input->encoding));
  gboolean is_standard = json_object_get (scale, "mean") != NULL,
           is_min_max = json_object_get (scale, "min") != NULL;
  if (is_standard == is_min_max || json_object_size (scale) != 2)
    return refuse (place, error, CP_ERROR_FORMAT,
                   ".scale: expected {\"mean\", \"std\"} or {\"min\", \"max\"}.");
  input->scale = is_standard ? CP_SCALE_STANDARD : CP_SCALE_MIN_MAX;
  if (!read_number (scale, is_standard ? "mean" : "min", place, &input->scale_a, error) ||
      !read_number (scale, is_standard ? "std" : "max", place, &input->scale_b, error))
    return FALSE;
  if (is_standard && input->scale_b < 0)
    return refuse (place, error, CP_ERROR_VALUE, ".scale.std: %g is below 0.", input->scale_b);
  if (is_min_max && input->scale_b < input->scale_a)
    return refuse (place, error, CP_ERROR_VALUE, ".scale.max: %g is below the min, %g.", input->scale_b,
                   input->scale_a);
  return TRUE;
}

/* (transfer full) (nullable): a listed value as the text of a cell; whole numbers may be written bare */
static char *
dup_value (const json_t *value) {
  char buffer[CP_FORMAT_SIZE];
  if (json_is_number (value))
    return g_strdup (cp_format_double (buffer, json_number_value (value)));
  return g_strdup (json_string_value (value));
}

static gboolean
read_values (const json_t *json, const Place *place, CpInput *input, GError **error) {
  const json_t *values = json_object_get (json, "values");
  if (input->encoding == CP_ENCODING_NUMBER)
    return values == NULL || refuse (place, error, CP_ERROR_FORMAT, ".values: a number input has none.");
  if (json_array_size (values) == 0)
    return refuse (place, error, CP_ERROR_FORMAT, ".values: expected a list of at least one value.");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  input->values = g_new0 (char *, json_array_size (values) + 1);
  gsize i;
  json_t *value;
  json_array_foreach ((json_t *)values, i, value) {
    char *text = dup_value (value);
    if (text == NULL)
      return refuse (place, error, CP_ERROR_FORMAT,
                     ".values[%" G_GSIZE_FORMAT "]: expected a text or a number.", i);
    input->values[input->n_values++] = text;
    if (!g_hash_table_add (seen, text))
      return refuse (place, error, CP_ERROR_VALUE, ".values[%" G_GSIZE_FORMAT "]: '%s' is listed twice.", i,
                     text);
  }
  return TRUE;
}

static gboolean
read_missing (const json_t *json, const Place *place, CpInput *input, GError **error) {
  const json_t *missing = json_object_get (json, "missing");
  if (json_is_number (missing)) {
    input->missing = CP_MISSING_NUMBER;
    input->missing_value = json_number_value (missing);
    return TRUE;
  }
  if (json_is_null (missing)) {
    input->missing = CP_MISSING_PASS;
    return TRUE;
  }
  if (missing == NULL || g_strcmp0 (json_string_value (missing), "error") == 0)
    return TRUE;
  return refuse (place, error, CP_ERROR_FORMAT, ".missing: expected a number, null or \"error\".");
}

static gboolean
read_input (const json_t *json, const Place *place, CpInput *input, GError **error) {
  if (!json_is_object (json))
    return refuse (place, error, CP_ERROR_FORMAT, ": expected an object.");
  const char *column = json_string_value (json_object_get (json, "column"));
  if (column == NULL)
    return refuse (place, error, CP_ERROR_FORMAT, ".column: expected the name of a column.");
  input->column = g_strdup (column);
  /* the encoding first: another kind has other keys */
  if (!read_encoding (json, place, input, error))
    return FALSE;
  if (input->encoding == CP_ENCODING_BAG_OF_WORDS || input->encoding == CP_ENCODING_TOKENS) {
    g_autofree char *where = g_strdup_printf ("%s: inputs[%u]", place->place, place->index);
    input->text = cp_text_encoding_new_from_json (json, where, error);
    return input->text != NULL;
  }
  return check_keys (json, place, error) && read_scale (json, place, input, error) &&
         read_values (json, place, input, error) && read_missing (json, place, input, error);
}

CpEncoder *
cp_encoder_new_from_json (const json_t *json, const char *place, GError **error) {
  g_return_val_if_fail (place != NULL, NULL);
  if (json_array_size (json) == 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                 "%s: expected a list of at least one input, such as [{\"column\": \"age\", \"encoding\": "
                 "\"number\"}].",
                 place);
    return NULL;
  }
  g_autoptr (GArray) inputs = g_array_new (FALSE, TRUE, sizeof (CpInput));
  g_array_set_clear_func (inputs, (GDestroyNotify)cp_input_clear);
  g_array_set_size (inputs, (guint)json_array_size (json));
  gsize n_features = 0;
  for (guint i = 0; i < inputs->len; i++) {
    Place at = {place, i};
    CpInput *input = &g_array_index (inputs, CpInput, i);
    if (!read_input (json_array_get (json, i), &at, input, error))
      return NULL;
    n_features += input->text != NULL ? cp_text_encoding_get_width (input->text) : MAX (input->n_values, 1);
  }
  if (n_features > MOST_FEATURES) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: %" G_GSIZE_FORMAT " features; at most %d are supported.", place, n_features,
                 MOST_FEATURES);
    return NULL;
  }
  return cp_encoder_take (g_steal_pointer (&inputs), place);
}

static json_t *
input_to_json (const CpInput *input) {
  json_t *json = json_object ();
  json_object_set_new (json, "column", json_string (input->column));
  json_object_set_new (json, "encoding", json_string (cp_encoding_get_name (input->encoding)));
  if (input->text != NULL) {
    cp_text_encoding_add_to_json (input->text, json);
    return json;
  }
  if (input->scale != CP_SCALE_NONE) {
    gboolean is_standard = input->scale == CP_SCALE_STANDARD;
    json_t *scale = json_object ();
    json_object_set_new (scale, is_standard ? "mean" : "min", cp_json_number (input->scale_a));
    json_object_set_new (scale, is_standard ? "std" : "max", cp_json_number (input->scale_b));
    json_object_set_new (json, "scale", scale);
  }
  if (input->encoding != CP_ENCODING_NUMBER) {
    json_t *values = json_array ();
    for (guint i = 0; i < input->n_values; i++)
      json_array_append_new (values, json_string (input->values[i]));
    json_object_set_new (json, "values", values);
  }
  json_object_set_new (json, "missing",
                       input->missing == CP_MISSING_NUMBER ? cp_json_number (input->missing_value)
                       : input->missing == CP_MISSING_PASS ? json_null ()
                                                           : json_string ("error"));
  return json;
}

json_t *
cp_encoder_to_json (const CpEncoder *encoder) {
  json_t *inputs = json_array ();
  for (guint i = 0; i < cp_encoder_get_n_inputs (encoder); i++)
    json_array_append_new (inputs, input_to_json (cp_encoder_get_input (encoder, i)));
  return inputs;
}
