#pragma once
#include "core/base/json.h"

/* Runs the program as a person would and keeps what it said. */

typedef struct {
  int status;
  char *out, *err;
} Run;

/* Call before g_test_run(): takes the program's path from the command line. */
void run_init (int *argc, char ***argv);

/* Runs `counterpoint ARGUMENTS…`; the list ends with NULL. Fails the test if the program cannot be started.
 */
Run run (const char *argument, ...) G_GNUC_NULL_TERMINATED;
/* The same with a terminal for standard error, interrupted as by Ctrl-C once a line stands there; with the
 * threads that OpenBLAS starts by itself, which the tests' environment else keeps away. */
Run run_and_interrupt (const char *argument, ...) G_GNUC_NULL_TERMINATED;
void run_clear (Run *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* Asserts status 0 and nothing on standard error. */
void run_assert_done (const Run *run);
/* Asserts status 1, nothing on standard output and exactly "counterpoint: MESSAGE\n" on standard error. */
void run_assert_refused (const Run *run, const char *message);

/* (transfer full): standard output as JSON; fails the test if it is none. */
json_t *run_dup_json (const Run *run);
/* The value at keys and array indices, ended by NULL: run_get (json, "models", "0", "name", NULL). */
json_t *run_get (json_t *json, const char *key, ...) G_GNUC_NULL_TERMINATED;
double run_get_number (json_t *json, const char *key, ...) G_GNUC_NULL_TERMINATED;

/* A folder of this test's own, removed at exit; the path of a file in it, written first when @text is given.
 */
char *run_file (const char *name, const char *text);
