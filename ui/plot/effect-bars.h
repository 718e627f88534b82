#pragma once
#include "ui/plot/chart.h"

/* How much each column matters: from the top a name, and beside it one bar a model with its figure, all from
 * zero, and a whisker where it has a spread. A model that does not read the column says so in place of a bar.
 * One row may be chosen.
 *
 * Signal: "row-activated" (const char *name): a row was clicked, or Enter was pressed on it. */
G_BEGIN_DECLS

#define CP_TYPE_EFFECT_BARS (cp_effect_bars_get_type ())
G_DECLARE_FINAL_TYPE (CpEffectBars, cp_effect_bars, CP, EFFECT_BARS, CpChart)

GtkWidget *cp_effect_bars_new (void);
/* @names, @colours: (n): one a model, A first */
void cp_effect_bars_set_series (CpEffectBars *self, const char *const *names, const char *const *colours,
                                guint n);
/* @names: (n + 1): NULL-terminated, from the top; @values: (n × n_series), NaN: not an input of that model,
 * infinite: not known yet; @errors: (nullable): the same shape: a spread drawn as a whisker, NaN for none;
 * @is_signed: figures carry + or −. Copied. */
void cp_effect_bars_set_rows (CpEffectBars *self, const char *axis, const char *const *names,
                              const double *values, const double *errors, gboolean is_signed);
void cp_effect_bars_select (CpEffectBars *self, const char *name); /* (nullable): none */

G_END_DECLS
