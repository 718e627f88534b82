#pragma once
#include "app/fields.h"
#include "core/metrics/labels.h"
#include "core/metrics/slices.h"
#include "core/model/scores.h"

/* What the scatter of the Points page draws: a place and a series for every row. Data-sized, so it is built
 * by a job from snapshots. Columns of categories lie on whole numbers with a little scatter of their own (the
 * same every time), so that rows do not hide each other. */
G_BEGIN_DECLS

/* An axis: the score of a model, or a field. */
typedef struct {
  int model;   /* < 0: a field */
  guint field; /* index into the fields */
} CpPointAxis;

typedef enum { CP_COLOUR_DECISION, CP_COLOUR_LABEL, CP_COLOUR_FIELD } CpPointColour;

typedef struct {
  guint32 row;
  double *scores; /* (n_models) */
  CpTable *state; /* a table of one row */
} CpEditedRow;

/* Everything the job reads. */
typedef struct {
  CpTable *table;
  CpFields *fields;
  guint n_models;
  CpScores **scores;
  CpSlices *slices;
  double *thresholds; /* (n_models × n_slices) */
  CpLabels *labels;   /* (nullable) unless coloured by label */
  CpPointAxis x, y;
  CpPointColour colour;
  guint colour_field;
  GArray *edited; /* CpEditedRow: rows that stand where their last run put them */
} CpPointRequest;

void cp_point_request_free (CpPointRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpPointRequest, cp_point_request_free)

#define CP_MAX_SERIES 8

typedef struct {
  gsize n_rows;
  double *x, *y;                      /* (n_rows); NaN: not drawn */
  guint8 *series;                     /* (n_rows) */
  guint n_series;                     /* at most CP_MAX_SERIES */
  char *names[CP_MAX_SERIES + 1];     /* NULL-terminated */
  const char *colours[CP_MAX_SERIES]; /* names for cp_style_lookup() */
  double counts[CP_MAX_SERIES];       /* rows of the table, edits left out */
  double x_range[2], y_range[2];      /* of the drawn values */
  double n_disagree;                  /* rows the first two models decide differently */
} CpPointSet;

/* (transfer full) (nullable): NULL when cancelled */
CpPointSet *cp_point_set_build (const CpPointRequest *request, GCancellable *cancellable, GError **error);
void cp_point_set_free (CpPointSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpPointSet, cp_point_set_free)

/* Where @state (a table of one row) with @scores lies on an axis. */
double cp_point_axis_place (const CpPointAxis *axis, const CpFields *fields, const CpTable *table,
                            const CpTable *state, const double *scores, guint32 row);

G_END_DECLS
