#include "core/explain/attributions.h"

#include <math.h>

static const char *const space_names[] = {"probability", "logit", "margin"};

const char *
cp_space_get_name (CpSpace space) {
  g_return_val_if_fail ((guint)space < G_N_ELEMENTS (space_names), NULL);
  return space_names[space];
}

gboolean
cp_space_parse (const char *name, CpSpace *out_space) {
  for (guint i = 0; i < G_N_ELEMENTS (space_names); i++) {
    if (g_str_equal (name, space_names[i])) {
      *out_space = (CpSpace)i;
      return TRUE;
    }
  }
  return FALSE;
}

CpAttributions *
cp_attributions_new (const char *method, CpSpace space, gsize n_rows, guint n_outputs, guint n_features,
                     gboolean has_errors) {
  CpAttributions *self = g_atomic_rc_box_new0 (CpAttributions);
  gsize n_scores = n_rows * n_outputs, n_values = n_scores * n_features;
  self->method = g_strdup (method);
  self->space = space;
  self->n_rows = n_rows;
  self->n_outputs = n_outputs;
  self->n_features = n_features;
  self->values = g_new0 (double, n_values);
  self->errors = has_errors ? g_new0 (double, n_values) : NULL;
  self->widening = 1;
  self->base = g_new0 (double, n_outputs);
  self->scores = g_new0 (double, n_scores);
  self->residuals = g_new0 (double, n_scores);
  return self;
}

void
cp_attributions_add_groups (CpAttributions *attributions, guint n_groups) {
  g_return_if_fail (attributions->group_errors == NULL);
  attributions->n_groups = n_groups;
  attributions->group_errors = g_new0 (double, attributions->n_rows * attributions->n_outputs * n_groups + 1);
}

CpAttributions *
cp_attributions_ref (CpAttributions *attributions) {
  return g_atomic_rc_box_acquire (attributions);
}

static void
clear (gpointer data) {
  CpAttributions *self = data;
  g_free (self->method);
  g_free (self->values);
  g_free (self->errors);
  g_free (self->group_errors);
  g_free (self->base);
  g_free (self->scores);
  g_free (self->residuals);
  g_free (self->disagreement);
}

void
cp_attributions_unref (CpAttributions *attributions) {
  g_atomic_rc_box_release_full (attributions, clear);
}

const double *
cp_attributions_get_values (const CpAttributions *attributions, gsize row, guint output) {
  g_return_val_if_fail (row < attributions->n_rows && output < attributions->n_outputs, NULL);
  return attributions->values + (row * attributions->n_outputs + output) * attributions->n_features;
}

const double *
cp_attributions_get_errors (const CpAttributions *attributions, gsize row, guint output) {
  g_return_val_if_fail (row < attributions->n_rows && output < attributions->n_outputs, NULL);
  return attributions->errors != NULL
             ? attributions->errors + (row * attributions->n_outputs + output) * attributions->n_features
             : NULL;
}

double
cp_attributions_get_group_error (const CpAttributions *attributions, gsize row, guint output, guint group) {
  if (attributions->errors == NULL)
    return 0;
  g_return_val_if_fail (row < attributions->n_rows && output < attributions->n_outputs, NAN);
  g_return_val_if_fail (group < attributions->n_groups, NAN);
  return attributions
      ->group_errors[(row * attributions->n_outputs + output) * attributions->n_groups + group];
}

void
cp_attributions_close (CpAttributions *attributions) {
  for (gsize row = 0; row < attributions->n_rows; row++) {
    for (guint output = 0; output < attributions->n_outputs; output++) {
      const double *values = cp_attributions_get_values (attributions, row, output);
      double sum = attributions->base[output];
      for (guint f = 0; f < attributions->n_features; f++)
        sum += values[f];
      gsize at = row * attributions->n_outputs + output;
      attributions->residuals[at] = attributions->scores[at] - sum;
    }
  }
}
