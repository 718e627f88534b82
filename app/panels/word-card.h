#pragma once
#include "app/explain/text-items.h"

/* (transfer full): the card of a word, as cp_card_show_lines() takes it: how often it stands there, and a
 * line a model with its effect, its standard error and the score without it. @without: (2): NaN while it is
 * not known */
char *cp_word_card_describe (CpTextAnswers *answers, const CpTextItem *item, const double *without);
