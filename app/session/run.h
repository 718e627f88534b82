#pragma once
#include "core/table/table.h"

/* One scoring of a row as it stood, or of several rows at once. */
G_BEGIN_DECLS

/* Rows scored together: each has a run of its own that points here. Arrays have one item a model. */
typedef struct {
  guint n_rows;
  char *change;           /* "312 rows: sex → Male" */
  double *means, *deltas; /* of the scores; NaN where a model cannot score again */
  guint *n_flipped;       /* rows the model decides differently than at their run before */
} CpRunBatch;

/* One run: a row scored after edits. Arrays have one item a model; NaN where a model cannot score again. */
typedef struct {
  guint number; /* from 1; the runs of a batch share theirs */
  guint32 row;
  char *change;    /* since the state scored before, "" for none */
  CpTable *before; /* the row as it was scored before: what the deltas are from */
  CpTable *state;  /* the row as scored */
  double *scores, *deltas;
  double *before_scores; /* what the deltas are from, to the bit: a score at its threshold */
  gint64 time;           /* microseconds since the epoch, UTC */
  CpRunBatch *batch;     /* (nullable): a reference to what it was scored with */
} CpRun;

CpRunBatch *cp_run_batch_new (guint n_models);
CpRunBatch *cp_run_batch_ref (CpRunBatch *batch);
void cp_run_batch_unref (CpRunBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpRunBatch, cp_run_batch_unref)
/* Any thread may let go of a run, which is immutable once it is kept. */
CpRun *cp_run_new (guint n_models);
CpRun *cp_run_ref (CpRun *run);
void cp_run_unref (CpRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpRun, cp_run_unref)

G_END_DECLS
