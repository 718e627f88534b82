#include "app/opening/open-draft.h"
#include "core/base/error.h"
#include "core/model/keras-h5.h"
#include "core/model/network.h"
#include "tests/fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* The opening without a display: what is proposed, what is said, what comes out. Widths are counted by hand:
 * amount 1, sex 2 (Female, Male), owner 1 (yes, no), region 3. */

static char *folder;

#define TABLE                                                                                                \
  "id,amount,sex,owner,region,granted\n"                                                                     \
  "k1,1,Female,yes,n,0\n"                                                                                    \
  "k2,2,Male,no,s,1\n"                                                                                       \
  "k3,,Female,yes,w,1\n"                                                                                     \
  "k4,0,Male,no,n,0\n"

static char *
write_file (const char *name, const char *text) {
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
remove_tree (const char *path) {
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *below = g_build_filename (path, name, NULL);
    remove_tree (below);
  }
  g_remove (path);
}

/* @spec: (nullable): what the file says of its features */
static char *
write_network (const char *name, guint width, guint n_outputs, const char *spec) {
  g_autofree float *kernel = g_new0 (float, width *n_outputs);
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);
  CpNetworkBuilder *builder = cp_network_builder_new (name, width);
  cp_network_builder_dense (builder, "out", n_outputs, kernel, NULL,
                            n_outputs > 1 ? CP_ACTIVATION_SOFTMAX : CP_ACTIVATION_SIGMOID, 0);
  g_autoptr (CpModel) model = cp_network_builder_end (builder, &error);
  g_assert_no_error (error);
  g_autoptr (json_t) inputs = spec != NULL ? cp_json_load (spec, strlen (spec), "spec", &error) : NULL;
  g_assert_no_error (error);
  g_assert_true (cp_keras_h5_write (model, inputs, path, &error));
  g_assert_no_error (error);
  return path;
}

static void
wait_for (CpOpenDraft *draft) {
  while (cp_jobs_is_busy (cp_open_draft_get_jobs (draft)))
    g_main_context_iteration (NULL, TRUE);
}

static CpOpenDraft *
open_table (const char *text) {
  g_autofree char *path = write_file ("t.csv", text);
  CpOpenDraft *draft = cp_open_draft_new ();
  cp_open_draft_set_path (draft, path);
  wait_for (draft);
  return draft;
}

static void
add (CpOpenDraft *draft, const char *path) {
  g_autoptr (GError) error = NULL;
  g_assert_true (cp_open_draft_add_model (draft, path, &error));
  g_assert_no_error (error);
  wait_for (draft);
}

static void
assert_verdict (CpOpenDraft *draft, guint model, const char *expected, gboolean is_fit) {
  gboolean fits;
  g_autofree char *verdict = cp_open_draft_dup_verdict (draft, model, &fits);
  g_assert_cmpstr (verdict, ==, expected);
  g_assert_cmpint (fits, ==, is_fit);
}

static void
assert_problems (CpOpenDraft *draft, const char *expected) {
  g_auto (GStrv) problems = cp_open_draft_dup_problems (draft);
  g_autofree char *all = g_strjoinv ("\n", problems);
  g_assert_cmpstr (all, ==, expected);
  g_assert_cmpint (cp_open_draft_can_open (draft), ==, *expected == '\0');
}

static void
test_a_table_alone_can_be_opened (void) {
  g_autoptr (CpOpenDraft) draft = open_table (TABLE);
  g_autofree char *said = cp_draft_table_describe (cp_open_draft_get_preview (draft));
  g_assert_cmpstr (said, ==, "4 rows × 6 columns, UTF-8. 1 empty cell in amount.");
  g_assert_cmpstr (cp_open_draft_get_choices (draft)->label, ==, "granted"); /* by its name */
  g_assert_cmpstr (cp_open_draft_get_choices (draft)->positive, ==, "1");
  assert_problems (draft, "");
  g_autoptr (CpSources) sources = cp_open_draft_to_sources (draft);
  g_assert_cmpuint (sources->models->len, ==, 0);
}

static void
test_nothing_chosen_says_what_is_missing (void) {
  g_autoptr (CpOpenDraft) draft = cp_open_draft_new ();
  assert_problems (draft, "Choose a table.");
  g_autofree char *model = write_network ("seven.h5", 7, 1, NULL);
  add (draft, model);
  assert_verdict (draft, 0, "", FALSE);
  assert_problems (draft, "Choose the table the models score.");
  g_autofree char *format = cp_open_draft_dup_format (draft, 0);
  g_assert_cmpstr (format, ==, "Keras HDF5 · 7 inputs · 1 output, 0 to 1");
}

static void
test_widths_are_added_up_at_once (void) {
  g_autoptr (CpOpenDraft) draft = open_table (TABLE);
  g_autofree char *model = write_network ("seven.h5", 7, 1, NULL);
  add (draft, model);
  assert_verdict (draft, 0, "4 columns expand to 7 values: matches", TRUE);
  cp_open_draft_tick (draft, 0, "region", FALSE);
  assert_verdict (draft, 0, "3 columns expand to 4 values, the model takes 7", FALSE);
  assert_problems (draft, "A: 3 columns expand to 4 values, the model takes 7");
  cp_open_draft_tick (draft, 0, "sex", FALSE);
  assert_verdict (draft, 0, "2 columns give 2 values, the model takes 7", FALSE);
  cp_open_draft_tick (draft, 0, "owner", FALSE);
  assert_verdict (draft, 0, "1 column gives 1 value, the model takes 7", FALSE);
  cp_open_draft_tick (draft, 0, "amount", FALSE);
  assert_verdict (draft, 0, "No column is ticked, the model takes 7 values", FALSE);
  cp_open_draft_tick (draft, 0, "region", TRUE);
  assert_verdict (draft, 0, "1 column expands to 3 values, the model takes 7", FALSE);
  cp_open_draft_propose_again (draft);
  assert_verdict (draft, 0, "4 columns expand to 7 values: matches", TRUE);
}

static void
test_an_encoding_changes_the_width_for_every_model (void) {
  g_autoptr (CpOpenDraft) draft = open_table (TABLE);
  g_autofree char *five = write_network ("five.h5", 5, 1, NULL);
  g_autofree char *seven = write_network ("seven.h5", 7, 1, NULL);
  add (draft, five);
  add (draft, seven);
  assert_verdict (draft, 0, "4 columns expand to 7 values, the model takes 5", FALSE);
  cp_open_draft_set_encoding (draft, "region", CP_ENCODING_ORDINAL);
  assert_verdict (draft, 0, "4 columns expand to 5 values: matches", TRUE);
  assert_verdict (draft, 1, "4 columns expand to 5 values, the model takes 7", FALSE);
  const CpDraftColumn *region = cp_draft_table_find (cp_open_draft_get_table (draft), "region");
  const CpDraftColumn *amount = cp_draft_table_find (cp_open_draft_get_table (draft), "amount");
  const CpDraftColumn *owner = cp_draft_table_find (cp_open_draft_get_table (draft), "owner");
  g_autofree char *one =
      cp_draft_input_describe (cp_open_draft_find_feature (draft, 0, "region")->input, region);
  g_assert_cmpstr (one, ==, "n = 0, s = 1, w = 2");
  g_autofree char *two = cp_draft_input_describe (amount->inputs[CP_ENCODING_NUMBER], amount);
  g_assert_cmpstr (two, ==, "number, empty = 1"); /* the mean of 1, 2, 0 */
  g_autofree char *three = cp_draft_input_describe (owner->inputs[CP_ENCODING_NUMBER], owner);
  g_assert_cmpstr (three, ==, "no = 0, yes = 1");
}

static void
test_the_label_is_no_feature_unless_ticked (void) {
  g_autoptr (CpOpenDraft) draft = open_table (TABLE);
  g_autofree char *model = write_network ("eight.h5", 8, 1, NULL);
  add (draft, model);
  assert_verdict (draft, 0, "4 columns expand to 7 values, the model takes 8", FALSE);
  g_assert_false (cp_open_draft_reads (draft, 0, "granted"));
  cp_open_draft_set_label (draft, NULL);
  assert_verdict (draft, 0, "5 columns expand to 8 values: matches", TRUE);
  cp_open_draft_set_label (draft, "granted");
  cp_open_draft_tick (draft, 0, "granted", TRUE);
  assert_verdict (draft, 0, "5 columns expand to 8 values: matches", TRUE);
}

static void
test_the_label_is_found_by_what_the_models_leave_out (void) {
  g_autoptr (CpOpenDraft) draft = open_table ("a,b,fate,sex\n1,2,x,F\n2,3,y,M\n3,5,y,F\n1,2,x,M\n");
  g_assert_cmpstr (cp_open_draft_get_choices (draft)->label, ==, NULL);
  g_autofree char *model = write_network ("named.h5", 3, 1,
                                          "[{\"column\":\"a\"},{\"column\":\"sex\",\"encoding\":\"one-hot\","
                                          "\"values\":[\"F\",\"M\"]}]");
  add (draft, model);
  g_assert_cmpstr (cp_open_draft_get_choices (draft)->label, ==, "fate");
  g_assert_cmpstr (cp_open_draft_get_choices (draft)->positive, ==, "y");
  assert_verdict (draft, 0, "2 columns expand to 3 values: matches", TRUE);
}

static void
test_the_column_that_splits_the_table_is_no_label (void) {
  g_autoptr (CpOpenDraft) draft =
      open_table ("a,b,fate,sex,split\n1,2,x,F,train\n2,3,y,M,test\n3,5,y,F,train\n1,2,x,M,test\n");
  g_autofree char *model = write_network ("named.h5", 3, 1,
                                          "[{\"column\":\"a\"},{\"column\":\"sex\",\"encoding\":\"one-hot\","
                                          "\"values\":[\"F\",\"M\"]}]");
  add (draft, model);
  g_assert_cmpstr (cp_open_draft_get_choices (draft)->label, ==, "fate");
}

static void
test_a_label_that_cannot_be_one_is_said (void) {
  g_autoptr (CpOpenDraft) draft = open_table ("same,a,fate\n5,1,x\n5,2,y\n");
  cp_open_draft_set_label (draft, "same");
  assert_problems (draft, "'same' has one value, 5; a label needs at least two.");
  cp_open_draft_set_label (draft, "gone");
  assert_problems (draft, "t.csv has no column 'gone' to be the label.");
  cp_open_draft_set_label (draft, "fate");
  assert_problems (draft, "");
}

static void
test_what_a_model_names_and_the_table_lacks_is_said (void) {
  g_autoptr (CpOpenDraft) draft = open_table (TABLE);
  g_autofree char *model =
      write_network ("named.h5", 2, 1, "[{\"column\":\"income\",\"missing\":0},{\"column\":\"amount\"}]");
  add (draft, model);
  assert_verdict (draft, 0, "It reads the column 'income', which t.csv does not have.", FALSE);
  cp_open_draft_tick (draft, 0, "income", FALSE);
  assert_verdict (
      draft, 0, "The column 'amount' has 1 empty cell, and the model's specification says no value for them.",
      FALSE);
  cp_open_draft_propose_again (draft); /* from the table, since what was named does not fit */
  assert_verdict (draft, 0, "4 columns expand to 7 values, the model takes 2", FALSE);
}

static void
test_absent_columns_are_said_at_once (void) {
  g_autoptr (CpOpenDraft) draft = open_table (TABLE);
  g_autofree char *model = write_network ("absent.h5", 3, 1,
                                          "[{\"column\":\"north\"},{\"column\":\"amount\",\"missing\":0},"
                                          "{\"column\":\"south\"}]");
  add (draft, model);
  assert_verdict (draft, 0, "It reads the columns 'north' and 'south', which t.csv does not have.", FALSE);
}

static void
test_what_cannot_be_a_model_is_said_at_its_place (void) {
  g_autoptr (CpOpenDraft) draft = open_table (TABLE);
  g_autofree char *text = write_file ("no.h5", "a,b\n1,2\n");
  g_autofree char *many = write_network ("many.h5", 7, 3, NULL);
  g_autofree char *gone = g_build_filename (folder, "gone.h5", NULL);
  add (draft, text);
  add (draft, many);
  add (draft, gone);
  g_autofree char *first = cp_open_draft_dup_verdict (draft, 0, NULL);
  g_assert_true (strstr (first, "no.h5") != NULL);
  assert_verdict (draft, 1, "4 columns expand to 7 values: matches", TRUE); /* one class is looked at */
  g_autofree char *third = cp_open_draft_dup_verdict (draft, 2, NULL);
  g_assert_true (strstr (third, "No such file or directory") != NULL);
  g_assert_false (cp_open_draft_can_open (draft));
  for (guint i = 0; i < 3; i++)
    cp_open_draft_remove_model (draft, 0);
  assert_problems (draft, "");
}

static void
test_the_same_model_twice_is_refused (void) {
  g_autoptr (CpOpenDraft) draft = open_table (TABLE);
  g_autofree char *model = write_network ("seven.h5", 7, 1, NULL);
  g_autoptr (GError) error = NULL;
  add (draft, model);
  g_assert_false (cp_open_draft_add_model (draft, model, &error));
  assert_message (error, "seven.h5 is here already, as model A.");
  g_assert_cmpuint (cp_open_draft_get_n_models (draft), ==, 1);
}

static void
test_two_models_of_one_name_are_told_apart (void) {
  g_autoptr (CpOpenDraft) draft = open_table (TABLE);
  g_autofree char *below = g_build_filename (folder, "new", NULL);
  g_assert_cmpint (g_mkdir_with_parents (below, 0700), ==, 0);
  g_autofree char *one = write_network ("seven.h5", 7, 1, NULL),
                  *two = write_network ("new/seven.h5", 7, 1, NULL);
  add (draft, one);
  add (draft, two);
  g_assert_cmpstr (cp_open_draft_get_model (draft, 1)->name, ==, "seven (new)");
  cp_open_draft_rename_model (draft, 1, "seven");
  assert_problems (draft, "Models A and B are both named “seven”; give one of them another name.");
  cp_open_draft_rename_model (draft, 1, "");
  assert_problems (draft, "Model B has no name.");
  cp_open_draft_rename_model (draft, 1, "later");
  assert_problems (draft, "");
}

static void
test_a_column_of_scores_is_a_model (void) {
  g_autoptr (CpOpenDraft) draft = open_table ("a,score,word,label\n1,0.2,x,0\n2,0.9,y,1\n");
  add (draft, "column:score");
  assert_verdict (draft, 0, "The scores stand in the table: rows cannot be scored again.", TRUE);
  add (draft, "column:word");
  assert_verdict (draft, 1, "Column 'word' is of the type category; a column of scores holds numbers.",
                  FALSE);
  add (draft, "column:none");
  assert_verdict (draft, 2, "t.csv has no column 'none'.", FALSE);
}

static void
test_separator_header_and_types_read_the_table_again (void) {
  g_autoptr (CpOpenDraft) draft = open_table ("a;b\n1;2,5\n3;4,5\n");
  g_assert_cmpuint (cp_table_get_n_columns (cp_open_draft_get_preview (draft)), ==, 2);
  cp_open_draft_set_delimiter (draft, '|');
  wait_for (draft);
  g_assert_cmpuint (cp_table_get_n_columns (cp_open_draft_get_preview (draft)), ==, 1);
  cp_open_draft_set_delimiter (draft, 0);
  cp_open_draft_set_header (draft, CP_HEADER_NONE);
  wait_for (draft);
  g_assert_cmpuint (cp_table_get_n_rows (cp_open_draft_get_preview (draft)), ==, 3);
  cp_open_draft_set_header (draft, CP_HEADER_FIRST_LINE);
  cp_open_draft_set_type (draft, "a", CP_COLUMN_CATEGORY);
  wait_for (draft);
  g_assert_cmpint (cp_draft_table_find (cp_open_draft_get_table (draft), "a")->type, ==, CP_COLUMN_CATEGORY);
  cp_open_draft_set_type (draft, "b", CP_COLUMN_BOOLEAN);
  wait_for (draft);
  g_assert_nonnull (cp_open_draft_get_table_problem (draft));
  assert_problems (draft, cp_open_draft_get_table_problem (draft));
}

static void
test_a_table_that_is_none_is_said (void) {
  g_autoptr (CpOpenDraft) draft = open_table ("a,b\n1,2\n1,2,3\n");
  assert_problems (draft, "t.csv:3: 3 fields, expected 2.");
  g_autofree char *better = write_file ("u.csv", TABLE);
  cp_open_draft_set_path (draft, better);
  wait_for (draft);
  assert_problems (draft, "");
}

/* What opens is what was shown: the same table, features in order, names. */
static void
test_what_comes_out_is_what_was_shown (void) {
  g_autoptr (CpOpenDraft) draft = open_table (TABLE);
  g_autofree char *model = write_network ("six.h5", 6, 1, NULL);
  g_autoptr (GError) error = NULL;
  add (draft, model);
  cp_open_draft_tick (draft, 0, "owner", FALSE);
  assert_problems (draft, "");
  g_autoptr (CpInputs) inputs = cp_open_draft_to_inputs (draft, &error);
  g_assert_no_error (error);
  g_assert_true (inputs->table == cp_open_draft_get_table (draft)->table);
  g_assert_cmpstr (inputs->models[0]->name, ==, "six");
  static const char *const names[] = {"amount", "sex_Female", "sex_Male", "region_n", "region_s", "region_w"};
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *name = cp_encoder_dup_feature_name (inputs->encoders[0], i);
    g_assert_cmpstr (name, ==, names[i]);
  }
  g_autoptr (CpSources) sources = cp_open_draft_to_sources (draft);
  g_autoptr (CpInputs) again = cp_sources_open (sources, NULL, NULL, &error); /* as the command line would */
  g_assert_no_error (error);
  g_assert_cmpuint (cp_encoder_get_n_features (again->encoders[0]), ==, 6);
}

static void
test_survey_weights_are_chosen (void) {
  g_autoptr (CpOpenDraft) draft = cp_open_draft_new ();
  g_autoptr (CpSources) given = cp_sources_new ();
  given->is_survey = TRUE;
  cp_open_draft_set_sources (draft, given, NULL);
  g_autoptr (CpSources) as_given = cp_open_draft_to_sources (draft);
  g_assert_true (as_given->is_survey);
  cp_open_draft_set_survey (draft, FALSE);
  g_autoptr (CpSources) chosen = cp_open_draft_to_sources (draft);
  g_assert_false (chosen->is_survey);
}

static void
test_a_weight_that_cannot_be_one_is_said (void) {
  g_autoptr (CpOpenDraft) draft = open_table ("a,n,holed,w,granted\n1,-1,,2,0\n2,3,4,1,1\n");
  cp_open_draft_set_weight (draft, "w");
  assert_problems (draft, "");
  cp_open_draft_set_weight (draft, "n");
  assert_problems (draft, "t.csv: column 'n' has a negative cell; expected a weight from 0 up in every row.");
  cp_open_draft_set_weight (draft, "holed");
  assert_problems (draft,
                   "t.csv: column 'holed' has missing cells; expected a weight from 0 up in every row.");
  cp_open_draft_set_weight (draft, "none");
  assert_problems (draft, "t.csv has no column 'none' to weight by.");
}

static void
test_the_first_rows_come_before_the_rest (void) {
  g_autoptr (GString) text = g_string_new ("a,b\n");
  while (text->len < (1 << 17))
    g_string_append (text, "12,word\n");
  g_autofree char *path = write_file ("long.csv", text->str);
  g_autoptr (CpTable) head = cp_draft_preview_read (path, NULL, NULL);
  g_assert_cmpuint (cp_table_get_n_rows (head), ==, ((1 << 16) - 4) / 8); /* whole lines within 64 KiB */
  g_autofree char *gone = g_build_filename (folder, "gone.csv", NULL);
  g_assert_null (cp_draft_preview_read (gone, NULL, NULL));
}

#define ADD(path, function) g_test_add_func ("/app/open-draft/" path, function)

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("test-draft-XXXXXX", NULL);
  ADD ("a-table-alone-can-be-opened", test_a_table_alone_can_be_opened);
  ADD ("nothing-chosen-says-what-is-missing", test_nothing_chosen_says_what_is_missing);
  ADD ("widths-are-added-up-at-once", test_widths_are_added_up_at_once);
  ADD ("an-encoding-changes-the-width-for-every-model", test_an_encoding_changes_the_width_for_every_model);
  ADD ("the-label-is-no-feature-unless-ticked", test_the_label_is_no_feature_unless_ticked);
  ADD ("the-label-is-found-by-what-the-models-leave-out",
       test_the_label_is_found_by_what_the_models_leave_out);
  ADD ("the-column-that-splits-the-table-is-no-label", test_the_column_that_splits_the_table_is_no_label);
  ADD ("a-label-that-cannot-be-one-is-said", test_a_label_that_cannot_be_one_is_said);
  ADD ("what-a-model-names-and-the-table-lacks-is-said", test_what_a_model_names_and_the_table_lacks_is_said);
  ADD ("absent-columns-are-said-at-once", test_absent_columns_are_said_at_once);
  ADD ("what-cannot-be-a-model-is-said-at-its-place", test_what_cannot_be_a_model_is_said_at_its_place);
  ADD ("the-same-model-twice-is-refused", test_the_same_model_twice_is_refused);
  ADD ("two-models-of-one-name-are-told-apart", test_two_models_of_one_name_are_told_apart);
  ADD ("a-column-of-scores-is-a-model", test_a_column_of_scores_is_a_model);
  ADD ("separator-header-and-types-read-the-table-again",
       test_separator_header_and_types_read_the_table_again);
  ADD ("survey-weights-are-chosen-and-kept", test_survey_weights_are_chosen);
  ADD ("a-weight-that-cannot-be-one-is-said", test_a_weight_that_cannot_be_one_is_said);
  ADD ("a-table-that-is-none-is-said", test_a_table_that_is_none_is_said);
  ADD ("what-comes-out-is-what-was-shown", test_what_comes_out_is_what_was_shown);
  ADD ("the-first-rows-come-before-the-rest", test_the_first_rows_come_before_the_rest);
  int status = g_test_run ();
  remove_tree (folder);
  return status;
}
