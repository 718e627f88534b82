#pragma once
#include "ui/plot/chart.h"

/* How scores lie, by label: filled bars for the positive rows, outlines over them for the negative ones, and
 * a threshold that moves. The owner moves the line itself when "threshold-moved" (double) asks for it.
 *
 * Mouse: hover shows the card of the bin; the line drags, in hundredths of the axis. Keys: left and right
 * move the threshold by a hundredth (with Shift a tenth), up and down walk the bins, Escape hides the card.
 */
G_BEGIN_DECLS

#define CP_TYPE_HISTOGRAM_CHART (cp_histogram_chart_get_type ())
G_DECLARE_FINAL_TYPE (CpHistogramChart, cp_histogram_chart, CP, HISTOGRAM_CHART, CpChart)

GtkWidget *cp_histogram_chart_new (void);
void cp_histogram_chart_set_axes (CpHistogramChart *self, const char *x_title, const char *y_title);
/* What the two kinds of bars are called, and the colour of the filled ones. */
void cp_histogram_chart_set_series (CpHistogramChart *self, const char *filled, const char *outlined,
                                    const char *colour);
/* @edges: (n_bins + 1), ascending; @filled, @outlined: (n_bins), not negative; all copied. n_bins 0: none */
void cp_histogram_chart_set_counts (CpHistogramChart *self, const double *edges, const double *filled,
                                    const double *outlined, guint n_bins);
/* The bin that holds @value, a score on an edge in the bin it begins; G_MAXUINT outside. O(log n_bins) */
guint cp_histogram_chart_find_bin (CpHistogramChart *self, double value);
/* NaN: none. Beyond an end of the axis the line stands at that end. */
void cp_histogram_chart_set_threshold (CpHistogramChart *self, double threshold);
/* A dotted line with its words ("0.03 for parity"); NaN: none */
void cp_histogram_chart_set_preview (CpHistogramChart *self, double threshold, const char *label);

G_END_DECLS
