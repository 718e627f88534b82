#include "core/explain/term-pairs.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/encode/word-case.h"
#include "core/explain/text-flips.h"
#include "core/table/edits.h"

#include <string.h>

static void
pair_clear (gpointer data) {
  CpTermPair *pair = data;
  g_free (pair->first);
  g_free (pair->second);
}

GArray *
cp_term_pairs_new (void) {
  GArray *pairs = g_array_new (FALSE, TRUE, sizeof (CpTermPair));
  g_array_set_clear_func (pairs, pair_clear);
  return pairs;
}

GArray *
cp_term_pairs_parse (const char *text, const char *place, GError **error) {
  g_autoptr (GArray) pairs = cp_term_pairs_new ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (g_strstrip (lines[i]), ",", -1);
    if (lines[i][0] == 0)
      continue;
    if (g_strv_length (words) != 2 || *g_strstrip (words[0]) == 0 || *g_strstrip (words[1]) == 0) {
      g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                   "%s:%u: expected two words with a comma between, as in he,she.", place, i + 1);
      return NULL;
    }
    CpTermPair pair = {g_strdup (words[0]), g_strdup (words[1])};
    g_array_append_val (pairs, pair);
  }
  if (pairs->len > 0)
    return g_steal_pointer (&pairs);
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: holds no pair; expected lines such as he,she.", place);
  return NULL;
}

static const char *
get_term (const CpTermSwapQuery *query, guint term) {
  const CpTermPair *pair = &query->pairs[term / 2];
  return term % 2 == 0 ? pair->first : pair->second;
}

/* (transfer full) (nullable): the one word that the tokenizer makes of a term */
static char *
cut_term (CpTermFinder *self, guint term, GError **error) {
  const char *text = get_term (self->query, term);
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (CpTextWord));
  cp_text_encoding_find_words (self->encoding, text, strlen (text), &tokens, found);
  if (found->len == 1) {
    const CpToken *token = &g_array_index (tokens.tokens, CpToken, 0);
    self->is_known[term] = g_array_index (found, CpTextWord, 0).number >= 0;
    return g_strndup (tokens.words->str + token->word, token->length);
  }
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
               "the pair '%s', '%s': '%s' is %s to the model's tokenizer; expected one word.",
               self->query->pairs[term / 2].first, self->query->pairs[term / 2].second, text,
               found->len == 0 ? "no word" : "several words");
  return NULL;
}

static gboolean
refuse_equal (const CpTermPair *pair, GError **error) {
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "the pair '%s', '%s': expected two different words.",
               pair->first, pair->second);
  return FALSE;
}

static gboolean
init_words (CpTermFinder *self, GError **error) {
  self->terms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
  g_autofree char *first = NULL;
  for (guint term = 0; term < 2 * self->query->n_pairs; term++) {
    g_autofree char *word = cut_term (self, term, error);
    if (word == NULL)
      return FALSE;
    if (term % 2 == 1 && g_str_equal (first, word))
      return refuse_equal (&self->query->pairs[term / 2], error);
    GArray *places = g_hash_table_lookup (self->terms, word);
    if (places == NULL) {
      places = g_array_new (FALSE, FALSE, sizeof (CpTermMatch));
      g_hash_table_insert (self->terms, g_strdup (word), places);
    }
    CpTermMatch match = {term / 2, term % 2 == 1, 0, 0};
    g_array_append_val (places, match);
    g_free (first);
    first = g_steal_pointer (&word);
  }
  return TRUE;
}

static gboolean
find_code (const CpTermFinder *self, const char *value, guint32 *out_code) {
  if (self->group == NULL)
    return cp_column_find_value (cp_table_get_column (self->query->table, self->index), value, out_code);
  for (guint i = 0; i < self->group->n_values; i++) {
    if (g_str_equal (self->group->values[i], value)) {
      *out_code = i;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
init_values (CpTermFinder *self, GError **error) {
  self->codes = g_new (guint32, 2 * self->query->n_pairs);
  for (guint term = 0; term < 2 * self->query->n_pairs; term++) {
    self->is_known[term] = TRUE;
    if (!find_code (self, get_term (self->query, term), &self->codes[term])) {
      g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "column '%s': no row holds the value '%s'.",
                   self->query->column, get_term (self->query, term));
      return FALSE;
    }
    if (term % 2 == 1 && self->codes[term] == self->codes[term - 1])
      return refuse_equal (&self->query->pairs[term / 2], error);
  }
  return TRUE;
}

static gboolean
check_type (const CpTermFinder *self, GError **error) {
  const CpTermSwapQuery *query = self->query;
  CpColumnType type = cp_column_get_type (cp_table_get_column (query->table, self->index));
  if (type == CP_COLUMN_CATEGORY || type == CP_COLUMN_BOOLEAN)
    return TRUE;
  if (type == CP_COLUMN_TEXT)
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH, "%s: reads no words of the column '%s'.",
                 query->model->place, query->column);
  else
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
                 "column '%s' holds numbers; a swap wants a text, a category or a one-hot group.",
                 query->column);
  return FALSE;
}

gboolean
cp_term_finder_init (CpTermFinder *self, const CpTermSwapQuery *query, GError **error) {
  *self = (CpTermFinder){.query = query, .is_known = g_new0 (gboolean, 2 * query->n_pairs + 1)};
  self->one_hot = cp_one_hot_groups_find (query->table);
  for (guint i = 0; i < self->one_hot->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (self->one_hot, i);
    if (g_str_equal (group->name, query->column))
      self->group = group;
  }
  if (query->n_pairs == 0) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_VALUE, "expected at least one pair of words to swap.");
    return FALSE;
  }
  if (!cp_table_find_column_index (query->table, query->column, &self->index) && self->group == NULL)
    return cp_table_require_column (query->table, query->column, "--column", error) != NULL;
  if (self->group != NULL)
    return init_values (self, error);
  self->encoding = cp_encoder_find_text (query->encoder, query->column);
  return self->encoding != NULL ? init_words (self, error)
                                : check_type (self, error) && init_values (self, error);
}

void
cp_term_finder_clear (CpTermFinder *self) {
  g_clear_pointer (&self->one_hot, g_ptr_array_unref);
  g_clear_pointer (&self->terms, g_hash_table_unref);
  g_clear_pointer (&self->codes, g_free);
  g_clear_pointer (&self->is_known, g_free);
}

/* --- finding --- */

typedef struct {
  const CpTermFinder *finder;
  gsize begin;
  GArray **out;
} Find;

static void
add_match (GArray **matches, CpTermMatch match) {
  if (*matches == NULL)
    *matches = g_array_new (FALSE, FALSE, sizeof (CpTermMatch));
  g_array_append_val (*matches, match);
}

static void
find_words (gsize begin, gsize end, guint worker, gpointer data) {
  const Find *find = data;
  const CpTermFinder *self = find->finder;
  const CpColumn *column = cp_table_get_column (self->query->table, self->index);
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (CpTextWord));
  g_autoptr (GString) word = g_string_new (NULL);
  for (gsize i = begin; i < end; i++) {
    g_autofree char *text = cp_column_dup_cell (column, find->begin + i);
    cp_text_encoding_find_words (self->encoding, text, strlen (text), &tokens, words);
    for (guint t = 0; t < tokens.tokens->len; t++) {
      const CpToken *token = &g_array_index (tokens.tokens, CpToken, t);
      g_string_truncate (word, 0);
      g_string_append_len (word, tokens.words->str + token->word, token->length);
      const GArray *places = g_hash_table_lookup (self->terms, word->str);
      for (guint p = 0; places != NULL && p < places->len; p++) {
        CpTermMatch match = g_array_index (places, CpTermMatch, p);
        match.begin = token->begin;
        match.end = token->end;
        add_match (&find->out[i], match);
      }
    }
  }
}

static void
find_values (gsize begin, gsize end, guint worker, gpointer data) {
  const Find *find = data;
  const CpTermFinder *self = find->finder;
  const CpTermSwapQuery *query = self->query;
  for (gsize i = begin; i < end; i++) {
    gsize row = find->begin + i;
    guint32 code = self->group != NULL
                       ? cp_one_hot_group_get_code (self->group, query->table, row)
                       : cp_column_get_codes (cp_table_get_column (query->table, self->index))[row];
    for (guint term = 0; code != CP_MISSING && term < 2 * query->n_pairs; term++)
      if (self->codes[term] == code)
        add_match (&find->out[i], (CpTermMatch){term / 2, term % 2 == 1, 0, 0});
  }
}

gboolean
cp_term_finder_find (const CpTermFinder *self, gsize begin, gsize end, GArray **out,
                     GCancellable *cancellable) {
  Find find = {self, begin, out};
  return cp_parallel_for (end - begin, 256, self->encoding != NULL ? find_words : find_values, &find,
                          cancellable);
}

/* --- swapping --- */

/* Of all pairs the first at a place counts; @at: where the places before end */
static gboolean
counts (const CpTermMatch *match, guint32 pair, gsize at) {
  return (pair == G_MAXUINT32 || match->pair == pair) && match->begin >= at;
}

static char *
swap_text (const CpTermFinder *self, gsize row, const GArray *matches, guint32 pair) {
  g_autofree char *text = cp_column_dup_cell (cp_table_get_column (self->query->table, self->index), row);
  GString *out = g_string_new (NULL);
  gsize at = 0;
  for (guint i = 0; i < matches->len; i++) {
    const CpTermMatch *match = &g_array_index (matches, CpTermMatch, i);
    if (!counts (match, pair, at))
      continue;
    const CpTermPair *words = &self->query->pairs[match->pair];
    g_autofree char *to = cp_word_with_case_of (text + match->begin, match->end - match->begin,
                                                match->is_second ? words->first : words->second);
    g_string_append_len (out, text + at, (gssize)(match->begin - at));
    g_string_append (out, to);
    at = match->end;
  }
  g_string_append (out, text + at);
  return g_string_free (out, FALSE);
}

static CpTable *
swap_texts (const CpTermFinder *self, const CpTable *taken, const guint32 *rows, GArray *const *matches,
            gsize n, guint32 pair) {
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (texts, swap_text (self, rows[i], matches[i], pair));
  g_autoptr (CpColumn) column =
      cp_column_new_text (self->query->column, (const char *const *)texts->pdata, n);
  return cp_table_replace_column (taken, self->index, column);
}

/* What row @i holds after the swap: the code of the other value of the first pair that counts */
static guint32
get_other (const CpTermFinder *self, const GArray *matches, guint32 pair) {
  for (guint i = 0; i < matches->len; i++) {
    const CpTermMatch *match = &g_array_index (matches, CpTermMatch, i);
    if (counts (match, pair, 0))
      return self->codes[2 * match->pair + (match->is_second ? 0 : 1)];
  }
  return CP_MISSING;
}

static CpTable *
swap_codes (const CpTermFinder *self, const CpTable *taken, GArray *const *matches, gsize n, guint32 pair) {
  const CpColumn *column = cp_table_get_column (self->query->table, self->index);
  gsize n_values = cp_column_get_n_values (column);
  g_autofree guint32 *codes = g_new (guint32, n + 1);
  g_autofree const char **values = g_new (const char *, n_values);
  for (gsize i = 0; i < n; i++)
    codes[i] = get_other (self, matches[i], pair);
  for (gsize i = 0; i < n_values; i++)
    values[i] = cp_column_get_value (column, i);
  g_autoptr (CpColumn) swapped =
      cp_column_get_type (column) == CP_COLUMN_BOOLEAN
          ? cp_column_new_boolean (self->query->column, codes, n, values[0], values[1])
          : cp_column_new_category (self->query->column, codes, n, values, n_values);
  return cp_table_replace_column (taken, self->index, swapped);
}

static CpTable *
swap_group (const CpTermFinder *self, const CpTable *taken, GArray *const *matches, gsize n, guint32 pair) {
  CpTable *swapped = cp_table_ref ((CpTable *)taken);
  g_autofree double *numbers = g_new (double, n + 1);
  for (guint v = 0; v < self->group->n_values; v++) {
    const CpColumn *old = cp_table_get_column (taken, self->group->columns[v]);
    const char *name = cp_column_get_name (old);
    g_autofree guint32 *codes = g_new (guint32, n + 1);
    for (gsize i = 0; i < n; i++) {
      codes[i] = get_other (self, matches[i], pair) == v;
      numbers[i] = codes[i];
    }
    g_autoptr (CpColumn) column = cp_column_get_type (old) == CP_COLUMN_BOOLEAN
                                      ? cp_column_new_boolean (name, codes, n, cp_column_get_value (old, 0),
                                                               cp_column_get_value (old, 1))
                                      : cp_column_new_number (name, numbers, n);
    CpTable *next = cp_table_replace_column (swapped, self->group->columns[v], column);
    cp_table_unref (swapped);
    swapped = next;
  }
  return swapped;
}

CpTable *
cp_term_finder_swap (const CpTermFinder *self, const guint32 *rows, GArray *const *matches, gsize n,
                     guint32 pair) {
  g_autoptr (CpTable) taken = cp_table_take_rows (self->query->table, rows, n);
  if (self->encoding != NULL)
    return swap_texts (self, taken, rows, matches, n, pair);
  return self->group != NULL ? swap_group (self, taken, matches, n, pair)
                             : swap_codes (self, taken, matches, n, pair);
}
