#include "app/cli/slices.h"

#include "core/metrics/slice-spec.h"

CpSlices *
cp_cli_build_slices (const CpTable *table, const json_t *session, char **typed, GError **error) {
  if (typed != NULL)
    return cp_slices_build_from_texts (table, (const char *const *)typed, "--slice ", error);
  g_auto (GStrv) saved = cp_slice_texts_from_json (json_object_get (session, "slices"), table, error);
  return saved != NULL ? cp_slices_build_from_texts (table, (const char *const *)saved, "slices: ", error)
                       : NULL;
}
