#include "app/opening/open-draft-private.h"

#include "core/base/error.h"

/* Reading the table of a draft: its first rows at once, the whole by another job, again whenever a person
 * says otherwise how it is to be read. */

typedef struct {
  CpSources *choices;
  CpTable *table; /* (nullable): read already */
} Request;

static void
request_free (gpointer data) {
  Request *request = data;
  cp_sources_free (request->choices);
  g_clear_pointer (&request->table, cp_table_unref);
  g_free (request);
}

static gpointer
read_preview (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Request *request = data;
  g_autofree const char **missing = NULL;
  CpCsvOptions options = cp_sources_make_options (request->choices, &missing);
  CpTable *table = cp_draft_preview_read (request->choices->data, &options, cancellable);
  if (table == NULL)
    g_set_error_literal (error, CP_ERROR, CP_ERROR_READ, "No first rows."); /* the whole says why */
  return table;
}

static void
finish_preview (gpointer result, const GError *error, gpointer owner) {
  CpOpenDraft *self = owner;
  if (result == NULL)
    return;
  g_autoptr (CpTable) table = result;
  if (self->table != NULL)
    return; /* the whole was faster */
  g_clear_pointer (&self->preview, cp_table_unref);
  self->preview = g_steal_pointer (&table);
  cp_open_draft_tell_structure (self);
}

static const CpJobKind preview_kind = {
    .kind = "draft-preview",
    .run = read_preview,
    .free_data = request_free,
    .free_result = (GDestroyNotify)cp_table_unref,
    .done = finish_preview,
};

static gpointer
read_table (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Request *request = data;
  g_autoptr (CpTable) table = request->table != NULL
                                  ? cp_table_ref (request->table)
                                  : cp_sources_read_table (request->choices, progress, cancellable, error);
  return table != NULL ? cp_draft_table_build (table, cancellable, error) : NULL;
}

static void
finish_table (gpointer result, const GError *error, gpointer owner) {
  CpOpenDraft *self = owner;
  g_clear_pointer (&self->table, cp_draft_table_free);
  g_clear_pointer (&self->table_problem, g_free);
  if (result != NULL) {
    self->table = result;
    g_clear_pointer (&self->preview, cp_table_unref);
    self->preview = cp_table_ref (self->table->table);
  } else {
    self->table_problem = g_strdup (
        g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED) ? "Reading was stopped." : error->message);
  }
  cp_open_draft_propose_all (self);
  cp_open_draft_tell_structure (self);
}

static const CpJobKind table_kind = {
    .kind = "draft-table",
    .run = read_table,
    .free_data = request_free,
    .free_result = (GDestroyNotify)cp_draft_table_free,
    .done = finish_table,
};

static Request *
request_new (CpOpenDraft *self, CpTable *table) {
  Request *request = g_new0 (Request, 1);
  request->choices = cp_sources_copy_table (self->choices);
  request->table = table != NULL ? cp_table_ref (table) : NULL;
  return request;
}

void
cp_open_draft_start_reading (CpOpenDraft *self, CpTable *table) {
  cp_jobs_cancel (self->jobs, &preview_kind);
  g_clear_pointer (&self->table, cp_draft_table_free);
  g_clear_pointer (&self->table_problem, g_free);
  if (self->choices->data == NULL)
    return;
  if (table == NULL)
    cp_jobs_start (self->jobs, &preview_kind, request_new (self, NULL), self);
  cp_jobs_start (self->jobs, &table_kind, request_new (self, table), self);
  cp_open_draft_propose_all (self);
  cp_open_draft_tell_structure (self);
}

/* A file of the same columns keeps what was chosen about them; another begins anew. */
void
cp_open_draft_set_path (CpOpenDraft *self, const char *path) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self) && path != NULL);
  CpSources *fresh = cp_sources_new ();
  fresh->data = g_canonicalize_filename (path, NULL);
  cp_sources_free (self->choices);
  self->choices = fresh;
  g_clear_pointer (&self->preview, cp_table_unref);
  self->is_label_guessed = TRUE;
  cp_open_draft_start_reading (self, NULL);
}

void
cp_open_draft_set_delimiter (CpOpenDraft *self, char delimiter) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self));
  if (self->choices->delimiter == delimiter)
    return;
  self->choices->delimiter = delimiter;
  g_hash_table_remove_all (self->choices->types); /* of columns that may be no more */
  cp_open_draft_start_reading (self, NULL);
}

void
cp_open_draft_set_header (CpOpenDraft *self, CpHeader header) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self));
  if (self->choices->header == header)
    return;
  self->choices->header = header;
  g_hash_table_remove_all (self->choices->types);
  cp_open_draft_start_reading (self, NULL);
}

void
cp_open_draft_set_type (CpOpenDraft *self, const char *column, CpColumnType type) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self) && column != NULL);
  g_hash_table_insert (self->choices->types, g_strdup (column), GINT_TO_POINTER (type));
  cp_open_draft_start_reading (self, NULL);
}

const CpSources *
cp_open_draft_get_choices (CpOpenDraft *self) {
  return self->choices;
}

gboolean
cp_open_draft_is_reading (CpOpenDraft *self) {
  return cp_jobs_is_running (self->jobs, &table_kind);
}

CpJobs *
cp_open_draft_get_jobs (CpOpenDraft *self) {
  return self->jobs;
}

CpTable *
cp_open_draft_get_preview (CpOpenDraft *self) {
  return self->preview;
}

const CpDraftTable *
cp_open_draft_get_table (CpOpenDraft *self) {
  return self->table;
}

const char *
cp_open_draft_get_table_problem (CpOpenDraft *self) {
  return self->table_problem;
}
