#pragma once
#include <gtk/gtk.h>

/* How far a column moved each model's score: a signed bar a model about one centre line, the first above, the
 * sign always written at its end. A table cell; the words of it are its accessible description and tooltip.
 */
G_BEGIN_DECLS

#define CP_TYPE_EFFECT_CELL (cp_effect_cell_get_type ())
G_DECLARE_FINAL_TYPE (CpEffectCell, cp_effect_cell, CP, EFFECT_CELL, GtkWidget)

#define CP_EFFECT_CELL_MODELS 2

typedef struct {
  double value;     /* NaN: not known */
  double error;     /* its standard error; 0: exact */
  gboolean is_read; /* FALSE: the model does not read the column */
} CpEffectMark;

GtkWidget *cp_effect_cell_new (const char *name); /* the column's */
/* Copied. @effects: (n <= CP_EFFECT_CELL_MODELS); @most: > 0: the effect whose bar fills its side; @words:
 * (nullable): of both, for those who do not see it */
void cp_effect_cell_set (CpEffectCell *self, const CpEffectMark *effects, guint n, double most,
                         const char *words);
/* In place of bars: why there are none ("no input"). @words: (nullable): as above */
void cp_effect_cell_set_note (CpEffectCell *self, const char *note, const char *words);
/* Sizes rather than effects: bars from the left in the models' colours, without a sign. FALSE at first. */
void cp_effect_cell_set_is_size (CpEffectCell *self, gboolean is_size);
/* Whether what is shown is of the row before its edits: dimmed. */
void cp_effect_cell_set_stale (CpEffectCell *self, gboolean is_stale);
gboolean cp_effect_cell_is_stale (CpEffectCell *self);

G_END_DECLS
