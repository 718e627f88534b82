#include "core/fairness/thresholds.h"

#include <string.h>

static const CpStrategyInfo infos[CP_N_STRATEGIES] = {
    [CP_STRATEGY_CUSTOM] = {"custom", "Custom", "Thresholds set by hand", -1},
    [CP_STRATEGY_SINGLE] = {"single", "One threshold", "Lowest cost, the same for all", -1},
    [CP_STRATEGY_GROUP] = {"group", "Each its own", "Lowest cost in each slice", -1},
    [CP_STRATEGY_DEMOGRAPHIC_PARITY] = {"demographic-parity", "Demographic parity",
                                        "Equal shares decided positive", CP_METRIC_SELECTION_RATE},
    [CP_STRATEGY_EQUAL_OPPORTUNITY] = {"equal-opportunity", "Equal opportunity", "Equal true-positive rates",
                                       CP_METRIC_TPR},
    [CP_STRATEGY_PREDICTIVE_EQUALITY] = {"predictive-equality", "Predictive equality",
                                         "Equal false-positive rates", CP_METRIC_FPR},
    [CP_STRATEGY_EQUAL_ACCURACY] = {"equal-accuracy", "Equal accuracy", "Equal shares of right decisions",
                                    CP_METRIC_ACCURACY},
    [CP_STRATEGY_EQUALIZED_ODDS] = {"equalized-odds", "Equalized odds",
                                    "Equal true- and false-positive rates", CP_METRIC_TPR},
};

const CpStrategyInfo *
cp_strategy_get_info (CpStrategy strategy) {
  g_return_val_if_fail ((int)strategy >= 0 && strategy < CP_N_STRATEGIES, NULL);
  return &infos[strategy];
}

gboolean
cp_strategy_parse (const char *name, CpStrategy *out_strategy) {
  for (int s = 0; s < CP_N_STRATEGIES; s++) {
    if (strcmp (name, infos[s].name) == 0) {
      *out_strategy = s;
      return TRUE;
    }
  }
  return FALSE;
}
