#include "app/explain/model-snapshot.h"

#include "app/session/session-output.h"
#include "app/session/session-rows.h"

CpModelSnapshot
cp_model_snapshot_take (CpSession *session) {
  guint n = cp_session_get_n_models (session);
  CpModelSnapshot snapshot = {.n_models = n,
                              .models = g_new0 (CpModel *, n + 1),
                              .encoders = g_new0 (CpEncoder *, n + 1),
                              .table = cp_table_ref (cp_session_get_table (session)),
                              .absent = cp_session_dup_absent (session),
                              .one_hot = g_ptr_array_ref (cp_session_get_one_hot_groups (session))};
  for (guint m = 0; m < n; m++) {
    CpEncoder *encoder = cp_session_get_encoder (session, m);
    snapshot.models[m] = cp_model_ref (cp_session_get_whole_model (session, m));
    snapshot.encoders[m] = encoder != NULL ? cp_encoder_ref (encoder) : NULL;
  }
  return snapshot;
}

void
cp_model_snapshot_clear (CpModelSnapshot *snapshot) {
  for (guint m = 0; m < snapshot->n_models; m++) {
    cp_model_unref (snapshot->models[m]);
    g_clear_pointer (&snapshot->encoders[m], cp_encoder_unref);
  }
  g_free (snapshot->models);
  g_free (snapshot->encoders);
  cp_table_unref (snapshot->table);
  g_array_unref (snapshot->absent);
  g_ptr_array_unref (snapshot->one_hot);
}
