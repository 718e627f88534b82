#include "app/opening/file-stamp.h"
#include "app/session/autosave.h"
#include "app/session/kept-work.h"
#include "app/session/session-inputs.h"
#include "app/session/session-private.h"
#include "app/session/session-rows.h"

#include "core/base/error.h"
#include "core/base/progress-part.h"
#include "core/metrics/slice-spec.h"
#include "core/report/session-file.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

/* Opening: everything is made on a worker and handed over whole, so a failure leaves what is open untouched.
 */

static gboolean
check_models (const CpInputs *inputs, GError **error) {
  for (guint m = 0; m < inputs->n_models; m++) {
    if (!cp_sources_check_model (inputs->models[m], CP_OWN_TASK, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
score_models (CpOpened *opened, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const CpInputs *inputs = opened->inputs;
  opened->scores = g_new0 (CpScores *, inputs->n_models + 1);
  for (guint m = 0; m < inputs->n_models; m++) {
    CpProgressPart part = {progress, 0.5 + 0.4 * m / inputs->n_models, 0.4 / inputs->n_models};
    CpProgress inner = cp_progress_part_get (&part);
    opened->scores[m] =
        cp_scores_build (inputs->models[m], inputs->encoders[m], inputs->table, &inner, cancellable, error);
    if (opened->scores[m] == NULL)
      return FALSE;
  }
  return TRUE;
}

/* (transfer full) (nullable): the rows looked at when it was saved. They are a matter of view: rows that can
 * no longer be found are told and the session opens with all of them. */
static CpScope *
restore_scope (CpOpened *opened, const char *name, GCancellable *cancellable) {
  const json_t *saved = json_object_get (json_object_get (opened->document, "view"), "scope");
  if (!json_is_object (saved))
    return NULL;
  g_autofree char *place = g_strdup_printf ("%s: view.scope", name);
  g_autoptr (GError) problem = NULL;
  g_autoptr (CpScope) scope = cp_scope_from_json (saved, opened->inputs->table, place, cancellable, &problem);
  gboolean is_gone = scope != NULL && cp_scope_is_gone (scope, opened->absent);
  if (is_gone)
    g_set_error (&problem, CP_ERROR, CP_ERROR_VALUE, "%s: no row is in ‘%s’ any more.", place,
                 cp_scope_get_name (scope));
  if (problem != NULL && opened->complaint == NULL)
    opened->complaint = g_steal_pointer (&problem);
  return is_gone ? NULL : g_steal_pointer (&scope);
}

/* (transfer full): the slices of the document; a column that is no more, or no longer can be one, is left out
 * and told: it would keep the whole session shut. */
static char **
restore_slices (CpOpened *opened) {
  const json_t *slices = json_object_get (opened->document, "slices");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (gsize i = 0; i < json_array_size (slices); i++) {
    g_autoptr (json_t) alone = json_pack ("[O]", json_array_get (slices, i));
    g_autoptr (GError) problem = NULL;
    g_auto (GStrv) key = cp_slice_texts_from_json (alone, opened->inputs->table, &problem);
    g_autoptr (CpSlices) built =
        key != NULL
            ? cp_slices_build_from_texts (opened->inputs->table, (const char *const *)key, "", &problem)
            : NULL;
    if (built != NULL)
      g_strv_builder_addv (builder, (const char **)key);
    else if (opened->complaint == NULL)
      opened->complaint =
          g_error_new (CP_ERROR, CP_ERROR_VALUE, "Left out of the slices: %s", problem->message);
  }
  return g_strv_builder_end (builder);
}

static gboolean
build_question (CpOpened *opened, const char *name, GCancellable *cancellable, GError **error) {
  g_autoptr (CpScope) scope = restore_scope (opened, name, cancellable);
  g_auto (GStrv) keys = restore_slices (opened);
  const CpSources *sources = opened->sources;
  opened->question = cp_question_build (opened->inputs->table, opened->scores, opened->inputs->n_models,
                                        sources->weight, sources->label, sources->positive,
                                        (const char *const *)keys, scope, opened->absent, cancellable, error);
  return opened->question != NULL;
}

/* Names and groups of the columns outlive tables that grow, so they hold none of them whole. */
static void
make_fields (CpOpened *opened) {
  const CpTable *table = opened->inputs->table;
  const guint32 first = 0;
  g_autoptr (CpTable) head = cp_table_take_rows (table, &first, MIN (cp_table_get_n_rows (table), 1));
  opened->editor = cp_row_editor_new (table);
  opened->fields = cp_fields_new (head, cp_row_editor_get_groups (opened->editor));
}

static gboolean
read_document (CpOpened *opened, GCancellable *cancellable, GError **error) {
  if (opened->draft != NULL) {
    opened->document = cp_document_draft_tell (opened->draft, TRUE, NULL, cancellable, error);
    g_clear_pointer (&opened->draft, cp_document_draft_free);
    return opened->document != NULL;
  }
  if (opened->document != NULL)
    return TRUE;
  if (opened->kept != NULL) {
    opened->document = cp_kept_read (opened->kept, &opened->path, error);
    if (opened->document == NULL)
      return FALSE;
    const char *place = opened->path != NULL ? opened->path : opened->kept;
    opened->sources = cp_sources_new_from_session (opened->document, place, error);
    return opened->sources != NULL;
  }
  if (opened->path == NULL) {
    opened->document = json_object ();
    return TRUE;
  }
  opened->document = cp_session_file_read (opened->path, error);
  if (opened->document == NULL)
    return FALSE;
  opened->sources = cp_sources_new_from_session (opened->document, opened->path, error);
  return opened->sources != NULL;
}

/* (transfer full): of the document, for messages; work kept aside may never have been a file of its own */
static char *
name_document (const CpOpened *opened) {
  return opened->path != NULL ? g_path_get_basename (opened->path) : g_strdup ("the unsaved session");
}

/* @data: a CpOpened that holds only the path or the sources; it is filled and is also the result */
static gpointer
open_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  CpOpened **slot = data;
  g_autoptr (CpOpened) opened = g_steal_pointer (slot);
  cp_progress_report (progress, 0, "Opening");
  if (!read_document (opened, cancellable, error))
    return NULL;
  opened->stamps = cp_file_stamps_take (opened->sources); /* before they are read */
  if (!opened->is_amended)
    opened->changed = cp_file_stamps_compare (opened->document, opened->stamps, opened->sources);
  CpProgressPart part = {progress, 0, 0.5};
  CpProgress inner = cp_progress_part_get (&part);
  if (opened->inputs == NULL)
    opened->inputs = cp_sources_open (opened->sources, &inner, cancellable, error);
  if (opened->inputs == NULL || !check_models (opened->inputs, error) ||
      !cp_opened_take_output (opened, error))
    return NULL;
  g_autofree char *name = name_document (opened);
  opened->journal = cp_edit_journal_new ();
  make_fields (opened);
  cp_opened_fit_rows (opened);
  if (!cp_opened_restore_additions (opened, name, error) ||
      !score_models (opened, progress, cancellable, error))
    return NULL;
  cp_progress_report (progress, 0.9, "Sorting scores");
  if (!cp_opened_restore_deletions (opened, name, error) ||
      !build_question (opened, name, cancellable, error) || !cp_opened_restore_edits (opened, name, error) ||
      !cp_opened_restore_runs (opened, name, error))
    return NULL;
  return g_steal_pointer (&opened);
}

static void
free_request (gpointer data) {
  CpOpened **slot = data;
  g_clear_pointer (slot, cp_opened_free);
  g_free (slot);
}

/* The first row the first two models decide differently: where a comparison begins. */
static guint32
find_telling_row (CpSession *self) {
  gsize n_rows = cp_table_get_n_rows (self->open->inputs->table);
  if (self->open->inputs->n_models < 2)
    return cp_session_find_present (self, 0);
  const double *a = cp_scores_get_values (self->open->scores[0]);
  const double *b = cp_scores_get_values (self->open->scores[1]);
  for (guint32 row = 0; row < n_rows; row++) {
    if (cp_session_is_absent (self, row))
      continue;
    if ((a[row] >= cp_session_get_table_threshold (self, 0, row)) !=
        (b[row] >= cp_session_get_table_threshold (self, 1, row)))
      return row;
  }
  return cp_session_find_present (self, 0);
}

static void
select_first_row (CpSession *self) {
  const json_t *saved = cp_session_get_view (self, "row");
  gsize n_rows = cp_table_get_n_rows (self->open->inputs->table);
  g_hash_table_remove_all (self->refused);
  self->row = find_telling_row (self);
  if (json_is_integer (saved) && json_integer_value (saved) >= 0 &&
      (gsize)json_integer_value (saved) < n_rows &&
      !cp_session_is_absent (self, (guint32)json_integer_value (saved)))
    self->row = (guint32)json_integer_value (saved);
}

static void
finish_open (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  if (result == NULL) {
    if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
      cp_session_tell (self, error);
    return;
  }
  cp_session_cancel_scope (self);
  cp_session_cancel_run (self);
  cp_session_cancel_output (self);
  cp_session_clear_selection (self);
  cp_session_cancel_question (self);
  cp_session_clear_thresholds (self);
  cp_jobs_let_go (g_steal_pointer (&self->open), (GDestroyNotify)cp_opened_free);
  self->open = result;
  self->n_openings++;
  cp_session_start_thresholds (self);
  select_first_row (self);
  cp_session_name_after (self, self->open->path != NULL ? self->open->path : self->open->sources->data);
  cp_session_set_dirty (self, self->open->kept != NULL || self->open->is_amended);
  cp_session_emit (self, SIGNAL_OPENED);
  cp_session_emit (self, SIGNAL_SCOPE_CHANGED);
  cp_session_emit (self, SIGNAL_QUESTION_CHANGED);
  cp_session_emit (self, SIGNAL_THRESHOLDS_CHANGED);
  cp_session_emit (self, SIGNAL_RESULTS_CHANGED);
  cp_session_emit (self, SIGNAL_ROW_CHANGED);
  cp_session_emit (self, SIGNAL_RUNS_CHANGED);
  cp_session_restore_views (self);
  if (self->open->complaint != NULL)
    cp_session_tell (self, self->open->complaint);
}

static const CpJobKind open_kind = {
    .kind = "open",
    .run = open_on_worker,
    .free_data = free_request,
    .free_result = (GDestroyNotify)cp_opened_free,
    .done = finish_open,
};

void
cp_session_start_opening (CpSession *self, CpOpened *opened) {
  CpOpened **slot = g_new (CpOpened *, 1);
  *slot = opened;
  cp_jobs_start (self->jobs, &open_kind, slot, self);
}

void
cp_session_open_file (CpSession *self, const char *path) {
  g_return_if_fail (CP_IS_SESSION (self) && path != NULL);
  CpOpened *opened = g_new0 (CpOpened, 1);
  opened->path = g_canonicalize_filename (path, NULL);
  cp_session_start_opening (self, opened);
}

void
cp_session_open_sources (CpSession *self, CpSources *sources) {
  g_return_if_fail (CP_IS_SESSION (self) && sources != NULL);
  CpOpened *opened = g_new0 (CpOpened, 1);
  opened->sources = sources;
  cp_session_start_opening (self, opened);
}

void
cp_session_open_kept (CpSession *self, const char *file) {
  g_return_if_fail (CP_IS_SESSION (self) && file != NULL);
  CpOpened *opened = g_new0 (CpOpened, 1);
  opened->kept = g_strdup (file);
  cp_session_start_opening (self, opened);
}

void
cp_session_open_inputs (CpSession *self, CpSources *sources, CpInputs *inputs, const char *path,
                        json_t *document) {
  g_return_if_fail (CP_IS_SESSION (self) && sources != NULL && (path == NULL) == (document == NULL));
  CpOpened *opened = g_new0 (CpOpened, 1);
  opened->sources = sources;
  opened->inputs = inputs;
  opened->path = g_strdup (path);
  opened->document = document != NULL ? json_deep_copy (document) : NULL;
  opened->is_amended = document != NULL;
  cp_session_start_opening (self, opened);
}

const json_t *
cp_session_get_file_stamps (CpSession *self) {
  g_return_val_if_fail (cp_session_is_open (self), NULL);
  return self->open->stamps;
}

const char *
cp_session_get_changed_files (CpSession *self) {
  g_return_val_if_fail (cp_session_is_open (self), NULL);
  return self->open->changed;
}
