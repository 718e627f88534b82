#pragma once
#include "app/points/computed-column.h"

/* Rows cut into few groups by one column, and into small multiples by one or two of them: the values where
 * they are few, numbers else in equal-count bins as everywhere (core/metrics/slices.h), the rarer values of a
 * long list gathered as "Others". Data-sized, for a job. */
G_BEGIN_DECLS

#define CP_FACET_MOST 6 /* groups of one column, "Others" among them */

typedef struct {
  guint n;
  char **titles;    /* (n), NULL-terminated: "Female", "[20, 35)", "Others (14 values)", "(missing)" */
  guint8 *of_rows;  /* (n_rows) */
  guint n_gathered; /* values under "Others" */
} CpFacetSide;

/* (transfer full) (nullable): NULL with @error set. @name: of the column, for messages */
CpFacetSide *cp_facet_side_build (const CpColumnData *data, const char *name, GError **error);
void cp_facet_side_free (CpFacetSide *side);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpFacetSide, cp_facet_side_free)

typedef struct {
  CpFacetSide *across, *down; /* (nullable): one panel that way */
  guint n_columns, n_rows;
  guint8 *panels; /* (n_rows of the table) (nullable without facets): row by row of panels */
} CpFacets;

/* @across, @down: (nullable) (transfer full) */
CpFacets *cp_facets_new (CpFacetSide *across, CpFacetSide *down, gsize n_rows);
void cp_facets_free (CpFacets *facets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpFacets, cp_facets_free)

G_END_DECLS
