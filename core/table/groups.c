#include "core/table/groups.h"

#include "core/base/parallel.h"
#include "core/table/column-private.h"
#include "core/table/edits.h"
#include <math.h>
#include <string.h>

#define SEPARATORS "_-=.: "

static void
group_free (gpointer data) {
  CpOneHotGroup *group = data;
  g_free (group->name);
  g_free (group->columns);
  g_strfreev (group->values);
  g_free (group);
}

/* Which columns may be part of a group: only 0, 1 and missing cells, at least one 1. */
typedef struct {
  const CpTable *table;
  gboolean *is_indicator; /* (n_columns) */
} Indicators;

static gboolean
is_indicator (const CpColumn *column) {
  const gsize n_rows = cp_column_get_n_rows (column);
  gboolean has_one = FALSE;
  if (cp_column_get_type (column) == CP_COLUMN_BOOLEAN) {
    const guint32 *codes = cp_column_get_codes (column);
    for (gsize row = 0; row < n_rows && !has_one; row++)
      has_one = codes[row] == 1;
  } else if (cp_column_get_type (column) == CP_COLUMN_NUMBER) {
    const double *numbers = cp_column_get_numbers (column);
    for (gsize row = 0; row < n_rows; row++) {
      if (numbers[row] != 0 && numbers[row] != 1 && !isnan (numbers[row]))
        return FALSE;
      has_one = has_one || numbers[row] == 1;
    }
  }
  return has_one;
}

static void
find_indicators (gsize begin, gsize end, guint worker, gpointer data) {
  const Indicators *indicators = data;
  for (gsize i = begin; i < end; i++)
    indicators->is_indicator[i] = is_indicator (cp_table_get_column (indicators->table, i));
}

/* 1 where the cell is 1, else 0: also where it is missing */
static gboolean
is_one (const CpColumn *column, gsize row) {
  return cp_column_get_type (column) == CP_COLUMN_BOOLEAN ? cp_column_get_codes (column)[row] == 1
                                                          : cp_column_get_numbers (column)[row] == 1;
}

/* Whether no row holds two ones. */
static gboolean
excludes_each_other (const CpTable *table, const guint *columns, guint n_columns) {
  const gsize n_rows = cp_table_get_n_rows (table);
  g_autofree guint8 *has_one = g_new0 (guint8, n_rows);
  for (guint i = 0; i < n_columns; i++) {
    const CpColumn *column = cp_table_get_column (table, columns[i]);
    for (gsize row = 0; row < n_rows; row++) {
      if (!is_one (column, row))
        continue;
      if (has_one[row])
        return FALSE;
      has_one[row] = 1;
    }
  }
  return TRUE;
}

/* Columns that share a beginning up to and with a separator. */
typedef struct {
  char *prefix;
  GArray *columns; /* (element-type guint) */
} Candidate;

static void
candidate_free (gpointer data) {
  Candidate *candidate = data;
  g_free (candidate->prefix);
  g_array_unref (candidate->columns);
  g_free (candidate);
}

/* The shortest prefix first: `race_Black or African`, `race_White` are one group by `race_`, though parts of
 * them would be one by a longer prefix. */
static int
compare_candidates (gconstpointer a, gconstpointer b) {
  const Candidate *x = *(Candidate *const *)a, *y = *(Candidate *const *)b;
  gsize length_x = strlen (x->prefix), length_y = strlen (y->prefix);
  if (length_x != length_y)
    return length_x < length_y ? -1 : 1;
  guint first_x = g_array_index (x->columns, guint, 0), first_y = g_array_index (y->columns, guint, 0);
  return (first_x > first_y) - (first_x < first_y);
}

/* (transfer full) (element-type Candidate) */
static GPtrArray *
list_candidates (const CpTable *table, const gboolean *indicators) {
  GPtrArray *candidates = g_ptr_array_new_with_free_func (candidate_free);
  g_autoptr (GHashTable) by_prefix = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < cp_table_get_n_columns (table); i++) {
    const char *name = cp_column_get_name (cp_table_get_column (table, i));
    for (gsize length = 2; indicators[i] && length < strlen (name); length++) {
      if (strchr (SEPARATORS, name[length - 1]) == NULL)
        continue;
      g_autofree char *prefix = g_strndup (name, length);
      Candidate *candidate = g_hash_table_lookup (by_prefix, prefix);
      if (candidate == NULL) {
        candidate = g_new (Candidate, 1);
        candidate->prefix = g_steal_pointer (&prefix);
        candidate->columns = g_array_new (FALSE, FALSE, sizeof (guint));
        g_ptr_array_add (candidates, candidate);
        g_hash_table_insert (by_prefix, candidate->prefix, candidate);
      }
      g_array_append_val (candidate->columns, i);
    }
  }
  g_ptr_array_sort (candidates, compare_candidates);
  return candidates;
}

static CpOneHotGroup *
group_new (const CpTable *table, const char *prefix, const guint *columns, guint n_columns) {
  CpOneHotGroup *group = g_new0 (CpOneHotGroup, 1);
  gsize length = strlen (prefix);
  group->name = g_strndup (prefix, length - 1);
  group->n_values = n_columns;
  group->columns = g_memdup2 (columns, n_columns * sizeof *columns);
  group->values = g_new0 (char *, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    group->values[i] = g_strdup (cp_column_get_name (cp_table_get_column (table, columns[i])) + length);
  return group;
}

static int
compare_groups (gconstpointer a, gconstpointer b) {
  const CpOneHotGroup *x = *(CpOneHotGroup *const *)a, *y = *(CpOneHotGroup *const *)b;
  return (x->columns[0] > y->columns[0]) - (x->columns[0] < y->columns[0]);
}

GPtrArray *
cp_one_hot_groups_find (const CpTable *table) {
  const gsize n_columns = cp_table_get_n_columns (table);
  g_autofree gboolean *is_free = g_new0 (gboolean, n_columns); /* an indicator of no group yet */
  Indicators indicators = {table, is_free};
  cp_parallel_for (n_columns, 1, find_indicators, &indicators, NULL);

  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);
  g_autoptr (GPtrArray) candidates = list_candidates (table, is_free);
  g_autofree guint *members = g_new (guint, n_columns);
  for (guint i = 0; i < candidates->len; i++) {
    const Candidate *candidate = candidates->pdata[i];
    guint n_members = 0;
    for (guint j = 0; j < candidate->columns->len; j++) {
      guint column = g_array_index (candidate->columns, guint, j);
      if (is_free[column])
        members[n_members++] = column;
    }
    if (n_members < 2 || !excludes_each_other (table, members, n_members))
      continue;
    g_ptr_array_add (groups, group_new (table, candidate->prefix, members, n_members));
    for (guint j = 0; j < n_members; j++)
      is_free[members[j]] = FALSE;
  }
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}

const CpOneHotGroup *
cp_one_hot_groups_find_of_column (const GPtrArray *groups, gsize index) {
  for (guint g = 0; groups != NULL && g < groups->len; g++) {
    const CpOneHotGroup *group = g_ptr_array_index (groups, g);
    for (guint i = 0; i < group->n_values; i++)
      if (group->columns[i] == index)
        return group;
  }
  return NULL;
}

guint32
cp_one_hot_group_get_code (const CpOneHotGroup *group, const CpTable *table, gsize row) {
  guint32 code = CP_MISSING;
  for (guint32 i = 0; i < group->n_values; i++) {
    const CpColumn *column = cp_table_get_column (table, group->columns[i]);
    if (cp_column_is_missing (column, row))
      return CP_MISSING;
    if (is_one (column, row))
      code = i;
  }
  return code;
}

CpColumn *
cp_one_hot_group_to_column (const CpOneHotGroup *group, const CpTable *table) {
  const gsize n_rows = cp_table_get_n_rows (table);
  g_autofree guint32 *codes = g_new (guint32, n_rows);
  for (gsize row = 0; row < n_rows; row++)
    codes[row] = cp_one_hot_group_get_code (group, table, row);
  return cp_column_new_category (group->name, codes, n_rows, (const char *const *)group->values,
                                 group->n_values);
}

/* (transfer full): @column with 0 or 1 in @row */
static CpColumn *
set_indicator (const CpColumn *column, gsize row, gboolean value) {
  const char *name = cp_column_get_name (column);
  const gsize n_rows = cp_column_get_n_rows (column);
  CpDictionary *dictionary = cp_column_get_dictionary (column);
  if (dictionary != NULL)
    cp_dictionary_ref (dictionary);
  if (cp_column_get_type (column) == CP_COLUMN_BOOLEAN) {
    guint32 *codes = g_memdup2 (cp_column_get_codes (column), n_rows * sizeof *codes);
    codes[row] = value ? 1 : 0;
    return cp_column_take_codes (CP_COLUMN_BOOLEAN, name, codes, n_rows, dictionary);
  }
  double *numbers = g_memdup2 (cp_column_get_numbers (column), n_rows * sizeof *numbers);
  numbers[row] = value ? 1 : 0;
  return cp_column_take_numbers (name, numbers, n_rows, dictionary);
}

CpTable *
cp_one_hot_group_set (const CpOneHotGroup *group, const CpTable *table, gsize row, guint32 code) {
  g_return_val_if_fail (row < cp_table_get_n_rows (table), NULL);
  g_return_val_if_fail (code < group->n_values || code == CP_MISSING, NULL);
  CpTable *edited = cp_table_ref ((CpTable *)table);
  for (guint32 i = 0; i < group->n_values; i++) {
    const CpColumn *column = cp_table_get_column (table, group->columns[i]);
    if (!cp_column_is_missing (column, row) && is_one (column, row) == (i == code))
      continue;
    g_autoptr (CpColumn) changed = set_indicator (column, row, i == code);
    g_autoptr (CpTable) before = edited;
    edited = cp_table_replace_column (before, group->columns[i], changed);
  }
  return edited;
}
