#include "app/session/session-private.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (CpSession, cp_session, G_TYPE_OBJECT)

enum { PROP_TITLE = 1, PROP_DIRTY, N_PROPS };
static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

void
cp_session_emit (CpSession *self, guint signal) {
  g_signal_emit (self, signals[signal], 0);
}

void
cp_session_tell (CpSession *self, const GError *error) {
  g_return_if_fail (CP_IS_SESSION (self) && error != NULL);
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, error);
}

void
cp_session_emit_saved (CpSession *self, const char *path, const GError *error) {
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, path, error);
}

void
cp_session_set_dirty (CpSession *self, gboolean is_dirty) {
  if (is_dirty)
    self->state++;
  if (self->is_dirty == is_dirty)
    return;
  self->is_dirty = is_dirty;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIRTY]);
}

void
cp_session_name_after (CpSession *self, const char *path) {
  const char *given = json_string_value (cp_session_get_view (self, "title"));
  g_autofree char *title = given != NULL ? g_strdup (given) : g_path_get_basename (path);
  if (g_str_has_suffix (title, ".counterpoint"))
    title[strlen (title) - strlen (".counterpoint")] = '\0';
  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_steal_pointer (&title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
cp_session_dispose (GObject *object) {
  CpSession *self = CP_SESSION (object);
  if (self->jobs != NULL)
    g_object_run_dispose (G_OBJECT (self->jobs)); /* running tasks hold it; they must not come back here */
  g_clear_object (&self->jobs);
  cp_session_clear_saves (self);
  cp_session_cancel_scope (self);
  cp_session_cancel_run (self);
  cp_session_clear_selection (self);
  cp_session_cancel_question (self);
  cp_session_clear_thresholds (self);
  cp_session_clear_counterfactual (self);
  g_clear_pointer (&self->open, cp_opened_free);
  G_OBJECT_CLASS (cp_session_parent_class)->dispose (object);
}

static void
cp_session_finalize (GObject *object) {
  cp_session_free_compared (CP_SESSION (object));
  g_free (CP_SESSION (object)->title);
  g_hash_table_unref (CP_SESSION (object)->refused);
  g_clear_pointer (&CP_SESSION (object)->views, g_ptr_array_unref);
  G_OBJECT_CLASS (cp_session_parent_class)->finalize (object);
}

static void
cp_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec) {
  CpSession *self = CP_SESSION (object);
  switch (id) {
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  case PROP_DIRTY:
    g_value_set_boolean (value, self->is_dirty);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  }
}

static void
cp_session_class_init (CpSessionClass *class) {
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  object_class->dispose = cp_session_dispose;
  object_class->finalize = cp_session_finalize;
  object_class->get_property = cp_session_get_property;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DIRTY] = g_param_spec_boolean ("dirty", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  static const char *const names[SIGNAL_MESSAGE] = {
      "opened",        "question-changed",  "thresholds-changed", "results-changed",
      "row-changed",   "edits-changed",     "runs-changed",       "counterfactual-changed",
      "scope-changed", "selection-changed", "frontier-changed",   "rows-added"};
  for (guint i = 0; i < SIGNAL_MESSAGE; i++)
    signals[i] =
        g_signal_new (names[i], CP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MESSAGE] = g_signal_new ("message", CP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SIGNAL_SAVED] = g_signal_new ("saved", CP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
}

static void
cp_session_init (CpSession *self) {
  self->jobs = cp_jobs_new ();
  self->row = CP_NO_ROW;
  g_queue_init (&self->saves);
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_error_free);
  self->tolerance = -1;
  self->costs = (CpCosts){1, 1};
  cp_session_watch_counterfactual (self);
}

CpSession *
cp_session_new (void) {
  return g_object_new (CP_TYPE_SESSION, NULL);
}

CpJobs *
cp_session_get_jobs (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->jobs;
}

gboolean
cp_session_is_open (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  return self->open != NULL;
}

const char *
cp_session_get_title (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->title;
}

const char *
cp_session_get_path (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? self->open->path : NULL;
}

gboolean
cp_session_is_dirty (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  return self->is_dirty;
}

const char *
cp_session_get_notice (CpSession *self) {
  return json_string_value (cp_session_get_view (self, "notice"));
}

CpTable *
cp_session_get_table (CpSession *self) {
  g_return_val_if_fail (cp_session_is_open (self), NULL);
  return self->open->inputs->table;
}

CpFields *
cp_session_get_fields (CpSession *self) {
  g_return_val_if_fail (cp_session_is_open (self), NULL);
  return self->open->fields;
}

GPtrArray *
cp_session_get_one_hot_groups (CpSession *self) {
  g_return_val_if_fail (cp_session_is_open (self), NULL);
  return cp_row_editor_get_groups (self->open->editor);
}

const CpSources *
cp_session_get_sources (CpSession *self) {
  g_return_val_if_fail (cp_session_is_open (self), NULL);
  return self->open->sources;
}

guint
cp_session_get_n_models (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), 0);
  return self->open != NULL ? self->open->inputs->n_models : 0;
}

CpModel *
cp_session_get_model (CpSession *self, guint model) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NULL);
  return self->open->inputs->models[model];
}

CpEncoder *
cp_session_get_encoder (CpSession *self, guint model) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NULL);
  return self->open->inputs->encoders[model];
}

CpScores *
cp_session_get_scores (CpSession *self, guint model) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NULL);
  return self->open->scores[model];
}

gboolean
cp_session_can_rescore (CpSession *self, guint model) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), FALSE);
  return cp_model_get_column (self->open->inputs->models[model]) == NULL;
}
