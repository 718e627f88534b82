#include "app/panels/slice-columns.h"

#include "core/base/format.h"

const CpSliceColumn cp_slice_columns[CP_N_SLICE_COLUMNS] = {
    {CP_METRIC_TPR, "TPR", 56}, {CP_METRIC_FPR, "FPR", 56},     {CP_METRIC_ACCURACY, "Accuracy", 60},
    {CP_METRIC_F1, "F1", 44},   {CP_METRIC_ROC_AUC, "AUC", 44},
};

char *
cp_slice_format_metric (CpMetric metric, double value) {
  return cp_metric_get_info (metric)->is_rate ? cp_format_percent (value) : cp_format_score (value);
}

GtkWidget *
cp_slice_cell_new (int width, gboolean expands) {
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), expands ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1); /* the text never widens the column */
  gtk_label_set_width_chars (GTK_LABEL (label), 1);
  gtk_widget_set_size_request (label, width, -1);
  gtk_widget_set_hexpand (label, expands);
  return label;
}
