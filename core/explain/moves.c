#include "core/explain/moves.h"

#include "core/base/error.h"
#include "core/explain/dependence-grid.h"
#include "core/explain/immutable.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

static void
moves_free (gpointer data) {
  CpMoves *self = data;
  g_free (self->values);
  g_free (self->parts);
  g_free (self->targets);
  g_free (self);
}

/* (transfer full): a column that holds @values in its rows */
static CpColumn *
make_column (const CpMoves *self, const CpMoveValue *values, guint n) {
  const char *name = cp_column_get_name (self->column);
  if (self->is_number) {
    g_autofree double *numbers = g_new (double, n);
    for (guint i = 0; i < n; i++)
      numbers[i] = values[i].number;
    return cp_column_new_number (name, numbers, n);
  }
  g_autofree guint32 *codes = g_new (guint32, n);
  for (guint i = 0; i < n; i++)
    codes[i] = values[i].code;
  if (cp_column_get_type (self->column) == CP_COLUMN_BOOLEAN)
    return cp_column_new_boolean (name, codes, n, cp_column_get_value (self->column, 0),
                                  cp_column_get_value (self->column, 1));
  gsize n_words = cp_column_get_n_values (self->column);
  g_autofree const char **words = g_new (const char *, n_words);
  for (gsize i = 0; i < n_words; i++)
    words[i] = cp_column_get_value (self->column, i);
  return cp_column_new_category (name, codes, n, words, n_words);
}

/* @rows: as many as @values */
static CpTable *
set_rows (const CpMoves *self, const CpTable *rows, const CpMoveValue *values, guint n) {
  if (self->group == NULL) {
    g_autoptr (CpColumn) column = make_column (self, values, n);
    return cp_table_replace_column (rows, self->index, column);
  }
  CpTable *set = cp_one_hot_group_set (self->group, rows, 0, values[0].code);
  for (guint i = 1; i < n; i++) {
    CpTable *next = cp_one_hot_group_set (self->group, set, i, values[i].code);
    cp_table_unref (set);
    set = next;
  }
  return set;
}

CpTable *
cp_moves_set (const CpMoves *self, const CpTable *row, CpMoveValue value) {
  return set_rows (self, row, &value, 1);
}

double
cp_moves_measure (const CpMoves *self, CpMoveValue value) {
  g_autoptr (CpTable) moved = cp_moves_set (self, self->row, value);
  return cp_distance_between (self->distance, self->row, moved, CP_NORM_L1);
}

gboolean
cp_moves_encode (const CpMoves *self, const CpMoveValue *values, guint n, float *targets, GError **error) {
  g_autofree guint32 *first = g_new0 (guint32, n);
  g_autoptr (CpTable) same = cp_table_take_rows (self->row, first, n);
  g_autoptr (CpTable) rows = set_rows (self, same, values, n);
  g_autoptr (CpMatrix) encoded = cp_encoder_apply (self->encoder, rows, NULL, error);
  if (encoded == NULL)
    return FALSE;
  gsize width = cp_matrix_get_n_columns (encoded);
  for (guint i = 0; i < n; i++)
    for (guint f = 0; f < self->n_features; f++)
      targets[(gsize)i * self->n_features + f] =
          cp_matrix_get_values (encoded)[i * width + self->features[f]];
  return TRUE;
}

/* 10^d for the fewest decimals d <= 6 that every number of the column is written with; 0 where none will do
 */
static double
find_scale (const CpColumn *column) {
  const double *numbers = cp_column_get_numbers (column);
  double scale = 1;
  guint decimals = 0;
  for (gsize i = 0; i < cp_column_get_n_rows (column); i++) {
    while (!isnan (numbers[i]) && round (numbers[i] * scale) / scale != numbers[i]) {
      if (++decimals > 6)
        return 0;
      scale *= 10;
    }
  }
  return scale;
}

static gboolean
check_range (const CpTable *table, const CpRange *range, GError **error) {
  const CpColumn *column = cp_table_require_column (table, range->column, "--range", error);
  if (column == NULL)
    return FALSE;
  if (cp_column_get_type (column) != CP_COLUMN_NUMBER) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "--range %s: expected a column of numbers; it is of type %s.", range->column,
                 cp_column_type_get_name (cp_column_get_type (column)));
    return FALSE;
  }
  if (range->min <= range->max)
    return TRUE;
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "--range %s: expected a least value below the greatest.",
               range->column);
  return FALSE;
}

static void
add_number (GArray *values, double number, double own) {
  CpMoveValue value = {number, CP_MISSING};
  guint at = values->len;
  while (at > 0 && g_array_index (values, CpMoveValue, at - 1).number >= number)
    at--;
  gboolean is_there = at < values->len && g_array_index (values, CpMoveValue, at).number == number;
  if (number != own && isfinite (number) && !is_there)
    g_array_insert_val (values, at, value);
}

static gboolean
list_numbers (const CpMinimalQuery *query, CpMoves *self, GArray *values, GError **error) {
  const char *name = cp_column_get_name (self->column);
  double min = -INFINITY, max = INFINITY;
  for (gsize i = 0; i < query->n_ranges; i++) {
    if (strcmp (query->ranges[i].column, name) == 0) {
      min = fmax (min, query->ranges[i].min);
      max = fmin (max, query->ranges[i].max);
    }
  }
  self->min = min;
  self->max = max;
  g_autoptr (CpDependenceGrid) grid =
      cp_dependence_grid_new (query->table, NULL, name, query->n_points > 1 ? query->n_points : 20, error);
  if (grid == NULL)
    return FALSE;
  for (guint i = 0; i < grid->n_points; i++)
    if (grid->numbers[i] >= min && grid->numbers[i] <= max)
      add_number (values, grid->numbers[i], self->own);
  add_number (values, min, self->own);
  add_number (values, max, self->own);
  return TRUE;
}

static void
list_codes (const CpMoves *self, GArray *values) {
  guint n = self->group != NULL ? self->group->n_values : (guint)cp_column_get_n_values (self->column);
  const char *own = NULL;
  guint32 own_code = CP_MISSING;
  if (self->group != NULL) {
    own_code = cp_one_hot_group_get_code (self->group, self->row, 0);
  } else {
    const CpColumn *of_row = cp_table_get_column (self->row, self->index);
    guint32 code = cp_column_get_codes (of_row)[0];
    own = code != CP_MISSING ? cp_column_get_value (of_row, code) : NULL;
  }
  for (guint32 code = 0; code < n; code++) {
    CpMoveValue value = {NAN, code};
    if (code != own_code &&
        (self->group != NULL || g_strcmp0 (cp_column_get_value (self->column, code), own) != 0))
      g_array_append_val (values, value);
  }
}

/* (nullable): the moves of one column of the distance; NULL without @error where it cannot change */
static CpMoves *
make_moves (const CpMinimalQuery *query, const CpTable *row, const GPtrArray *one_hot, const char *name,
            const gboolean *is_held, GError **error) {
  CpMoves *self = g_new0 (CpMoves, 1);
  *self = (CpMoves){.row = row, .encoder = query->encoder, .distance = query->distance, .own = NAN};
  gsize first = 0;
  for (guint i = 0; i < one_hot->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (one_hot, i);
    if (strcmp (group->name, name) == 0)
      self->group = group;
  }
  if (self->group != NULL)
    first = self->group->columns[0];
  else if (cp_table_find_column_index (query->table, name, &first))
    self->column = cp_table_get_column (query->table, first);
  self->index = first;
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (CpMoveValue));
  gboolean is_listed = TRUE;
  gboolean is_empty =
      self->column != NULL && cp_column_get_n_missing (self->column) == cp_column_get_n_rows (self->column);
  if (is_held[first] || is_empty) {
    is_listed = FALSE;
  } else if (self->column != NULL && cp_column_get_type (self->column) == CP_COLUMN_NUMBER) {
    self->is_number = TRUE;
    self->own = cp_column_get_numbers (cp_table_get_column (row, first))[0];
    self->per_one = find_scale (self->column);
    is_listed = list_numbers (query, self, values, error);
  } else {
    list_codes (self, values);
  }
  if (!is_listed || values->len == 0) {
    moves_free (self);
    return NULL;
  }
  self->n = values->len;
  self->values = g_memdup2 (values->data, values->len * sizeof (CpMoveValue));
  return self;
}

static gboolean
fill_moves (CpMoves *self, const CpFeatureGroup *group, GError **error) {
  self->features = group->features;
  self->n_features = group->n_features;
  self->parts = g_new (double, self->n);
  self->targets = g_new (float, (gsize)self->n * self->n_features);
  for (guint i = 0; i < self->n; i++)
    self->parts[i] = cp_moves_measure (self, self->values[i]);
  return cp_moves_encode (self, self->values, self->n, self->targets, error);
}

GPtrArray *
cp_moves_find (const CpMinimalQuery *query, const CpTable *row, const GPtrArray *one_hot,
               const CpFeatureGroups *groups, GCancellable *cancellable, GError **error) {
  for (gsize i = 0; i < query->n_ranges; i++)
    if (!check_range (query->table, &query->ranges[i], error))
      return NULL;
  g_autofree gboolean *is_held = cp_immutable_find (query->table, one_hot, query->immutable, error);
  if (is_held == NULL)
    return NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (moves_free);
  for (guint i = 0; i < cp_distance_get_n_columns (query->distance); i++) {
    const char *name = cp_distance_get_column_name (query->distance, i);
    const CpFeatureGroup *group = cp_feature_groups_find (groups, name);
    if (cp_check_cancelled (cancellable, error))
      return NULL;
    if (group == NULL || group->text != NULL)
      continue; /* the model does not read it, or by its words */
    GError *problem = NULL;
    CpMoves *moves = make_moves (query, row, one_hot, name, is_held, &problem);
    if (moves != NULL)
      g_ptr_array_add (all, moves);
    if (problem != NULL || (moves != NULL && !fill_moves (moves, group, &problem))) {
      g_propagate_error (error, problem);
      return NULL;
    }
  }
  return g_steal_pointer (&all);
}
