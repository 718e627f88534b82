#pragma once
#include <glib.h>

/* How long work tells how far it is. Passed by pointer, may be NULL; the callback runs on whichever thread
 * does the work and must be cheap (a job stores the fraction; the main loop shows it). */
typedef struct {
  void (*report) (double fraction, const char *what,
                  gpointer data); /* fraction in [0, 1]; what: a few words */
  gpointer data;
} CpProgress;

static inline void
cp_progress_report (const CpProgress *progress, double fraction, const char *what) {
  if (progress != NULL && progress->report != NULL)
    progress->report (fraction, what, progress->data);
}
