#pragma once
#include "core/base/json.h"

/* Universal Binary JSON (draft 12) read as JSON: big-endian numbers, counted and typed arrays. NaN is null
 * and an infinity the largest double of its sign, as cp_json_to_double() reads back. Memory is some forty
 * times the file at most, for a count is checked against the bytes that are left. */
G_BEGIN_DECLS

/* Whether the bytes begin as an object with a key, which plain JSON does otherwise. */
gboolean cp_ubjson_is_object (const guint8 *bytes, gsize length);

/* (transfer full) (nullable): one value and nothing after it; NULL with "PLACE: byte N: …" in @error, also
 * for what we do not know: high-precision numbers, arrays whose type is no number */
json_t *cp_ubjson_load (const guint8 *bytes, gsize length, const char *place, GError **error);

G_END_DECLS
