#include "app/cli/labels.h"

#include "core/base/error.h"

CpLabels *
cp_cli_build_labels (const CpCliOptions *options, const CpCliInput *input, GError **error) {
  if (input->sources->label == NULL) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_VALUE, "no label was given; expected --label COLUMN.");
    return NULL;
  }
  CpLabels *labels =
      cp_labels_build (input->inputs->table, input->sources->label, input->sources->positive, error);
  if (labels != NULL && cp_labels_was_chosen (labels)) {
    g_autofree char *note =
        g_strdup_printf ("the positive value of %s is taken to be '%s'; --positive names another.",
                         input->sources->label, cp_labels_get_positive (labels));
    cp_cli_notice (options, note);
  }
  return labels;
}
