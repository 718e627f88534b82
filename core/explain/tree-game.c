#include "core/explain/tree-game.h"

#include "core/base/error.h"
#include "core/base/parallel.h"

#include <string.h>

enum {
  MOST_TABLE_SLOTS = 8,        /* a table of 256 patterns */
  MOST_BATCH_BYTES = 48 << 20, /* of trees prepared at a time */
  MOST_SUMS = 1 << 16,         /* doubles a chunk of rows sums into */
  MOST_CHUNK_ROWS = 512
};

/* A tree made ready. */
typedef struct {
  CpTreePaths paths;
  gpointer prepared;
  double **tables; /* (n_leaves), (nullable): the share of each pattern: (n_slots × 2^n_slots) */
} Tree;

typedef struct {
  const CpTreeGame *game;
  const CpExplainJob *job;
  const CpTrees *trees;
  Tree *batch; /* trees [first, first + n_batch) */
  guint first, n_batch;
  guint32 most_nodes; /* of a tree of the batch */
  gsize chunk_rows;
  CpAttributions *answer;
} Play;

static gboolean
has_table (const Play *self, const CpTreeLeaf *leaf) {
  return leaf->n_slots <= MOST_TABLE_SLOTS && (gsize)2 << leaf->n_slots <= self->job->n_rows;
}

/* --- a batch of trees --- */

static gsize
estimate_bytes (const Play *self, const CpTreePaths *paths) {
  gsize bytes = 0;
  for (guint i = 0; i < paths->n_leaves; i++) {
    gsize n_slots = paths->leaves[i].n_slots, n_patterns = self->game->most_patterns;
    if (has_table (self, &paths->leaves[i]))
      bytes += (n_slots << n_slots) * sizeof (double);
    if (n_slots < 16)
      n_patterns = MIN (n_patterns, (gsize)1 << n_slots);
    bytes += n_patterns * (sizeof (CpTreePattern) + sizeof (double));
  }
  return bytes;
}

/* Fills the batch with the trees from @first on; %FALSE with @error naming a tree whose paths are too long */
static gboolean
begin_batch (Play *self, guint first, GError **error) {
  gsize bytes = 0;
  self->first = first;
  self->n_batch = 0;
  self->most_nodes = 0;
  while (first + self->n_batch < self->trees->n_trees && bytes < MOST_BATCH_BYTES) {
    Tree *tree = &self->batch[self->n_batch++];
    if (!cp_tree_paths_init (&tree->paths, self->trees, first + self->n_batch - 1)) {
      g_set_error (
          error, CP_ERROR, CP_ERROR_UNSUPPORTED,
          "%s: a path of tree %u asks about more than %d features, too many to be explained exactly.",
          self->job->model->place, first + self->n_batch - 1, CP_TREE_MOST_SLOTS);
      return FALSE;
    }
    bytes += estimate_bytes (self, &tree->paths);
    self->most_nodes = MAX (self->most_nodes, tree->paths.n_nodes);
  }
  return TRUE;
}

static void
end_batch (Play *self) {
  for (guint i = 0; i < self->n_batch; i++) {
    Tree *tree = &self->batch[i];
    for (guint leaf = 0; tree->tables != NULL && leaf < tree->paths.n_leaves; leaf++)
      g_free (tree->tables[leaf]);
    if (tree->prepared != NULL)
      self->game->release (tree->prepared);
    g_free (tree->tables);
    cp_tree_paths_clear (&tree->paths);
    *tree = (Tree){0};
  }
}

/* (transfer full): slot by slot, so that one slot's shares stand together */
static double *
make_table (const Play *self, const Tree *tree, guint leaf) {
  guint32 n_slots = tree->paths.leaves[leaf].n_slots;
  double *table = g_new (double, MAX ((gsize)n_slots << n_slots, 1)), shares[MOST_TABLE_SLOTS];
  for (CpTreePattern row = 0; row < (CpTreePattern)1 << n_slots; row++) {
    self->game->share (self->game, tree->prepared, &tree->paths, leaf, row, shares);
    for (guint slot = 0; slot < n_slots; slot++)
      table[((gsize)slot << n_slots) + row] = shares[slot];
  }
  return table;
}

static void
prepare_trees (gsize begin, gsize end, guint worker, gpointer data) {
  Play *self = data;
  for (gsize i = begin; i < end; i++) {
    Tree *tree = &self->batch[i];
    tree->prepared = self->game->prepare (self->game, &tree->paths);
    tree->tables = g_new0 (double *, tree->paths.n_leaves);
    for (guint leaf = 0; leaf < tree->paths.n_leaves; leaf++)
      if (has_table (self, &tree->paths.leaves[leaf]))
        tree->tables[leaf] = make_table (self, tree, leaf);
  }
}

/* --- rows --- */

/* Sums of the lanes: (n_outputs × n_features × CP_TREE_LANES) */
static void
add_leaf (const Play *self, const Tree *tree, guint leaf, const CpTreePattern *patterns, guint n_lanes,
          double *sums) {
  const CpTreePaths *paths = &tree->paths;
  const CpTreeLeaf *info = &paths->leaves[leaf];
  const guint32 *features = paths->features + info->first_slot;
  const CpTreePattern *met = patterns + (gsize)(info->node - paths->root) * CP_TREE_LANES;
  CpTreePattern full = cp_tree_leaf_get_full (info);
  sums += (gsize)paths->output * self->trees->n_features * CP_TREE_LANES;
  if (tree->tables[leaf] != NULL) {
    guint32 rows[CP_TREE_LANES];
    for (guint lane = 0; lane < CP_TREE_LANES; lane++)
      rows[lane] = (guint32)(met[lane] & full);
    for (guint slot = 0; slot < info->n_slots; slot++) {
      const double *shares = tree->tables[leaf] + ((gsize)slot << info->n_slots);
      double *sum = sums + (gsize)features[slot] * CP_TREE_LANES;
      for (guint lane = 0; lane < CP_TREE_LANES; lane++)
        sum[lane] += shares[rows[lane]];
    }
    return;
  }
  double shares[CP_TREE_MOST_SLOTS];
  for (guint lane = 0; lane < n_lanes; lane++) {
    self->game->share (self->game, tree->prepared, paths, leaf, met[lane] & full, shares);
    for (guint slot = 0; slot < info->n_slots; slot++)
      sums[(gsize)features[slot] * CP_TREE_LANES + lane] += shares[slot];
  }
}

/* Adds the lanes' sums to the values of the rows. */
static void
add_sums (const Play *self, gsize row, guint n_lanes, const double *sums) {
  gsize n = (gsize)self->trees->n_outputs * self->trees->n_features;
  for (guint lane = 0; lane < n_lanes; lane++) {
    double *values = self->answer->values + (row + lane) * n;
    for (gsize i = 0; i < n; i++)
      values[i] += sums[i * CP_TREE_LANES + lane];
  }
}

static void
explain_chunk (gsize begin, gsize end, guint worker, gpointer data) {
  const Play *self = data;
  gsize n_features = self->trees->n_features, lanes_size = n_features * CP_TREE_LANES;
  gsize sums_size = lanes_size * self->trees->n_outputs;
  gsize n_groups = (end - begin + CP_TREE_LANES - 1) / CP_TREE_LANES;
  g_autofree float *lanes = g_new (float, n_groups *lanes_size);
  g_autofree double *sums = g_new0 (double, n_groups *sums_size);
  g_autofree CpTreePattern *patterns = g_new (CpTreePattern, (gsize)self->most_nodes * CP_TREE_LANES);
  for (gsize group = 0; group < n_groups; group++) {
    gsize row = begin + group * CP_TREE_LANES;
    cp_tree_lanes_fill (self->job->rows + row * n_features, MIN (end - row, CP_TREE_LANES), n_features,
                        lanes + group * lanes_size);
  }
  for (guint t = 0; t < self->n_batch; t++) { /* a tree's tables stay in the cache for all groups */
    const Tree *tree = &self->batch[t];
    for (gsize group = 0; group < n_groups; group++) {
      guint n_lanes = (guint)MIN (end - begin - group * CP_TREE_LANES, CP_TREE_LANES);
      cp_tree_paths_walk (&tree->paths, lanes + group * lanes_size, patterns);
      for (guint leaf = 0; leaf < tree->paths.n_leaves; leaf++)
        add_leaf (self, tree, leaf, patterns, n_lanes, sums + group * sums_size);
    }
  }
  for (gsize group = 0; group < n_groups; group++)
    add_sums (self, begin + group * CP_TREE_LANES,
              (guint)MIN (end - begin - group * CP_TREE_LANES, CP_TREE_LANES), sums + group * sums_size);
}

/* --- the whole --- */

static gboolean
play_batch (Play *self, guint first, GError **error) {
  if (!begin_batch (self, first, error))
    return FALSE;
  if (!cp_parallel_for (self->n_batch, 1, prepare_trees, self, self->job->cancellable) ||
      !cp_parallel_for (self->job->n_rows, self->chunk_rows, explain_chunk, self, self->job->cancellable))
    return !cp_check_cancelled (self->job->cancellable, error);
  cp_progress_report (self->job->progress, (double)(first + self->n_batch) / self->trees->n_trees,
                      "explaining");
  return TRUE;
}

CpAttributions *
cp_tree_game_play (const CpTreeGame *game, const CpExplainJob *job, const char *method, const double *base,
                   GError **error) {
  const CpTrees *trees = cp_model_get_trees (job->model);
  gsize width = (gsize)trees->n_outputs * trees->n_features;
  Play self = {.game = game, .job = job, .trees = trees};
  self.chunk_rows = CLAMP (MOST_SUMS / width, 1, MOST_CHUNK_ROWS / CP_TREE_LANES) * CP_TREE_LANES;
  self.answer = cp_attributions_new (method, cp_tree_game_get_space (job->model), job->n_rows,
                                     trees->n_outputs, trees->n_features, FALSE);
  memcpy (self.answer->base, base, trees->n_outputs * sizeof *base);
  cp_trees_predict_margins (trees, job->rows, job->n_rows, self.answer->scores);
  self.batch = g_new0 (Tree, trees->n_trees);
  gboolean done = TRUE;
  for (guint first = 0; done && first < trees->n_trees; first += self.n_batch) {
    done = play_batch (&self, first, error);
    end_batch (&self);
  }
  g_free (self.batch);
  if (!done)
    g_clear_pointer (&self.answer, cp_attributions_unref);
  return self.answer;
}

CpSpace
cp_tree_game_get_space (const CpModel *model) {
  switch (cp_model_get_trees (model)->link) {
  case CP_LINK_IDENTITY:
    return CP_SPACE_PROBABILITY;
  case CP_LINK_LOGISTIC:
    return CP_SPACE_LOGIT;
  default:
    return CP_SPACE_MARGIN;
  }
}

gboolean
cp_tree_game_answers_in (const CpModel *model, CpSpace space) {
  return space == CP_SPACE_MARGIN || space == cp_tree_game_get_space (model);
}
