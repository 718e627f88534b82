#include "app/session/session-scope.h"

#include "app/session/session-private.h"
#include "core/base/error.h"
#include "core/table/filter.h"

const guint32 *
cp_session_get_scope (CpSession *self, gsize *out_n_rows) {
  g_return_val_if_fail (CP_IS_SESSION (self) && out_n_rows != NULL, NULL);
  CpScope *scope = cp_session_get_scope_snapshot (self);
  *out_n_rows = self->open != NULL ? cp_table_get_n_rows (self->open->inputs->table) : 0;
  return scope != NULL ? cp_scope_get_rows (scope, out_n_rows) : NULL;
}

CpScope *
cp_session_get_scope_snapshot (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? self->open->question->scope : NULL;
}

static const CpScope *
get_asked (CpSession *self) {
  return self->open != NULL ? self->open->question->chosen : NULL;
}

gboolean
cp_session_is_narrowed (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  return get_asked (self) != NULL;
}

const char *
cp_session_get_scope_name (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  const CpScope *scope = get_asked (self);
  return scope != NULL ? cp_scope_get_name (scope) : "All rows";
}

const char *
cp_session_get_scope_condition (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  const CpScope *scope = get_asked (self);
  return scope != NULL ? cp_scope_get_condition (scope) : NULL;
}

gboolean
cp_session_is_in_scope (CpSession *self, guint32 row) {
  return cp_scope_contains (cp_session_get_scope_snapshot (self), row);
}

/* @scope: (nullable) */
static void
set_scope (CpSession *self, CpScope *scope) {
  if (scope == NULL || !cp_scope_is_gone (scope, self->open->absent)) {
    cp_session_ask_of (self, scope);
    return;
  }
  g_autoptr (GError) error =
      g_error_new (CP_ERROR, CP_ERROR_VALUE, "No row is in ‘%s’; the rows looked at stay as they were.",
                   cp_scope_get_name (scope));
  cp_session_tell (self, error);
  cp_session_emit (self, SIGNAL_SCOPE_CHANGED); /* the controls go back */
}

/* ---- looking for the rows of a condition ---- */

typedef struct {
  CpTable *table;
  char *condition, *name;
} Search;

static void
search_free (gpointer data) {
  Search *search = data;
  cp_table_unref (search->table);
  g_free (search->condition);
  g_free (search->name);
  g_free (search);
}

static gpointer
search_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Search *search = data;
  cp_progress_report (progress, -1, "Filtering rows");
  return cp_scope_build (search->table, search->condition, search->name, cancellable, error);
}

static void
finish_search (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  g_autoptr (CpScope) scope = result;
  if (scope != NULL)
    set_scope (self, scope);
  else if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
    cp_session_tell (self, error);
}

static const CpJobKind search_kind = {
    .kind = "scope",
    .run = search_on_worker,
    .free_data = search_free,
    .free_result = (GDestroyNotify)cp_scope_unref,
    .done = finish_search,
};

void
cp_session_set_scope (CpSession *self, GArray *rows, const char *name) {
  g_return_if_fail (cp_session_is_open (self) && (rows == NULL || name != NULL));
  cp_jobs_cancel (self->jobs, &search_kind);
  g_autoptr (CpScope) scope = rows != NULL ? cp_scope_new (rows, name, NULL) : NULL;
  set_scope (self, scope);
}

gboolean
cp_session_set_scope_where (CpSession *self, const char *condition, const char *name, GError **error) {
  g_return_val_if_fail (cp_session_is_open (self) && condition != NULL, FALSE);
  g_autoptr (CpFilter) filter = cp_filter_parse (condition, self->open->inputs->table, error);
  if (filter == NULL)
    return FALSE;
  Search *search = g_new0 (Search, 1);
  search->table = cp_table_ref (self->open->inputs->table);
  search->condition = g_strdup (condition);
  search->name = g_strdup (name != NULL ? name : condition);
  cp_jobs_start (self->jobs, &search_kind, search, self);
  return TRUE;
}

void
cp_session_cancel_scope (CpSession *self) {
  if (self->jobs != NULL)
    cp_jobs_cancel (self->jobs, &search_kind);
}
