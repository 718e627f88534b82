#pragma once
#include "app/session/session.h"
#include "core/explain/distance.h"

/* What computed columns are worked out from: the session's snapshots and copies of its small settings, so
 * that a job may read it on a worker. Immutable, but for the distance, which the first job to need it builds.
 */
G_BEGIN_DECLS

typedef struct {
  CpTable *table;
  CpFields *fields;
  guint n_models;
  CpScores **scores; /* (n_models) */
  CpSlices *slices;
  gboolean *can_rescore; /* (nullable) (n_models): else scores speak of the row as the table has it */
  double *thresholds;    /* (n_models × n_slices) */
  CpLabels *labels;      /* (nullable) */
  guint32 row;           /* the selected row; CP_NO_ROW for none */
  CpTable *state;        /* (nullable): that row as it was scored last: a table of one row */
  CpDistance *distance;  /* (nullable): not built yet */
  GArray *absent;        /* (nullable): guint32, ascending: deleted rows, of no scale of the distance */
  char **ignored;        /* columns the distance leaves out */
} CpColumnSource;

/* (transfer full): of what is open in @session. @distance: (nullable): of an earlier source, whose label is
 * still that of the session; left aside when the table or the deleted rows are others by now */
CpColumnSource *cp_column_source_new (CpSession *session, CpDistance *distance);
void cp_column_source_free (CpColumnSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpColumnSource, cp_column_source_free)

/* One row as a model sees it: its first score, and the threshold that decides it. */
double cp_column_source_get_score (const CpColumnSource *source, guint model, guint32 row);
double cp_column_source_get_threshold (const CpColumnSource *source, guint model, guint32 row);
/* The threshold that decides the row in @state, (nullable): as the table has it */
double cp_column_source_get_state_threshold (const CpColumnSource *source, guint model, guint32 row,
                                             const CpTable *state);

G_END_DECLS
