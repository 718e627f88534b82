#include "app/cli/take-output.h"

#include "core/base/error.h"
#include "core/model/output-model.h"

gboolean
cp_cli_take_output (CpCliInput *input, const char *name, GError **error) {
  const char *kept = json_string_value (json_object_get (input->session, "output"));
  for (guint m = 0; m < input->inputs->n_models; m++) {
    CpModel *model = input->inputs->models[m];
    g_auto (GStrv) names = cp_cli_dup_output_names (model);
    const char *wanted = name != NULL ? name : kept;
    guint output = 0;
    while (wanted != NULL && names[output] != NULL && !g_str_equal (names[output], wanted))
      output++;
    if (names[output] == NULL && name != NULL) {
      g_autofree char *list = g_strjoinv ("', '", names);
      g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "--for-output %s: %s has the outputs '%s'.", name,
                   model->name, list);
      return FALSE;
    }
    input->inputs->models[m] = cp_model_take_output (model, names[output] != NULL ? output : 0);
    cp_model_unref (model);
  }
  return TRUE;
}
