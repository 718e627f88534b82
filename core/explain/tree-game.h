#pragma once
#include "core/explain/explain-private.h"
#include "core/explain/tree-paths.h"

/* The Shapley values of a sum of trees, leaf by leaf: a leaf's share depends on a row only through the row's
 * pattern, and there are few patterns. So the share of every pattern is worked out once for each leaf, where
 * there are more rows than patterns, and then looked up: the time for a row depends neither on the background
 * nor on more than the number of leaves and their depth (the idea of Yang 2021 and of Nadel and Wettenstein
 * 2025). What a leaf is worth to a coalition is the game's business. */
G_BEGIN_DECLS

typedef struct _CpTreeGame CpTreeGame;
struct _CpTreeGame {
  gsize most_patterns; /* that a game keeps for one leaf: for the estimate of memory */
  /* (transfer full): what share() needs to know of a tree; any thread */
  gpointer (*prepare) (const CpTreeGame *game, const CpTreePaths *paths);
  /* @out (n_slots), written: the Shapley values of the leaf's value for a row that meets it as @row */
  void (*share) (const CpTreeGame *game, gconstpointer prepared, const CpTreePaths *paths, guint leaf,
                 CpTreePattern row, double *out);
  void (*release) (gpointer prepared);
};

/* Base, scores and values of an answer to @job, whose model is trees. @base (n_outputs): the game's value for
 * the empty coalition. (transfer full) (nullable): @error when cancelled, or naming a tree with too long
 * paths
 */
CpAttributions *cp_tree_game_play (const CpTreeGame *game, const CpExplainJob *job, const char *method,
                                   const double *base, GError **error);

/* The space before the link, which is where sums of trees are: log-odds of a logistic model, the output
 * itself where there is no link, else the margin. */
CpSpace cp_tree_game_get_space (const CpModel *model);
/* For CpExplainer.answers_in */
gboolean cp_tree_game_answers_in (const CpModel *model, CpSpace space);

G_END_DECLS
