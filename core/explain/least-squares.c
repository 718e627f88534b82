#include "core/explain/least-squares.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

/* @matrix (n × n) positive definite becomes its inverse: by Cholesky's factor L, its inverse, and
 * L⁻ᵀ L⁻¹. */
static void
invert (double *matrix, gsize n) {
  for (gsize i = 0; i < n; i++) {
    for (gsize j = 0; j <= i; j++) {
      double sum = matrix[i * n + j] - cblas_ddot ((int)j, matrix + i * n, 1, matrix + j * n, 1);
      matrix[i * n + j] = i == j ? sqrt (fmax (sum, 1e-300)) : sum / matrix[j * n + j];
    }
  }
  g_autofree double *inverse = g_new0 (double, n *n);
  for (gsize i = 0; i < n; i++)
    inverse[i * n + i] = 1;
  cblas_dtrsm (CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, (int)n, (int)n, 1, matrix,
               (int)n, inverse, (int)n);
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int)n, (int)n, (int)n, 1, inverse, (int)n, inverse,
               (int)n, 0, matrix, (int)n);
}

void
cp_shares_fit_init (CpSharesFit *fit, const guint8 *members, const double *weights, gsize n, gsize n_complete,
                    guint n_players) {
  gsize m = n_players - 1;
  *fit = (CpSharesFit){.weights = weights, .n = n, .n_complete = n_complete, .n_players = n_players};
  fit->design = g_new (double, n *m);
  fit->has_last = g_new (guint8, n);
  fit->inverse = g_new0 (double, m *m);
  fit->products = g_new (double, (n - n_complete) / 2 * m * 2 + 1);
  g_autofree double *weighted = g_new (double, n *m);
  for (gsize i = 0; i < n; i++) {
    fit->has_last[i] = members[i * n_players + m];
    for (gsize p = 0; p < m; p++) {
      fit->design[i * m + p] = (double)members[i * n_players + p] - (double)fit->has_last[i];
      weighted[i * m + p] = weights[i] * fit->design[i * m + p];
    }
  }
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int)m, (int)m, (int)n, 1, weighted, (int)m,
               fit->design, (int)m, 0, fit->inverse, (int)m);
  invert (fit->inverse, m);
}

void
cp_shares_fit_clear (CpSharesFit *fit) {
  g_free (fit->design);
  g_free (fit->has_last);
  g_free (fit->inverse);
  g_free (fit->products);
}

/* A pair pulls the shares by inverse · Σ w · residual · design; the errors are the spread of those pulls. */
static void
find_errors (const CpSharesFit *fit, const double *residuals, double *errors) {
  gsize m = fit->n_players - 1, n_pairs = (fit->n - fit->n_complete) / 2;
  double *pulls = fit->products, *moved = fit->products + n_pairs * m;
  for (gsize pair = 0; pair < n_pairs; pair++) {
    gsize i = fit->n_complete + 2 * pair;
    for (gsize p = 0; p < m; p++)
      pulls[pair * m + p] = fit->weights[i] * residuals[i] * fit->design[i * m + p] +
                            fit->weights[i + 1] * residuals[i + 1] * fit->design[(i + 1) * m + p];
  }
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)n_pairs, (int)m, (int)m, 1, pulls, (int)m,
               fit->inverse, (int)m, 0, moved, (int)m);
  double n = (double)n_pairs;
  gsize n_cells = m + 1 + fit->n_groups;
  g_autofree double *cells = g_new (double, n_cells), *sums = g_new0 (double, n_cells);
  for (gsize pair = 0; pair < n_pairs; pair++) {
    memset (cells + m, 0, (1 + fit->n_groups) * sizeof *cells);
    for (gsize p = 0; p < m; p++) { /* the last player takes what the others leave */
      cells[p] = moved[pair * m + p];
      cells[m] -= cells[p];
    }
    for (gsize p = 0; fit->group_of != NULL && p <= m; p++)
      cells[m + 1 + fit->group_of[p]] += cells[p];
    for (gsize i = 0; i < n_cells; i++) {
      sums[i] += cells[i];
      errors[i] += cells[i] * cells[i];
    }
  }
  for (gsize i = 0; i < n_cells; i++)
    errors[i] = sqrt (fmax (errors[i] - sums[i] * sums[i] / n, 0) * n / (n - 1));
}

void
cp_shares_fit_solve (const CpSharesFit *fit, const double *values, double total, double *shares,
                     double *errors) {
  gsize m = fit->n_players - 1;
  g_autofree double *right = g_new0 (double, m), *residuals = g_new (double, fit->n);
  for (gsize i = 0; i < fit->n; i++) {
    residuals[i] = values[i] - (fit->has_last[i] ? total : 0);
    cblas_daxpy ((int)m, fit->weights[i] * residuals[i], fit->design + i * m, 1, right, 1);
  }
  cblas_dgemv (CblasRowMajor, CblasNoTrans, (int)m, (int)m, 1, fit->inverse, (int)m, right, 1, 0, shares, 1);
  shares[m] = total;
  for (gsize p = 0; p < m; p++)
    shares[m] -= shares[p];
  memset (errors, 0, (fit->n_players + fit->n_groups) * sizeof *errors);
  if (fit->n_complete == fit->n)
    return;
  cblas_dgemv (CblasRowMajor, CblasNoTrans, (int)fit->n, (int)m, -1, fit->design, (int)m, shares, 1, 1,
               residuals, 1);
  find_errors (fit, residuals, errors);
}
