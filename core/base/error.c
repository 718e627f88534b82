#include "core/base/error.h"

/* The quark's name is no subtraction. */
/* clang-format off */
G_DEFINE_QUARK (cp-error-quark, cp_error)
/* clang-format on */

gboolean
cp_check_cancelled (GCancellable *cancellable, GError **error) {
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_set_error_literal (error, CP_ERROR, CP_ERROR_CANCELLED, "The work was cancelled.");
  return TRUE;
}
