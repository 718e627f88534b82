#include "core/base/file.h"

#include "core/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* 0 or an errno */
static int
write_all (int descriptor, const char *bytes, gsize length) {
  while (length > 0) {
    gssize written = write (descriptor, bytes, length);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return errno;
    bytes += written;
    length -= (gsize)written;
  }
  return 0;
}

static int
write_in_place (const char *path, const char *bytes, gsize length) {
  int descriptor = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  if (descriptor < 0)
    return errno;
  int problem = write_all (descriptor, bytes, length);
  if (close (descriptor) != 0 && problem == 0)
    problem = errno;
  return problem;
}

/* @mode: (nullable): of the file it replaces, which the new one keeps */
static int
write_and_rename (const char *path, const char *bytes, gsize length, const GStatBuf *mode) {
  g_autofree char *temporary = g_strdup_printf ("%s.XXXXXX", path);
  int descriptor = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0644);
  if (descriptor < 0)
    return errno;
  int problem = write_all (descriptor, bytes, length);
  if (mode != NULL && fchmod (descriptor, mode->st_mode & 07777) != 0)
    g_info ("%s: %s", path, g_strerror (errno)); /* a file system without permissions */
  if (problem == 0 && fsync (descriptor) != 0)
    problem = errno;
  if (close (descriptor) != 0 && problem == 0)
    problem = errno;
  if (problem == 0 && g_rename (temporary, path) != 0)
    problem = errno;
  if (problem != 0)
    g_unlink (temporary);
  return problem;
}

gboolean
cp_write_file (const char *path, const char *bytes, gsize length, GError **error) {
  g_return_val_if_fail (path != NULL, FALSE);
  GStatBuf found;
  gboolean exists = g_stat (path, &found) == 0;
  /* a link stays one: what it points to is replaced */
  g_autofree char *target = exists ? realpath (path, NULL) : NULL;
  const char *place = target != NULL ? target : path;
  int problem = exists && S_ISDIR (found.st_mode)    ? EISDIR
                : exists && !S_ISREG (found.st_mode) ? write_in_place (path, bytes, length)
                : exists && g_access (place, W_OK) < 0
                    ? errno /* a rename would not ask */
                    : write_and_rename (place, bytes, length, exists ? &found : NULL);
  if (problem == 0)
    return TRUE;
  g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: cannot be written: %s; nothing was changed.", path,
               g_strerror (problem));
  return FALSE;
}
