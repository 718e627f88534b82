#pragma once
#include "app/opening/sources.h"

/* The files a session names that are not where it names them. */
G_BEGIN_DECLS

typedef struct {
  int model;   /* or -1 for the table */
  char *path;  /* where it should be */
  char *found; /* (nullable): a file of that name beside the session file */
} CpMissingFile;

void cp_missing_file_free (CpMissingFile *file);

/* (transfer full) (element-type CpMissingFile): the table first, then the models */
GPtrArray *cp_missing_files_find (const CpSources *sources, const char *session_path);
/* Puts @path in the place of a missing file. */
void cp_missing_file_replace (const CpMissingFile *file, CpSources *sources, const char *path);

G_END_DECLS
