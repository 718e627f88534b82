#include "app/panels/field-widths.h"

#define EFFECT 62 /* CpEffectCell */
#define CURVE 44  /* CpSparkline */
#define USE 52    /* the letters of the models */

static const CpFieldWidths by_cells[2][3] = {
    {{132, 140, 0, FALSE, TRUE}, {118, 120, 92, FALSE, FALSE}, {96, 104, 80, FALSE, FALSE}},
    {{118, 120, 0, TRUE, FALSE}, {92, 94, 68, TRUE, FALSE}, {80, 88, 62, TRUE, FALSE}},
};

static int
measure (const CpFieldWidths *widths, int n_cells, gboolean has_effects) {
  int pictures = EFFECT + CP_FIELD_SPACING + (widths->has_curves ? CURVE + CP_FIELD_SPACING : 0);
  return widths->name + CP_FIELD_SPACING + widths->control + n_cells * (widths->cell + CP_FIELD_SPACING) +
         (has_effects ? pictures : 0) + (widths->has_use ? USE + CP_FIELD_SPACING : 0);
}

CpFieldWidths
cp_field_widths_find (guint n_cells, gboolean has_effects, int width) {
  int cells = (int)MIN (n_cells, 2);
  CpFieldWidths widths = by_cells[has_effects ? 1 : 0][cells];
  if (measure (&widths, cells, has_effects) > width)
    widths.has_curves = FALSE;
  int left = MAX (width - measure (&widths, cells, has_effects), 0);
  widths.name += left / 2; /* a name needs it most; the control takes what stays */
  widths.cell += cells > 0 ? left / 4 / cells : 0;
  return widths;
}
