#pragma once
#include "core/model/trees.h"
#include "core/model/xgboost.h"

/* Between the parts of the XGBoost reader: the document, its trees, its linear booster. */
G_BEGIN_DECLS

typedef struct {
  const char *place;
  guint n_features, n_outputs;
  CpLink link;
  double *base; /* (n_outputs): margins */
} CpXgboost;

/* (transfer full) (nullable): the member @key of the object @json, of the type; @where names @json in the
 * message: "learner.objective" */
json_t *cp_xgboost_require (const CpXgboost *self, const json_t *json, const char *where, const char *key,
                            json_type type, GError **error);
/* (transfer full) (nullable): the numbers of the array @key of @json; @n: how many it must be, or G_MAXSIZE:
 * @out_n is told */
double *cp_xgboost_read_numbers (const CpXgboost *self, const json_t *json, const char *where,
                                 const char *key, gsize n, gsize *out_n, GError **error);

/* (transfer full) (nullable): @model: {"trees", "tree_info"}; @drops: (nullable) dart's weights */
CpModel *cp_xgboost_read_trees (const CpXgboost *self, const json_t *model, const json_t *drops,
                                GError **error);

G_END_DECLS
