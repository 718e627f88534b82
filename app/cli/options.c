#include "app/cli/options.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/encode/vocabulary-file.h"
#include "core/report/session-file.h"

#include <errno.h>
#include <math.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void
cp_cli_options_free (CpCliOptions *options) {
  g_free (options->command);
  g_strfreev (options->arguments);
  g_free (options->session);
  cp_sources_free (options->sources);
  g_free (options->output);
  g_object_unref (options->cancellable);
  g_free (options);
}

int
cp_cli_fail (const GError *error) {
  fprintf (stderr, "counterpoint: %s\n", error->message);
  return g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED) ? 130 : 1;
}

int
cp_cli_misuse (const char *command, const char *format, ...) {
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  const char *space = *command != '\0' ? " " : ""; /* the window is the command without a name */
  fprintf (stderr, "counterpoint%s%s: %s\nTry 'counterpoint%s%s --help'.\n", space, command, message, space,
           command);
  return 2;
}

static gboolean
bad_value (GError **error, const char *option, const char *value, const char *expected) {
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s %s: expected %s.", option, value,
               expected);
  return FALSE;
}

/* NAME=WHERE or WHERE. A file that exists under the whole text wins, so a path may hold "=", and so may the
 * column of a "column:". */
static gboolean
add_model (const char *option, const char *value, gpointer data, GError **error) {
  CpCliOptions *options = data;
  const char *equals = strchr (value, '=');
  if (equals != NULL && equals > value && !g_str_has_prefix (value, "column:") &&
      !g_file_test (value, G_FILE_TEST_EXISTS)) {
    g_autofree char *name = g_strndup (value, (gsize)(equals - value));
    cp_sources_add_model (options->sources, name, equals + 1, NULL);
  } else {
    cp_sources_add_model (options->sources, NULL, value, NULL);
  }
  return TRUE;
}

/* --features and --spec belong to the --model before them; training has features but no model yet. */
static CpModelSource *
last_model (CpCliOptions *options, const char *option, GError **error) {
  GPtrArray *models = options->sources->models;
  if (models->len == 0 && strcmp (options->command, "train") == 0)
    return cp_sources_add_model (options->sources, NULL, "", NULL);
  if (models->len == 0) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s belongs to the --model before it.",
                 option);
    return NULL;
  }
  return g_ptr_array_index (models, models->len - 1);
}

static gboolean
set_columns (const char *option, const char *value, gpointer data, GError **error) {
  CpModelSource *model = last_model (data, option, error);
  if (model == NULL)
    return FALSE;
  g_strfreev (model->columns);
  model->columns = g_strsplit (value, ",", -1);
  for (char **column = model->columns; *column != NULL; column++)
    g_strstrip (*column);
  return TRUE;
}

/* Read at once, kept until the model is opened; a file that cannot be read is wrong input, not wrong usage.
 */
static gboolean
set_spec (const char *option, const char *value, gpointer data, GError **error) {
  CpModelSource *model = last_model (data, option, error);
  if (model == NULL)
    return FALSE;
  json_t *spec = cp_json_load_file (value, error);
  if (spec == NULL)
    return FALSE;
  g_autofree char *folder = g_path_get_dirname (value), *place = g_path_get_basename (value);
  json_t *whole = cp_inputs_read_vocabularies (spec, folder, place, error);
  json_decref (spec);
  if (whole == NULL)
    return FALSE;
  json_decref (model->spec);
  model->spec = whole;
  return TRUE;
}

static gboolean
add_type (const char *option, const char *value, gpointer data, GError **error) {
  CpCliOptions *options = data;
  const char *equals = strrchr (value, '=');
  CpColumnType type;
  if (equals == NULL || !cp_column_type_parse (equals + 1, &type))
    return bad_value (error, option, value, "COLUMN=number, category, text or boolean");
  g_hash_table_insert (options->sources->types, g_strndup (value, (gsize)(equals - value)),
                       GINT_TO_POINTER (type));
  return TRUE;
}

static gboolean
add_missing (const char *option, const char *value, gpointer data, GError **error) {
  g_ptr_array_add (((CpCliOptions *)data)->sources->missing, g_strdup (value));
  return TRUE;
}

static gboolean
set_weights (const char *option, const char *value, gpointer data, GError **error) {
  CpCliOptions *options = data;
  options->has_weights = TRUE;
  options->sources->is_survey = strcmp (value, "survey") == 0;
  if (!options->sources->is_survey && strcmp (value, "counts") != 0)
    return bad_value (error, option, value, "counts or survey");
  return TRUE;
}

static gboolean
set_task (const char *option, const char *value, gpointer data, GError **error) {
  CpCliOptions *options = data;
  options->has_task = cp_task_parse (value, &options->task);
  return options->has_task ? TRUE
                           : bad_value (error, option, value, "binary, multiclass, multilabel or regression");
}

static gboolean
set_format (const char *option, const char *value, gpointer data, GError **error) {
  CpCliOptions *options = data;
  static const char *const names[] = {"table", "json", "csv"};
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strcmp (value, names[i]) == 0) {
      options->format = (CpCliFormat)i;
      return TRUE;
    }
  }
  return bad_value (error, option, value, "table, json or csv");
}

static gboolean
set_threshold (const char *option, const char *value, gpointer data, GError **error) {
  CpCliOptions *options = data;
  char *end;
  options->threshold = g_ascii_strtod (value, &end);
  options->has_threshold = *value != '\0' && *end == '\0' && !isnan (options->threshold);
  return options->has_threshold ? TRUE : bad_value (error, option, value, "a number");
}

static gboolean
set_seed (const char *option, const char *value, gpointer data, GError **error) {
  CpCliOptions *options = data;
  return g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, &options->seed, NULL)
             ? TRUE
             : bad_value (error, option, value, "a whole number from 0 up");
}

static gboolean
set_threads (const char *option, const char *value, gpointer data, GError **error) {
  guint64 n_threads;
  if (!g_ascii_string_to_unsigned (value, 10, 1, 1024, &n_threads, NULL))
    return bad_value (error, option, value, "a whole number from 1 to 1024");
  cp_parallel_set_n_threads ((guint)n_threads);
  return TRUE;
}

static sem_t interrupts;

static void
count_interrupt (int signal_number) {
  sem_post (&interrupts);
}

static void
wait_once (void) {
  while (sem_wait (&interrupts) != 0 && errno == EINTR) {
  }
}

/* g_cancellable_cancel is not safe inside a signal handler, so a thread waits for it; the second signal ends
 * the program at once. */
static gpointer
wait_for_interrupt (gpointer data) {
  wait_once ();
  g_cancellable_cancel (data);
  wait_once ();
  _exit (130);
}

/* A handler, not a mask: the threads that OpenBLAS starts before main() have the signal unblocked, and any of
 * them may get it. Where it is ignored, as behind nohup, it stays so. */
static void
catch_interrupt (GCancellable *cancellable) {
  struct sigaction action = {.sa_handler = count_interrupt, .sa_flags = SA_RESTART}, before;
  if (sigaction (SIGINT, NULL, &before) != 0 || before.sa_handler == SIG_IGN)
    return;
  sem_init (&interrupts, 0, 0);
  g_thread_unref (g_thread_new ("interrupt", wait_for_interrupt, g_object_ref (cancellable)));
  sigaction (SIGINT, &action, NULL);
}

/* Positional arguments: a session is taken out of them, everything else stays. */
static void
take_session (CpCliOptions *options, char **rest) {
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (char **argument = rest; argument != NULL && *argument != NULL; argument++) {
    if (options->session == NULL && strcmp (options->command, "inspect") != 0 &&
        (g_str_has_suffix (*argument, ".counterpoint") || cp_session_file_is_session (*argument)))
      options->session = g_strdup (*argument);
    else
      g_strv_builder_add (builder, *argument);
  }
  options->arguments = g_strv_builder_end (builder);
}

static CpCliOptions *
options_new (const char *command) {
  CpCliOptions *options = g_new0 (CpCliOptions, 1);
  options->command = g_strdup (command);
  options->sources = cp_sources_new ();
  options->threshold = 0.5;
  options->cancellable = g_cancellable_new ();
  return options;
}

static const char *const rows_of_a_session =
    "The rows of a session are those of its window: added rows stand behind the others and count, deleted "
    "ones\ncount nowhere and keep their numbers. A changed row stands as it was scored there last where it "
    "is asked\nabout by its number (whatif also scores what was changed since), and by predict; figures over "
    "many rows\n(audit, explain --global, dependence, swap) are of the table, as on the pages; audit and "
    "explain --global\nof the rows that are looked at there. With --data the rows are those of that "
    "table.";

CpCliOptions *
cp_cli_options_parse (int argc, char **argv, const char *summary, const char *arguments,
                      const GOptionEntry *entries, int *out_status) {
  g_autoptr (CpCliOptions) options = options_new (argv[0]);
  g_auto (GStrv) rest = NULL;
  const GOptionEntry shared[] = {
      {"data", 0, 0, G_OPTION_ARG_FILENAME, &options->sources->data,
       "the table: .csv or .tsv, also .gz; - is standard input", "FILE"},
      {"model", 0, 0, G_OPTION_ARG_CALLBACK, add_model,
       "a model file, or column:COLUMN; the first is A, the second B", "[NAME=]WHERE"},
      {"features", 0, 0, G_OPTION_ARG_CALLBACK, set_columns, "columns the --model before it takes, in order",
       "C,C,…"},
      {"spec", 0, 0, G_OPTION_ARG_CALLBACK, set_spec, "feature specification of the --model before it",
       "FILE"},
      {"type", 0, 0, G_OPTION_ARG_CALLBACK, add_type, "read a column as number, category, text or boolean",
       "C=TYPE"},
      {"missing", 0, 0, G_OPTION_ARG_CALLBACK, add_missing,
       "a word that means missing, beyond NA, NaN, null and ?", "WORD"},
      {"label", 0, 0, G_OPTION_ARG_STRING, &options->sources->label, "the column with the true outcome", "C"},
      {"positive", 0, 0, G_OPTION_ARG_STRING, &options->sources->positive, "the positive value of the label",
       "V"},
      {"weight", 0, 0, G_OPTION_ARG_STRING, &options->sources->weight, "a column of row weights", "C"},
      {"weights", 0, 0, G_OPTION_ARG_CALLBACK, set_weights,
       "what the weights are: counts (default) or survey", "KIND"},
      {"task", 0, 0, G_OPTION_ARG_CALLBACK, set_task, "binary, multiclass, multilabel or regression", "TASK"},
      {"threshold", 0, 0, G_OPTION_ARG_CALLBACK, set_threshold,
       "score from which a row is decided positive (0.5)", "T"},
      {"format", 0, 0, G_OPTION_ARG_CALLBACK, set_format, "table (default), json or csv", "FORMAT"},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "write to a file", "FILE"},
      {"seed", 0, 0, G_OPTION_ARG_CALLBACK, set_seed, "seed of everything random (0)", "N"},
      {"threads", 0, 0, G_OPTION_ARG_CALLBACK, set_threads, "threads to use (one a core)", "N"},
      {"quiet", 0, 0, G_OPTION_ARG_NONE, &options->is_quiet, "no progress, no notices", NULL},
      {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL},
      {NULL}};
  g_autofree char *usage = g_strdup_printf ("%s — %s", arguments, summary);
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  GOptionGroup *group = g_option_group_new ("input", "Input", "Input", options, NULL);
  g_option_group_add_entries (group, shared);
  g_option_context_set_main_group (context, group);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_help_enabled (context, FALSE);
  if (strcmp (argv[0], "inspect") != 0)
    g_option_context_set_description (context, rows_of_a_session);
  for (int i = 1; i < argc; i++) {
    if (strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0) {
      g_autofree char *name = g_strdup_printf ("counterpoint %s", argv[0]);
      g_set_prgname (name);
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
      fputs (help, stdout);
      *out_status = 0;
      return NULL;
    }
  }
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) copy = g_new0 (char *, argc + 1);
  for (int i = 0; i < argc; i++)
    copy[i] = g_strdup (argv[i]);
  if (!g_option_context_parse_strv (context, &copy, &error)) {
    *out_status =
        error->domain == CP_ERROR ? cp_cli_fail (error) : cp_cli_misuse (argv[0], "%s", error->message);
    return NULL;
  }
  take_session (options, rest);
  catch_interrupt (options->cancellable);
  return g_steal_pointer (&options);
}
