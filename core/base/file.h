#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * cp_write_file:
 *
 * Writes @length bytes to @path by way of a temporary file beside it that is renamed, so a full disk or a
 * read-only folder leaves what was there. A link stays a link, a file that is replaced keeps its permissions;
 * one that may not be written is left alone. A device or pipe is written in place.
 *
 * Returns: %FALSE with @error naming @path and the reason
 */
gboolean cp_write_file (const char *path, const char *bytes, gsize length, GError **error);

G_END_DECLS
