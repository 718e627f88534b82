#pragma once
#include "core/metrics/binary.h"
#include <gtk/gtk.h>

/* The columns of the table of slices, shared by its header and its rows so that they line up. */
G_BEGIN_DECLS

#define CP_SLICE_OPEN_WIDTH 18  /* the button that opens the detail */
#define CP_SLICE_NAME_WIDTH 118 /* and what is left over, shared with the bar */
#define CP_SLICE_N_WIDTH 62
#define CP_SLICE_THRESHOLD_WIDTH 196
#define CP_SLICE_BAR_WIDTH 96
#define CP_SLICE_RATE_WIDTH 56
#define CP_SLICE_SPACING 10

/* The figures right of the bar. */
typedef struct {
  CpMetric metric;
  const char *title;
  int width;
} CpSliceColumn;

#define CP_N_SLICE_COLUMNS 5
extern const CpSliceColumn cp_slice_columns[CP_N_SLICE_COLUMNS];

/* (transfer full): a rate in percent, everything else as a score; "–" where undefined */
char *cp_slice_format_metric (CpMetric metric, double value);

/* A label of exactly @width (or at least, when @expands), right-aligned unless @expands. */
GtkWidget *cp_slice_cell_new (int width, gboolean expands);

G_END_DECLS
