#pragma once
#include "core/base/matrix.h"
#include <gio/gio.h>

/* Why each row got its scores: what every explainer answers. For a row r and an output o
 *
 *   score(r, o) = base(o) + Σ_f value(r, o, f) + residual(r, o)
 *
 * in the space named (a probability, its log-odds, or a margin). Immutable once handed out,
 * reference-counted. */
G_BEGIN_DECLS

typedef enum {
  CP_SPACE_PROBABILITY, /* the model's output as it is; also the label's unit of a regression */
  CP_SPACE_LOGIT,       /* its log-odds; of a softmax each class against the rest */
  CP_SPACE_MARGIN       /* of trees: the sum before a softmax or an exponential, which is neither */
} CpSpace;
const char *cp_space_get_name (CpSpace space); /* "probability", "logit", "margin" */
gboolean cp_space_parse (const char *name, CpSpace *out_space);

typedef struct {
  char *method;         /* that was used, never "auto": "exact", "kernel", … */
  CpSpace space;        /* of values, errors, base and scores */
  gsize n_rows;         /* rows explained */
  guint n_outputs;      /* of the model */
  guint n_features;     /* of the model */
  double *values;       /* (n_rows × n_outputs × n_features) row-major */
  double *errors;       /* (nullable) same shape: the standard error of each value, where it was sampled */
  guint n_groups;       /* of features, as the options named them; 0: none */
  double *group_errors; /* (nullable) (n_rows × n_outputs × n_groups): the standard error of the signed sum of
                         * each group, sampled as one quantity: its features err together, not apart */
  double widening; /* >= 1: by how much the errors are larger than the spread tells, see refine.h; the largest
                    * of any row */
  guint n_pairs;   /* antithetic pairs of permutations, of the row with fewest; 0: another method */
  double *base;    /* (n_outputs): the weighted mean score over the background; in log-odds see explain.h */
  double *scores;  /* (n_rows × n_outputs) */
  double *residuals;    /* (n_rows × n_outputs): score − base − Σ values */
  double *disagreement; /* (nullable) (n_rows × n_outputs × n_features): |difference| between the answers for
                         * the two halves of the background */
} CpAttributions;

/* (transfer full): arrays zeroed, to be filled before it is shared; @has_errors: whether sampled */
CpAttributions *cp_attributions_new (const char *method, CpSpace space, gsize n_rows, guint n_outputs,
                                     guint n_features, gboolean has_errors);
CpAttributions *cp_attributions_ref (CpAttributions *attributions);
void cp_attributions_unref (CpAttributions *attributions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpAttributions, cp_attributions_unref)

/* Room for the errors of groups, zeroed: before it is filled. */
void cp_attributions_add_groups (CpAttributions *attributions, guint n_groups);

/* The (n_features) values of one row and output. */
const double *cp_attributions_get_values (const CpAttributions *attributions, gsize row, guint output);
/* (nullable): the (n_features) standard errors of one row and output; NULL: nothing was sampled */
const double *cp_attributions_get_errors (const CpAttributions *attributions, gsize row, guint output);
/* The standard error of the sum of a group's values; 0 where nothing was sampled */
double cp_attributions_get_group_error (const CpAttributions *attributions, gsize row, guint output,
                                        guint group);
/* Fills the residuals from scores, base and values: the last step of every explainer. */
void cp_attributions_close (CpAttributions *attributions);

G_END_DECLS
