#include "ui/plot/curve-data.h"

CpTable *
cp_curve_data_build (const CpFrame *frame, const CpPolyline *const *lines, guint n) {
  g_autoptr (GArray) codes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) xs = g_array_new (FALSE, FALSE, sizeof (double)),
                     ys = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree const char **names = g_new0 (const char *, n + 1);
  for (guint32 i = 0; i < n; i++) {
    names[i] = cp_frame_get_series (frame, i)->name;
    g_array_append_vals (xs, lines[i]->x, (guint)lines[i]->n);
    g_array_append_vals (ys, lines[i]->y, (guint)lines[i]->n);
    for (gsize v = 0; v < lines[i]->n; v++)
      g_array_append_val (codes, i);
  }
  if (codes->len == 0)
    return NULL;
  g_autofree char *x_name = cp_frame_dup_column_name (frame, 0),
                  *y_name = cp_frame_dup_column_name (frame, 1);
  g_autoptr (CpColumn) curve =
      cp_column_new_category ("Curve", (const guint32 *)(gconstpointer)codes->data, codes->len, names, n);
  g_autoptr (CpColumn) x = cp_column_new_number (x_name, (const double *)(gconstpointer)xs->data, xs->len);
  g_autoptr (CpColumn) y = cp_column_new_number (y_name, (const double *)(gconstpointer)ys->data, ys->len);
  return cp_table_new ("chart", (CpColumn *const[]){curve, x, y}, 3, NULL);
}
