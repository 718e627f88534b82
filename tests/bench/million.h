#pragma once
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

/* The table of the mortgage sample fifty times over: a million rows of 21 columns, with its two models. */

enum { N_TIMES = 50 };

/* (transfer full): a session in @folder beside the table; the models stay where they are */
static inline char *
write_session (const char *sample, const char *folder) {
  g_autofree char *text = NULL, *from = g_build_filename (sample, "mortgage.csv", NULL);
  g_autofree char *table = g_build_filename (folder, "million.csv", NULL);
  char *session = g_build_filename (folder, "million.counterpoint", NULL);
  gsize length;
  if (!g_file_get_contents (from, &text, &length, NULL))
    return NULL;
  const char *rows = strchr (text, '\n') + 1;
  FILE *out = g_fopen (table, "wb");
  g_assert_nonnull (out);
  fwrite (text, 1, (gsize)(rows - text), out);
  for (guint i = 0; i < N_TIMES; i++)
    fwrite (rows, 1, length - (gsize)(rows - text), out);
  fclose (out);
  g_autofree char *a = g_canonicalize_filename ("complete.h5", sample);
  g_autofree char *b = g_canonicalize_filename ("limited.h5", sample);
  json_t *json =
      json_pack ("{s:i,s:{s:s},s:[{s:s,s:s},{s:s,s:s}],s:s,s:s,s:[s]}", "counterpoint", 1, "data", "file",
                 "million.csv", "models", "name", "complete", "where", a, "name", "limited", "where", b,
                 "label", "loan_granted", "positive", "1", "slices", "applicant_sex");
  g_assert_cmpint (json_dump_file (json, session, 0), ==, 0);
  json_decref (json);
  return session;
}
