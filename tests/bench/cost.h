#pragma once
#include <glib.h>
#include <stdlib.h>
#include <time.h>

/* Costs in milliseconds of the processor: what others do to the machine meanwhile does not count. */

/* What this thread has had. */
static inline double
get_processor_time (void) {
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static inline int
compare_costs (gconstpointer a, gconstpointer b) {
  double first = *(const double *)a, second = *(const double *)b;
  return first < second ? -1 : first > second;
}

static inline void
sort_costs (double *costs, guint n) {
  qsort (costs, n, sizeof (double), compare_costs);
}

/* Sorts them. */
static inline void
print_costs (const char *what, double *costs, guint n) {
  sort_costs (costs, n);
  g_print ("  %-34s median %6.1f ms, 95 %% %6.1f ms, worst %6.1f ms\n", what, costs[n / 2],
           costs[n * 95 / 100], costs[n - 1]);
}
