#include "core/explain/words.h"

#include <math.h>
#include <string.h>

static void
effect_free (gpointer data) {
  CpWordEffect *effect = data;
  g_free (effect->word);
  g_array_unref (effect->spans);
  g_free (effect);
}

static CpWordEffect *
effect_new (char *word, gint32 number, gint32 feature, const double *values, const double *errors) {
  CpWordEffect *effect = g_new0 (CpWordEffect, 1);
  effect->word = word;
  effect->number = number;
  effect->feature = feature;
  effect->value = feature >= 0 ? values[feature] : 0;
  effect->error = feature >= 0 && errors != NULL ? errors[feature] : 0;
  effect->spans = g_array_new (FALSE, FALSE, sizeof (CpSpan));
  return effect;
}

/* Words are told apart by what they count in, unknown ones by their letters. */
static char *
make_key (const CpTextWord *found, const char *word) {
  if (found->feature >= 0)
    return g_strdup_printf ("#%d", found->feature);
  return g_strconcat (found->number >= 0 ? "cut " : "new ", word, NULL);
}

static int
compare_effects (gconstpointer a, gconstpointer b) {
  const CpWordEffect *x = *(const CpWordEffect *const *)a, *y = *(const CpWordEffect *const *)b;
  double difference = fabs (y->value) - fabs (x->value);
  return difference > 0 ? 1 : difference < 0 ? -1 : x->feature < y->feature ? -1 : x->feature > y->feature;
}

static void
add_present (GPtrArray *all, const CpTextEncoding *encoding, const char *text, gsize length,
             const double *values, const double *errors, gboolean *is_present) {
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (CpTextWord));
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  cp_text_encoding_find_words (encoding, text, length, &tokens, words);
  for (guint i = 0; i < words->len; i++) {
    const CpTextWord *found = &g_array_index (words, CpTextWord, i);
    const CpToken *token = &g_array_index (tokens.tokens, CpToken, i);
    g_autofree char *word = g_strndup (tokens.words->str + token->word, token->length);
    char *key = make_key (found, word);
    CpWordEffect *effect = g_hash_table_lookup (known, key);
    if (effect == NULL) {
      effect = effect_new (g_steal_pointer (&word), found->number, found->feature, values, errors);
      effect->is_present = TRUE;
      g_ptr_array_add (all, effect);
      g_hash_table_insert (known, g_steal_pointer (&key), effect);
    }
    g_free (key);
    if (found->feature >= 0)
      is_present[found->feature] = TRUE;
    CpSpan span = {found->begin, found->end};
    g_array_append_val (effect->spans, span);
  }
}

GPtrArray *
cp_words_tell (const CpTextEncoding *encoding, const char *text, gsize length, const double *values,
               const double *errors) {
  guint width = cp_text_encoding_get_width (encoding);
  GPtrArray *all = g_ptr_array_new_with_free_func (effect_free);
  g_autofree gboolean *is_present = g_new0 (gboolean, width + 1);
  add_present (all, encoding, text, length, values, errors, is_present);
  if (cp_text_encoding_is_sequence (encoding))
    return all; /* a place without a word is padding */
  guint n_present = all->len;
  for (guint f = 0; f < width; f++) {
    const char *word = cp_text_encoding_get_word (encoding, f);
    if (!is_present[f] && values[f] != 0 && word != NULL)
      g_ptr_array_add (all, effect_new (g_strdup (word), (gint32)f, (gint32)f, values, errors));
  }
  qsort (all->pdata + n_present, all->len - n_present, sizeof (gpointer), compare_effects);
  return all;
}
