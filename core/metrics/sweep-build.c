#include "core/base/error.h"
#include "core/base/format.h"
#include "core/base/parallel.h"
#include "core/base/sort.h"
#include "core/metrics/sweep-private.h"

#include <math.h>

/* How a sweep is built. The rows that take part are dealt into segments, two a part (negative, positive): the
 * parts are the slices and, unless there is only one, all rows. A segment holds sortable keys of the scores,
 * best first; without weights nothing else. Every segment is sorted on its own; then the two of a part are
 * merged into points. */

#define MIN_CHUNK 65536 /* rows dealt in one piece */
#define MAX_CHUNKS 64   /* bounds the table of counts when there are many slices */
#define LEAST_SCORE 1e-15

typedef struct {
  guint64 *keys;
  guint32 *rows; /* NULL without weights */
  gsize n;
} Segment;

typedef struct {
  double score, squared_error, log_loss; /* weighted sums over the rows of a part */
} Sums;

typedef struct {
  const double *scores, *weights;
  gsize stride, n_rows;
  const guint8 *labels;
  const guint32 *slice_of_row;
  guint n_parts, n_segments;

  gsize chunk, n_chunks;
  gsize *places;      /* (n_chunks × n_segments): how many keys, later where the chunk's next key goes */
  gsize *bad_rows;    /* (n_chunks): first row with a bad weight, n_rows if none */
  gboolean *is_whole; /* (n_chunks): all weights are whole */
  guint64 *keys;
  guint32 *rows;
  Segment *segments; /* (n_segments) into keys and rows */
  Segment **order;   /* (n_segments): longest first */
  Sums *sums;        /* (n_parts) */
  CpSweepPart *parts;
} Build;

static void
build_clear (Build *build) {
  g_free (build->places);
  g_free (build->bad_rows);
  g_free (build->is_whole);
  g_free (build->keys);
  g_free (build->rows);
  g_free (build->segments);
  g_free (build->order);
  g_free (build->sums);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Build, build_clear)

static inline gboolean
takes_part (const Build *build, gsize row) {
  return build->labels[row] <= 1 && isfinite (build->scores[row * build->stride]) &&
         (build->weights == NULL || build->weights[row] > 0);
}

static void
check_weights (Build *build, gsize chunk, gsize begin, gsize end) {
  build->bad_rows[chunk] = build->n_rows;
  build->is_whole[chunk] = TRUE;
  for (gsize r = begin; build->weights != NULL && r < end; r++) {
    double weight = build->weights[r];
    build->is_whole[chunk] &= isnan (weight) || weight == floor (weight);
    if ((weight < 0 || isinf (weight)) && build->bad_rows[chunk] == build->n_rows)
      build->bad_rows[chunk] = r;
  }
}

static void
count_rows (gsize first, gsize last, guint worker, gpointer data) {
  Build *build = data;
  for (gsize c = first; c < last; c++) {
    gsize begin = c * build->chunk, end = MIN (begin + build->chunk, build->n_rows);
    gsize *counts = build->places + c * build->n_segments, *all = counts + build->n_segments - 2;
    check_weights (build, c, begin, end);
    for (gsize r = begin; r < end; r++) {
      if (!takes_part (build, r))
        continue;
      counts[2 * build->slice_of_row[r] + build->labels[r]]++;
      if (build->n_parts > 1)
        all[build->labels[r]]++;
    }
  }
}

static int
compare_lengths (gconstpointer a, gconstpointer b) {
  const Segment *x = *(const Segment *const *)a, *y = *(const Segment *const *)b;
  return x->n != y->n ? (x->n > y->n ? -1 : 1) : (x > y) - (x < y);
}

/* Turns the counts into places: segment after segment, in each the chunks in turn, so rows stay in order. */
static void
place_segments (Build *build) {
  gsize place = 0;
  g_autofree gsize *begins = g_new (gsize, build->n_segments);
  for (guint s = 0; s < build->n_segments; s++) {
    begins[s] = place;
    for (gsize c = 0; c < build->n_chunks; c++) {
      gsize *count = &build->places[c * build->n_segments + s], n = *count;
      *count = place;
      place += n;
    }
    build->segments[s].n = place - begins[s];
  }
  build->keys = g_new (guint64, place);
  build->rows = build->weights != NULL ? g_new (guint32, place) : NULL;
  for (guint s = 0; s < build->n_segments; s++) {
    build->segments[s].keys = build->keys + begins[s];
    build->segments[s].rows = build->rows != NULL ? build->rows + begins[s] : NULL;
    build->order[s] = &build->segments[s];
  }
  qsort (build->order, build->n_segments, sizeof *build->order, compare_lengths);
}

static void
deal_rows (gsize first, gsize last, guint worker, gpointer data) {
  Build *build = data;
  for (gsize c = first; c < last; c++) {
    gsize begin = c * build->chunk, end = MIN (begin + build->chunk, build->n_rows);
    gsize *places = build->places + c * build->n_segments, *all = places + build->n_segments - 2;
    for (gsize r = begin; r < end; r++) {
      if (!takes_part (build, r))
        continue;
      guint64 key = ~cp_sort_key_from_double (build->scores[r * build->stride]);
      gsize own = places[2 * build->slice_of_row[r] + build->labels[r]]++;
      gsize of_all = build->n_parts > 1 ? all[build->labels[r]]++ : own;
      build->keys[own] = build->keys[of_all] = key;
      if (build->rows != NULL)
        build->rows[own] = build->rows[of_all] = (guint32)r;
    }
  }
}

static void
sort_segments (gsize first, gsize last, guint worker, gpointer data) {
  Build *build = data;
  for (gsize s = first; s < last; s++)
    cp_sort_keys (build->order[s]->keys, build->order[s]->rows, build->order[s]->n);
}

/* Adds the weights of the segment's rows with @key, from *@at on. */
static inline void
take_key (const Build *build, const Segment *segment, guint64 key, gsize *at, double *weight,
          double *squares) {
  gsize i = *at;
  if (build->weights == NULL) {
    while (i < segment->n && segment->keys[i] == key)
      i++;
    *weight += (double)(i - *at);
    *squares += (double)(i - *at);
  } else {
    for (; i < segment->n && segment->keys[i] == key; i++) {
      double w = build->weights[segment->rows[i]];
      *weight += w;
      *squares += w * w;
    }
  }
  *at = i;
}

static void
merge_part (const Build *build, guint p) {
  const Segment *negatives = &build->segments[2 * p], *positives = negatives + 1;
  CpSweepPart *part = &build->parts[p];
  double tp = 0, fp = 0, squares = 0;
  gsize i = 0, j = 0, n = 0;
  CpSweepPoint *points = g_new (CpSweepPoint, negatives->n + positives->n);
  while (i < negatives->n || j < positives->n) {
    guint64 key = MIN (i < negatives->n ? negatives->keys[i] : G_MAXUINT64,
                       j < positives->n ? positives->keys[j] : G_MAXUINT64);
    take_key (build, negatives, key, &i, &fp, &squares);
    take_key (build, positives, key, &j, &tp, &squares);
    points[n++] = (CpSweepPoint){cp_sort_key_to_double (~key), tp, fp};
  }
  part->points = g_renew (CpSweepPoint, points, n);
  part->n_points = n;
  part->n_rows = negatives->n + positives->n;
  part->positives = tp;
  part->negatives = fp;
  part->sum_of_squares = squares;
}

/* The sums over rows: all rows get theirs from the slices later. */
static void
sum_scores (const CpSweepPart *part, Sums *sums) {
  double tp = 0, fp = 0;
  for (gsize i = 0; i < part->n_points; i++) {
    const CpSweepPoint *point = &part->points[i];
    double score = point->threshold, held = CLAMP (score, LEAST_SCORE, 1 - LEAST_SCORE);
    double positives = point->tp - tp, negatives = point->fp - fp;
    sums->score += (positives + negatives) * score;
    sums->squared_error += positives * (1 - score) * (1 - score) + negatives * score * score;
    if (positives > 0)
      sums->log_loss -= positives * log (held);
    if (negatives > 0)
      sums->log_loss -= negatives * log1p (-held);
    tp = point->tp;
    fp = point->fp;
  }
}

static inline double *
score_metric (CpSweepPart *part, CpMetric metric) {
  return &part->score_metrics[metric - CP_N_CONFUSION_METRICS];
}

static double
average_precision (const CpSweepPart *part) {
  double tp = 0, sum = 0;
  for (gsize i = 0; i < part->n_points; i++) {
    const CpSweepPoint *point = &part->points[i];
    sum += (point->tp - tp) * (point->tp / (point->tp + point->fp));
    tp = point->tp;
  }
  return tp > 0 ? sum / tp : NAN;
}

static void
rank_metrics (CpSweepPart *part) {
  part->auc = cp_auc_compute (part->points, part->n_points);
  *score_metric (part, CP_METRIC_ROC_AUC) = part->auc.value;
  *score_metric (part, CP_METRIC_AVERAGE_PRECISION) = average_precision (part);
}

static void
merge_parts (gsize first, gsize last, guint worker, gpointer data) {
  Build *build = data;
  for (gsize i = first; i < last; i++) {
    guint p = build->n_parts - 1 - (guint)i; /* all rows first: the longest */
    merge_part (build, p);
    rank_metrics (&build->parts[p]);
    if (p < build->n_parts - 1 || build->n_parts == 1)
      sum_scores (&build->parts[p], &build->sums[p]);
  }
}

static void
finish_means (Build *build) {
  Sums *all = &build->sums[build->n_parts - 1];
  for (guint p = 0; p + 1 < build->n_parts; p++) {
    all->score += build->sums[p].score;
    all->squared_error += build->sums[p].squared_error;
    all->log_loss += build->sums[p].log_loss;
  }
  for (guint p = 0; p < build->n_parts; p++) {
    CpSweepPart *part = &build->parts[p];
    double weight = part->positives + part->negatives;
    *score_metric (part, CP_METRIC_MEAN_SCORE) = weight > 0 ? build->sums[p].score / weight : NAN;
    *score_metric (part, CP_METRIC_BRIER) = weight > 0 ? build->sums[p].squared_error / weight : NAN;
    *score_metric (part, CP_METRIC_LOG_LOSS) = weight > 0 ? build->sums[p].log_loss / weight : NAN;
  }
}

/* The verdict of check_weights () over all chunks. */
static gboolean
weights_are_good (const Build *build, gboolean *out_is_whole, GError **error) {
  *out_is_whole = TRUE;
  for (gsize c = 0; c < build->n_chunks; c++) {
    *out_is_whole &= build->is_whole[c];
    if (build->bad_rows[c] == build->n_rows)
      continue;
    char number[CP_FORMAT_SIZE];
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "row %" G_GSIZE_FORMAT ": the weight is %s; a weight is a finite number not below 0.",
                 build->bad_rows[c], cp_format_double (number, build->weights[build->bad_rows[c]]));
    return FALSE;
  }
  return TRUE;
}

static void
build_allocate (Build *build) {
  build->chunk = MAX (MIN_CHUNK, build->n_rows / MAX_CHUNKS + 1);
  build->n_chunks = (build->n_rows + build->chunk - 1) / build->chunk;
  build->n_segments = 2 * build->n_parts;
  build->places = g_new0 (gsize, build->n_chunks * build->n_segments);
  build->bad_rows = g_new (gsize, build->n_chunks);
  build->is_whole = g_new (gboolean, build->n_chunks);
  build->segments = g_new (Segment, build->n_segments);
  build->order = g_new (Segment *, build->n_segments);
  build->sums = g_new0 (Sums, build->n_parts);
}

CpSweep *
cp_sweep_build (const double *scores, gsize stride, CpLabels *labels, const double *weights, CpSlices *slices,
                GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (scores != NULL && stride > 0, NULL);
  gsize n_rows = cp_labels_get_n_rows (labels);
  if (cp_slices_get_n_rows (slices) != n_rows) {
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
                 "the labels have %" G_GSIZE_FORMAT " rows, the slices %" G_GSIZE_FORMAT
                 "; both must come from one table.",
                 n_rows, cp_slices_get_n_rows (slices));
    return NULL;
  }
  g_autoptr (CpSweep) sweep = g_atomic_rc_box_new0 (CpSweep);
  sweep->slices = cp_slices_ref (slices);
  sweep->n_slices = cp_slices_get_n_slices (slices);
  sweep->n_parts = sweep->n_slices == 1 ? 1 : sweep->n_slices + 1;
  sweep->parts = g_new0 (CpSweepPart, sweep->n_parts);

  g_auto (Build) build = {.scores = scores,
                          .weights = weights,
                          .stride = stride,
                          .n_rows = n_rows,
                          .labels = cp_labels_get_values (labels),
                          .slice_of_row = cp_slices_get_slice_of_rows (slices),
                          .n_parts = sweep->n_parts,
                          .parts = sweep->parts};
  build_allocate (&build);
  cp_parallel_for (build.n_chunks, 1, count_rows, &build, NULL);
  if (cp_check_cancelled (cancellable, error) || !weights_are_good (&build, &sweep->has_counts, error))
    return NULL;
  place_segments (&build);
  cp_parallel_for (build.n_chunks, 1, deal_rows, &build, NULL);
  if (!cp_parallel_for (build.n_segments, 1, sort_segments, &build, cancellable) ||
      !cp_parallel_for (build.n_parts, 1, merge_parts, &build, cancellable)) {
    cp_check_cancelled (cancellable, error);
    return NULL;
  }
  finish_means (&build);
  return g_steal_pointer (&sweep);
}
