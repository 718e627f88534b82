#include "app/session/session-live.h"

#include "app/session/session-private.h"

#include <math.h>

gboolean
cp_session_score_current (CpSession *self, double *out_scores, GError **error) {
  g_return_val_if_fail (cp_session_get_row (self) != CP_NO_ROW, FALSE);
  GHashTableIter iter;
  gpointer refusal;
  g_hash_table_iter_init (&iter, self->refused);
  if (g_hash_table_iter_next (&iter, NULL, &refusal)) {
    g_propagate_error (error, g_error_copy (refusal));
    return FALSE;
  }
  CpTable *state = cp_row_history_get_current (cp_session_get_history (self));
  const CpInputs *inputs = self->open->inputs;
  for (guint m = 0; m < cp_session_get_n_models (self); m++) {
    out_scores[m] = NAN;
    if (!cp_session_can_rescore (self, m))
      continue;
    g_autoptr (CpScores) scores =
        cp_scores_build (inputs->models[m], inputs->encoders[m], state, NULL, NULL, error);
    if (scores == NULL)
      return FALSE;
    out_scores[m] = cp_scores_get_values (scores)[0];
  }
  return TRUE;
}

gboolean
cp_session_adopt (CpSession *self, const CpTable *state, GError **error) {
  g_return_val_if_fail (cp_session_get_row (self) != CP_NO_ROW, FALSE);
  CpTable *current = cp_row_history_get_current (cp_session_get_history (self));
  g_autoptr (json_t) changes = cp_row_changes_to_json (self->open->fields, current, state);
  const char *label = cp_session_get_label (self);
  if (label != NULL)
    json_object_del (changes, label);
  g_autoptr (CpTable) next =
      cp_row_apply_json (self->open->editor, current, changes, "the counterfactual", error);
  if (next == NULL)
    return FALSE;
  cp_session_put_row (self, next);
  return TRUE;
}
