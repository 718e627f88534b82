#pragma once
#include "app/cli/input.h"
#include "core/explain/background-choice.h"
#include "core/explain/explain.h"

G_BEGIN_DECLS

/**
 * cp_cli_explain_global:
 * @n_rows: how many rows to explain; 0: all, up to 10 000
 * @top: only the largest of each list; 0: all
 *
 * `explain --global`: what matters to each model over many rows. Returns: the exit status
 */
int cp_cli_explain_global (const CpCliOptions *options, const CpBackgroundChoice *background,
                           const CpExplainOptions *how, guint n_rows, guint top);

G_END_DECLS
