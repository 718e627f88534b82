#pragma once
#include "core/model/keras-h5.h"
#include "core/model/network.h"
#include "tests/app/idle.h"

#include <math.h>

/* A tagger of two tags and one sigmoid layer, so that every expected number is a hand calculation: the logit
 * of "plot" is 2·plot − 1, that of "table" 3·table − 1. */

static inline void
write_tagger (const char *path) {
  static const float kernel[] = {0, 0, 2, 0, 0, 3}, bias[] = {-1, -1}; /* (reserved, plot, table) × 2 */
  CpNetworkBuilder *builder = cp_network_builder_new (path, 3);
  cp_network_builder_dense (builder, "tags", 2, kernel, bias, CP_ACTIVATION_SIGMOID, 0);
  g_autoptr (CpModel) model = cp_network_builder_end (builder, NULL);
  static const char *const names[] = {"plot", "table", NULL};
  g_autoptr (CpModel) named = cp_model_name_outputs (model, names);
  g_autoptr (json_t) inputs = json_loads (
      "[{\"column\":\"question\",\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"mode\":\"binary\","
      "\"vocabulary\":[null,\"plot\",\"table\"]}]",
      0, NULL);
  g_assert_true (cp_keras_h5_write (named, inputs, path, NULL));
}

/* (transfer full): the tagger over the table @text of questions and tags, both written into @folder */
static inline CpSources *
make_tagger_sources (const char *folder, const char *text) {
  CpSources *sources = cp_sources_new ();
  g_autofree char *model = g_build_filename (folder, "t.h5", NULL);
  sources->data = g_build_filename (folder, "q.csv", NULL);
  g_assert_true (g_file_set_contents (sources->data, text, -1, NULL));
  write_tagger (model);
  sources->label = g_strdup ("tags");
  g_hash_table_insert (sources->types, g_strdup ("question"), GINT_TO_POINTER (CP_COLUMN_TEXT));
  cp_sources_add_model (sources, "tagger", model, NULL);
  return sources;
}

/* (transfer full): a session of them */
static inline CpSession *
open_tagger (const char *folder, const char *text) {
  CpSession *session = cp_session_new ();
  cp_session_open_sources (session, make_tagger_sources (folder, text));
  wait_idle (session);
  g_assert_true (cp_session_is_open (session));
  return session;
}

static inline double
sigmoid (double z) {
  return 1 / (1 + exp (-z));
}
