#include "core/explain/text-flips.h"

#include "core/base/error.h"
#include "core/explain/flip.h"
#include "core/explain/text-flips-words.h"
#include "core/model/scores.h"
#include "core/table/edits.h"

#include <string.h>

enum { BEST_SWAPS = 8, BATCH_BYTES = 4 << 20 };
#define MOST_WORK 1e8 /* bytes of text cut into words for pairs, and for one step of the greedy search */

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
  gboolean is_key;  /* the text tells the slice, too */
  GCancellable *cancellable;
} Search;

/* A text that was tried. */
typedef struct {
  double score, threshold;
} Tried;

static gboolean
flips (const Search *search, Tried tried) {
  return cp_flip_happens_at (&search->flip, tried.score, tried.threshold);
}

static double
get_lack (const Search *search, Tried tried) {
  return cp_flip_get_lack_at (&search->flip, tried.score, tried.threshold);
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

static char *
write_text (const Search *search, const CpTextFlipOption *options, guint n) {
  return cp_text_flip_write (search->encoding, search->text, search->words, options, n);
}

/* That of the slice the row lies in with @text */
static double
find_threshold (const Search *search, const char *text) {
  const CpTextFlipQuery *query = search->query;
  if (!search->is_key)
    return search->flip.threshold;
  const guint32 code = *text != '\0' ? 0 : CP_MISSING;
  g_autoptr (CpColumn) column = cp_column_new_category (query->column, &code, 1, &text, code == 0);
  g_autoptr (CpTable) row = cp_table_replace_column (search->row, search->index, column);
  return cp_slices_get_threshold (query->slices, query->thresholds, cp_slices_find (query->slices, row, 0),
                                  query->otherwise);
}

/* @sets: (n × size) options; @tried: (n), written */
static gboolean
score_sets (const Search *search, const CpTextFlipOption *sets, guint size, guint n, Tried *tried,
            GError **error) {
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
    for (guint i = 0; i < count; i++)
      tried[begin + i] =
          (Tried){cp_scores_get_values (all)[i], find_threshold (search, g_ptr_array_index (texts, i))};
  }
  return TRUE;
}

/* The set that goes farthest beyond the threshold among those that flip; @n where none does. */
static gboolean
find_best (const Search *search, const GArray *sets, guint size, guint *out_best, GError **error) {
  guint n = sets->len / size;
  g_autofree Tried *tried = g_new (Tried, n + 1);
  if (!score_sets (search, (const CpTextFlipOption *)(gpointer)sets->data, size, n, tried, error))
    return FALSE;
  guint best = n;
  for (guint i = 0; i < n; i++)
    if (flips (search, tried[i]) &&
        (best == n || get_lack (search, tried[i]) < get_lack (search, tried[best])))
      best = i;
  *out_best = best;
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
  const CpTextFlipOption *x = a, *y = b;
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
  g_autoptr (GArray) options = g_array_new (FALSE, FALSE, sizeof (CpTextFlipOption));
  for (guint word = 0; word < search->n_seen; word++) {
    const char *own = ((CpTextFlipWord *)g_ptr_array_index (search->words, word))->word;
    for (gint i = -1; i < (gint)vocabulary->len; i++) {
      CpTextFlipOption option = {word, i < 0 ? -1 : g_array_index (vocabulary, gint32, i), INFINITY};
      if (i < 0 || !g_str_equal (own, cp_text_encoding_get_word (search->encoding, (guint)option.to)))
        g_array_append_val (options, option);
    }
  }
  g_autofree Tried *tried = g_new (Tried, options->len + 1);
  if (!score_sets (search, (const CpTextFlipOption *)(gpointer)options->data, 1, options->len, tried, error))
    return NULL;
  for (guint i = 0; i < options->len; i++)
    g_array_index (options, CpTextFlipOption, i).lack = get_lack (search, tried[i]);
  return g_steal_pointer (&options);
}

/* (transfer full): of every word its removal and its best swaps, what does most alone first */
static GArray *
keep_best (GArray *options, guint n_words) {
  g_array_sort (options, compare_options);
  g_autofree guint *n_swaps = g_new0 (guint, n_words + 1);
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (CpTextFlipOption));
  for (guint i = 0; i < options->len; i++) {
    CpTextFlipOption option = g_array_index (options, CpTextFlipOption, i);
    if (option.to < 0 || n_swaps[option.word]++ < BEST_SWAPS)
      g_array_append_val (kept, option);
  }
  return kept;
}

/* --- pairs, and more --- */

static void
append_sets (GArray *done, const CpTextFlipOption *set, guint n) {
  g_array_set_size (done, 0);
  g_array_append_vals (done, set, n);
}

static gboolean
try_pairs (const Search *search, const GArray *options, GArray *done, GError **error) {
  guint n = options->len;
  while (n > 2 && (double)n * (n - 1) / 2 * (double)(search->length + 1) > MOST_WORK)
    n--;
  g_autoptr (GArray) sets = g_array_new (FALSE, FALSE, sizeof (CpTextFlipOption));
  for (guint a = 0; a < n; a++) {
    for (guint b = a + 1; b < n; b++) {
      CpTextFlipOption pair[] = {g_array_index (options, CpTextFlipOption, a),
                                 g_array_index (options, CpTextFlipOption, b)};
      if (pair[0].word != pair[1].word)
        g_array_append_vals (sets, pair, 2);
    }
  }
  guint best;
  if (!find_best (search, sets, 2, &best, error))
    return FALSE;
  if (best < sets->len / 2)
    append_sets (done, &g_array_index (sets, CpTextFlipOption, 2 * best), 2);
  return TRUE;
}

static gboolean
has_word (const GArray *done, guint word) {
  for (guint i = 0; i < done->len; i++)
    if (g_array_index (done, CpTextFlipOption, i).word == word)
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
  Tried tried;
  for (guint i = 0; i < options->len && done->len <= n_before + n_before / 4; i++)
    if (!has_word (done, g_array_index (options, CpTextFlipOption, i).word))
      g_array_append_vals (done, &g_array_index (options, CpTextFlipOption, i), 1);
  *out_any = done->len > n_before;
  if (!score_sets (search, (const CpTextFlipOption *)(gpointer)done->data, done->len, 1, &tried, error))
    return FALSE;
  *out_flips = flips (search, tried);
  return TRUE;
}

/* One more word joins @done: the one that leaves the least lack. @out_flips; FALSE in @out_any: none is left
 */
static gboolean
add_greedily (const Search *search, const GArray *options, GArray *done, gboolean *out_flips,
              gboolean *out_any, GError **error) {
  guint size = done->len + 1, n_most = (guint)CLAMP (MOST_WORK / (double)(search->length + 1), 8, 1e6);
  g_autoptr (GArray) sets = g_array_new (FALSE, FALSE, sizeof (CpTextFlipOption));
  for (guint i = 0; i < options->len && sets->len / size < n_most; i++) {
    if (has_word (done, g_array_index (options, CpTextFlipOption, i).word))
      continue;
    g_array_append_vals (sets, done->data, done->len);
    g_array_append_val (sets, g_array_index (options, CpTextFlipOption, i));
  }
  guint n = sets->len / size, best = 0;
  *out_any = n > 0;
  *out_flips = FALSE;
  g_autofree Tried *tried = g_new (Tried, n + 1);
  if (n == 0)
    return TRUE;
  if (!score_sets (search, (const CpTextFlipOption *)(gpointer)sets->data, size, n, tried, error))
    return FALSE;
  for (guint i = 1; i < n; i++)
    if (get_lack (search, tried[i]) < get_lack (search, tried[best]))
      best = i;
  *out_flips = flips (search, tried[best]);
  append_sets (done, &g_array_index (sets, CpTextFlipOption, best * size), size);
  return TRUE;
}

/* Puts back every word whose change is not needed, the last to come first; in a long text with many words
 * each is tried once. */
static gboolean
prune (const Search *search, gboolean is_once, GArray *done, GError **error) {
  for (guint i = done->len; i-- > 0 && done->len > 1;) {
    g_autoptr (GArray) fewer = g_array_copy (done);
    Tried tried;
    g_array_remove_index (fewer, i);
    if (!score_sets (search, (const CpTextFlipOption *)(gpointer)fewer->data, fewer->len, 1, &tried, error))
      return FALSE;
    if (flips (search, tried)) {
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
  if (!find_best (search, kept, 1, &best, error))
    return FALSE;
  if (best < kept->len) {
    append_sets (done, &g_array_index (kept, CpTextFlipOption, best), 1);
    return TRUE;
  }
  if (!try_pairs (search, kept, done, error))
    return FALSE;
  if (done->len > 0)
    return TRUE; /* every single change was tried */
  gboolean has_flipped = FALSE, any = TRUE;
  *is_exact = FALSE;
  gboolean has_much = is_much (search, kept);
  while (any && !has_flipped)
    if (!(has_much ? add_many : add_greedily) (search, kept, done, &has_flipped, &any, error))
      return FALSE;
  if (!has_flipped)
    g_array_set_size (done, 0);
  return !has_flipped || prune (search, has_much, done, error);
}

static int
compare_by_word (gconstpointer a, gconstpointer b) {
  const CpTextFlipOption *x = a, *y = b;
  return x->word < y->word ? -1 : x->word > y->word;
}

static CpTextFlip *
tell (const Search *search, GArray *done, gboolean is_exact, GError **error) {
  g_autoptr (CpTextFlip) flip = g_new0 (CpTextFlip, 1);
  flip->flips = done->len > 0;
  flip->is_exact = is_exact;
  flip->words = g_ptr_array_new_with_free_func (cp_text_flip_word_free);
  Tried tried = {.score = search->flip.own};
  g_array_sort (done, compare_by_word);
  const CpTextFlipOption *options = (const CpTextFlipOption *)(gpointer)done->data;
  flip->text = write_text (search, options, done->len);
  if (done->len > 0 && !score_sets (search, options, done->len, 1, &tried, error))
    return NULL;
  flip->score = tried.score;
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
  search->is_key =
      !search->flip.is_regression && query->slices != NULL &&
      cp_column_get_type (cp_table_get_column (search->row, search->index)) == CP_COLUMN_CATEGORY &&
      cp_slices_has_key (query->slices, query->column);
  search->words = cp_text_flip_list_words (search->encoding, search->text, search->length, &search->n_seen);
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
  g_autoptr (GArray) done = g_array_new (FALSE, FALSE, sizeof (CpTextFlipOption));
  Tried own;
  if (check (&search, error) && score_sets (&search, NULL, 0, 1, &own, error)) {
    search.flip.own = own.score;
    if (run (&search, done, &is_exact, error))
      flip = tell (&search, done, is_exact, error);
  }
  g_clear_pointer (&search.words, g_ptr_array_unref);
  g_free (search.text);
  return flip;
}
