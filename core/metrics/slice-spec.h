#pragma once
#include "core/base/json.h"
#include "core/metrics/slices.h"

/* One column to slice by as people write it: COLUMN, COLUMN:BINS or COLUMN:BINS:count (equal-count bins),
 * COLUMN:BINS:width (equal-width bins), COLUMN:values (every number a slice). The command line, the session
 * file and the window share it. In the session file a column alone is a text, and one with bins an object,
 * {"column": "age", "bins": 4, "kind": "count" | "width"} or {"column": "age", "kind": "values"}. */
G_BEGIN_DECLS

#define CP_SLICE_MAX_BINS 1000

typedef struct {
  char *column;
  CpBinKind bins;
  guint n_bins; /* 0 but with CP_BINS_EQUAL_COUNT and CP_BINS_EQUAL_WIDTH */
} CpSliceSpec;

void cp_slice_spec_free (CpSliceSpec *spec);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpSliceSpec, cp_slice_spec_free)

/**
 * cp_slice_spec_parse:
 * @table: whose column of that whole name is meant first, so that names may have colons
 * @place: what @text is called in messages: "--slice age:0"
 *
 * Whether there is such a column is for cp_slices_build() to say.
 *
 * Returns: (transfer full) (nullable)
 */
CpSliceSpec *cp_slice_spec_parse (const char *text, const CpTable *table, const char *place, GError **error);
/* (transfer full): the shortest text that reads back the same */
char *cp_slice_spec_to_text (const CpSliceSpec *spec);
/* Returns: (transfer full) (nullable): @place as above: "slices[0]" */
CpSliceSpec *cp_slice_spec_from_json (const json_t *json, const CpTable *table, const char *place,
                                      GError **error);
json_t *cp_slice_spec_to_json (const CpSliceSpec *spec);

/* (transfer full) (nullable): the slices of the columns in @texts, NULL-terminated; each is its own @place,
 * after @prefix ("--slice "). */
CpSlices *cp_slices_build_from_texts (const CpTable *table, const char *const *texts, const char *prefix,
                                      GError **error);
/* (transfer full) (nullable): the texts in the session file's list, which may be NULL */
char **cp_slice_texts_from_json (const json_t *list, const CpTable *table, GError **error);

G_END_DECLS
