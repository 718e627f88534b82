#include "core/base/names.h"

#include "core/base/format.h"

#define MOST 10        /* names in one sentence */
#define LEAST 3        /* however long they are */
#define LONG_ENOUGH 60 /* characters, from which on no further name is listed */

static gsize
count_listed (const char *const *names, gsize n_names) {
  const gsize most = MIN (n_names, MOST);
  glong length = 0;
  for (gsize i = 0; i < most; i++) {
    length += g_utf8_strlen (names[i], -1) + 4; /* with its quotes, a comma and a blank */
    if (i >= LEAST && length > LONG_ENOUGH)
      return i;
  }
  return most;
}

char *
cp_list_names (const char *const *names, gsize n_names) {
  g_return_val_if_fail (names != NULL || n_names == 0, NULL);
  const gsize n_listed = count_listed (names, n_names);
  GString *list = g_string_new (NULL);
  for (gsize i = 0; i < n_listed; i++) {
    const gboolean is_last = i > 0 && i + 1 == n_names;
    g_string_append_printf (list, "%s'%s'", i == 0 ? "" : is_last ? " and " : ", ", names[i]);
  }
  if (n_listed < n_names) {
    g_autofree char *rest = cp_format_count ((double)(n_names - n_listed));
    g_string_append_printf (list, " and %s more", rest);
  }
  return g_string_free (list, FALSE);
}
