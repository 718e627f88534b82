#include "app/panels/word-card.h"

#include "app/panels/letters.h"
#include "core/base/format.h"

#include <math.h>

/* "−0.082 ± 0.003 · 0.861 without it" */
static void
append_model (GString *lines, CpTextAnswers *answers, const CpTextItem *item, guint m, double without) {
  const CpTextAnswer *answer = cp_text_answers_get (answers, m);
  const char *letter = cp_model_letter (m);
  if (answer == NULL || answer->encoding == NULL)
    return;
  if (!item->is_known[m]) {
    g_string_append_printf (lines, "\n%s\tunknown to %s", letter, letter);
    return;
  }
  g_autofree char *value = cp_format_delta (item->values[m], 3),
                  *error = cp_format_number (item->errors[m], 3), *score = cp_format_score (without);
  g_string_append_printf (lines, "\n%s\t%s", letter, value);
  if (item->errors[m] >= 0.0005)
    g_string_append_printf (lines, " ± %s", error);
  if (!isnan (without))
    g_string_append_printf (lines, " · %s without it", score);
}

char *
cp_word_card_describe (CpTextAnswers *answers, const CpTextItem *item, const double *without) {
  GString *lines = g_string_new (item->word);
  if (item->spans->len == 1)
    g_string_append (lines, "\tappears once");
  else
    g_string_append_printf (lines, "\tappears %u times", item->spans->len);
  for (guint m = 0; m < G_N_ELEMENTS (item->values); m++)
    append_model (lines, answers, item, m, without[m]);
  return g_string_free (lines, FALSE);
}
