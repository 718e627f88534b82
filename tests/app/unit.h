#pragma once
#include "core/base/json.h"
#include "core/model/keras-h5.h"
#include "core/model/network.h"

#include <math.h>
#include <string.h>

/* A network every score of which is a hand calculation: one sigmoid unit, z = 1·amount + 2·Male − 2, of the
 * columns amount and sex. */

static inline void
write_unit (const char *folder) {
  const float kernel[] = {1, 0, 2}, bias[] = {-2};
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "unit.h5", NULL);
  CpNetworkBuilder *builder = cp_network_builder_new ("unit", 3);
  cp_network_builder_dense (builder, "out", 1, kernel, bias, CP_ACTIVATION_SIGMOID, 0);
  g_autoptr (CpModel) model = cp_network_builder_end (builder, &error);
  g_assert_no_error (error);
  const char *inputs = "[{\"column\":\"amount\",\"encoding\":\"number\",\"missing\":0},"
                       "{\"column\":\"sex\",\"encoding\":\"one-hot\",\"values\":[\"Female\",\"Male\"]}]";
  g_autoptr (json_t) spec = cp_json_load (inputs, strlen (inputs), "inputs", &error);
  g_assert_no_error (error);
  g_assert_true (cp_keras_h5_write (model, spec, path, &error));
  g_assert_no_error (error);
}

static inline double
sigmoid (double z) {
  return 1 / (1 + exp (-z));
}
