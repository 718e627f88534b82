#pragma once
#include "core/explain/explain.h"

/* Between cp_explain(), which checks what every method needs, and the methods, one file each. */
G_BEGIN_DECLS

/* A job as a method gets it: widths fit, n_rows >= 1, every score of a row or background row is a number, and
 * with CP_SPACE_LOGIT the scores are probabilities. */
typedef struct {
  const CpModel *model;
  const CpBackground *background; /* NULL only where needs_background is FALSE */
  gsize n_background;
  const float *background_rows;    /* (n_background × n_features) */
  const double *background_scores; /* (n_background × n_outputs): the model's, probabilities */
  const float *rows;               /* (n_rows × n_features) */
  gsize n_rows;
  const double *scores;     /* (n_rows × n_outputs): the model's, probabilities */
  CpExplainOptions options; /* the method is never auto */
  gboolean is_auto;         /* the method was chosen, not asked for */
  const CpProgress *progress;
  GCancellable *cancellable;
} CpExplainJob;

typedef struct {
  CpExplainMethod method;
  gboolean needs_background;
  gboolean is_exact; /* refuses more than a million rows */
  /* (nullable): what kind of model it explains, as in "explains %s only"; NULL: any that predicts */
  const char *kinds;
  gboolean (*can) (const CpModel *model);                       /* (nullable): NULL: any that predicts */
  gboolean (*answers_in) (const CpModel *model, CpSpace space); /* (nullable): NULL: both */
  /* (transfer full) (nullable): base, scores and values filled; cp_explain() closes it */
  CpAttributions *(*explain) (const CpExplainJob *job, GError **error);
} CpExplainer;

extern const CpExplainer cp_explainer_exact, cp_explainer_kernel, cp_explainer_permutation, cp_explainer_deep,
    cp_explainer_gradients, cp_explainer_expected_gradients, cp_explainer_linear,
    cp_explainer_linear_correlated, cp_explainer_tree, cp_explainer_tree_path;

/* (nullable): NULL for auto */
const CpExplainer *cp_explainer_find (CpExplainMethod method);

/* The steps of making a job, for those who keep one: everything that can be said without scoring; the scores
 * of the rows; those of the background. What is scored is (transfer full). */
gboolean cp_explain_job_check (const CpExplainJob *job, GError **error);
gboolean cp_explain_job_score_rows (CpExplainJob *job, double **out_scores, GError **error);
gboolean cp_explain_job_score_background (CpExplainJob *job, double **out_scores, GError **error);

static inline guint
cp_explain_job_get_n_groups (const CpExplainJob *job) {
  return job->options.groups != NULL ? cp_feature_groups_get_n (job->options.groups) : 0;
}

/* (nullable) (n_features): the group of each feature; NULL without groups */
static inline const guint *
cp_explain_job_get_group_of (const CpExplainJob *job) {
  return job->options.groups != NULL ? cp_feature_groups_get_of_features (job->options.groups) : NULL;
}

/* @values (n_features) by group: @sums (n_groups), written */
void cp_explain_job_sum_groups (const CpExplainJob *job, const double *values, double *sums);

/* (transfer full): cp_attributions_new() of the job's shape, with its groups where it is sampled */
CpAttributions *cp_explain_job_new_answer (const CpExplainJob *job, const char *method, gboolean is_sampled);

/* Whether two values of a feature are alike: equal, or both missing */
static inline gboolean
cp_explain_is_same (float a, float b) {
  return a == b || (a != a && b != b);
}

/* The seed of row @row's own stream: of the job's seed and the row's values, so that a row gets the same
 * answer alone and among others, and rows that differ get streams that have nothing to do with each other. */
guint64 cp_explain_get_row_seed (const CpExplainJob *job, gsize row);

/* Features of @row that differ from some row of the background, ascending: @out (n_features). Returns how
 * many. */
guint cp_explain_find_varying (const CpBackground *background, const float *row, guint *out);

/* (transfer full): a row in a message: "row 3 to explain", or where it is the only one "the row to explain"
 */
char *cp_explain_name_row (gsize row, gsize n_rows, const char *what);

/* Whether no row to explain varies in more than @most features; else @error names the first that does, what
 * the job's method takes, and @others that take more. */
gboolean cp_explain_check_varying (const CpExplainJob *job, guint most, const char *others, GError **error);

/**
 * cp_explain_for_rows:
 * @func: explains rows [begin, end); may run inner loops of its own with @cancellable; returns %FALSE when
 * one of them was cancelled
 *
 * Over all rows: one after the other with inner loops on all cores when they are few, side by side when they
 * are many. Reports progress. Returns: %FALSE with @error set when cancelled
 */
typedef gboolean (*CpExplainRowsFunc) (gsize begin, gsize end, gpointer data);
gboolean cp_explain_for_rows (const CpExplainJob *job, gsize grain, CpExplainRowsFunc func, gpointer data,
                              GError **error);

G_END_DECLS
