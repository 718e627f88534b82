#pragma once
#include <glib.h>

/* The least squares of Kernel SHAP: shares of players such that the sum over its members is near each
 * coalition's value, and over all players exact. The last player is eliminated by that constraint. One
 * factorisation serves all outputs. */
G_BEGIN_DECLS

typedef struct {
  const double *weights; /* (n), borrowed */
  gsize n, n_complete;
  guint n_players;
  double *design;        /* (n × (n_players − 1)): member − whether the last player is one */
  guint8 *has_last;      /* (n) */
  double *inverse;       /* ((n_players − 1)²): of the normal matrix */
  double *products;      /* (n_pairs × (n_players − 1)) scratch */
  const guint *group_of; /* (nullable) (n_players), borrowed: players whose sum is to have an error, too */
  guint n_groups;
} CpSharesFit;

/* @members: (n × n_players); @weights: (n); coalitions from @n_complete on are drawn pairs, side by side;
 * at least two players, and every coalition of one player among the coalitions */
void cp_shares_fit_init (CpSharesFit *fit, const guint8 *members, const double *weights, gsize n,
                         gsize n_complete, guint n_players);
void cp_shares_fit_clear (CpSharesFit *fit);

/**
 * cp_shares_fit_solve:
 * @values: (n): of the coalitions, less that of the empty one
 * @total: of all players, less that of the empty one
 * @shares: (n_players), written
 * @errors: (n_players + n_groups), written: standard errors of the shares, then of the groups' sums, by the
 * spread of the drawn pairs' pulls on the fit (the sandwich estimator of weighted least squares: White 1980);
 * 0 where nothing was drawn
 */
void cp_shares_fit_solve (const CpSharesFit *fit, const double *values, double total, double *shares,
                          double *errors);

G_END_DECLS
