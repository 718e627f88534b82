#pragma once
#include "core/table/table.h"

/* Why one score is what it is, as a chart of it wants to be told: from the base value over every effect and
 * the residual to the score. */
G_BEGIN_DECLS

typedef struct {
  const char *name;
  const char *value;    /* (nullable): what the row has there */
  double effect, error; /* error: the standard error, 0 for an exact effect */
} CpAnswerBar;

typedef struct {
  const char *title;             /* "limited · negative" */
  const char *letter;            /* (nullable): the chip before the title */
  const char *fill, *line, *ink; /* colours: of the chip, of the score's line, of its figure */
  const char *axis;              /* title of the axis */
  const char *noun;              /* what "12 other …" are: "columns", "words" */
  const CpAnswerBar *bars;       /* (n_bars), the largest effect first */
  guint n_bars;
  double base, score, residual; /* score = base + Σ effects + residual */
  double threshold;             /* NaN for none */
  gboolean is_difference;       /* of two models: base and score carry their sign */
} CpAnswerData;

/* (transfer full): texts and bars are copied too */
CpAnswerData *cp_answer_data_copy (const CpAnswerData *data);
void cp_answer_data_free (CpAnswerData *copy); /* of what cp_answer_data_copy() gave */

/* (transfer full): base value, every bar, residual and f(x), each with what the row has there, its effect and
 * its standard error */
CpTable *cp_answer_data_to_table (const CpAnswerData *data);

G_END_DECLS
