#pragma once
#include "app/session/session-private.h"

/* What the jobs over the thresholds read; for the files session-*.c only. */
G_BEGIN_DECLS

/* What the jobs read: references to the snapshots, copies of the rest. */
typedef struct {
  guint n_models;
  CpSweep **sweeps;
  CpScores **scores;
  CpTable *table; /* whose weights count */
  CpLabels *labels;
  const char **names; /* (n_models), of @models */
  CpModel **models;
  double *thresholds; /* (n_models × n_slices) */
  char *label, *positive, *weight;
  CpAuditOptions options;
} CpSessionSnapshot;

/* Of the question and the thresholds as they are now; only where there are sweeps. */
CpSessionSnapshot *cp_session_take_snapshot (CpSession *self, CpStrategy strategy);
void cp_session_snapshot_free (gpointer snapshot);

G_END_DECLS
