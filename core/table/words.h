#pragma once
#include <glib.h>

/* The words that mean something in every column: missing ones and the pairs of a boolean. For the readers
 * inside core/table. */
G_BEGIN_DECLS

/* Takes spaces and tabs off both ends. */
void cp_strip_blanks (const char **text, gsize *length);

/* Empty, NA, NaN, null (these two in any case) or ?; blanks around it do not count. */
gboolean cp_is_missing_word (const char *text, gsize length);

/* A word of a boolean pair (true/false, yes/no, t/f, y/n, 1/0; any case): which pair, and its truth. */
typedef enum {
  CP_PAIR_NONE,
  CP_PAIR_TRUE_FALSE,
  CP_PAIR_YES_NO,
  CP_PAIR_T_F,
  CP_PAIR_Y_N,
  CP_PAIR_1_0
} CpPair;
CpPair cp_find_pair (const char *text, gsize length, gboolean *out_truth);

G_END_DECLS
