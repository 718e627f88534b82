#include "app/explain/text-answers.h"

#include "core/base/error.h"

#include <string.h>

/* One model and one text: everything here runs on a worker. */

void
cp_text_answer_free (CpTextAnswer *answer) {
  for (guint o = 0; answer->words != NULL && o < answer->n_outputs; o++)
    g_ptr_array_unref (answer->words[o]);
  g_free (answer->words);
  g_free (answer->scores);
  g_clear_pointer (&answer->answer, cp_attributions_unref);
  g_clear_pointer (&answer->background, cp_background_unref);
  g_clear_pointer (&answer->encoding, cp_text_encoding_unref);
  g_clear_pointer (&answer->state, cp_table_unref);
  g_free (answer->problem);
  g_free (answer);
}

/* (transfer full): the cell of a text column of a table of one row */
static char *
dup_cell (const CpTable *state, const char *column) {
  CpColumn *found = cp_table_find_column (state, column);
  return found != NULL ? cp_column_dup_cell (found, 0) : g_strdup ("");
}

/* The encoder's input that reads @column, and its first feature; −1 for none. */
static int
find_input (CpEncoder *encoder, const char *column, guint *out_feature) {
  for (guint i = 0; i < cp_encoder_get_n_inputs (encoder); i++) {
    const CpInput *input = cp_encoder_get_input (encoder, i);
    if (input->text == NULL || !g_str_equal (input->column, column))
      continue;
    guint feature = 0;
    while (cp_encoder_get_feature_input (encoder, feature) != i)
      feature++;
    *out_feature = feature;
    return (int)i;
  }
  return -1;
}

static void
count_words (CpTextAnswer *told, const char *text) {
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (CpTextWord));
  cp_text_encoding_find_words (told->encoding, text, strlen (text), &tokens, words);
  told->n_words = words->len;
  for (guint i = 0; i < words->len; i++)
    told->n_unknown += g_array_index (words, CpTextWord, i).number < 0;
}

static void
tell_words (CpTextAnswer *told, const char *text, guint first) {
  told->words = g_new0 (GPtrArray *, told->n_outputs + 1);
  for (guint o = 0; o < told->n_outputs; o++) {
    gsize at = (gsize)o * told->answer->n_features + first;
    const double *errors = told->answer->errors != NULL ? told->answer->errors + at : NULL;
    told->words[o] = cp_words_tell (told->encoding, text, strlen (text), told->answer->values + at, errors);
  }
}

static gboolean
explain (CpTextAnswer *told, CpModel *model, const float *row, gboolean is_quick, GCancellable *cancellable,
         GError **error) {
  CpExplainOptions options = {.method = CP_EXPLAIN_AUTO, .space = CP_SPACE_PROBABILITY};
  CpExplainMethod best = cp_explain_choose (model, told->background, row, 1, &options);
  options.method = is_quick ? cp_explain_choose_quick (model, told->background, row, 1, &options) : best;
  told->is_quick = options.method != best;
  if (!is_quick)
    options.method = CP_EXPLAIN_AUTO; /* as many permutations as the error needs */
  told->answer = cp_explain (model, told->background, row, 1, &options, NULL, cancellable, error);
  return told->answer != NULL;
}

static gboolean
fill (CpTextAnswer *told, CpModel *model, CpEncoder *encoder, const CpTable *table, const GArray *absent,
      const char *column, CpTextGame game, gboolean is_quick, GCancellable *cancellable, GError **error) {
  guint first = 0;
  int input = encoder != NULL ? find_input (encoder, column, &first) : -1;
  g_autofree char *text = dup_cell (told->state, column);
  g_autoptr (CpMatrix) row =
      encoder != NULL ? cp_encoder_apply (encoder, told->state, cancellable, error) : NULL;
  if (encoder != NULL && row == NULL)
    return FALSE;
  if (input >= 0) {
    told->encoding = cp_text_encoding_ref (cp_encoder_get_input (encoder, (guint)input)->text);
    count_words (told, text);
  }
  if (row == NULL) /* its scores stand in the table */
    return TRUE;
  told->scores = g_new0 (double, told->n_outputs + 1);
  if (!cp_model_predict (model, cp_matrix_get_values (row), 1, told->scores, cancellable, error))
    return FALSE;
  if (input < 0 || told->n_words > CP_TEXT_MOST_WORDS ||
      !cp_explain_can (model, CP_EXPLAIN_EXACT, &told->problem))
    return TRUE;
  CpBackgroundChoice choice = {.kind = game == CP_TEXT_PRESENT ? CP_BACKGROUND_DEFAULT : CP_BACKGROUND_SAMPLE,
                               .without = absent};
  if (told->background == NULL)
    told->background = cp_background_choice_make (&choice, encoder, table, cancellable, error);
  if (told->background == NULL ||
      !explain (told, model, cp_matrix_get_values (row), is_quick, cancellable, error))
    return FALSE;
  tell_words (told, text, first);
  return TRUE;
}

CpTextAnswer *
cp_text_answer_make (CpModel *model, CpEncoder *encoder, const CpTable *table, const GArray *absent,
                     const CpTable *state, const char *column, CpBackground *background, CpTextGame game,
                     gboolean is_quick, GCancellable *cancellable) {
  CpTextAnswer *told = g_new0 (CpTextAnswer, 1);
  g_autoptr (GError) error = NULL;
  told->n_outputs = model->n_outputs;
  told->state = cp_table_ref ((CpTable *)state);
  told->background = background != NULL ? cp_background_ref (background) : NULL;
  if (!fill (told, model, encoder, table, absent, column, game, is_quick, cancellable, &error)) {
    g_free (told->problem);
    told->problem = g_strdup (error->message);
    g_clear_pointer (&told->scores, g_free);
  }
  return told;
}

char *
cp_text_replace (const char *text, const GArray *spans, const char *replacement) {
  GString *out = g_string_new (NULL);
  gsize at = 0, length = strlen (text);
  for (guint i = 0; i < spans->len; i++) {
    CpSpan span = g_array_index (spans, CpSpan, i);
    if (span.begin < at || span.end > length)
      continue;
    g_string_append_len (out, text + at, (gssize)(span.begin - at));
    at = span.end;
    if (replacement != NULL) {
      g_string_append (out, replacement);
      continue;
    }
    gboolean is_first = out->len == 0 || out->str[out->len - 1] == '\n';
    if (text[at] == ' ' && (is_first || out->str[out->len - 1] == ' '))
      at++;
    else if ((text[at] == '\0' || text[at] == '\n') && out->len > 0 && out->str[out->len - 1] == ' ')
      g_string_truncate (out, out->len - 1);
  }
  if (at < length)
    g_string_append (out, text + at);
  return g_string_free (out, FALSE);
}
