#include "core/base/json.h"
#include "core/model/model.h"
#include "tests/fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>

/* Reads the bytes as a model file and, should that succeed, describes it and scores one row. libhdf5 wants a
 * file with a name, so they go to a temporary one. What libFuzzer finds in libhdf5 1.10.8 itself is not ours:
 * attribute messages read beyond their header, memory asked for by made-up sizes, leaks after an error; run
 * it with -fork=1 -ignore_crashes=1 -detect_leaks=0 and look for our own functions at the top of the stack.
 */

static char *path;

static void
remove_file (void) {
  g_unlink (path);
  g_clear_pointer (&path, g_free);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length) {
  g_autoptr (GError) error = NULL;
  if (path == NULL) {
    g_close (g_file_open_tmp ("fuzz-XXXXXX.h5", &path, NULL), NULL);
    atexit (remove_file);
  }
  FILE *file = g_fopen (path, "wb");
  if (file == NULL || fwrite (bytes, 1, length, file) != length || fclose (file) != 0)
    g_error ("%s cannot be written", path);
  g_autoptr (CpModel) model = cp_model_load (path, &error);
  g_assert_true ((model == NULL) == (error != NULL));
  g_assert_true (error == NULL || g_str_has_suffix (error->message, "."));
  if (model != NULL) {
    json_decref (cp_model_describe (model));
    g_autofree float *features = g_new0 (float, model->n_features);
    g_autofree double *scores = g_new (double, model->n_outputs);
    g_assert_true (cp_model_predict (model, features, 1, scores, NULL, NULL));
  }
  return 0;
}
