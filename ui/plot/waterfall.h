#pragma once
#include "ui/plot/chart.h"

/* Why one score is what it is: bars that lead from the base value to the score, one a column, the largest
 * first; what has no room is one bar together, and the residual is always the last. Names and values stand
 * left of the bars, figures always carry + or −, whiskers are the standard errors of sampled effects.
 *
 * Signal: "bar-activated" (const char *name): a bar was clicked, or Enter was pressed on it. */
G_BEGIN_DECLS

#define CP_TYPE_WATERFALL (cp_waterfall_get_type ())
G_DECLARE_FINAL_TYPE (CpWaterfall, cp_waterfall, CP, WATERFALL, CpChart)

typedef struct {
  const char *name;
  const char *value;    /* (nullable): what the row has there */
  double effect, error; /* error: the standard error, 0 for an exact effect */
} CpWaterfallBar;

typedef struct {
  const char *title;             /* "limited · negative" */
  const char *letter;            /* (nullable): the chip before the title */
  const char *fill, *line, *ink; /* colours: of the chip, of the score's line, of its figure */
  const char *axis;              /* title of the axis */
  const char *noun;              /* what "12 other …" are: "columns", "words" */
  const CpWaterfallBar *bars;    /* (n_bars), the largest effect first */
  guint n_bars;
  double base, score, residual; /* score = base + Σ effects + residual */
  double threshold;             /* NaN for none */
  gboolean is_difference;       /* of two models: base and score carry their sign */
} CpWaterfallData;

/* (transfer full): base value, every bar, residual and f(x), each with what the row has there, its effect and
 * its standard error */
CpTable *cp_waterfall_data_to_table (const CpWaterfallData *data);

GtkWidget *cp_waterfall_new (void);
void cp_waterfall_set_data (CpWaterfall *self, const CpWaterfallData *data); /* copied */
void cp_waterfall_clear (CpWaterfall *self);
/* The range of values that must be in sight: every step, the base, the score and the threshold. FALSE: empty
 */
gboolean cp_waterfall_get_extent (CpWaterfall *self, double *out_lo, double *out_hi);
/* Several waterfalls side by side share an axis. */
void cp_waterfall_set_range (CpWaterfall *self, double lo, double hi);
void cp_waterfall_select (CpWaterfall *self, const char *name); /* (nullable): none */

G_END_DECLS
