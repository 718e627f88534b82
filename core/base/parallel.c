#include "core/base/parallel.h"

#include <cblas.h>

typedef struct {
  gatomicrefcount refs;
  CpParallelFunc func;
  gpointer data;
  GCancellable *cancellable;
  gsize n_items, grain, n_chunks;
  gsize next;    /* atomic: the next chunk to claim */
  int cancelled; /* atomic */
  int n_joined;  /* atomic: hands out worker indices, the caller is 0 */
  GMutex mutex;  /* guards n_running */
  GCond idle;
  guint n_running; /* pool workers that may still touch `data` */
} Loop;

static GThreadPool *pool;
static guint wanted_threads;
static _Thread_local gboolean is_in_loop;

static void
loop_unref (Loop *loop) {
  if (!g_atomic_ref_count_dec (&loop->refs))
    return;
  g_mutex_clear (&loop->mutex);
  g_cond_clear (&loop->idle);
  g_free (loop);
}

static void
loop_work (Loop *loop) {
  guint worker = (guint)g_atomic_int_add (&loop->n_joined, 1);
  is_in_loop = TRUE;
  for (;;) {
    gsize chunk = __atomic_fetch_add (&loop->next, 1, __ATOMIC_RELAXED);
    if (chunk >= loop->n_chunks)
      break;
    if (g_cancellable_is_cancelled (loop->cancellable)) {
      g_atomic_int_set (&loop->cancelled, 1);
      /* Nothing is left to claim, so a worker that comes late never looks at the caller's data. */
      __atomic_store_n (&loop->next, loop->n_chunks, __ATOMIC_RELAXED);
      break;
    }
    gsize begin = chunk * loop->grain;
    loop->func (begin, MIN (begin + loop->grain, loop->n_items), worker, loop->data);
  }
  is_in_loop = FALSE;
}

static void
pool_run (gpointer data, gpointer unused) {
  Loop *loop = data;
  /* Claiming happens under n_running, so once the caller saw 0 running and no chunk left, a late worker finds
   * nothing to claim and never touches the caller's data. */
  g_mutex_lock (&loop->mutex);
  loop->n_running++;
  g_mutex_unlock (&loop->mutex);
  loop_work (loop);
  g_mutex_lock (&loop->mutex);
  if (--loop->n_running == 0)
    g_cond_signal (&loop->idle);
  g_mutex_unlock (&loop->mutex);
  loop_unref (loop);
}

guint
cp_parallel_get_n_threads (void) {
  return wanted_threads > 0 ? wanted_threads : MAX (g_get_num_processors (), 1);
}

void
cp_parallel_set_n_threads (guint n_threads) {
  wanted_threads = n_threads;
}

static void
pool_start (void) {
  static gsize once;
  if (!g_once_init_enter (&once))
    return;
  openblas_set_num_threads (1);
  pool = g_thread_pool_new (pool_run, NULL, -1, FALSE, NULL);
  g_thread_pool_set_max_unused_threads ((int)g_get_num_processors ());
  g_once_init_leave (&once, 1);
}

gboolean
cp_parallel_for (gsize n_items, gsize grain, CpParallelFunc func, gpointer data, GCancellable *cancellable) {
  g_return_val_if_fail (grain > 0, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  pool_start ();

  gsize n_chunks = (n_items + grain - 1) / grain;
  guint n_threads = is_in_loop ? 1 : (guint)MIN (cp_parallel_get_n_threads (), n_chunks);
  if (n_threads <= 1) {
    for (gsize begin = 0; begin < n_items; begin += grain) {
      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      func (begin, MIN (begin + grain, n_items), 0, data);
    }
    return TRUE;
  }

  Loop *loop = g_new0 (Loop, 1);
  g_atomic_ref_count_init (&loop->refs);
  loop->func = func;
  loop->data = data;
  loop->cancellable = cancellable;
  loop->n_items = n_items;
  loop->grain = grain;
  loop->n_chunks = n_chunks;
  g_mutex_init (&loop->mutex);
  g_cond_init (&loop->idle);

  for (guint i = 1; i < n_threads; i++) {
    g_atomic_ref_count_inc (&loop->refs);
    g_thread_pool_push (pool, loop, NULL);
  }
  loop_work (loop);
  g_mutex_lock (&loop->mutex);
  while (loop->n_running > 0)
    g_cond_wait (&loop->idle, &loop->mutex);
  g_mutex_unlock (&loop->mutex);
  gboolean done = !g_atomic_int_get (&loop->cancelled);
  loop_unref (loop);
  return done;
}
