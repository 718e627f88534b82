#include "ui/plot/answer-data.h"

CpAnswerData *
cp_answer_data_copy (const CpAnswerData *data) {
  g_return_val_if_fail (data != NULL, NULL);
  CpAnswerData *copy = g_memdup2 (data, sizeof *data);
  CpAnswerBar *bars = g_new0 (CpAnswerBar, data->n_bars);
  for (guint i = 0; i < data->n_bars; i++) {
    const CpAnswerBar *bar = &data->bars[i];
    bars[i] = (CpAnswerBar){g_strdup (bar->name), g_strdup (bar->value), bar->effect, bar->error};
  }
  copy->bars = bars;
  copy->title = g_strdup (data->title);
  copy->letter = g_strdup (data->letter);
  copy->fill = g_strdup (data->fill);
  copy->line = g_strdup (data->line);
  copy->ink = g_strdup (data->ink);
  copy->axis = g_strdup (data->axis);
  copy->noun = g_strdup (data->noun);
  return copy;
}

void
cp_answer_data_free (CpAnswerData *copy) {
  if (copy == NULL)
    return;
  for (guint i = 0; i < copy->n_bars; i++) {
    g_free ((char *)copy->bars[i].name);
    g_free ((char *)copy->bars[i].value);
  }
  g_free ((CpAnswerBar *)copy->bars);
  g_free ((char *)copy->title);
  g_free ((char *)copy->letter);
  g_free ((char *)copy->fill);
  g_free ((char *)copy->line);
  g_free ((char *)copy->ink);
  g_free ((char *)copy->axis);
  g_free ((char *)copy->noun);
  g_free (copy);
}

CpTable *
cp_answer_data_to_table (const CpAnswerData *data) {
  g_return_val_if_fail (data != NULL, NULL);
  guint n = data->n_bars + 3;
  g_autofree const char **names = g_new0 (const char *, n), **values = g_new0 (const char *, n);
  g_autofree double *effects = g_new0 (double, n), *errors = g_new0 (double, n);
  names[0] = "Base value";
  effects[0] = data->base;
  for (guint i = 0; i < data->n_bars; i++) {
    names[i + 1] = data->bars[i].name;
    values[i + 1] = data->bars[i].value;
    effects[i + 1] = data->bars[i].effect;
    errors[i + 1] = data->bars[i].error;
  }
  names[n - 2] = "Residual";
  effects[n - 2] = data->residual;
  names[n - 1] = "f(x)";
  effects[n - 1] = data->score;
  g_autoptr (CpColumn) name = cp_column_new_text ("Column", names, n);
  g_autoptr (CpColumn) value = cp_column_new_text ("Value", values, n);
  g_autoptr (CpColumn) effect = cp_column_new_number ("Effect", effects, n);
  g_autoptr (CpColumn) error = cp_column_new_number ("Standard error", errors, n);
  return cp_table_new ("chart", (CpColumn *const[]){name, value, effect, error}, 4, NULL);
}
