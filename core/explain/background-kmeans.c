#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/explain/background.h"

#include <math.h>
#include <string.h>

/* Lloyd's iterations from k-means++ seeds (Arthur and Vassilvitskii 2007), on all cores. The rows are cut
 * into chunks that depend only on their number, and sums are added chunk by chunk, so any number of threads
 * gives the same centres. A missing value (NaN) counts no distance and adds to no mean. */

enum { MOST_ROUNDS = 100, MOST_CHUNKS = 64, LEAST_GRAIN = 256, LANES = 8 };

typedef struct {
  const float *rows; /* (n × width) */
  gsize n, width, grain, n_chunks;
  float *centres; /* (n_centres × width) */
  guint n_centres;
  guint32 *nearest;  /* (n): the row's centre */
  double *distances; /* (n): squared, to the nearest centre so far */
  /* per chunk: */
  double *sums;     /* (n_chunks × n_centres × width) */
  guint32 *present; /* same shape: how many values were summed */
  guint32 *counts;  /* (n_chunks × n_centres): rows */
  guint32 *changed; /* (n_chunks): rows that changed their centre */
} Clusters;

static void
clusters_clear (Clusters *self) {
  g_free (self->centres);
  g_free (self->nearest);
  g_free (self->distances);
  g_free (self->sums);
  g_free (self->present);
  g_free (self->counts);
  g_free (self->changed);
}

static void
clusters_init (Clusters *self, const CpMatrix *rows, guint n_centres) {
  self->rows = cp_matrix_get_values (rows);
  self->n = cp_matrix_get_n_rows (rows);
  self->width = cp_matrix_get_n_columns (rows);
  self->grain = MAX ((self->n + MOST_CHUNKS - 1) / MOST_CHUNKS, LEAST_GRAIN);
  self->n_chunks = (self->n + self->grain - 1) / self->grain;
  gsize n_cells = self->n_chunks * n_centres;
  self->centres = g_new0 (float, n_centres * self->width);
  self->nearest = g_new0 (guint32, self->n);
  self->distances = g_new0 (double, self->n);
  self->sums = g_new0 (double, n_cells * self->width);
  self->present = g_new0 (guint32, n_cells * self->width);
  self->counts = g_new0 (guint32, n_cells);
  self->changed = g_new0 (guint32, self->n_chunks);
}

/* Squared; in lanes, so that the compiler adds whole vectors. */
static double
get_distance (const float *a, const float *b, gsize width) {
  float lanes[LANES] = {0};
  gsize i = 0;
  for (; i + LANES <= width; i += LANES) {
    for (gsize lane = 0; lane < LANES; lane++) {
      float d = a[i + lane] - b[i + lane];
      d = d == d ? d : 0.0f;
      lanes[lane] += d * d;
    }
  }
  double sum = 0;
  for (; i < width; i++) {
    double d = (double)(a[i] - b[i]);
    sum += isnan (d) ? 0 : d * d;
  }
  for (gsize lane = 0; lane < LANES; lane++)
    sum += (double)lanes[lane];
  return sum;
}

/* --- k-means++ --- */

/* The rows' distances after the newest centre was added. */
static void
update_distances (gsize begin, gsize end, guint worker, gpointer data) {
  Clusters *self = data;
  const float *newest = self->centres + (self->n_centres - 1) * self->width;
  for (gsize row = begin; row < end; row++) {
    double d = get_distance (self->rows + row * self->width, newest, self->width);
    if (self->n_centres == 1 || d < self->distances[row])
      self->distances[row] = d;
  }
}

static void
add_centre (Clusters *self, gsize row) {
  memcpy (self->centres + self->n_centres * self->width, self->rows + row * self->width,
          self->width * sizeof (float));
  self->n_centres++;
}

/* The row drawn with a chance in proportion to its distance; n when all distances are 0 */
static gsize
draw_far_row (const Clusters *self, CpRandom *random) {
  double sum = 0;
  for (gsize row = 0; row < self->n; row++)
    sum += self->distances[row];
  double left = cp_random_uniform (random) * sum;
  gsize last = self->n;
  for (gsize row = 0; row < self->n; row++) {
    if (self->distances[row] <= 0)
      continue;
    last = row;
    left -= self->distances[row];
    if (left < 0)
      break;
  }
  return last;
}

/* Fewer centres where there are fewer distinct rows */
static gboolean
clusters_seed (Clusters *self, guint n_centres, guint64 seed, GCancellable *cancellable) {
  CpRandom random;
  cp_random_init (&random, seed);
  add_centre (self, (gsize)cp_random_below (&random, self->n));
  for (;;) {
    if (!cp_parallel_for (self->n, self->grain, update_distances, self, cancellable))
      return FALSE;
    gsize row = self->n_centres < n_centres ? draw_far_row (self, &random) : self->n;
    if (row == self->n)
      return TRUE;
    add_centre (self, row);
  }
}

/* --- Lloyd --- */

static guint
find_nearest (const Clusters *self, const float *row) {
  guint nearest = 0;
  double least = INFINITY;
  for (guint c = 0; c < self->n_centres; c++) {
    double d = get_distance (row, self->centres + c * self->width, self->width);
    if (d < least) {
      least = d;
      nearest = c;
    }
  }
  return nearest;
}

static void
assign_rows (gsize begin, gsize end, guint worker, gpointer data) {
  Clusters *self = data;
  gsize chunk = begin / self->grain, n_cells = (gsize)self->n_centres * self->width;
  double *sums = self->sums + chunk * n_cells;
  guint32 *present = self->present + chunk * n_cells, *counts = self->counts + chunk * self->n_centres;
  memset (sums, 0, n_cells * sizeof *sums);
  memset (present, 0, n_cells * sizeof *present);
  memset (counts, 0, self->n_centres * sizeof *counts);
  self->changed[chunk] = 0;
  for (gsize r = begin; r < end; r++) {
    const float *row = self->rows + r * self->width;
    guint centre = find_nearest (self, row);
    self->changed[chunk] += centre != self->nearest[r];
    self->nearest[r] = centre;
    counts[centre]++;
    for (gsize i = 0; i < self->width; i++) {
      gboolean is_present = !isnan (row[i]);
      sums[centre * self->width + i] += is_present ? (double)row[i] : 0;
      present[centre * self->width + i] += (guint32)is_present;
    }
  }
}

/* A centre that lost all its rows, or a value all its rows miss, stays where it was. */
static void
move_centres (Clusters *self) {
  gsize n_cells = (gsize)self->n_centres * self->width;
  for (gsize i = 0; i < n_cells; i++) {
    double sum = 0;
    guint64 n = 0;
    for (gsize chunk = 0; chunk < self->n_chunks; chunk++) {
      sum += self->sums[chunk * n_cells + i];
      n += self->present[chunk * n_cells + i];
    }
    if (n > 0)
      self->centres[i] = (float)(sum / (double)n);
  }
}

static gboolean
clusters_settle (Clusters *self, GCancellable *cancellable) {
  for (guint round = 0; round < MOST_ROUNDS; round++) {
    if (!cp_parallel_for (self->n, self->grain, assign_rows, self, cancellable))
      return FALSE;
    guint64 n_changed = round == 0;
    for (gsize chunk = 0; chunk < self->n_chunks; chunk++)
      n_changed += self->changed[chunk];
    if (n_changed == 0)
      return TRUE;
    move_centres (self);
  }
  return cp_parallel_for (self->n, self->grain, assign_rows, self, cancellable);
}

/* (transfer full): the centres that have rows */
static CpBackground *
clusters_to_background (const Clusters *self) {
  g_autofree double *weights = g_new0 (double, self->n_centres);
  guint n_kept = 0;
  for (guint c = 0; c < self->n_centres; c++) {
    for (gsize chunk = 0; chunk < self->n_chunks; chunk++)
      weights[c] += self->counts[chunk * self->n_centres + c];
    n_kept += weights[c] > 0;
  }
  g_autoptr (CpMatrix) rows = cp_matrix_new (n_kept, self->width);
  float *out = cp_matrix_edit_values (rows);
  for (guint c = 0, kept = 0; c < self->n_centres; c++) {
    if (weights[c] <= 0)
      continue;
    memcpy (out + kept * self->width, self->centres + c * self->width, self->width * sizeof *out);
    weights[kept++] = weights[c];
  }
  g_autofree char *name = g_strdup_printf (n_kept == 1 ? "%u centre" : "%u centres", n_kept);
  return cp_background_new (rows, weights, name, NULL);
}

CpBackground *
cp_background_kmeans (CpMatrix *rows, guint n_centres, guint64 seed, GCancellable *cancellable,
                      GError **error) {
  g_return_val_if_fail (rows != NULL && cp_matrix_get_n_rows (rows) > 0 && n_centres > 0, NULL);
  Clusters clusters = {0};
  clusters_init (&clusters, rows, (guint)MIN (n_centres, cp_matrix_get_n_rows (rows)));
  CpBackground *background = NULL;
  if (clusters_seed (&clusters, n_centres, seed, cancellable) && clusters_settle (&clusters, cancellable))
    background = clusters_to_background (&clusters);
  else
    cp_check_cancelled (cancellable, error);
  clusters_clear (&clusters);
  return background;
}
