#pragma once
#include "core/encode/encoder.h"
#include "core/table/groups.h"

/* The features of a model as a person meets them: all features of one column together, and a one-hot group of
 * the table's columns together. The parts of a model's explanation that belong to one are added, with their
 * signs. Immutable, reference-counted. */
G_BEGIN_DECLS

typedef struct {
  char *name;      /* the column, or the one-hot group */
  guint index;     /* among the groups */
  guint input;     /* the encoder's first input of it */
  guint *features; /* (n_features), ascending */
  guint n_features;
  const CpTextEncoding *text; /* (nullable): it is a text; its words are its features */
} CpFeatureGroup;

typedef struct _CpFeatureGroups CpFeatureGroups;
CpFeatureGroups *cp_feature_groups_ref (CpFeatureGroups *groups);
void cp_feature_groups_unref (CpFeatureGroups *groups);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpFeatureGroups, cp_feature_groups_unref)

/* (transfer full): in the order of the encoder's inputs; @one_hot: (nullable) (element-type CpOneHotGroup):
 * those of @table */
CpFeatureGroups *cp_feature_groups_new (CpEncoder *encoder, const CpTable *table, const GPtrArray *one_hot);

guint cp_feature_groups_get_n (const CpFeatureGroups *groups);
const CpFeatureGroup *cp_feature_groups_get (const CpFeatureGroups *groups, guint index);
const CpFeatureGroup *cp_feature_groups_find (const CpFeatureGroups *groups,
                                              const char *name); /* (nullable) */
/* @name: (nullable). The group's number, -1 where there is none */
int cp_feature_groups_find_index (const CpFeatureGroups *groups, const char *name);

/* (n_features of the model): the index of each one's group */
const guint *cp_feature_groups_get_of_features (const CpFeatureGroups *groups);

/* Σ of @values (n_features of the model) over the group's features */
double cp_feature_group_sum (const CpFeatureGroup *group, const double *values);

G_END_DECLS
