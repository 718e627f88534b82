#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* y follows from x1 > x2; the group is balanced, so dropping rows of one group shifts its scores. */
static char *
make_table (void) {
  GString *text = g_string_new ("x1,x2,group,y\n");
  for (int i = 0; i < 400; i++) {
    double a = ((i * 37) % 101) / 100.0, b = ((i * 61) % 97) / 96.0;
    g_string_append_printf (text, "%.4f,%.4f,%s,%d\n", a, b, i % 2 == 0 ? "f" : "m", a > b ? 1 : 0);
  }
  char *path = run_file ("train.csv", text->str);
  g_string_free (text, TRUE);
  return path;
}

static void
test_train_and_audit (void) {
  g_autofree char *table = make_table ();
  g_autofree char *model = run_file ("complete.h5", NULL);
  g_auto (Run) trained = run ("train", "--data", table, "--label", "y", "-o", model, "--epochs", "60",
                              "--learning-rate", "0.02", "--seed", "1", "--quiet", NULL);
  run_assert_done (&trained);
  g_assert_cmpstr (trained.out, ==, "");
  g_auto (Run) audit = run ("audit", "--data", table, "--label", "y", "--positive", "1", "--model", model,
                            "--format", "json", NULL);
  run_assert_done (&audit);
  g_autoptr (json_t) json = run_dup_json (&audit);
  /* x1 > x2 is separable by one hidden layer */
  g_assert_cmpfloat (run_get_number (json, "models", "0", "overall", "roc_auc", NULL), >, 0.98);
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "name", NULL)), ==, "complete");
}

/* Epochs are progress, which is for a terminal; here standard error is none. */
static void
test_no_progress_without_a_terminal (void) {
  g_autofree char *table = make_table (), *model = run_file ("still.h5", NULL);
  g_auto (Run) trained =
      run ("train", "--data", table, "--label", "y", "-o", model, "--epochs", "3", "--positive", "1", NULL);
  run_assert_done (&trained);
  g_assert_null (strstr (trained.err, "epoch"));
}

static void
test_same_seed_same_bytes (void) {
  g_autofree char *table = make_table ();
  g_autofree char *one = run_file ("one.h5", NULL), *two = run_file ("two.h5", NULL);
  g_auto (Run) first = run ("train", "--data", table, "--label", "y", "-o", one, "--epochs", "3", "--seed",
                            "5", "--quiet", "--threads", "1", NULL);
  g_auto (Run) second = run ("train", "--data", table, "--label", "y", "-o", two, "--epochs", "3", "--seed",
                             "5", "--quiet", "--threads", "2", NULL);
  run_assert_done (&first);
  run_assert_done (&second);
  g_auto (Run) a = run ("predict", "--data", table, "--model", one, "--format", "csv", NULL);
  g_auto (Run) b = run ("predict", "--data", table, "--model", two, "--format", "csv", NULL);
  run_assert_done (&a);
  const char *body_a = strchr (a.out, '\n'), *body_b = strchr (b.out, '\n');
  g_assert_cmpstr (body_a, ==, body_b);
}

static void
test_an_interrupt_leaves_nothing (void) {
  g_autofree char *table = make_table (), *model = run_file ("stopped.h5", NULL);
  g_auto (Run) stopped =
      run_and_interrupt ("train", "--data", table, "--label", "y", "-o", model, "--epochs", "10000000", NULL);
  g_assert_cmpint (stopped.status, ==, 130);
  g_assert_nonnull (strstr (stopped.err, "epoch 1/10000000  loss "));
  g_assert_cmpstr (stopped.out, ==, "");
  g_assert_true (g_str_has_suffix (stopped.err, "counterpoint: The work was cancelled.\n"));
  g_assert_false (g_file_test (model, G_FILE_TEST_EXISTS));
}

static void
test_drop (void) {
  g_autofree char *table = make_table ();
  g_autofree char *model = run_file ("limited.h5", NULL);
  g_auto (Run) trained = run ("train", "--data", table, "--label", "y", "-o", model, "--epochs", "1",
                              "--drop", "group = f and y = 1", "--drop-share", "0.9", NULL);
  g_assert_cmpint (trained.status, ==, 0);
  /* rows with group f are the even ones; count y = 1 among them */
  int n_dropped = 0;
  for (int i = 0; i < 400; i += 2)
    n_dropped += ((i * 37) % 101) / 100.0 > ((i * 61) % 97) / 96.0 ? 1 : 0;
  g_autofree char *expected = g_strdup_printf ("trained on %d rows;", 400 - (int)round (0.9 * n_dropped));
  g_assert_nonnull (strstr (trained.out, expected));
}

static void
test_specification (void) {
  g_autofree char *table = make_table ();
  g_autofree char *model = run_file ("spec.h5", NULL);
  g_auto (Run) trained =
      run ("train", "--data", table, "--label", "y", "-o", model, "--epochs", "1", "--quiet", NULL);
  run_assert_done (&trained);
  g_autofree char *spec = run_file ("spec.spec.json", NULL);
  g_autoptr (json_t) json = json_load_file (spec, 0, NULL);
  g_assert_nonnull (json);
  g_assert_cmpuint (json_array_size (json), ==, 3);
  g_assert_cmpstr (json_string_value (run_get (json, "0", "column", NULL)), ==, "x1");
  g_assert_cmpstr (json_string_value (run_get (json, "0", "encoding", NULL)), ==, "number");
  g_assert_nonnull (run_get (json, "0", "scale", "mean", NULL));
  g_auto (Run) inspected = run ("inspect", model, "--format", "json", NULL);
  run_assert_done (&inspected);
  g_autoptr (json_t) shape = run_dup_json (&inspected);
  g_assert_cmpstr (json_string_value (run_get (shape, "task", NULL)), ==, "binary");
}

static void
test_no_model_without_its_specification (void) {
  g_autofree char *table = make_table (), *model = run_file ("half.h5", NULL);
  g_autofree char *spec = run_file ("half.spec.json", NULL);
  g_assert_cmpint (g_mkdir (spec, 0700), ==, 0);
  g_auto (Run) result =
      run ("train", "--data", table, "--label", "y", "-o", model, "--epochs", "1", "--quiet", NULL);
  g_rmdir (spec);
  g_assert_cmpint (result.status, ==, 1);
  g_assert_nonnull (strstr (result.err, "half.spec.json"));
  g_assert_false (g_file_test (model, G_FILE_TEST_EXISTS));
}

static void
test_refusals (void) {
  g_autofree char *table = make_table ();
  g_autofree char *model = run_file ("never.h5", NULL);
  g_auto (Run) rate =
      run ("train", "--data", table, "--label", "y", "-o", model, "--learning-rate", "-1", NULL);
  run_assert_refused (&rate, "--learning-rate: expected a number above 0.");
  g_autofree char *line = run_file ("line.h5", NULL);
  g_auto (Run) without = run ("train", "--data", table, "--label", "y", "-o", line, "--hidden", "",
                              "--epochs", "1", "--quiet", NULL);
  run_assert_done (&without); /* no hidden layer, as with 0 */
  g_auto (Run) layers = run ("train", "--data", table, "--label", "y", "-o", model, "--hidden", "8,x", NULL);
  run_assert_refused (&layers, "--hidden 8,x: expected units a layer such as 200,50,20, or 0 for none.");
  g_autofree char *passing = run_file ("passing.json", "[{\"column\":\"x1\",\"missing\":null}]");
  g_auto (Run) missing = run ("train", "--data", table, "--label", "y", "-o", model, "--spec", passing, NULL);
  run_assert_refused (&missing,
                      "inputs[0] of --spec: \"missing\": null passes missing cells on, which a network "
                      "cannot take; expected a number or \"error\".");
  g_auto (Run) place =
      run ("train", "--data", table, "--label", "y", "-o", "/proc/m.h5", "--epochs", "1", "--quiet", NULL);
  g_assert_cmpint (place.status, ==, 1);
  g_assert_true (g_str_has_prefix (place.err, "counterpoint: /proc/m.h5: cannot be written: "));
  g_assert_false (g_file_test (model, G_FILE_TEST_EXISTS));
}

/* A class alone, and words that do not repeat, ended in a crash. */
static void
test_labels_without_classes (void) {
  g_autoptr (GString) text = g_string_new ("x,one,words\n");
  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text, "%u,only,row number %u\n", i % 7, i);
  g_autofree char *path = run_file ("classes.csv", text->str), *model = run_file ("classes.h5", NULL);
  g_auto (Run) one = run ("train", "--data", path, "--label", "one", "--task", "multiclass", "--features",
                          "x", "-o", model, "--quiet", NULL);
  run_assert_refused (&one, "classes.csv: label 'one' has one value, 'only'; multiclass needs at least two.");
  g_auto (Run) words = run ("train", "--data", path, "--label", "words", "--task", "multiclass", "--features",
                            "x", "-o", model, "--quiet", NULL);
  run_assert_refused (&words,
                      "classes.csv: label 'words' is a text column; multiclass needs a category column.");
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/train/a-trained-model-is-audited-without-further-options", test_train_and_audit);
  g_test_add_func ("/cli/train/the-same-seed-gives-the-same-scores-on-any-threads",
                   test_same_seed_same_bytes);
  g_test_add_func ("/cli/train/a-share-of-the-matching-rows-is-dropped", test_drop);
  g_test_add_func ("/cli/train/the-specification-stands-beside-the-model", test_specification);
  g_test_add_func ("/cli/train/no-model-is-written-without-its-specification",
                   test_no_model_without_its_specification);
  g_test_add_func ("/cli/train/wrong-options-write-nothing", test_refusals);
  g_test_add_func ("/cli/train/an-interrupt-leaves-nothing", test_an_interrupt_leaves_nothing);
  g_test_add_func ("/cli/train/a-label-without-classes-is-refused", test_labels_without_classes);
  g_test_add_func ("/cli/train/no-progress-without-a-terminal", test_no_progress_without_a_terminal);
  return g_test_run ();
}
