#pragma once
#include "app/cli/input.h"
#include "app/cli/output.h"
#include "core/explain/distance.h"
#include "core/metrics/slices.h"

/* What `counterfactual` was asked, and what its three kinds of answer share: rows of the table
 * (counterfactual.c), values no row need hold (counterfactual-minimal.c), words (counterfactual-text.c). */
G_BEGIN_DECLS

typedef struct {
  gint64 row;
  CpNorm norm;
  gint k;
  gboolean is_minimal, is_text, swaps;
  char **edits, **ignored, **immutable, **weights, **ranges; /* (nullable) */
  char *output;                                              /* (nullable) */
} CpCounterfactualArguments;

/* (transfer full) (nullable): with --ignore and --weight-of */
CpDistance *cp_counterfactual_build_distance (const CpCliInput *input,
                                              const CpCounterfactualArguments *arguments, GError **error);

/* [{"column","from","to"}…] of CpDifference */
json_t *cp_counterfactual_changes_to_json (const CpTable *table, const GPtrArray *changes);

/* A line for each of @changes; @row: −1: no row of the table */
void cp_counterfactual_add_lines (CpCliRows *rows, const CpModel *model, gint64 row, double distance,
                                  double score, const GPtrArray *changes);

/* Splits NAME=REST at the last "=" whose left side is a column, else at the first; FALSE with @error naming
 * @option and what was @expected where there is none. @out_name: (transfer full) */
gboolean cp_counterfactual_split (const CpTable *table, const char *option, const char *text,
                                  const char *expected, char **out_name, const char **out_rest,
                                  GError **error);

/* The threshold of the slice @row lies in; of a regression one standard deviation of the predictions. FALSE
 * with @error where they cannot be scored. */
gboolean cp_counterfactual_find_threshold (const CpCliOptions *options, const CpCliInput *input, guint m,
                                           const CpSlices *slices, const CpTable *row, double *threshold,
                                           GError **error);

/* Print the answer; the exit status. @row: the row asked about, edited. */
int cp_counterfactual_answer_minimal (const CpCliOptions *options, CpCliInput *input,
                                      const CpCounterfactualArguments *arguments, const CpTable *row);
int cp_counterfactual_answer_text (const CpCliOptions *options, CpCliInput *input,
                                   const CpCounterfactualArguments *arguments, const CpTable *row);

G_END_DECLS
