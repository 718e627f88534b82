#include "core/explain/dependence.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/explain/mixer.h"

#include <math.h>
#include <string.h>

void
cp_dependence_free (CpDependence *dependence) {
  for (guint i = 0; i < dependence->n_grids; i++)
    g_clear_pointer (&dependence->grids[i], cp_dependence_grid_unref);
  g_free (dependence->mean);
  g_free (dependence->individual);
  g_free (dependence);
}

/* The features of one grid's column, with what each of its values makes of them. */
typedef struct {
  guint n_features;
  guint *features; /* (n_features) */
  float *values;   /* (n_points × n_features) */
} Moves;

static void
moves_clear (Moves *moves) {
  g_free (moves->features);
  g_free (moves->values);
}

static gboolean
make_moves (Moves *moves, CpEncoder *encoder, const CpFeatureGroups *groups, const CpDependenceGrid *grid,
            GCancellable *cancellable, GError **error) {
  const CpFeatureGroup *group = cp_feature_groups_find (groups, grid->name);
  if (group == NULL)
    return TRUE; /* not read: nothing moves */
  g_autoptr (CpMatrix) encoded = cp_encoder_apply (encoder, grid->rows, cancellable, error);
  if (encoded == NULL)
    return FALSE;
  gsize width = cp_matrix_get_n_columns (encoded);
  moves->n_features = group->n_features;
  moves->features = g_memdup2 (group->features, group->n_features * sizeof (guint));
  moves->values = g_new (float, (gsize)grid->n_points * group->n_features);
  for (guint p = 0; p < grid->n_points; p++)
    for (guint i = 0; i < group->n_features; i++)
      moves->values[p * group->n_features + i] =
          cp_matrix_get_values (encoded)[p * width + group->features[i]];
  return TRUE;
}

typedef struct {
  CpMixer mixer;
  const CpModel *model;
  const float *rows;
  gsize n_features;
  guint n_points;
  guint n_moved;  /* features that move */
  guint *moved;   /* (n_moved) */
  float *targets; /* (n_points × n_moved) */
  float *shifts;  /* (n_points × width): what the targets add to a state; of a model without states NULL */
  gsize chunk;    /* rows a piece of work */
  double *sums;   /* (n_chunks × n_points × n_outputs): added in order, so that threads do not matter */
  double *individual; /* (nullable) */
} Work;

static gsize
get_n_outputs (const Work *work) {
  return work->model->n_outputs;
}

/* The state of a row without the features that move. */
static void
enter_row (const Work *work, const float *row, float *state) {
  cp_mixer_enter (&work->mixer, row, state);
  for (guint i = 0; work->shifts != NULL && i < work->n_moved; i++) {
    const float *weights = work->mixer.kernel + work->moved[i] * work->mixer.width;
    for (gsize k = 0; k < work->mixer.width; k++)
      state[k] -= row[work->moved[i]] * weights[k];
  }
}

static void
place_point (const Work *work, const float *state, guint point, float *out) {
  gsize width = work->mixer.width;
  if (work->shifts != NULL) {
    const float *shift = work->shifts + point * width;
    for (gsize k = 0; k < width; k++)
      out[k] = state[k] + shift[k];
    return;
  }
  memcpy (out, state, width * sizeof *out);
  for (guint i = 0; i < work->n_moved; i++)
    out[work->moved[i]] = work->targets[point * work->n_moved + i];
}

/* @scores: (n × n_outputs) of states whose first is item @first of the chunk: row by row, point by point */
static void
take_scores (const Work *work, gsize chunk_begin, gsize first, gsize n, const double *scores, double *sums) {
  gsize n_outputs = get_n_outputs (work);
  for (gsize i = 0; i < n; i++) {
    gsize item = first + i, point = item % work->n_points;
    for (gsize o = 0; o < n_outputs; o++)
      sums[point * n_outputs + o] += scores[i * n_outputs + o];
  }
  if (work->individual != NULL)
    memcpy (work->individual + (chunk_begin * work->n_points + first) * n_outputs, scores,
            n * n_outputs * sizeof *scores);
}

static void
run_chunk (gsize begin, gsize end, guint worker, gpointer data) {
  const Work *work = data;
  gsize width = work->mixer.width, block = work->mixer.block, n_outputs = get_n_outputs (work);
  float *scratch = cp_model_new_scratch (work->model, block);
  g_autofree float *state = g_new (float, width), *states = g_new (float, block *width);
  g_autofree double *scores = g_new (double, block *n_outputs);
  double *sums = work->sums + begin / work->chunk * work->n_points * n_outputs;
  gsize n_waiting = 0, n_done = 0;
  for (gsize row = begin; row < end; row++) {
    enter_row (work, work->rows + row * work->n_features, state);
    for (guint point = 0; point < work->n_points; point++) {
      place_point (work, state, point, states + n_waiting++ * width);
      if (n_waiting < block && !(row + 1 == end && point + 1 == work->n_points))
        continue;
      cp_mixer_score (&work->mixer, states, n_waiting, scores, scratch);
      take_scores (work, begin, n_done, n_waiting, scores, sums);
      n_done += n_waiting;
      n_waiting = 0;
    }
  }
  cp_model_free_scratch (scratch);
}

/* The features and targets of one grid, or of every pair of points of two. */
static void
join_moves (Work *work, const Moves *moves, CpDependenceGrid *const *grids, guint n_grids) {
  for (guint g = 0; g < n_grids; g++)
    work->n_moved += moves[g].n_features;
  work->moved = g_new (guint, work->n_moved + 1);
  work->targets = g_new (float, (gsize)work->n_points * work->n_moved + 1);
  guint at = 0, n_last = n_grids > 1 ? grids[1]->n_points : 1;
  for (guint g = 0; g < n_grids; g++) {
    for (guint i = 0; i < moves[g].n_features; i++, at++) {
      work->moved[at] = moves[g].features[i];
      for (guint p = 0; p < work->n_points; p++) {
        guint own = g == 0 ? p / n_last : p % n_last;
        work->targets[p * work->n_moved + at] = moves[g].values[own * moves[g].n_features + i];
      }
    }
  }
}

static void
make_shifts (Work *work) {
  gsize width = work->mixer.width;
  if (work->mixer.kernel == NULL)
    return;
  work->shifts = g_new0 (float, work->n_points *width);
  for (guint p = 0; p < work->n_points; p++)
    for (guint i = 0; i < work->n_moved; i++)
      for (gsize k = 0; k < width; k++)
        work->shifts[p * width + k] +=
            work->targets[p * work->n_moved + i] * work->mixer.kernel[work->moved[i] * width + k];
}

static void
work_clear (Work *work) {
  cp_mixer_clear (&work->mixer);
  g_free (work->moved);
  g_free (work->targets);
  g_free (work->shifts);
  g_free (work->sums);
}

/* Fills the mean and, where wanted, the individual curves. */
static gboolean
run (Work *work, const CpExplainJob *job, CpDependence *out, GCancellable *cancellable, GError **error) {
  gsize n_outputs = out->n_outputs, n_cells = out->n_points * n_outputs;
  cp_mixer_init (&work->mixer, job);
  make_shifts (work);
  work->chunk = CLAMP (20000 / work->n_points, 8, 2048);
  gsize n_chunks = (out->n_rows + work->chunk - 1) / work->chunk;
  work->sums = g_new0 (double, n_chunks *n_cells);
  if (!cp_parallel_for (out->n_rows, work->chunk, run_chunk, work, cancellable)) {
    cp_check_cancelled (cancellable, error);
    return FALSE;
  }
  for (gsize chunk = 0; chunk < n_chunks; chunk++)
    for (gsize i = 0; i < n_cells; i++)
      out->mean[i] += work->sums[chunk * n_cells + i];
  for (gsize i = 0; i < n_cells; i++)
    out->mean[i] /= (double)out->n_rows;
  return TRUE;
}

static gboolean
check (const CpModel *model, const CpMatrix *rows, GError **error) {
  if (model->class->predict_block == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: its scores stand in the table; an edited row cannot be scored again.", model->place);
    return FALSE;
  }
  if (cp_matrix_get_n_rows (rows) > 0)
    return TRUE;
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: there are no rows to average over.", model->place);
  return FALSE;
}

CpDependence *
cp_dependence_build (const CpModel *model, CpEncoder *encoder, const CpFeatureGroups *groups,
                     const CpMatrix *rows, CpDependenceGrid *const *grids, guint n_grids,
                     gboolean has_individual, GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (n_grids == 1 || n_grids == 2, NULL);
  g_return_val_if_fail (cp_matrix_get_n_columns (rows) == model->n_features, NULL);
  if (!check (model, rows, error))
    return NULL;
  Moves moves[2] = {0};
  gboolean is_ready = TRUE;
  for (guint g = 0; is_ready && g < n_grids; g++)
    is_ready = make_moves (&moves[g], encoder, groups, grids[g], cancellable, error);
  g_autoptr (CpDependence) out = g_new0 (CpDependence, 1);
  out->n_rows = cp_matrix_get_n_rows (rows);
  out->n_outputs = model->n_outputs;
  out->n_points = 1;
  for (guint g = 0; g < n_grids; g++) {
    out->grids[out->n_grids++] = cp_dependence_grid_ref (grids[g]);
    out->n_points *= grids[g]->n_points;
  }
  gsize n_cells = (gsize)out->n_points * out->n_outputs;
  out->mean = g_new0 (double, n_cells);
  out->individual = has_individual ? g_new0 (double, out->n_rows *n_cells) : NULL;
  Work work = {.model = model,
               .rows = cp_matrix_get_values (rows),
               .n_features = model->n_features,
               .n_points = out->n_points,
               .individual = out->individual};
  CpExplainJob job = {.model = model};
  if (is_ready) {
    join_moves (&work, moves, grids, n_grids);
    is_ready = run (&work, &job, out, cancellable, error);
    work_clear (&work);
  }
  for (guint g = 0; g < n_grids; g++)
    moves_clear (&moves[g]);
  return is_ready ? g_steal_pointer (&out) : NULL;
}

double
cp_dependence_get_effect (const CpDependence *dependence, guint output) {
  double least = INFINITY, most = -INFINITY;
  for (guint p = 0; p < dependence->n_points; p++) {
    double value = dependence->mean[p * dependence->n_outputs + output];
    least = fmin (least, value);
    most = fmax (most, value);
  }
  return most - least;
}
