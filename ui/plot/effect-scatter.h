#pragma once
#include "ui/plot/beeswarm.h"

/* How an effect depends on the value that makes it: a dot a row, across its value, upwards its effect; a
 * category's rows side by side in a lane of their own, what is missing left of the plot. Coloured by another
 * column from low to high, or as the model is. A ring marks the selected row. Few far dots do not squeeze the
 * others: they stand as arrows at the edge, and are counted.
 *
 * Signal: "row-activated" (guint row): a dot was clicked, or Enter was pressed on it. */
G_BEGIN_DECLS

#define CP_TYPE_EFFECT_SCATTER (cp_effect_scatter_get_type ())
G_DECLARE_FINAL_TYPE (CpEffectScatter, cp_effect_scatter, CP, EFFECT_SCATTER, CpChart)

typedef struct {
  const char *title, *letter, *fill; /* the model's chip and colour; letter: (nullable) */
  const char *column, *axis;         /* the column; what the upright axis is called */
  const char *const *labels;         /* (nullable): a category's values; x is their index */
  const guint32 *rows;               /* (n): what the signal calls the dots */
  const double *x, *effects;         /* (n); x NaN: missing */
  const char *colour;                /* (nullable): the column that colours */
  const double *levels;              /* (nullable) (n): its value's place, 0 lowest to 1 highest; NaN: none */
  gsize n;
  double marked_x, marked_effect; /* of the selected row; an effect of NaN: not there */
  gboolean has_marked;
} CpEffectScatterData;

GtkWidget *cp_effect_scatter_new (void);
void cp_effect_scatter_set_data (CpEffectScatter *self, const CpEffectScatterData *data); /* copied */
void cp_effect_scatter_clear (CpEffectScatter *self);
/* The effects that must be in sight. FALSE: empty */
gboolean cp_effect_scatter_get_extent (CpEffectScatter *self, double *out_lo, double *out_hi);
/* Several models share an upright axis. */
void cp_effect_scatter_set_range (CpEffectScatter *self, double lo, double hi);
void cp_effect_scatter_set_describe (CpEffectScatter *self, CpDescribeDot describe, gpointer data);

G_END_DECLS
