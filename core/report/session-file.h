#pragma once
#include "core/base/json.h"

/* The session file NAME.counterpoint: JSON with "counterpoint": 1 at the top. Paths in it are relative to the
 * file. Unknown keys are kept and written back. This module knows the document, not what it describes: it
 * checks the shape, resolves paths and saves through a temporary file. */
G_BEGIN_DECLS

/* (transfer full) (nullable): checked: version, data.file, models[].name and .where, types of every known
 * key. Errors name file and key: "a.counterpoint: models[1].where: expected a text". */
json_t *cp_session_file_read (const char *path, GError **error);
gboolean cp_session_file_write (const json_t *session, const char *path, GError **error);
gboolean
cp_session_file_is_session (const char *path); /* by content: a JSON object with the key "counterpoint" */

/* The saved threshold of one slice, named by its label, of the model named @model: "thresholds":
 * {"limited": {"Female": 0.03, "Male": null}} or {"limited": 0.4}. null is nobody (+inf); @otherwise where
 * none is saved. */
double cp_session_file_get_threshold (const json_t *session, const char *model, const char *slice,
                                      double otherwise);

/* (transfer full): a path as the session holds it, made absolute against the session file's folder; WHERE of
 * kinds other than files (column:, http:, command:) comes back unchanged. */
char *cp_session_file_resolve (const char *session_path, const char *where);
/* (transfer full): the inverse, for saving */
char *cp_session_file_relate (const char *session_path, const char *where);

G_END_DECLS
