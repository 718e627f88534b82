#pragma once
#include "app/opening/sources.h"

/* How a session tells that a file it names is another than when it was saved: size, time of change and, for
 * files of up to 4 MiB, a digest, so that a copy of the same bytes is no change. Kept in the session file
 * beside the file's name, under "stamp": {"size", "modified", "sha256"}. */
G_BEGIN_DECLS

/* (transfer full) (nullable): of the file as it is now; NULL where it is no file, such as column:NAME */
json_t *cp_file_stamp_take (const char *path);
/* Whether @now is another file's content than @saved; without either nothing is known: FALSE. */
gboolean cp_file_stamp_differs (const json_t *saved, const json_t *now);

/* (transfer full): an array: the table's stamp, then one a model; null where there is none */
json_t *cp_file_stamps_take (const CpSources *sources);
/* (transfer full) (nullable): "mortgage.csv and limited.h5": those of @sources whose stamps in @now are
 * others than in @before, or, with @is_gone, that have none any more; NULL where there is none */
char *cp_file_stamps_name_changed (const json_t *before, const json_t *now, const CpSources *sources,
                                   gboolean is_gone, guint *out_n);
/* (transfer full) (nullable): "mortgage.csv has changed since this session was saved."; NULL where none has
 * @document: the session file; @stamps: as they are now */
char *cp_file_stamps_compare (const json_t *document, const json_t *stamps, const CpSources *sources);

G_END_DECLS
