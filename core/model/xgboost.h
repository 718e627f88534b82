#pragma once
#include "core/model/model.h"
#include <jansson.h>

/* Models saved by XGBoost as JSON or UBJSON (save_model), every version since 1.0: the boosters gbtree and
 * dart become trees, gblinear a network of one layer. All trees are scored, as Booster.predict does, also
 * those after the best iteration. multi:softmax and binary:logitraw give probabilities here, for a decision
 * or log-odds would hide the score; rank:* gives its margin as a number. */
G_BEGIN_DECLS

CpModel *cp_xgboost_read_json (const char *path, GError **error); /* (transfer full) (nullable) */
CpModel *cp_xgboost_read_ubj (const char *path, GError **error);  /* (transfer full) (nullable) */

/* (transfer full) (nullable): the same from the file's bytes */
CpModel *cp_xgboost_new_from_json (const char *text, gsize length, const char *place, GError **error);
CpModel *cp_xgboost_new_from_ubj (const guint8 *bytes, gsize length, const char *place, GError **error);

G_END_DECLS
