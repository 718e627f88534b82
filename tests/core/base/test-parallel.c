#include "core/base/parallel.h"

#include "tests/fixture.h"

static void
mark (gsize begin, gsize end, guint worker, gpointer data) {
  int *hits = data;
  g_assert_cmpuint (worker, <, cp_parallel_get_n_threads ());
  for (gsize i = begin; i < end; i++)
    g_atomic_int_inc (&hits[i]);
}

static void
test_every_item_once (void) {
  for (guint n_threads = 1; n_threads <= 5; n_threads += 2) {
    cp_parallel_set_n_threads (n_threads);
    for (gsize n = 0; n < 400; n += 57) {
      g_autofree int *hits = g_new0 (int, n + 1);
      g_assert_true (cp_parallel_for (n, 10, mark, hits, NULL));
      for (gsize i = 0; i < n; i++)
        g_assert_cmpint (hits[i], ==, 1);
    }
  }
  cp_parallel_set_n_threads (0);
}

static void
nest (gsize begin, gsize end, guint worker, gpointer data) {
  int *hits = data;
  for (gsize i = begin; i < end; i++)
    g_assert_true (cp_parallel_for (10, 3, mark, hits + 10 * i, NULL));
}

static void
test_nested (void) {
  cp_parallel_set_n_threads (3);
  g_autofree int *hits = g_new0 (int, 500);
  g_assert_true (cp_parallel_for (50, 1, nest, hits, NULL));
  for (int i = 0; i < 500; i++)
    g_assert_cmpint (hits[i], ==, 1);
  cp_parallel_set_n_threads (0);
}

static gpointer
run_loops (gpointer data) {
  for (int i = 0; i < 200; i++) {
    g_autofree int *hits = g_new0 (int, 100);
    g_assert_true (cp_parallel_for (100, 7, mark, hits, NULL));
    for (int j = 0; j < 100; j++)
      g_assert_cmpint (hits[j], ==, 1);
  }
  return NULL;
}

static void
test_several_callers (void) {
  cp_parallel_set_n_threads (4);
  GThread *threads[4];
  for (int i = 0; i < 4; i++)
    threads[i] = g_thread_new ("caller", run_loops, NULL);
  for (int i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  cp_parallel_set_n_threads (0);
}

static void
cancel_at_once (gsize begin, gsize end, guint worker, gpointer data) {
  g_cancellable_cancel (data);
}

static void
test_cancel (void) {
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_assert_false (cp_parallel_for (100, 1, cancel_at_once, cancellable, cancellable));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/parallel/every-item-is-done-once", test_every_item_once);
  g_test_add_func ("/core/parallel/a-loop-inside-a-loop-is-done", test_nested);
  g_test_add_func ("/core/parallel/several-callers-at-once", test_several_callers);
  g_test_add_func ("/core/parallel/cancel-stops-the-loop", test_cancel);
  return g_test_run ();
}
