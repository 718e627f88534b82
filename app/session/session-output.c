#include "app/session/session-output.h"

#include "app/session/session-private.h"
#include "core/base/error.h"
#include "core/model/output-model.h"

#include <string.h>

/* ---- while opening ---- */

/* (nullable): the name of an output, the same for every model that has several */
static const char *
find_name (const CpInputs *inputs, guint output) {
  for (guint m = 0; m < inputs->n_models; m++) {
    const CpModel *whole = cp_model_get_whole (inputs->models[m]);
    if (whole->n_outputs > 1 && output < whole->n_outputs && whole->output_names != NULL)
      return whole->output_names[output];
  }
  return NULL;
}

static guint
count_outputs (const CpInputs *inputs) {
  guint n = 1;
  for (guint m = 0; m < inputs->n_models; m++)
    n = MAX (n, cp_model_get_whole (inputs->models[m])->n_outputs);
  return n;
}

/* Models side by side answer the same questions in the same order. */
static gboolean
check_outputs (const CpInputs *inputs, guint n_outputs, GError **error) {
  for (guint m = 0; m < inputs->n_models; m++) {
    const CpModel *model = inputs->models[m];
    if (model->n_outputs == n_outputs)
      continue;
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
                 "%s: has %u %s, another model has %u; expected models of the same outputs.", model->place,
                 model->n_outputs, model->n_outputs == 1 ? "output" : "outputs", n_outputs);
    return FALSE;
  }
  return TRUE;
}

static char *
name_column (const char *tags, const char *tag) {
  return g_strdup_printf ("%s: %s", tags, tag);
}

/* The table with a yes-or-no column a tag, and the tags themselves. */
static gboolean
add_tag_columns (CpOpened *opened, GError **error) {
  CpTable *table = opened->inputs->table;
  const char *tags = opened->sources->tags;
  guint n_outputs = count_outputs (opened->inputs);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint k = 0; k < n_outputs && find_name (opened->inputs, k) != NULL; k++)
    g_ptr_array_add (names, (gpointer)find_name (opened->inputs, k));
  g_ptr_array_add (names, NULL);
  opened->tags = cp_tags_build (table, tags, (const char *const *)names->pdata, error);
  if (opened->tags == NULL)
    return FALSE;
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  for (gsize i = 0; i < cp_table_get_n_columns (table); i++)
    g_ptr_array_add (columns, cp_column_ref (cp_table_get_column (table, i)));
  for (guint k = 0; k < cp_tags_get_n (opened->tags); k++) {
    g_autofree char *name = name_column (tags, cp_tags_get_names (opened->tags)[k]);
    if (cp_table_find_column (table, name) == NULL)
      g_ptr_array_add (columns, cp_tags_to_column (opened->tags, k, name));
  }
  CpTable *wider =
      cp_table_new (cp_table_get_place (table), (CpColumn *const *)columns->pdata, columns->len, error);
  if (wider == NULL)
    return FALSE;
  for (const char *const *notice = cp_table_get_notices (table); *notice != NULL; notice++)
    cp_table_add_notice (wider, *notice);
  cp_table_unref (table);
  opened->inputs->table = wider;
  return TRUE;
}

/* A label of words where models have several sigmoids is a column of tags. */
static void
recognise_tags (CpOpened *opened) {
  CpSources *sources = opened->sources;
  const CpModel *first = opened->inputs->n_models > 0 ? opened->inputs->models[0] : NULL;
  if (sources->tags != NULL || sources->label == NULL || first == NULL || first->task != CP_TASK_MULTILABEL)
    return;
  const CpColumn *column = cp_table_find_column (opened->inputs->table, sources->label);
  if (column != NULL && cp_column_get_type (column) != CP_COLUMN_NUMBER)
    sources->tags = g_strdup (sources->label);
}

gboolean
cp_opened_take_output (CpOpened *opened, GError **error) {
  CpInputs *inputs = opened->inputs;
  guint n_outputs = count_outputs (inputs);
  if (!check_outputs (inputs, n_outputs, error))
    return FALSE;
  const char *wanted = json_string_value (json_object_get (opened->document, "output"));
  for (guint k = 0; wanted != NULL && k < n_outputs; k++)
    if (g_strcmp0 (find_name (inputs, k), wanted) == 0)
      opened->output = k;
  recognise_tags (opened);
  if (opened->sources->tags != NULL && n_outputs > 1 && !add_tag_columns (opened, error))
    return FALSE;
  for (guint m = 0; m < inputs->n_models; m++) {
    CpModel *taken = cp_model_take_output (inputs->models[m], opened->output);
    cp_model_unref (inputs->models[m]);
    inputs->models[m] = taken;
  }
  if (opened->tags != NULL && g_strcmp0 (opened->sources->label, opened->sources->tags) == 0) {
    g_free (opened->sources->label);
    g_free (opened->sources->positive);
    opened->sources->label = name_column (opened->sources->tags, find_name (inputs, opened->output));
    opened->sources->positive = g_strdup ("yes");
  }
  return TRUE;
}

/* ---- what is looked at ---- */

guint
cp_session_get_n_outputs (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), 1);
  return self->open != NULL ? count_outputs (self->open->inputs) : 1;
}

guint
cp_session_get_output (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), 0);
  return self->open != NULL ? self->open->output : 0;
}

const char *
cp_session_get_output_name (CpSession *self, guint output) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? find_name (self->open->inputs, output) : NULL;
}

CpModel *
cp_session_get_whole_model (CpSession *self, guint model) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NULL);
  return cp_model_get_whole (self->open->inputs->models[model]);
}

const char *
cp_session_get_tags_column (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL && self->open->tags != NULL ? self->open->sources->tags : NULL;
}

int
cp_session_has_tag (CpSession *self, guint32 row, guint output) {
  g_return_val_if_fail (cp_session_is_open (self), -1);
  const CpTags *tags = self->open->tags;
  if (tags == NULL || output >= cp_tags_get_n (tags) || row >= cp_tags_get_n_rows (tags))
    return -1;
  return cp_tags_has (tags, row, output);
}

/* ---- thresholds of every output: {"wide": {"keras": 0.4}} in the session file ---- */

#define THRESHOLDS_KEY "output_thresholds"

double
cp_session_get_output_threshold (CpSession *self, guint model, guint output) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), 0.5);
  if (output == self->open->output)
    return cp_session_get_threshold (self, model, CP_ALL_ROWS);
  const char *name = find_name (self->open->inputs, output);
  const json_t *of_model = json_object_get (json_object_get (self->open->document, THRESHOLDS_KEY),
                                            self->open->inputs->models[model]->name);
  const json_t *threshold = name != NULL ? json_object_get (of_model, name) : NULL;
  return json_is_number (threshold) ? json_number_value (threshold) : 0.5;
}

static void
keep_threshold (CpSession *self, guint model, guint output, double threshold) {
  const char *name = find_name (self->open->inputs, output), *of = self->open->inputs->models[model]->name;
  if (name == NULL)
    return;
  json_t *all = json_deep_copy (json_object_get (self->open->document, THRESHOLDS_KEY));
  if (!json_is_object (all)) {
    json_decref (all);
    all = json_object ();
  }
  json_object_set_new (self->open->document, THRESHOLDS_KEY,
                       all); /* whole: a worker may be telling the old */
  if (!json_is_object (json_object_get (all, of)))
    json_object_set_new (all, of, json_object ());
  json_object_set_new (json_object_get (all, of), name, cp_json_number (threshold));
}

void
cp_session_set_output_threshold (CpSession *self, guint model, guint output, double threshold) {
  g_return_if_fail (model < cp_session_get_n_models (self) && output < cp_session_get_n_outputs (self));
  keep_threshold (self, model, output, threshold);
  if (output == self->open->output)
    cp_session_set_threshold (self, model, CP_ALL_ROWS, threshold);
  else
    cp_session_set_dirty (self, TRUE);
}

/* ---- another output ---- */

typedef struct {
  CpTable *table;
  guint n_models, output;
  CpModel **models; /* whole; of the result: taken */
  CpEncoder **encoders;
  CpScores **scores;
  char *weight, *label, *positive, **keys;
  CpSlices *slices; /* of the question then: other ones tell that it was asked anew */
  CpScope *chosen;  /* (nullable): the scope */
  GArray *absent;   /* guint32: deleted rows */
  CpQuestion *question;
} Switch;

static void
switch_free (gpointer data) {
  Switch *change = data;
  cp_table_unref (change->table);
  for (guint m = 0; m < change->n_models; m++) {
    g_clear_pointer (&change->models[m], cp_model_unref);
    g_clear_pointer (&change->encoders[m], cp_encoder_unref);
    g_clear_pointer (&change->scores[m], cp_scores_unref);
  }
  g_free (change->models);
  g_free (change->encoders);
  g_free (change->scores);
  g_free (change->weight);
  g_free (change->label);
  g_free (change->positive);
  g_strfreev (change->keys);
  cp_slices_unref (change->slices);
  g_clear_pointer (&change->chosen, cp_scope_unref);
  g_clear_pointer (&change->absent, g_array_unref);
  g_clear_pointer (&change->question, cp_question_free);
  g_free (change);
}

/* @data: a Switch, which is also the result: a slot, as in opening */
static gpointer
switch_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Switch **slot = data;
  Switch *change = *slot;
  cp_progress_report (progress, -1, "Scoring");
  for (guint m = 0; m < change->n_models; m++) {
    CpModel *taken = cp_model_take_output (change->models[m], change->output);
    cp_model_unref (change->models[m]);
    change->models[m] = taken;
    change->scores[m] = cp_scores_build (taken, change->encoders[m], change->table, NULL, cancellable, error);
    if (change->scores[m] == NULL)
      return NULL;
  }
  change->question = cp_question_build (change->table, change->scores, change->n_models, change->weight,
                                        change->label, change->positive, (const char *const *)change->keys,
                                        change->chosen, change->absent, cancellable, error);
  return change->question != NULL ? g_steal_pointer (slot) : NULL;
}

static void
free_slot (gpointer data) {
  Switch **slot = data;
  g_clear_pointer (slot, switch_free);
  g_free (slot);
}

/* What was scored for the output before goes; edits stay, and are not scored yet. */
static void
forget_runs (CpSession *self) {
  GHashTableIter iter;
  gpointer history;
  g_hash_table_iter_init (&iter, self->open->histories);
  while (g_hash_table_iter_next (&iter, NULL, &history))
    cp_row_history_set_scored (history, cp_row_history_get_original (history));
  g_hash_table_remove_all (self->open->last_runs);
  g_ptr_array_set_size (self->open->runs, 0);
}

static void
finish_switch (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  Switch *change = result;
  if (change == NULL) {
    if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
      cp_session_tell (self, error);
    return;
  }
  /* rows came or went meanwhile, or another question was asked or is on its way */
  if (change->table != self->open->inputs->table || change->slices != self->open->question->slices ||
      self->wish != NULL) {
    cp_session_set_output (self, change->output);
    switch_free (change);
    return;
  }
  cp_session_cancel_run (self);
  cp_session_cancel_question (self);
  cp_session_clear_counterfactual (self);
  for (guint m = 0; m < change->n_models; m++) {
    double now = cp_session_get_threshold (self, m, CP_ALL_ROWS);
    if (now == now)
      keep_threshold (self, m, self->open->output, now);
  }
  self->open->output = change->output;
  json_object_set_new (self->open->document, "output",
                       json_string (find_name (self->open->inputs, change->output)));
  for (guint m = 0; m < change->n_models; m++) {
    cp_model_unref (self->open->inputs->models[m]);
    self->open->inputs->models[m] = g_steal_pointer (&change->models[m]);
    cp_scores_unref (self->open->scores[m]);
    self->open->scores[m] = g_steal_pointer (&change->scores[m]);
  }
  forget_runs (self);
  cp_session_replace_question (self, g_steal_pointer (&change->question));
  for (guint m = 0; m < change->n_models; m++) {
    const char *name = find_name (self->open->inputs, change->output);
    const json_t *of_model = json_object_get (json_object_get (self->open->document, THRESHOLDS_KEY),
                                              self->open->inputs->models[m]->name);
    const json_t *kept = name != NULL ? json_object_get (of_model, name) : NULL;
    cp_session_set_threshold (self, m, CP_ALL_ROWS, json_is_number (kept) ? json_number_value (kept) : 0.5);
  }
  cp_session_set_dirty (self, TRUE);
  cp_session_emit (self, SIGNAL_OPENED);
  cp_session_emit (self, SIGNAL_QUESTION_CHANGED);
  cp_session_emit (self, SIGNAL_THRESHOLDS_CHANGED);
  cp_session_emit (self, SIGNAL_RESULTS_CHANGED);
  cp_session_emit (self, SIGNAL_ROW_CHANGED);
  cp_session_emit (self, SIGNAL_RUNS_CHANGED);
  switch_free (change);
}

static const CpJobKind switch_kind = {
    .kind = "output",
    .run = switch_on_worker,
    .free_data = free_slot,
    .free_result = switch_free,
    .done = finish_switch,
};

void
cp_session_cancel_output (CpSession *self) {
  cp_jobs_cancel (self->jobs, &switch_kind);
}

/* The ground truth of the new output: its tag where the old one's was looked at. */
static void
choose_label (CpSession *self, Switch *change) {
  const CpQuestion *question = self->open->question;
  const char *old = find_name (self->open->inputs, self->open->output);
  const char *new = find_name (self->open->inputs, change->output);
  g_autofree char *expected =
      self->open->tags != NULL && old != NULL ? name_column (self->open->sources->tags, old) : NULL;
  gboolean follows = expected != NULL && new != NULL &&g_strcmp0 (question->label, expected) == 0;
  /* classes of one column: the class is the positive value */
  gboolean is_class = !follows && old != NULL && new != NULL &&g_strcmp0 (question->positive, old) == 0;
  change->label = follows ? name_column (self->open->sources->tags, new) : g_strdup (question->label);
  change->positive = g_strdup (is_class ? new : question->positive);
}

void
cp_session_set_output (CpSession *self, guint output) {
  g_return_if_fail (cp_session_is_open (self) && output < cp_session_get_n_outputs (self));
  if (output == self->open->output && !cp_jobs_is_running (self->jobs, &switch_kind))
    return;
  const CpInputs *inputs = self->open->inputs;
  Switch *change = g_new0 (Switch, 1);
  change->table = cp_table_ref (inputs->table);
  change->output = output;
  change->n_models = inputs->n_models;
  change->models = g_new0 (CpModel *, inputs->n_models + 1);
  change->encoders = g_new0 (CpEncoder *, inputs->n_models + 1);
  change->scores = g_new0 (CpScores *, inputs->n_models + 1);
  for (guint m = 0; m < inputs->n_models; m++) {
    change->models[m] = cp_model_ref (cp_model_get_whole (inputs->models[m]));
    change->encoders[m] = cp_encoder_ref (inputs->encoders[m]);
  }
  change->weight = g_strdup (self->open->sources->weight);
  change->keys = g_strdupv (self->open->question->keys);
  change->slices = cp_slices_ref (self->open->question->slices);
  CpScope *chosen = self->open->question->chosen;
  change->chosen = chosen != NULL ? cp_scope_ref (chosen) : NULL;
  change->absent = g_array_copy (self->open->absent);
  choose_label (self, change);
  Switch **slot = g_new (Switch *, 1);
  *slot = change;
  cp_jobs_start (self->jobs, &switch_kind, slot, self);
}
