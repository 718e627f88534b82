#include "core/explain/distance-private.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/table/ids.h"
#include "core/table/statistics.h"

#include <math.h>
#include <string.h>

static void
term_clear (gpointer data) {
  cp_column_unref (((CpDistanceTerm *)data)->column);
}

CpDistance *
cp_distance_ref (CpDistance *distance) {
  return g_atomic_rc_box_acquire (distance);
}

static void
distance_clear (gpointer data) {
  CpDistance *distance = data;
  cp_table_unref (distance->table);
  g_array_unref (distance->without);
  g_array_unref (distance->terms);
  g_ptr_array_unref (distance->groups);
}

void
cp_distance_unref (CpDistance *distance) {
  g_atomic_rc_box_release_full (distance, distance_clear);
}

/* Σ p² over the present rows; 1 where no row is present. */
static double
get_agreement (const CpColumn *column, const GArray *without) {
  const guint32 *codes = cp_column_get_codes (column);
  gsize n_rows = cp_column_get_n_rows (column), n_present = 0;
  gsize n_values = cp_column_get_n_values (column);
  g_autofree gsize *counts = g_new0 (gsize, n_values + 1);
  for (gsize row = 0; row < n_rows; row++)
    counts[MIN (codes[row], n_values)]++;
  for (guint i = 0; i < without->len; i++)
    counts[MIN (codes[g_array_index (without, guint32, i)], n_values)]--;
  for (gsize code = 0; code < n_values; code++)
    n_present += counts[code];
  double agreement = 0;
  for (gsize code = 0; code < n_values; code++)
    agreement += ((double)counts[code] / (double)n_present) * ((double)counts[code] / (double)n_present);
  return n_present > 0 ? agreement : 1;
}

static double
get_deviation (CpColumn *column, const GArray *without) {
  g_autoptr (CpColumn) counted = cp_column_ref (column);
  double mean, deviation;
  if (without->len > 0) {
    gsize n_rows = cp_column_get_n_rows (column);
    g_autofree double *numbers = g_memdup2 (cp_column_get_numbers (column), n_rows * sizeof (double));
    for (guint i = 0; i < without->len; i++)
      numbers[g_array_index (without, guint32, i)] = NAN;
    cp_column_unref (counted);
    counted = cp_column_new_number (cp_column_get_name (column), numbers, n_rows);
  }
  cp_column_moments (counted, &mean, &deviation);
  return deviation;
}

typedef struct {
  const CpTable *table;
  const GArray *without;
  const CpOneHotGroup **group_of_column; /* (n_columns): (nullable) */
  const guint8 *is_ignored;              /* (n_columns) */
  CpDistanceTerm *terms;                 /* (n_columns): column NULL: not compared */
} Plan;

static void
plan_columns (gsize begin, gsize end, guint worker, gpointer data) {
  const Plan *plan = data;
  for (gsize i = begin; i < end; i++) {
    CpColumn *column = cp_table_get_column (plan->table, i);
    const CpOneHotGroup *group = plan->group_of_column[i];
    CpDistanceTerm *term = &plan->terms[i];
    if (plan->is_ignored[i] || (group != NULL && group->columns[0] != i))
      continue;
    if (group == NULL && (cp_column_get_type (column) == CP_COLUMN_TEXT || cp_column_is_id (column)))
      continue;
    term->group = group;
    term->index = i;
    term->weight = 1;
    term->column = group != NULL ? cp_one_hot_group_to_column (group, plan->table) : cp_column_ref (column);
    if (cp_column_get_type (term->column) == CP_COLUMN_NUMBER) {
      double deviation = get_deviation (term->column, plan->without);
      term->scale = deviation > 0 ? 1 / deviation : 0; /* a constant column counts nothing */
    } else {
      term->scale = get_agreement (term->column, plan->without);
    }
  }
}

/* A group is one column, so naming one of its columns leaves out all of it. */
static void
mark_ignored (const CpTable *table, const char *const *ignored, const GPtrArray *groups, guint8 *is_ignored) {
  for (gsize i = 0; i < cp_table_get_n_columns (table); i++)
    is_ignored[i] = g_strv_contains (ignored, cp_column_get_name (cp_table_get_column (table, i)));
  for (guint i = 0; i < groups->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (groups, i);
    gboolean any = g_strv_contains (ignored, group->name);
    for (guint j = 0; j < group->n_values; j++)
      any |= is_ignored[group->columns[j]];
    for (guint j = 0; j < group->n_values; j++)
      is_ignored[group->columns[j]] = any;
  }
}

/* A column of a group stands for the group. */
static CpDistanceTerm *
find_term (CpDistance *distance, const CpTable *table, const char *name) {
  gsize index = G_MAXSIZE;
  cp_table_find_column_index (table, name, &index);
  for (guint i = 0; i < distance->terms->len; i++) {
    CpDistanceTerm *term = &g_array_index (distance->terms, CpDistanceTerm, i);
    if (strcmp (cp_distance_term_get_name (term), name) == 0)
      return term;
    for (guint j = 0; term->group != NULL && j < term->group->n_values; j++)
      if (term->group->columns[j] == index)
        return term;
  }
  return NULL;
}

static gboolean
set_weights (CpDistance *distance, const CpTable *table, const CpDistanceWeight *weights, gsize n_weights,
             GError **error) {
  for (gsize i = 0; i < n_weights; i++) {
    CpDistanceTerm *term = find_term (distance, table, weights[i].column);
    if (term == NULL && cp_table_find_column (table, weights[i].column) == NULL) {
      cp_table_require_column (table, weights[i].column, "the distance", error);
      return FALSE;
    }
    if (term == NULL && weights[i].weight == 0)
      continue; /* left out already */
    if (term == NULL) {
      g_set_error (
          error, CP_ERROR, CP_ERROR_VALUE,
          "%s: column '%s' is a label, an id or text, which distances leave out; it takes no weight.",
          cp_table_get_place (table), weights[i].column);
      return FALSE;
    }
    if (!(weights[i].weight >= 0 && isfinite (weights[i].weight))) {
      g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "column '%s': expected a weight from 0 up, not %g.",
                   weights[i].column, weights[i].weight);
      return FALSE;
    }
    term->weight = weights[i].weight;
  }
  return TRUE;
}

CpDistance *
cp_distance_build (CpTable *table, const GArray *without, const char *const *ignored,
                   const CpDistanceWeight *weights, gsize n_weights, GError **error) {
  g_return_val_if_fail (table != NULL, NULL);
  gsize n_columns = cp_table_get_n_columns (table);
  g_autoptr (CpDistance) distance = g_atomic_rc_box_new0 (CpDistance);
  distance->table = cp_table_ref (table);
  distance->without =
      without != NULL ? g_array_copy ((GArray *)without) : g_array_new (FALSE, FALSE, sizeof (guint32));
  distance->n_rows = cp_table_get_n_rows (table);
  distance->groups = cp_one_hot_groups_find (table);
  distance->terms = g_array_new (FALSE, TRUE, sizeof (CpDistanceTerm));
  g_array_set_clear_func (distance->terms, term_clear);

  g_autofree const CpOneHotGroup **group_of_column = g_new0 (const CpOneHotGroup *, n_columns);
  for (guint i = 0; i < distance->groups->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (distance->groups, i);
    for (guint j = 0; j < group->n_values; j++)
      group_of_column[group->columns[j]] = group;
  }
  g_autofree guint8 *is_ignored = g_new0 (guint8, n_columns);
  if (ignored != NULL)
    mark_ignored (table, ignored, distance->groups, is_ignored);
  g_autofree CpDistanceTerm *terms = g_new0 (CpDistanceTerm, n_columns);
  Plan plan = {table, distance->without, group_of_column, is_ignored, terms};
  cp_parallel_for (n_columns, 1, plan_columns, &plan, NULL);
  for (gsize i = 0; i < n_columns; i++)
    if (terms[i].column != NULL)
      g_array_append_val (distance->terms, terms[i]);

  if (!set_weights (distance, table, weights, n_weights, error))
    return NULL;
  gboolean any = FALSE;
  for (guint i = 0; i < distance->terms->len; i++)
    any |= g_array_index (distance->terms, CpDistanceTerm, i).weight > 0;
  if (!any) {
    g_set_error (
        error, CP_ERROR, CP_ERROR_VALUE,
        "%s: no column is left to compare rows by, once the label, ids, text and what is ignored are "
        "taken out.",
        cp_table_get_place (table));
    return NULL;
  }
  return g_steal_pointer (&distance);
}

gboolean
cp_distance_is_of (const CpDistance *distance, const CpTable *table, const GArray *without) {
  return distance->table == table && distance->without->len == without->len &&
         (without->len == 0 ||
          memcmp (distance->without->data, without->data, without->len * sizeof (guint32)) == 0);
}
