#pragma once
#include "core/base/json.h"
#include "core/fairness/thresholds.h"
#include "core/metrics/paired.h"
#include "core/metrics/score-bootstrap.h"

/* An audit: every metric of every slice at the thresholds in force, the gaps between slices, the cost.
 * Immutable once built; the subcommand prints it, the window shows it, a report will draw it. */
G_BEGIN_DECLS

typedef struct {
  double n;         /* rows, or their weight */
  double threshold; /* NaN where the slices have different ones; +inf: nobody */
  CpConfusion confusion;
  double metrics[CP_N_METRICS]; /* NaN where undefined */
  /* Wilson of the rates, DeLong of roc_auc; with the intervals of an audit the bootstrap of f1, mcc and
   * balanced_accuracy; the score metrics once they are added; NaN for the rest */
  CpInterval intervals[CP_N_METRICS];
  /* Of the rates of a slice against the other rows: Fisher's exact test, over all slices as Benjamini and
   * Hochberg have it. With the intervals of an audit; NaN else, and where there are no other rows */
  double q[CP_N_METRICS];
} CpAuditCell;

typedef struct {
  char *name;
  CpAuditCell overall;
  CpAuditCell *slices;      /* (n_slices) */
  CpGap gaps[CP_N_METRICS]; /* with intervals for the confusion metrics and roc_auc when asked for */
  double cost, gap;         /* gap of the strategy's measure (selection rate without one) */
  double single_cost;       /* least cost with one threshold for all; NaN where it was not sought */
} CpAuditModel;

/* Two of the models on the rows both of them score. */
typedef struct {
  guint a, b;           /* models: every difference is b − a */
  CpPairedCell overall; /* each row decided by the threshold of its slice */
  CpPairedCell *slices; /* (n_slices) */
} CpAuditComparison;

typedef struct {
  gsize n_rows;  /* of the table that take part in the first model */
  double weight; /* theirs together; without weights that number again */
  char *label, *positive;
  CpCosts costs;
  CpStrategy strategy;
  double tolerance;
  CpSlices *slices;
  guint n_models;
  CpAuditModel *models; /* (n_models) */
  guint n_comparisons;  /* none until cp_audit_compare() */
  CpAuditComparison *comparisons;
} CpAudit;

typedef struct {
  const char *label, *positive;
  CpCosts costs;
  CpStrategy strategy;
  double tolerance;       /* < 0: the default */
  gboolean has_intervals; /* bootstrap the gaps */
  gboolean is_survey;     /* weights are survey weights: intervals use the effective sample size */
  guint64 seed;
} CpAuditOptions;

#define CP_AUDIT_REPLICATES 2000

/**
 * cp_audit_build:
 * @sweeps: (n_models): one a model, over the same slices
 * @thresholds: (nullable): (n_models × n_slices): the custom thresholds; needed for CP_STRATEGY_CUSTOM only
 *
 * Returns: (transfer full) (nullable): NULL with @error set if cancelled or the strategy refuses
 */
CpAudit *cp_audit_build (CpSweep *const *sweeps, const char *const *names, guint n_models,
                         const double *thresholds, const CpAuditOptions *options, GCancellable *cancellable,
                         GError **error);
/**
 * cp_audit_build_at:
 * @thresholds: (n_models × n_slices), in force as they are: nothing is optimised
 *
 * As build, in O(models × slices × log n) unless intervals are asked for: for a threshold that moves under
 * the hand. The gap is that of the selection rate; the single costs are NaN.
 *
 * Returns: (transfer full)
 */
CpAudit *cp_audit_build_at (CpSweep *const *sweeps, const char *const *names, guint n_models,
                            const double *thresholds, const CpAuditOptions *options);
/**
 * cp_audit_compare:
 * @rows: the scores of the models @a and @b, over the audit's slices
 *
 * Adds the comparison of two models, at the thresholds of the audit, to an audit that is not yet shared; the
 * intervals take CP_AUDIT_REPLICATES draws. O(n) on all cores.
 *
 * Returns: %FALSE with @error set if cancelled; the audit is then as it was
 */
gboolean cp_audit_compare (CpAudit *audit, guint a, guint b, const CpPairedRows *rows, guint64 seed,
                           GCancellable *cancellable, GError **error);
/* What a threshold does not change, so that it is drawn once for all audits of a sweep: the intervals of mean
 * score, Brier, log loss and average precision. */
typedef struct {
  guint n_slices;
  CpInterval (*cells)[CP_N_SCORE_INTERVALS]; /* (n_slices + 1): the slices, then all rows */
} CpScoreIntervals;

/**
 * cp_score_intervals_build:
 *
 * CP_AUDIT_REPLICATES draws, fewer for many scores: O(replicates × distinct scores) on all cores.
 *
 * Returns: (transfer full) (nullable): NULL with @error set if cancelled
 */
CpScoreIntervals *cp_score_intervals_build (const CpSweep *sweep, gboolean is_survey, guint64 seed,
                                            GCancellable *cancellable, GError **error);
void cp_score_intervals_free (CpScoreIntervals *intervals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpScoreIntervals, cp_score_intervals_free)
/* To an audit over the sweep's slices that is not yet shared. */
void cp_audit_add_score_intervals (CpAudit *audit, guint model, const CpScoreIntervals *intervals);
void cp_audit_free (CpAudit *audit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpAudit, cp_audit_free)

/* One cell: slice @slice of @sweep at @threshold; the effective sample size stands for the weights when
 * @is_survey. */
void cp_audit_cell_fill (CpAuditCell *cell, const CpSweep *sweep, guint slice, double threshold,
                         gboolean is_survey);

/* (transfer full): the JSON of INTERFACE */
json_t *cp_audit_to_json (const CpAudit *audit);

/* (transfer full): the finding about one model in words: "limited decides 0.7 % of Female and 50.6 % of Male
 * positive, a gap of 49.9 points [48.8, 51.0]." */
char *cp_audit_dup_sentence (const CpAudit *audit, guint model);
/* The same about another rate: "limited has a true-positive rate of 10.8 % for Female and 82.4 % for Male, a
 * gap of 71.5 points [70.2, 72.8]." Of more than two slices it says that these are the extremes. */
char *cp_audit_dup_sentence_of (const CpAudit *audit, guint model, CpMetric metric);
/* (transfer full): "Four-fifths rule: fails (0.01)" or "passes", or why it cannot be told */
char *cp_audit_dup_verdict (const CpAudit *audit, guint model);
char *cp_audit_dup_verdict_of (const CpAudit *audit, guint model, CpMetric metric);
/* (transfer full): "limited − complete: accuracy −8.2 points [−8.9, −7.4], McNemar p < 0.001." */
char *cp_audit_dup_difference (const CpAudit *audit, guint comparison);
/* (transfer full): "B − A on the same rows: AUC −0.078 [−0.083, −0.073], accuracy −8.2 points [−8.9, −7.4],
 * McNemar p < 0.001.": DeLong's interval and that of the paired bootstrap */
char *cp_audit_dup_comparison (const CpAudit *audit, guint comparison);

G_END_DECLS
