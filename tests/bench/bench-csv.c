#include "core/base/random.h"
#include "core/table/csv.h"
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* How fast and in how much memory a million rows × 20 columns (17 numbers, 3 categories, about 122 MB) are
 * read, beside pandas' read_csv in the same run, where /usr/bin/python3 has it. */

#define N_ROWS 1000000
#define N_NUMBERS 17
#define N_RUNS 5

static gboolean
write_table (const char *path) {
  static const char *const words[3][5] = {{"Female", "Male", "Joint", "Unknown", "Female"},
                                          {"White", "Black", "Asian", "Native", "Other"},
                                          {"Bachelors", "Masters", "HS-grad", "Some-college", "Doctorate"}};
  FILE *file = g_fopen (path, "w");
  if (file == NULL)
    return FALSE;
  CpRandom random;
  cp_random_init (&random, 122);
  for (int i = 0; i < N_NUMBERS; i++)
    fprintf (file, "n%d,", i);
  fputs ("sex,race,education\n", file);
  for (int row = 0; row < N_ROWS; row++) {
    for (int i = 0; i < N_NUMBERS; i++) {
      if (i < 6) /* counts and codes */
        fprintf (file, "%d,", (int)cp_random_below (&random, i < 3 ? 100 : 100000));
      else if (i < 12) /* amounts */
        fprintf (file, "%.2f,", cp_random_uniform (&random) * 1000);
      else /* measured */
        fprintf (file, "%.5f,", cp_random_normal (&random));
    }
    for (int i = 0; i < 3; i++)
      fprintf (file, "%s%c", words[i][cp_random_below (&random, 5)], i < 2 ? ',' : '\n');
  }
  return fclose (file) == 0;
}

/* What a child process needed: of its runs the fastest, as for pandas, and the most memory. */
typedef struct {
  double seconds;
  double peak_megabytes;
} Cost;

static Cost
read_in_child (const char *path) {
  Cost cost = {0, 0};
  int ends[2];
  if (pipe (ends) != 0)
    return cost;
  pid_t child = fork ();
  if (child == 0) {
    double seconds = 1e9;
    for (int run = 0; run < N_RUNS; run++) {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (CpTable) table = cp_csv_read (path, NULL, NULL, NULL, NULL);
      seconds = MIN (seconds, (double)(g_get_monotonic_time () - start) / 1e6);
      if (table == NULL || cp_table_get_n_rows (table) != N_ROWS)
        _exit (1);
    }
    _exit (write (ends[1], &seconds, sizeof seconds) == sizeof seconds ? 0 : 1);
  }
  close (ends[1]);
  struct rusage usage;
  if (read (ends[0], &cost.seconds, sizeof cost.seconds) == sizeof cost.seconds &&
      wait4 (child, NULL, 0, &usage) == child)
    cost.peak_megabytes = (double)usage.ru_maxrss / 1024;
  close (ends[0]);
  return cost;
}

/* Seconds of the fastest run, or 0 where pandas is absent. */
static double
time_pandas (const char *path) {
  const char *program = "import sys, time\n"
                        "import pandas\n"
                        "best = 1e9\n"
                        "for i in range(5):\n"
                        "    start = time.perf_counter()\n"
                        "    pandas.read_csv(sys.argv[1])\n"
                        "    best = min(best, time.perf_counter() - start)\n"
                        "print(best)\n";
  const char *arguments[] = {"/usr/bin/python3", "-c", program, path, NULL};
  g_autofree char *output = NULL;
  int status;
  if (!g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL,
                     &status, NULL) ||
      status != 0)
    return 0;
  return g_ascii_strtod (output, NULL);
}

int
main (void) {
  g_autofree char *folder = g_dir_make_tmp ("bench-csv-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "table.csv", NULL);
  if (!write_table (path)) {
    fprintf (stderr, "bench-csv: %s cannot be written\n", path);
    return 1;
  }
  GStatBuf status;
  g_stat (path, &status);
  Cost cost = read_in_child (path);
  double pandas = time_pandas (path);
  printf ("%d rows x %d columns, %.0f MB\n", N_ROWS, N_NUMBERS + 3, (double)status.st_size / 1e6);
  printf ("counterpoint: %.3f s, %.0f MB/s, peak memory %.0f MB\n", cost.seconds,
          (double)status.st_size / 1e6 / cost.seconds, cost.peak_megabytes);
  if (pandas > 0)
    printf ("pandas: %.3f s; counterpoint is %.1f times as fast\n", pandas, pandas / cost.seconds);
  else
    printf ("pandas: absent\n");
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
