#pragma once
#include "app/session/session.h"

/* The selected row's cells, by the names of their columns. */

static inline const CpField *
field (CpSession *session, const char *name) {
  return cp_fields_find (cp_session_get_fields (session), name);
}

static inline void
edit (CpSession *session, const char *name, const char *value) {
  g_autoptr (GError) error = NULL;
  cp_session_edit (session, field (session, name), value, &error);
  g_assert_no_error (error);
}
