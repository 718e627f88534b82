#pragma once
#include "app/slice-order.h"
#include "app/slice-words.h"
#include "core/base/json.h"
#include <gtk/gtk.h>

/* What the table of slices shows: its metrics, whether with intervals, in which order; shared by its header
 * and its rows so that they line up, and kept in the session's view. */
G_BEGIN_DECLS

#define CP_SLICE_OPEN_WIDTH 18  /* the button that opens the detail */
#define CP_SLICE_NAME_WIDTH 118 /* and what is left over, shared with the bar */
#define CP_SLICE_N_WIDTH 62
#define CP_SLICE_THRESHOLD_WIDTH 176 /* and its share of what is left over */
#define CP_SLICE_BAR_WIDTH 96
#define CP_SLICE_Q_WIDTH 50
#define CP_SLICE_SPACING 10

typedef struct {
  guint n;
  CpMetric metrics[CP_N_METRICS]; /* right of the bar, which is the selection rate's */
  gboolean shows_intervals;
  gboolean shows_q; /* of the selection rate, beside it */
  CpSliceSort sort;
  int detail_height; /* of the charts of an open slice */
} CpSliceColumns;

CpSliceColumns cp_slice_columns_default (void);
/* Whether a column stands among them whose interval is drawn from the scores. */
gboolean cp_slice_columns_has_score_metric (const CpSliceColumns *columns);
gboolean cp_slice_columns_has (const CpSliceColumns *columns, CpMetric metric);
/* Adds or removes @metric; columns stand in the order of CpMetric, AUC last. */
void cp_slice_columns_show (CpSliceColumns *columns, CpMetric metric, gboolean is_shown);
/* {"columns": ["tpr", …], "intervals": true, "q": false, "sort": "tpr:B:descending"}; what cannot be read is
 * the default. (transfer full) */
json_t *cp_slice_columns_to_json (const CpSliceColumns *columns);
CpSliceColumns cp_slice_columns_from_json (const json_t *json);

const char *cp_slice_column_get_title (CpMetric metric); /* "TPR" */
int cp_slice_column_get_width (const CpSliceColumns *columns, CpMetric metric);

/* A label of exactly @width (or at least, when @expands), right-aligned unless @expands. */
GtkWidget *cp_slice_cell_new (int width, gboolean expands);

G_END_DECLS
