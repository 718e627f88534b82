#include "app/points/column-source.h"

#include "app/session/session-rows.h"

/* The columns no feature is proposed from, with the label as it is now. */
static char **
dup_ignored (CpSession *session) {
  g_auto (GStrv) names = cp_sources_dup_ignored (cp_session_get_sources (session));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_strv_builder_addv (builder, (const char **)names);
  if (cp_session_get_label (session) != NULL)
    g_strv_builder_add (builder, cp_session_get_label (session));
  return g_strv_builder_end (builder);
}

CpColumnSource *
cp_column_source_new (CpSession *session, CpDistance *distance) {
  g_return_val_if_fail (cp_session_is_open (session), NULL);
  CpColumnSource *source = g_new0 (CpColumnSource, 1);
  CpSlices *slices = cp_session_get_slices (session);
  CpLabels *labels = cp_session_get_labels (session);
  const CpRowHistory *history = cp_session_get_history (session);
  guint n_slices = cp_slices_get_n_slices (slices);
  source->table = cp_table_ref (cp_session_get_table (session));
  source->fields = cp_fields_ref (cp_session_get_fields (session));
  source->n_models = cp_session_get_n_models (session);
  source->scores = g_new0 (CpScores *, source->n_models + 1);
  source->slices = cp_slices_ref (slices);
  source->thresholds = g_new (double, (gsize)source->n_models *n_slices + 1);
  source->can_rescore = g_new0 (gboolean, source->n_models + 1);
  source->labels = labels != NULL ? cp_labels_ref (labels) : NULL;
  for (guint m = 0; m < source->n_models; m++) {
    source->scores[m] = cp_scores_ref (cp_session_get_scores (session, m));
    source->can_rescore[m] = cp_session_can_rescore (session, m);
    for (guint s = 0; s < n_slices; s++)
      source->thresholds[(gsize)m * n_slices + s] = cp_session_get_threshold (session, m, s);
  }
  source->row = cp_session_get_row (session);
  source->state = history != NULL ? cp_table_ref (cp_row_history_get_scored (history)) : NULL;
  source->absent = cp_session_dup_absent (session);
  if (distance != NULL && cp_distance_is_of (distance, source->table, source->absent))
    source->distance = cp_distance_ref (distance);
  source->ignored = dup_ignored (session);
  return source;
}

void
cp_column_source_free (CpColumnSource *source) {
  for (guint m = 0; m < source->n_models; m++)
    cp_scores_unref (source->scores[m]);
  g_free (source->scores);
  g_free (source->can_rescore);
  g_free (source->thresholds);
  g_clear_pointer (&source->labels, cp_labels_unref);
  g_clear_pointer (&source->state, cp_table_unref);
  g_clear_pointer (&source->distance, cp_distance_unref);
  g_clear_pointer (&source->absent, g_array_unref);
  g_strfreev (source->ignored);
  cp_slices_unref (source->slices);
  cp_fields_unref (source->fields);
  cp_table_unref (source->table);
  g_free (source);
}

double
cp_column_source_get_score (const CpColumnSource *source, guint model, guint32 row) {
  const CpScores *scores = source->scores[model];
  return cp_scores_get_values (scores)[(gsize)row * cp_scores_get_n_outputs (scores)];
}

double
cp_column_source_get_threshold (const CpColumnSource *source, guint model, guint32 row) {
  gsize first = (gsize)model * cp_slices_get_n_slices (source->slices);
  return source->thresholds[first + cp_slices_get_slice_of_rows (source->slices)[row]];
}

double
cp_column_source_get_state_threshold (const CpColumnSource *source, guint model, guint32 row,
                                      const CpTable *state) {
  if (state == NULL || source->can_rescore == NULL || !source->can_rescore[model])
    return cp_column_source_get_threshold (source, model, row);
  const double *thresholds = source->thresholds + (gsize)model * cp_slices_get_n_slices (source->slices);
  return cp_slices_get_threshold (source->slices, thresholds, cp_slices_find (source->slices, state, 0),
                                  CP_DEFAULT_THRESHOLD);
}
