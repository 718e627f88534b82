#pragma once
#include "core/model/model.h"

/* Keras .h5 through libhdf5: all layouts of FORMATS.md. The reader refuses links out of the file, external
 * storage, unknown filters, split shapes that overflow, and layers it does not know by name. The writer makes
 * files Keras 2 and 3 load, with the feature specification in the root attribute "counterpoint_inputs"
 * and, of several outputs, their names in "counterpoint_outputs" (JSON). */
G_BEGIN_DECLS

gboolean cp_keras_h5_is_hdf5 (const guint8 *head, gsize length); /* by signature */
CpModel *cp_keras_h5_read (const char *path, GError **error);    /* (transfer full) (nullable) */
/* @model: a network; @inputs: (nullable): its feature specification. Writes a temporary file and renames it.
 */
gboolean cp_keras_h5_write (const CpModel *model, const json_t *inputs, const char *path, GError **error);

G_END_DECLS
