#include "core/explain/text-flips.h"

#include "core/base/error.h"
#include "core/encode/word-case.h"
#include "core/explain/flip.h"
#include "core/model/scores.h"
#include "core/table/edits.h"

#include <string.h>

enum { BEST_SWAPS = 8, BATCH_BYTES = 4 << 20 };
#define MOST_WORK 1e8 /* bytes of text cut into words for pairs, and for one step of the greedy search */

/* What may be done to one word: @to < 0: taken out, else the number of another in the vocabulary */
typedef struct {
  guint word;
  gint32 to;
  double lack; /* when done alone */
} Option;

typedef struct {
  const CpTextFlipQuery *query;
  const CpTable *row;
  gsize index; /* of the column */
  const CpTextEncoding *encoding;
  char *text;
  gsize length;
  CpFlip flip;
  GPtrArray *words; /* of CpTextFlipWord: every distinct word */
  guint n_seen;     /* of them, the first: whose absence the model can notice */
  GCancellable *cancellable;
} Search;

static void
word_free (gpointer data) {
  CpTextFlipWord *word = data;
  g_free (word->word);
  g_free (word->to);
  g_array_unref (word->spans);
  g_free (word);
}

void
cp_text_flip_free (CpTextFlip *flip) {
  g_clear_pointer (&flip->words, g_ptr_array_unref);
  g_free (flip->text);
  g_free (flip);
}

const CpTextEncoding *
cp_encoder_find_text (const CpEncoder *encoder, const char *column) {
  for (guint i = 0; i < cp_encoder_get_n_inputs (encoder); i++) {
    const CpInput *input = cp_encoder_get_input (encoder, i);
    if (input->text != NULL && g_str_equal (input->column, column))
      return input->text;
  }
  return NULL;
}

/* --- the words, and the text without some of them --- */

/* The words the model knows before the others, each in the order they stand. A word it does not know may
 * still part two that make an n-gram. */
static GPtrArray *
put_seen_first (GPtrArray *words, GHashTable *seen, gboolean has_ngrams, guint *out_n_seen) {
  GPtrArray *sorted = g_ptr_array_new_with_free_func (word_free);
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < words->len; i++) {
      CpTextFlipWord *word = g_ptr_array_index (words, i);
      if ((has_ngrams || g_hash_table_contains (seen, word)) == (pass == 0))
        g_ptr_array_add (sorted, word);
    }
    *out_n_seen = pass == 0 ? sorted->len : *out_n_seen;
  }
  g_ptr_array_set_free_func (words, NULL);
  g_ptr_array_unref (words);
  return sorted;
}

/* Distinct words in the order they stand; of n-grams their single words, where those are cut at all. */
static GPtrArray *
list_words (const CpTextEncoding *encoding, const char *text, gsize length, guint *out_n_seen) {
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (CpTextWord));
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  gboolean has_ngrams = FALSE;
  GPtrArray *words = g_ptr_array_new_with_free_func (word_free);
  cp_text_encoding_find_words (encoding, text, length, &tokens, found);
  for (guint i = 0; i < found->len; i++) {
    const CpToken *token = &g_array_index (tokens.tokens, CpToken, i);
    has_ngrams = i > 0 && token->begin < g_array_index (tokens.tokens, CpToken, i - 1).begin;
    if (has_ngrams)
      break;
    g_autofree char *key = g_strndup (tokens.words->str + token->word, token->length);
    CpTextFlipWord *word = g_hash_table_lookup (known, key);
    if (word == NULL) {
      word = g_new0 (CpTextFlipWord, 1);
      word->word = g_steal_pointer (&key);
      word->spans = g_array_new (FALSE, FALSE, sizeof (CpSpan));
      g_ptr_array_add (words, word);
      g_hash_table_insert (known, word->word, word);
    }
    CpSpan span = {token->begin, token->end};
    g_array_append_val (word->spans, span);
    if (g_array_index (found, CpTextWord, i).number >= 0)
      g_hash_table_add (seen, word);
  }
  return put_seen_first (words, seen, has_ngrams, out_n_seen);
}

typedef struct {
  CpSpan span;
  const char *to;
} Cut;

static int
compare_cuts (gconstpointer a, gconstpointer b) {
  const Cut *x = a, *y = b;
  return x->span.begin < y->span.begin ? -1 : x->span.begin > y->span.begin;
}

/* A word taken out leaves one blank of the two around it, and none before a closing mark or at an end. */
static void
close_gap (GString *out, const char *rest) {
  gboolean is_blank_before = out->len == 0 || g_ascii_isspace (out->str[out->len - 1]);
  if (!is_blank_before)
    return;
  if (out->len > 0 && (*rest == 0 || g_ascii_isspace (*rest) || strchr (",.;:!?)", *rest) != NULL))
    g_string_truncate (out, out->len - 1);
}

/* (transfer full): the text with the options done */
static char *
write_text (const Search *search, const Option *options, guint n) {
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (Cut));
  for (guint i = 0; i < n; i++) {
    const CpTextFlipWord *word = g_ptr_array_index (search->words, options[i].word);
    for (guint s = 0; s < word->spans->len; s++) {
      Cut cut = {g_array_index (word->spans, CpSpan, s),
                 options[i].to >= 0 ? cp_text_encoding_get_word (search->encoding, (guint)options[i].to)
                                    : NULL};
      g_array_append_val (cuts, cut);
    }
  }
  g_array_sort (cuts, compare_cuts);
  GString *out = g_string_sized_new (search->length + 16);
  gsize at = 0;
  for (guint i = 0; i < cuts->len; i++) {
    const Cut *cut = &g_array_index (cuts, Cut, i);
    const char *from = search->text + cut->span.begin;
    if (cut->span.begin < at)
      continue; /* one letter that two words share */
    g_string_append_len (out, search->text + at, (gssize)(cut->span.begin - at));
    at = cut->span.end;
    if (cut->to == NULL) {
      close_gap (out, search->text + at);
      while (out->len == 0 && g_ascii_isspace (search->text[at]))
        at++;
      continue;
    }
    g_autofree char *to = cp_word_with_case_of (from, cut->span.end - cut->span.begin, cut->to);
    g_string_append (out, to);
  }
  g_string_append_len (out, search->text + at, (gssize)(search->length - at));
  return g_string_free (out, FALSE);
}

/* @sets: (n × size) options; @scores: (n), written */
static gboolean
score_sets (const Search *search, const Option *sets, guint size, guint n, double *scores, GError **error) {
  guint batch = CLAMP (BATCH_BYTES / (guint)(search->length + 1), 1, 4096);
  for (guint begin = 0; begin < n; begin += batch) {
    guint count = MIN (batch, n - begin);
    g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
    for (guint i = 0; i < count; i++)
      g_ptr_array_add (texts, write_text (search, sets + (gsize)(begin + i) * size, size));
    g_autofree guint32 *first = g_new0 (guint32, count);
    g_autoptr (CpTable) same = cp_table_take_rows (search->row, first, count);
    g_autoptr (CpColumn) column =
        cp_column_new_text (search->query->column, (const char *const *)texts->pdata, count);
    g_autoptr (CpTable) rows = cp_table_replace_column (same, search->index, column);
    g_autoptr (CpScores) all = cp_scores_build (search->query->model, search->query->encoder, rows, NULL,
                                                search->cancellable, error);
    if (all == NULL)
      return FALSE;
    memcpy (scores + begin, cp_scores_get_values (all), count * sizeof *scores);
  }
  return TRUE;
}

/* The set that goes farthest beyond the threshold among those that flip; @n where none does. */
static gboolean
find_best (const Search *search, const GArray *sets, guint size, guint *out_best, double **out_scores,
           GError **error) {
  guint n = sets->len / size;
  g_autofree double *scores = g_new (double, n + 1);
  if (!score_sets (search, (const Option *)(gpointer)sets->data, size, n, scores, error))
    return FALSE;
  guint best = n;
  for (guint i = 0; i < n; i++)
    if (cp_flip_happens (&search->flip, scores[i]) &&
        (best == n ||
         cp_flip_get_lack (&search->flip, scores[i]) < cp_flip_get_lack (&search->flip, scores[best])))
      best = i;
  *out_best = best;
  if (out_scores != NULL)
    *out_scores = g_steal_pointer (&scores);
  return TRUE;
}

/* --- the options of every word --- */

/* (transfer full) (element-type gint32): numbers of words that the tokenizer gives back as they are */
static GArray *
list_vocabulary (const Search *search) {
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (CpTextWord));
  for (guint i = 0; search->query->swaps && i < cp_text_encoding_get_n_words (search->encoding); i++) {
    const char *word = cp_text_encoding_get_word (search->encoding, i);
    gint32 number = (gint32)i;
    if (word == NULL)
      continue;
    cp_text_encoding_find_words (search->encoding, word, strlen (word), &tokens, found);
    if (found->len == 1 && g_array_index (found, CpTextWord, 0).number == number)
      g_array_append_val (numbers, number);
  }
  return numbers;
}

static int
compare_options (gconstpointer a, gconstpointer b) {
  const Option *x = a, *y = b;
  if (x->lack != y->lack)
    return x->lack < y->lack ? -1 : 1;
  if (x->word != y->word)
    return x->word < y->word ? -1 : 1;
  return x->to < y->to ? -1 : x->to > y->to;
}

/* (transfer full): every single change, with what it lacks */
static GArray *
score_options (const Search *search, GError **error) {
  g_autoptr (GArray) vocabulary = list_vocabulary (search);
  g_autoptr (GArray) options = g_array_new (FALSE, FALSE, sizeof (Option));
  for (guint word = 0; word < search->n_seen; word++) {
    const char *own = ((CpTextFlipWord *)g_ptr_array_index (search->words, word))->word;
    for (gint i = -1; i < (gint)vocabulary->len; i++) {
      Option option = {word, i < 0 ? -1 : g_array_index (vocabulary, gint32, i), INFINITY};
      if (i < 0 || !g_str_equal (own, cp_text_encoding_get_word (search->encoding, (guint)option.to)))
        g_array_append_val (options, option);
    }
  }
  g_autofree double *scores = g_new (double, options->len + 1);
  if (!score_sets (search, (const Option *)(gpointer)options->data, 1, options->len, scores, error))
    return NULL;
  for (guint i = 0; i < options->len; i++)
    g_array_index (options, Option, i).lack = cp_flip_get_lack (&search->flip, scores[i]);
  return g_steal_pointer (&options);
}

/* (transfer full): of every word its removal and its best swaps, what does most alone first */
static GArray *
keep_best (GArray *options, guint n_words) {
  g_array_sort (options, compare_options);
  g_autofree guint *n_swaps = g_new0 (guint, n_words + 1);
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (Option));
  for (guint i = 0; i < options->len; i++) {
    Option option = g_array_index (options, Option, i);
    if (option.to < 0 || n_swaps[option.word]++ < BEST_SWAPS)
      g_array_append_val (kept, option);
  }
  return kept;
}

/* --- pairs, and more --- */

static void
append_sets (GArray *done, const Option *set, guint n) {
  g_array_set_size (done, 0);
  g_array_append_vals (done, set, n);
}

static gboolean
try_pairs (const Search *search, const GArray *options, GArray *done, GError **error) {
  guint n = options->len;
  while (n > 2 && (double)n * (n - 1) / 2 * (double)(search->length + 1) > MOST_WORK)
    n--;
  g_autoptr (GArray) sets = g_array_new (FALSE, FALSE, sizeof (Option));
  for (guint a = 0; a < n; a++) {
    for (guint b = a + 1; b < n; b++) {
      Option pair[] = {g_array_index (options, Option, a), g_array_index (options, Option, b)};
      if (pair[0].word != pair[1].word)
        g_array_append_vals (sets, pair, 2);
    }
  }
  guint best;
  if (!find_best (search, sets, 2, &best, NULL, error))
    return FALSE;
  if (best < sets->len / 2)
    append_sets (done, &g_array_index (sets, Option, 2 * best), 2);
  return TRUE;
}

static gboolean
has_word (const GArray *done, guint word) {
  for (guint i = 0; i < done->len; i++)
    if (g_array_index (done, Option, i).word == word)
      return TRUE;
  return FALSE;
}

/* Whether a look at all options once is as much as may be done */
static gboolean
is_much (const Search *search, const GArray *options) {
  return (double)options->len * (double)(search->length + 1) > MOST_WORK;
}

/* Of a long text with many words: some more join @done, by what each lacks alone, ever more at a time. */
static gboolean
add_many (const Search *search, const GArray *options, GArray *done, gboolean *out_flips, gboolean *out_any,
          GError **error) {
  guint n_before = done->len;
  double score;
  for (guint i = 0; i < options->len && done->len <= n_before + n_before / 4; i++)
    if (!has_word (done, g_array_index (options, Option, i).word))
      g_array_append_vals (done, &g_array_index (options, Option, i), 1);
  *out_any = done->len > n_before;
  if (!score_sets (search, (const Option *)(gpointer)done->data, done->len, 1, &score, error))
    return FALSE;
  *out_flips = cp_flip_happens (&search->flip, score);
  return TRUE;
}

/* One more word joins @done: the one that leaves the least lack. @out_flips; FALSE in @out_any: none is left
 */
static gboolean
add_greedily (const Search *search, const GArray *options, GArray *done, gboolean *out_flips,
              gboolean *out_any, GError **error) {
  guint size = done->len + 1, n_most = (guint)CLAMP (MOST_WORK / (double)(search->length + 1), 8, 1e6);
  g_autoptr (GArray) sets = g_array_new (FALSE, FALSE, sizeof (Option));
  for (guint i = 0; i < options->len && sets->len / size < n_most; i++) {
    if (has_word (done, g_array_index (options, Option, i).word))
      continue;
    g_array_append_vals (sets, done->data, done->len);
    g_array_append_val (sets, g_array_index (options, Option, i));
  }
  guint n = sets->len / size, best = 0;
  *out_any = n > 0;
  *out_flips = FALSE;
  g_autofree double *scores = g_new (double, n + 1);
  if (n == 0)
    return TRUE;
  if (!score_sets (search, (const Option *)(gpointer)sets->data, size, n, scores, error))
    return FALSE;
  for (guint i = 1; i < n; i++)
    if (cp_flip_get_lack (&search->flip, scores[i]) < cp_flip_get_lack (&search->flip, scores[best]))
      best = i;
  *out_flips = cp_flip_happens (&search->flip, scores[best]);
  append_sets (done, &g_array_index (sets, Option, best * size), size);
  return TRUE;
}

/* Puts back every word whose change is not needed, the last to come first; in a long text with many words
 * each is tried once. */
static gboolean
prune (const Search *search, gboolean is_once, GArray *done, GError **error) {
  for (guint i = done->len; i-- > 0 && done->len > 1;) {
    g_autoptr (GArray) fewer = g_array_copy (done);
    double score;
    g_array_remove_index (fewer, i);
    if (!score_sets (search, (const Option *)(gpointer)fewer->data, fewer->len, 1, &score, error))
      return FALSE;
    if (cp_flip_happens (&search->flip, score)) {
      g_array_remove_index (done, i);
      i = is_once ? i : done->len; /* once more: another may have become free */
    }
  }
  return TRUE;
}

/* Fills @done, empty where nothing flips. */
static gboolean
run (const Search *search, GArray *done, gboolean *is_exact, GError **error) {
  g_autoptr (GArray) options = score_options (search, error);
  if (options == NULL)
    return FALSE;
  g_autoptr (GArray) kept = keep_best (options, search->words->len);
  guint best;
  *is_exact = TRUE;
  if (!find_best (search, kept, 1, &best, NULL, error))
    return FALSE;
  if (best < kept->len) {
    append_sets (done, &g_array_index (kept, Option, best), 1);
    return TRUE;
  }
  if (!try_pairs (search, kept, done, error))
    return FALSE;
  if (done->len > 0)
    return TRUE; /* every single change was tried */
  gboolean flips = FALSE, any = TRUE;
  *is_exact = FALSE;
  gboolean has_much = is_much (search, kept);
  while (any && !flips)
    if (!(has_much ? add_many : add_greedily) (search, kept, done, &flips, &any, error))
      return FALSE;
  if (!flips)
    g_array_set_size (done, 0);
  return !flips || prune (search, has_much, done, error);
}

static int
compare_by_word (gconstpointer a, gconstpointer b) {
  const Option *x = a, *y = b;
  return x->word < y->word ? -1 : x->word > y->word;
}

static CpTextFlip *
tell (const Search *search, GArray *done, gboolean is_exact, GError **error) {
  g_autoptr (CpTextFlip) flip = g_new0 (CpTextFlip, 1);
  flip->flips = done->len > 0;
  flip->is_exact = is_exact;
  flip->words = g_ptr_array_new_with_free_func (word_free);
  flip->score = search->flip.own;
  g_array_sort (done, compare_by_word);
  const Option *options = (const Option *)(gpointer)done->data;
  flip->text = write_text (search, options, done->len);
  if (done->len > 0 && !score_sets (search, options, done->len, 1, &flip->score, error))
    return NULL;
  for (guint i = 0; i < done->len; i++) {
    const CpTextFlipWord *from = g_ptr_array_index (search->words, options[i].word);
    CpTextFlipWord *word = g_new0 (CpTextFlipWord, 1);
    word->word = g_strdup (from->word);
    word->spans = g_array_copy (from->spans);
    word->to = options[i].to < 0
                   ? NULL
                   : g_strdup (cp_text_encoding_get_word (search->encoding, (guint)options[i].to));
    g_ptr_array_add (flip->words, word);
  }
  return g_steal_pointer (&flip);
}

static gboolean
check (Search *search, GError **error) {
  const CpTextFlipQuery *query = search->query;
  if (query->model->class->predict_block == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: its scores stand in the table; an edited row cannot be scored again.",
                 query->model->place);
    return FALSE;
  }
  search->encoding = cp_encoder_find_text (query->encoder, query->column);
  if (search->encoding == NULL || !cp_table_find_column_index (search->row, query->column, &search->index)) {
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH, "%s: reads no words of a column '%s'.",
                 query->model->place, query->column);
    return FALSE;
  }
  search->text = cp_column_dup_cell (cp_table_get_column (search->row, search->index), 0);
  search->length = strlen (search->text);
  if (search->length > CP_TEXT_FLIPS_MOST_BYTES) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "column '%s': the text has %" G_GSIZE_FORMAT
                 " bytes; expected at most 1 000 000 to look for "
                 "words that flip the decision.",
                 query->column, search->length);
    return FALSE;
  }
  search->words = list_words (search->encoding, search->text, search->length, &search->n_seen);
  if (search->words->len > 0)
    return TRUE;
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "column '%s': the text holds no word to take out.",
               query->column);
  return FALSE;
}

CpTextFlip *
cp_text_flip_find (const CpTextFlipQuery *query, const CpTable *row, GCancellable *cancellable,
                   GError **error) {
  g_return_val_if_fail (query->model->n_outputs == 1 && cp_table_get_n_rows (row) == 1, NULL);
  Search search = {.query = query, .row = row, .cancellable = cancellable};
  search.flip = (CpFlip){query->model->task == CP_TASK_REGRESSION, NAN, query->threshold};
  CpTextFlip *flip = NULL;
  gboolean is_exact = TRUE;
  g_autoptr (GArray) done = g_array_new (FALSE, FALSE, sizeof (Option));
  if (check (&search, error) && score_sets (&search, NULL, 0, 1, &search.flip.own, error) &&
      run (&search, done, &is_exact, error))
    flip = tell (&search, done, is_exact, error);
  g_clear_pointer (&search.words, g_ptr_array_unref);
  g_free (search.text);
  return flip;
}
