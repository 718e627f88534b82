#pragma once
#include "app/session/session-scope.h"
#include "app/session/session-selection.h"
#include "tests/app/unit.h"
#include "tests/app/watched.h"

/* A session over eight rows whose scores are columns of the table, and one over six people with the unit
 * network, so that every expected figure is counted by hand. Without a display. */

#define TABLE                                                                                                \
  "split,sex,granted,a,b\n"                                                                                  \
  "train,Female,0,0.1,0.2\n"                                                                                 \
  "test,Male,1,0.9,0.6\n"                                                                                    \
  "test,Female,1,0.4,0.7\n"                                                                                  \
  "train,Male,0,0.6,0.1\n"                                                                                   \
  "test,Male,1,0.7,0.8\n"                                                                                    \
  "train,Female,1,0.8,0.3\n"                                                                                 \
  "test,Female,0,0.2,0.9\n"                                                                                  \
  "train,Male,1,0.3,0.4\n"

#define PEOPLE                                                                                               \
  "amount,sex,granted,given\n"                                                                               \
  "1,Female,0,0.1\n"                                                                                         \
  "2,Male,1,0.9\n"                                                                                           \
  "3,Female,1,0.4\n"                                                                                         \
  "0,Male,0,0.6\n"                                                                                           \
  "1,Male,1,0.7\n"                                                                                           \
  "0.5,Female,0,0.2\n"

static inline void
open_table (Watched *watched) {
  watch (watched);
  CpSources *sources = cp_sources_new ();
  sources->data = g_build_filename (folder, "table.csv", NULL);
  sources->label = g_strdup ("granted");
  cp_sources_add_model (sources, NULL, "column:a", NULL);
  cp_sources_add_model (sources, NULL, "column:b", NULL);
  cp_session_open_sources (watched->session, sources);
  wait_idle (watched);
  assert_told (watched, NULL);
}

static inline void
set_where (Watched *watched, const char *condition, const char *name) {
  g_autoptr (GError) error = NULL;
  g_assert_true (cp_session_set_scope_where (watched->session, condition, name, &error));
  g_assert_no_error (error);
  wait_idle (watched);
}

static inline void
assert_scope (Watched *watched, const char *name, gsize n_rows) {
  gsize n;
  cp_session_get_scope (watched->session, &n);
  g_assert_cmpuint (n, ==, n_rows);
  g_assert_cmpstr (cp_session_get_scope_name (watched->session), ==, name);
  g_assert_cmpfloat (cp_session_get_audit (watched->session)->models[0].overall.n, ==, n_rows);
}

/* The people, with the unit network (A) and the column given (B). */
static inline void
open_people (Watched *watched) {
  watch (watched);
  CpSources *sources = cp_sources_new ();
  g_autofree char *unit = g_build_filename (folder, "unit.h5", NULL);
  sources->data = g_build_filename (folder, "people.csv", NULL);
  sources->label = g_strdup ("granted");
  cp_sources_add_model (sources, NULL, unit, NULL);
  cp_sources_add_model (sources, NULL, "column:given", NULL);
  cp_session_open_sources (watched->session, sources);
  wait_idle (watched);
  assert_told (watched, NULL);
}

static inline void
assert_cells (CpSession *session, const char *name, ...) {
  va_list expected;
  va_start (expected, name);
  const char *value;
  for (guint32 row = 0; (value = va_arg (expected, const char *)) != NULL; row++) {
    g_autoptr (CpTable) state = cp_session_dup_row_state (session, row);
    g_autofree char *cell = cp_field_dup_cell (field (session, name), state, 0);
    g_assert_cmpstr (cell, ==, value);
  }
  va_end (expected);
}

/* Runs the tests over a folder of their own. */
static inline int
run_over_rows (void) {
  folder = g_dir_make_tmp ("counterpoint-rows-XXXXXX", NULL);
  g_autofree char *table = write_file ("table.csv", TABLE);
  g_autofree char *people = write_file ("people.csv", PEOPLE);
  write_unit (folder);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
