#pragma once
#include "core/base/progress.h"
#include "core/explain/attributions.h"
#include "core/explain/background.h"
#include "core/explain/feature-groups.h"
#include "core/model/model.h"

/* Why a model gave its scores: one call for every method. All answer all outputs, take a weighted background
 * and name the space their numbers are in.
 *
 * Probability: the game is v(S) = Σ_b w_b f(x_S, b_rest), base = Σ_b w_b f(b) (DEFINITIONS, Attributions).
 * Log-odds: exact, kernel and permutation play v(S) = logit Σ_b w_b f (…), so that a saturated background row
 * does not rule the mean (networks tell what a score lacks of 1 apart from it, so scores near 1 keep their
 * digits); the methods that look inside a model (linear, deep, gradients, trees) explain the
 * log-odds themselves, and their base is Σ_b w_b logit f(b). */
G_BEGIN_DECLS

typedef enum {
  CP_EXPLAIN_AUTO,
  CP_EXPLAIN_EXACT,              /* all coalitions, for at most 15 varying features */
  CP_EXPLAIN_KERNEL,             /* weighted least squares over coalitions */
  CP_EXPLAIN_PERMUTATION,        /* antithetic permutations */
  CP_EXPLAIN_LINEAR,             /* closed form, features independent */
  CP_EXPLAIN_LINEAR_CORRELATED,  /* closed form, features jointly Gaussian */
  CP_EXPLAIN_DEEP,               /* rescale rule through a network */
  CP_EXPLAIN_GRADIENTS,          /* integrated gradients */
  CP_EXPLAIN_EXPECTED_GRADIENTS, /* the same, sampled */
  CP_EXPLAIN_TREE,               /* interventional, against the background */
  CP_EXPLAIN_TREE_PATH           /* path-dependent, by the covers the trees store */
} CpExplainMethod;
#define CP_EXPLAIN_N_METHODS (CP_EXPLAIN_TREE_PATH + 1)

const char *cp_explain_method_get_name (CpExplainMethod method); /* "auto", "linear-correlated", … */
/* %FALSE with @error naming every method when @name is none */
gboolean cp_explain_method_parse (const char *name, CpExplainMethod *out_method, GError **error);

typedef struct {
  CpExplainMethod method;
  CpSpace space; /* asked for; the linear methods answer in the space before the link and say so */
  guint64 seed;
  guint n_permutations; /* permutation: antithetic pairs; 1: the errors are not known, NaN; 0: 10, or with
                         * auto as many as the error needs */
  guint n_samples; /* kernel: coalitions (0: 2 · features + 2 048); expected gradients: draws (0: 200) */
  guint n_steps;   /* gradients: points of the path, 1 to 1 000; 0: 50 */
  /* (nullable), borrowed: of the model's features, whose sums are to have standard errors, too */
  CpFeatureGroups *groups;
  gboolean halves; /* explain against two halves of the background too, and give the disagreement */
} CpExplainOptions;

/**
 * cp_explain:
 * @background: (nullable): of the model's width; only tree-path needs none
 * @rows: (n_rows × n_features) row-major, encoded; at least one, at most a million for an exact method
 *
 * Explains each row on all cores. The same seed gives the same bytes on any number of threads, and a row
 * alone gives the bytes it gives among others. Errors, one sentence each: no rows, a background of another
 * width, a method the model's kind cannot do, log-odds of what is no probability, a score that is no number,
 * and what each method says of its own limits.
 *
 * Returns: (transfer full) (nullable): NULL with @error set, also when cancelled
 */
CpAttributions *cp_explain (const CpModel *model, const CpBackground *background, const float *rows,
                            gsize n_rows, const CpExplainOptions *options, const CpProgress *progress,
                            GCancellable *cancellable, GError **error);

/* Whether @method (not auto) can explain models of this kind at all; @out_reason (nullable) (transfer full):
 * the sentence why not. */
gboolean cp_explain_can (const CpModel *model, CpExplainMethod method, char **out_reason);

/* What auto stands for: linear for a network of one layer and tree for trees, where they answer in
 * @options->space; exact where no row has more than 12 varying features, 14 against a single row; else
 * permutation. */
CpExplainMethod cp_explain_choose (const CpModel *model, const CpBackground *background, const float *rows,
                                   gsize n_rows, const CpExplainOptions *options);
/* What to show at once while cp_explain_choose()'s answer is made: deep where that is permutation and the
 * model is a network, else the same method. */
CpExplainMethod cp_explain_choose_quick (const CpModel *model, const CpBackground *background,
                                         const float *rows, gsize n_rows, const CpExplainOptions *options);

G_END_DECLS
