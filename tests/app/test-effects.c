#include "app/explain/effects.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* Numbers and sentences by hand. */

static GArray *
make (const CpEffect *effects, guint n) {
  GArray *list = g_array_new (FALSE, TRUE, sizeof (CpEffect));
  g_array_append_vals (list, effects, n);
  return list;
}

static void
test_effects_say_what_they_do_to_the_score (void) {
  CpEffect parts[] = {{(char *)"Sex", (char *)"Female", -0.3312, 0.002}, {(char *)"“keras”", NULL, 0.098, 0}};
  g_autoptr (GArray) effects = make (parts, 2);
  g_autofree char *one = cp_effects_describe (effects, "limited", 1);
  g_autofree char *two = cp_effects_describe (effects, "limited", 3);
  g_assert_cmpstr (one, ==, "Sex (Female) lowers the score of limited by 0.331.");
  g_assert_cmpstr (two, ==, "Sex (Female) lowers the score of limited by 0.331, “keras” raises it by 0.098.");
  assert_close (cp_effects_get_sum (effects), -0.2332, 1e-12);
  assert_close (cp_effects_get_largest_error (effects), 0.002, 0);
  g_autoptr (GArray) none = make (NULL, 0);
  g_autofree char *nothing = cp_effects_describe (none, "limited", 3);
  g_assert_cmpstr (nothing, ==, "Nothing has an effect.");
}

static void
test_a_difference_holds_what_either_side_has (void) {
  CpEffect a[] = {{(char *)"income", (char *)"82", 0.2, 0.003}, {(char *)"county", (char *)"Kings", 0.05, 0}};
  CpEffect b[] = {{(char *)"sex", (char *)"Female", -0.4, 0.001},
                  {(char *)"income", (char *)"82", 0.1, 0.004}};
  g_autoptr (GArray) first = make (a, 2), second = make (b, 2);
  g_autoptr (GArray) difference = cp_effects_subtract (first, second);
  g_assert_cmpuint (difference->len, ==, 3);
  g_assert_cmpstr (g_array_index (difference, CpEffect, 0).name, ==, "sex"); /* the largest first */
  assert_close (cp_effects_find (difference, "sex")->effect, 0.4, 1e-12);
  assert_close (cp_effects_find (difference, "income")->effect, 0.1, 1e-12);
  assert_close (cp_effects_find (difference, "income")->error, 0.005, 1e-12); /* 3, 4, 5 */
  assert_close (cp_effects_find (difference, "county")->effect, 0.05, 1e-12);
  assert_close (cp_effects_get_sum (difference), cp_effects_get_sum (first) - cp_effects_get_sum (second),
                1e-12);
  g_assert_null (cp_effects_find (difference, "race"));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/effects/say-what-they-do-to-the-score", test_effects_say_what_they_do_to_the_score);
  g_test_add_func ("/app/effects/a-difference-holds-what-either-side-has",
                   test_a_difference_holds_what_either_side_has);
  return g_test_run ();
}
