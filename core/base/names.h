#pragma once
#include <glib.h>

/* Names in a message. */
G_BEGIN_DECLS

/**
 * cp_list_names:
 * @names: @n_names texts, as they are
 *
 * Ten names at most are listed, and fewer where they are long: a sentence must still be read. Three always
 * are.
 *
 * Returns: (transfer full): "'a'", "'a' and 'b'", "'a', 'b', 'c' and 17 more"; "" of none
 */
char *cp_list_names (const char *const *names, gsize n_names);

G_END_DECLS
