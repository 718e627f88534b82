#pragma once
#include "app/explain/explanations.h"

/* How explanations are asked for, as the session file has it under "explain" of its view:
 * {"method": "kernel", "background": "kmeans", "rows": 20, "scale": "logit", "seed": 0}. */
G_BEGIN_DECLS

/* What is asked for at first: by the method of the model's kind, against 100 rows, in probabilities. */
CpExplainSetting cp_explain_setting_default (void);
gboolean cp_explain_setting_equal (const CpExplainSetting *a, const CpExplainSetting *b);
json_t *cp_explain_setting_to_json (const CpExplainSetting *setting); /* (transfer full) */
/* @json: (nullable): what it does not say, or says wrongly, is as at first */
CpExplainSetting cp_explain_setting_from_json (const json_t *json);

G_END_DECLS
