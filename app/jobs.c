#include "app/jobs.h"

#include "core/base/error.h"

#define POLL_MS 60 /* how often the main loop looks at the progress of the workers */

typedef struct {
  gatomicrefcount n_refs;
  CpJobs *jobs; /* not owned: a delayed job goes with it */
  const CpJobKind *kind;
  gpointer data, owner;
  guint delay_source;
  GCancellable *cancellable;
  GMutex lock; /* guards fraction and what, written by the worker */
  double fraction;
  char *what;
} Job;

struct _CpJobs {
  GObject parent_instance;
  GPtrArray *running; /* Job, in order of their start; one a kind */
  guint poll_source;
  double fraction;
  char *what;
};

G_DEFINE_FINAL_TYPE (CpJobs, cp_jobs, G_TYPE_OBJECT)

enum { PROP_BUSY = 1, PROP_FRACTION, PROP_WHAT, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* ---- what nobody needs any more ---- */

typedef struct {
  gpointer data;
  GDestroyNotify free_func;
} Goner;

static void
free_goner (gpointer item, gpointer unused) {
  Goner *goner = item;
  goner->free_func (goner->data);
  g_free (goner);
}

void
cp_jobs_let_go (gpointer data, GDestroyNotify free_func) {
  static GThreadPool *pool = NULL;
  if (data == NULL || free_func == NULL)
    return;
  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, g_thread_pool_new (free_goner, NULL, 1, FALSE, NULL));
  Goner *goner = g_new (Goner, 1);
  *goner = (Goner){data, free_func};
  g_thread_pool_push (pool, goner, NULL);
}

/* ---- jobs ---- */

static Job *
job_ref (Job *job) {
  g_atomic_ref_count_inc (&job->n_refs);
  return job;
}

static void
job_unref (gpointer data) {
  Job *job = data;
  if (!g_atomic_ref_count_dec (&job->n_refs))
    return;
  cp_jobs_let_go (job->data, job->kind->free_data);
  g_object_unref (job->cancellable);
  g_mutex_clear (&job->lock);
  g_free (job->what);
  g_free (job);
}

static void
report (double fraction, const char *what, gpointer data) {
  Job *job = data;
  g_mutex_lock (&job->lock);
  job->fraction = fraction;
  g_free (job->what);
  job->what = g_strdup (what);
  g_mutex_unlock (&job->lock);
}

static void
set_progress (CpJobs *self, double fraction, const char *what) {
  if (self->fraction != fraction) {
    self->fraction = fraction;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  }
  if (g_strcmp0 (self->what, what) != 0) {
    g_free (self->what);
    self->what = g_strdup (what);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WHAT]);
  }
}

/* Shows the oldest job: the one a person has waited for longest. */
static gboolean
poll_progress (gpointer data) {
  CpJobs *self = data;
  if (self->running->len == 0)
    return G_SOURCE_CONTINUE;
  Job *job = g_ptr_array_index (self->running, 0);
  g_mutex_lock (&job->lock);
  double fraction = job->fraction;
  g_autofree char *what = g_strdup (job->what);
  g_mutex_unlock (&job->lock);
  set_progress (self, fraction, what);
  return G_SOURCE_CONTINUE;
}

/* After @self->running changed. */
static void
update_busy (CpJobs *self) {
  if ((self->poll_source != 0) == (self->running->len > 0))
    return;
  if (self->running->len > 0) {
    self->poll_source = g_timeout_add (POLL_MS, poll_progress, self);
  } else {
    g_clear_handle_id (&self->poll_source, g_source_remove);
    set_progress (self, -1, NULL);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable) {
  Job *job = task_data;
  CpProgress progress = {report, job};
  GError *error = NULL;
  gpointer result = job->kind->run (job->data, &progress, job->cancellable, &error);
  if (result != NULL)
    g_task_return_pointer (task, result, job->kind->free_result);
  else
    g_task_return_error (task, error);
}

/* The generation of a job is the job itself: one that is no longer in the list was replaced. */
static void
finish (GObject *source, GAsyncResult *task, gpointer data) {
  CpJobs *self = CP_JOBS (source);
  Job *job = g_task_get_task_data (G_TASK (task));
  g_autoptr (GError) error = NULL;
  gpointer result = g_task_propagate_pointer (G_TASK (task), &error);
  gboolean is_current = g_ptr_array_find (self->running, job, NULL);
  if (result != NULL && g_cancellable_is_cancelled (job->cancellable)) {
    cp_jobs_let_go (result, job->kind->free_result);
    result = NULL;
    cp_check_cancelled (job->cancellable, &error);
  }
  if (!is_current)
    return;
  g_ptr_array_remove (self->running, job); /* the task still holds it */
  /* done first: it may start the next job, and the window should not flicker between the two */
  g_object_ref (self);
  job->kind->done (result, error, job->owner);
  update_busy (self);
  g_object_unref (self);
}

static void
give_up (Job *job) {
  g_clear_handle_id (&job->delay_source, g_source_remove);
  g_cancellable_cancel (job->cancellable);
}

static void
cp_jobs_dispose (GObject *object) {
  CpJobs *self = CP_JOBS (object);
  for (guint i = 0; i < self->running->len; i++)
    give_up (g_ptr_array_index (self->running, i));
  g_ptr_array_set_size (self->running, 0);
  g_clear_handle_id (&self->poll_source, g_source_remove);
  G_OBJECT_CLASS (cp_jobs_parent_class)->dispose (object);
}

static void
cp_jobs_finalize (GObject *object) {
  CpJobs *self = CP_JOBS (object);
  g_ptr_array_unref (self->running);
  g_free (self->what);
  G_OBJECT_CLASS (cp_jobs_parent_class)->finalize (object);
}

static void
cp_jobs_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec) {
  CpJobs *self = CP_JOBS (object);
  switch (id) {
  case PROP_BUSY:
    g_value_set_boolean (value, cp_jobs_is_busy (self));
    break;
  case PROP_FRACTION:
    g_value_set_double (value, self->fraction);
    break;
  case PROP_WHAT:
    g_value_set_string (value, self->what);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  }
}

static void
cp_jobs_class_init (CpJobsClass *class) {
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  object_class->dispose = cp_jobs_dispose;
  object_class->finalize = cp_jobs_finalize;
  object_class->get_property = cp_jobs_get_property;
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_WHAT] = g_param_spec_string ("what", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cp_jobs_init (CpJobs *self) {
  self->running = g_ptr_array_new_with_free_func (job_unref);
  self->fraction = -1;
}

CpJobs *
cp_jobs_new (void) {
  return g_object_new (CP_TYPE_JOBS, NULL);
}

static Job *
find_job (CpJobs *self, const CpJobKind *kind) {
  for (guint i = 0; i < self->running->len; i++) {
    Job *job = g_ptr_array_index (self->running, i);
    if (job->kind == kind)
      return job;
  }
  return NULL;
}

static void
drop_job (CpJobs *self, const CpJobKind *kind) {
  Job *job = find_job (self, kind);
  if (job == NULL)
    return;
  give_up (job);
  g_ptr_array_remove (self->running, job);
}

static void
begin (CpJobs *self, Job *job) {
  g_autoptr (GTask) task = g_task_new (self, NULL, finish, NULL);
  g_task_set_name (task, job->kind->kind);
  g_task_set_task_data (task, job_ref (job), job_unref);
  g_task_run_in_thread (task, work);
}

static gboolean
begin_delayed (gpointer data) {
  Job *job = data;
  job->delay_source = 0;
  begin (job->jobs, job);
  return G_SOURCE_REMOVE;
}

void
cp_jobs_start (CpJobs *self, const CpJobKind *kind, gpointer data, gpointer owner) {
  g_return_if_fail (CP_IS_JOBS (self));
  g_return_if_fail (kind != NULL && kind->run != NULL && kind->done != NULL);
  drop_job (self, kind);
  Job *job = g_new0 (Job, 1);
  g_atomic_ref_count_init (&job->n_refs);
  g_mutex_init (&job->lock);
  job->jobs = self;
  job->kind = kind;
  job->data = data;
  job->owner = owner;
  job->cancellable = g_cancellable_new ();
  job->fraction = -1;
  g_ptr_array_add (self->running, job);
  if (kind->delay_ms > 0)
    job->delay_source = g_timeout_add (kind->delay_ms, begin_delayed, job);
  else
    begin (self, job);
  update_busy (self);
}

void
cp_jobs_cancel (CpJobs *self, const CpJobKind *kind) {
  g_return_if_fail (CP_IS_JOBS (self));
  drop_job (self, kind);
  update_busy (self);
}

void
cp_jobs_stop (CpJobs *self) {
  g_return_if_fail (CP_IS_JOBS (self));
  for (guint i = 0; i < self->running->len; i++)
    g_cancellable_cancel (((Job *)g_ptr_array_index (self->running, i))->cancellable);
}

gboolean
cp_jobs_is_running (CpJobs *self, const CpJobKind *kind) {
  g_return_val_if_fail (CP_IS_JOBS (self), FALSE);
  return find_job (self, kind) != NULL;
}

gboolean
cp_jobs_is_busy (CpJobs *self) {
  g_return_val_if_fail (CP_IS_JOBS (self), FALSE);
  return self->running->len > 0;
}

double
cp_jobs_get_fraction (CpJobs *self) {
  g_return_val_if_fail (CP_IS_JOBS (self), -1);
  return self->fraction;
}

const char *
cp_jobs_get_what (CpJobs *self) {
  g_return_val_if_fail (CP_IS_JOBS (self), NULL);
  return self->what;
}
