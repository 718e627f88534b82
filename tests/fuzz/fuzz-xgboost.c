#include "core/base/json.h"
#include "core/base/ubjson.h"
#include "core/model/xgboost.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>

/* Reads the bytes as an XGBoost model, JSON or UBJSON by their first bytes; should that succeed, describes it
 * and scores rows of zeros, ones, missing values and infinities, enough of them to be walked side by side. */

enum { N_ROWS = 20 };

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = cp_ubjson_is_object (bytes, length)
                                  ? cp_xgboost_new_from_ubj (bytes, length, "fuzz", &error)
                                  : cp_xgboost_new_from_json ((const char *)bytes, length, "fuzz", &error);
  g_assert_true ((model == NULL) == (error != NULL));
  g_assert_true (error == NULL || g_str_has_suffix (error->message, "."));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
  if (model == NULL || (gsize)model->n_features * model->n_outputs > 1 << 18)
    return 0;
  json_decref (cp_model_describe (model));
  const gsize n_values = N_ROWS * (gsize)model->n_features;
  g_autofree float *features = g_new (float, n_values);
  g_autofree double *scores = g_new (double, N_ROWS *(gsize)model->n_outputs);
  for (gsize i = 0; i < n_values; i++) {
    static const float values[] = {0, 1, NAN, -INFINITY, INFINITY};
    features[i] = values[i / model->n_features % G_N_ELEMENTS (values)];
  }
  g_assert_true (cp_model_predict (model, features, N_ROWS, scores, NULL, NULL));
  return 0;
}
