#pragma once
#include <gio/gio.h>
#include <jansson.h>

/* JSON as we read and write it, over jansson: NaN and infinities are null, numbers are the shortest text that
 * reads back to the same double, object keys keep their order. */
G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

/* (transfer full): an integer where the value is whole and exact, null where it is not finite */
json_t *cp_json_number (double value);

/* (transfer full): the text of @json, two spaces an indent level when @indent; short arrays of numbers stay
 * on one line */
char *cp_json_dump (const json_t *json, gboolean indent);

/**
 * cp_json_load:
 * @place: what the text is called in messages, usually the file's name
 *
 * Returns: (transfer full) (nullable): NULL with "PLACE:LINE: …" in @error
 */
json_t *cp_json_load (const char *text, gsize length, const char *place, GError **error);
json_t *cp_json_load_file (const char *path, GError **error);

/* (transfer full) (nullable): @text with the tokens NaN and Infinity, which are no JSON, as null and as the
 * largest double of their sign; NULL where there are none. Texts in quotes stay as they are. */
GString *cp_json_spell_specials (const char *text, gsize length);
/* The number back: null and all that is no number give NaN, the largest double an infinity. */
double cp_json_to_double (const json_t *json);

G_END_DECLS
