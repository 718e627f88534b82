#pragma once
#include "app/session/session.h"
#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>

/* A session over a table of 400 rows made up here, with two columns of scores as models, for tests of the
 * question, the thresholds and what follows from them. The label follows the scores with noise; "age" is a
 * number of many values, "sex" and "town" are words. */

typedef struct {
  char *folder, *table;
  CpSession *session;
  char *message; /* the last one told */
} Asked;

static inline void
asked_keep_message (CpSession *session, const GError *error, gpointer data) {
  Asked *asked = data;
  g_free (asked->message);
  asked->message = g_strdup (error->message);
}

static inline void
asked_wait (Asked *asked) {
  while (cp_jobs_is_busy (cp_session_get_jobs (asked->session)))
    g_main_context_iteration (NULL, TRUE);
}

static inline char *
asked_make_table (void) {
  static const char *const towns[] = {"Ash", "Birch", "Cedar"};
  GString *text = g_string_new ("age,sex,town,same,good,first,second\n");
  CpRandom random;
  cp_random_init (&random, 7);
  for (guint r = 0; r < 400; r++) {
    gboolean is_male = cp_random_uniform (&random) < 0.6;
    double first = cp_random_uniform (&random), second = first * (is_male ? 1 : 0.5);
    gboolean is_good = cp_random_uniform (&random) < first;
    g_string_append_printf (text, "%u,%s,%s,5,%d,%.4f,%.4f\n", 18 + (guint)cp_random_below (&random, 60),
                            is_male ? "Male" : "Female", towns[cp_random_below (&random, 3)], is_good, first,
                            second);
  }
  return g_string_free (text, FALSE);
}

/* (transfer full): of the table with both models */
static inline CpSources *
asked_make_sources (const Asked *asked) {
  CpSources *sources = cp_sources_new ();
  sources->data = g_strdup (asked->table);
  sources->label = g_strdup ("good");
  cp_sources_add_model (sources, NULL, "column:first", NULL);
  cp_sources_add_model (sources, NULL, "column:second", NULL);
  return sources;
}

static inline void
asked_open (Asked *asked) {
  g_autofree char *text = asked_make_table ();
  *asked =
      (Asked){.folder = g_dir_make_tmp ("counterpoint-question-XXXXXX", NULL), .session = cp_session_new ()};
  asked->table = g_build_filename (asked->folder, "table.csv", NULL);
  g_assert_true (g_file_set_contents (asked->table, text, -1, NULL));
  g_signal_connect (asked->session, "message", G_CALLBACK (asked_keep_message), asked);
  cp_session_open_sources (asked->session, asked_make_sources (asked));
  asked_wait (asked);
  g_assert_cmpstr (asked->message, ==, NULL);
}

static inline void
asked_slice_by (Asked *asked, const char *const *keys) {
  cp_session_set_slice_keys (asked->session, keys);
  asked_wait (asked);
}

static inline void
asked_clear (Asked *asked) {
  g_autoptr (GDir) dir = g_dir_open (asked->folder, 0, NULL);
  const char *name;
  g_clear_object (&asked->session);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (asked->folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (asked->folder);
  g_free (asked->folder);
  g_free (asked->table);
  g_free (asked->message);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asked, asked_clear)
