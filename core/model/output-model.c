#include "core/model/output-model.h"

#include "core/model/model-private.h"

typedef struct {
  CpModel *whole;
  guint output;
} Taken;

/* The whole model's scores stand before its own scratch, which begins on a cache line again. */
static gsize
round_up (gsize bytes) {
  return (bytes + 63) / 64 * 64;
}

static void
predict_block (const CpModel *model, const float *features, gsize n_rows, double *scores, float *scratch) {
  const Taken *taken = model->data;
  const CpModel *whole = taken->whole;
  double *all = (double *)(gpointer)scratch;
  gsize n_bytes = round_up (n_rows * whole->n_outputs * sizeof (double));
  whole->class->predict_block (whole, features, n_rows, all, scratch + n_bytes / sizeof (float));
  for (gsize row = 0; row < n_rows; row++)
    scores[row] = all[row * whole->n_outputs + taken->output];
}

static void
describe (const CpModel *model, json_t *out) {
  const Taken *taken = model->data;
  taken->whole->class->describe (taken->whole, out);
}

static void
clear (gpointer data) {
  Taken *taken = data;
  cp_model_unref (taken->whole);
  g_free (taken);
}

static const CpModelClass output_class = {"output", predict_block, describe, clear};
static const CpModelClass output_class_missing = {"output", predict_block, describe, clear, TRUE};

static gboolean
is_taken (const CpModel *model) {
  return model->class == &output_class || model->class == &output_class_missing;
}

CpModel *
cp_model_take_output (CpModel *model, guint output) {
  g_return_val_if_fail (output < model->n_outputs, NULL);
  if (model->n_outputs == 1)
    return cp_model_ref (model);
  Taken *taken = g_new0 (Taken, 1);
  taken->whole = cp_model_ref (model);
  taken->output = output;
  CpModel *self = cp_model_new (model->class->takes_missing ? &output_class_missing : &output_class,
                                model->place, model->format, taken);
  g_free (self->name);
  self->name = g_strdup (model->name);
  self->task = CP_TASK_BINARY;
  self->n_features = model->n_features;
  self->n_outputs = 1;
  self->feature_names = g_strdupv (model->feature_names);
  self->output_names = g_new0 (char *, 2);
  self->output_names[0] = g_strdup (model->output_names != NULL ? model->output_names[output] : NULL);
  self->input_name = g_strdup (model->input_name);
  self->output_activation = g_strdup (model->output_activation);
  self->inputs = json_incref (model->inputs);
  self->block_rows = model->block_rows;
  self->scratch_width = model->scratch_width + 2 * model->n_outputs + 16;
  return self;
}

CpModel *
cp_model_get_whole (CpModel *model) {
  return is_taken (model) ? ((Taken *)model->data)->whole : model;
}

guint
cp_model_get_taken_output (const CpModel *model) {
  return is_taken (model) ? ((Taken *)model->data)->output : 0;
}
