#include "app/session/audit-data.h"

#include "app/panels/letters.h"
#include "app/session/session.h"

#include <math.h>

/* Columns under way, each of the same number of rows. */

static void
add_numbers (GPtrArray *columns, const char *name, const double *values, gsize n) {
  g_ptr_array_add (columns, cp_column_new_number (name, values, n));
}

static void
add_texts (GPtrArray *columns, const char *name, const char *const *cells, gsize n) {
  g_ptr_array_add (columns, cp_column_new_text (name, cells, n));
}

/* "NAME", "NAME, low", "NAME, high" */
static void
add_estimate (GPtrArray *columns, const char *name, const double *values, const CpInterval *intervals,
              gsize n) {
  g_autofree char *low_name = g_strconcat (name, ", low", NULL),
                  *high_name = g_strconcat (name, ", high", NULL);
  g_autofree double *low = g_new (double, n), *high = g_new (double, n);
  for (gsize i = 0; i < n; i++) {
    low[i] = intervals[i].low;
    high[i] = intervals[i].high;
  }
  add_numbers (columns, name, values, n);
  add_numbers (columns, low_name, low, n);
  add_numbers (columns, high_name, high, n);
}

/* "NAME, q" of a rate */
static void
add_q_values (GPtrArray *columns, CpMetric metric, const CpAuditCell *const *cells, gsize n) {
  const CpMetricInfo *info = cp_metric_get_info (metric);
  g_autofree char *name = g_strconcat (info->label, ", q", NULL);
  g_autofree double *values = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    values[i] = cells[i]->q[metric];
  if (info->is_rate)
    add_numbers (columns, name, values, n);
}

static CpTable *
finish (GPtrArray *columns, const char *place) {
  return cp_table_new (place, (CpColumn *const *)columns->pdata, columns->len, NULL);
}

static const CpAuditCell *
get_cell (const CpAudit *audit, guint model, guint slice) {
  return slice == CP_ALL_ROWS ? &audit->models[model].overall : &audit->models[model].slices[slice];
}

CpTable *
cp_audit_data_slices (const CpAudit *audit, const guint *slices, guint n_slices, const CpMetric *metrics,
                      guint n_metrics, gboolean has_q) {
  g_return_val_if_fail (audit != NULL && slices != NULL, NULL);
  gsize n = (gsize)n_slices * audit->n_models;
  if (n == 0)
    return NULL;
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  g_autofree const CpAuditCell **cells = g_new (const CpAuditCell *, n);
  g_autofree const char **names = g_new (const char *, n), **letters = g_new (const char *, n),
                        **models = g_new (const char *, n);
  g_autofree double *rows = g_new (double, n), *thresholds = g_new (double, n), *values = g_new (double, n);
  g_autofree CpInterval *intervals = g_new (CpInterval, n);
  for (gsize i = 0; i < n; i++) {
    guint slice = slices[i / audit->n_models], model = (guint)(i % audit->n_models);
    cells[i] = get_cell (audit, model, slice);
    names[i] = slice == CP_ALL_ROWS ? "All rows" : cp_slices_get_label (audit->slices, slice);
    letters[i] = cp_model_letter (model);
    models[i] = audit->models[model].name;
    rows[i] = cells[i]->n;
    thresholds[i] = cells[i]->threshold;
  }
  add_texts (columns, "Slice", names, n);
  add_texts (columns, "Model", letters, n);
  add_texts (columns, "Name", models, n);
  add_numbers (columns, "Rows", rows, n);
  add_numbers (columns, "Threshold", thresholds, n);
  for (guint m = 0; m < n_metrics; m++) {
    for (gsize i = 0; i < n; i++) {
      values[i] = cells[i]->metrics[metrics[m]];
      intervals[i] = cells[i]->intervals[metrics[m]];
    }
    add_estimate (columns, cp_metric_get_info (metrics[m])->label, values, intervals, n);
    if (has_q)
      add_q_values (columns, metrics[m], cells, n);
  }
  return finish (columns, "slices");
}

/* (nullable): its label */
static const char *
get_holder (const CpAudit *audit, guint slice) {
  return slice < cp_slices_get_n_slices (audit->slices) ? cp_slices_get_label (audit->slices, slice) : NULL;
}

/* Who holds the lowest and the highest value. */
static void
add_holders (GPtrArray *columns, const CpAudit *audit, const CpGap **gaps, gsize n) {
  g_autofree const char **low = g_new (const char *, n), **high = g_new (const char *, n);
  g_autofree double *min = g_new (double, n), *max = g_new (double, n);
  for (gsize i = 0; i < n; i++) {
    low[i] = get_holder (audit, gaps[i]->min_slice);
    high[i] = get_holder (audit, gaps[i]->max_slice);
    min[i] = gaps[i]->min;
    max[i] = gaps[i]->max;
  }
  add_texts (columns, "Lowest in", low, n);
  add_numbers (columns, "Lowest", min, n);
  add_texts (columns, "Highest in", high, n);
  add_numbers (columns, "Highest", max, n);
}

CpTable *
cp_audit_data_gaps (const CpAudit *audit, const CpMetric *metrics, guint n_metrics) {
  g_return_val_if_fail (audit != NULL && metrics != NULL, NULL);
  gsize n = (gsize)n_metrics * audit->n_models;
  if (n == 0)
    return NULL;
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  g_autofree const CpGap **gaps = g_new (const CpGap *, n);
  g_autofree const char **names = g_new (const char *, n), **letters = g_new (const char *, n);
  g_autofree double *values = g_new (double, n);
  g_autofree CpInterval *intervals = g_new (CpInterval, n);
  for (gsize i = 0; i < n; i++) {
    guint model = (guint)(i % audit->n_models);
    CpMetric metric = metrics[i / audit->n_models];
    gaps[i] = &audit->models[model].gaps[metric];
    names[i] = cp_metric_get_info (metric)->label;
    letters[i] = cp_model_letter (model);
    values[i] = gaps[i]->difference;
    intervals[i] = gaps[i]->difference_interval;
  }
  add_texts (columns, "Measure", names, n);
  add_texts (columns, "Model", letters, n);
  add_estimate (columns, "Difference", values, intervals, n);
  for (gsize i = 0; i < n; i++) {
    values[i] = gaps[i]->ratio;
    intervals[i] = gaps[i]->ratio_interval;
  }
  add_estimate (columns, "Ratio", values, intervals, n);
  add_holders (columns, audit, gaps, n);
  return finish (columns, "gaps");
}

CpTable *
cp_audit_data_confusion (const CpConfusion *confusion, const char *positive, const char *negative) {
  g_return_val_if_fail (confusion != NULL && positive != NULL && negative != NULL, NULL);
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  add_texts (columns, "Label", (const char *const[]){positive, negative}, 2);
  add_numbers (columns, "Decided yes", (const double[]){confusion->tp, confusion->fp}, 2);
  add_numbers (columns, "Decided no", (const double[]){confusion->fn, confusion->tn}, 2);
  return finish (columns, "confusion");
}
