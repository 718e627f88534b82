#include "app/explain/dependences.h"

#include "app/session/session-rows.h"
#include "core/base/error.h"

#include <math.h>
#include <string.h>

#define N_POINTS 20
#define BATCH_TIME (150 * G_TIME_SPAN_MILLISECOND) /* then what is known is shown */

struct _CpDependences {
  GObject parent_instance;
  CpSession *session;           /* not owned: it owns this */
  guint n_wanting, n_done;      /* n_done: fields, in order */
  CpDependenceSubject *subject; /* (nullable) */
  GHashTable *curves;           /* name → CpColumnCurves */
  double span;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CpDependences, cp_dependences, G_TYPE_OBJECT)

static void
free_curves (gpointer data) {
  CpColumnCurves *curves = data;
  for (guint m = 0; m < curves->n_models; m++)
    g_free (curves->means[m]);
  g_free (curves->means);
  g_clear_pointer (&curves->grid, cp_dependence_grid_unref);
  g_free (curves);
}

/* ---- on a worker ---- */

typedef struct {
  CpDependenceSubject *subject;
  CpFields *fields;
  guint begin;
} Request;

static void
request_free (gpointer data) {
  Request *request = data;
  cp_dependence_subject_unref (request->subject);
  cp_fields_unref (request->fields);
  g_free (request);
}

static double *
dup_output (const CpDependence *dependence, guint output) {
  double *mean = g_new (double, dependence->n_points + 1);
  for (guint p = 0; p < dependence->n_points; p++)
    mean[p] = dependence->mean[p * dependence->n_outputs + MIN (output, dependence->n_outputs - 1)];
  return mean;
}

/* What cannot be worked out (a text, a value the encoder refuses) is no curve. */
static CpColumnCurves *
make_curves (const CpDependenceSubject *subject, const char *name, GCancellable *cancellable) {
  CpColumnCurves *curves = g_new0 (CpColumnCurves, 1);
  curves->n_models = subject->from.n_models;
  curves->means = g_new0 (double *, subject->from.n_models + 1);
  gboolean is_read = FALSE;
  for (guint m = 0; m < subject->from.n_models; m++)
    is_read = is_read ||
              (subject->features[m] != NULL && cp_feature_groups_find (subject->groups[m], name) != NULL);
  if (!is_read)
    return curves;
  curves->grid = cp_dependence_grid_new (subject->present, subject->from.one_hot, name, N_POINTS, NULL);
  for (guint m = 0; m < subject->from.n_models && curves->grid != NULL; m++) {
    if (subject->features[m] == NULL || cp_feature_groups_find (subject->groups[m], name) == NULL)
      continue;
    g_autoptr (CpDependence) built =
        cp_dependence_build (subject->from.models[m], subject->from.encoders[m], subject->groups[m],
                             subject->features[m], &curves->grid, 1, FALSE, cancellable, NULL);
    curves->means[m] = built != NULL ? dup_output (built, subject->output) : NULL;
  }
  return curves;
}

/* (element-type CpColumnCurves): of the fields from @begin on */
static gpointer
build_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Request *request = data;
  gint64 end = g_get_monotonic_time () + BATCH_TIME;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (free_curves);
  cp_progress_report (progress, -1, "Following the columns");
  if (!cp_dependence_subject_prepare (request->subject, cancellable, error))
    return NULL;
  for (guint i = request->begin; i < cp_fields_get_n (request->fields); i++) {
    g_ptr_array_add (all,
                     make_curves (request->subject, cp_fields_get (request->fields, i)->name, cancellable));
    if (cp_check_cancelled (cancellable, error))
      return NULL;
    if (g_get_monotonic_time () > end)
      break;
  }
  return g_steal_pointer (&all);
}

/* ---- on the main loop ---- */

static void start (CpDependences *self);

static void
forget (CpDependences *self) {
  g_clear_pointer (&self->subject, cp_dependence_subject_unref);
  g_hash_table_remove_all (self->curves);
  self->n_done = 0;
  self->span = 0;
}

static double
measure (const CpColumnCurves *curves) {
  double least = INFINITY, most = -INFINITY;
  for (guint m = 0; m < curves->n_models && curves->grid != NULL; m++) {
    for (guint p = 0; p < curves->grid->n_points && curves->means[m] != NULL; p++) {
      least = fmin (least, curves->means[m][p]);
      most = fmax (most, curves->means[m][p]);
    }
  }
  return most >= least ? most - least : 0;
}

static void
finish (gpointer result, const GError *error, gpointer owner) {
  CpDependences *self = owner;
  g_autoptr (GPtrArray) all = result;
  if (all == NULL) { /* stopped: begun anew when it is wanted again */
    forget (self);
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    return;
  }
  CpFields *fields = cp_session_get_fields (self->session);
  self->subject->is_prepared = TRUE;
  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 0; i < all->len; i++) {
    CpColumnCurves *curves = g_ptr_array_index (all, i);
    self->span = fmax (self->span, measure (curves));
    g_hash_table_replace (self->curves, g_strdup (cp_fields_get (fields, self->n_done++)->name), curves);
  }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  start (self);
}

static const CpJobKind dependence_kind = {
    .kind = "dependence",
    .run = build_on_worker,
    .free_data = request_free,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
    .done = finish,
};

static void
start (CpDependences *self) {
  CpJobs *jobs = cp_session_get_jobs (self->session);
  if (self->n_wanting == 0 || !cp_session_is_open (self->session) || cp_dependences_is_complete (self) ||
      cp_jobs_is_running (jobs, &dependence_kind))
    return;
  if (self->subject == NULL)
    self->subject = cp_dependence_subject_new (self->session);
  Request *request = g_new0 (Request, 1);
  request->subject = cp_dependence_subject_ref (self->subject);
  request->fields = cp_fields_ref (cp_session_get_fields (self->session));
  request->begin = self->n_done;
  cp_jobs_start (jobs, &dependence_kind, request, self);
}

static void
opened (CpDependences *self) {
  cp_jobs_cancel (cp_session_get_jobs (self->session), &dependence_kind);
  forget (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  start (self);
}

/* Whether the rows the curves are of are all there; before they were chosen: whether the same would be. */
static gboolean
has_all_rows (const CpDependenceSubject *subject, CpSession *session) {
  if (!subject->is_prepared) {
    g_autoptr (GArray) absent = cp_session_dup_absent (session);
    const GArray *then = subject->from.absent;
    return absent->len == then->len &&
           (absent->len == 0 || memcmp (absent->data, then->data, absent->len * sizeof (guint32)) == 0);
  }
  for (gsize i = 0; i < subject->n_rows; i++) {
    if (cp_session_is_absent (session, subject->rows[i]))
      return FALSE;
  }
  return TRUE;
}

/* Rows were added, deleted or brought back: the curves are of others. */
static void
rows_changed (CpDependences *self) {
  if (self->subject != NULL && (self->subject->from.table != cp_session_get_table (self->session) ||
                                self->subject->n_present != cp_session_get_n_present (self->session) ||
                                !has_all_rows (self->subject, self->session)))
    opened (self);
}

void
cp_dependences_want (CpDependences *self) {
  g_return_if_fail (CP_IS_DEPENDENCES (self));
  self->n_wanting++;
  start (self);
}

void
cp_dependences_unwant (CpDependences *self) {
  g_return_if_fail (CP_IS_DEPENDENCES (self) && self->n_wanting > 0);
  self->n_wanting--;
}

const CpColumnCurves *
cp_dependences_get (CpDependences *self, const char *name) {
  g_return_val_if_fail (CP_IS_DEPENDENCES (self), NULL);
  return g_hash_table_lookup (self->curves, name);
}

double
cp_dependences_get_span (CpDependences *self) {
  g_return_val_if_fail (CP_IS_DEPENDENCES (self), 0);
  return self->span;
}

gboolean
cp_dependences_is_complete (CpDependences *self) {
  g_return_val_if_fail (CP_IS_DEPENDENCES (self), FALSE);
  return cp_session_is_open (self->session) &&
         self->n_done == cp_fields_get_n (cp_session_get_fields (self->session));
}

CpDependenceSubject *
cp_dependences_get_subject (CpDependences *self) {
  g_return_val_if_fail (CP_IS_DEPENDENCES (self), NULL);
  return self->subject != NULL && self->subject->is_prepared ? self->subject : NULL;
}

static void
cp_dependences_finalize (GObject *object) {
  CpDependences *self = CP_DEPENDENCES (object);
  g_clear_pointer (&self->subject, cp_dependence_subject_unref);
  g_clear_pointer (&self->curves, g_hash_table_unref);
  G_OBJECT_CLASS (cp_dependences_parent_class)->finalize (object);
}

static void
cp_dependences_class_init (CpDependencesClass *class) {
  G_OBJECT_CLASS (class)->finalize = cp_dependences_finalize;
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", CP_TYPE_DEPENDENCES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cp_dependences_init (CpDependences *self) {
  self->curves = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_curves);
}

CpDependences *
cp_session_get_dependences (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpDependences *self = g_object_get_data (G_OBJECT (session), "cp-dependences");
  if (self != NULL)
    return self;
  self = g_object_new (CP_TYPE_DEPENDENCES, NULL);
  self->session = session;
  g_object_set_data_full (G_OBJECT (session), "cp-dependences", self, g_object_unref);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "rows-added", G_CALLBACK (rows_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "scope-changed", G_CALLBACK (rows_changed), self, G_CONNECT_SWAPPED);
  return self;
}
