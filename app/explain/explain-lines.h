#pragma once
#include "app/explain/importances.h"

/* What matters overall, as lines to show: a column each (of a text its words), and how much it matters to
 * each model by the measure chosen. */
G_BEGIN_DECLS

typedef enum {
  CP_MEASURE_MEAN_ABS,   /* mean |effect| */
  CP_MEASURE_MEAN,       /* mean effect, with its sign */
  CP_MEASURE_DIFFERENCE, /* mean |effect in A − effect in B|, one series */
  CP_MEASURE_IMPORTANCE, /* fall of the ROC AUC when the column is shuffled */
  CP_MEASURE_LOG_LOSS,   /* rise of the log loss when the column is shuffled */
  CP_N_MEASURES
} CpExplainMeasure;

/* Whether it is told by cp_session_get_importances() */
static inline gboolean
cp_explain_measure_is_importance (CpExplainMeasure measure) {
  return measure == CP_MEASURE_IMPORTANCE || measure == CP_MEASURE_LOG_LOSS;
}

#define CP_EXPLAIN_MOST_SERIES 8

typedef struct {
  char *name;
  double values[CP_EXPLAIN_MOST_SERIES]; /* NaN: not an input; infinite: not known yet */
  double errors[CP_EXPLAIN_MOST_SERIES]; /* a spread to draw: of importance over its shuffles; else 0 */
  gboolean is_word;
} CpExplainLine;

/**
 * cp_explain_lines_build:
 * @n_models: at most CP_EXPLAIN_MOST_SERIES
 * @slice: of cp_global_explanations_get_slices(), for means; −1: all rows
 * @out_problem: (transfer none) (nullable): why a model has none
 *
 * Returns: (transfer full) (element-type CpExplainLine): in no order; of words only the first twenty
 */
GArray *cp_explain_lines_build (CpGlobalExplanations *global, CpImportances *importances, guint n_models,
                                guint output, int slice, CpExplainMeasure measure, const char **out_problem);

/* @how: 0 by the largest difference between the series, 1 … @n_series by that series, above by name */
void cp_explain_lines_sort (GArray *lines, guint how, guint n_series);

G_END_DECLS
