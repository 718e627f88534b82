#pragma once
#include "core/base/json.h"

/* Unsaved work kept aside: a session document with the key "kept" (the session file it is of, its title,
 * when), in the user's state folder, one file a window. Beside it lies a lock that the window holds while it
 * lives, so what nobody holds was left by a crash, and two running programs never take each other's. The
 * user's own file is never touched. */
G_BEGIN_DECLS

typedef struct {
  char *file;  /* the kept document */
  char *title; /* what the work is of: "mortgage" */
  char *path;  /* (nullable): its session file */
  gint64 time; /* seconds since the epoch, UTC */
  int lock;    /* an open file; -1: not held */
} CpKeptWork;

void cp_kept_work_free (CpKeptWork *kept); /* lets go of it: the next program finds it again */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpKeptWork, cp_kept_work_free)
void cp_kept_work_discard (CpKeptWork *kept); /* deletes its files; @kept is still to be freed */

/* (transfer full) (nullable): a new place to keep work in, held by this process; NULL where the state folder
 * cannot be written: work is then not kept */
CpKeptWork *cp_kept_work_new (void);
/* (transfer full) (element-type CpKeptWork): what crashed programs left, newest first, each held now */
GPtrArray *cp_kept_work_find (void);

/* (transfer full) @document: a session document whose paths are relative to @path, or to @file without one */
char *cp_kept_work_compose (const json_t *document, const char *path, const char *title);
/* (transfer full) (nullable): the document, without "kept"; @out_path: (transfer full) (nullable) */
json_t *cp_kept_read (const char *file, char **out_path, GError **error);

/* (transfer full): "Restore unsaved work of mortgage.counterpoint from 14:02?"; of another day with the day
 */
char *cp_kept_work_describe (const CpKeptWork *kept, GDateTime *now);

G_END_DECLS
