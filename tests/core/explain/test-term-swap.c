#include "core/explain/term-swap.h"

#include "core/base/error.h"
#include "core/model/network.h"
#include "core/model/scores.h"
#include "core/table/edits.h"
#include "tests/fixture.h"
#include "tests/random-network.h"

#include <string.h>

/* Texts of he, she, her, him and others, a category and a one-hot group, read by a random network. */
typedef struct {
  CpTable *table;
  CpModel *model;
  CpEncoder *encoder;
  CpScores *scores;
  CpSlices *slices; /* (nullable): by the town */
  double thresholds[4];
  GArray *absent; /* (nullable): borrowed: the first rows */
} Case;

static void
case_clear (Case *self) {
  cp_table_unref (self->table);
  cp_model_unref (self->model);
  cp_encoder_unref (self->encoder);
  cp_scores_unref (self->scores);
  g_clear_pointer (&self->slices, cp_slices_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

enum { N_ROWS = 300, N_WORDS = 6 };
static const char *const words[N_WORDS] = {"he", "she", "her", "him", "good", "rare"};

static CpTable *
draw_table (CpRandom *random) {
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  guint32 codes[N_ROWS];
  double female[N_ROWS], male[N_ROWS], age[N_ROWS];
  for (guint i = 0; i < N_ROWS; i++) {
    GString *text = g_string_new (NULL);
    for (guint n = (guint)cp_random_below (random, 5); n > 0; n--)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                              words[cp_random_below (random, N_WORDS)]);
    g_ptr_array_add (texts, g_string_free (text, FALSE));
    codes[i] = (guint32)cp_random_below (random, 3);
    female[i] = (double)cp_random_below (random, 2);
    male[i] = 1 - female[i];
    age[i] = (double)cp_random_below (random, 50) + 0.5;
  }
  static const char *const towns[] = {"Aachen", "Bonn", "Cham"};
  CpColumn *columns[] = {cp_column_new_text ("text", (const char *const *)texts->pdata, N_ROWS),
                         cp_column_new_category ("town", codes, N_ROWS, towns, 3),
                         cp_column_new_number ("sex_F", female, N_ROWS),
                         cp_column_new_number ("sex_M", male, N_ROWS),
                         cp_column_new_number ("age", age, N_ROWS)};
  CpTable *table = cp_table_new ("t.csv", columns, G_N_ELEMENTS (columns), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    cp_column_unref (columns[i]);
  return table;
}

static Case
draw_case (CpRandom *random) {
  Case self = {.table = draw_table (random)};
  g_autoptr (json_t) json = json_loads (
      "[{\"column\":\"text\",\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"vocabulary\":[null,"
      "\"he\","
      "\"she\",\"her\",\"him\",\"good\"],\"mode\":\"count\"},{\"column\":\"town\",\"encoding\":\"one-hot\","
      "\"values\":[\"Aachen\",\"Bonn\",\"Cham\"]},{\"column\":\"sex_F\",\"encoding\":\"number\"},{\"column\":"
      "\"sex_M\",\"encoding\":\"number\"}]",
      0, NULL);
  g_autoptr (GError) error = NULL;
  self.encoder = cp_encoder_new_from_json (json, "spec", &error);
  g_assert_no_error (error);
  CpNetworkBuilder *builder = cp_network_builder_new ("tagger", 11);
  add_dense (builder, random, 6, CP_ACTIVATION_TANH);
  add_dense (builder, random, 1, CP_ACTIVATION_SIGMOID);
  self.model = cp_network_builder_end (builder, NULL);
  self.scores = cp_scores_build (self.model, self.encoder, self.table, NULL, NULL, &error);
  g_assert_no_error (error);
  return self;
}

static CpTermSwap *
swap (const Case *self, const char *column, const CpTermPair *pairs, guint n_pairs, GError **error) {
  static const double half = 0.5;
  CpTermSwapQuery query = {.model = self->model,
                           .encoder = self->encoder,
                           .table = self->table,
                           .column = column,
                           .pairs = pairs,
                           .n_pairs = n_pairs,
                           .scores = cp_scores_get_values (self->scores),
                           .slices = self->slices,
                           .thresholds = self->slices != NULL ? self->thresholds : &half,
                           .otherwise = 0.5,
                           .absent = self->absent};
  return cp_term_swap_build (&query, NULL, NULL, error);
}

/* --- the twin: row by row, cell by cell, words split at blanks --- */

typedef struct {
  guint n_rows, n_flips, n_towards;
  guint n_by_slice; /* decided otherwise than by the threshold of before */
  double sum, sum_abs, max, towards;
} Twin;

static const char *
twin_swap_word (const char *word, const CpTermPair *pairs, guint n_pairs, guint *n_first, guint *n_second) {
  for (guint i = 0; i < n_pairs; i++) {
    *n_first += g_str_equal (word, pairs[i].first);
    *n_second += g_str_equal (word, pairs[i].second);
    if (g_str_equal (word, pairs[i].first))
      return pairs[i].second;
    if (g_str_equal (word, pairs[i].second))
      return pairs[i].first;
  }
  return word;
}

static char *
twin_cell (const Case *self, guint32 row, gsize column, const CpTermPair *pairs, guint n_pairs,
           guint *n_first, guint *n_second) {
  g_autofree char *cell = cp_column_dup_cell (cp_table_get_column (self->table, column), row);
  g_auto (GStrv) parts = g_strsplit (cell, " ", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    char *other = g_strdup (twin_swap_word (parts[i], pairs, n_pairs, n_first, n_second));
    g_free (parts[i]);
    parts[i] = other;
  }
  return g_strjoinv (" ", parts);
}

/* By the name of its town. */
static double
find_threshold (const Case *self, const CpTable *row) {
  g_autofree char *town = cp_column_dup_cell (cp_table_get_column (row, 1), 0);
  for (guint s = 0; self->slices != NULL && s < cp_slices_get_n_slices (self->slices); s++)
    if (g_str_equal (cp_slices_get_label (self->slices, s), town))
      return self->thresholds[s];
  return 0.5;
}

static Twin
twin_run (const Case *self, gsize column, const CpTermPair *pairs, guint n_pairs) {
  Twin twin = {0};
  for (guint32 row = 0; row < N_ROWS; row++) {
    guint n_first = 0, n_second = 0;
    g_autofree char *cell = twin_cell (self, row, column, pairs, n_pairs, &n_first, &n_second);
    if (n_first + n_second == 0 || (self->absent != NULL && row < self->absent->len))
      continue;
    g_autoptr (CpTable) one = cp_table_take_rows (self->table, &row, 1);
    g_autoptr (CpTable) changed = cp_table_set_cell (one, 0, column, cell, NULL);
    g_autoptr (CpScores) scores = cp_scores_build (self->model, self->encoder, changed, NULL, NULL, NULL);
    double before = cp_scores_get_values (self->scores)[row], after = cp_scores_get_values (scores)[0];
    twin.n_rows++;
    double own = find_threshold (self, one), its = find_threshold (self, changed);
    twin.n_flips += (before >= own) != (after >= its);
    twin.n_by_slice += (after >= own) != (after >= its);
    twin.sum += after - before;
    twin.sum_abs += fabs (after - before);
    twin.max = fmax (twin.max, fabs (after - before));
    twin.n_towards += n_first == 0 || n_second == 0;
    twin.towards += n_second == 0 ? after - before : n_first == 0 ? before - after : 0;
  }
  return twin;
}

static void
assert_effect (const CpSwapEffect *effect, const Twin *twin, gboolean is_pair) {
  g_assert_cmpuint (effect->n_rows, ==, twin->n_rows);
  g_assert_cmpuint (effect->flips->len, ==, twin->n_flips);
  assert_close (effect->mean, twin->sum / twin->n_rows, 1e-12);
  assert_close (effect->mean_abs, twin->sum_abs / twin->n_rows, 1e-12);
  assert_close (effect->max_abs, twin->max, 1e-12);
  if (is_pair)
    assert_close (effect->towards_second, twin->towards / twin->n_towards, 1e-12);
}

static const CpTermPair pronouns[] = {{"he", "she"}, {"him", "her"}, {"good", "rare"}};
static const CpTermPair towns[] = {{"Aachen", "Cham"}, {"Cham", "Bonn"}};

static void
test_twin (void) {
  CpRandom random;
  cp_random_init (&random, 12);
  for (guint round = 0; round < 8; round++) {
    g_auto (Case) self = draw_case (&random);
    g_autoptr (GError) error = NULL;
    g_autoptr (CpTermSwap) of_text = swap (&self, "text", pronouns, 3, &error);
    g_assert_no_error (error);
    g_autoptr (CpTermSwap) of_town = swap (&self, "town", towns, 2, &error);
    g_assert_no_error (error);
    for (guint i = 0; i < 3; i++) {
      Twin twin = twin_run (&self, 0, &pronouns[i], 1);
      assert_effect (&of_text->pairs[i], &twin, TRUE);
    }
    for (guint i = 0; i < 2; i++) {
      Twin twin = twin_run (&self, 1, &towns[i], 1);
      assert_effect (&of_town->pairs[i], &twin, TRUE);
    }
    Twin all = twin_run (&self, 0, pronouns, 3), all_towns = twin_run (&self, 1, towns, 2);
    assert_effect (&of_text->all, &all, FALSE);
    assert_effect (&of_town->all, &all_towns, FALSE);
    g_assert_true (of_text->pairs[2].knows_first && !of_text->pairs[2].knows_second);
  }
}

/* Each row by the slice it lies in, and swapped by the one it lies in then: the towns that change places may
 * turn a decision without moving a score. */
static void
test_slices (void) {
  CpRandom random;
  cp_random_init (&random, 31);
  guint n_by_slice = 0;
  for (guint round = 0; round < 8; round++) {
    g_auto (Case) self = draw_case (&random);
    g_autoptr (GArray) absent = g_array_new (FALSE, FALSE, sizeof (guint32));
    for (guint32 row = 0; row < round; row++)
      g_array_append_val (absent, row); /* deleted: passed over */
    self.absent = absent;
    const CpSliceKey key = {.column = "town"};
    self.slices = cp_slices_build (self.table, &key, 1, NULL);
    for (guint s = 0; s < 4; s++)
      self.thresholds[s] = 0.3 + 0.4 * cp_random_uniform (&random);
    g_autoptr (GError) error = NULL;
    g_autoptr (CpTermSwap) of_text = swap (&self, "text", pronouns, 3, &error);
    g_autoptr (CpTermSwap) of_town = swap (&self, "town", towns, 2, &error);
    g_assert_no_error (error);
    Twin text = twin_run (&self, 0, pronouns, 3), town = twin_run (&self, 1, towns, 2);
    assert_effect (&of_text->all, &text, FALSE);
    assert_effect (&of_town->all, &town, FALSE);
    n_by_slice += town.n_by_slice;
  }
  g_assert_cmpuint (n_by_slice, >, 0);
}

/* A group's two columns change places: the same as a table with them exchanged. */
static void
test_group (void) {
  CpRandom random;
  cp_random_init (&random, 13);
  g_auto (Case) self = draw_case (&random);
  g_autoptr (CpColumn) f =
      cp_column_new_number ("sex_F", cp_column_get_numbers (cp_table_get_column (self.table, 3)), N_ROWS);
  g_autoptr (CpColumn) m =
      cp_column_new_number ("sex_M", cp_column_get_numbers (cp_table_get_column (self.table, 2)), N_ROWS);
  g_autoptr (CpTable) half = cp_table_replace_column (self.table, 2, f);
  g_autoptr (CpTable) both = cp_table_replace_column (half, 3, m);
  g_autoptr (CpScores) scores = cp_scores_build (self.model, self.encoder, both, NULL, NULL, NULL);
  static const CpTermPair sexes[] = {{"F", "M"}};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTermSwap) answer = swap (&self, "sex", sexes, 1, &error);
  g_assert_no_error (error);
  double sum = 0;
  for (guint i = 0; i < N_ROWS; i++)
    sum += cp_scores_get_values (scores)[i] - cp_scores_get_values (self.scores)[i];
  g_assert_cmpuint (answer->pairs[0].n_rows, ==, N_ROWS);
  assert_close (answer->pairs[0].mean, sum / N_ROWS, 1e-12);
}

static void
refuse (const Case *self, const char *column, CpTermPair pair, guint n_pairs, const char *message) {
  g_autoptr (GError) error = NULL;
  g_assert_null (swap (self, column, &pair, n_pairs, &error));
  assert_message (error, message);
}

static void
test_refusals (void) {
  CpRandom random;
  cp_random_init (&random, 14);
  g_auto (Case) self = draw_case (&random);
  refuse (&self, "text", (CpTermPair){"he", "He"}, 1, "the pair 'he', 'He': expected two different words.");
  refuse (
      &self, "text", (CpTermPair){"he", "she her"}, 1,
      "the pair 'he', 'she her': 'she her' is several words to the model's tokenizer; expected one word.");
  refuse (&self, "text", (CpTermPair){"he", "!"}, 1,
          "the pair 'he', '!': '!' is no word to the model's tokenizer; expected one word.");
  refuse (&self, "text", (CpTermPair){"he", "she"}, 0, "expected at least one pair of words to swap.");
  refuse (&self, "town", (CpTermPair){"Bonn", "Köln"}, 1, "column 'town': no row holds the value 'Köln'.");
  refuse (&self, "town", (CpTermPair){"Bonn", "Bonn"}, 1,
          "the pair 'Bonn', 'Bonn': expected two different words.");
  refuse (&self, "age", (CpTermPair){"1", "2"}, 1,
          "column 'age' holds numbers; a swap wants a text, a category or a one-hot group.");
  refuse (&self, "txt", (CpTermPair){"1", "2"}, 1,
          "t.csv: no column 'txt', which --column asks for; did you mean 'text'?");
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) pairs = cp_term_pairs_parse ("he, she\r\n\nhim,her", "p.txt", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pairs->len, ==, 2);
  g_assert_cmpstr (g_array_index (pairs, CpTermPair, 0).second, ==, "she");
  g_assert_null (cp_term_pairs_parse ("he,she\nhim\n", "p.txt", &error));
  assert_message (error, "p.txt:2: expected two words with a comma between, as in he,she.");
  g_assert_null (cp_term_pairs_parse (" \n", "p.txt", &error));
  assert_message (error, "p.txt: holds no pair; expected lines such as he,she.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/term-swap/agrees-with-swapping-cell-by-cell", test_twin);
  g_test_add_func ("/core/explain/term-swap/each-row-is-decided-by-the-slice-it-lies-in", test_slices);
  g_test_add_func ("/core/explain/term-swap/a-one-hot-group-changes-as-one", test_group);
  g_test_add_func ("/core/explain/term-swap/what-cannot-be-swapped-is-refused", test_refusals);
  return g_test_run ();
}
