#pragma once
#include "core/explain/background.h"
#include "core/explain/feature-groups.h"
#include "core/model/network.h"
#include "core/table/csv.h"

/* A model over a small table; or a linear one of its columns a, b and c, so that what it says is a hand
 * calculation. */

typedef struct {
  CpTable *table;
  CpEncoder *encoder;
  CpFeatureGroups *groups;
  CpMatrix *rows;
  CpModel *model;
  CpBackground *background;
} Fixture;

static inline void
fixture_clear (Fixture *f) {
  cp_table_unref (f->table);
  cp_encoder_unref (f->encoder);
  cp_feature_groups_unref (f->groups);
  cp_matrix_unref (f->rows);
  cp_model_unref (f->model);
  cp_background_unref (f->background);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* @text: the table as CSV; @spec: of the encoder, as JSON */
static inline void
fixture_read (Fixture *f, const char *text, const char *spec) {
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (json_t) json = json_loads (spec, 0, NULL);
  g_autoptr (GError) error = NULL;
  f->table = cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "t.csv"}, NULL, NULL, &error);
  g_assert_no_error (error);
  f->encoder = cp_encoder_new_from_json (json, "spec", &error);
  g_assert_no_error (error);
  f->groups = cp_feature_groups_new (f->encoder, f->table, NULL);
  f->rows = cp_encoder_apply (f->encoder, f->table, NULL, &error);
  g_assert_no_error (error);
}

/* @kernel: (3 × n_outputs) */
static inline void
fixture_read_linear (Fixture *f, const char *text, const float *kernel, guint n_outputs) {
  fixture_read (f, text, "[{\"column\":\"a\"},{\"column\":\"b\"},{\"column\":\"c\"}]");
  g_autoptr (GError) error = NULL;
  CpNetworkBuilder *builder = cp_network_builder_new ("m", 3);
  cp_network_builder_dense (builder, "out", n_outputs, kernel, NULL, CP_ACTIVATION_LINEAR, 0);
  f->model = cp_network_builder_end (builder, &error);
  g_assert_no_error (error);
  f->background = cp_background_zero (3);
}
