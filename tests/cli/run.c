#include "tests/cli/run.h"

#include "tests/fixture.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const char *program;
static char *folder;

void
run_init (int *argc, char ***argv) {
  g_test_init (argc, argv, NULL);
  g_assert_cmpint (*argc, ==, 2);
  program = (*argv)[1];
}

/* A terminal for standard error, on which lines end as they were written. Returns the end to read from. */
static int
give_terminal (GSubprocessLauncher *launcher) {
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (master, >=, 0);
  g_assert_cmpint (grantpt (master), ==, 0);
  g_assert_cmpint (unlockpt (master), ==, 0);
  int slave = open (ptsname (master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  struct termios mode;
  g_assert_cmpint (tcgetattr (slave, &mode), ==, 0);
  mode.c_oflag &= ~(tcflag_t)OPOST;
  g_assert_cmpint (tcsetattr (slave, TCSANOW, &mode), ==, 0);
  g_subprocess_launcher_take_stderr_fd (launcher, slave);
  return master;
}

/* (transfer full): what it says on the terminal until it ends */
static char *
interrupt_after_a_line (GSubprocess *process, int master) {
  GString *said = g_string_new (NULL);
  gboolean is_interrupted = FALSE;
  char letter;
  while (read (master, &letter, 1) == 1) {
    g_string_append_c (said, letter);
    if (letter == '\n' && !is_interrupted)
      g_subprocess_send_signal (process, SIGINT);
    is_interrupted = is_interrupted || letter == '\n';
  }
  close (master);
  return g_string_free (said, FALSE);
}

static Run
run_list (va_list arguments, const char *first, gboolean is_interrupted) {
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_ptr_array_add (list, (char *)program);
  for (const char *argument = first; argument != NULL; argument = va_arg (arguments, const char *))
    g_ptr_array_add (list, (char *)argument);
  g_ptr_array_add (list, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                 (is_interrupted ? G_SUBPROCESS_FLAGS_NONE : G_SUBPROCESS_FLAGS_STDERR_PIPE));
  if (is_interrupted)
    g_subprocess_launcher_unsetenv (launcher, "OPENBLAS_NUM_THREADS");
  int master = is_interrupted ? give_terminal (launcher) : -1;
  g_autoptr (GSubprocess) process =
      g_subprocess_launcher_spawnv (launcher, (const char *const *)list->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_launcher_close (launcher); /* the terminal is the program's alone */
  Run result = {0};
  g_autofree char *said = is_interrupted ? interrupt_after_a_line (process, master) : NULL;
  g_subprocess_communicate_utf8 (process, NULL, NULL, &result.out, &result.err, &error);
  if (is_interrupted)
    result.err = g_steal_pointer (&said);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  result.status = g_subprocess_get_exit_status (process);
  return result;
}

Run
run (const char *argument, ...) {
  va_list arguments;
  va_start (arguments, argument);
  Run result = run_list (arguments, argument, FALSE);
  va_end (arguments);
  return result;
}

Run
run_and_interrupt (const char *argument, ...) {
  va_list arguments;
  va_start (arguments, argument);
  Run result = run_list (arguments, argument, TRUE);
  va_end (arguments);
  return result;
}

void
run_clear (Run *result) {
  g_free (result->out);
  g_free (result->err);
}

void
run_assert_done (const Run *result) {
  g_assert_cmpstr (result->err, ==, "");
  g_assert_cmpint (result->status, ==, 0);
}

void
run_assert_refused (const Run *result, const char *message) {
  g_autofree char *line = g_strdup_printf ("counterpoint: %s\n", message);
  g_assert_cmpstr (result->err, ==, line);
  g_assert_cmpstr (result->out, ==, "");
  g_assert_cmpint (result->status, ==, 1);
}

json_t *
run_dup_json (const Run *result) {
  json_error_t problem;
  json_t *json = json_loads (result->out, 0, &problem);
  if (json == NULL)
    g_error ("no JSON (%s): %s", problem.text, result->out);
  return json;
}

static json_t *
get (json_t *json, const char *key, va_list keys) {
  for (; key != NULL; key = va_arg (keys, const char *)) {
    json_t *next =
        json_is_array (json) ? json_array_get (json, (gsize)atoi (key)) : json_object_get (json, key);
    if (next == NULL)
      g_error ("no '%s' in the answer", key);
    json = next;
  }
  return json;
}

json_t *
run_get (json_t *json, const char *key, ...) {
  va_list keys;
  va_start (keys, key);
  json_t *value = get (json, key, keys);
  va_end (keys);
  return value;
}

double
run_get_number (json_t *json, const char *key, ...) {
  va_list keys;
  va_start (keys, key);
  json_t *value = get (json, key, keys);
  va_end (keys);
  return json_is_number (value) ? json_number_value (value) : NAN;
}

static void
remove_folder (void) {
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
}

char *
run_file (const char *name, const char *text) {
  if (folder == NULL) {
    folder = g_dir_make_tmp ("counterpoint-cli-XXXXXX", NULL);
    g_assert_nonnull (folder);
    atexit (remove_folder);
  }
  char *path = g_build_filename (folder, name, NULL);
  if (text != NULL)
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}
