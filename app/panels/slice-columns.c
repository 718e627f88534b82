#include "app/panels/slice-columns.h"

#include <math.h>

#define DETAIL_HEIGHT 192
#define INTERVAL_RATE_WIDTH 56  /* "76.1–78.9" */
#define INTERVAL_SCORE_WIDTH 62 /* "0.769–0.789" */

static const CpMetric defaults[] = {CP_METRIC_TPR, CP_METRIC_FPR, CP_METRIC_ACCURACY, CP_METRIC_F1,
                                    CP_METRIC_ROC_AUC};

/* Heads of columns: as short as the field writes them. */
static const struct {
  CpMetric metric;
  const char *title;
  int width;
} heads[] = {
    {CP_METRIC_SELECTION_RATE, "Selection rate", 56},
    {CP_METRIC_BASE_RATE, "Base rate", 62},
    {CP_METRIC_TPR, "TPR", 56},
    {CP_METRIC_FPR, "FPR", 56},
    {CP_METRIC_TNR, "TNR", 56},
    {CP_METRIC_FNR, "FNR", 56},
    {CP_METRIC_PRECISION, "Precision", 62},
    {CP_METRIC_NPV, "NPV", 56},
    {CP_METRIC_FDR, "FDR", 56},
    {CP_METRIC_FOR, "FOR", 56},
    {CP_METRIC_ACCURACY, "Accuracy", 62},
    {CP_METRIC_BALANCED_ACCURACY, "Bal. acc.", 60},
    {CP_METRIC_F1, "F1", 44},
    {CP_METRIC_MCC, "MCC", 50},
    {CP_METRIC_MEAN_SCORE, "Mean score", 72},
    {CP_METRIC_BRIER, "Brier", 48},
    {CP_METRIC_LOG_LOSS, "Log loss", 58},
    {CP_METRIC_ROC_AUC, "AUC", 44},
    {CP_METRIC_AVERAGE_PRECISION, "Avg. prec.", 68},
};
G_STATIC_ASSERT (G_N_ELEMENTS (heads) == CP_N_METRICS);

CpSliceColumns
cp_slice_columns_default (void) {
  CpSliceColumns columns = {.n = 0, .detail_height = DETAIL_HEIGHT};
  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    columns.metrics[columns.n++] = defaults[i];
  return columns;
}

gboolean
cp_slice_columns_has (const CpSliceColumns *columns, CpMetric metric) {
  for (guint i = 0; i < columns->n; i++) {
    if (columns->metrics[i] == metric)
      return TRUE;
  }
  return FALSE;
}

gboolean
cp_slice_columns_has_score_metric (const CpSliceColumns *columns) {
  for (guint i = 0; i < columns->n; i++) {
    if (columns->metrics[i] >= CP_N_CONFUSION_METRICS && columns->metrics[i] != CP_METRIC_ROC_AUC)
      return TRUE;
  }
  return FALSE;
}

void
cp_slice_columns_show (CpSliceColumns *columns, CpMetric metric, gboolean is_shown) {
  CpSliceColumns before = *columns;
  columns->n = 0;
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    CpMetric at = heads[i].metric;
    if (at != CP_METRIC_SELECTION_RATE && (at == metric ? is_shown : cp_slice_columns_has (&before, at)))
      columns->metrics[columns->n++] = at;
  }
}

json_t *
cp_slice_columns_to_json (const CpSliceColumns *columns) {
  g_autofree char *sort = cp_slice_sort_to_text (&columns->sort);
  json_t *names = json_array ();
  for (guint i = 0; i < columns->n; i++)
    json_array_append_new (names, json_string (cp_metric_get_info (columns->metrics[i])->name));
  return json_pack ("{s:o,s:b,s:b,s:s}", "columns", names, "intervals", columns->shows_intervals, "q",
                    columns->shows_q, "sort", sort);
}

CpSliceColumns
cp_slice_columns_from_json (const json_t *json) {
  CpSliceColumns columns = cp_slice_columns_default ();
  const json_t *names = json_object_get (json, "columns");
  gsize i;
  json_t *name;
  if (json_is_array (names))
    columns.n = 0;
  json_array_foreach ((json_t *)names, i, name) {
    CpMetric metric;
    if (json_is_string (name) && cp_metric_parse (json_string_value (name), &metric) &&
        metric != CP_METRIC_SELECTION_RATE && !cp_slice_columns_has (&columns, metric))
      columns.metrics[columns.n++] = metric;
  }
  columns.shows_intervals = json_is_true (json_object_get (json, "intervals"));
  columns.shows_q = json_is_true (json_object_get (json, "q"));
  columns.sort = cp_slice_sort_parse (json_string_value (json_object_get (json, "sort")));
  return columns;
}

const char *
cp_slice_column_get_title (CpMetric metric) {
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    if (heads[i].metric == metric)
      return heads[i].title;
  }
  return "";
}

int
cp_slice_column_get_width (const CpSliceColumns *columns, CpMetric metric) {
  int width = 0;
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    if (heads[i].metric == metric)
      width = heads[i].width;
  }
  if (!columns->shows_intervals)
    return width;
  return MAX (width, cp_metric_get_info (metric)->is_rate ? INTERVAL_RATE_WIDTH : INTERVAL_SCORE_WIDTH);
}

GtkWidget *
cp_slice_cell_new (int width, gboolean expands) {
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), expands ? 0 : 1);
  gtk_label_set_justify (GTK_LABEL (label), expands ? GTK_JUSTIFY_LEFT : GTK_JUSTIFY_RIGHT);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1); /* the text never widens the column */
  gtk_label_set_width_chars (GTK_LABEL (label), 1);
  gtk_widget_set_size_request (label, width, -1);
  gtk_widget_set_hexpand (label, expands);
  return label;
}
