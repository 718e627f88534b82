#pragma once
#include "app/explain/text-answers.h"

/* The words of a text as a person meets them: each once, however often it stands there, with what the first
 * two models say of it side by side. In a sequence every place is an item of its own. */
G_BEGIN_DECLS

typedef struct {
  char *word;
  GArray *spans; /* of CpSpan, ascending; empty for an absent word */
  double values[2], errors[2];
  gboolean is_known[2];
} CpTextItem;

/* Which model's effects are looked at. With both the text stands twice, A's above B's; what has room for one
 * model only shows A's. */
typedef enum { CP_TEXT_A, CP_TEXT_B, CP_TEXT_DIFFERENCE, CP_TEXT_BOTH, CP_TEXT_N_SHOWN } CpTextShown;

/* @a, @b: (nullable). @is_absent: the words that are not in the text, else those that are.
 * (transfer full) (element-type CpTextItem): in text order; absent ones by falling effect on the first */
GPtrArray *cp_text_items_new (const CpTextAnswer *a, const CpTextAnswer *b, guint output, gboolean is_absent);

double cp_text_item_get_value (const CpTextItem *item, CpTextShown shown);
double cp_text_item_get_error (const CpTextItem *item,
                               CpTextShown shown); /* of a difference: as independent */
gboolean cp_text_item_is_known (const CpTextItem *item, CpTextShown shown); /* of a difference: to either */

G_END_DECLS
