#pragma once
#include "app/points/facets.h"
#include "app/session/scope.h"
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

/* Everything the job reads, reference-counted: the set it builds keeps it. Immutable once it is handed over.
 */
typedef struct {
  CpColumnSource *source;
  CpColumnChoice x, y, colour;
  gboolean has_colour; /* FALSE: one series */
  gboolean has_facet[2];
  CpColumnChoice facets[2]; /* across, down */
  CpScope *scope;           /* (nullable): the rows drawn; NULL: all */
  GArray *edited;           /* CpEditedRow: rows that stand where their last run put them */
} CpPointRequest;

CpPointRequest *cp_point_request_new (CpColumnSource *source); /* @source: (transfer full) */
CpPointRequest *cp_point_request_ref (CpPointRequest *request);
void cp_point_request_unref (CpPointRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpPointRequest, cp_point_request_unref)

#define CP_MAX_SERIES 8

/* The values of the axis of a set of points. */
typedef struct {
  double range[2]; /* of the drawn values */
  char **labels;   /* (nullable): of an axis of categories, or the words that no row has a value */
  gsize n_missing; /* rows drawn that have no value */
} CpPointAxis;

typedef struct {
  CpPointRequest *request;
  double *thresholds; /* (n_models × n_slices): those it goes by; of the request until it followed others */
  gsize n_drawn;      /* rows of the scope */
  gsize n_rows;       /* of the table */
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
  guint8 *series_of_codes; /* (n_codes) (nullable): of a colour of words */
  guint n_codes;
  guint8 lack;          /* the series of rows without a word */
  guint8 *keys;         /* (n_rows): how models decide a row and its label, in one; of point-follow.c */
  CpDistance *distance; /* (nullable): built on the way */
} CpPointSet;

/* (transfer full) (nullable): NULL with @error set when cancelled or a column cannot be worked out */
CpPointSet *cp_point_set_build (CpPointRequest *request, GCancellable *cancellable, GError **error);
void cp_point_set_free (CpPointSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpPointSet, cp_point_set_free)

/* Whether the first two models decide the row differently, or the only one decides it positive. */
gboolean cp_point_is_marked (const CpColumnSource *source, guint32 row);
/* Gives the rows that were edited the series of their last run, by the thresholds of @source. @series:
 * (n_rows)
 */
void cp_point_set_colour_edited (const CpPointSet *set, const CpColumnSource *source, guint8 *series);

/* Where @state (a table of one row) with @scores lies on an axis. @axis: 0 for x, 1 for y */
double cp_point_place (const CpColumnChoice *choice, guint axis, const CpColumnSource *source,
                       const CpTable *state, const double *scores, guint32 row);

G_END_DECLS
