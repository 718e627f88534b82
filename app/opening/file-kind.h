#pragma once
#include <gio/gio.h>

/* What a file named on the command line or dropped on the window is, by its first bytes and never by its
 * name. */
G_BEGIN_DECLS

typedef enum { CP_FILE_TABLE, CP_FILE_MODEL, CP_FILE_SESSION } CpFileKind;

/* Text and gzip are a table, JSON with "counterpoint" a session, other JSON and other bytes a model; what
 * cannot be read is a table, whose reader says why. */
CpFileKind cp_file_kind_guess (const char *path);

/* FALSE with @error where it is nothing to open: it cannot be read, is empty, or a picture, a document, … */
gboolean cp_file_kind_find (const char *path, CpFileKind *out_kind, GError **error);

/* The files to open for what was dropped or named: a folder stands for the one session in it, else for its
 * one table with its models; a SavedModel for itself. (transfer full) (nullable): NULL-terminated; NULL with
 * @error where a folder holds nothing, or too many tables to know which is meant. */
char **cp_file_kind_expand (const char *const *paths, GError **error);

G_END_DECLS
