#include "core/explain/global-words.h"

#include "core/encode/text-encoding.h"

static gboolean
is_bag (const CpFeatureGroup *group) {
  return group->text != NULL && !cp_text_encoding_is_sequence (group->text);
}

const char *
cp_global_words_get_name (const CpFeatureGroups *groups, guint feature) {
  const CpFeatureGroup *group =
      cp_feature_groups_get (groups, cp_feature_groups_get_of_features (groups)[feature]);
  return is_bag (group) ? cp_text_encoding_get_word (group->text, feature - group->features[0]) : NULL;
}

int
cp_global_words_find (const CpFeatureGroups *groups, const char *word) {
  for (guint g = 0; g < cp_feature_groups_get_n (groups); g++) {
    const CpFeatureGroup *group = cp_feature_groups_get (groups, g);
    for (guint i = 0; is_bag (group) && i < group->n_features; i++)
      if (g_strcmp0 (cp_text_encoding_get_word (group->text, i), word) == 0)
        return (int)group->features[i];
  }
  return -1;
}

static int
compare (gconstpointer first, gconstpointer second, gpointer means) {
  guint a = *(const guint *)first, b = *(const guint *)second;
  double left = ((const double *)means)[a], right = ((const double *)means)[b];
  return left != right ? (left < right ? 1 : -1) : a < b ? -1 : a > b;
}

GArray *
cp_global_words_choose (const CpGlobal *global, const CpFeatureGroups *groups, guint output, guint n) {
  GArray *words = g_array_new (FALSE, FALSE, sizeof (guint));
  g_return_val_if_fail (output < global->n_outputs, words);
  double *means = global->feature_mean_abs + (gsize)output * global->n_features;
  for (guint f = 0; global->n_words > 0 && f < global->n_features; f++)
    if (means[f] > 0 && cp_global_words_get_name (groups, f) != NULL)
      g_array_append_val (words, f);
  g_array_sort_with_data (words, compare, means);
  g_array_set_size (words, MIN (words->len, n));
  return words;
}

void
cp_global_words_read (const CpGlobal *global, guint output, guint feature, double *effects, double *values) {
  for (gsize row = 0; row < global->n_rows; row++) {
    effects[row] = 0;
    if (values != NULL)
      values[row] = 0;
  }
  for (gsize i = 0; i < global->n_words; i++) {
    const CpGlobalWord *word = &global->words[i];
    if (word->feature != feature)
      continue;
    effects[word->row] = (double)global->word_effects[i * global->n_outputs + output];
    if (values != NULL)
      values[word->row] = (double)word->value;
  }
}
