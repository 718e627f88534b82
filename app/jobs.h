#pragma once
#include "core/base/progress.h"
#include <gio/gio.h>

/* The one place where the window makes threads. A job is a function that runs on a worker and hands its
 * result to the main loop. Jobs have a kind ("open", "sweeps", …): starting one cancels the running one of
 * its kind, and a result that arrives after it was replaced is freed unseen. The worker sees only what it was
 * given: immutable snapshots and its own data.
 *
 * Properties, notified on the main loop: "busy", and for the job that reports progress "fraction" (0 to 1, <
 * 0 while unknown) and "what" (a few words). */
G_BEGIN_DECLS

#define CP_TYPE_JOBS (cp_jobs_get_type ())
G_DECLARE_FINAL_TYPE (CpJobs, cp_jobs, CP, JOBS, GObject)

/* On a worker. Returns: (transfer full) (nullable): NULL with @error set */
typedef gpointer (*CpJobFunc) (gpointer data, const CpProgress *progress, GCancellable *cancellable,
                               GError **error);
/* On the main loop. @result: (transfer full) (nullable); @error: (nullable): %CP_ERROR_CANCELLED after
 * cp_jobs_stop() */
typedef void (*CpJobDone) (gpointer result, const GError *error, gpointer owner);

typedef struct {
  const char *kind; /* static text */
  CpJobFunc run;
  GDestroyNotify free_data;   /* (nullable): once the job has ended; on a worker */
  GDestroyNotify free_result; /* (nullable): for a result nobody wants any more; on a worker */
  CpJobDone done;
  guint delay_ms; /* it begins so much later and is running meanwhile: what changes under the hand is worked
                     out once, when the hand rests */
} CpJobKind;

CpJobs *cp_jobs_new (void);

/**
 * cp_jobs_start:
 * @kind: static
 * @data: (transfer full): given to @kind->run
 * @owner: (transfer none): given to @kind->done; must outlive @jobs or cancel its jobs
 *
 * Starts a job, replacing the one of this kind that may be running.
 */
void cp_jobs_start (CpJobs *jobs, const CpJobKind *kind, gpointer data, gpointer owner);

/* Forgets the running job of this kind: its done function is not called. */
void cp_jobs_cancel (CpJobs *jobs, const CpJobKind *kind);

/* What the Stop button does: every running job ends, done is called with %CP_ERROR_CANCELLED. */
void cp_jobs_stop (CpJobs *jobs);

gboolean cp_jobs_is_running (CpJobs *jobs, const CpJobKind *kind);
gboolean cp_jobs_is_busy (CpJobs *jobs);
double cp_jobs_get_fraction (CpJobs *jobs);
const char *cp_jobs_get_what (CpJobs *jobs); /* (nullable) */

/**
 * cp_jobs_let_go:
 * @data: (transfer full) (nullable): nobody else changes it
 * @free_func: (nullable): touches no widget
 *
 * Frees on a worker what may be large: to give back the rows of a table that was open takes as long as a
 * dozen frames.
 */
void cp_jobs_let_go (gpointer data, GDestroyNotify free_func);

G_END_DECLS
