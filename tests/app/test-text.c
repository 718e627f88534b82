#include "app/explain/swap-check.h"
#include "app/explain/text-items.h"
#include "app/panels/text-marks.h"
#include "app/session/session-rows.h"
#include "app/session/session-selection.h"
#include "tests/app/tagger.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* The tagger of tests/app/tagger.h: with one word known, or two that each move another tag, a Shapley value
 * is the score with the word minus the score without. */

static char *folder;

#define TABLE "question,tags\nPlot a plot,plot\nthe table and the plot,\"plot,table\"\n,\ntable,table\n"

static CpSession *
open_questions (void) {
  return open_tagger (folder, TABLE);
}

static CpTextAnswers *
ask (CpSession *session, guint32 row) {
  CpTextAnswers *answers = cp_session_get_text_answers (session);
  cp_session_select_row (session, row);
  cp_text_answers_want (answers);
  wait_idle (session);
  return answers;
}

static const CpTextItem *
find_item (GPtrArray *items, const char *word) {
  for (guint i = 0; i < items->len; i++) {
    const CpTextItem *item = g_ptr_array_index (items, i);
    if (g_str_equal (item->word, word))
      return item;
  }
  g_error ("no word %s", word);
}

static void
test_every_word_says_what_it_does_to_each_tag (void) {
  g_autoptr (CpSession) session = open_questions ();
  CpTextAnswers *answers = ask (session, 0);
  g_assert_cmpstr (cp_text_answers_get_field (answers)->name, ==, "question");
  const CpTextAnswer *answer = cp_text_answers_get (answers, 0);
  g_assert_null (answer->problem);
  g_assert_cmpuint (answer->n_words, ==, 3);
  g_assert_cmpuint (answer->n_unknown, ==, 1);
  assert_close (answer->scores[0], sigmoid (1), 1e-6);
  assert_close (answer->scores[1], sigmoid (-1), 1e-6);
  g_autoptr (GPtrArray) items = cp_text_items_new (answer, NULL, 0, FALSE);
  g_assert_cmpuint (items->len, ==, 2);
  const CpTextItem *plot = find_item (items, "plot"), *a = find_item (items, "a");
  g_assert_cmpuint (plot->spans->len, ==, 2); /* both places */
  assert_close (cp_text_item_get_value (plot, CP_TEXT_A), sigmoid (1) - sigmoid (-1), 1e-6);
  g_assert_false (cp_text_item_is_known (a, CP_TEXT_A));
  g_assert_true (cp_text_item_get_value (a, CP_TEXT_A) == 0);
}

static void
test_typing_is_answered_and_undone_as_one_step (void) {
  g_autoptr (CpSession) session = open_questions ();
  CpTextAnswers *answers = ask (session, 0);
  const CpField *field = cp_text_answers_get_field (answers);
  static const char *const typed[] = {"Plot a plot t", "Plot a plot tabl", "Plot a plot table"};
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    g_assert_true (cp_session_edit (session, field, typed[i], NULL));
  wait_idle (session);
  assert_close (cp_text_answers_get (answers, 0)->scores[1], sigmoid (2), 1e-6);
  cp_session_undo (session);
  wait_idle (session);
  g_autofree char *text = cp_text_answers_dup_text (answers);
  g_assert_cmpstr (text, ==, "Plot a plot");
  assert_close (cp_text_answers_get (answers, 0)->scores[1], sigmoid (-1), 1e-6);
}

static void
test_an_empty_text_has_scores_and_no_words (void) {
  g_autoptr (CpSession) session = open_questions ();
  const CpTextAnswer *answer = cp_text_answers_get (ask (session, 2), 0);
  g_assert_null (answer->problem);
  g_assert_cmpuint (answer->n_words, ==, 0);
  assert_close (answer->scores[0], sigmoid (-1), 1e-6);
  g_autoptr (GPtrArray) items = cp_text_items_new (answer, NULL, 0, FALSE);
  g_assert_cmpuint (items->len, ==, 0);
}

static void
test_a_text_of_a_megabyte_is_scored_and_not_explained (void) {
  g_autoptr (CpSession) session = open_questions ();
  CpTextAnswers *answers = ask (session, 0);
  g_autoptr (GString) text = g_string_new ("table ");
  while (text->len < 1 << 20)
    g_string_append (text, "word ");
  g_assert_true (cp_session_edit (session, cp_text_answers_get_field (answers), text->str, NULL));
  wait_idle (session);
  const CpTextAnswer *answer = cp_text_answers_get (answers, 0);
  g_assert_cmpuint (answer->n_words, >, CP_TEXT_MOST_WORDS);
  g_assert_null (answer->words);
  assert_close (answer->scores[1], sigmoid (2), 1e-6);
}

/* By hand: against the four texts of the table, "table" stands in two, so its absence from the first text did
 * half of what the word would do. */
static void
test_the_absence_of_a_word_counts_against_texts (void) {
  g_autoptr (CpSession) session = open_questions ();
  CpTextAnswers *answers = ask (session, 0);
  g_autoptr (GPtrArray) items = cp_text_items_new (cp_text_answers_get_absent (answers, 0), NULL, 1, TRUE);
  g_assert_cmpuint (items->len, ==, 1);
  assert_close (find_item (items, "table")->values[0], (sigmoid (-1) - sigmoid (2)) / 2, 1e-6);
}

static void
keep_scores (double *const *scores, gpointer data) {
  *(double *)data = scores[0][0];
}

static void
test_the_score_without_a_word_is_of_the_text_without_it (void) {
  g_autoptr (CpSession) session = open_questions ();
  CpTextAnswers *answers = ask (session, 0);
  double score = NAN;
  cp_text_answers_score_other (answers, g_strdup ("a"), keep_scores, &score);
  wait_idle (session);
  assert_close (score, sigmoid (-1), 1e-6);
}

static void
test_a_word_goes_with_one_space (void) {
  static const struct {
    const char *text, *replacement, *expected;
    CpSpan spans[2];
    guint n;
  } cases[] = {
      {"Plot a plot", NULL, "a", {{0, 4}, {7, 11}}, 2},
      {"one two three", NULL, "one three", {{4, 7}}, 1},
      {"one two", NULL, "one", {{4, 7}}, 1},
      {"one", NULL, "", {{0, 3}}, 1},
      {"a plt.plot b", NULL, "a .plot b", {{2, 5}}, 1},
      {"one two", "zwei drei", "one zwei drei", {{4, 7}}, 1},
      {"one\ntwo three", NULL, "one\nthree", {{4, 7}}, 1},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (CpSpan));
    g_array_append_vals (spans, cases[i].spans, cases[i].n);
    g_autofree char *changed = cp_text_replace (cases[i].text, spans, cases[i].replacement);
    g_assert_cmpstr (changed, ==, cases[i].expected);
  }
}

/* Characters by hand: é of two code points is two, an emoji with a skin tone two, a Hebrew or Chinese letter
 * one, however many bytes they have. */
static void
test_marks_count_characters_of_any_script (void) {
  static const char text[] = "e\xcc\x81t\xc3\xa9 \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd plot \xd7\xa9\xd7\x9c "
                             "\xe5\x9b\xbe\xe8\xa1\xa8 plot";
  const char *first = strstr (text, "plot"), *last = strstr (first + 1, "plot"),
             *hebrew = strstr (text, "\xd7\xa9");
  g_autoptr (GArray) marks = g_array_new (FALSE, TRUE, sizeof (CpWordMark));
  const CpWordMark bytes[] = {{.begin = (guint)(last - text), .end = (guint)(last - text) + 4, .word = 1},
                              {.begin = (guint)(hebrew - text), .end = (guint)(hebrew - text) + 4, .word = 2},
                              {.begin = (guint)(first - text), .end = (guint)(first - text) + 4}};
  g_array_append_vals (marks, bytes, 3);
  cp_text_marks_count (marks, text);
  static const guint begins[] = {8, 13, 19}, ends[] = {12, 15, 23}, words[] = {0, 2, 1};
  for (guint i = 0; i < marks->len; i++) {
    const CpWordMark *mark = &g_array_index (marks, CpWordMark, i);
    g_assert_cmpuint (mark->begin, ==, begins[i]);
    g_assert_cmpuint (mark->end, ==, ends[i]);
    g_assert_cmpuint (mark->word, ==, words[i]);
  }
}

static void
test_a_text_in_two_scripts_is_read_and_marked (void) {
  g_autoptr (CpSession) session = open_questions ();
  CpTextAnswers *answers = ask (session, 0);
  const char *text = "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe5\x9b\xbe Plot \xf0\x9f\x93\x88 table";
  g_assert_true (cp_session_edit (session, cp_text_answers_get_field (answers), text, NULL));
  wait_idle (session);
  const CpTextAnswer *answer = cp_text_answers_get (answers, 0);
  g_assert_null (answer->problem);
  g_assert_cmpuint (answer->n_words, ==, 5);
  g_assert_cmpuint (answer->n_unknown, ==, 3);
  assert_close (answer->scores[1], sigmoid (2), 1e-6);
  g_autoptr (GPtrArray) items = cp_text_items_new (answer, NULL, 0, FALSE);
  g_autoptr (GArray) marks = cp_text_marks_new (items, CP_TEXT_BOTH, text);
  g_assert_cmpuint (marks->len, ==, 5);
  const CpWordMark *plot = &g_array_index (marks, CpWordMark, 2), *emoji = plot + 1;
  g_assert_cmpuint (plot->begin, ==, 7);
  g_assert_cmpuint (plot->end, ==, 11);
  g_assert_true (plot->strength == 1 && !plot->is_unknown);
  g_assert_true (emoji->strength == 0 && emoji->is_unknown);
}

static void
keep_check (CpSwapCheck *check, const GError *error, gpointer data) {
  g_assert_no_error (error);
  *(CpSwapCheck **)data = check;
}

static CpSwapCheck *
check_pairs (CpSession *session, const char *pairs) {
  CpSwapCheck *check = NULL;
  cp_swap_check_start (session, "question", 0, cp_term_pairs_parse (pairs, "pairs", NULL), keep_check,
                       &check);
  wait_idle (session);
  g_assert_nonnull (check);
  return check;
}

static double
get_figure (const CpTable *table, const char *column, guint row) {
  return cp_column_get_numbers (cp_table_find_column (table, column))[row];
}

/* By hand, of the four texts: "Plot a plot" becomes "Table a table" and the other way round for "table",
 * which both flip the tag plot; "the table and the plot" holds both words and scores the same; the empty text
 * none. */
static void
test_a_term_swap_tells_how_far_scores_move_and_what_flips (void) {
  g_autoptr (CpSession) session = open_questions ();
  g_autoptr (CpSwapCheck) check = check_pairs (session, "plot,table\nhe,she\n");
  g_autoptr (CpTable) table = cp_swap_check_to_table (check);
  g_autoptr (CpTable) flips = cp_swap_check_to_flips (check);
  g_assert_cmpuint (cp_table_get_n_rows (table), ==, 3); /* two pairs, and all at once */
  double move = sigmoid (1) - sigmoid (-1);
  assert_close (get_figure (table, "Rows", 0), 3, 0);
  assert_close (get_figure (table, "Mean |change|", 0), 2 * move / 3, 1e-6);
  assert_close (get_figure (table, "Largest |change|", 0), move, 1e-6);
  assert_close (get_figure (table, "Second − first", 0), -move, 1e-6);
  assert_close (get_figure (table, "Rows that flip", 0), 2, 0);
  assert_close (get_figure (table, "Rows", 1), 0, 0);
  g_assert_true (isnan (get_figure (table, "Mean |change|", 1)));
  g_autofree char *unknown = cp_column_dup_cell (cp_table_find_column (table, "Unknown to the model"), 1);
  g_assert_cmpstr (unknown, ==, "he, she");
  g_assert_cmpuint (cp_table_get_n_rows (flips), ==, 2);
  assert_close (get_figure (flips, "Row", 0), 0, 0);
  assert_close (get_figure (flips, "Row", 1), 3, 0);
  assert_close (get_figure (flips, "Score swapped", 1), sigmoid (1), 1e-6);
  g_autofree char *sentence = cp_swap_check_describe (check);
  g_assert_cmpstr (
      sentence, ==,
      "A: 3 rows hold one of the words; all swapped, scores move by 0.308 on average, by 0.462 at "
      "most; 2 flip.");
}

/* Answers on their way when the game changes are of the game before, and so are their backgrounds. */
static void
test_a_game_keeps_its_own_background (void) {
  g_autoptr (CpSession) session = open_questions (), other = open_questions ();
  CpTextAnswers *answers = cp_session_get_text_answers (session),
                *fresh = cp_session_get_text_answers (other);
  cp_session_select_row (session, 0);
  cp_session_select_row (other, 0);
  cp_text_answers_want (answers);
  cp_text_answers_unwant (answers);
  cp_text_answers_set_game (answers, CP_TEXT_AGAINST);
  cp_text_answers_set_game (fresh, CP_TEXT_AGAINST);
  wait_idle (session);
  cp_text_answers_want (answers);
  cp_text_answers_want (fresh);
  wait_idle (session);
  wait_idle (other);
  const CpTextAnswer *got = cp_text_answers_get (answers, 0), *expected = cp_text_answers_get (fresh, 0);
  assert_close (got->answer->base[0], expected->answer->base[0], 0);
  g_assert_cmpfloat (fabs (got->answer->base[0] - sigmoid (-1)), >, 0.01); /* not that of no words */
}

/* A deleted text is none that others are compared with. */
static void
test_deleted_texts_are_of_no_background (void) {
  g_autoptr (CpSession) session = open_questions ();
  CpTextAnswers *answers = cp_session_get_text_answers (session);
  cp_text_answers_set_game (answers, CP_TEXT_AGAINST);
  cp_session_select_row (session, 0);
  cp_text_answers_want (answers);
  wait_idle (session);
  gsize n = cp_table_get_n_rows (cp_session_get_table (session));
  double before = cp_text_answers_get (answers, 0)->answer->base[0];
  double gone = cp_session_get_row_score (session, 0, (guint32)n - 1);
  cp_session_select_row (session, (guint32)n - 1);
  cp_session_delete_rows (session);
  cp_session_select_row (session, 0);
  wait_idle (session);
  assert_close (cp_text_answers_get (answers, 0)->answer->base[0],
                (before * (double)n - gone) / (double)(n - 1), 1e-6);
  cp_session_undo (session);
  wait_idle (session);
  cp_session_select_row (session, 0);
  wait_idle (session);
  assert_close (cp_text_answers_get (answers, 0)->answer->base[0], before, 1e-9);
}

/* As `swap` of the saved session: rows keep their numbers. */
static void
test_a_term_swap_leaves_deleted_rows_out (void) {
  g_autoptr (CpSession) session = open_questions ();
  cp_session_select_row (session, 0);
  cp_session_delete_rows (session);
  wait_idle (session);
  g_autoptr (CpSwapCheck) check = check_pairs (session, "plot,table\n");
  g_autoptr (CpTable) table = cp_swap_check_to_table (check);
  g_autoptr (CpTable) flips = cp_swap_check_to_flips (check);
  assert_close (get_figure (table, "Rows", 0), 2, 0);
  assert_close (get_figure (table, "Mean |change|", 0), (sigmoid (1) - sigmoid (-1)) / 2, 1e-6);
  g_assert_cmpuint (cp_table_get_n_rows (flips), ==, 1);
  assert_close (get_figure (flips, "Row", 0), 3, 0);
  cp_session_select_row (session, 3);
  cp_session_delete_rows (session);
  wait_idle (session);
  g_autoptr (CpSwapCheck) one = check_pairs (session, "plot,table\n");
  g_autofree char *sentence = cp_swap_check_describe (one);
  g_assert_true (
      g_str_has_prefix (sentence, "A: 1 row holds one of the words; all swapped, scores move by "));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  folder = g_dir_make_tmp ("cp-text-XXXXXX", NULL);
  g_test_add_func ("/app/text/every-word-says-what-it-does-to-each-tag",
                   test_every_word_says_what_it_does_to_each_tag);
  g_test_add_func ("/app/text/typing-is-answered-and-undone-as-one-step",
                   test_typing_is_answered_and_undone_as_one_step);
  g_test_add_func ("/app/text/an-empty-text-has-scores-and-no-words",
                   test_an_empty_text_has_scores_and_no_words);
  g_test_add_func ("/app/text/a-text-of-a-megabyte-is-scored-and-not-explained",
                   test_a_text_of_a_megabyte_is_scored_and_not_explained);
  g_test_add_func ("/app/text/the-absence-of-a-word-counts-against-texts",
                   test_the_absence_of_a_word_counts_against_texts);
  g_test_add_func ("/app/text/the-score-without-a-word-is-of-the-text-without-it",
                   test_the_score_without_a_word_is_of_the_text_without_it);
  g_test_add_func ("/app/text/a-word-goes-with-one-space", test_a_word_goes_with_one_space);
  g_test_add_func ("/app/text/marks-count-characters-of-any-script",
                   test_marks_count_characters_of_any_script);
  g_test_add_func ("/app/text/a-text-in-two-scripts-is-read-and-marked",
                   test_a_text_in_two_scripts_is_read_and_marked);
  g_test_add_func ("/app/text/a-term-swap-tells-how-far-scores-move-and-what-flips",
                   test_a_term_swap_tells_how_far_scores_move_and_what_flips);
  g_test_add_func ("/app/text/a-game-keeps-its-own-background", test_a_game_keeps_its_own_background);
  g_test_add_func ("/app/text/deleted-texts-are-of-no-background", test_deleted_texts_are_of_no_background);
  g_test_add_func ("/app/text/a-term-swap-leaves-deleted-rows-out", test_a_term_swap_leaves_deleted_rows_out);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
