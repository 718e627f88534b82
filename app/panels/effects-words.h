#pragma once
#include "app/explain/dependences.h"
#include "app/explain/explanations-global.h"
#include "ui/controls/effect-cell.h"

/* What the small pictures beside a value say, as figures and in words. */
G_BEGIN_DECLS

/* Of the selected row: signed attributions. Of the table: the mean of their sizes over a sample of the rows
 * looked at. */
typedef enum { CP_EFFECTS_OF_ROW, CP_EFFECTS_OF_TABLE } CpEffectsOf;

/**
 * cp_effect_marks_find:
 * @out: (CP_EFFECT_CELL_MODELS): written
 *
 * The effects of a field on the output looked at. Returns: for how many models
 */
guint cp_effect_marks_find (CpSession *session, CpEffectsOf of, const CpField *field, CpEffectMark *out);

/* The largest |effect| of any field, of any model; 1 while there is none. */
double cp_effect_marks_find_most (CpSession *session, CpEffectsOf of);

/* (transfer full): a line a model: "A +0.032 ± 0.001", "B does not read this column" */
char *cp_effect_marks_describe (CpSession *session, CpEffectsOf of, const CpField *field,
                                const CpEffectMark *effects, guint n);

/* (transfer full): "A 0.312 at 25 to 0.788 at 310, B …": where a mean curve is lowest and highest */
char *cp_curves_describe (const CpColumnCurves *curves);

/* Where @cell stands on the grid, in steps from its first point (between two for a number, at an end for one
 * beyond it); NaN where it is none of its values. */
double cp_curves_find_mark (const CpColumnCurves *curves, const char *cell);

G_END_DECLS
