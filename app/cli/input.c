#include "app/cli/input.h"

#include "app/cli/session-rows.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/report/session-file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gint is_line_open; /* a progress line stands on the terminal; atomic */

static void
show_progress (double fraction, const char *what, gpointer data) {
  static gint64 last;
  gint64 now = g_get_monotonic_time ();
  if (now - last < 100000)
    return;
  last = now;
  g_atomic_int_set (&is_line_open, 1);
  fprintf (stderr, "\r%s %3.0f %%\033[K", what, fraction * 100);
  fflush (stderr);
}

const CpProgress *
cp_cli_progress (const CpCliOptions *options) {
  static const CpProgress progress = {show_progress, NULL};
  return options->is_quiet || !isatty (STDERR_FILENO) ? NULL : &progress;
}

void
cp_cli_progress_end (void) {
  if (g_atomic_int_compare_and_exchange (&is_line_open, 1, 0))
    fputs ("\r\033[K", stderr);
}

void
cp_cli_notice (const CpCliOptions *options, const char *sentence) {
  if (!options->is_quiet)
    fprintf (stderr, "counterpoint: note: %s\n", sentence);
}

void
cp_cli_input_free (CpCliInput *input) {
  json_decref (input->session);
  g_clear_pointer (&input->sources, cp_sources_free);
  g_clear_pointer (&input->inputs, cp_inputs_free);
  g_clear_pointer (&input->absent, g_array_unref);
  g_clear_pointer (&input->scope, cp_scope_unref);
  g_clear_pointer (&input->editor, cp_row_editor_free);
  g_clear_pointer (&input->fields, cp_fields_unref);
  g_free (input->name);
  g_free (input);
}

static void
override (char **target, const char *value) {
  if (value != NULL) {
    g_free (*target);
    *target = g_strdup (value);
  }
}

/* The command line wins over the session, key by key; models are replaced as a whole. */
static void
merge (CpSources *target, const CpSources *typed) {
  override (&target->data, typed->data);
  override (&target->label, typed->label);
  override (&target->positive, typed->positive);
  override (&target->weight, typed->weight);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init (&iter, typed->types);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (target->types, g_strdup (key), value);
  for (guint i = 0; i < typed->missing->len; i++)
    g_ptr_array_add (target->missing, g_strdup (g_ptr_array_index (typed->missing, i)));
  if (typed->models->len > 0)
    g_ptr_array_set_size (target->models, 0);
  for (guint i = 0; i < typed->models->len; i++) {
    const CpModelSource *model = g_ptr_array_index (typed->models, i);
    CpModelSource *added = cp_sources_add_model (target, model->name, model->where, model->spec);
    added->columns = g_strdupv (model->columns);
    added->outputs = g_strdupv (model->outputs);
    added->task = model->task;
  }
}

static gboolean
check_complete (const CpCliInput *input, const CpCliOptions *options, gboolean needs_models, GError **error) {
  if (options->arguments != NULL && options->arguments[0] != NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s: is not a session; a table is named with --data, a model with --model.",
                 options->arguments[0]);
    return FALSE;
  }
  if (needs_models && input->sources->models->len == 0) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_VALUE,
                         "no model was given; expected --model FILE or a session.");
    return FALSE;
  }
  return TRUE;
}

/* --task says what the scores of every model are taken for. */
static gboolean
take_task (const CpCliOptions *options, CpModel **model, GError **error) {
  if (!options->has_task || options->task == (*model)->task)
    return TRUE;
  if (!cp_task_fits (options->task, (*model)->n_outputs)) {
    g_autofree char *outputs = cp_format_counted ((*model)->n_outputs, "output");
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH, "%s: has %s; --task %s expects %s.", (*model)->place,
                 outputs, cp_task_get_name (options->task), (*model)->n_outputs == 1 ? "several" : "one");
    return FALSE;
  }
  CpModel *taken = cp_model_with_task (*model, options->task);
  cp_model_unref (*model);
  *model = taken;
  return TRUE;
}

CpCliInput *
cp_cli_input_open (const CpCliOptions *options, gboolean needs_models, GError **error) {
  g_autoptr (CpCliInput) input = g_new0 (CpCliInput, 1);
  if (options->session != NULL) {
    input->session = cp_session_file_read (options->session, error);
    if (input->session == NULL)
      return NULL;
    input->sources = cp_sources_new_from_session (input->session, options->session, error);
    if (input->sources == NULL)
      return NULL;
  } else {
    input->sources = cp_sources_new ();
  }
  merge (input->sources, options->sources);
  if (options->has_weights)
    input->sources->is_survey = options->sources->is_survey;
  if (!needs_models)
    g_ptr_array_set_size (input->sources->models, 0);
  if (!check_complete (input, options, needs_models, error))
    return NULL;
  input->inputs = cp_sources_open (input->sources, cp_cli_progress (options), options->cancellable, error);
  cp_cli_progress_end ();
  if (input->inputs == NULL || !cp_cli_take_session_rows (options, input, error))
    return NULL;
  for (guint m = 0; m < input->inputs->n_models; m++)
    if (!take_task (options, &input->inputs->models[m], error))
      return NULL;
  for (const char *const *notice = cp_table_get_notices (input->inputs->table); *notice != NULL; notice++)
    cp_cli_notice (options, *notice);
  return g_steal_pointer (&input);
}

CpScores *
cp_cli_score (const CpCliOptions *options, const CpCliInput *input, guint index, GError **error) {
  CpScores *scores =
      cp_scores_build (input->inputs->models[index], input->inputs->encoders[index], input->inputs->table,
                       cp_cli_progress (options), options->cancellable, error);
  cp_cli_progress_end ();
  return scores;
}

double
cp_cli_find_threshold (const CpCliOptions *options, const CpCliInput *input, guint index, const char *slice) {
  const char *model = input->inputs->models[index]->name;
  return options->has_threshold
             ? options->threshold
             : cp_session_file_get_threshold (input->session, model, slice, options->threshold);
}

char **
cp_cli_dup_output_names (const CpModel *model) {
  if (model->output_names != NULL)
    return g_strdupv (model->output_names);
  char **names = g_new0 (char *, model->n_outputs + 1);
  for (guint i = 0; i < model->n_outputs; i++)
    names[i] = model->n_outputs == 1 ? g_strdup ("score") : g_strdup_printf ("output_%u", i + 1);
  return names;
}
