#include "app/explain/swarm-lanes.h"

#include "core/encode/text-encoding.h"
#include "core/explain/global-words.h"

#include <math.h>

static void
clear_lane (gpointer data) {
  CpSwarmLane *lane = data;
  g_free (lane->name);
  g_free (lane->word);
  g_free (lane->effects);
  g_free (lane->values);
}

static double
get_one (const CpGlobalAnswer *answer, guint output, int group, gsize row) {
  const CpGlobal *global = answer->global;
  return group < 0
             ? 0
             : (double)global->values[(row * global->n_outputs + output) * global->n_groups + (guint)group];
}

double
cp_swarm_lane_get_effect (const CpSwarmShown *shown, const CpSwarmLane *lane, gsize row) {
  if (lane->effects != NULL)
    return lane->effects[row];
  double effect = get_one (shown->plus, shown->output, lane->plus, row);
  return shown->minus != NULL ? effect - get_one (shown->minus, shown->output, lane->minus, row) : effect;
}

gsize
cp_swarm_count_rows (const CpSwarmShown *shown) {
  gsize n = shown->plus->global->n_rows;
  return shown->minus != NULL ? MIN (n, shown->minus->global->n_rows) : n;
}

static void
add_lane (GArray *lanes, const CpSwarmShown *shown, const char *name) {
  gsize n = cp_swarm_count_rows (shown);
  CpSwarmLane lane = {
      .name = g_strdup (name),
      .plus = cp_feature_groups_find_index (shown->plus->groups, name),
      .minus = shown->minus != NULL ? cp_feature_groups_find_index (shown->minus->groups, name) : -1};
  for (gsize row = 0; row < n; row++)
    lane.mean += fabs (cp_swarm_lane_get_effect (shown, &lane, row)) / (double)n;
  g_array_append_val (lanes, lane);
}

/* A word of the vocabulary of either: its effect in every row, or what A's is above B's. */
static void
add_word (GArray *lanes, const CpSwarmShown *shown, const char *word) {
  const CpGlobalAnswer *answers[] = {shown->plus, shown->minus};
  gsize n = cp_swarm_count_rows (shown);
  for (guint i = 0; i < lanes->len; i++)
    if (g_strcmp0 (g_array_index (lanes, CpSwarmLane, i).word, word) == 0)
      return; /* of the other vocabulary too */
  CpSwarmLane lane = {
      .name = g_strdup_printf ("“%s”", word), .word = g_strdup (word), .plus = -1, .minus = -1};
  lane.effects = g_new0 (double, n + 1);
  lane.values = g_new0 (double, n + 1);
  for (guint side = 0; side < 2 && answers[side] != NULL; side++) {
    const CpGlobal *global = answers[side]->global;
    int feature = cp_global_words_find (answers[side]->groups, word);
    g_autofree double *effects = g_new (double, global->n_rows + 1),
                      *values = g_new (double, global->n_rows + 1);
    if (feature < 0)
      continue;
    cp_global_words_read (global, shown->output, (guint)feature, effects, values);
    for (gsize row = 0; row < n; row++) {
      lane.effects[row] += side == 0 ? effects[row] : -effects[row];
      lane.values[row] = fmax (lane.values[row], values[row]);
    }
  }
  for (gsize row = 0; row < n; row++)
    lane.mean += fabs (lane.effects[row]) / (double)n;
  g_array_append_val (lanes, lane);
}

/* Where the effects of words are kept they have lanes of their own, and their text has none. */
static gboolean
has_words (const CpGlobalAnswer *answer, const char *name) {
  const CpFeatureGroup *group = cp_feature_groups_find (answer->groups, name);
  return group != NULL && answer->global->n_words > 0 && group->text != NULL &&
         !cp_text_encoding_is_sequence (group->text);
}

static void
add_words (GArray *lanes, const CpSwarmShown *shown, guint n) {
  const CpGlobalAnswer *answers[] = {shown->plus, shown->minus};
  for (guint side = 0; side < 2 && answers[side] != NULL; side++) {
    g_autoptr (GArray) words =
        cp_global_words_choose (answers[side]->global, answers[side]->groups, shown->output, n);
    for (guint i = 0; i < words->len; i++)
      add_word (lanes, shown,
                cp_global_words_get_name (answers[side]->groups, g_array_index (words, guint, i)));
  }
}

static void
add_columns (GArray *lanes, const CpSwarmShown *shown) {
  const CpGlobalAnswer *answers[] = {shown->plus, shown->minus};
  for (guint side = 0; side < 2 && answers[side] != NULL; side++) {
    for (guint g = 0; g < cp_feature_groups_get_n (answers[side]->groups); g++) {
      const char *name = cp_feature_groups_get (answers[side]->groups, g)->name;
      if (!has_words (answers[side], name) &&
          (side == 0 || cp_feature_groups_find_index (shown->plus->groups, name) < 0))
        add_lane (lanes, shown, name);
    }
  }
}

static int
compare_means (gconstpointer first, gconstpointer second) {
  const CpSwarmLane *a = first, *b = second;
  return a->mean != b->mean ? (a->mean < b->mean ? 1 : -1) : g_utf8_collate (a->name, b->name);
}

GArray *
cp_swarm_choose_lanes (const CpSwarmShown *shown, const char *column, guint n) {
  GArray *lanes = g_array_new (FALSE, FALSE, sizeof (CpSwarmLane));
  add_columns (lanes, shown);
  add_words (lanes, shown, n);
  g_array_sort (lanes, compare_means);
  for (guint i = 4; column != NULL && i < lanes->len; i++) { /* in sight, however few lanes have room */
    CpSwarmLane lane = g_array_index (lanes, CpSwarmLane, i);
    if (!g_str_equal (lane.name, column))
      continue;
    g_array_remove_index (lanes, i);
    g_array_insert_val (lanes, 3, lane);
    break;
  }
  g_array_set_clear_func (lanes, clear_lane);
  g_array_set_size (lanes, MIN (lanes->len, n));
  return lanes;
}
