#pragma once
#include "app/explain/explanations.h"
#include "app/rows/fields.h"
#include "core/explain/global.h"

/* The effects of one row's explanation as a person reads them: one a column (a one-hot group is one), and of
 * a text's bag of words one a word instead. */
G_BEGIN_DECLS

typedef struct {
  char *name;           /* the column, or the word in quotation marks */
  char *value;          /* (nullable): what the row has there, for the screen */
  double effect, error; /* error: the standard error, 0 for an exact effect */
} CpEffect;

/* @told: with an answer. (transfer full) (element-type CpEffect): the largest first, ties by name; words
 * without an effect are left out */
GArray *cp_effects_build (const CpRowExplanation *told, const CpFields *fields, guint output);
/* Both sides' effects, first minus second, a column one side lacks counting 0 there; values from whichever
 * has it. (transfer full) (element-type CpEffect): as above */
GArray *cp_effects_subtract (const GArray *first, const GArray *second);
/* (nullable) (transfer none) */
const CpEffect *cp_effects_find (const GArray *effects, const char *name);
double cp_effects_get_sum (const GArray *effects);
double cp_effects_get_largest_error (const GArray *effects); /* 0: none was sampled */

/* What @told (nullable) says of the column @name, or of its word @word (nullable), where it may stand among
 * the answers of @global: in the same space, and no first answer among better ones; else NaN */
double cp_effects_find_marked (const CpRowExplanation *told, const CpGlobal *global, const char *name,
                               const char *word, guint output);

/* (transfer full): "Sex (Female) lowers the score of limited by 0.331, Income (82) raises it by 0.098." the
 * @n largest ones */
char *cp_effects_describe (const GArray *effects, const char *model, guint n);

G_END_DECLS
