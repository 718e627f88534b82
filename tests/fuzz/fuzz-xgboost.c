#include "core/base/json.h"
#include "core/base/ubjson.h"
#include "core/model/xgboost.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>

/* Reads the bytes as an XGBoost model, JSON or UBJSON by their first bytes; should that succeed, describes it
 * and scores rows of zeros, ones and missing values, each of which must give a number. */

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = cp_ubjson_is_object (bytes, length)
                                  ? cp_xgboost_new_from_ubj (bytes, length, "fuzz", &error)
                                  : cp_xgboost_new_from_json ((const char *)bytes, length, "fuzz", &error);
  g_assert_true ((model == NULL) == (error != NULL));
  g_assert_true (error == NULL || g_str_has_suffix (error->message, "."));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
  if (model == NULL || (gsize)model->n_features * model->n_outputs > 1 << 22)
    return 0;
  g_autoptr (json_t) json = cp_model_describe (model);
  g_autofree float *features = g_new0 (float, 3 * (gsize)model->n_features);
  g_autofree double *scores = g_new (double, 3 * (gsize)model->n_outputs);
  for (gsize i = model->n_features; i < 3 * (gsize)model->n_features; i++)
    features[i] = i < 2 * (gsize)model->n_features ? 1 : NAN;
  g_assert_true (cp_model_predict (model, features, 3, scores, NULL, NULL));
  return 0;
}
