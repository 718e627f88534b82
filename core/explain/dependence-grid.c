#include "core/explain/dependence-grid.h"

#include "core/base/error.h"
#include "core/base/format.h"
#include "core/base/sort.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

CpDependenceGrid *
cp_dependence_grid_ref (CpDependenceGrid *grid) {
  return g_atomic_rc_box_acquire (grid);
}

static void
clear (gpointer data) {
  CpDependenceGrid *self = data;
  g_free (self->name);
  g_free (self->numbers);
  g_strfreev (self->cells);
  g_free (self->counts);
  g_clear_pointer (&self->rows, cp_table_unref);
}

void
cp_dependence_grid_unref (CpDependenceGrid *grid) {
  g_atomic_rc_box_release_full (grid, clear);
}

/* One column of a group stands for the group: set by itself it would make rows that cannot be. */
static const CpOneHotGroup *
find_group (const CpTable *table, const GPtrArray *one_hot, const char *name) {
  gsize index;
  for (guint i = 0; one_hot != NULL && i < one_hot->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (one_hot, i);
    if (g_str_equal (group->name, name))
      return group;
  }
  return cp_table_find_column_index (table, name, &index) ? cp_one_hot_groups_find_of_column (one_hot, index)
                                                          : NULL;
}

static int
compare_numbers (gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* The values at equal steps of the order, first and last among them; all distinct ones where they are few. */
static void
choose_numbers (CpDependenceGrid *self, const CpColumn *column, guint n_points) {
  gsize n_rows = cp_column_get_n_rows (column), n = 0;
  const double *numbers = cp_column_get_numbers (column);
  g_autofree double *sorted = g_new (double, n_rows + 1);
  for (gsize row = 0; row < n_rows; row++)
    if (!isnan (numbers[row]))
      sorted[n++] = numbers[row];
  qsort (sorted, n, sizeof *sorted, compare_numbers);
  self->numbers = g_new (double, MAX (n_points, 1));
  gsize n_distinct = 0;
  for (gsize i = 0; i < n && n_distinct <= n_points; i++)
    n_distinct += i == 0 || sorted[i] != sorted[i - 1];
  gsize n_steps = n_distinct <= n_points ? n : n_points;
  for (gsize i = 0; i < n_steps; i++) {
    double value = sorted[n_steps == n ? i : i * (n - 1) / (n_steps - 1)];
    if (self->n_points == 0 || value != self->numbers[self->n_points - 1])
      self->numbers[self->n_points++] = value;
  }
  self->cells = g_new0 (char *, self->n_points + 1);
  for (guint i = 0; i < self->n_points; i++) {
    char buffer[CP_FORMAT_SIZE];
    self->cells[i] = g_strdup (cp_format_double (buffer, self->numbers[i]));
  }
}

typedef struct {
  const char *word;
  gsize count, order;
} Counted;

static int
compare_counted (gconstpointer a, gconstpointer b) {
  const Counted *x = a, *y = b;
  return x->count != y->count  ? (x->count < y->count ? 1 : -1)
         : x->order < y->order ? -1
                               : x->order > y->order;
}

/* @words: (n), with how many rows hold each */
static void
choose_words (CpDependenceGrid *self, Counted *words, gsize n, guint n_points) {
  qsort (words, n, sizeof *words, compare_counted);
  while (n > 0 && words[n - 1].count == 0)
    n--;
  self->n_points = (guint)MIN (n, n_points);
  self->cells = g_new0 (char *, self->n_points + 1);
  self->counts = g_new0 (gsize, self->n_points + 1);
  for (guint i = 0; i < self->n_points; i++) {
    self->cells[i] = g_strdup (words[i].word);
    self->counts[i] = words[i].count;
  }
}

static void
choose_categories (CpDependenceGrid *self, const CpColumn *column, guint n_points) {
  gsize n = cp_column_get_n_values (column);
  g_autofree Counted *words = g_new0 (Counted, n + 1);
  for (gsize code = 0; code < n; code++)
    words[code] = (Counted){cp_column_get_value (column, code), 0, code};
  for (gsize row = 0; row < cp_column_get_n_rows (column); row++) {
    guint32 code = cp_column_get_codes (column)[row];
    if (code != CP_MISSING)
      words[code].count++;
  }
  choose_words (self, words, n, n_points);
}

static void
choose_group_values (CpDependenceGrid *self, const CpOneHotGroup *group, const CpTable *table,
                     guint n_points) {
  g_autofree Counted *words = g_new0 (Counted, group->n_values + 1);
  for (guint i = 0; i < group->n_values; i++)
    words[i] = (Counted){group->values[i], 0, i};
  for (gsize row = 0; row < cp_table_get_n_rows (table); row++) {
    guint32 code = cp_one_hot_group_get_code (group, table, row);
    if (code != CP_MISSING)
      words[code].count++;
  }
  choose_words (self, words, group->n_values, n_points);
}

/* One row of the table again and again, with the column set to each value in turn. */
static gboolean
make_rows (CpDependenceGrid *self, const CpTable *table, const CpOneHotGroup *group, GError **error) {
  g_autofree guint32 *first = g_new0 (guint32, self->n_points);
  CpTable *rows = cp_table_take_rows (table, first, self->n_points);
  gsize column = 0;
  cp_table_find_column_index (table, self->name, &column);
  for (guint i = 0; rows != NULL && i < self->n_points; i++) {
    guint32 code = 0;
    while (group != NULL && !g_str_equal (group->values[code], self->cells[i]))
      code++;
    CpTable *next = group != NULL ? cp_one_hot_group_set (group, rows, i, code)
                                  : cp_table_set_cell (rows, i, column, self->cells[i], error);
    cp_table_unref (rows);
    rows = next;
  }
  self->rows = rows;
  return rows != NULL;
}

CpDependenceGrid *
cp_dependence_grid_new (const CpTable *table, const GPtrArray *one_hot, const char *name, guint n_points,
                        GError **error) {
  g_return_val_if_fail (table != NULL && name != NULL && n_points >= 2, NULL);
  const CpOneHotGroup *group = find_group (table, one_hot, name);
  const CpColumn *column = group == NULL ? cp_table_require_column (table, name, "--feature", error) : NULL;
  if (group == NULL && column == NULL)
    return NULL;
  g_autoptr (CpDependenceGrid) self = g_atomic_rc_box_new0 (CpDependenceGrid);
  self->name = g_strdup (group != NULL ? group->name : name);
  if (column != NULL && cp_column_get_type (column) == CP_COLUMN_TEXT) {
    g_set_error (
        error, CP_ERROR, CP_ERROR_UNSUPPORTED,
        "%s: column '%s' is a text; expected a number, a category or a boolean to set to other values.",
        cp_table_get_place (table), name);
    return NULL;
  }
  self->is_number = column != NULL && cp_column_get_type (column) == CP_COLUMN_NUMBER;
  if (group != NULL)
    choose_group_values (self, group, table, n_points);
  else if (self->is_number)
    choose_numbers (self, column, n_points);
  else
    choose_categories (self, column, n_points);
  if (self->n_points == 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: column '%s' is missing in every row.",
                 cp_table_get_place (table), name);
    return NULL;
  }
  return make_rows (self, table, group, error) ? g_steal_pointer (&self) : NULL;
}
