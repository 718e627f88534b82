#pragma once
#include <gio/gio.h>

/* The one error domain. A message is one sentence with the place and what was expected
 * ("adult.csv:812: 14 fields, expected 15"); it is shown verbatim on the command line and in the window. */
G_BEGIN_DECLS

#define CP_ERROR (cp_error_quark ())
GQuark cp_error_quark (void);

typedef enum {
  CP_ERROR_READ,        /* the file could not be opened, read or written */
  CP_ERROR_FORMAT,      /* the bytes are not what the format promises */
  CP_ERROR_UNSUPPORTED, /* well-formed, but a thing we refuse by name */
  CP_ERROR_MISMATCH,    /* two inputs that do not fit each other: widths, names, shapes */
  CP_ERROR_VALUE,       /* a value outside what is allowed: an edit, a label, an option */
  CP_ERROR_CANCELLED    /* the caller's GCancellable was triggered */
} CpErrorCode;

/**
 * cp_check_cancelled:
 * @cancellable: (nullable): checked once
 *
 * Returns: %TRUE with @error set to %CP_ERROR_CANCELLED when the work should stop
 */
gboolean cp_check_cancelled (GCancellable *cancellable, GError **error);

G_END_DECLS
