#pragma once
#include "tests/app/idle.h"
#include "tests/app/unit.h"

/* (transfer full): the unit of tests/app/unit.h over the table @text, both written into @folder.
 * @label: (nullable); @second: (nullable): where another model stands */
static inline CpSession *
open_unit (const char *folder, const char *text, const char *label, const char *second) {
  CpSources *sources = cp_sources_new ();
  g_autofree char *model = g_build_filename (folder, "unit.h5", NULL);
  sources->data = g_build_filename (folder, "t.csv", NULL);
  g_assert_true (g_file_set_contents (sources->data, text, -1, NULL));
  write_unit (folder);
  sources->label = g_strdup (label);
  cp_sources_add_model (sources, "unit", model, NULL);
  if (second != NULL)
    cp_sources_add_model (sources, "second", second, NULL);
  CpSession *session = cp_session_new ();
  cp_session_open_sources (session, sources);
  wait_idle (session);
  g_assert_true (cp_session_is_open (session));
  return session;
}
