#pragma once
#include "core/metrics/histogram.h"
#include "core/metrics/sweep.h"
#include "core/model/scores.h"

/* What is asked of every model at once: the ground truth and the slices, with the sweeps they give. Immutable
 * once built, replaced as a whole. Without a label there are slices (so every row has a threshold) but no
 * sweeps. */
G_BEGIN_DECLS

typedef struct {
  char *label, *positive; /* (nullable) */
  char **values;          /* of the label; NULL without one */
  char **keys;
  CpLabels *labels; /* (nullable) */
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
 *
 * Returns: (transfer full) (nullable)
 */
CpQuestion *cp_question_build (const CpTable *table, CpScores *const *scores, guint n_models,
                               const char *weight, const char *label, const char *positive,
                               const char *const *keys, GCancellable *cancellable, GError **error);
void cp_question_free (CpQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpQuestion, cp_question_free)

G_END_DECLS
