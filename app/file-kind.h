#pragma once
#include <glib.h>

/* What a file named on the command line or dropped on the window is, by its first bytes and never by its
 * name. */
G_BEGIN_DECLS

typedef enum { CP_FILE_TABLE, CP_FILE_MODEL, CP_FILE_SESSION } CpFileKind;

/* Text and gzip are a table, JSON with "counterpoint" a session, other JSON and other bytes a model; what
 * cannot be read is a table, whose reader says why. */
CpFileKind cp_file_kind_guess (const char *path);

G_END_DECLS
