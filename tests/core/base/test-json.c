#include "core/base/json.h"

#include "core/base/error.h"
#include "tests/fixture.h"

#include <math.h>

static void
test_numbers (void) {
  g_autoptr (json_t) list =
      json_pack ("[o,o,o,o,o]", cp_json_number (0.1), cp_json_number (3), cp_json_number (NAN),
                 cp_json_number (INFINITY), cp_json_number (1e300));
  g_autofree char *text = cp_json_dump (list, FALSE);
  g_assert_cmpstr (text, ==, "[0.1,3,null,null,1e+300]");
}

static void
test_layout (void) {
  g_autoptr (json_t) json =
      json_loads ("{\"b\":[1,2],\"a\":{\"x\":\"\\u00e9\\n\",\"y\":[]},\"l\":[{}]}", 0, NULL);
  g_autofree char *flat = cp_json_dump (json, FALSE);
  g_assert_cmpstr (flat, ==, "{\"b\":[1,2],\"a\":{\"x\":\"é\\n\",\"y\":[]},\"l\":[{}]}");
  g_autofree char *pretty = cp_json_dump (json, TRUE);
  g_assert_cmpstr (
      pretty, ==,
      "{\n  \"b\": [1, 2],\n  \"a\": {\n    \"x\": \"é\\n\",\n    \"y\": []\n  },\n  \"l\": [\n  "
      "  {}\n  ]\n}\n");
  g_autoptr (json_t) again = json_loads (pretty, 0, NULL);
  g_assert_true (json_equal (json, again));
}

static void
test_errors (void) {
  g_autoptr (GError) error = NULL;
  const char *text = "{\n\"a\": NaN}";
  g_assert_null (cp_json_load (text, strlen (text), "a.json", &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_FORMAT);
  g_assert_true (g_str_has_prefix (error->message, "a.json:2: not valid JSON: "));
}

/* The place an error is near to may be told from within a character. */
static void
test_errors_are_readable (void) {
  static const char *const texts[] = {"{\"level \\\xc3\xa9\": 1}", "[\xc3\xa9]", "\"\xff\""};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (cp_json_load (texts[i], strlen (texts[i]), "a.json", &error));
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    g_assert_true (g_str_has_prefix (error->message, "a.json:1: not valid JSON: "));
  }
}

static void
test_specials (void) {
  static const struct {
    const char *text, *spelled; /* NULL: nothing to spell */
  } texts[] = {
      {"[1, true, null]", NULL},
      {"{\"NaN\": \"a \\\" Infinity\"}", NULL},
      {"[NaN,-Infinity,Infinity]", "[null,-1.7976931348623157e308,1.7976931348623157e308]"},
      {"{\"a\\\\\":-NaN}", "{\"a\\\\\":null}"},
      {"\"open NaN", NULL},
      {"\"open \\", NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GString) spelled = cp_json_spell_specials (texts[i].text, strlen (texts[i].text));
    g_assert_cmpstr (spelled != NULL ? spelled->str : NULL, ==, texts[i].spelled);
  }
  g_autoptr (json_t) array = cp_json_load (texts[2].spelled, strlen (texts[2].spelled), "x", NULL);
  g_assert_true (isnan (cp_json_to_double (json_array_get (array, 0))));
  g_assert_true (cp_json_to_double (json_array_get (array, 1)) == -INFINITY);
  g_assert_true (cp_json_to_double (json_array_get (array, 2)) == INFINITY);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/json/undefined-numbers-are-null", test_numbers);
  g_test_add_func ("/core/json/keys-keep-their-order", test_layout);
  g_test_add_func ("/core/json/tokens-that-are-no-json-can-be-spelled", test_specials);
  g_test_add_func ("/core/json/an-error-names-place-and-line", test_errors);
  g_test_add_func ("/core/json/an-error-can-be-read-whatever-was-there", test_errors_are_readable);
  return g_test_run ();
}
