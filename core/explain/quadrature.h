#pragma once
#include <glib.h>

/* Gauss–Legendre quadrature on [0, 1]: ∫ f = Σ shares · f (places), exact for polynomials of degree below 2
 * n.
 * @places ascending, @shares: (n), written; n from 1 up. */
void cp_quadrature_fill (gsize n, double *places, double *shares);
