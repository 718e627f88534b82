#pragma once
#include "ui/plot/chart.h"

/* Gaps between slices: a group of horizontal bars for each measure, one bar a model, all from 0, each with
 * its 95 % interval and its figure at the right edge. The axis, in percentage points, is as long as bars and
 * intervals need, ending on half a tick.
 *
 * Mouse: hover shows the card of the nearest bar. Keys: up and down walk the bars, Escape hides the card. */
G_BEGIN_DECLS

#define CP_TYPE_GAP_BARS (cp_gap_bars_get_type ())
G_DECLARE_FINAL_TYPE (CpGapBars, cp_gap_bars, CP, GAP_BARS, CpChart)

/* All are shares: 0.499 is 49.9 points. NaN: undefined, drawn as "–"; without an interval, no whisker. */
typedef struct {
  double value, low, high;
  gboolean is_old; /* the interval is of a moment ago: its whisker is dimmed */
} CpGapBar;

/* (transfer full): the lines of the card, written as CpDescribeRow's */
typedef char *(*CpDescribeBar) (guint measure, guint series, gpointer data);

GtkWidget *cp_gap_bars_new (void);
/* @is_signed: values and ticks carry + or −: a difference of two named slices, not the widest of many */
void cp_gap_bars_set_axis (CpGapBars *self, const char *title, gboolean is_signed);
/* @names, @colours: (n): one a model, A first */
/* Others than before forget the bars. */
void cp_gap_bars_set_series (CpGapBars *self, const char *const *names, const char *const *colours, guint n);
/* @measures: (n_measures + 1): NULL-terminated names, from the top; @bars: (n_measures × n_series), copied */
void cp_gap_bars_set_bars (CpGapBars *self, const char *const *measures, const CpGapBar *bars);
/* Without one the card gives the measure, the figure and the interval. */
void cp_gap_bars_set_describe (CpGapBars *self, CpDescribeBar describe, gpointer data,
                               GDestroyNotify destroy);

G_END_DECLS
