#pragma once
#include "app/window/window-private.h"
#include "tests/app/question-fixture.h"
#include "tests/app/started.h"

/* The program's window of 1280 × 800 with the fixture's table and two models that are columns of scores. */
static inline CpWindow *
open_window (const char *table) {
  CpApplication *application = start_application ();
  CpWindow *window = CP_WINDOW (cp_window_new (GTK_APPLICATION (application)));
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
  CpSources *sources = cp_sources_new ();
  sources->data = g_strdup (table);
  sources->label = g_strdup ("good");
  cp_sources_add_model (sources, NULL, "column:first", NULL);
  cp_sources_add_model (sources, NULL, "column:second", NULL);
  cp_session_open_sources (window->session, sources);
  while (cp_jobs_is_busy (cp_session_get_jobs (window->session)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (cp_session_is_open (window->session));
  return window;
}
