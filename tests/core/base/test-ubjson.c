#include "core/base/ubjson.h"
#include "tests/fixture.h"

#include <math.h>

/* The bytes follow the examples of the UBJSON specification, draft 12 (ubjson.org); what each must give is
 * written out by hand. */

#define BYTES(text) (const guint8 *)text, sizeof text - 1

static const struct {
  const guint8 *bytes;
  gsize length;
  const char *json;
} values[] = {
    {BYTES ("i\xff"), "-1"},
    {BYTES ("U\xff"), "255"},
    {BYTES ("I\x80\x00"), "-32768"},
    {BYTES ("l\x00\x01\x00\x00"), "65536"},
    {BYTES ("L\xff\xff\xff\xff\xff\xff\xff\xfe"), "-2"},
    {BYTES ("d\x3f\xc0\x00\x00"), "1.5"},
    {BYTES ("D\xc0\x09\x21\xfb\x54\x44\x2d\x18"), "-3.141592653589793"},
    {BYTES ("d\x7f\xc0\x00\x00"), "null"},
    {BYTES ("d\xff\x80\x00\x00"), "-1.7976931348623157e+308"},
    {BYTES ("Si\x05hello"), "\"hello\""},
    {BYTES ("SU\x02\xc3\xb6"), "\"ö\""},
    {BYTES ("T"), "true"},
    {BYTES ("NNF"), "false"},
    {BYTES ("Z"), "null"},
    {BYTES ("[]"), "[]"},
    {BYTES ("[i\x01TNZ[i\x02]]"), "[1,true,null,[2]]"},
    {BYTES ("[#i\x02i\x01Si\x01x"), "[1,\"x\"]"},
    {BYTES ("[$i#i\x03\x01\x02\xfd"), "[1,2,-3]"},
    {BYTES ("[$d#U\x01\x40\x00\x00\x00"), "[2]"},
    {BYTES ("{i\x01"
            "aT"
            "i\x01"
            "b{}}"),
     "{\"a\":true,\"b\":{}}"},
    {BYTES ("{#i\x01i\x01"
            "aZ"),
     "{\"a\":null}"},
};

static void
test_values (void) {
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (json_t) json = cp_ubjson_load (values[i].bytes, values[i].length, "x", &error);
    g_assert_no_error (error);
    g_autofree char *text = cp_json_dump (json, FALSE);
    g_assert_cmpstr (text, ==, values[i].json);
  }
}

static const struct {
  const guint8 *bytes;
  gsize length;
  const char *message;
} bad_values[] = {
    {BYTES (""), "x: byte 0: the file ends within a value."},
    {BYTES ("l\x00\x01"), "x: byte 1: the file ends within a value."},
    {BYTES ("Si\x05hell"), "x: byte 3: the file ends within a value."},
    {BYTES ("SI\x05"), "x: byte 2: the file ends within a value."},
    {BYTES ("Sd\x3f\xc0\x00\x00"), "x: byte 1: expected a length."},
    {BYTES ("[i\x01"), "x: byte 3: the file ends within a value."},
    {BYTES ("[$"), "x: byte 2: the file ends within a value."},
    {BYTES ("[$ii\x01"), "x: byte 3: expected the count of an array."},
    {BYTES ("[$[#i\x01"), "x: byte 2: an array whose type is no number is not known."},
    {BYTES ("[$D#i\x02"
            "12345678"),
     "x: byte 6: a length of 2 does not fit the file."},
    {BYTES ("[#i\x7fT"), "x: byte 4: a length of 127 does not fit the file."},
    {BYTES ("{"), "x: byte 1: the file ends within a value."},
    {BYTES ("{T"), "x: byte 1: expected a length."},
    {BYTES ("{i\x01"
            "a"),
     "x: byte 4: the file ends within a value."},
    {BYTES ("Hi\x01"
            "1"),
     "x: byte 0: no value begins with the byte 0x48."},
    {BYTES ("[\0]"), "x: byte 1: no value begins with the byte 0x00."},
    {BYTES ("T\0"), "x: byte 1: something follows the value."},
    {BYTES ("TT"), "x: byte 1: something follows the value."},
};

static void
test_bad (void) {
  for (gsize i = 0; i < G_N_ELEMENTS (bad_values); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree guint8 *exact = g_memdup2 (bad_values[i].bytes, bad_values[i].length);
    g_assert_null (cp_ubjson_load (exact, bad_values[i].length, "x", &error));
    assert_message (error, bad_values[i].message);
  }
}

static void
test_known (void) {
  g_assert_true (cp_ubjson_is_object (BYTES ("{L\0")));
  g_assert_true (cp_ubjson_is_object (BYTES ("{i\1")));
  g_assert_false (cp_ubjson_is_object (BYTES ("{\"a\":1}")));
  g_assert_false (cp_ubjson_is_object (BYTES ("{}")));
  g_assert_false (cp_ubjson_is_object (BYTES ("{")));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/ubjson/every-type-reads-as-json", test_values);
  g_test_add_func ("/core/ubjson/damaged-bytes-are-refused-with-their-place", test_bad);
  g_test_add_func ("/core/ubjson/an-object-is-told-from-json", test_known);
  return g_test_run ();
}
