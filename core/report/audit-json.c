#include "core/report/audit.h"

#include <math.h>

static json_t *
interval_to_json (CpInterval interval) {
  json_t *json = json_array ();
  json_array_append_new (json, cp_json_number (interval.low));
  json_array_append_new (json, cp_json_number (interval.high));
  return json;
}

/* Of a slice among others, where the audit has intervals. */
static void
add_q_values (json_t *json, const CpAuditCell *cell) {
  json_t *values = json_object ();
  for (int m = 0; m < CP_N_METRICS; m++) {
    if (!isnan (cell->q[m]))
      json_object_set_new (values, cp_metric_get_info (m)->name, cp_json_number (cell->q[m]));
  }
  if (json_object_size (values) > 0)
    json_object_set (json, "q_values", values);
  json_decref (values);
}

/* Adds the numbers of a cell to @json. A threshold that differs between the slices is left out, since null
 * already means that nobody is positive. */
static void
add_cell (json_t *json, const CpAuditCell *cell) {
  const CpConfusion *c = &cell->confusion;
  json_object_set_new (json, "n", cp_json_number (cell->n));
  if (!isnan (cell->threshold))
    json_object_set_new (json, "threshold", cp_json_number (cell->threshold));
  json_object_set_new (json, "tp", cp_json_number (c->tp));
  json_object_set_new (json, "fp", cp_json_number (c->fp));
  json_object_set_new (json, "tn", cp_json_number (c->tn));
  json_object_set_new (json, "fn", cp_json_number (c->fn));
  json_t *intervals = json_object ();
  for (int m = 0; m < CP_N_METRICS; m++) {
    const CpMetricInfo *info = cp_metric_get_info (m);
    json_object_set_new (json, info->name, cp_json_number (cell->metrics[m]));
    if (info->is_rate || m == CP_METRIC_ROC_AUC || !isnan (cell->intervals[m].low))
      json_object_set_new (intervals, info->name, interval_to_json (cell->intervals[m]));
  }
  json_object_set_new (json, "intervals", intervals);
  add_q_values (json, cell);
}

static json_t *
slice_to_json (const CpSlices *slices, guint slice) {
  json_t *json = json_object ();
  for (gsize key = 0; key < cp_slices_get_n_keys (slices); key++)
    json_object_set_new (json, cp_slices_get_key (slices, key),
                         cp_slices_is_missing (slices, slice, key)
                             ? json_null ()
                             : json_string (cp_slices_get_value (slices, slice, key)));
  return json;
}

static json_t *
extreme_to_json (const CpSlices *slices, guint slice, double value) {
  if (slice >= cp_slices_get_n_slices (slices))
    return json_null ();
  json_t *json = json_object ();
  json_object_set_new (json, "slice", slice_to_json (slices, slice));
  json_object_set_new (json, "value", cp_json_number (value));
  return json;
}

static json_t *
gaps_to_json (const CpAudit *audit, const CpAuditModel *model) {
  json_t *json = json_object ();
  for (int m = 0; m < CP_N_METRICS; m++) {
    const CpGap *gap = &model->gaps[m];
    json_t *entry = json_object ();
    json_object_set_new (entry, "difference", cp_json_number (gap->difference));
    json_object_set_new (entry, "ratio", cp_json_number (gap->ratio));
    if (!isnan (gap->difference_interval.low)) {
      json_object_set_new (entry, "interval", interval_to_json (gap->difference_interval));
      json_object_set_new (entry, "ratio_interval", interval_to_json (gap->ratio_interval));
    }
    json_object_set_new (entry, "min", extreme_to_json (audit->slices, gap->min_slice, gap->min));
    json_object_set_new (entry, "max", extreme_to_json (audit->slices, gap->max_slice, gap->max));
    json_object_set_new (json, cp_metric_get_info (m)->name, entry);
  }
  return json;
}

static json_t *
model_to_json (const CpAudit *audit, const CpAuditModel *model) {
  json_t *json = json_object (), *overall = json_object (), *slices = json_array ();
  json_object_set_new (json, "name", json_string (model->name));
  add_cell (overall, &model->overall);
  json_object_set_new (json, "overall", overall);
  for (guint s = 0; s < cp_slices_get_n_slices (audit->slices); s++) {
    json_t *slice = json_object ();
    json_object_set_new (slice, "slice", slice_to_json (audit->slices, s));
    add_cell (slice, &model->slices[s]);
    json_array_append_new (slices, slice);
  }
  json_object_set_new (json, "slices", slices);
  json_object_set_new (json, "gaps", gaps_to_json (audit, model));
  json_object_set_new (json, "cost", cp_json_number (model->cost));
  json_object_set_new (json, "single_cost", cp_json_number (model->single_cost));
  json_object_set_new (json, "gap", cp_json_number (model->gap));
  return json;
}

static void
add_paired_cell (json_t *json, const CpPairedCell *cell) {
  json_t *mcnemar = json_object (), *differences = json_object ();
  json_object_set_new (json, "n", cp_json_number (cell->n));
  json_object_set_new (mcnemar, "a_only", cp_json_number (cell->a_only));
  json_object_set_new (mcnemar, "b_only", cp_json_number (cell->b_only));
  json_object_set_new (mcnemar, "p", cp_json_number (cell->p));
  json_object_set_new (json, "mcnemar", mcnemar);
  for (int m = 0; m < CP_N_METRICS; m++) {
    if (m >= CP_N_CONFUSION_METRICS && m != CP_METRIC_ROC_AUC)
      continue;
    json_t *entry = json_object ();
    json_object_set_new (entry, "difference", cp_json_number (cell->differences[m]));
    json_object_set_new (entry, "interval", interval_to_json (cell->intervals[m]));
    json_object_set_new (differences, cp_metric_get_info (m)->name, entry);
  }
  json_object_set_new (json, "differences", differences);
}

static json_t *
comparison_to_json (const CpAudit *audit, const CpAuditComparison *comparison) {
  json_t *json = json_object (), *overall = json_object (), *slices = json_array ();
  json_object_set_new (json, "a", json_string (audit->models[comparison->a].name));
  json_object_set_new (json, "b", json_string (audit->models[comparison->b].name));
  add_paired_cell (overall, &comparison->overall);
  json_object_set_new (json, "overall", overall);
  for (guint s = 0; s < cp_slices_get_n_slices (audit->slices); s++) {
    json_t *slice = json_object ();
    json_object_set_new (slice, "slice", slice_to_json (audit->slices, s));
    add_paired_cell (slice, &comparison->slices[s]);
    json_array_append_new (slices, slice);
  }
  json_object_set_new (json, "slices", slices);
  return json;
}

json_t *
cp_audit_to_json (const CpAudit *audit) {
  json_t *json = json_object (), *costs = json_object (), *models = json_array ();
  json_object_set_new (json, "rows", json_integer ((json_int_t)audit->n_rows));
  json_object_set_new (json, "weight", cp_json_number (audit->weight));
  json_object_set_new (json, "label", json_string (audit->label));
  json_object_set_new (json, "positive", json_string (audit->positive));
  json_object_set_new (costs, "false_positive", cp_json_number (audit->costs.fp_cost));
  json_object_set_new (costs, "false_negative", cp_json_number (audit->costs.fn_cost));
  json_object_set_new (json, "costs", costs);
  json_object_set_new (json, "strategy", json_string (cp_strategy_get_info (audit->strategy)->name));
  json_object_set_new (json, "tolerance", cp_json_number (audit->tolerance));
  for (guint m = 0; m < audit->n_models; m++)
    json_array_append_new (models, model_to_json (audit, &audit->models[m]));
  json_object_set_new (json, "models", models);
  if (audit->n_comparisons > 0) {
    json_t *comparisons = json_array ();
    for (guint c = 0; c < audit->n_comparisons; c++)
      json_array_append_new (comparisons, comparison_to_json (audit, &audit->comparisons[c]));
    json_object_set_new (json, "comparison", comparisons);
  }
  return json;
}
