#include "core/base/error.h"
#include "core/base/format.h"
#include "core/base/parallel.h"
#include "core/metrics/distinct.h"
#include "core/metrics/slices-private.h"

#include <math.h>
#include <string.h>

#define FEW_VALUES 12
#define MAX_SLICES 10000
#define GRAIN 65536

/* One key made into a dense code a row, the codes in the order of the slices: values or bins, the coded
 * missing words, missing. Until it is compacted, codes may be unused. */
typedef struct {
  char *name;
  guint32 *codes;    /* (n_rows) */
  GPtrArray *texts;  /* (n_codes) */
  guint32 n_present; /* codes from here on are missing */
  CpSliceRule rule;
} Key;

static Key *
key_new (const char *name, gsize n_rows) {
  Key *key = g_new0 (Key, 1);
  key->name = g_strdup (name);
  key->codes = g_new (guint32, n_rows);
  key->texts = g_ptr_array_new_with_free_func (g_free);
  return key;
}

static void
key_free (gpointer data) {
  Key *key = data;
  g_free (key->name);
  g_free (key->codes);
  g_ptr_array_unref (key->texts);
  g_clear_pointer (&key->rule.groups, g_ptr_array_unref);
  g_free (key->rule.bounds);
  g_strfreev (key->rule.texts);
  g_free (key);
}

/* --- numbers ----------------------------------------------------------------------------------------- */

typedef struct {
  const CpColumn *column;
  const double *bounds; /* values or lower edges, ascending */
  gsize n_bounds;
  const char **words; /* the missing words in the order of their codes */
  gsize n_words;
  guint32 *codes;
} NumberCoding;

static void
code_numbers (gsize begin, gsize end, guint worker, gpointer data) {
  NumberCoding *coding = data;
  const double *values = cp_column_get_numbers (coding->column);
  for (gsize r = begin; r < end; r++) {
    if (!isnan (values[r])) {
      coding->codes[r] = (guint32)cp_find_last_not_above (coding->bounds, coding->n_bounds, values[r]);
      continue;
    }
    const char *word = coding->n_words > 0 ? cp_column_get_missing_word (coding->column, r) : NULL;
    gsize w = 0;
    while (word != NULL && w < coding->n_words && strcmp (word, coding->words[w]) != 0)
      w++;
    coding->codes[r] = (guint32)(coding->n_bounds + (word != NULL ? w : coding->n_words));
  }
}

static int
compare_texts (gconstpointer a, gconstpointer b) {
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
add_number_texts (Key *key, const double *bounds, gsize n, gboolean is_binned) {
  for (gsize i = 0; i < n; i++) {
    char low[CP_FORMAT_SIZE], high[CP_FORMAT_SIZE];
    cp_format_double (low, bounds[i]);
    if (is_binned) /* bounds has one more: the last edge */
      g_ptr_array_add (key->texts, g_strdup_printf ("[%s, %s%c", low, cp_format_double (high, bounds[i + 1]),
                                                    i + 1 < n ? ')' : ']'));
    else
      g_ptr_array_add (key->texts, g_strdup (low));
  }
}

/* (transfer full): of the codes so far */
static char **
dup_texts (const Key *key) {
  char **texts = g_new0 (char *, key->texts->len + 1);
  for (guint i = 0; i < key->texts->len; i++)
    texts[i] = g_strdup (g_ptr_array_index (key->texts, i));
  return texts;
}

static Key *
key_from_numbers (const CpColumn *column, const CpSliceKey *wanted) {
  gsize n_rows = cp_column_get_n_rows (column), n = 0;
  gboolean is_binned = wanted->bins == CP_BINS_EQUAL_COUNT || wanted->bins == CP_BINS_EQUAL_WIDTH;
  g_autofree double *bounds = is_binned ? NULL : cp_column_dup_distinct (column, &n);
  if (wanted->bins == CP_BINS_AUTO && n > FEW_VALUES)
    is_binned = TRUE;
  if (is_binned) {
    guint n_bins;
    g_free (bounds);
    bounds = cp_bins_build (column, wanted->bins, wanted->n_bins, &n_bins);
    n = n_bins;
  }
  Key *key = key_new (cp_column_get_name (column), n_rows);
  add_number_texts (key, bounds, n, is_binned);
  key->n_present = (guint32)n;
  key->rule = (CpSliceRule){.n_bounds = n, .texts = dup_texts (key), .is_binned = is_binned};
  gsize n_words = cp_column_get_n_missing_words (column);
  g_autofree const char **words = g_new (const char *, n_words);
  for (gsize w = 0; w < n_words; w++)
    words[w] = cp_column_get_missing_word_name (column, w, NULL);
  if (n_words > 1)
    qsort (words, n_words, sizeof *words, compare_texts);
  for (gsize w = 0; w < n_words; w++)
    g_ptr_array_add (key->texts, g_strdup (words[w]));
  g_ptr_array_add (key->texts, g_strdup (CP_SLICE_MISSING));
  NumberCoding coding = {column, bounds, n, words, n_words, key->codes};
  cp_parallel_for (n_rows, GRAIN, code_numbers, &coding, NULL);
  key->rule.bounds = g_steal_pointer (&bounds);
  return key;
}

/* --- words ------------------------------------------------------------------------------------------- */

static Key *
key_from_words (const CpColumn *column) {
  gsize n_rows = cp_column_get_n_rows (column), n_values = cp_column_get_n_values (column);
  const guint32 *codes = cp_column_get_codes (column);
  Key *key = key_new (cp_column_get_name (column), n_rows);
  for (gsize v = 0; v < n_values; v++)
    g_ptr_array_add (key->texts, g_strdup (cp_column_get_value (column, v)));
  g_ptr_array_add (key->texts, g_strdup (CP_SLICE_MISSING));
  key->n_present = (guint32)n_values;
  for (gsize r = 0; r < n_rows; r++)
    key->codes[r] = codes[r] == CP_MISSING ? key->n_present : codes[r];
  return key;
}

/* (nullable): of the one-hot group of that name */
static Key *
key_from_group (const CpTable *table, const char *name) {
  g_autoptr (GPtrArray) groups = cp_one_hot_groups_find (table);
  for (guint g = 0; g < groups->len; g++) {
    const CpOneHotGroup *group = g_ptr_array_index (groups, g);
    if (strcmp (group->name, name) != 0)
      continue;
    g_autoptr (CpColumn) column = cp_one_hot_group_to_column (group, table);
    Key *key = key_from_words (column);
    key->rule.groups = g_ptr_array_ref (groups);
    key->rule.group = group;
    return key;
  }
  return NULL;
}

static Key *
key_build (const CpTable *table, const CpSliceKey *wanted, GError **error) {
  CpColumn *column = cp_table_find_column (table, wanted->column);
  Key *group = column == NULL ? key_from_group (table, wanted->column) : NULL;
  if (group != NULL)
    return group;
  if (column == NULL)
    column = cp_table_require_column (table, wanted->column, "the slices", error);
  if (column == NULL)
    return NULL;
  switch (cp_column_get_type (column)) {
  case CP_COLUMN_NUMBER:
    return key_from_numbers (column, wanted);
  case CP_COLUMN_CATEGORY:
  case CP_COLUMN_BOOLEAN:
    return key_from_words (column);
  default:
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
                 "%s: column '%s' is text; slices need a column of numbers or categories.",
                 cp_table_get_place (table), wanted->column);
    return NULL;
  }
}

/* --- product ----------------------------------------------------------------------------------------- */

/* Which of many cells occur, and their ranks among those: a bit a cell, and a count every 64. */
typedef struct {
  guint64 *bits;
  guint32 *ranks;
  gsize n_words;
} CellSet;

static guint
cell_set_count (CellSet *set) {
  guint32 n = 0;
  for (gsize w = 0; w < set->n_words; w++) {
    set->ranks[w] = n;
    n += (guint32)__builtin_popcountll (set->bits[w]);
  }
  return n;
}

static inline guint32
cell_set_rank (const CellSet *set, gsize cell) {
  guint64 below = set->bits[cell / 64] & (((guint64)1 << cell % 64) - 1);
  return set->ranks[cell / 64] + (guint32)__builtin_popcountll (below);
}

/* The slices so far: a dense code a row, and for each code the codes of the keys it stands for. */
typedef struct {
  guint32 *codes; /* (n_rows) */
  gsize n_rows, n_slices, n_keys;
  GArray *cells; /* (n_slices × n_keys) of guint32 */
} Product;

/* One slice of all rows. */
static void
product_init (Product *product, gsize n_rows) {
  *product = (Product){.n_rows = n_rows, .n_slices = 1};
  product->codes = g_new0 (guint32, n_rows);
  product->cells = g_array_new (FALSE, FALSE, sizeof (guint32));
}

static void
product_clear (Product *product) {
  g_free (product->codes);
  g_array_unref (product->cells);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Product, product_clear)

/* (transfer full): the codes of the cells in @set: those of the slice so far, then the key's */
static GArray *
list_cells (const Product *product, const CellSet *set, gsize n_codes) {
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (gsize w = 0; w < set->n_words; w++) {
    for (guint64 bits = set->bits[w]; bits != 0; bits &= bits - 1) {
      gsize cell = 64 * w + (gsize)__builtin_ctzll (bits), slice = cell / n_codes;
      guint32 code = (guint32)(cell % n_codes);
      for (gsize k = 0; k < product->n_keys; k++)
        g_array_append_val (cells, g_array_index (product->cells, guint32, slice * product->n_keys + k));
      g_array_append_val (cells, code);
    }
  }
  return cells;
}

/* Multiplies @product by @key, keeping the cells that occur. FALSE when there are too many. */
static gboolean
product_add (Product *product, const Key *key) {
  gsize n_codes = key->texts->len, n_cells = product->n_slices * n_codes;
  gsize n_words = n_cells / 64 + 1;
  g_autofree guint64 *bits = g_new0 (guint64, n_words);
  g_autofree guint32 *ranks = g_new (guint32, n_words);
  CellSet set = {.bits = bits, .ranks = ranks, .n_words = n_words};
  for (gsize r = 0; r < product->n_rows; r++) {
    gsize cell = product->codes[r] * n_codes + key->codes[r];
    bits[cell / 64] |= (guint64)1 << cell % 64;
  }
  guint n_slices = cell_set_count (&set);
  if (n_slices > MAX_SLICES)
    return FALSE;
  for (gsize r = 0; r < product->n_rows; r++)
    product->codes[r] = cell_set_rank (&set, product->codes[r] * n_codes + key->codes[r]);
  GArray *cells = list_cells (product, &set, n_codes);
  g_array_unref (product->cells);
  product->cells = cells;
  product->n_slices = n_slices;
  product->n_keys++;
  return TRUE;
}

/* Drops the codes that no row has, so that a product of keys stays small. FALSE when too many are left. */
static gboolean
key_compact (Key *key, gsize n_rows) {
  g_auto (Product) alone;
  product_init (&alone, n_rows);
  if (!product_add (&alone, key))
    return FALSE;
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  guint32 n_present = 0;
  for (gsize i = 0; i < alone.n_slices; i++) {
    guint32 code = g_array_index (alone.cells, guint32, i);
    g_ptr_array_add (texts, g_strdup (g_ptr_array_index (key->texts, code)));
    n_present += code < key->n_present;
  }
  g_ptr_array_unref (key->texts);
  key->texts = texts;
  key->n_present = n_present;
  g_free (key->codes);
  key->codes = g_steal_pointer (&alone.codes);
  return TRUE;
}

static void
set_too_many_error (GError **error, const CpTable *table, const GPtrArray *keys) {
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint k = 0; k < keys->len; k++)
    g_string_append_printf (names, "%s'%s'", k > 0 ? " and " : "",
                            ((Key *)g_ptr_array_index (keys, k))->name);
  g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
               "%s: slicing by %s gives more than %d slices; take fewer columns or bins.",
               cp_table_get_place (table), names->str, MAX_SLICES);
}

static CpSlices *
make_slices (Product *product, const GPtrArray *keys) {
  gsize n_keys = keys->len, n_cells = product->n_slices * n_keys;
  char **names = g_new0 (char *, n_keys + 1), **values = g_new0 (char *, n_cells + 1);
  gboolean *is_missing = g_new0 (gboolean, n_cells);
  for (gsize k = 0; k < n_keys; k++)
    names[k] = g_strdup (((Key *)g_ptr_array_index (keys, k))->name);
  for (gsize i = 0; i < n_cells; i++) {
    const Key *key = g_ptr_array_index (keys, i % n_keys);
    guint32 code = g_array_index (product->cells, guint32, i);
    values[i] = g_strdup (g_ptr_array_index (key->texts, code));
    is_missing[i] = code >= key->n_present;
  }
  CpSlices *slices = cp_slices_take (g_steal_pointer (&product->codes), product->n_rows,
                                     (guint)product->n_slices, names, values, is_missing);
  CpSliceRule *rules = g_new0 (CpSliceRule, n_keys + 1);
  for (gsize k = 0; k < n_keys; k++) {
    CpSliceRule *rule = &((Key *)g_ptr_array_index (keys, k))->rule;
    rules[k] = *rule;
    *rule = (CpSliceRule){NULL};
  }
  cp_slices_take_rules (slices, rules);
  return slices;
}

CpSlices *
cp_slices_build (const CpTable *table, const CpSliceKey *keys, gsize n_keys, GError **error) {
  g_autoptr (GPtrArray) built = g_ptr_array_new_with_free_func (key_free);
  gsize n_rows = cp_table_get_n_rows (table);
  g_auto (Product) product;
  product_init (&product, n_rows);
  for (gsize k = 0; k < n_keys; k++) {
    Key *key = key_build (table, &keys[k], error);
    if (key == NULL)
      return NULL;
    g_ptr_array_add (built, key);
    if (!key_compact (key, n_rows) || !product_add (&product, key)) {
      set_too_many_error (error, table, built);
      return NULL;
    }
  }
  return make_slices (&product, built);
}
