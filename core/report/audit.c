#include "core/report/audit.h"

#include "core/base/error.h"
#include "core/metrics/discovery.h"

#include <math.h>

static const CpInterval undefined_interval = {NAN, NAN};

/* How many independent rows a unit of weight stands for. */
static double
effective_share (const CpSweep *sweep, guint slice, gboolean is_survey) {
  return is_survey ? cp_sweep_get_effective_share (sweep, slice) : 1;
}

/* The same of the rows that are not in @slice. */
static double
effective_share_of_others (const CpSweep *sweep, guint slice, gboolean is_survey) {
  double weight = cp_sweep_get_weight (sweep, CP_ALL_ROWS), own = cp_sweep_get_weight (sweep, slice);
  if (!is_survey || !(own > 0))
    return effective_share (sweep, CP_ALL_ROWS, is_survey);
  double squares = weight * weight / cp_sweep_get_effective_n (sweep, CP_ALL_ROWS) -
                   own * own / cp_sweep_get_effective_n (sweep, slice);
  return weight > own && squares > 0 ? (weight - own) / squares : 1;
}

static void
fill_intervals (CpAuditCell *cell, const CpAuc *auc, double share) {
  for (int m = 0; m < CP_N_METRICS; m++) {
    double successes, trials;
    cell->intervals[m] = undefined_interval;
    if (m < CP_N_CONFUSION_METRICS && cp_metric_get_counts (m, &cell->confusion, &successes, &trials))
      cell->intervals[m] = cp_interval_wilson (successes * share, trials * share, 0.95);
  }
  cell->intervals[CP_METRIC_ROC_AUC] = cp_auc_get_interval (auc, share, 0.95);
}

void
cp_audit_cell_fill (CpAuditCell *cell, const CpSweep *sweep, guint slice, double threshold,
                    gboolean is_survey) {
  cell->n = cp_sweep_get_weight (sweep, slice);
  cell->threshold = threshold;
  cell->confusion = cp_sweep_get_confusion (sweep, slice, threshold);
  cp_sweep_get_metrics (sweep, slice, threshold, cell->metrics);
  fill_intervals (cell, cp_sweep_get_auc (sweep, slice), effective_share (sweep, slice, is_survey));
}

/* All rows, each decided by the threshold of its slice. */
static void
fill_overall (CpAuditCell *cell, const CpSweep *sweep, const double *thresholds, gboolean is_survey) {
  guint n_slices = cp_sweep_get_n_slices (sweep);
  cell->n = cp_sweep_get_weight (sweep, CP_ALL_ROWS);
  cell->threshold = thresholds[0];
  for (guint s = 1; s < n_slices; s++) {
    if (thresholds[s] != thresholds[0])
      cell->threshold = NAN;
  }
  cp_sweep_get_metrics (sweep, CP_ALL_ROWS, 0.5, cell->metrics); /* the score metrics know no threshold */
  cell->confusion = cp_sweep_get_total (sweep, thresholds);
  for (int m = 0; m < CP_N_CONFUSION_METRICS; m++)
    cell->metrics[m] = cp_metric_from_confusion (m, &cell->confusion);
  fill_intervals (cell, cp_sweep_get_auc (sweep, CP_ALL_ROWS),
                  effective_share (sweep, CP_ALL_ROWS, is_survey));
}

/* What no formula gives the interval of. */
static void
draw_intervals (CpAuditCell *cell, const CpSweep *sweep, guint slice, const CpAuditOptions *options) {
  static const CpMetric drawn[] = {CP_METRIC_F1, CP_METRIC_BALANCED_ACCURACY, CP_METRIC_MCC};
  CpInterval intervals[G_N_ELEMENTS (drawn)];
  double share = effective_share (sweep, slice, options->is_survey);
  const CpConfusion *c = &cell->confusion;
  CpConfusion effective = {c->tp * share, c->fp * share, c->tn * share, c->fn * share};
  cp_interval_bootstrap (&effective, drawn, G_N_ELEMENTS (drawn), CP_AUDIT_REPLICATES, options->seed, 0.95,
                         intervals);
  for (gsize i = 0; i < G_N_ELEMENTS (drawn); i++)
    cell->intervals[drawn[i]] = intervals[i];
}

static void
set_gap_intervals (CpGap *gap, const CpGap *drawn) {
  gap->difference_interval = drawn->difference_interval;
  gap->ratio_interval = drawn->ratio_interval;
}

static void
fill_gap_intervals (CpAuditModel *model, const CpSweep *sweep, const CpAuditOptions *options) {
  guint n_slices = cp_sweep_get_n_slices (sweep);
  g_autofree CpConfusion *counts = g_new (CpConfusion, n_slices);
  g_autofree double *aucs = g_new (double, n_slices), *variances = g_new (double, n_slices);
  for (guint s = 0; s < n_slices; s++) {
    double share = effective_share (sweep, s, options->is_survey);
    CpConfusion c = model->slices[s].confusion;
    counts[s] = (CpConfusion){c.tp * share, c.fp * share, c.tn * share, c.fn * share};
    aucs[s] = model->slices[s].metrics[CP_METRIC_ROC_AUC];
    variances[s] = cp_auc_get_variance (cp_sweep_get_auc (sweep, s), share);
  }
  for (int m = 0; m < CP_N_CONFUSION_METRICS; m++) {
    CpGap drawn = cp_gap_bootstrap (counts, n_slices, m, CP_AUDIT_REPLICATES, options->seed, 0.95);
    set_gap_intervals (&model->gaps[m], &drawn);
  }
  CpGap drawn = cp_gap_normal (aucs, variances, n_slices, CP_AUDIT_REPLICATES, options->seed, 0.95);
  set_gap_intervals (&model->gaps[CP_METRIC_ROC_AUC], &drawn);
}

static void
fill_gaps (CpAuditModel *model, const CpSweep *sweep, const CpAuditOptions *options) {
  guint n_slices = cp_sweep_get_n_slices (sweep);
  g_autofree double *values = g_new (double, n_slices);
  for (int m = 0; m < CP_N_METRICS; m++) {
    for (guint s = 0; s < n_slices; s++)
      values[s] = model->slices[s].metrics[m];
    model->gaps[m] = cp_gap_compute (values, n_slices);
  }
  if (options->has_intervals)
    fill_gap_intervals (model, sweep, options);
}

/* How surely a rate of each slice is not that of the other rows. */
static void
fill_q (CpAuditModel *model, const CpSweep *sweep, CpMetric metric, gboolean is_survey) {
  guint n_slices = cp_sweep_get_n_slices (sweep);
  g_autofree double *p = g_new (double, n_slices), *q = g_new (double, n_slices);
  double all, all_trials;
  cp_metric_get_counts (metric, &model->overall.confusion, &all, &all_trials);
  for (guint s = 0; s < n_slices; s++) {
    double own, trials, share = effective_share (sweep, s, is_survey);
    double other_share = effective_share_of_others (sweep, s, is_survey);
    cp_metric_get_counts (metric, &model->slices[s].confusion, &own, &trials);
    double others = fmax (all - own, 0), other_trials = fmax (all_trials - trials, 0);
    p[s] = cp_fisher_exact (own * share, (trials - own) * share, others * other_share,
                            fmax (other_trials - others, 0) * other_share);
  }
  cp_benjamini_hochberg (p, n_slices, q);
  for (guint s = 0; s < n_slices; s++)
    model->slices[s].q[metric] = q[s];
}

static void
fill_qs (CpAuditModel *model, const CpSweep *sweep, const CpAuditOptions *options) {
  for (int m = 0; m < CP_N_METRICS; m++) {
    model->overall.q[m] = NAN;
    for (guint s = 0; s < cp_sweep_get_n_slices (sweep); s++)
      model->slices[s].q[m] = NAN;
    if (options->has_intervals && cp_metric_get_info (m)->is_rate)
      fill_q (model, sweep, m, options->is_survey);
  }
}

/* Everything that follows from the thresholds alone. */
static void
fill_model (CpAuditModel *model, const CpSweep *sweep, const char *name, const double *thresholds,
            const CpAuditOptions *options) {
  guint n_slices = cp_sweep_get_n_slices (sweep);
  model->name = g_strdup (name);
  model->slices = g_new0 (CpAuditCell, n_slices);
  for (guint s = 0; s < n_slices; s++)
    cp_audit_cell_fill (&model->slices[s], sweep, s, thresholds[s], options->is_survey);
  fill_overall (&model->overall, sweep, thresholds, options->is_survey);
  for (guint s = 0; options->has_intervals && s < n_slices; s++)
    draw_intervals (&model->slices[s], sweep, s, options);
  if (options->has_intervals)
    draw_intervals (&model->overall, sweep, CP_ALL_ROWS, options);
  fill_gaps (model, sweep, options);
  fill_qs (model, sweep, options);
  model->cost = cp_cost_get (&model->overall.confusion, &options->costs);
  model->gap = model->gaps[CP_METRIC_SELECTION_RATE].difference;
  model->single_cost = NAN;
}

static gboolean
optimise_model (CpAuditModel *model, const CpSweep *sweep, const char *name, const double *custom,
                const CpAuditOptions *options, double tolerance, GCancellable *cancellable, GError **error) {
  g_autoptr (CpThresholds) thresholds = cp_thresholds_optimise (sweep, options->strategy, &options->costs,
                                                                tolerance, custom, cancellable, error);
  if (thresholds == NULL)
    return FALSE;
  fill_model (model, sweep, name, thresholds->thresholds, options);
  model->cost = thresholds->cost;
  model->gap = thresholds->gap;
  model->single_cost = thresholds->single_cost;
  return TRUE;
}

static CpAudit *
audit_new (CpSweep *const *sweeps, guint n_models, const CpAuditOptions *options) {
  CpAudit *audit = g_new0 (CpAudit, 1);
  audit->n_rows = cp_sweep_get_n_rows (sweeps[0], CP_ALL_ROWS);
  audit->weight = cp_sweep_get_weight (sweeps[0], CP_ALL_ROWS);
  audit->label = g_strdup (options->label);
  audit->positive = g_strdup (options->positive);
  audit->costs = options->costs;
  audit->strategy = options->strategy;
  audit->tolerance = options->tolerance < 0 ? cp_default_tolerance (sweeps[0]) : options->tolerance;
  audit->slices = cp_slices_ref (cp_sweep_get_slices (sweeps[0]));
  audit->n_models = n_models;
  audit->models = g_new0 (CpAuditModel, n_models);
  return audit;
}

CpAudit *
cp_audit_build (CpSweep *const *sweeps, const char *const *names, guint n_models, const double *thresholds,
                const CpAuditOptions *options, GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (n_models > 0, NULL);
  g_return_val_if_fail (options->strategy != CP_STRATEGY_CUSTOM || thresholds != NULL, NULL);
  g_autoptr (CpAudit) audit = audit_new (sweeps, n_models, options);
  guint n_slices = cp_sweep_get_n_slices (sweeps[0]);
  for (guint m = 0; m < n_models; m++) {
    const double *custom = thresholds != NULL ? thresholds + (gsize)m * n_slices : NULL;
    if (!optimise_model (&audit->models[m], sweeps[m], names[m], custom, options, audit->tolerance,
                         cancellable, error))
      return NULL;
  }
  return g_steal_pointer (&audit);
}

CpAudit *
cp_audit_build_at (CpSweep *const *sweeps, const char *const *names, guint n_models, const double *thresholds,
                   const CpAuditOptions *options) {
  g_return_val_if_fail (n_models > 0 && thresholds != NULL, NULL);
  CpAudit *audit = audit_new (sweeps, n_models, options);
  guint n_slices = cp_sweep_get_n_slices (sweeps[0]);
  for (guint m = 0; m < n_models; m++)
    fill_model (&audit->models[m], sweeps[m], names[m], thresholds + (gsize)m * n_slices, options);
  return audit;
}

gboolean
cp_audit_compare (CpAudit *audit, guint a, guint b, const CpPairedRows *rows, guint64 seed,
                  GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (a < audit->n_models && b < audit->n_models, FALSE);
  guint n_slices = cp_slices_get_n_slices (audit->slices);
  g_return_val_if_fail (cp_slices_get_n_slices (rows->slices) == n_slices, FALSE);
  g_autofree double *of_a = g_new (double, n_slices), *of_b = g_new (double, n_slices);
  for (guint s = 0; s < n_slices; s++) {
    of_a[s] = audit->models[a].slices[s].threshold;
    of_b[s] = audit->models[b].slices[s].threshold;
  }
  g_autofree CpPairedCell *cells = g_new (CpPairedCell, n_slices + 1);
  if (!cp_paired_compare (rows, (const double *const[]){of_a, of_b}, CP_AUDIT_REPLICATES, seed, 0.95, cells,
                          cancellable)) {
    cp_check_cancelled (cancellable, error);
    return FALSE;
  }
  CpAuditComparison comparison = {.a = a, .b = b, .overall = cells[n_slices]};
  comparison.slices = g_steal_pointer (&cells);
  audit->comparisons = g_renew (CpAuditComparison, audit->comparisons, audit->n_comparisons + 1);
  audit->comparisons[audit->n_comparisons++] = comparison;
  return TRUE;
}

void
cp_audit_free (CpAudit *audit) {
  for (guint c = 0; c < audit->n_comparisons; c++)
    g_free (audit->comparisons[c].slices);
  g_free (audit->comparisons);
  for (guint m = 0; m < audit->n_models; m++) {
    g_free (audit->models[m].name);
    g_free (audit->models[m].slices);
  }
  g_free (audit->models);
  g_free (audit->label);
  g_free (audit->positive);
  g_clear_pointer (&audit->slices, cp_slices_unref);
  g_free (audit);
}
