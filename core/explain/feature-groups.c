#include "core/explain/feature-groups.h"

struct _CpFeatureGroups {
  GPtrArray *groups; /* of CpFeatureGroup */
  GHashTable *by_name;
  guint *of_features; /* (n_features) */
  CpEncoder *encoder; /* owns the text encodings */
};

static void
group_free (gpointer data) {
  CpFeatureGroup *group = data;
  g_free (group->name);
  g_free (group->features);
  g_free (group);
}

/* (nullable): the one-hot group a column belongs to */
static const char *
find_one_hot (const CpTable *table, const GPtrArray *one_hot, const char *column) {
  gsize index;
  const CpOneHotGroup *group = cp_table_find_column_index (table, column, &index)
                                   ? cp_one_hot_groups_find_of_column (one_hot, index)
                                   : NULL;
  return group != NULL ? group->name : NULL;
}

CpFeatureGroups *
cp_feature_groups_new (CpEncoder *encoder, const CpTable *table, const GPtrArray *one_hot) {
  CpFeatureGroups *self = g_atomic_rc_box_new0 (CpFeatureGroups);
  self->encoder = cp_encoder_ref (encoder);
  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->of_features = g_new (guint, cp_encoder_get_n_features (encoder) + 1);
  for (guint f = 0; f < cp_encoder_get_n_features (encoder); f++) {
    guint index = cp_encoder_get_feature_input (encoder, f);
    const CpInput *input = cp_encoder_get_input (encoder, index);
    const char *one_hot_name = find_one_hot (table, one_hot, input->column);
    const char *name = one_hot_name != NULL ? one_hot_name : input->column;
    CpFeatureGroup *group = g_hash_table_lookup (self->by_name, name);
    if (group == NULL) {
      group = g_new0 (CpFeatureGroup, 1);
      group->name = g_strdup (name);
      group->input = index;
      group->text = input->text;
      group->index = self->groups->len;
      g_ptr_array_add (self->groups, group);
      g_hash_table_insert (self->by_name, group->name, group);
    }
    if ((group->n_features & (group->n_features + 1)) == 0) /* grown where it is one less than a power of 2 */
      group->features = g_renew (guint, group->features, 2 * group->n_features + 1);
    group->features[group->n_features++] = f;
    self->of_features[f] = group->index;
  }
  return self;
}

CpFeatureGroups *
cp_feature_groups_ref (CpFeatureGroups *groups) {
  return g_atomic_rc_box_acquire (groups);
}

static void
clear (gpointer data) {
  CpFeatureGroups *self = data;
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->groups);
  g_free (self->of_features);
  cp_encoder_unref (self->encoder);
}

void
cp_feature_groups_unref (CpFeatureGroups *groups) {
  g_atomic_rc_box_release_full (groups, clear);
}

guint
cp_feature_groups_get_n (const CpFeatureGroups *groups) {
  return groups->groups->len;
}

const CpFeatureGroup *
cp_feature_groups_get (const CpFeatureGroups *groups, guint index) {
  g_return_val_if_fail (index < groups->groups->len, NULL);
  return g_ptr_array_index (groups->groups, index);
}

const CpFeatureGroup *
cp_feature_groups_find (const CpFeatureGroups *groups, const char *name) {
  return g_hash_table_lookup (groups->by_name, name);
}

int
cp_feature_groups_find_index (const CpFeatureGroups *groups, const char *name) {
  for (guint g = 0; name != NULL && g < groups->groups->len; g++)
    if (g_str_equal (cp_feature_groups_get (groups, g)->name, name))
      return (int)g;
  return -1;
}

const guint *
cp_feature_groups_get_of_features (const CpFeatureGroups *groups) {
  return groups->of_features;
}

double
cp_feature_group_sum (const CpFeatureGroup *group, const double *values) {
  double sum = 0;
  for (guint i = 0; i < group->n_features; i++)
    sum += values[group->features[i]];
  return sum;
}
