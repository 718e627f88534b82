#pragma once
#include "tests/ui/display.h"
#include "ui/plot/card.h"
#include "ui/plot/scatter.h"

/* Four corners and the middle: what lies where is plain. */
static const double corner_x[] = {0.1, 0.9, 0.1, 0.9, 0.5}, corner_y[] = {0.1, 0.1, 0.9, 0.9, 0.5};

static inline char *
describe_corner (guint row, gpointer data) {
  return g_strdup_printf ("Row %u\nA\t0.421 denied\nLabel\tdenied", row);
}

static inline CpScatter *
make_scatter (void) {
  CpScatter *scatter = CP_SCATTER (cp_scatter_new ());
  cp_scatter_set_title (scatter, "Decisions of A and B");
  cp_scatter_set_description (scatter, "5 rows, 2 decided differently");
  cp_scatter_set_series (scatter, (const char *const[]){"Same", "Only A"},
                         (const char *const[]){"agree_yes", "a_line"}, (double[]){3, 2}, 2);
  cp_scatter_set_points (scatter, corner_x, corner_y, (const guint8[]){0, 1, 0, 1, 0}, 5);
  cp_scatter_set_thresholds (scatter, 0.5, 0.7);
  cp_scatter_set_describe (scatter, describe_corner, NULL, NULL);
  return scatter;
}

static inline CpCard *
card_of (gpointer chart) {
  return CP_CARD (find_widget (chart, CP_TYPE_CARD));
}
