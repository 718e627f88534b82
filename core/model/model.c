#include "core/model/model.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/parallel.h"
#include "core/model/model-private.h"

#include <stdlib.h>

static const char *const task_names[] = {"binary", "multiclass", "multilabel", "regression"};

const char *
cp_task_get_name (CpTask task) {
  g_return_val_if_fail ((guint)task < G_N_ELEMENTS (task_names), NULL);
  return task_names[task];
}

gboolean
cp_task_parse (const char *name, CpTask *out_task) {
  for (guint i = 0; i < G_N_ELEMENTS (task_names); i++) {
    if (g_str_equal (name, task_names[i])) {
      *out_task = (CpTask)i;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
cp_task_fits (CpTask task, guint n_outputs) {
  return (task == CP_TASK_BINARY || task == CP_TASK_REGRESSION) == (n_outputs == 1);
}

static char *
make_name (const char *place) {
  char *name = g_path_get_basename (place);
  char *dot = strrchr (name, '.');
  if (dot != NULL && dot != name)
    *dot = '\0';
  return name;
}

CpModel *
cp_model_new (const CpModelClass *class, const char *place, const char *format, gpointer data) {
  CpModel *model = g_atomic_rc_box_new0 (CpModel);
  model->class = class;
  model->name = make_name (place);
  model->place = g_strdup (place);
  model->format = g_strdup (format);
  model->block_rows = 1024;
  model->data = data;
  return model;
}

CpModel *
cp_model_ref (CpModel *model) {
  return g_atomic_rc_box_acquire (model);
}

static void
model_clear (gpointer box) {
  CpModel *model = box;
  if (model->origin != NULL)
    cp_model_unref (model->origin);
  else if (model->class->clear != NULL)
    model->class->clear (model->data);
  g_free (model->name);
  g_free (model->place);
  g_free (model->format);
  g_strfreev (model->feature_names);
  g_strfreev (model->output_names);
  g_free (model->input_name);
  g_free (model->output_activation);
  json_decref (model->inputs);
}

void
cp_model_unref (CpModel *model) {
  g_atomic_rc_box_release_full (model, model_clear);
}

CpModel *
cp_model_rename (CpModel *model, const char *name) {
  g_return_val_if_fail (name != NULL, NULL);
  CpModel *renamed = cp_model_new (model->class, model->place, model->format, model->data);
  renamed->origin = cp_model_ref (model->origin != NULL ? model->origin : model);
  g_free (renamed->name);
  renamed->name = g_strdup (name);
  renamed->task = model->task;
  renamed->n_features = model->n_features;
  renamed->takes_any_length = model->takes_any_length;
  renamed->n_outputs = model->n_outputs;
  renamed->feature_names = g_strdupv (model->feature_names);
  renamed->output_names = g_strdupv (model->output_names);
  renamed->input_name = g_strdup (model->input_name);
  renamed->output_activation = g_strdup (model->output_activation);
  renamed->inputs = json_incref (model->inputs);
  renamed->block_rows = model->block_rows;
  renamed->scratch_width = model->scratch_width;
  return renamed;
}

CpModel *
cp_model_with_task (CpModel *model, CpTask task) {
  g_return_val_if_fail (task == model->task || cp_task_fits (task, model->n_outputs), NULL);
  CpModel *other = cp_model_rename (model, model->name);
  other->task = task;
  return other;
}

CpModel *
cp_model_name_outputs (CpModel *model, const char *const *names) {
  g_return_val_if_fail (g_strv_length ((char **)names) == model->n_outputs, NULL);
  CpModel *renamed = cp_model_rename (model, model->name);
  g_strfreev (renamed->output_names);
  renamed->output_names = g_strdupv ((char **)names);
  return renamed;
}

/* --- prediction --- */

/* A worker's share begins on a cache line of its own. */
static gsize
model_get_scratch_size (const CpModel *model, gsize n_rows) {
  return (n_rows * model->scratch_width + 15) / 16 * 16;
}

float *
cp_model_new_scratch (const CpModel *model, gsize n_rows) {
  gsize bytes = MAX (model_get_scratch_size (model, MIN (n_rows, model->block_rows)), 16) * sizeof (float);
  void *scratch = NULL;
  if (posix_memalign (&scratch, 64, bytes) != 0)
    g_error ("out of memory: %" G_GSIZE_FORMAT " bytes of scratch", bytes);
  return scratch;
}

void
cp_model_free_scratch (float *scratch) {
  free (scratch);
}

typedef struct {
  const CpModel *model;
  const float *features;
  double *scores;
  float **scratch; /* (n_threads) */
} Prediction;

static void
predict_rows (gsize begin, gsize end, guint worker, gpointer data) {
  const Prediction *job = data;
  const CpModel *model = job->model;
  model->class->predict_block (model, job->features + begin * model->n_features, end - begin,
                               job->scores + begin * model->n_outputs, job->scratch[worker]);
}

gboolean
cp_model_predict (const CpModel *model, const float *features, gsize n_rows, double *out_scores,
                  GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (model != NULL, FALSE);
  g_return_val_if_fail (n_rows == 0 || (features != NULL && out_scores != NULL), FALSE);
  if (model->class->predict_block == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: its scores stand in the table; an edited row cannot be scored again.", model->place);
    return FALSE;
  }
  guint n_workers = (guint)MIN (cp_parallel_get_n_threads (), n_rows / model->block_rows + 1);
  g_autofree float **scratch = g_new0 (float *, n_workers);
  for (guint i = 0; i < n_workers; i++)
    scratch[i] = cp_model_new_scratch (model, n_rows);
  Prediction job = {model, features, out_scores, scratch};
  gboolean done = cp_parallel_for (n_rows, model->block_rows, predict_rows, &job, cancellable);
  for (guint i = 0; i < n_workers; i++)
    cp_model_free_scratch (scratch[i]);
  if (!done)
    cp_check_cancelled (cancellable, error);
  return done;
}

/* --- inspect --- */

/* An INPUT of the feature specification as inspect shows it: a one-hot column is as wide as its values */
static json_t *
describe_input (const json_t *input) {
  const char *encoding = json_string_value (json_object_get (input, "encoding"));
  const char *column = json_string_value (json_object_get (input, "column"));
  gsize n_values = json_array_size (json_object_get (input, "values"));
  gboolean is_one_hot = g_strcmp0 (encoding, "one-hot") == 0;
  gsize width = is_one_hot ? n_values : 1;
  if (g_strcmp0 (encoding, "bag-of-words") == 0 || g_strcmp0 (encoding, "tokens") == 0) {
    const json_t *length = json_object_get (input, "length");
    n_values = json_array_size (json_object_get (input, "vocabulary"));
    width = json_is_integer (length) ? (gsize)json_integer_value (length) : n_values;
  }
  json_t *out = json_pack ("{s:s*, s:I, s:s*}", "name", column, "width", (json_int_t)width, "type", encoding);
  if (n_values > 0)
    json_object_set_new (out, "vocabulary", json_integer ((json_int_t)n_values));
  return out;
}

static json_t *
describe_inputs (const CpModel *model) {
  json_t *inputs = json_array ();
  gsize i;
  json_t *input;
  if (json_is_array (model->inputs)) {
    json_array_foreach (model->inputs, i, input)
      json_array_append_new (inputs, describe_input (input));
  } else if (model->feature_names != NULL) {
    for (char **name = model->feature_names; *name != NULL; name++)
      json_array_append_new (inputs, json_pack ("{sssiss}", "name", *name, "width", 1, "type", "number"));
  } else if (model->n_features > 0) {
    const char *name = model->input_name != NULL ? model->input_name : "input";
    json_array_append_new (inputs, json_pack ("{sssIss}", "name", name, "width",
                                              (json_int_t)model->n_features, "type", "number"));
  }
  return inputs;
}

static json_t *
describe_outputs (const CpModel *model) {
  json_t *outputs = json_array ();
  for (char **name = model->output_names; name != NULL && *name != NULL; name++) {
    json_t *output = json_pack ("{ss}", "name", *name);
    if (model->output_activation != NULL)
      json_object_set_new (output, "activation", json_string (model->output_activation));
    json_array_append_new (outputs, output);
  }
  return outputs;
}

json_t *
cp_model_describe (const CpModel *model) {
  g_autofree char *place = g_utf8_make_valid (model->place, -1);
  json_t *out = json_pack ("{sssssssoso}", "file", place, "format", model->format, "task",
                           cp_task_get_name (model->task), "inputs", describe_inputs (model), "outputs",
                           describe_outputs (model));
  if (model->class->describe != NULL)
    model->class->describe (model, out);
  return out;
}
