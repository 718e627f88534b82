#include "core/explain/minimal-private.h"

#include "core/base/error.h"

#include <string.h>

enum {
  BATCH_BYTES = 8 << 20, /* of features scored at once */
  BEAM = 48,             /* column sets kept a level from three columns up */
  KEPT = 3               /* sets of values kept a column set, to be polished */
};

/* One level of the search: every set of n columns. */
typedef struct {
  const CpMinimalSearch *search;
  GPtrArray *found;   /* of GArray of CpMoveSet: all levels */
  GHashTable *places; /* key of columns → index in found + 1, of this level */
  GHashTable *beam;   /* key of columns → CpMoveSet: the nearest to a flip */
  CpMoveSet *waiting; /* (batch) */
  float *rows;        /* (batch × n_features) */
  double *scores;     /* (batch) */
  gsize batch, n_waiting;
} Level;

static guint
hash_key (gconstpointer key) {
  const CpMoveSet *set = key;
  guint hash = set->n;
  for (guint i = 0; i < set->n; i++)
    hash = hash * 31 + set->columns[i];
  return hash;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b) {
  const CpMoveSet *x = a, *y = b;
  return x->n == y->n && memcmp (x->columns, y->columns, x->n * sizeof *x->columns) == 0;
}

static int
compare_values (const CpMoveSet *a, const CpMoveSet *b) {
  for (guint i = 0; i < a->n; i++)
    if (a->values[i] != b->values[i])
      return a->values[i] < b->values[i] ? -1 : 1;
  return 0;
}

/* The nearest KEPT, ties to the lower values. */
static void
keep_found (Level *level, const CpMoveSet *set) {
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (level->places, set));
  if (place == 0) {
    g_ptr_array_add (level->found, g_array_new (FALSE, FALSE, sizeof (CpMoveSet)));
    place = level->found->len;
    g_hash_table_insert (level->places, g_memdup2 (set, sizeof *set), GUINT_TO_POINTER (place));
  }
  GArray *kept = g_ptr_array_index (level->found, place - 1);
  guint at = kept->len;
  for (; at > 0; at--) {
    const CpMoveSet *before = &g_array_index (kept, CpMoveSet, at - 1);
    if (before->distance < set->distance ||
        (before->distance == set->distance && compare_values (before, set) < 0))
      break;
  }
  if (at < KEPT)
    g_array_insert_val (kept, at, *set);
  if (kept->len > KEPT)
    g_array_set_size (kept, KEPT);
}

static void
keep_near (Level *level, const CpMoveSet *set) {
  CpMoveSet *best = g_hash_table_lookup (level->beam, set);
  if (best == NULL) {
    best = g_memdup2 (set, sizeof *set);
    g_hash_table_insert (level->beam, best, best);
  } else if (set->lack < best->lack || (set->lack == best->lack && set->distance < best->distance)) {
    *best = *set;
  }
}

static double
find_threshold (const CpMinimalSearch *search, const CpMoveSet *set) {
  const CpMoves *moves[CP_MINIMAL_MOST_COLUMNS];
  CpMoveValue values[CP_MINIMAL_MOST_COLUMNS];
  for (guint i = 0; i < set->n; i++) {
    moves[i] = cp_minimal_get_moves (search, set->columns[i]);
    values[i] = moves[i]->values[set->values[i]];
  }
  return cp_minimal_find_threshold (search, moves, values, set->n);
}

static gboolean
flush (Level *level, GError **error) {
  const CpMinimalSearch *search = level->search;
  if (level->n_waiting == 0)
    return TRUE;
  if (!cp_model_predict (search->query->model, level->rows, level->n_waiting, level->scores,
                         search->cancellable, error))
    return FALSE;
  for (gsize i = 0; i < level->n_waiting; i++) {
    CpMoveSet *set = &level->waiting[i];
    set->score = level->scores[i];
    double threshold = find_threshold (search, set);
    set->lack = cp_flip_get_lack_at (&search->flip, set->score, threshold);
    if (cp_flip_happens_at (&search->flip, set->score, threshold))
      keep_found (level, set);
    else
      keep_near (level, set);
  }
  level->n_waiting = 0;
  return TRUE;
}

static void
place_features (const CpMinimalSearch *search, const CpMoveSet *set, float *row) {
  memcpy (row, search->features, search->query->model->n_features * sizeof *row);
  for (guint i = 0; i < set->n; i++) {
    const CpMoves *moves = cp_minimal_get_moves (search, set->columns[i]);
    const float *targets = moves->targets + (gsize)set->values[i] * moves->n_features;
    for (guint f = 0; f < moves->n_features; f++)
      row[moves->features[f]] = targets[f];
  }
}

/* @set with one more column, in its place among the others */
static CpMoveSet
extend (const CpMinimalSearch *search, const CpMoveSet *set, guint column, guint value) {
  CpMoveSet longer = *set;
  guint at = longer.n++;
  for (; at > 0 && longer.columns[at - 1] > column; at--) {
    longer.columns[at] = longer.columns[at - 1];
    longer.values[at] = longer.values[at - 1];
  }
  longer.columns[at] = (guint16)column;
  longer.values[at] = value;
  longer.distance += cp_minimal_get_moves (search, column)->parts[value];
  return longer;
}

static gboolean
has_column (const CpMoveSet *set, guint column) {
  for (guint i = 0; i < set->n; i++)
    if (set->columns[i] == column)
      return TRUE;
  return FALSE;
}

/* Whether a set that flips already is among these columns; @n_found: of the levels before */
static gboolean
holds_found (const Level *level, guint n_found, const CpMoveSet *set, guint column) {
  for (guint i = 0; i < n_found; i++) {
    const GArray *kept = g_ptr_array_index (level->found, i);
    const CpMoveSet *found = &g_array_index (kept, CpMoveSet, 0);
    guint n = 0;
    for (guint j = 0; j < found->n; j++)
      n += found->columns[j] == column || has_column (set, found->columns[j]);
    if (n == found->n)
      return TRUE;
  }
  return FALSE;
}

static gboolean
try_column (Level *level, const CpMoveSet *set, guint column, GError **error) {
  const CpMinimalSearch *search = level->search;
  guint n_values = cp_minimal_get_moves (search, column)->n;
  for (guint value = 0; value < n_values; value++) {
    level->waiting[level->n_waiting] = extend (search, set, column, value);
    place_features (search, &level->waiting[level->n_waiting],
                    level->rows + level->n_waiting * search->query->model->n_features);
    if (++level->n_waiting == level->batch && !flush (level, error))
      return FALSE;
  }
  return TRUE;
}

/* Every column that may join @sets. Pairs are tried once, the lower column first; a beam's sets take any. */
static gboolean
try_all (Level *level, const GArray *sets, GError **error) {
  guint n_found = level->found->len, n_moves = level->search->moves->len;
  for (guint s = 0; s < sets->len; s++) {
    const CpMoveSet *set = &g_array_index (sets, CpMoveSet, s);
    guint first = set->n == 1 ? set->columns[0] + 1u : 0;
    for (guint column = first; column < n_moves; column++)
      if (!has_column (set, column) && !holds_found (level, n_found, set, column) &&
          !try_column (level, set, column, error))
        return FALSE;
  }
  return flush (level, error);
}

static int
compare_near (gconstpointer a, gconstpointer b) {
  const CpMoveSet *x = a, *y = b;
  if (x->lack != y->lack)
    return x->lack < y->lack ? -1 : 1;
  if (x->distance != y->distance)
    return x->distance < y->distance ? -1 : 1;
  return memcmp (x->columns, y->columns, sizeof x->columns);
}

/* (transfer full): what the next level extends: after one column every value, after more the beam */
static GArray *
list_next (const Level *level, guint n_columns) {
  GArray *next = g_array_new (FALSE, FALSE, sizeof (CpMoveSet));
  if (n_columns == 1) {
    const CpMoveSet none = {0};
    for (guint column = 0; column < level->search->moves->len; column++)
      for (guint value = 0; value < cp_minimal_get_moves (level->search, column)->n; value++) {
        CpMoveSet set = extend (level->search, &none, column, value);
        if (!holds_found (level, level->found->len, &none, column))
          g_array_append_val (next, set);
      }
    return next;
  }
  GHashTableIter iter;
  gpointer set;
  g_hash_table_iter_init (&iter, level->beam);
  while (g_hash_table_iter_next (&iter, &set, NULL))
    g_array_append_vals (next, set, 1);
  g_array_sort (next, compare_near);
  g_array_set_size (next, MIN (next->len, BEAM));
  return next;
}

/* A set that flips needs no wider one: columns found at one level leave the beam at once. */
static void
forget_found (Level *level) {
  GHashTableIter iter;
  gpointer set;
  g_hash_table_iter_init (&iter, level->places);
  while (g_hash_table_iter_next (&iter, &set, NULL))
    g_hash_table_remove (level->beam, set);
}

static gboolean
run_levels (Level *level, const CpProgress *progress, GError **error) {
  const CpMinimalQuery *query = level->search->query;
  guint most =
      query->max_columns > 0 ? MIN (query->max_columns, CP_MINIMAL_MOST_COLUMNS) : CP_MINIMAL_MOST_COLUMNS;
  most = MIN (most, level->search->moves->len);
  g_autoptr (GArray) sets = g_array_new (FALSE, TRUE, sizeof (CpMoveSet));
  g_array_set_size (sets, 1); /* nothing changed */
  for (guint n = 1; n <= most && level->found->len < query->k && sets->len > 0; n++) {
    cp_progress_report (progress, (double)(n - 1) / most, "looking for the least change");
    g_hash_table_remove_all (level->places);
    g_hash_table_remove_all (level->beam);
    if (!try_all (level, sets, error))
      return FALSE;
    forget_found (level);
    g_array_unref (sets);
    sets = list_next (level, n);
  }
  return TRUE;
}

GPtrArray *
cp_minimal_search_run (const CpMinimalSearch *search, const CpProgress *progress, GError **error) {
  gsize width = MAX (search->query->model->n_features, 1);
  gsize batch = CLAMP (BATCH_BYTES / (width * sizeof (float)), 64, 65536);
  Level level = {.search = search,
                 .found = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref),
                 .places = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL),
                 .beam = g_hash_table_new_full (hash_key, equal_keys, NULL, g_free),
                 .waiting = g_new (CpMoveSet, batch),
                 .rows = g_new (float, batch *width),
                 .scores = g_new (double, batch),
                 .batch = batch};
  gboolean is_done = run_levels (&level, progress, error);
  g_hash_table_unref (level.places);
  g_hash_table_unref (level.beam);
  g_free (level.waiting);
  g_free (level.rows);
  g_free (level.scores);
  if (is_done)
    return level.found;
  g_ptr_array_unref (level.found);
  return NULL;
}
