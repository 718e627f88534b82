#pragma once
#include "app/facets.h"
#include "app/scope.h"
#include "ui/plot/points.h"

/* What the scatter of the Points page draws: a place, a series and a panel for every row. Data-sized, so it
 * is built by a job from snapshots. Columns of categories lie on whole numbers with a little scatter of their
 * own (the same every time), so that rows do not hide each other. */
G_BEGIN_DECLS

typedef struct {
  guint32 row;
  double *scores; /* (n_models) */
  CpTable *state; /* a table of one row */
} CpEditedRow;

/* Everything the job reads. */
typedef struct {
  CpColumnSource *source;
  CpColumnChoice x, y, colour;
  gboolean has_colour; /* FALSE: one series */
  gboolean has_facet[2];
  CpColumnChoice facets[2]; /* across, down */
  CpScope *scope;           /* (nullable): the rows drawn; NULL: all */
  GArray *edited;           /* CpEditedRow: rows that stand where their last run put them */
} CpPointRequest;

void cp_point_request_free (CpPointRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpPointRequest, cp_point_request_free)

#define CP_MAX_SERIES 8

/* The values of the axis of a set of points. */
typedef struct {
  double range[2]; /* of the drawn values */
  char **labels;   /* (nullable): of an axis of categories */
  gsize n_missing; /* rows drawn that have no value */
} CpPointAxis;

typedef struct {
  gsize n_drawn; /* rows of the scope */
  gsize n_rows;  /* of the table */
  CpPoints *points;
  CpPointAxis axes[2];
  guint n_series;                     /* at most CP_MAX_SERIES */
  char *names[CP_MAX_SERIES + 1];     /* NULL-terminated */
  const char *colours[CP_MAX_SERIES]; /* names for cp_style_lookup() */
  double counts[CP_MAX_SERIES];       /* rows drawn of each, edits left out */
  CpFacets *facets;
  double *panel_rows;   /* (n_columns × n_rows of the facets): rows drawn in each panel */
  double *panel_marked; /* likewise: those the first two models decide differently, or one decides positive */
  double n_disagree;    /* rows drawn that the first two models decide differently */
  CpDistance *distance; /* (nullable): built on the way */
} CpPointSet;

/* (transfer full) (nullable): NULL with @error set when cancelled or a column cannot be worked out */
CpPointSet *cp_point_set_build (const CpPointRequest *request, GCancellable *cancellable, GError **error);
void cp_point_set_free (CpPointSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpPointSet, cp_point_set_free)

/* Where @state (a table of one row) with @scores lies on an axis. @axis: 0 for x, 1 for y */
double cp_point_place (const CpColumnChoice *choice, guint axis, const CpColumnSource *source,
                       const CpTable *state, const double *scores, guint32 row);

G_END_DECLS
