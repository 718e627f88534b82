#include "core/explain/text-flips.h"

#include "core/encode/word-case.h"
#include "core/explain/flip.h"
#include "core/model/network.h"
#include "core/model/scores.h"
#include "core/table/edits.h"
#include "tests/fixture.h"
#include "tests/random-network.h"

#include <string.h>

/* Words a to h with a weight each; the score is sigmoid (Σ weights of the words present + bias). */
static CpModel *
make_model (const float *weights, float bias) {
  CpNetworkBuilder *builder = cp_network_builder_new ("tagger", 8);
  cp_network_builder_dense (builder, "dense", 1, weights, &bias, CP_ACTIVATION_SIGMOID, 0);
  return cp_network_builder_end (builder, NULL);
}

static CpEncoder *
make_encoder (void) {
  g_autoptr (json_t) json = json_loads (
      "[{\"column\":\"text\",\"encoding\":\"bag-of-words\",\"tokenizer\":\"scikit-learn\",\"vocabulary\":"
      "[\"aa\",\"bb\",\"cc\",\"dd\",\"ee\",\"ff\",\"gg\",\"hh\"],\"mode\":\"binary\"}]",
      0, NULL);
  g_autoptr (GError) error = NULL;
  CpEncoder *encoder = cp_encoder_new_from_json (json, "spec", &error);
  g_assert_no_error (error);
  return encoder;
}

static CpTable *
make_row (const char *text) {
  CpColumn *column = cp_column_new_text ("text", &text, 1);
  CpTable *table = cp_table_new ("t.csv", &column, 1, NULL);
  cp_column_unref (column);
  return table;
}

static CpTextFlip *
find (CpModel *model, CpEncoder *encoder, const char *text, gboolean swaps) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) row = make_row (text);
  CpTextFlipQuery query = {model, encoder, "text", 0.5, swaps};
  CpTextFlip *flip = cp_text_flip_find (&query, row, NULL, &error);
  g_assert_no_error (error);
  return flip;
}

static const CpTextFlipWord *
get (const CpTextFlip *flip, guint i) {
  return g_ptr_array_index (flip->words, i);
}

static void
test_one_word (void) {
  static const float weights[8] = {2, 1, -1};
  g_autoptr (CpModel) model = make_model (weights, -2.5f);
  g_autoptr (CpEncoder) encoder = make_encoder ();
  g_autoptr (CpTextFlip) flip = find (model, encoder, "Well, Aa of bb; aa.  Of AA!", FALSE);
  g_assert_true (flip->flips && flip->is_exact);
  g_assert_cmpuint (flip->words->len, ==, 1);
  g_assert_cmpstr (get (flip, 0)->word, ==, "aa");
  g_assert_null (get (flip, 0)->to);
  g_assert_cmpuint (get (flip, 0)->spans->len, ==, 3);
  CpSpan span = g_array_index (get (flip, 0)->spans, CpSpan, 1);
  g_assert_cmpuint (span.begin, ==, 16);
  g_assert_cmpuint (span.end, ==, 18);
  g_assert_cmpstr (flip->text, ==, "Well, of bb;.  Of!");
  assert_close (flip->score, 1 / (1 + exp (1.5)), 1e-6);
}

/* A text that is a slice key changes the slice with its words. The weights 2, 1 and bias −1.5 score "aa bb"
 * 0.82, "aa" 0.62, "bb" 0.38. */
static void
test_slices_of_texts (void) {
  static const float weights[8] = {2, 1};
  static const char *const texts[] = {"aa", "aa bb", "bb"};
  g_autoptr (CpModel) model = make_model (weights, -1.5f);
  g_autoptr (CpEncoder) encoder = make_encoder ();
  CpColumn *column = cp_column_new_category ("text", (const guint32[]){0, 1, 2}, 3, texts, 3);
  g_autoptr (CpTable) table = cp_table_new ("t.csv", &column, 1, NULL);
  cp_column_unref (column);
  g_autoptr (CpSlices) slices = cp_slices_build (table, &(CpSliceKey){.column = "text"}, 1, NULL);
  const guint32 both = 1;
  g_autoptr (CpTable) row = cp_table_take_rows (table, &both, 1);
  /* "aa" is granted from 0.7 on, "bb" from 0.2 on */
  CpTextFlipQuery query = {.model = model,
                           .encoder = encoder,
                           .column = "text",
                           .threshold = 0.5,
                           .slices = slices,
                           .thresholds = (const double[]){0.7, 0.5, 0.2},
                           .otherwise = 0.5};
  g_autoptr (CpTextFlip) flip = cp_text_flip_find (&query, row, NULL, NULL);
  g_assert_cmpuint (flip->words->len, ==, 1);
  g_assert_cmpstr (flip->text, ==, "aa");
  query.slices = NULL; /* one threshold for all: then it is the other word */
  g_autoptr (CpTextFlip) plain = cp_text_flip_find (&query, row, NULL, NULL);
  g_assert_cmpuint (plain->words->len, ==, 1);
  g_assert_cmpstr (plain->text, ==, "bb");
}

static void
test_swap (void) {
  static const float weights[8] = {2, 1, -1, 0, 0, 0, 0, -9};
  g_autoptr (CpModel) model = make_model (weights, 4);
  g_autoptr (CpEncoder) encoder = make_encoder ();
  g_autoptr (CpTextFlip) removal = find (model, encoder, "Aa BB Dd", FALSE);
  g_assert_false (removal->flips); /* the bias alone is positive */
  g_assert_cmpstr (removal->text, ==, "Aa BB Dd");
  g_assert_cmpuint (removal->words->len, ==, 0);
  g_autoptr (CpTextFlip) swap = find (model, encoder, "Aa BB Dd", TRUE);
  g_assert_true (swap->flips);
  g_assert_cmpuint (swap->words->len, ==, 1);
  g_assert_cmpstr (get (swap, 0)->to, ==, "hh"); /* for aa, which goes farthest */
  g_assert_cmpstr (swap->text, ==, "Hh BB Dd");
}

/* The twin: every subset of the words taken out, in its own way: the words that stay, joined by blanks. */
static double
score_words (const CpModel *model, const float *weights, float bias, guint present) {
  double sum = (double)bias;
  for (guint i = 0; i < 8; i++)
    sum += present >> i & 1 ? (double)weights[i] : 0;
  return 1 / (1 + exp (-sum));
}

static void
test_twin (void) {
  CpRandom random;
  cp_random_init (&random, 3);
  g_autoptr (CpEncoder) encoder = make_encoder ();
  guint counts[9] = {0};
  for (guint round = 0; round < 200; round++) {
    g_autofree float *weights = draw (&random, 8, 1.5);
    float bias = (float)cp_random_normal (&random);
    g_autoptr (CpModel) model = make_model (weights, bias);
    guint present = 1 + (guint)cp_random_below (&random, 255), least = 9, best = 0;
    g_autoptr (GString) text = g_string_new (NULL);
    for (guint i = 0; i < 8; i++)
      if (present >> i & 1)
        g_string_append_printf (text, "%s%c%c", text->len > 0 ? " " : "", 'a' + i, 'a' + i);
    gboolean own = score_words (model, weights, bias, present) >= 0.5;
    for (guint left = 0; left < 256; left++) {
      guint n = (guint)__builtin_popcount (present & ~left);
      if ((left & present) == left && (score_words (model, weights, bias, left) >= 0.5) != own && n < least) {
        least = n;
        best = left;
      }
    }
    g_autoptr (CpTextFlip) flip = find (model, encoder, text->str, FALSE);
    g_assert_cmpint (flip->flips, ==, least < 9);
    counts[flip->flips ? flip->words->len : 0]++;
    if (!flip->flips)
      continue;
    g_assert_cmpuint (flip->words->len, ==, least); /* sums of words: greedy finds the least here too */
    g_assert_true (least > 2 || flip->is_exact);
    g_assert_true ((flip->score >= 0.5) != own);
    g_assert_cmpuint (
        strlen (flip->text), ==,
        least == (guint)__builtin_popcount (present) ? 0 : 3 * (guint)__builtin_popcount (best) - 1);
  }
  g_assert_cmpuint (counts[1], >, 10);
  g_assert_cmpuint (counts[2], >, 10);
  g_assert_cmpuint (counts[3], >, 3);
}

static void
test_case (void) {
  static const struct {
    const char *from, *to, *expected;
  } cases[] = {{"he", "she", "she"},
               {"He", "she", "She"},
               {"HE", "she", "SHE"},
               {"I", "we", "We"},
               {"Él", "ella", "Ella"},
               {"he", "Anna", "Anna"},
               {"iPhone", "x", "x"},
               {"\xff"
                "A",
                "b", "B"}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *word = cp_word_with_case_of (cases[i].from, strlen (cases[i].from), cases[i].to);
    g_assert_cmpstr (word, ==, cases[i].expected);
  }
}

static void
refuse (const char *text, const char *column, const char *message) {
  static const float weights[8] = {2};
  g_autoptr (CpModel) model = make_model (weights, 0);
  g_autoptr (CpEncoder) encoder = make_encoder ();
  g_autoptr (CpTable) row = make_row (text);
  g_autoptr (GError) error = NULL;
  CpTextFlipQuery query = {model, encoder, column, 0.5, FALSE};
  g_assert_null (cp_text_flip_find (&query, row, NULL, &error));
  assert_message (error, message);
}

static void
test_refusals (void) {
  refuse ("", "text", "column 'text': the text holds no word to take out.");
  refuse (" ?! ", "text", "column 'text': the text holds no word to take out.");
  refuse ("aa", "title", "tagger: reads no words of a column 'title'.");
  g_autofree char *long_text = g_strnfill (1000001, 'a');
  refuse (long_text, "text",
          "column 'text': the text has 1000001 bytes; expected at most 1 000 000 to look for words that flip "
          "the decision.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/text-flips/a-word-goes-at-all-its-places-and-leaves-a-tidy-text",
                   test_one_word);
  g_test_add_func ("/core/explain/text-flips/a-swap-flips-what-no-removal-does", test_swap);
  g_test_add_func ("/core/explain/text-flips/agree-with-every-subset-of-the-words", test_twin);
  g_test_add_func ("/core/explain/text-flips/a-swap-keeps-the-case", test_case);
  g_test_add_func ("/core/explain/text-flips/what-cannot-be-asked-is-refused", test_refusals);
  g_test_add_func ("/core/text-flips/a-text-that-is-a-slice-is-decided-by-its-own-threshold",
                   test_slices_of_texts);
  return g_test_run ();
}
