#include "app/explain/explain-setting.h"

#define MOST_ROWS 100000 /* of a background, as `explain --background` */

static const char *const backgrounds[] = {[CP_BACKGROUND_DEFAULT] = "default",
                                          [CP_BACKGROUND_SAMPLE] = "sample",
                                          [CP_BACKGROUND_KMEANS] = "kmeans",
                                          [CP_BACKGROUND_ZERO] = "zero"};

CpExplainSetting
cp_explain_setting_default (void) {
  return (CpExplainSetting){.method = CP_EXPLAIN_AUTO,
                            .space = CP_SPACE_PROBABILITY,
                            .background = CP_BACKGROUND_DEFAULT,
                            .n_background = 100};
}

gboolean
cp_explain_setting_equal (const CpExplainSetting *a, const CpExplainSetting *b) {
  return a->method == b->method && a->space == b->space && a->background == b->background &&
         a->n_background == b->n_background && a->seed == b->seed;
}

json_t *
cp_explain_setting_to_json (const CpExplainSetting *setting) {
  g_return_val_if_fail (setting != NULL && setting->background < G_N_ELEMENTS (backgrounds), NULL);
  return json_pack ("{s:s,s:s,s:I,s:s,s:I}", "method", cp_explain_method_get_name (setting->method),
                    "background", backgrounds[setting->background], "rows", (json_int_t)setting->n_background,
                    "scale", cp_space_get_name (setting->space), "seed", (json_int_t)setting->seed);
}

CpExplainSetting
cp_explain_setting_from_json (const json_t *json) {
  CpExplainSetting setting = cp_explain_setting_default ();
  const char *method = json_string_value (json_object_get (json, "method"));
  const char *background = json_string_value (json_object_get (json, "background"));
  const char *scale = json_string_value (json_object_get (json, "scale"));
  json_int_t n = json_integer_value (json_object_get (json, "rows"));
  json_int_t seed = json_integer_value (json_object_get (json, "seed"));
  if (method != NULL)
    cp_explain_method_parse (method, &setting.method, NULL);
  if (scale != NULL)
    cp_space_parse (scale, &setting.space);
  for (guint i = 0; i < G_N_ELEMENTS (backgrounds); i++) {
    if (g_strcmp0 (background, backgrounds[i]) == 0)
      setting.background = i;
  }
  if (n > 0 && n <= MOST_ROWS)
    setting.n_background = (guint)n;
  if (seed > 0)
    setting.seed = (guint64)seed;
  return setting;
}
