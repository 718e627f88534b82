#include "core/base/json.h"

#include "core/base/error.h"
#include "core/base/format.h"

#include <math.h>
#include <string.h>

json_t *
cp_json_number (double value) {
  if (!isfinite (value))
    return json_null ();
  if (value == floor (value) && fabs (value) < 1e15)
    return json_integer ((json_int_t)value);
  return json_real (value);
}

static void
append_string (GString *out, const char *text) {
  g_autoptr (json_t) string = json_string (text);
  if (string == NULL) { /* invalid UTF-8 never leaves us */
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    append_string (out, valid);
    return;
  }
  char *quoted = json_dumps (string, JSON_ENCODE_ANY);
  g_string_append (out, quoted);
  free (quoted);
}

static void
append_line (GString *out, int level) {
  if (level < 0)
    return;
  g_string_append_c (out, '\n');
  for (int i = 0; i < level; i++)
    g_string_append (out, "  ");
}

static gboolean
is_flat (const json_t *array) {
  gsize i;
  json_t *item;
  json_array_foreach ((json_t *)array, i, item) {
    if (json_is_array (item) || json_is_object (item))
      return FALSE;
  }
  return TRUE;
}

/* level < 0: everything on one line */
static void
append_value (GString *out, const json_t *json, int level) {
  char number[CP_FORMAT_SIZE];
  int inner = level < 0 ? -1 : level + 1;
  switch (json_typeof (json)) {
  case JSON_OBJECT: {
    const char *key, *separator = "";
    json_t *value;
    g_string_append_c (out, '{');
    json_object_foreach ((json_t *)json, key, value) {
      g_string_append (out, separator);
      append_line (out, inner);
      append_string (out, key);
      g_string_append (out, level < 0 ? ":" : ": ");
      append_value (out, value, inner);
      separator = ",";
    }
    if (*separator != '\0')
      append_line (out, level);
    g_string_append_c (out, '}');
    break;
  }
  case JSON_ARRAY: {
    gboolean flat = is_flat (json);
    g_string_append_c (out, '[');
    gsize i;
    json_t *value;
    json_array_foreach ((json_t *)json, i, value) {
      if (i > 0)
        g_string_append (out, level < 0 || !flat ? "," : ", ");
      if (!flat)
        append_line (out, inner);
      append_value (out, value, flat ? -1 : inner);
    }
    if (!flat)
      append_line (out, level);
    g_string_append_c (out, ']');
    break;
  }
  case JSON_STRING:
    append_string (out, json_string_value (json));
    break;
  case JSON_INTEGER:
    g_string_append_printf (out, "%" JSON_INTEGER_FORMAT, json_integer_value (json));
    break;
  case JSON_REAL:
    g_string_append (out, cp_format_double (number, json_real_value (json)));
    break;
  case JSON_TRUE:
    g_string_append (out, "true");
    break;
  case JSON_FALSE:
    g_string_append (out, "false");
    break;
  case JSON_NULL:
    g_string_append (out, "null");
    break;
  }
}

char *
cp_json_dump (const json_t *json, gboolean indent) {
  GString *out = g_string_new (NULL);
  append_value (out, json, indent ? 0 : -1);
  if (indent)
    g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

json_t *
cp_json_load (const char *text, gsize length, const char *place, GError **error) {
  json_error_t problem;
  json_t *json = json_loadb (text, length, JSON_REJECT_DUPLICATES, &problem);
  if (json == NULL) {
    g_autofree char *told = g_utf8_make_valid (problem.text, -1); /* it may end within a character */
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s:%d: not valid JSON: %s.", place, MAX (problem.line, 1),
                 told);
  }
  return json;
}

json_t *
cp_json_load_file (const char *path, GError **error) {
  g_autofree char *text = NULL;
  g_autoptr (GError) problem = NULL;
  gsize length;
  if (!g_file_get_contents (path, &text, &length, &problem)) {
    g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: cannot be read: %s.", path,
                 g_strerror (problem->code == G_FILE_ERROR_NOENT   ? ENOENT
                             : problem->code == G_FILE_ERROR_ISDIR ? EISDIR
                             : problem->code == G_FILE_ERROR_ACCES ? EACCES
                                                                   : EIO));
    return NULL;
  }
  return cp_json_load (text, length, path, error);
}
