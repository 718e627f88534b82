#pragma once
#include "app/session/scope.h"
#include "core/metrics/histogram.h"
#include "core/metrics/sweep.h"
#include "core/model/scores.h"

/* What is asked of every model at once: the ground truth, the slices and the rows, with the sweeps they give.
 * Slices (so bins and thresholds) are those of the whole table; sweeps and histograms count the rows of the
 * scope alone. Immutable once built, replaced as a whole. Without a label there are slices (so every row has
 * a threshold) but no sweeps. */
G_BEGIN_DECLS

typedef struct {
  char *label, *positive; /* (nullable) */
  char **values;          /* of the label; NULL without one */
  char **keys;            /* texts of core/metrics/slice-spec.h */
  CpScope *chosen;        /* (nullable): the scope as it was chosen, deleted rows and all */
  GArray *absent;         /* guint32, ascending: deleted rows, which count nowhere */
  CpScope *scope;         /* (nullable): the rows asked about; every row without one */
  CpLabels *asked;        /* (nullable): the labels of those rows alone, which the sweeps are built of */
  CpLabels *labels;       /* (nullable): of every row, also outside @scope */
  CpSlices *slices;
  guint n_models;
  CpSweep **sweeps;         /* (n_models); items NULL without a label */
  CpHistogram **histograms; /* (n_models); as the sweeps */
} CpQuestion;

/**
 * cp_question_build:
 * @scores: (n_models)
 * @weight: (nullable): a column
 * @label, @positive: (nullable)
 * @chosen: (nullable) (transfer none): the scope chosen; every row without one
 * @absent: (element-type guint32): rows that were deleted, ascending
 *
 * Returns: (transfer full) (nullable)
 */
CpQuestion *cp_question_build (const CpTable *table, CpScores *const *scores, guint n_models,
                               const char *weight, const char *label, const char *positive,
                               const char *const *keys, CpScope *chosen, const GArray *absent,
                               GCancellable *cancellable, GError **error);
void cp_question_free (CpQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpQuestion, cp_question_free)

G_END_DECLS
