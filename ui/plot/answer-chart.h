#pragma once
#include "ui/plot/answer-data.h"
#include "ui/plot/chart.h"

/* What the charts of one answer share: from a base value over the effects of columns to a score, on one axis.
 * It keeps the data, the threshold and the selected column, walks the parts with the keyboard, tells the one
 * under the cursor and draws what stands around them; a chart derives from it and says where its parts lie.
 *
 * Signal: "bar-activated" (const char *name): a column's part was clicked, or Enter was pressed on it. */
G_BEGIN_DECLS

#define CP_TYPE_ANSWER_CHART (cp_answer_chart_get_type ())
G_DECLARE_DERIVABLE_TYPE (CpAnswerChart, cp_answer_chart, CP, ANSWER_CHART, CpChart)

/* A part as it is drawn: a bar, the bars without room for their own, or the residual. */
typedef struct {
  const char *name, *value; /* value: (nullable) */
  double from, effect, error;
  gboolean is_column; /* a bar of its own, that can be chosen */
} CpAnswerPart;

struct _CpAnswerChartClass {
  CpChartClass parent_class;
  void (*draw_parts) (CpAnswerChart *self, CpPaint *paint); /* and the marks; there are data */
  void (*take) (CpAnswerChart *self);                       /* (nullable): the data are others, or none */
  /* Widens a range that holds base, score and threshold to all that must be in sight; there are data. */
  void (*widen) (CpAnswerChart *self, double *lo, double *hi);
  guint (*count_parts) (CpAnswerChart *self);
  void (*get_part) (CpAnswerChart *self, guint index, CpAnswerPart *out_part); /* good till the next call */
  int (*pick) (CpAnswerChart *self, double x, double y);                       /* a part, -1 for none */
  /* Parts follow each other downwards: up and down walk them from the first one, and the card says where they
   * have led so far. Else left and right walk them too, from the largest effect. */
  gboolean is_list;
};

void cp_answer_chart_set_data (CpAnswerChart *self, const CpAnswerData *data); /* (nullable): none; copied */
/* The range of values that must be in sight: every step, the base, the score and the threshold. FALSE: empty
 */
gboolean cp_answer_chart_get_extent (CpAnswerChart *self, double *out_lo, double *out_hi);
/* Several answers share an axis. */
void cp_answer_chart_set_range (CpAnswerChart *self, double lo, double hi);
void cp_answer_chart_select (CpAnswerChart *self, const char *name); /* (nullable): none */

/* For what derives from it. */
const CpAnswerData *cp_answer_chart_get_data (CpAnswerChart *self); /* (nullable) */
guint cp_answer_chart_get_cursor (CpAnswerChart *self);             /* a part */
gboolean cp_answer_chart_is_selected (CpAnswerChart *self, const CpAnswerPart *part);
double cp_answer_chart_to_pixel (CpAnswerChart *self, double value);
/* An upright line at @value. */
void cp_answer_chart_draw_upright (CpAnswerChart *self, CpPaint *paint, double value, const char *colour,
                                   double width, double top, double bottom);
void cp_answer_chart_draw_threshold (CpAnswerChart *self, CpPaint *paint, double top, double bottom);
/* Base and score by name and figure, each on the side away from the other one. @y: their middle; @over: how
 * far they reach over their place; @least: the leftmost pixel they may have */
void cp_answer_chart_draw_ends (CpAnswerChart *self, CpPaint *paint, double y, double over, double least);

G_END_DECLS
