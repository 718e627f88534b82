#pragma once
#include <glib.h>

/* What libhdf5 1.10 does not check itself and would loop on or read beyond: looked at in the bytes of the
 * file before libhdf5 sees them. */
G_BEGIN_DECLS

/* @bytes: the whole file. FALSE: libhdf5 must not open it. */
gboolean cp_hdf5_check (const guint8 *bytes, gsize length);

G_END_DECLS
