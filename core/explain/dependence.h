#pragma once
#include "core/encode/encoder.h"
#include "core/explain/dependence-grid.h"
#include "core/explain/feature-groups.h"
#include "core/model/model.h"

/* How scores go with a column: partial dependence (Friedman 2001), the column set to each value of a grid in
 * every row and the scores averaged; individual curves (ICE, Goldstein et al. 2015), the same for single
 * rows; two columns at once; and accumulated local effects (Apley and Zhu 2020), which move a row only within
 * its own neighbourhood. A one-hot group moves as one. */
G_BEGIN_DECLS

typedef struct {
  guint n_grids; /* 1 or 2 */
  CpDependenceGrid *grids[2];
  guint n_points;     /* of one grid, or the product of both: the second one runs faster */
  guint n_outputs;    /* of the model */
  gsize n_rows;       /* rows averaged over */
  double *mean;       /* (n_points × n_outputs) */
  double *individual; /* (nullable) (n_rows × n_points × n_outputs) */
} CpDependence;

void cp_dependence_free (CpDependence *dependence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpDependence, cp_dependence_free)

/**
 * cp_dependence_build:
 * @model: whole
 * @groups: of @encoder
 * @rows: (n_rows × n_features): the rows to average over, encoded by @encoder
 * @grids: (array length=n_grids): a column the model does not read gives a flat answer
 * @has_individual: whether to keep every row's own curve
 *
 * O(n_rows × n_points) predictions on all cores; of a network whose first layer is dense only the rest of it.
 *
 * Returns: (transfer full) (nullable): NULL with @error set when cancelled, for a model that cannot predict,
 * and for a grid value the encoder refuses
 */
CpDependence *cp_dependence_build (const CpModel *model, CpEncoder *encoder, const CpFeatureGroups *groups,
                                   const CpMatrix *rows, CpDependenceGrid *const *grids, guint n_grids,
                                   gboolean has_individual, GCancellable *cancellable, GError **error);

/* How much the mean moves: its highest less its lowest value, for one output. */
double cp_dependence_get_effect (const CpDependence *dependence, guint output);

/**
 * cp_accumulated_effects:
 * @values: (n_rows): the column in the rows of @rows; NaN rows take no part
 * @grid: of a number column: neighbourhoods lie between its values
 * @out: (n_points × n_outputs), written: accumulated local effects, centred so that the mean over the rows is
 * 0
 *
 * Returns: %FALSE with @error as cp_dependence_build()
 */
gboolean cp_accumulated_effects (const CpModel *model, CpEncoder *encoder, const CpFeatureGroups *groups,
                                 const CpMatrix *rows, const double *values, CpDependenceGrid *grid,
                                 double *out, GCancellable *cancellable, GError **error);

G_END_DECLS
