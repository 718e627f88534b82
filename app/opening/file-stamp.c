#include "app/opening/file-stamp.h"

#include <gio/gio.h>
#include <string.h>

#define MOST_DIGESTED ((goffset)4 << 20) /* read on a worker while opening; more would be felt */

static char *
digest (GFile *file) {
  g_autofree char *bytes = NULL;
  gsize length;
  if (!g_file_load_contents (file, NULL, &bytes, &length, NULL, NULL))
    return NULL;
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes, length);
}

json_t *
cp_file_stamp_take (const char *path) {
  g_return_val_if_fail (path != NULL, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (
      file,
      G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_TIME_MODIFIED,
      G_FILE_QUERY_INFO_NONE, NULL, NULL);
  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    return NULL;
  const goffset size = g_file_info_get_size (info);
  json_t *stamp = json_pack (
      "{s:I,s:I}", "size", (json_int_t)size, "modified",
      (json_int_t)g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED)); /* seconds */
  g_autofree char *sum = size <= MOST_DIGESTED ? digest (file) : NULL;
  if (sum != NULL)
    json_object_set_new (stamp, "sha256", json_string (sum));
  return stamp;
}

static gboolean
is_other (const json_t *saved, const json_t *now, const char *key) {
  const json_t *before = json_object_get (saved, key), *after = json_object_get (now, key);
  return before != NULL && after != NULL && !json_equal (before, after);
}

gboolean
cp_file_stamp_differs (const json_t *saved, const json_t *now) {
  if (!json_is_object (saved) || !json_is_object (now))
    return FALSE;
  if (is_other (saved, now, "size"))
    return TRUE;
  if (json_object_get (saved, "sha256") != NULL && json_object_get (now, "sha256") != NULL)
    return is_other (saved, now, "sha256");
  return is_other (saved, now, "modified");
}

static void
append_stamp (json_t *stamps, const char *where) {
  json_t *stamp = where != NULL ? cp_file_stamp_take (where) : NULL;
  json_array_append_new (stamps, stamp != NULL ? stamp : json_null ());
}

json_t *
cp_file_stamps_take (const CpSources *sources) {
  g_return_val_if_fail (sources != NULL, NULL);
  json_t *stamps = json_array ();
  append_stamp (stamps, sources->data);
  for (guint m = 0; m < sources->models->len; m++)
    append_stamp (stamps, ((const CpModelSource *)g_ptr_array_index (sources->models, m))->where);
  return stamps;
}

static const char *
get_file (const CpSources *sources, gsize i) {
  return i == 0 ? sources->data : ((const CpModelSource *)g_ptr_array_index (sources->models, i - 1))->where;
}

char *
cp_file_stamps_name_changed (const json_t *before, const json_t *now, const CpSources *sources,
                             gboolean is_gone, guint *out_n) {
  g_return_val_if_fail (sources != NULL, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < 1 + sources->models->len; i++) {
    const json_t *then = json_array_get (before, i), *stamp = json_array_get (now, i);
    if (is_gone ? json_is_object (then) && !json_is_object (stamp) : cp_file_stamp_differs (then, stamp))
      g_ptr_array_add (names, g_path_get_basename (get_file (sources, i)));
  }
  *out_n = names->len;
  if (names->len == 0)
    return NULL;
  g_autoptr (GString) list = g_string_new (NULL);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (list, "%s%s",
                            i == 0                ? ""
                            : i + 1 == names->len ? " and "
                                                  : ", ",
                            (const char *)g_ptr_array_index (names, i));
  return g_strdup (list->str);
}

/* (transfer full): the stamps @document has beside the names of its files */
static json_t *
get_saved (const json_t *document, gsize n_models) {
  json_t *saved = json_array ();
  const json_t *models = json_object_get (document, "models");
  for (gsize i = 0; i <= n_models; i++) {
    const json_t *owner = i == 0 ? json_object_get (document, "data") : json_array_get (models, i - 1);
    json_t *stamp = json_object_get (owner, "stamp");
    json_array_append_new (saved, stamp != NULL ? json_incref (stamp) : json_null ());
  }
  return saved;
}

char *
cp_file_stamps_compare (const json_t *document, const json_t *stamps, const CpSources *sources) {
  g_return_val_if_fail (stamps != NULL && sources != NULL, NULL);
  guint n;
  g_autoptr (json_t) saved = get_saved (document, sources->models->len);
  g_autofree char *names = cp_file_stamps_name_changed (saved, stamps, sources, FALSE, &n);
  return names != NULL
             ? g_strdup_printf ("%s %s changed since this session was saved.", names, n == 1 ? "has" : "have")
             : NULL;
}
