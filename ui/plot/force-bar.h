#pragma once
#include "ui/plot/waterfall.h"

/* Why one score is what it is, on a single bar (after the force plots of Lundberg et al. 2018): effects that
 * raise the score push from the left, those that lower it from the right, and they meet at the score; the
 * largest stand nearest to it. Their lengths are their sizes, so both sides together lead from the base value
 * to the score. Names stand below where they fit; what is too short to see is one part together on each side.
 *
 * Signal: "bar-activated" (const char *name): a part was clicked, or Enter was pressed on it. */
G_BEGIN_DECLS

#define CP_TYPE_FORCE_BAR (cp_force_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpForceBar, cp_force_bar, CP, FORCE_BAR, CpChart)

GtkWidget *cp_force_bar_new (void);
void cp_force_bar_set_data (CpForceBar *self, const CpWaterfallData *data); /* copied */
void cp_force_bar_clear (CpForceBar *self);
/* The range of values that must be in sight: both ends of the bar, the base and the threshold. FALSE: empty
 */
gboolean cp_force_bar_get_extent (CpForceBar *self, double *out_lo, double *out_hi);
/* Several bars share an axis. */
void cp_force_bar_set_range (CpForceBar *self, double lo, double hi);
void cp_force_bar_select (CpForceBar *self, const char *name); /* (nullable): none */

G_END_DECLS
