#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <glib/gstdio.h>

#include <math.h>
#include <string.h>

static const char *table =
    "x,sex_F,sex_M,y\n0.1,1,0,0\n0.9,0,1,1\n0.4,1,0,0\n0.7,0,1,1\n0.2,0,1,0\n0.8,1,0,1\n";
static const char *questions =
    "question,tags\nplot the legend of a figure,plot\nmerge two tables on a key,table\n"
    "legend and figure and axis,plot\na table of keys,table\nplot a table,\"plot,table\"\nnothing to see "
    "here,\n";

static char *
train (const char *path) {
  char *model = run_file ("e.h5", NULL);
  g_auto (Run) trained = run ("train", "--data", path, "--label", "y", "-o", model, "--epochs", "30",
                              "--learning-rate", "0.05", "--batch", "2", "--quiet", NULL);
  run_assert_done (&trained);
  return model;
}

static char *
train_tagger (const char *path) {
  char *model = run_file ("tagger.h5", NULL);
  g_auto (Run) trained = run ("train", "--data", path, "--type", "question=text", "--label", "tags", "--task",
                              "multilabel", "--text", "question", "--words", "12", "-o", model, "--epochs",
                              "40", "--learning-rate", "0.05", "--batch", "2", "--quiet", NULL);
  run_assert_done (&trained);
  return model;
}

/* The law of every explanation: base + Σ attributions + residual = score; here the parts are the columns. */
static void
assert_adds_up (json_t *json, const char *list, double expected_score) {
  double sum = run_get_number (json, "base", NULL) + run_get_number (json, "residual", NULL);
  gsize i;
  json_t *item;
  json_array_foreach (json_object_get (json, list), i, item)
    sum += json_number_value (json_object_get (item, "attribution"));
  assert_close (sum, expected_score, 1e-9);
}

static void
test_parts_and_base_add_up_to_the_score (void) {
  static const char *const methods[] = {"auto", "exact", "deep"};
  g_autofree char *path = run_file ("e.csv", table), *model = train (path);
  g_auto (Run) scored = run ("predict", "--data", path, "--model", model, "--format", "json", NULL);
  g_autoptr (json_t) scores = run_dup_json (&scored);
  double score = run_get_number (scores, "models", "0", "scores", "1", "0", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    g_auto (Run) result = run ("explain", "--data", path, "--model", model, "--row", "1", "--method",
                               methods[i], "--background", "6", "--format", "json", NULL);
    run_assert_done (&result);
    g_autoptr (json_t) json = run_dup_json (&result);
    json_t *output = run_get (json, "models", "0", "outputs", "0", NULL);
    assert_adds_up (output, "attributions", score);
    assert_adds_up (output, "columns", score);
    g_assert_cmpuint (json_array_size (json_object_get (output, "attributions")), ==, 3);
    g_assert_cmpuint (json_array_size (json_object_get (output, "columns")), ==, 2); /* sex is one */
    g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "background", NULL)), ==, "all 6 rows");
  }
}

static void
test_a_one_hot_group_is_named_by_its_value (void) {
  g_autofree char *path = run_file ("e.csv", table), *model = train (path);
  g_auto (Run) result = run ("explain", "--data", path, "--model", model, "--row", "0", "--set", "sex=M",
                             "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  gsize i;
  json_t *item;
  gboolean is_found = FALSE;
  json_array_foreach (run_get (json, "models", "0", "outputs", "0", "columns", NULL), i, item) {
    if (g_strcmp0 (json_string_value (json_object_get (item, "column")), "sex") == 0) {
      g_assert_cmpstr (json_string_value (json_object_get (item, "value")), ==, "M");
      is_found = TRUE;
    }
  }
  g_assert_true (is_found);
}

static void
test_words_are_told_where_they_stand (void) {
  g_autofree char *path = run_file ("q.csv", questions), *model = train_tagger (path);
  g_auto (Run) result = run ("explain", "--data", path, "--type", "question=text", "--model", model, "--row",
                             "0", "--set", "question=Plot naïve plots: plot!", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "outputs", "0", "output", NULL)), ==,
                   "plot");
  json_t *words = run_get (json, "models", "0", "outputs", "0", "words", NULL);
  gsize i;
  json_t *item;
  guint n_found = 0;
  json_array_foreach (words, i, item) {
    const char *word = json_string_value (json_object_get (item, "word"));
    json_t *spans = json_object_get (item, "spans");
    if (g_str_equal (word, "plot")) {
      g_assert_cmpuint (json_array_size (spans), ==, 2);
      g_assert_cmpint (json_integer_value (json_array_get (json_array_get (spans, 0), 0)), ==, 0);
      g_assert_cmpint (json_integer_value (json_array_get (json_array_get (spans, 1), 0)), ==, 19);
      g_assert_cmpfloat (json_number_value (json_object_get (item, "attribution")), >, 0);
      n_found++;
    } else if (g_str_equal (word, "naïve")) {
      g_assert_true (json_is_true (json_object_get (item, "unknown")));
      g_assert_cmpfloat (json_number_value (json_object_get (item, "attribution")), ==, 0);
      n_found++;
    }
  }
  g_assert_cmpuint (n_found, ==, 2);
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "background", NULL)), ==, "zero row");
}

static void
test_an_empty_text_is_its_base (void) {
  g_autofree char *path = run_file ("q.csv", questions), *model = train_tagger (path);
  g_auto (Run) result = run ("explain", "--data", path, "--type", "question=text", "--model", model, "--row",
                             "0", "--set", "question=", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *output = run_get (json, "models", "0", "outputs", "1", NULL);
  g_assert_cmpfloat (run_get_number (output, "base", NULL), ==, run_get_number (output, "score", NULL));
  g_assert_cmpuint (json_array_size (json_object_get (output, "words")), ==, 0);
}

static void
test_wrong_input_is_one_sentence (void) {
  g_autofree char *path = run_file ("e.csv", table), *model = train (path);
  g_auto (Run) method =
      run ("explain", "--data", path, "--model", model, "--row", "0", "--method", "magic", NULL);
  run_assert_refused (&method,
                      "'magic' is not a method of explanation; expected auto, exact, kernel, permutation, "
                      "linear, linear-correlated, deep, gradients, expected-gradients, tree or tree-path.");
  g_auto (Run) space =
      run ("explain", "--data", path, "--model", model, "--row", "0", "--space", "odds", NULL);
  run_assert_refused (&space, "--space odds: expected probability, logit or margin.");
  g_auto (Run) none =
      run ("explain", "--data", path, "--model", model, "--row", "0", "--background", "0", NULL);
  run_assert_refused (&none, "a background of 0 rows: expected a whole number from 1 to 100000.");
  g_autofree char *other = run_file ("other.csv", "x,z\n1,2\n");
  g_auto (Run) columns =
      run ("explain", "--data", path, "--model", model, "--row", "0", "--background", other, NULL);
  g_assert_cmpint (columns.status, ==, 1);
  g_assert_nonnull (g_strstr_len (columns.err, -1, "other.csv"));
  g_assert_nonnull (g_strstr_len (columns.err, -1, "'sex_F'"));
  g_auto (Run) column = run ("explain", "--data", path, "--model", "A=column:x", "--row", "0", NULL);
  run_assert_refused (&column, "column:x: its scores stand in the table, so they cannot be explained.");
}

/* tree_xgb_binary.xgb.json with @from put for @to once; (transfer full): its path */
static char *
spoil_trees (const char *from, const char *to) {
  g_autofree char *whole = fixture_path ("attributions/tree_xgb_binary.xgb.json"), *text = NULL;
  g_assert_true (g_file_get_contents (whole, &text, NULL, NULL));
  g_autoptr (GString) spoiled = g_string_new (text);
  g_assert_cmpuint (g_string_replace (spoiled, from, to, 1), ==, 1);
  return run_file ("spoiled.json", spoiled->str);
}

static void
refuse_trees (const char *from, const char *to, const char *method, const char *message) {
  g_autofree char *model = spoil_trees (from, to),
                  *path = run_file ("trees.csv", "f0,f1,f2,f3,f4,f5,f6,f7,f8,f9\n1,2,3,4,5,6,7,8,9,10\n");
  g_auto (Run) result =
      run ("explain", "--data", path, "--model", model, "--row", "0", "--method", method, NULL);
  g_autofree char *expected = g_strdup_printf ("%s%s", g_str_has_prefix (message, ":") ? model : "", message);
  run_assert_refused (&result, expected);
}

static void
test_wrong_trees_are_one_sentence (void) {
  refuse_trees ("\"left_children\":[1,3,", "\"left_children\":[1,0,", "auto",
                ": tree 0: node 1 has the root as a child; the nodes run in a circle.");
  refuse_trees ("\"split_indices\":[2,", "\"split_indices\":[8,", "auto",
                ": tree 0: node 0 splits on feature 8, but the model takes 8 features.");
  refuse_trees (
      "\"num_feature\":\"8\",\"num_target\"", "\"num_feature\":\"11\",\"num_target\"", "auto",
      "The model takes 11 features, but the columns of trees.csv make 10 (f0 1, f1 1, f2 1, f3 1, f4 "
      "1, f5 1, f6 1, f7 1, f8 1, f9 1); name its columns or give a feature specification.");
}

static void
test_wrong_backgrounds_are_one_sentence (void) {
  g_autofree char *path = run_file ("e.csv", table), *model = train (path);
  const struct {
    const char *text, *message;
  } cases[] = {
      {"x,z\n1,2\n", "other.csv: no column 'sex_F', which inputs[1] of the feature specification of "},
      {"x,sex_F,sex_M\n", "other.csv: has a header but no rows."},
      {"x,sex_F,sex_M\nhigh,1,0\n", "other.csv: column 'x' is a category column, which inputs[0] of "}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *other = run_file ("other.csv", cases[i].text);
    g_auto (Run) result =
        run ("explain", "--data", path, "--model", model, "--row", "0", "--background", other, NULL);
    g_autofree char *begin = g_strconcat ("counterpoint: ", cases[i].message, NULL);
    g_assert_cmpint (result.status, ==, 1);
    g_assert_cmpstr (result.out, ==, "");
    g_assert_true (g_str_has_prefix (result.err, begin));
  }
}

static void
test_a_score_that_is_no_number_is_not_explained (void) {
  g_autofree char *path = run_file ("e.csv", table), *model = train (path);
  g_autofree char *huge = run_file ("huge.csv", "x,sex_F,sex_M\n1e300,1,0\n0.5,0,1\n");
  g_auto (Run) result = run ("explain", "--data", huge, "--model", model, "--row", "0", NULL);
  g_autofree char *message = g_strconcat (
      model, ": output 0 of the row to explain is not a finite number, so it cannot be explained.", NULL);
  run_assert_refused (&result, message);
}

/* A megabyte is scored and explained; more is no field of a table. A byte that is no UTF-8 is told. */
static void
test_large_and_broken_texts (void) {
  g_autofree char *path = run_file ("q.csv", questions), *model = train_tagger (path);
  g_autoptr (GString) text = g_string_new ("question,tags\n\"");
  while (text->len < 1000000)
    g_string_append (text, "plot a legend ");
  g_autofree char *begin = g_strdup (text->str);
  g_string_append (text, "\",plot\n");
  g_autofree char *large = run_file ("large.csv", text->str);
  g_auto (Run) done = run ("explain", "--data", large, "--type", "question=text", "--model", model, "--row",
                           "0", "--method", "exact", "--format", "json", NULL);
  run_assert_done (&done);
  g_autoptr (json_t) json = run_dup_json (&done);
  json_t *words = run_get (json, "models", "0", "outputs", "0", "words", NULL);
  g_assert_cmpuint (json_array_size (words), ==, 3);
  g_assert_cmpuint (json_array_size (run_get (words, "0", "spans", NULL)), >, 70000);
  g_autofree char *closed = g_strconcat (begin, begin + strlen ("question,tags\n\""), "\",plot\n", NULL);
  g_autofree char *larger = run_file ("larger.csv", closed);
  g_auto (Run) refused =
      run ("explain", "--data", larger, "--type", "question=text", "--model", model, "--row", "0", NULL);
  run_assert_refused (&refused,
                      "larger.csv:2: a quote opens here and is not closed within 1 MiB, the most a field may "
                      "hold.");
  g_autofree char *broken = run_file ("broken.csv", "question,tags\n\"plot a \xff legend\",plot\n");
  g_auto (Run) told = run ("explain", "--data", broken, "--type", "question=text", "--model", model, "--row",
                           "0", "--format", "json", NULL);
  g_assert_cmpint (told.status, ==, 0);
  g_assert_cmpstr (told.err, ==,
                   "counterpoint: note: The file is not UTF-8; it was read as Latin-1 (Windows-1252), which "
                   "converted 1 character.\n");
}

/* The twin: every row explained alone, added up here. */
static void
test_global_is_the_mean_over_rows (void) {
  g_autofree char *path = run_file ("e.csv", table), *model = train (path);
  g_auto (Run) all = run ("explain", "--data", path, "--model", model, "--global", "--method", "exact",
                          "--format", "json", NULL);
  run_assert_done (&all);
  g_autoptr (json_t) json = run_dup_json (&all);
  g_assert_cmpfloat (run_get_number (json, "rows", NULL), ==, 6);
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "method", NULL)), ==, "exact");
  json_t *columns = run_get (json, "models", "0", "outputs", "0", "columns", NULL), *item;
  g_assert_cmpuint (json_array_size (columns), ==, 2);
  g_assert_cmpuint (json_array_size (run_get (json, "models", "0", "outputs", "0", "attributions", NULL)), ==,
                    3);
  double mean[2] = {0}, mean_abs[2] = {0}; /* x, sex */
  for (guint row = 0; row < 6; row++) {
    g_autofree char *number = g_strdup_printf ("%u", row);
    g_auto (Run) one = run ("explain", "--data", path, "--model", model, "--row", number, "--method", "exact",
                            "--format", "json", NULL);
    g_autoptr (json_t) own = run_dup_json (&one);
    gsize i;
    json_array_foreach (run_get (own, "models", "0", "outputs", "0", "columns", NULL), i, item) {
      guint at = g_str_equal (json_string_value (json_object_get (item, "column")), "sex");
      double value = json_number_value (json_object_get (item, "attribution"));
      mean[at] += value / 6;
      mean_abs[at] += fabs (value) / 6;
    }
  }
  gsize i;
  json_array_foreach (columns, i, item) {
    guint at = g_str_equal (json_string_value (json_object_get (item, "column")), "sex");
    assert_close (json_number_value (json_object_get (item, "mean")), mean[at], 1e-9);
    assert_close (json_number_value (json_object_get (item, "mean_abs")), mean_abs[at], 1e-9);
  }
  g_auto (Run) both = run ("explain", "--data", path, "--model", model, "--global", "--row", "1", NULL);
  g_assert_cmpint (both.status, ==, 2);
  g_assert_nonnull (g_strstr_len (both.err, -1, "expected neither --row nor --set."));
  g_auto (Run) some = run ("explain", "--data", path, "--model", model, "--global", "--rows", "4", NULL);
  g_assert_cmpstr (some.err, ==, "counterpoint: note: explained 4 of 6 rows, drawn with seed 0.\n");
}

/* Both columns say what y is; the loss is named, and ten shuffles have a spread. */
static void
test_importance_is_the_fall_of_the_auc (void) {
  g_autofree char *path = run_file ("e.csv", table), *model = train (path);
  g_auto (Run) result =
      run ("explain", "--data", path, "--model", model, "--label", "y", "--positive", "1", "--global",
           "--importance", "permutation", "--repeats", "10", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *told = run_get (json, "models", "0", NULL);
  g_assert_cmpstr (json_string_value (json_object_get (told, "loss")), ==, "roc_auc");
  g_assert_cmpint (json_integer_value (json_object_get (told, "repeats")), ==, 10);
  json_t *output = run_get (told, "outputs", "0", NULL), *columns = json_object_get (output, "columns");
  double auc = run_get_number (output, "roc_auc", NULL);
  g_assert_cmpuint (json_array_size (columns), ==, 2);
  double first = run_get_number (json_array_get (columns, 0), "mean", NULL),
         second = run_get_number (json_array_get (columns, 1), "mean", NULL);
  g_assert_cmpfloat (first, >=, second); /* the largest first */
  g_assert_cmpfloat (first, >, 0);
  g_assert_cmpfloat (first, <=, auc); /* no shuffle is worse than always wrong */
  g_assert_cmpfloat (run_get_number (json_array_get (columns, 0), "std", NULL), >, 0);
  g_auto (Run) rows = run ("explain", "--data", path, "--model", model, "--label", "y", "--positive", "1",
                           "--global", "--importance", "permutation", "--format", "csv", "--top", "1", NULL);
  run_assert_done (&rows);
  g_assert_true (g_str_has_prefix (rows.out, "model,output,column,roc_auc_fall,std\ne,"));
}

/* The same shuffles by the other loss; what is no loss is refused. */
static void
test_importance_by_the_log_loss (void) {
  g_autofree char *path = run_file ("e.csv", table), *model = train (path);
  g_auto (Run) result =
      run ("explain", "--data", path, "--model", model, "--label", "y", "--positive", "1", "--global",
           "--importance", "permutation", "--loss", "log_loss", "--repeats", "10", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "loss", NULL)), ==, "log_loss");
  json_t *output = run_get (json, "models", "0", "outputs", "0", NULL);
  g_assert_cmpfloat (run_get_number (output, "log_loss", NULL), >, 0);
  g_assert_cmpfloat (run_get_number (output, "columns", "0", "mean", NULL), >, 0);
  g_auto (Run) rows =
      run ("explain", "--data", path, "--model", model, "--label", "y", "--positive", "1", "--global",
           "--importance", "permutation", "--loss", "log_loss", "--format", "csv", "--top", "1", NULL);
  g_assert_true (g_str_has_prefix (rows.out, "model,output,column,log_loss_rise,std\ne,"));
  g_auto (Run) wrong = run ("explain", "--data", path, "--model", model, "--global", "--importance",
                            "permutation", "--loss", "brier", NULL);
  g_assert_cmpint (wrong.status, ==, 2);
  g_assert_nonnull (g_strstr_len (wrong.err, -1, "--loss brier: expected roc_auc or log_loss."));
  g_auto (Run) alone =
      run ("explain", "--data", path, "--model", model, "--global", "--loss", "roc_auc", NULL);
  g_assert_cmpint (alone.status, ==, 2);
  g_assert_nonnull (g_strstr_len (alone.err, -1, "--loss is of --importance; expected --importance"));
}

/* A column's error is of its sum; with one feature a column it is that feature's. */
static void
test_columns_carry_errors (void) {
  g_autofree char *path = run_file ("e.csv", table), *model = train (path);
  g_auto (Run) result = run ("explain", "--data", path, "--model", model, "--row", "0", "--method",
                             "expected-gradients", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *output = run_get (json, "models", "0", "outputs", "0", NULL);
  g_assert_cmpfloat (run_get_number (output, "columns", "0", "error", NULL), >, 0);
}

static char *
write_session (const char *outputs) {
  g_autofree char *text =
      g_strdup_printf ("{\"counterpoint\":1,\"data\":{\"file\":\"q.csv\",\"columns\":{\"question\":{\"type\":"
                       "\"text\"}}},\"models\":[{\"name\":\"A\",\"where\":\"tagger.h5\",\"outputs\":%s}]}",
                       outputs);
  return run_file ("names.counterpoint", text);
}

/* Texts, or objects as `inspect` prints them */
static void
test_a_session_names_the_outputs (void) {
  static const struct {
    const char *outputs, *message;
  } bad[] = {{"[\"one\"]", "tagger.h5: has 2 outputs, the session names 1."},
             {"[\"one\",\"one\"]", "models[0].outputs[1]: expected a name that no other output has."},
             {"[\"one\",2]", "models[0].outputs[1]: expected a name that no other output has."}};
  g_autofree char *path = run_file ("q.csv", questions), *model = train_tagger (path),
                  *folder = g_path_get_dirname (model),
                  *tagger = g_build_filename (folder, "tagger.h5", NULL),
                  *session = write_session ("[\"first\",{\"name\":\"second\"}]");
  g_assert_cmpint (g_rename (model, tagger), ==, 0);
  g_auto (Run) result = run ("predict", session, "--format", "csv", NULL);
  run_assert_done (&result);
  g_assert_true (g_str_has_prefix (result.out, "row,A/first,A/second\n"));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *wrong = write_session (bad[i].outputs);
    g_auto (Run) refused = run ("predict", wrong, "--format", "csv", NULL);
    g_assert_cmpint (refused.status, ==, 1);
    g_assert_nonnull (g_strstr_len (refused.err, -1, bad[i].message));
  }
}

static void
test_importance_of_every_tag (void) {
  g_autofree char *path = run_file ("q.csv", questions), *model = train_tagger (path);
  g_auto (Run) result =
      run ("explain", "--data", path, "--type", "question=text", "--model", model, "--label", "tags",
           "--global", "--importance", "permutation", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *outputs = run_get (json, "models", "0", "outputs", NULL), *output;
  gsize i;
  g_assert_cmpuint (json_array_size (outputs), ==, 2);
  json_array_foreach (outputs, i, output)
    g_assert_cmpfloat (run_get_number (output, "roc_auc", NULL), >, 0.5); /* it learnt each of them */
}

static void
test_importance_refusals (void) {
  g_autofree char *path = run_file ("e.csv", table), *model = train (path);
  g_auto (Run) label =
      run ("explain", "--data", path, "--model", model, "--global", "--importance", "permutation", NULL);
  run_assert_refused (&label, "no label was given; expected --label COLUMN.");
  static const struct {
    const char *const arguments[3];
    const char *said;
  } cases[] = {
      {{"--importance", "permutation", "--row=0"}, "--importance is of many rows; expected --global."},
      {{"--global", "--importance", "gain"}, "--importance gain: expected permutation."},
      {{"--global", "--repeats", "3"}, "--repeats is of --importance; expected --importance permutation."}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *const *given = cases[i].arguments;
    g_auto (Run) result =
        run ("explain", "--data", path, "--model", model, given[0], given[1], given[2], NULL);
    g_assert_cmpint (result.status, ==, 2);
    g_assert_nonnull (g_strstr_len (result.err, -1, cases[i].said));
  }
}

/* Numbers as CSV with the columns f0, f1, …; null is an empty cell. (transfer full): the file's path */
static char *
write_rows (const char *name, const json_t *rows) {
  g_autoptr (GString) csv = g_string_new (NULL);
  gsize n = json_array_size (json_array_get (rows, 0));
  for (gsize c = 0; c < n; c++)
    g_string_append_printf (csv, "f%" G_GSIZE_FORMAT "%c", c, c + 1 < n ? ',' : '\n');
  for (gsize i = 0; i < json_array_size (rows) * n; i++) {
    const json_t *value = json_array_get (json_array_get (rows, i / n), i % n);
    if (!json_is_null (value))
      g_string_append_printf (csv, "%.9g", json_number_value (value));
    g_string_append_c (csv, (i + 1) % n != 0 ? ',' : '\n');
  }
  return run_file (name, csv->str);
}

/* The numbers: shap 0.49.1 over xgboost 1.7.4, tests/fixtures/attributions */
static void
test_trees (void) {
  g_autofree char *model = fixture_path ("attributions/tree_xgb_binary.xgb.json"),
                  *answers = fixture_path ("attributions/tree_xgb_binary_interv.json");
  g_autoptr (json_t) expected = json_load_file (answers, 0, NULL);
  g_autofree char *rows = write_rows ("rows.csv", json_object_get (expected, "rows")),
                  *background = write_rows ("background.csv", json_object_get (expected, "background"));
  json_t *values = json_array_get (json_object_get (json_object_get (expected, "expected"), "values"), 3);
  g_auto (Run) explained = run ("explain", "--data", rows, "--model", model, "--features",
                                "f0,f1,f2,f3,f4,f5,f6,f7", "--background", background, "--method", "tree",
                                "--space", "logit", "--row", "3", "--format", "json", NULL);
  run_assert_done (&explained);
  g_autoptr (json_t) json = run_dup_json (&explained);
  json_t *attributions = run_get (json, "models", "0", "outputs", "0", "attributions", NULL), *item;
  gsize i;
  g_assert_cmpuint (json_array_size (attributions), ==, 8);
  json_array_foreach (attributions, i, item) {
    gsize feature = (gsize)(json_string_value (json_object_get (item, "feature"))[1] - '0');
    assert_close (json_number_value (json_object_get (item, "attribution")),
                  json_number_value (json_array_get (json_array_get (values, 0), feature)), 2e-5);
  }
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/explain/trees-agree-with-shap", test_trees);
  g_test_add_func ("/cli/explain/parts-and-base-add-up-to-the-score",
                   test_parts_and_base_add_up_to_the_score);
  g_test_add_func ("/cli/explain/a-one-hot-group-is-named-by-its-value",
                   test_a_one_hot_group_is_named_by_its_value);
  g_test_add_func ("/cli/explain/words-are-told-where-they-stand", test_words_are_told_where_they_stand);
  g_test_add_func ("/cli/explain/an-empty-text-is-its-base", test_an_empty_text_is_its_base);
  g_test_add_func ("/cli/explain/global-is-the-mean-over-rows", test_global_is_the_mean_over_rows);
  g_test_add_func ("/cli/explain/importance-is-the-fall-of-the-auc", test_importance_is_the_fall_of_the_auc);
  g_test_add_func ("/cli/explain/importance-of-every-tag", test_importance_of_every_tag);
  g_test_add_func ("/cli/explain/importance-says-what-it-needs", test_importance_refusals);
  g_test_add_func ("/cli/explain/wrong-trees-are-one-sentence", test_wrong_trees_are_one_sentence);
  g_test_add_func ("/cli/explain/wrong-backgrounds-are-one-sentence",
                   test_wrong_backgrounds_are_one_sentence);
  g_test_add_func ("/cli/explain/a-score-that-is-no-number-is-not-explained",
                   test_a_score_that_is_no_number_is_not_explained);
  g_test_add_func ("/cli/explain/large-and-broken-texts", test_large_and_broken_texts);
  g_test_add_func ("/cli/explain/wrong-input-is-one-sentence", test_wrong_input_is_one_sentence);
  g_test_add_func ("/cli/explain/importance-by-the-log-loss", test_importance_by_the_log_loss);
  g_test_add_func ("/cli/explain/columns-carry-errors", test_columns_carry_errors);
  g_test_add_func ("/cli/explain/a-session-names-the-outputs", test_a_session_names_the_outputs);
  return g_test_run ();
}
