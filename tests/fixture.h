#pragma once
#include <glib.h>
#include <glib/gstdio.h>

/* Small helpers shared by all test programs. */

/* (transfer full): tests/fixtures/@name in the source tree */
static inline char *
fixture_path (const char *name) {
  return g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
}

/* Whether a test of chances makes a few draws only and leaves its odds aside: under valgrind, which looks at
 * the memory and takes fifty times as long. */
static inline gboolean
has_few_draws (void) {
  return g_getenv ("COUNTERPOINT_FEW_DRAWS") != NULL;
}

/* (transfer full): a file of other people's data, or NULL after marking the test skipped */
static inline char *
real_path (const char *name) {
  const char *folder = g_getenv ("COUNTERPOINT_REAL");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "../shared/real", name, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_autofree char *reason = g_strdup_printf ("%s is absent; set COUNTERPOINT_REAL to its folder", name);
  g_test_skip (reason);
  return NULL;
}

/* Asserts that @error is set with exactly @text as its message, and clears it. */
#define assert_message(error, text)                                                                          \
  do {                                                                                                       \
    g_assert_nonnull (error);                                                                                \
    g_assert_cmpstr ((error)->message, ==, (text));                                                          \
    g_clear_error (&(error));                                                                                \
  } while (0)

/* |a − b| <= tolerance, NaN equal to NaN. */
#define assert_close(a, b, tolerance)                                                                        \
  do {                                                                                                       \
    double a_ = (a), b_ = (b);                                                                               \
    if (!(a_ == b_ || (a_ != a_ && b_ != b_) || (a_ - b_ <= (tolerance) && b_ - a_ <= (tolerance))))         \
      g_error ("%s:%d: %s = %.17g, expected %.17g within %g", __FILE__, __LINE__, #a, a_, b_,                \
               (double)(tolerance));                                                                         \
  } while (0)
