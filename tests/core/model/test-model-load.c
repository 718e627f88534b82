#include "core/model/model.h"
#include "tests/fixture.h"

#include <string.h>
#include <sys/stat.h>

/* What a file is stands in its first bytes; what is refused is named. The bytes are those of the formats'
 * own descriptions, as short as they can be. */

#define NOT_YET ", which this version cannot read; it reads Keras .h5 and XGBoost JSON and UBJSON."
#define EXPECTED ", expected a Keras .h5 or XGBoost model"
#define SAVE_AS_H5 ", which this version cannot read; save the model as Keras .h5."
#define NEVER_RUN                                                                                            \
  ", a program that is never run here; export the model to ONNX, or run it as a process model "              \
  "(command:PROGRAM)."
#define BYTES(text) text, sizeof text - 1

static const struct {
  const char *bytes;
  gsize length;
  const char *message;
} others[] = {
    {BYTES (""), "is empty" EXPECTED "."},
    {BYTES ("\x80\x04\x95\x20"), "is a Python pickle" NEVER_RUN},
    {BYTES ("\x80\x02}q\x01"), "is a Python pickle" NEVER_RUN},
    {BYTES ("\x78\x9c\x03\x00"), "is compressed by zlib, as joblib writes Python pickles" NEVER_RUN},
    {BYTES ("\x1f\x8b\x08\x00"), "is compressed by gzip" EXPECTED " as it is."},
    {BYTES ("PK\x03\x04....metadata.json{}"), "is a Keras 3 archive (.keras)" SAVE_AS_H5},
    {BYTES ("PK\x03\x04....archive/data.pkl"), "is a PyTorch archive, which holds a Python pickle" NEVER_RUN},
    {BYTES ("PK\x03\x04....readme.txt"), "is a zip archive" NOT_YET},
    {BYTES ("tree\nversion=v4\n"), "is a LightGBM model" NOT_YET},
    {BYTES ("\x08\x01\x12\x10"), "is a TensorFlow SavedModel" SAVE_AS_H5},
    {BYTES ("\x08\x09\x12\x08skl2onnx"), "is an ONNX model" NOT_YET},
    {BYTES ("binf\0\0\0?"), "is an XGBoost model in the old binary form; save it as JSON or UBJSON "
                            "(save_model to a .json or .ubj file)."},
    {BYTES (" {\"learner\":{}}"), "learner.objective is missing, expected an object."},
    {BYTES ("{L\0\0\0\0\0\0\0\7learner{"), "byte 18: the file ends within a value."},
    {BYTES ("{i\7learner{}}"), "learner.objective is missing, expected an object."},
    {BYTES ("{\"format\":\"layers-model\"}"), "is a TensorFlow.js model" SAVE_AS_H5},
    {BYTES ("{\"class_name\":\"Sequential\"}"),
     "is a Keras configuration without weights; save the whole model (model.save)."},
    {BYTES ("{}"), "is JSON but no model that is known here."},
    {BYTES ("age,sex\n"), "is no model of a format known here" EXPECTED "."},
};

static void
check_refused (const char *path, const char *message) {
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_model_load (path, &error));
  g_autofree char *expected = g_strdup_printf ("%s: %s", path, message);
  assert_message (error, expected);
}

static void
test_others (void) {
  g_autofree char *folder = g_dir_make_tmp ("counterpoint-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "model.h5", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_assert_true (g_file_set_contents (path, others[i].bytes, (gssize)others[i].length, NULL));
    check_refused (path, others[i].message);
  }
  g_unlink (path);
  check_refused (path, "cannot be read: No such file or directory.");
  check_refused (folder, "is a folder" EXPECTED ".");
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  check_refused (path, "is no regular file" EXPECTED ".");
  g_unlink (path);
  g_autofree char *graph = g_build_filename (folder, "saved_model.pb", NULL);
  g_assert_true (g_file_set_contents (graph, "", 0, NULL));
  check_refused (folder, "is a TensorFlow SavedModel" SAVE_AS_H5);
  g_unlink (graph);
  g_rmdir (folder);
}

static void
test_suffix (void) {
  g_autofree char *source = fixture_path ("model/keras-3.h5");
  g_autofree char *folder = g_dir_make_tmp ("counterpoint-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "loans.keras", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (source, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  g_autoptr (CpModel) model = cp_model_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (model->name, ==, "loans");
  g_assert_cmpstr (model->input_name, ==, "input_layer");
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_real (void) {
  static const struct {
    const char *name, *message;
  } files[] = {
      {"churn.keras", "is a Keras 3 archive (.keras)" SAVE_AS_H5},
      {"customer-analytics.keras", "is a Keras 3 archive (.keras)" SAVE_AS_H5},
      {"nlf-classifier.keras", "is a Keras 3 archive (.keras)" SAVE_AS_H5},
      {"customer-analytics-savedmodel", "is a TensorFlow SavedModel" SAVE_AS_H5},
      {"bike-sharing-onehot.onnx", "is an ONNX model" NOT_YET},
      {"churn.onnx", "is an ONNX model" NOT_YET},
      {"gaussian-nb-pipeline.onnx", "is an ONNX model" NOT_YET},
      {"breast-cancer-lightgbm.txt", "is a LightGBM model" NOT_YET},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *name = g_build_filename ("models", files[i].name, NULL);
    g_autofree char *path = real_path (name);
    if (path == NULL)
      return;
    check_refused (path, files[i].message);
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/model-load/other-files-are-refused-by-what-they-are", test_others);
  g_test_add_func ("/core/model-load/the-suffix-does-not-matter", test_suffix);
  g_test_add_func ("/core/model-load/real-models-of-other-formats-are-named", test_real);
  return g_test_run ();
}
