#pragma once
#include "ui/plot/chart.h"

/* Every row at once: a lane a column, in it a dot a row where its effect is, coloured by the row's value from
 * low to high, heaped up where many rows have one effect. A ring marks the selected row in every lane. Lanes
 * without room, from below, are left out.
 *
 * Signals: "row-activated" (guint row): a dot was clicked, or Enter was pressed on it;
 *          "lane-activated" (const char *name): a lane's name was clicked. */
G_BEGIN_DECLS

#define CP_TYPE_BEESWARM (cp_beeswarm_get_type ())
G_DECLARE_FINAL_TYPE (CpBeeswarm, cp_beeswarm, CP, BEESWARM, CpChart)

typedef struct {
  const char *name;
  const double *effects; /* (n) */
  const double *levels;  /* (n): the value's place among the values, 0 lowest to 1 highest; NaN: none */
  double marked;         /* the selected row's effect; NaN: none */
} CpBeeswarmLane;

/* (transfer full): the lines of the card of a row in a lane */
typedef char *(*CpDescribeDot) (const char *lane, guint32 row, double effect, gpointer data);

GtkWidget *cp_beeswarm_new (void);
/* @rows: (n): what the signals call the dots; @lanes: (n_lanes), from the top. Copied. */
void cp_beeswarm_set_lanes (CpBeeswarm *self, const char *axis, const guint32 *rows, gsize n,
                            const CpBeeswarmLane *lanes, guint n_lanes);
void cp_beeswarm_set_describe (CpBeeswarm *self, CpDescribeDot describe, gpointer data);
void cp_beeswarm_select (CpBeeswarm *self, const char *name); /* (nullable): a lane stands out */

G_END_DECLS
