#pragma once
#include "app/cli/input.h"
#include "core/metrics/labels.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): the ground truth of --label and --positive; a positive value that was chosen is
 * told as a note. NULL with @error set, also when no label was given. */
CpLabels *cp_cli_build_labels (const CpCliOptions *options, const CpCliInput *input, GError **error);

G_END_DECLS
