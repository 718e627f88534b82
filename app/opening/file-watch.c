#include "app/opening/file-watch.h"

#include "app/opening/file-stamp.h"
#include "app/session/session-inputs.h"
#include "core/base/error.h"

#define SETTLE_MS 500 /* after the last sign of a change: programs write in steps */

struct _CpFileWatch {
  GObject parent_instance;
  CpSession *session;
  CpJobs *jobs; /* of its own: looking is not work a person waits for */
  GPtrArray *monitors;
  json_t *told; /* (nullable): the stamps that were told last */
  guint source;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CpFileWatch, cp_file_watch, G_TYPE_OBJECT)

/* ---- looking, on a worker: a digest reads the file ---- */

static gpointer
look_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  json_t *stamps = cp_file_stamps_take (data);
  if (!cp_check_cancelled (cancellable, error))
    return stamps;
  json_decref (stamps);
  return NULL;
}

static char *
say (const char *gone, guint n_gone, const char *changed, guint n_changed) {
  if (gone != NULL)
    return g_strdup_printf ("%s %s not there any more; what is open stays.", gone,
                            n_gone == 1 ? "is" : "are");
  return changed != NULL
             ? g_strdup_printf ("%s %s changed on the disk since %s opened.", changed,
                                n_changed == 1 ? "has" : "have", n_changed == 1 ? "it was" : "they were")
             : NULL;
}

static void
finish_look (gpointer result, const GError *error, gpointer owner) {
  CpFileWatch *self = owner;
  g_autoptr (json_t) now = result;
  if (now == NULL || !cp_session_is_open (self->session) ||
      (self->told != NULL && json_equal (now, self->told)))
    return;
  const json_t *before = cp_session_get_file_stamps (self->session);
  const CpSources *sources = cp_session_get_sources (self->session);
  guint n_gone, n_changed;
  g_autofree char *gone = cp_file_stamps_name_changed (before, now, sources, TRUE, &n_gone);
  g_autofree char *changed = cp_file_stamps_name_changed (before, now, sources, FALSE, &n_changed);
  g_autofree char *sentence = say (gone, n_gone, changed, n_changed);
  gboolean was_told = self->told != NULL;
  g_clear_pointer (&self->told, json_decref);
  if (sentence != NULL)
    self->told = g_steal_pointer (&now);
  if (sentence != NULL || was_told)
    g_signal_emit (self, signals[CHANGED], 0, sentence, gone == NULL);
}

static const CpJobKind look_kind = {
    .kind = "look at the files",
    .run = look_on_worker,
    .free_data = (GDestroyNotify)cp_sources_free,
    .free_result = (GDestroyNotify)json_decref,
    .done = finish_look,
};

/* ---- being told ---- */

static gboolean
look (gpointer data) {
  CpFileWatch *self = data;
  self->source = 0;
  if (cp_session_is_open (self->session))
    cp_jobs_start (self->jobs, &look_kind, cp_sources_copy (cp_session_get_sources (self->session)), self);
  return G_SOURCE_REMOVE;
}

static void
noticed (CpFileWatch *self) {
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (SETTLE_MS, look, self);
}

static void
watch (CpFileWatch *self, const char *path) {
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileMonitor *monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (monitor == NULL) /* a place that cannot be watched: what is open is not worse for it */
    return;
  g_signal_connect_object (monitor, "changed", G_CALLBACK (noticed), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->monitors, monitor);
}

static void
opened (CpFileWatch *self) {
  const json_t *stamps = cp_session_get_file_stamps (self->session);
  const CpSources *sources = cp_session_get_sources (self->session);
  g_clear_handle_id (&self->source, g_source_remove);
  cp_jobs_cancel (self->jobs, &look_kind);
  g_clear_pointer (&self->told, json_decref);
  g_ptr_array_set_size (self->monitors, 0);
  if (json_is_object (json_array_get (stamps, 0)))
    watch (self, sources->data);
  for (guint m = 0; m < sources->models->len; m++) {
    if (json_is_object (json_array_get (stamps, m + 1)))
      watch (self, ((const CpModelSource *)g_ptr_array_index (sources->models, m))->where);
  }
  noticed (self); /* one of them may have changed while it was read */
}

static void
cp_file_watch_dispose (GObject *object) {
  CpFileWatch *self = CP_FILE_WATCH (object);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->monitors, g_ptr_array_unref);
  if (self->jobs != NULL)
    g_object_run_dispose (G_OBJECT (self->jobs));
  g_clear_object (&self->jobs);
  g_clear_pointer (&self->told, json_decref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_file_watch_parent_class)->dispose (object);
}

static void
cp_file_watch_class_init (CpFileWatchClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_file_watch_dispose;
  signals[CHANGED] = g_signal_new ("changed", CP_TYPE_FILE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
cp_file_watch_init (CpFileWatch *self) {
  self->monitors = g_ptr_array_new_with_free_func (g_object_unref);
  self->jobs = cp_jobs_new ();
}

CpFileWatch *
cp_file_watch_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpFileWatch *self = g_object_new (CP_TYPE_FILE_WATCH, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  if (cp_session_is_open (session))
    opened (self);
  return self;
}
