#include "app/explain/explain-words.h"

char *
cp_explain_words_method (const char *method, guint n_pairs, gboolean is_first) {
  g_return_val_if_fail (method != NULL, NULL);
  const char *name = g_str_equal (method, "deep") ? "rescale rule" : method;
  const char *first = is_first ? ", first answer" : "";
  if (n_pairs == 0)
    return g_strdup_printf ("%s%s", name, first);
  return g_strdup_printf ("%s, %u %s%s", name, n_pairs, n_pairs == 1 ? "pair" : "pairs", first);
}

static gboolean
is_of_the_game (const char *method) {
  static const char *const methods[] = {"exact", "kernel", "permutation", NULL};
  return g_strv_contains (methods, method);
}

gboolean
cp_explain_words_agree (const char *first, const char *second) {
  g_return_val_if_fail (first != NULL && second != NULL, FALSE);
  return g_str_equal (first, second) || (is_of_the_game (first) && is_of_the_game (second));
}
