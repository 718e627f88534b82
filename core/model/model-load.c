#include "core/model/model.h"

#include "core/base/error.h"
#include "core/base/ubjson.h"
#include "core/model/keras-h5.h"
#include "core/model/xgboost.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A model file is known by its first bytes, never by its name: among real files, some .keras are HDF5 and
 * some .h5 are pickles. */

enum { HEAD = 4096 };

#define NOT_YET ", which this version cannot read; it reads Keras .h5 and XGBoost JSON and UBJSON."
#define EXPECTED ", expected a Keras .h5 or XGBoost model"
#define SAVE_AS_H5 ", which this version cannot read; save the model as Keras .h5."
#define NEVER_RUN                                                                                            \
  ", a program that is never run here; export the model to ONNX, or run it as a process model "              \
  "(command:PROGRAM)."

static gboolean
contains (const guint8 *head, gsize length, const char *word) {
  return memmem (head, length, word, strlen (word)) != NULL;
}

static gboolean
begins (const guint8 *head, gsize length, const char *word, gsize n) {
  return length >= n && memcmp (head, word, n) == 0;
}

static const char *
describe_zip (const guint8 *head, gsize length) {
  if (contains (head, length, "model.weights.h5") || contains (head, length, "metadata.json"))
    return "is a Keras 3 archive (.keras)" SAVE_AS_H5;
  if (contains (head, length, "data.pkl"))
    return "is a PyTorch archive, which holds a Python pickle" NEVER_RUN;
  return "is a zip archive" NOT_YET;
}

static const char *
describe_json (const guint8 *head, gsize length) {
  if (contains (head, length, "layers-model") || contains (head, length, "modelTopology"))
    return "is a TensorFlow.js model" SAVE_AS_H5;
  if (contains (head, length, "class_name"))
    return "is a Keras configuration without weights; save the whole model (model.save).";
  return "is JSON but no model that is known here.";
}

/* XGBoost's JSON and UBJSON are told apart by their second byte: the key "learner" in quotes, or its length
 */
static gboolean
is_xgboost (const guint8 *head, gsize length) {
  gsize at = 0;
  while (at < length && head[at] != '\0' && strchr (" \t\r\n", head[at]) != NULL)
    at++;
  return at < length && head[at] == '{' && contains (head, length, "learner") &&
         !contains (head, length, "modelTopology");
}

/* What the file is instead of a model that can be read: the rest of the sentence */
static const char *
describe_other (const guint8 *head, gsize length) {
  if (length == 0)
    return "is empty" EXPECTED ".";
  if (begins (head, length, "\x80", 1) && length > 1 && head[1] >= 2 && head[1] <= 5)
    return "is a Python pickle" NEVER_RUN;
  if (length > 1 && head[0] == 0x78 && (head[1] == 0x01 || head[1] == 0x9c || head[1] == 0xda))
    return "is compressed by zlib, as joblib writes Python pickles" NEVER_RUN;
  if (begins (head, length, "\x1f\x8b", 2))
    return "is compressed by gzip" EXPECTED " as it is.";
  if (begins (head, length, "binf", 4) || begins (head, length, "bs64", 4))
    return "is an XGBoost model in the old binary form; save it as JSON or UBJSON (save_model to a .json or "
           ".ubj file).";
  if (begins (head, length, "PK\x03\x04", 4))
    return describe_zip (head, length);
  if (begins (head, length, "tree\n", 5))
    return "is a LightGBM model" NOT_YET;
  if (begins (head, length, "\x08\x01\x12", 3))
    return "is a TensorFlow SavedModel" SAVE_AS_H5;
  if (length > 2 && head[0] == 0x08 && head[1] <= 32 && (head[2] & 7) == 2)
    return "is an ONNX model" NOT_YET;
  gsize at = 0;
  while (at < length && strchr (" \t\r\n", head[at]) != NULL && head[at] != '\0')
    at++;
  if (at < length && head[at] == '{')
    return describe_json (head, length);
  return "is no model of a format known here" EXPECTED ".";
}

static void
set_unreadable (const char *path, int reason, GError **error) {
  g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: cannot be read: %s.", path, g_strerror (reason));
}

/* The first bytes of the file, as many as there are up to HEAD. A directory or a pipe is refused. */
static gboolean
read_head (const char *path, guint8 *head, gsize *out_length, GError **error) {
  struct stat status;
  int file = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0 || fstat (file, &status) != 0) {
    int reason = errno;
    if (file >= 0)
      close (file);
    set_unreadable (path, reason, error);
    return FALSE;
  }
  if (!S_ISREG (status.st_mode)) {
    close (file);
    g_autofree char *saved_model = g_build_filename (path, "saved_model.pb", NULL);
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED, "%s: %s", path,
                 g_file_test (saved_model, G_FILE_TEST_EXISTS) ? "is a TensorFlow SavedModel" SAVE_AS_H5
                 : S_ISDIR (status.st_mode)                    ? "is a folder" EXPECTED "."
                                                               : "is no regular file" EXPECTED ".");
    return FALSE;
  }
  ssize_t length = pread (file, head, HEAD, 0);
  int reason = errno;
  close (file);
  if (length < 0) {
    set_unreadable (path, reason, error);
    return FALSE;
  }
  *out_length = (gsize)length;
  return TRUE;
}

CpModel *
cp_model_load (const char *path, GError **error) {
  g_return_val_if_fail (path != NULL, NULL);
  guint8 head[HEAD];
  gsize length = 0;
  if (!read_head (path, head, &length, error))
    return NULL;
  if (cp_keras_h5_is_hdf5 (head, length))
    return cp_keras_h5_read (path, error);
  if (is_xgboost (head, length))
    return cp_ubjson_is_object (head, length) ? cp_xgboost_read_ubj (path, error)
                                              : cp_xgboost_read_json (path, error);
  g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED, "%s: %s", path, describe_other (head, length));
  return NULL;
}
