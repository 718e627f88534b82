#include "core/fairness/thresholds.h"

#include <string.h>

static const CpStrategyInfo infos[CP_N_STRATEGIES] = {
    [CP_STRATEGY_CUSTOM] = {"custom", "Custom", "The thresholds you set", -1},
    [CP_STRATEGY_SINGLE] = {"single", "One threshold", "One threshold for every slice, at the least cost",
                            -1},
    [CP_STRATEGY_GROUP] = {"group", "Each its own", "Each slice at its own least cost", -1},
    [CP_STRATEGY_DEMOGRAPHIC_PARITY] = {"demographic-parity", "Demographic parity",
                                        "Equal shares decided positive", CP_METRIC_SELECTION_RATE},
    [CP_STRATEGY_EQUAL_OPPORTUNITY] = {"equal-opportunity", "Equal opportunity",
                                       "Equal shares of the positive rows decided positive", CP_METRIC_TPR},
    [CP_STRATEGY_PREDICTIVE_EQUALITY] = {"predictive-equality", "Predictive equality",
                                         "Equal shares of the negative rows decided positive", CP_METRIC_FPR},
    [CP_STRATEGY_EQUAL_ACCURACY] = {"equal-accuracy", "Equal accuracy",
                                    "Equal shares of decisions that agree with the label",
                                    CP_METRIC_ACCURACY},
    [CP_STRATEGY_EQUALIZED_ODDS] =
        {"equalized-odds", "Equalized odds",
         "Equal shares decided positive, among the positive and among the negative "
         "rows",
         CP_METRIC_TPR},
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
