#pragma once
#include <gio/gio.h>

/* One pool of worker threads for data-sized loops. A loop over items is cut into chunks of `grain` items that
 * the caller and the workers claim in turn. Which worker takes which chunk is not fixed, so a deterministic
 * result must depend on the chunk, never on the worker. Several callers may run loops at once; a loop inside
 * a loop runs on its own worker. BLAS itself is held to one thread. */
G_BEGIN_DECLS

/* Works on items [begin, end). @worker is in [0, cp_parallel_get_n_threads ()), unique among the workers of
 * this loop at any one time: the index of a scratch buffer. */
typedef void (*CpParallelFunc) (gsize begin, gsize end, guint worker, gpointer data);

/**
 * cp_parallel_for:
 * @n_items: how many items; 0 is allowed
 * @grain: items a chunk, at least 1
 * @cancellable: (nullable): checked once a chunk
 *
 * Runs @func over all items and returns when every chunk is done.
 *
 * Returns: %FALSE if cancelled (some chunks were then not run)
 */
gboolean cp_parallel_for (gsize n_items, gsize grain, CpParallelFunc func, gpointer data,
                          GCancellable *cancellable);

/* The number of threads a loop may use, including the caller; at least 1. */
guint cp_parallel_get_n_threads (void);

/* 0: one a core (the default). Set once at start, before any loop. */
void cp_parallel_set_n_threads (guint n_threads);

G_END_DECLS
