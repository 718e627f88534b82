#pragma once
#include "app/application.h"

/* (transfer full): an application with nothing to open, registered */
static inline CpApplication *
start_application (void) {
  CpCliOptions *options = g_new0 (CpCliOptions, 1);
  g_autoptr (GError) error = NULL;
  options->sources = cp_sources_new ();
  options->cancellable = g_cancellable_new ();
  CpApplication *application = cp_application_new (options);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_assert_no_error (error);
  return application;
}
