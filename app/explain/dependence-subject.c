#include "app/explain/dependence-subject.h"

#include "app/session/scope.h"
#include "app/session/session-output.h"
#include "app/session/session-rows.h"
#include "core/base/error.h"
#include "core/explain/dependence-sample.h"
#include "core/table/edits.h"

/* From places among the rows that were not deleted to their numbers; both ascending: one pass. */
static void
number_rows (guint32 *rows, gsize n_rows, const GArray *absent) {
  guint n_before = 0; /* deleted rows before the next one */
  for (gsize i = 0; i < n_rows; i++) {
    while (n_before < absent->len && g_array_index (absent, guint32, n_before) <= rows[i] + n_before)
      n_before++;
    rows[i] += n_before;
  }
}

static void
choose_rows (CpDependenceSubject *self) {
  gsize n = cp_table_get_n_rows (self->from.table);
  g_autoptr (CpScope) present = cp_scope_without (NULL, n, self->from.absent);
  const guint32 *rows = present != NULL ? cp_scope_get_rows (present, &n) : NULL;
  self->present =
      rows != NULL ? cp_table_take_rows (self->from.table, rows, n) : cp_table_ref (self->from.table);
  self->rows = cp_dependence_choose_rows (self->n_present, CP_DEPENDENCE_ROWS, 0, &self->n_rows);
  number_rows (self->rows, self->n_rows, self->from.absent);
}

CpDependenceSubject *
cp_dependence_subject_new (CpSession *session) {
  CpDependenceSubject *self = g_atomic_rc_box_new0 (CpDependenceSubject);
  guint n = cp_session_get_n_models (session);
  self->from = cp_model_snapshot_take (session);
  self->output = cp_session_get_output (session);
  self->groups = g_new0 (CpFeatureGroups *, n + 1);
  self->features = g_new0 (CpMatrix *, n + 1);
  self->n_present = cp_session_get_n_present (session);
  return self;
}

CpDependenceSubject *
cp_dependence_subject_ref (CpDependenceSubject *subject) {
  return g_atomic_rc_box_acquire (subject);
}

static void
clear (gpointer data) {
  CpDependenceSubject *self = data;
  for (guint m = 0; m < self->from.n_models; m++) {
    g_clear_pointer (&self->groups[m], cp_feature_groups_unref);
    g_clear_pointer (&self->features[m], cp_matrix_unref);
  }
  g_free (self->groups);
  g_free (self->features);
  g_free (self->rows);
  g_clear_pointer (&self->present, cp_table_unref);
  cp_model_snapshot_clear (&self->from);
}

void
cp_dependence_subject_unref (CpDependenceSubject *subject) {
  g_atomic_rc_box_release_full (subject, clear);
}

gboolean
cp_dependence_subject_prepare (CpDependenceSubject *self, GCancellable *cancellable, GError **error) {
  if (self->rows == NULL)
    choose_rows (self);
  for (guint m = 0; m < self->from.n_models; m++) {
    if (self->from.encoders[m] == NULL || self->groups[m] != NULL)
      continue;
    self->groups[m] = cp_feature_groups_new (self->from.encoders[m], self->from.table, self->from.one_hot);
    g_autoptr (GPtrArray) names = cp_dependence_list_columns (self->from.table, &self->groups[m], 1);
    if (names->len == 0)
      continue; /* it reads a text only: thousands of features that nothing would be set in */
    /* a refused cell was told when the table was scored */
    self->features[m] = cp_dependence_encode_rows (self->from.encoders[m], self->from.table, self->rows,
                                                   self->n_rows, cancellable, NULL);
    if (cp_check_cancelled (cancellable, error))
      return FALSE;
  }
  return TRUE;
}
