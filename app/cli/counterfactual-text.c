#include "app/cli/counterfactual.h"
#include "app/cli/edits.h"
#include "app/cli/take-output.h"
#include "core/base/format.h"
#include "core/explain/text-flips.h"

/* {"row","models":[{"name","output","column","flips","exact","before","words":[{"word","spans","to"}],"text",
 * "score"}]}: "to" is null for a word taken out; without a flip "words" is empty and "text" null. */

/* (nullable): the first column whose words the model reads */
static const char *
find_column (const CpEncoder *encoder) {
  for (guint i = 0; encoder != NULL && i < cp_encoder_get_n_inputs (encoder); i++)
    if (cp_encoder_get_input (encoder, i)->text != NULL)
      return cp_encoder_get_input (encoder, i)->column;
  return NULL;
}

static json_t *
words_to_json (const CpTextFlip *flip) {
  json_t *words = json_array ();
  for (guint i = 0; i < flip->words->len; i++) {
    const CpTextFlipWord *word = g_ptr_array_index (flip->words, i);
    json_t *spans = json_array ();
    for (guint s = 0; s < word->spans->len; s++) {
      CpSpan span = g_array_index (word->spans, CpSpan, s);
      json_array_append_new (spans, json_pack ("[II]", (json_int_t)span.begin, (json_int_t)span.end));
    }
    json_array_append_new (words,
                           json_pack ("{s:s,s:o,s:s?}", "word", word->word, "spans", spans, "to", word->to));
  }
  return words;
}

static void
add_lines (CpCliRows *rows, const CpModel *model, const CpTextFlip *flip) {
  for (guint i = 0; i < flip->words->len; i++) {
    const CpTextFlipWord *word = g_ptr_array_index (flip->words, i);
    cp_cli_rows_add_text (rows, model->name);
    cp_cli_rows_add_text (rows, word->word);
    cp_cli_rows_add_text (rows, word->to != NULL ? word->to : "");
    cp_cli_rows_add_number (rows, flip->score, cp_format_score (flip->score));
    cp_cli_rows_add_text (rows, flip->text);
  }
}

/* Adds what one model answers; FALSE with @error. */
static gboolean
answer_model (const CpCliOptions *options, const CpCliInput *input,
              const CpCounterfactualArguments *arguments, guint m, const CpTable *row, CpCliRows *rows,
              json_t *models, GError **error) {
  CpModel *model = input->inputs->models[m];
  const char *column = find_column (input->inputs->encoders[m]);
  if (cp_model_get_column (model) != NULL) {
    cp_cli_tell_column_model (options, model);
    json_array_append_new (
        models, json_pack ("{s:s,s:b,s:[],s:n}", "name", model->name, "flips", FALSE, "words", "text"));
    return TRUE;
  }
  g_autoptr (CpSlices) slices = cp_cli_build_deciding_slices (options, input, error);
  g_autofree double *before = slices != NULL ? cp_cli_score_row (input, m, row, error) : NULL;
  double threshold;
  if (before == NULL || !cp_counterfactual_find_threshold (options, input, m, slices, row, &threshold, error))
    return FALSE;
  g_autofree double *thresholds = cp_cli_list_thresholds (options, input, m, slices);
  CpTextFlipQuery query = {.model = model,
                           .encoder = input->inputs->encoders[m],
                           .column = column != NULL ? column : "text",
                           .threshold = threshold,
                           .swaps = arguments->swaps,
                           .slices = slices,
                           .thresholds = thresholds,
                           .otherwise = options->threshold};
  g_autoptr (CpTextFlip) flip = cp_text_flip_find (&query, row, options->cancellable, error);
  if (flip == NULL)
    return FALSE;
  if (!flip->flips) {
    g_autofree char *note = g_strdup_printf (
        "no words of '%s' flip the decision of %s, whichever are %s.", query.column, model->name,
        arguments->swaps ? "taken out or swapped" : "taken out; --swap-words tries other words, too");
    cp_cli_notice (options, note);
  }
  g_auto (GStrv) names = cp_cli_dup_output_names (model);
  json_array_append_new (
      models, json_pack ("{s:s,s:s,s:s,s:b,s:b,s:o,s:o,s:s?,s:o}", "name", model->name, "output", names[0],
                         "column", query.column, "flips", flip->flips, "exact", flip->is_exact, "before",
                         cp_json_number (before[0]), "words", words_to_json (flip), "text",
                         flip->flips ? flip->text : NULL, "score", cp_json_number (flip->score)));
  add_lines (rows, model, flip);
  return TRUE;
}

int
cp_counterfactual_answer_text (const CpCliOptions *options, CpCliInput *input,
                               const CpCounterfactualArguments *arguments, const CpTable *row) {
  static const char *const header[] = {"model", "word", "to", "score", "text", NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpCliRows) rows = cp_cli_rows_new (header);
  g_autoptr (json_t) models = json_array ();
  if (!cp_cli_take_output (input, arguments->output, &error))
    return cp_cli_fail (error);
  for (guint m = 0; m < input->inputs->n_models; m++)
    if (!answer_model (options, input, arguments, m, row, rows, models, &error))
      return cp_cli_fail (error);
  if (options->format == CP_CLI_JSON) {
    g_autoptr (json_t) json = json_pack ("{s:I,s:O}", "row", (json_int_t)arguments->row, "models", models);
    return cp_cli_write_json (options, json);
  }
  return cp_cli_write_rows (options, rows);
}
