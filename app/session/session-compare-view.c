#include "app/session/session-private.h"

/* What the row is compared with, as the session's view keeps it. */

static const char *const kind_keys[CP_N_COMPARE_KINDS] = {"nearest", "changes"};

static json_t *
save_columns (CpSession *self) {
  CpFields *fields = cp_session_get_fields (self);
  json_t *columns = json_object ();
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    const char *name = cp_fields_get (fields, i)->name;
    double weight = cp_session_get_compare_weight (self, name);
    gboolean is_held = cp_session_is_compare_held (self, name);
    if (weight != 1 || is_held)
      json_object_set_new (columns, name, json_pack ("{s:f,s:b}", "weight", weight, "kept", is_held));
  }
  return columns;
}

json_t *
cp_session_save_compared (CpSession *self) {
  const CpCompared *compared = &self->compared;
  if (!cp_session_is_open (self) || compared->model >= cp_session_get_n_models (self))
    return NULL;
  g_autoptr (json_t) columns = save_columns (self);
  gboolean is_as_at_first = !compared->is_on && compared->n == CP_COMPARE_N &&
                            json_object_size (columns) == 0 && !compared->is_left_out[CP_COMPARE_ROWS] &&
                            compared->is_left_out[CP_COMPARE_CHANGES];
  if (is_as_at_first)
    return NULL;
  json_t *value = json_pack ("{s:b,s:s,s:s,s:i,s:O}", "on", compared->is_on, "model",
                             cp_session_get_model (self, compared->model)->name, "norm",
                             cp_norm_get_name (compared->norm), "n", (int)compared->n, "columns", columns);
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++)
    if (!compared->is_left_out[kind])
      json_object_set_new (value, kind_keys[kind], json_integer (compared->chosen[kind]));
  return value;
}

static void
restore_columns (CpSession *self, json_t *columns) {
  const char *name;
  json_t *value;
  json_object_foreach (columns, name, value) {
    const json_t *weight = json_object_get (value, "weight");
    double number = json_number_value (weight);
    if (cp_fields_find (cp_session_get_fields (self), name) == NULL)
      continue;
    if (json_is_number (weight) && number >= 0 && number <= CP_COMPARE_HEAVIEST)
      cp_session_set_compare_weight (self, name, number);
    cp_session_set_compare_held (self, name, json_is_true (json_object_get (value, "kept")));
  }
}

static guint
find_model (CpSession *self, const char *name) {
  guint found = 0;
  for (guint m = 0; m < cp_session_get_n_models (self); m++)
    found = g_strcmp0 (cp_session_get_model (self, m)->name, name) == 0 ? m : found;
  return found;
}

/* A session of before the kinds has the model alone, which then says that it is on. */
void
cp_session_restore_compared (CpSession *self, const json_t *value) {
  g_return_if_fail (CP_IS_SESSION (self) && cp_session_is_open (self));
  const char *model = json_string_value (json_object_get (value, "model"));
  const char *norm_name = json_string_value (json_object_get (value, "norm"));
  const json_t *on = json_object_get (value, "on");
  json_int_t n = json_integer_value (json_object_get (value, "n"));
  gboolean has_kinds = json_object_get (value, "n") != NULL;
  CpNorm norm = CP_NORM_L1;
  cp_session_reset_compared (self);
  if (n > 0 && n <= CP_COMPARE_MOST)
    cp_session_set_n_compared (self, (guint)n);
  restore_columns (self, json_object_get (value, "columns"));
  for (CpCompareKind kind = 0; has_kinds && kind < CP_N_COMPARE_KINDS; kind++)
    cp_session_compare_kind (self, kind, json_object_get (value, kind_keys[kind]) != NULL);
  if (norm_name != NULL && !cp_norm_parse (norm_name, &norm))
    norm = CP_NORM_L1;
  if (cp_session_get_n_models (self) > 0) /* a table alone: no decision to compare with */
    cp_session_compare (self, on != NULL ? json_is_true (on) : model != NULL, find_model (self, model), norm);
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++) {
    json_int_t chosen = json_integer_value (json_object_get (value, kind_keys[kind]));
    if (chosen > 0 && chosen < CP_COMPARE_MOST)
      cp_session_choose_found (self, kind, (guint)chosen);
  }
}
