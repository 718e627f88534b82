#include "core/model/model-private.h"

/* A column of the table as a model: its scores were made elsewhere, so it has no data but the name. */

static void
column_describe (const CpModel *model, json_t *out) {
  json_object_set_new (out, "layers", json_array ());
  json_object_set_new (out, "parameters", json_integer (0));
}

static const CpModelClass column_class = {"column", NULL, column_describe, g_free};

CpModel *
cp_model_new_column (const char *column) {
  g_return_val_if_fail (column != NULL, NULL);
  g_autofree char *place = g_strdup_printf ("column:%s", column);
  CpModel *model = cp_model_new (&column_class, place, "column", g_strdup (column));
  g_free (model->name);
  model->name = g_strdup (column);
  model->task = CP_TASK_BINARY;
  model->n_outputs = 1;
  model->output_names = g_new0 (char *, 2);
  model->output_names[0] = g_strdup (column);
  return model;
}

const char *
cp_model_get_column (const CpModel *model) {
  return model->class == &column_class ? model->data : NULL;
}
