#include "core/metrics/tags.h"

#include "core/base/error.h"

#include <string.h>

#define MOST_TAGS 1000

struct _CpTags {
  gsize n_rows;
  char **names;
  guint n_tags;
  GHashTable *indices; /* name → index + 1; keys of @names */
  guint8 *has;         /* (n_rows × n_tags) */
};

CpTags *
cp_tags_ref (CpTags *tags) {
  return g_atomic_rc_box_acquire (tags);
}

static void
clear (gpointer data) {
  CpTags *self = data;
  g_clear_pointer (&self->indices, g_hash_table_unref);
  g_strfreev (self->names);
  g_free (self->has);
}

void
cp_tags_unref (CpTags *tags) {
  g_atomic_rc_box_release_full (tags, clear);
}

typedef void (*TagFunc) (const char *tag, gsize row, gpointer data);

/* Calls @func for every tag of every row; a dictionary's cells are split as often as they stand. */
static void
for_each_tag (const CpColumn *column, TagFunc func, gpointer data) {
  g_autoptr (GString) tag = g_string_new (NULL);
  for (gsize row = 0; row < cp_column_get_n_rows (column); row++) {
    g_autofree char *cell = cp_column_dup_cell (column, row);
    for (const char *at = cell; *at != '\0';) {
      gsize length = strcspn (at, ",");
      g_string_truncate (tag, 0);
      g_string_append_len (tag, at, (gssize)length);
      g_strstrip (tag->str);
      if (*tag->str != '\0')
        func (tag->str, row, data);
      at += length + (at[length] == ',');
    }
  }
}

static void
collect (const char *tag, gsize row, gpointer data) {
  GHashTable *seen = data;
  if (g_hash_table_size (seen) <= MOST_TAGS && !g_hash_table_contains (seen, tag))
    g_hash_table_add (seen, g_strdup (tag));
}

static void
mark (const char *tag, gsize row, gpointer data) {
  CpTags *self = data;
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->indices, tag));
  if (found > 0)
    self->has[row * self->n_tags + found - 1] = 1;
}

static int
compare_names (gconstpointer a, gconstpointer b) {
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static gboolean
find_names (CpTags *self, const CpTable *table, const CpColumn *column, GError **error) {
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for_each_tag (column, collect, seen);
  guint n = g_hash_table_size (seen);
  if (n == 0 || n > MOST_TAGS) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s: column '%s' holds %s tags; expected 1 to %d, separated by commas.",
                 cp_table_get_place (table), cp_column_get_name (column),
                 n == 0 ? "no" : "too many different", MOST_TAGS);
    return FALSE;
  }
  g_autofree char **keys = (char **)g_hash_table_get_keys_as_array (seen, NULL);
  qsort (keys, n, sizeof *keys, compare_names);
  self->names = g_strdupv (keys);
  return TRUE;
}

CpTags *
cp_tags_build (const CpTable *table, const char *column_name, const char *const *names, GError **error) {
  const CpColumn *column = cp_table_require_column (table, column_name, "--label", error);
  if (column == NULL)
    return NULL;
  g_autoptr (CpTags) self = g_atomic_rc_box_new0 (CpTags);
  self->n_rows = cp_table_get_n_rows (table);
  if (names != NULL)
    self->names = g_strdupv ((char **)names);
  else if (!find_names (self, table, column, error))
    return NULL;
  self->n_tags = g_strv_length (self->names);
  self->indices = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->n_tags; i++)
    g_hash_table_insert (self->indices, self->names[i], GUINT_TO_POINTER (i + 1));
  self->has = g_new0 (guint8, self->n_rows * self->n_tags + 1);
  for_each_tag (column, mark, self);
  return g_steal_pointer (&self);
}

gsize
cp_tags_get_n_rows (const CpTags *tags) {
  return tags->n_rows;
}

guint
cp_tags_get_n (const CpTags *tags) {
  return tags->n_tags;
}

const char *const *
cp_tags_get_names (const CpTags *tags) {
  return (const char *const *)tags->names;
}

gboolean
cp_tags_has (const CpTags *tags, gsize row, guint tag) {
  g_return_val_if_fail (row < tags->n_rows && tag < tags->n_tags, FALSE);
  return tags->has[row * tags->n_tags + tag];
}

CpColumn *
cp_tags_to_column (const CpTags *tags, guint tag, const char *name) {
  g_return_val_if_fail (tag < tags->n_tags, NULL);
  g_autofree guint32 *codes = g_new (guint32, tags->n_rows + 1);
  for (gsize row = 0; row < tags->n_rows; row++)
    codes[row] = tags->has[row * tags->n_tags + tag];
  return cp_column_new_boolean (name, codes, tags->n_rows, "no", "yes");
}
