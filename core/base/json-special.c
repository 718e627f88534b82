#include "core/base/json.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* The tokens NaN and Infinity, which are no JSON but which XGBoost and TensorFlow Serving write. */

static const struct {
  const char *token, *spelling;
} specials[] = {{"NaN", "null"},
                {"Infinity", "1.7976931348623157e308"},
                {"inf", "1.7976931348623157e308"},
                {"nan", "null"}};

/* Index into specials of the token at @text, or G_N_ELEMENTS (specials) */
static guint
find_special (const char *text, gsize length) {
  guint i = 0;
  while (i < G_N_ELEMENTS (specials)) {
    gsize n = strlen (specials[i].token);
    if (n <= length && memcmp (text, specials[i].token, n) == 0)
      break;
    i++;
  }
  return i;
}

/* Looked for first, which is many times faster than going from text to text: most files have none */
static gboolean
may_have_specials (const char *text, gsize length) {
  for (guint i = 0; i < G_N_ELEMENTS (specials); i++)
    if (memmem (text, length, specials[i].token, strlen (specials[i].token)) != NULL)
      return TRUE;
  return FALSE;
}

GString *
cp_json_spell_specials (const char *text, gsize length) {
  GString *out = NULL;
  if (!may_have_specials (text, length))
    return NULL;
  gsize copied = 0, at = 0;
  while (at < length) {
    if (text[at] == '"') {
      for (at++; at < length && text[at] != '"'; at++)
        at += text[at] == '\\';
      at++;
      continue;
    }
    guint special = strchr ("NIin", text[at]) != NULL && text[at] != '\0'
                        ? find_special (text + at, length - at)
                        : G_N_ELEMENTS (specials);
    if (special == G_N_ELEMENTS (specials)) {
      at++;
      continue;
    }
    if (out == NULL)
      out = g_string_sized_new (length + 64);
    gsize end = at;
    if (at > copied && text[at - 1] == '-' && g_str_equal (specials[special].spelling, "null"))
      end--; /* −NaN is no more than NaN */
    g_string_append_len (out, text + copied, (gssize)(end - copied));
    g_string_append (out, specials[special].spelling);
    at += strlen (specials[special].token);
    copied = at;
  }
  if (out != NULL)
    g_string_append_len (out, text + copied, (gssize)(length - copied));
  return out;
}

double
cp_json_to_double (const json_t *json) {
  double value = json_is_number (json) ? json_number_value (json) : NAN;
  return fabs (value) == DBL_MAX ? copysign (INFINITY, value) : value;
}
