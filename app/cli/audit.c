#include "core/report/audit.h"
#include "app/cli/commands.h"
#include "app/cli/input.h"
#include "app/cli/labels.h"
#include "app/cli/output.h"
#include "app/cli/session-rows.h"
#include "app/cli/slices.h"
#include "core/base/error.h"
#include "core/base/format.h"

#include <math.h>
#include <string.h>

typedef struct {
  char **slices;
  char *strategy;
  double fp_cost, fn_cost, tolerance;
  gboolean has_intervals;
} AuditArguments;

typedef struct {
  CpCosts costs;
  CpStrategy strategy;
  double tolerance; /* < 0: the default */
  char **slices;    /* (nullable): borrowed, as typed */
} AuditPlan;

#define NOT_TYPED (-INFINITY) /* a number option that was left out */

static double
number_or (double typed, const json_t *saved, double otherwise) {
  return typed != NOT_TYPED ? typed : json_is_number (saved) ? json_number_value (saved) : otherwise;
}

static gboolean
is_amount (double value) {
  return value >= 0 && isfinite (value);
}

/* What the command line says, else the session, else the defaults. */
static gboolean
make_plan (AuditPlan *plan, const CpCliInput *input, const AuditArguments *arguments, GError **error) {
  const json_t *costs = json_object_get (input->session, "costs");
  plan->costs.fp_cost = number_or (arguments->fp_cost, json_object_get (costs, "false_positive"), 1);
  plan->costs.fn_cost = number_or (arguments->fn_cost, json_object_get (costs, "false_negative"), 1);
  plan->tolerance = number_or (arguments->tolerance, json_object_get (input->session, "tolerance"), -1);
  gboolean has_costs = is_amount (plan->costs.fp_cost) && is_amount (plan->costs.fn_cost);
  if (!has_costs || (arguments->tolerance != NOT_TYPED && !is_amount (arguments->tolerance))) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_VALUE,
                         has_costs ? "--tolerance: expected a number from 0 up."
                                   : "--fp-cost and --fn-cost: expected numbers from 0 up.");
    return FALSE;
  }
  const char *saved = json_string_value (json_object_get (input->session, "strategy"));
  const char *name = arguments->strategy != NULL ? arguments->strategy : saved != NULL ? saved : "custom";
  if (!cp_strategy_parse (name, &plan->strategy)) {
    GString *names = g_string_new (NULL);
    for (guint s = 0; s < CP_N_STRATEGIES; s++)
      g_string_append_printf (names, "%s%s", s > 0 ? ", " : "", cp_strategy_get_info (s)->name);
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "--strategy %s: expected one of %s.", name, names->str);
    g_string_free (names, TRUE);
    return FALSE;
  }
  plan->slices = arguments->slices;
  return TRUE;
}

static gboolean
check_binary (const CpModel *model, GError **error) {
  gboolean is_binary = model->n_outputs == 1 && model->task == CP_TASK_BINARY;
  if (!is_binary)
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: is a %s model with %u %s; this version audits binary decisions with one score "
                 "(--task binary).",
                 model->place, cp_task_get_name (model->task), model->n_outputs,
                 model->n_outputs == 1 ? "output" : "outputs");
  return is_binary;
}

/* What an audit is made from. */
typedef struct {
  CpLabels *labels;
  CpSlices *slices;
  const double *weights; /* (nullable): the table's */
  gboolean is_survey;
  GPtrArray *scores; /* of CpScores: one a model */
  GPtrArray *sweeps;
} AuditMaterial;

static void
audit_material_clear (AuditMaterial *material) {
  g_clear_pointer (&material->labels, cp_labels_unref);
  g_clear_pointer (&material->slices, cp_slices_unref);
  g_clear_pointer (&material->scores, g_ptr_array_unref);
  g_clear_pointer (&material->sweeps, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AuditMaterial, audit_material_clear)

static gboolean
add_model (AuditMaterial *material, const CpCliOptions *options, const CpCliInput *input, guint m,
           GError **error) {
  if (!check_binary (input->inputs->models[m], error))
    return FALSE;
  CpScores *scores = cp_cli_score (options, input, m, error);
  if (scores == NULL)
    return FALSE;
  g_ptr_array_add (material->scores, scores);
  CpSweep *sweep =
      cp_sweep_build (cp_scores_get_values (scores), cp_scores_get_n_outputs (scores), material->labels,
                      material->weights, material->slices, options->cancellable, error);
  if (sweep != NULL)
    g_ptr_array_add (material->sweeps, sweep);
  return sweep != NULL;
}

static gboolean
gather_material (AuditMaterial *material, const CpCliOptions *options, const CpCliInput *input,
                 const AuditPlan *plan, GError **error) {
  material->scores = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_scores_unref);
  material->sweeps = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_sweep_unref);
  material->labels = cp_cli_build_labels (options, input, error);
  if (material->labels == NULL)
    return FALSE;
  if (input->absent->len > 0 || input->scope != NULL) {
    gsize n;
    g_autofree guint32 *rows = cp_cli_list_seen_rows (options, input, &n);
    CpLabels *kept = cp_labels_keep_rows (material->labels, rows, n);
    cp_labels_unref (material->labels);
    material->labels = kept;
  }
  material->slices = cp_cli_build_slices (input->inputs->table, input->session, plan->slices, error);
  if (material->slices == NULL)
    return FALSE;
  if (input->sources->weight != NULL &&
      !cp_sources_get_weights (input->inputs->table, input->sources->weight, &material->weights, error))
    return FALSE;
  for (guint m = 0; m < input->inputs->n_models; m++) {
    if (!add_model (material, options, input, m, error))
      return FALSE;
  }
  return TRUE;
}

static void
tell_wide_tolerance (const CpCliOptions *options, const AuditPlan *plan, const AuditMaterial *material) {
  if (cp_strategy_get_info (plan->strategy)->measure < 0 || plan->tolerance >= 0)
    return;
  double tolerance = cp_default_tolerance (g_ptr_array_index (material->sweeps, 0));
  g_autofree char *rows = cp_format_count (rint (1 / tolerance)), *shown = cp_format_number (tolerance, -1);
  g_autofree char *note = g_strdup_printf (
      "the smallest slice has %s rows, so parity holds within ± %s; --tolerance sets another.", rows, shown);
  if (tolerance > 0.05)
    cp_cli_notice (options, note);
}

/* Every further model against the first. */
static gboolean
compare_models (CpAudit *audit, const CpCliOptions *options, const AuditMaterial *material, GError **error) {
  for (guint m = 1; m < audit->n_models; m++) {
    const CpScores *a = g_ptr_array_index (material->scores, 0), *b = g_ptr_array_index (material->scores, m);
    CpPairedRows rows = {.scores = {cp_scores_get_values (a), cp_scores_get_values (b)},
                         .strides = {cp_scores_get_n_outputs (a), cp_scores_get_n_outputs (b)},
                         .labels = material->labels,
                         .weights = material->weights,
                         .slices = material->slices,
                         .is_survey = material->is_survey};
    if (!cp_audit_compare (audit, 0, m, &rows, options->seed, options->cancellable, error))
      return FALSE;
  }
  return TRUE;
}

/* What a threshold does not change. */
static gboolean
add_score_intervals (CpAudit *audit, const CpCliOptions *options, const AuditMaterial *material,
                     GError **error) {
  for (guint m = 0; m < audit->n_models; m++) {
    g_autoptr (CpScoreIntervals) intervals =
        cp_score_intervals_build (g_ptr_array_index (material->sweeps, m), material->is_survey, options->seed,
                                  options->cancellable, error);
    if (intervals == NULL)
      return FALSE;
    cp_audit_add_score_intervals (audit, m, intervals);
  }
  return TRUE;
}

static CpAudit *
run_audit (const CpCliOptions *options, const CpCliInput *input, const AuditPlan *plan,
           gboolean has_intervals, GError **error) {
  g_auto (AuditMaterial) material = {.is_survey = input->sources->is_survey};
  if (!gather_material (&material, options, input, plan, error))
    return NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint n_slices = cp_slices_get_n_slices (material.slices);
  g_autofree double *thresholds = g_new (double, (gsize)n_slices * input->inputs->n_models);
  for (guint m = 0; m < input->inputs->n_models; m++) {
    g_ptr_array_add (names, input->inputs->models[m]->name);
    for (guint s = 0; s < n_slices; s++)
      thresholds[(gsize)m * n_slices + s] =
          cp_cli_find_threshold (options, input, m, cp_slices_get_label (material.slices, s));
  }
  tell_wide_tolerance (options, plan, &material);
  CpAuditOptions audit_options = {.label = input->sources->label,
                                  .positive = cp_labels_get_positive (material.labels),
                                  .costs = plan->costs,
                                  .strategy = plan->strategy,
                                  .tolerance = plan->tolerance,
                                  .has_intervals = has_intervals,
                                  .is_survey = input->sources->is_survey,
                                  .seed = options->seed};
  g_autoptr (CpAudit) audit =
      cp_audit_build ((CpSweep *const *)material.sweeps->pdata, (const char *const *)names->pdata,
                      input->inputs->n_models, thresholds, &audit_options, options->cancellable, error);
  if (audit == NULL || (has_intervals && (!add_score_intervals (audit, options, &material, error) ||
                                          !compare_models (audit, options, &material, error))))
    return NULL;
  return g_steal_pointer (&audit);
}

/* The metrics a person reads first; JSON and CSV hold all. */
static const CpMetric shown_metrics[] = {CP_METRIC_SELECTION_RATE, CP_METRIC_TPR, CP_METRIC_FPR,
                                         CP_METRIC_ACCURACY,       CP_METRIC_F1,  CP_METRIC_ROC_AUC};

static char *
format_metric (CpMetric metric, double value) {
  return cp_metric_get_info (metric)->is_rate ? cp_format_percent (value) : cp_format_score (value);
}

static void
add_cell (CpCliRows *rows, const CpAuditCell *cell, const CpMetric *metrics, guint n_metrics) {
  cp_cli_rows_add_number (rows, cell->n, cp_format_count (cell->n));
  cp_cli_rows_add_number (rows, cell->threshold,
                          isnan (cell->threshold) ? g_strdup ("by slice")
                                                  : cp_format_threshold (cell->threshold));
  for (guint i = 0; i < n_metrics; i++)
    cp_cli_rows_add_number (rows, cell->metrics[metrics[i]],
                            format_metric (metrics[i], cell->metrics[metrics[i]]));
}

static void
append_model_table (const CpAudit *audit, guint index, GString *out) {
  const CpAuditModel *model = &audit->models[index];
  g_autoptr (GStrvBuilder) header = g_strv_builder_new ();
  g_strv_builder_add_many (header, "slice", "n", "threshold", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (shown_metrics); i++)
    g_strv_builder_add (header, cp_metric_get_info (shown_metrics[i])->name);
  g_auto (GStrv) names = g_strv_builder_end (header);
  g_autoptr (CpCliRows) rows = cp_cli_rows_new ((const char *const *)names);
  cp_cli_rows_add_text (rows, "All rows");
  add_cell (rows, &model->overall, shown_metrics, G_N_ELEMENTS (shown_metrics));
  for (guint s = 0; s < cp_slices_get_n_slices (audit->slices) && cp_slices_get_n_keys (audit->slices) > 0;
       s++) {
    cp_cli_rows_add_text (rows, cp_slices_get_label (audit->slices, s));
    add_cell (rows, &model->slices[s], shown_metrics, G_N_ELEMENTS (shown_metrics));
  }
  g_autofree char *sentence = cp_audit_dup_sentence (audit, index),
                  *verdict = cp_audit_dup_verdict (audit, index);
  g_autofree char *cost = cp_format_number (model->cost, -1),
                  *single = cp_format_number (model->single_cost, -1);
  g_string_append_printf (out, "\n%s\n", model->name);
  cp_cli_rows_append (rows, CP_CLI_TABLE, out);
  g_string_append_printf (out, "%s %s.\n", sentence, verdict);
  g_string_append_printf (out, "Cost %s; one threshold for all would cost at least %s.\n", cost, single);
}

static void
append_table (const CpAudit *audit, GString *out) {
  g_autofree char *n_rows = cp_format_count ((double)audit->n_rows),
                  *weight = cp_format_count (audit->weight);
  gboolean has_weight = audit->weight != (double)audit->n_rows;
  g_string_append_printf (out, "%s rows with a label%s%s%s, %s = %s is positive; strategy %s", n_rows,
                          has_weight ? " (weight " : "", has_weight ? weight : "", has_weight ? ")" : "",
                          audit->label, audit->positive, cp_strategy_get_info (audit->strategy)->name);
  if (cp_strategy_get_info (audit->strategy)->measure >= 0) {
    g_autofree char *tolerance = cp_format_number (audit->tolerance, -1);
    g_string_append_printf (out, ", tolerance %s", tolerance);
  }
  g_string_append_c (out, '\n');
  for (guint m = 0; m < audit->n_models; m++)
    append_model_table (audit, m, out);
  for (guint c = 0; c < audit->n_comparisons; c++) {
    g_autofree char *difference = cp_audit_dup_difference (audit, c);
    g_string_append_printf (out, "%s%s\n", c == 0 ? "\n" : "", difference);
  }
}

static void
append_csv (const CpAudit *audit, GString *out) {
  static const char *const counts[] = {"tp", "fp", "tn", "fn"};
  CpMetric metrics[CP_N_METRICS];
  gsize n_keys = cp_slices_get_n_keys (audit->slices);
  g_autoptr (GStrvBuilder) header = g_strv_builder_new ();
  g_strv_builder_add (header, "model");
  for (gsize k = 0; k < n_keys; k++)
    g_strv_builder_add (header, cp_slices_get_key (audit->slices, k));
  g_strv_builder_add_many (header, "n", "threshold", NULL);
  for (guint m = 0; m < CP_N_METRICS; m++) {
    metrics[m] = m;
    g_strv_builder_add (header, cp_metric_get_info (m)->name);
  }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    g_strv_builder_add (header, counts[i]);
  g_auto (GStrv) names = g_strv_builder_end (header);
  g_autoptr (CpCliRows) rows = cp_cli_rows_new ((const char *const *)names);
  for (guint m = 0; m < audit->n_models; m++) {
    const CpAuditModel *model = &audit->models[m];
    guint n_slices = n_keys > 0 ? cp_slices_get_n_slices (audit->slices) : 0;
    for (guint line = 0; line <= n_slices; line++) {
      const CpAuditCell *cell = line == 0 ? &model->overall : &model->slices[line - 1];
      const CpConfusion *c = &cell->confusion;
      double values[] = {c->tp, c->fp, c->tn, c->fn};
      cp_cli_rows_add_text (rows, model->name);
      for (gsize k = 0; k < n_keys; k++)
        cp_cli_rows_add_text (rows, line == 0 ? "(all)" : cp_slices_get_value (audit->slices, line - 1, k));
      add_cell (rows, cell, metrics, CP_N_METRICS);
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        cp_cli_rows_add_number (rows, values[i], NULL);
    }
  }
  cp_cli_rows_append (rows, CP_CLI_CSV, out);
}

int
cp_command_audit (int argc, char **argv) {
  AuditArguments arguments = {.fp_cost = NOT_TYPED, .fn_cost = NOT_TYPED, .tolerance = NOT_TYPED};
  const GOptionEntry entries[] = {
      {"slice", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments.slices,
       "compare the values of a column; repeat for their product; numbers in BINS (equal count, or "
       ":width), or :values",
       "C[:BINS]"},
      {"strategy", 0, 0, G_OPTION_ARG_STRING, &arguments.strategy,
       "custom (default), single, group, demographic-parity, equal-opportunity, predictive-equality, "
       "equal-accuracy, equalized-odds",
       "S"},
      {"fp-cost", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.fp_cost, "cost of a false positive (1)", "X"},
      {"fn-cost", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.fn_cost, "cost of a false negative (1)", "Y"},
      {"tolerance", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.tolerance,
       "parity holds within ± this (0.01, or one row of the smallest slice)", "T"},
      {"intervals", 0, 0, G_OPTION_ARG_NONE, &arguments.has_intervals,
       "95 % intervals of the gaps, of what comes from the scores, and of the models' differences", NULL},
      {NULL}};
  int status;
  g_autoptr (CpCliOptions) options =
      cp_cli_options_parse (argc, argv, "compare performance between slices and set thresholds",
                            "[SESSION.counterpoint]", entries, &status);
  g_auto (GStrv) typed = arguments.slices;
  g_autofree char *strategy = arguments.strategy;
  if (options == NULL)
    return status;
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, TRUE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  AuditPlan plan = {0};
  if (!make_plan (&plan, input, &arguments, &error))
    return cp_cli_fail (error);
  g_autoptr (CpAudit) audit = run_audit (options, input, &plan, arguments.has_intervals, &error);
  if (audit == NULL)
    return cp_cli_fail (error);
  if (options->format == CP_CLI_JSON) {
    g_autoptr (json_t) json = cp_audit_to_json (audit);
    return cp_cli_write_json (options, json);
  }
  g_autoptr (GString) out = g_string_new (NULL);
  if (options->format == CP_CLI_CSV)
    append_csv (audit, out);
  else
    append_table (audit, out);
  return cp_cli_write (options, out->str, out->len);
}
