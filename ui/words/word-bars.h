#pragma once
#include "ui/plot/chart.h"

/* A list of words, or of anything with a name, with a bar from a common left edge and a signed figure each:
 * a filled bar raises in one colour and lowers in another; of something absent it is an outline, dotted where
 * it lowers. A caption beneath says what is measured.
 *
 * Mouse: hover shows the card, a click activates. Keys: up and down walk the list, Home and End go to its
 * ends, Enter activates, Escape hides the card. Signal "item-activated" (guint item). */
G_BEGIN_DECLS

#define CP_TYPE_WORD_BARS (cp_word_bars_get_type ())
G_DECLARE_FINAL_TYPE (CpWordBars, cp_word_bars, CP, WORD_BARS, CpChart)

typedef struct {
  char *name;
  double value, error; /* error: the standard error; 0 where the value is exact */
} CpWordBar;

GtkWidget *cp_word_bars_new (const char *title, gboolean is_absent);
/* @effects: (n): copied, in the order shown; @caption: (nullable): what is measured; @empty: shown where n is
 * 0;
 * @longest: the |value| of a whole bar, 0 for the largest of these */
void cp_word_bars_set (CpWordBars *self, const CpWordBar *effects, guint n, double longest,
                       const char *caption, const char *empty);
guint cp_word_bars_get_n (CpWordBars *self);
const CpWordBar *cp_word_bars_get (CpWordBars *self, guint item);
/* What activating does, for the card: "Click to insert it." (nullable) */
void cp_word_bars_set_hint (CpWordBars *self, const char *hint);

G_END_DECLS
