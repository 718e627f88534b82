#include "core/encode/vocabulary-fit.h"

#include "core/base/error.h"
#include "core/encode/tokenizer.h"

#include <string.h>

typedef struct {
  char *word;
  guint64 count;
  guint order; /* in which it was first seen */
} Counted;

static void
counted_free (gpointer data) {
  Counted *counted = data;
  g_free (counted->word);
  g_free (counted);
}

static int
compare_counted (gconstpointer a, gconstpointer b) {
  const Counted *x = *(const Counted *const *)a, *y = *(const Counted *const *)b;
  return x->count != y->count  ? (x->count < y->count ? 1 : -1)
         : x->order < y->order ? -1
                               : x->order > y->order;
}

/* (element-type Counted): in the order they were seen */
static GPtrArray *
count_words (const CpColumn *column) {
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *all = g_ptr_array_new_with_free_func (counted_free);
  CpTokenizer tokenizer;
  cp_tokenizer_init (&tokenizer, CP_TOKENIZER_KERAS);
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  for (gsize row = 0; row < cp_column_get_n_rows (column); row++) {
    g_autofree char *text = cp_column_dup_cell (column, row);
    cp_tokenizer_split (&tokenizer, text, strlen (text), &tokens);
    for (guint i = 0; i < tokens.tokens->len; i++) {
      CpToken token = g_array_index (tokens.tokens, CpToken, i);
      g_autofree char *word = g_strndup (tokens.words->str + token.word, token.length);
      Counted *counted = g_hash_table_lookup (known, word);
      if (counted == NULL) {
        counted = g_new0 (Counted, 1);
        counted->order = all->len;
        counted->word = g_steal_pointer (&word);
        g_ptr_array_add (all, counted);
        g_hash_table_insert (known, counted->word, counted);
      }
      counted->count++;
    }
  }
  cp_tokenizer_clear (&tokenizer);
  return all;
}

json_t *
cp_vocabulary_fit (const CpTable *table, const char *name, guint num_words, GError **error) {
  g_return_val_if_fail (num_words >= 2, NULL);
  const CpColumn *column = cp_table_require_column (table, name, "--text", error);
  if (column == NULL)
    return NULL;
  g_autoptr (GPtrArray) all = count_words (column);
  if (all->len == 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: column '%s' holds no word to learn from.",
                 cp_table_get_place (table), name);
    return NULL;
  }
  g_ptr_array_sort (all, compare_counted);
  json_t *words = json_pack ("[n]");
  for (guint i = 0; i < all->len && i + 1 < num_words; i++)
    json_array_append_new (words, json_string (((Counted *)g_ptr_array_index (all, i))->word));
  while (json_array_size (words) < num_words) /* the width is what was asked for */
    json_array_append_new (words, json_null ());
  return json_pack ("{sssssssoss}", "column", name, "encoding", "bag-of-words", "tokenizer", "keras",
                    "vocabulary", words, "mode", "binary");
}
