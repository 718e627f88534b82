#include "core/table/table-private.h"

#include "core/base/error.h"
#include "core/base/names.h"
#include <string.h>

struct _CpTable {
  char *place; /* a GRefString, shared by the tables derived from this one */
  gsize n_rows, n_columns;
  CpColumn **columns;
  GHashTable *indices; /* column name (owned) → index; never changed, shared likewise */
  GStrv notices;       /* never NULL */
};

CpTable *
cp_table_ref (CpTable *table) {
  return g_atomic_rc_box_acquire (table);
}

static void
table_clear (gpointer data) {
  CpTable *table = data;
  g_hash_table_unref (table->indices);
  for (gsize i = 0; i < table->n_columns; i++)
    cp_column_unref (table->columns[i]);
  g_free (table->columns);
  g_ref_string_release (table->place);
  g_strfreev (table->notices);
}

void
cp_table_unref (CpTable *table) {
  g_atomic_rc_box_release_full (table, table_clear);
}

/* Takes @place, @indices and @columns. */
static CpTable *
make_table (char *place, GHashTable *indices, CpColumn **columns, gsize n_columns, GStrv notices) {
  CpTable *table = g_atomic_rc_box_new0 (CpTable);
  table->place = place;
  table->n_columns = n_columns;
  table->n_rows = n_columns > 0 ? cp_column_get_n_rows (columns[0]) : 0;
  table->columns = columns;
  table->indices = indices;
  table->notices = notices != NULL ? g_strdupv (notices) : g_new0 (char *, 1);
  return table;
}

CpTable *
cp_table_new (const char *place, CpColumn *const *columns, gsize n_columns, GError **error) {
  g_return_val_if_fail (place != NULL, NULL);
  g_autoptr (GHashTable) indices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < n_columns; i++) {
    const char *name = cp_column_get_name (columns[i]);
    gsize n_rows = cp_column_get_n_rows (columns[i]), expected = cp_column_get_n_rows (columns[0]);
    if (n_rows != expected) {
      g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
                   "%s: column '%s' has %" G_GSIZE_FORMAT " rows, expected %" G_GSIZE_FORMAT " as in '%s'.",
                   place, name, n_rows, expected, cp_column_get_name (columns[0]));
      return NULL;
    }
    gpointer first;
    if (g_hash_table_lookup_extended (indices, name, NULL, &first)) {
      g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                   "%s: columns %u and %" G_GSIZE_FORMAT " are both named '%s', expected distinct names.",
                   place, GPOINTER_TO_UINT (first) + 1, i + 1, name);
      return NULL;
    }
    g_hash_table_insert (indices, g_strdup (name), GUINT_TO_POINTER (i));
  }
  CpColumn **own = g_new (CpColumn *, n_columns);
  for (gsize i = 0; i < n_columns; i++)
    own[i] = cp_column_ref (columns[i]);
  return make_table (g_ref_string_new (place), g_steal_pointer (&indices), own, n_columns, NULL);
}

CpTable *
cp_table_derive (const CpTable *table, CpColumn **columns) {
  for (gsize i = 0; i < table->n_columns; i++) {
    g_assert (cp_column_get_n_rows (columns[i]) == cp_column_get_n_rows (columns[0]));
    g_assert (columns[i] == table->columns[i] ||
              g_str_equal (cp_column_get_name (columns[i]), cp_column_get_name (table->columns[i])));
  }
  return make_table (g_ref_string_acquire (table->place), g_hash_table_ref (table->indices), columns,
                     table->n_columns, table->notices);
}

const char *
cp_table_get_place (const CpTable *table) {
  return table->place;
}

gsize
cp_table_get_n_rows (const CpTable *table) {
  return table->n_rows;
}

gsize
cp_table_get_n_columns (const CpTable *table) {
  return table->n_columns;
}

CpColumn *
cp_table_get_column (const CpTable *table, gsize index) {
  g_return_val_if_fail (index < table->n_columns, NULL);
  return table->columns[index];
}

gboolean
cp_table_find_column_index (const CpTable *table, const char *name, gsize *out_index) {
  gpointer index;
  if (!g_hash_table_lookup_extended (table->indices, name, NULL, &index))
    return FALSE;
  if (out_index != NULL)
    *out_index = GPOINTER_TO_UINT (index);
  return TRUE;
}

CpColumn *
cp_table_find_column (const CpTable *table, const char *name) {
  gsize index;
  return cp_table_find_column_index (table, name, &index) ? table->columns[index] : NULL;
}

/* Levenshtein's distance between two words, letter case ignored; O(length a × length b). */
static gsize
edit_distance (const char *a, const char *b) {
  g_autofree char *folded_a = g_utf8_casefold (a, -1), *folded_b = g_utf8_casefold (b, -1);
  gsize n_a = strlen (folded_a), n_b = strlen (folded_b);
  g_autofree gsize *distances = g_new (gsize, n_b + 1); /* of a's first i letters to b's first j */
  for (gsize j = 0; j <= n_b; j++)
    distances[j] = j;
  for (gsize i = 1; i <= n_a; i++) {
    gsize diagonal = distances[0];
    distances[0] = i;
    for (gsize j = 1; j <= n_b; j++) {
      gsize replaced = diagonal + (folded_a[i - 1] != folded_b[j - 1]);
      diagonal = distances[j];
      distances[j] = MIN (replaced, MIN (distances[j], distances[j - 1]) + 1);
    }
  }
  return distances[n_b];
}

#define LONGEST_GUESS 200 /* longer names are not compared */

static const char *
nearest_name (const char *const *names, gsize n_names, const char *name) {
  const char *nearest = NULL;
  gsize length = strlen (name), least = MAX (length / 3, 1) + 1;
  for (gsize i = 0; i < n_names && length <= LONGEST_GUESS; i++) {
    gsize distance = strlen (names[i]) <= LONGEST_GUESS ? edit_distance (names[i], name) : least;
    if (distance < least) {
      least = distance;
      nearest = names[i];
    }
  }
  return nearest;
}

void
cp_set_no_column_error (GError **error, const char *place, const char *const *names, gsize n_names,
                        const char *name, const char *asker) {
  GString *message = g_string_new (NULL);
  g_string_append_printf (message, "%s: no column '%s'", place, name);
  if (asker != NULL)
    g_string_append_printf (message, ", which %s asks for", asker);
  const char *nearest = nearest_name (names, n_names, name);
  if (nearest != NULL) {
    g_string_append_printf (message, "; did you mean '%s'?", nearest);
  } else {
    g_autofree char *list = cp_list_names (names, n_names);
    g_string_append_printf (message, n_names > 0 ? "; the columns are %s." : "; there are no columns%s.",
                            list);
  }
  g_set_error_literal (error, CP_ERROR, CP_ERROR_MISMATCH, message->str);
  g_string_free (message, TRUE);
}

CpColumn *
cp_table_require_column (const CpTable *table, const char *name, const char *asker, GError **error) {
  CpColumn *column = cp_table_find_column (table, name);
  if (column != NULL)
    return column;
  g_autofree const char **names = g_new (const char *, table->n_columns);
  for (gsize i = 0; i < table->n_columns; i++)
    names[i] = cp_column_get_name (table->columns[i]);
  cp_set_no_column_error (error, table->place, names, table->n_columns, name, asker);
  return NULL;
}

const char *const *
cp_table_get_notices (const CpTable *table) {
  return (const char *const *)table->notices;
}

void
cp_table_add_notice (CpTable *table, const char *notice) {
  guint n_notices = g_strv_length (table->notices);
  table->notices = g_renew (char *, table->notices, n_notices + 2);
  table->notices[n_notices] = g_strdup (notice);
  table->notices[n_notices + 1] = NULL;
}
