#include "core/base/ubjson.h"

#include "core/base/error.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { DEEPEST = 64 };

typedef struct {
  const guint8 *bytes;
  gsize length, at;
  const char *place;
  guint depth;
} Reader;

static gboolean refuse (const Reader *reader, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (const Reader *reader, GError **error, const char *format, ...) {
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: byte %" G_GSIZE_FORMAT ": %s", reader->place,
               reader->at, problem);
  return FALSE;
}

static gboolean
require (const Reader *reader, gsize n_bytes, GError **error) {
  return n_bytes <= reader->length - reader->at || refuse (reader, error, "the file ends within a value.");
}

/* The next marker, without the no-ops before it; 0 with @error at the end, and for a byte 0, which is none */
static char
peek_marker (Reader *reader, GError **error) {
  while (reader->at < reader->length && reader->bytes[reader->at] == 'N')
    reader->at++;
  if (!require (reader, 1, error))
    return 0;
  if (reader->bytes[reader->at] == 0)
    refuse (reader, error, "no value begins with the byte 0x00.");
  return (char)reader->bytes[reader->at];
}

/* --- numbers --- */

/* Bytes of a number of the type @marker, 0 where it is none */
static gsize
get_size (char marker) {
  switch (marker) {
  case 'i':
  case 'U':
    return 1;
  case 'I':
    return 2;
  case 'l':
  case 'd':
    return 4;
  case 'L':
  case 'D':
    return 8;
  default:
    return 0;
  }
}

static guint64
read_big_endian (Reader *reader, gsize size) {
  guint64 value = 0;
  for (gsize i = 0; i < size; i++)
    value = value << 8 | reader->bytes[reader->at++];
  return value;
}

static json_t *
make_real (double value) {
  if (isnan (value))
    return json_null ();
  return json_real (isinf (value) ? copysign (DBL_MAX, value) : value);
}

/* @reader has the bytes */
static json_t *
read_number (Reader *reader, char marker) {
  guint64 bits = read_big_endian (reader, get_size (marker));
  guint32 low = (guint32)bits;
  float single;
  double number;
  switch (marker) {
  case 'i':
    return json_integer ((gint8)bits);
  case 'U':
    return json_integer ((guint8)bits);
  case 'I':
    return json_integer ((gint16)bits);
  case 'l':
    return json_integer ((gint32)bits);
  case 'L':
    return json_integer ((gint64)bits);
  case 'd':
    memcpy (&single, &low, sizeof single);
    return make_real ((double)single);
  default:
    memcpy (&number, &bits, sizeof number);
    return make_real (number);
  }
}

/* A length or count: an integer with its marker, at most @most */
static gboolean
read_count (Reader *reader, gsize most, gsize *out_count, GError **error) {
  char marker = peek_marker (reader, error);
  gsize size = get_size (marker);
  if (marker == 0)
    return FALSE;
  if (size == 0 || marker == 'd' || marker == 'D')
    return refuse (reader, error, "expected a length.");
  reader->at++;
  if (!require (reader, size, error))
    return FALSE;
  g_autoptr (json_t) number = read_number (reader, marker);
  json_int_t count = json_integer_value (number);
  if (count < 0 || (guint64)count > most)
    return refuse (reader, error, "a length of %" JSON_INTEGER_FORMAT " does not fit the file.", count);
  *out_count = (gsize)count;
  return TRUE;
}

/* (transfer full) (nullable): the text after its length */
static char *
read_text (Reader *reader, gsize *out_length, GError **error) {
  if (!read_count (reader, reader->length - reader->at, out_length, error) ||
      !require (reader, *out_length, error))
    return NULL;
  const char *text = (const char *)reader->bytes + reader->at;
  if (!g_utf8_validate_len (text, *out_length, NULL)) {
    refuse (reader, error, "a text is not UTF-8 or holds a NUL.");
    return NULL;
  }
  reader->at += *out_length;
  return g_strndup (text, *out_length);
}

/* --- containers --- */

static json_t *read_value (Reader *reader, GError **error);

/* After '[': "$ type" and "# count" where they stand */
static gboolean
read_array_head (Reader *reader, char *out_type, gboolean *out_is_counted, gsize *out_count, GError **error) {
  char marker = peek_marker (reader, error);
  if (marker == '$') {
    reader->at++;
    if (!require (reader, 1, error))
      return FALSE;
    *out_type = (char)reader->bytes[reader->at];
    if (get_size (*out_type) == 0)
      return refuse (reader, error, "an array whose type is no number is not known.");
    reader->at++;
    marker = peek_marker (reader, error);
    if (marker != 0 && marker != '#')
      return refuse (reader, error, "expected the count of an array.");
  }
  if (marker == '#') {
    reader->at++;
    *out_is_counted = TRUE;
    gsize left = (reader->length - reader->at) / MAX (get_size (*out_type), 1);
    return read_count (reader, left, out_count, error);
  }
  return marker != 0;
}

/* TRUE once the container is at its end */
static gboolean
is_at_end (Reader *reader, char end) {
  if (peek_marker (reader, NULL) != end)
    return FALSE;
  reader->at++;
  return TRUE;
}

static json_t *
read_array (Reader *reader, GError **error) {
  char type = 0;
  gboolean is_counted = FALSE;
  gsize count = 0;
  if (!read_array_head (reader, &type, &is_counted, &count, error) ||
      !require (reader, count * get_size (type), error))
    return NULL;
  g_autoptr (json_t) array = json_array ();
  for (gsize i = 0; is_counted ? i < count : !is_at_end (reader, ']'); i++) {
    json_t *item = type != 0 ? read_number (reader, type) : read_value (reader, error);
    if (item == NULL)
      return NULL;
    json_array_append_new (array, item);
  }
  return g_steal_pointer (&array);
}

static gboolean
read_member (Reader *reader, json_t *object, GError **error) {
  gsize length;
  g_autofree char *key = read_text (reader, &length, error);
  if (key == NULL)
    return FALSE;
  if (json_object_get (object, key) != NULL)
    return refuse (reader, error, "the key '%s' stands twice.", key);
  json_t *value = read_value (reader, error);
  if (value == NULL)
    return FALSE;
  json_object_set_new (object, key, value);
  return TRUE;
}

static json_t *
read_object (Reader *reader, GError **error) {
  gboolean is_counted = FALSE;
  gsize count = 0;
  char marker = peek_marker (reader, error);
  if (marker == 0)
    return NULL;
  if (marker == '$') {
    refuse (reader, error, "an object of values of one type is not known.");
    return NULL;
  }
  if (marker == '#') {
    is_counted = TRUE;
    reader->at++;
    if (!read_count (reader, reader->length - reader->at, &count, error))
      return NULL;
  }
  g_autoptr (json_t) object = json_object ();
  for (gsize i = 0; is_counted ? i < count : !is_at_end (reader, '}'); i++)
    if (!read_member (reader, object, error))
      return NULL;
  return g_steal_pointer (&object);
}

static json_t *
read_container (Reader *reader, char marker, GError **error) {
  if (reader->depth == DEEPEST) {
    refuse (reader, error, "values are nested deeper than %d.", DEEPEST);
    return NULL;
  }
  reader->depth++;
  json_t *value = marker == '[' ? read_array (reader, error) : read_object (reader, error);
  reader->depth--;
  return value;
}

static json_t *
read_string (Reader *reader, GError **error) {
  gsize length;
  g_autofree char *text = read_text (reader, &length, error);
  return text != NULL ? json_stringn (text, length) : NULL;
}

/* (transfer full) (nullable) */
static json_t *
read_value (Reader *reader, GError **error) {
  char marker = peek_marker (reader, error);
  if (marker == 0)
    return NULL;
  reader->at++;
  if (get_size (marker) > 0)
    return require (reader, get_size (marker), error) ? read_number (reader, marker) : NULL;
  switch (marker) {
  case '[':
  case '{':
    return read_container (reader, marker, error);
  case 'S':
    return read_string (reader, error);
  case 'T':
    return json_true ();
  case 'F':
    return json_false ();
  case 'Z':
    return json_null ();
  default:
    reader->at--;
    refuse (reader, error, "no value begins with the byte 0x%02x.", reader->bytes[reader->at]);
    return NULL;
  }
}

gboolean
cp_ubjson_is_object (const guint8 *bytes, gsize length) {
  return length >= 2 && bytes[0] == '{' && memchr ("iUIlL#$", bytes[1], 7) != NULL;
}

json_t *
cp_ubjson_load (const guint8 *bytes, gsize length, const char *place, GError **error) {
  Reader reader = {bytes, length, 0, place, 0};
  g_autoptr (json_t) value = read_value (&reader, error);
  if (value != NULL)
    peek_marker (&reader, NULL); /* past no-ops */
  if (value != NULL && reader.at < length) {
    refuse (&reader, error, "something follows the value.");
    return NULL;
  }
  return g_steal_pointer (&value);
}
