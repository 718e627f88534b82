#include "core/explain/background.h"

#include "core/base/error.h"
#include "core/base/format.h"
#include "core/base/random.h"

#include <math.h>
#include <string.h>

/* Takes @rows, @weights and @name. */
static CpBackground *
background_take (CpMatrix *rows, double *weights, char *name) {
  CpBackground *self = g_atomic_rc_box_new0 (CpBackground);
  self->rows = rows;
  self->weights = weights;
  self->name = name;
  return self;
}

/* (transfer full): @n weights that sum to 1, like each other or as @weights */
static double *
make_weights (const double *weights, gsize n) {
  double *out = g_new (double, n), sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += weights != NULL ? weights[i] : 1;
  for (gsize i = 0; i < n; i++)
    out[i] = (weights != NULL ? weights[i] : 1) / sum;
  return out;
}

CpBackground *
cp_background_new (CpMatrix *rows, const double *weights, const char *name, GError **error) {
  g_return_val_if_fail (rows != NULL && name != NULL, NULL);
  gsize n = cp_matrix_get_n_rows (rows);
  if (n == 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: the background has no rows, expected at least one.",
                 name);
    return NULL;
  }
  for (gsize i = 0; weights != NULL && i < n; i++) {
    if (weights[i] > 0 && isfinite (weights[i]))
      continue;
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s: row %" G_GSIZE_FORMAT " of the background weighs %g, expected more than 0.", name, i,
                 weights[i]);
    return NULL;
  }
  return background_take (cp_matrix_ref (rows), make_weights (weights, n), g_strdup (name));
}

CpBackground *
cp_background_sample (CpMatrix *rows, gsize n, guint64 seed) {
  g_return_val_if_fail (rows != NULL && cp_matrix_get_n_rows (rows) > 0 && n > 0, NULL);
  gsize n_rows = cp_matrix_get_n_rows (rows), width = cp_matrix_get_n_columns (rows);
  g_autofree char *all = cp_format_count ((double)n_rows), *drawn = cp_format_count ((double)n);
  if (n >= n_rows)
    return background_take (cp_matrix_ref (rows), make_weights (NULL, n_rows),
                            n_rows == 1 ? g_strdup ("1 row") : g_strdup_printf ("all %s rows", all));
  CpRandom random;
  cp_random_init (&random, seed);
  CpMatrix *chosen = cp_matrix_new (n, width);
  float *out = cp_matrix_edit_values (chosen);
  const float *in = cp_matrix_get_values (rows);
  g_autofree guint32 *drawn_rows = g_new (guint32, n);
  cp_random_choose (&random, n_rows, n, drawn_rows);
  for (gsize i = 0; i < n; i++)
    memcpy (out + i * width, in + drawn_rows[i] * width, width * sizeof *out);
  return background_take (
      chosen, make_weights (NULL, n),
      g_strdup_printf ("%s %s, seed %" G_GUINT64_FORMAT, drawn, n == 1 ? "row" : "rows", seed));
}

CpBackground *
cp_background_zero (guint n_features) {
  return background_take (cp_matrix_new (1, n_features), make_weights (NULL, 1), g_strdup ("zero row"));
}

CpBackground *
cp_background_ref (CpBackground *background) {
  return g_atomic_rc_box_acquire (background);
}

static void
clear (gpointer data) {
  CpBackground *self = data;
  cp_matrix_unref (self->rows);
  g_free (self->weights);
  g_free (self->name);
}

void
cp_background_unref (CpBackground *background) {
  g_atomic_rc_box_release_full (background, clear);
}
