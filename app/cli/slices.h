#pragma once
#include "core/base/json.h"
#include "core/metrics/slices.h"

/* The slices a person typed, else those of the session. */
G_BEGIN_DECLS

/**
 * cp_cli_build_slices:
 * @session: (nullable)
 * @typed: (nullable): NULL-terminated, as in core/metrics/slice-spec.h
 *
 * Returns: (transfer full) (nullable): one slice of all rows where nothing is typed or kept
 */
CpSlices *cp_cli_build_slices (const CpTable *table, const json_t *session, char **typed, GError **error);

G_END_DECLS
