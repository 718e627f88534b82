#pragma once
#include "app/session/session-results.h"
#include "core/base/error.h"
#include "tests/app/unit.h"
#include "tests/app/watched.h"

/* A session without a display over six rows and two models: the unit of tests/app/unit.h, one sigmoid of
 * z = 1·amount + 2·Male − 2, so that every expected score is a hand calculation, and the column "given". */

#define TABLE                                                                                                \
  "amount,sex,granted,same,given\n"                                                                          \
  "1,Female,0,5,0.1\n"                                                                                       \
  "2,Male,1,5,0.9\n"                                                                                         \
  "3,Female,1,5,0.4\n"                                                                                       \
  "0,Male,0,5,0.6\n"                                                                                         \
  "1,Male,1,5,0.7\n"                                                                                         \
  "0.5,Female,0,5,0.2\n"

static inline CpSources *
sources_new (const char *data, const char *label, const char *where, ...) {
  CpSources *sources = cp_sources_new ();
  va_list arguments;
  va_start (arguments, where);
  sources->data = g_build_filename (folder, data, NULL);
  sources->label = g_strdup (label);
  for (; where != NULL; where = va_arg (arguments, const char *)) {
    g_autofree char *path =
        strchr (where, ':') != NULL ? g_strdup (where) : g_build_filename (folder, where, NULL);
    cp_sources_add_model (sources, NULL, path, NULL);
  }
  va_end (arguments);
  return sources;
}

static inline void
open_good (Watched *watched) {
  watch (watched);
  cp_session_open_sources (watched->session,
                           sources_new ("table.csv", "granted", "unit.h5", "column:given", NULL));
  wait_idle (watched);
  g_assert_cmpstr (watched->message, ==, NULL);
  g_assert_true (cp_session_is_open (watched->session));
}

static inline void
run (CpSession *session) {
  g_autoptr (GError) error = NULL;
  cp_session_run (session, &error);
  g_assert_no_error (error);
}

static inline void
assert_cell (CpSession *session, const char *name, const char *value) {
  const CpRowHistory *history = cp_session_get_history (session);
  g_autofree char *cell = cp_field_dup_cell (field (session, name), cp_row_history_get_current (history), 0);
  g_assert_cmpstr (cell, ==, value);
}

/* Before the tests are run: the folder with the table and the model. */
static inline void
make_folder (void) {
  folder = g_dir_make_tmp ("counterpoint-session-XXXXXX", NULL);
  g_free (write_file ("table.csv", TABLE));
  write_unit (folder);
}
