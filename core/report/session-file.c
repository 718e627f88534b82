#include "core/report/session-file.h"

#include "core/base/error.h"
#include "core/base/file.h"

#include <math.h>
#include <string.h>

#define VERSION 1

typedef struct {
  const char *key;
  json_type type;
  const char *expected;
} Shape;

/* JSON_REAL stands for any number. */
static const Shape top_shapes[] = {
    {"data", JSON_OBJECT, "an object with the key \"file\""},
    {"models", JSON_ARRAY, "a list of models"},
    {"label", JSON_STRING, "a column's name"},
    {"positive", JSON_STRING, "a text"},
    {"weight", JSON_STRING, "a column's name"},
    {"weights", JSON_STRING, "counts or survey"},
    {"slices", JSON_ARRAY, "a list of columns"},
    {"costs", JSON_OBJECT, "an object"},
    {"strategy", JSON_STRING, "a strategy's name"},
    {"tolerance", JSON_REAL, "a number"},
    {"thresholds", JSON_OBJECT, "an object"},
    {"edits", JSON_ARRAY, "a list"},
    {"runs", JSON_ARRAY, "a list"},
    {"findings", JSON_ARRAY, "a list"},
    {"view", JSON_OBJECT, "an object"},
};

static const Shape model_shapes[] = {
    {"name", JSON_STRING, "a text"},
    {"where", JSON_STRING, "a file or column:NAME"},
    {"inputs", JSON_ARRAY, "a list of inputs"},
    {"outputs", JSON_ARRAY, "a list"},
    {"task", JSON_STRING, "a task's name"},
};

static gboolean
has_type (const json_t *value, json_type type) {
  return type == JSON_REAL ? json_is_number (value) : json_typeof (value) == type;
}

/* Keys may be absent or null; where they hold something it must have the right shape. */
static gboolean
check_shapes (const json_t *object, const Shape *shapes, gsize n_shapes, const char *place,
              const char *prefix, GError **error) {
  for (gsize i = 0; i < n_shapes; i++) {
    const json_t *value = json_object_get (object, shapes[i].key);
    if (value == NULL || json_is_null (value) || has_type (value, shapes[i].type))
      continue;
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: %s%s: expected %s.", place, prefix, shapes[i].key,
                 shapes[i].expected);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_models (const json_t *models, const char *place, GError **error) {
  gsize i;
  json_t *model;
  json_array_foreach ((json_t *)models, i, model) {
    g_autofree char *prefix = g_strdup_printf ("models[%" G_GSIZE_FORMAT "].", i);
    if (!json_is_object (model)) {
      g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: models[%" G_GSIZE_FORMAT "]: expected an object.",
                   place, i);
      return FALSE;
    }
    if (!check_shapes (model, model_shapes, G_N_ELEMENTS (model_shapes), place, prefix, error))
      return FALSE;
    if (!json_is_string (json_object_get (model, "where"))) {
      g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                   "%s: %swhere: is missing; expected a file or column:NAME.", place, prefix);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
refuse (GError **error, const char *place, const char *key, const char *within, const char *expected) {
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: %s%s%s: expected %s.", place, key,
               within != NULL ? "." : "", within != NULL ? within : "", expected);
  return FALSE;
}

/* Absent, null, or a number not below 0. */
static gboolean
is_amount (const json_t *value) {
  return value == NULL || json_is_null (value) || (json_is_number (value) && json_number_value (value) >= 0);
}

static gboolean
check_amounts (const json_t *session, const char *place, GError **error) {
  static const char *const keys[] = {"false_positive", "false_negative"};
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!is_amount (json_object_get (json_object_get (session, "costs"), keys[i])))
      return refuse (error, place, "costs", keys[i], "a number from 0 up");
  return is_amount (json_object_get (session, "tolerance")) ||
         refuse (error, place, "tolerance", NULL, "a number from 0 up");
}

static gboolean
is_threshold (const json_t *value) {
  return json_is_null (value) || json_is_number (value);
}

static gboolean
check_thresholds (const json_t *thresholds, const char *place, GError **error) {
  const char *model, *slice;
  json_t *of_model, *of_slice;
  json_object_foreach ((json_t *)thresholds, model, of_model) {
    if (!json_is_object (of_model) && !is_threshold (of_model))
      return refuse (error, place, "thresholds", model, "a number, null for nobody, or one of them a slice");
    g_autofree char *key = g_strconcat ("thresholds.", model, NULL);
    json_object_foreach (of_model, slice, of_slice) {
      if (!is_threshold (of_slice))
        return refuse (error, place, key, slice, "a number, or null for nobody");
    }
  }
  return TRUE;
}

static gboolean
check_session (const json_t *session, const char *place, GError **error) {
  const json_t *version = json_object_get (session, "counterpoint");
  if (!json_is_object (session) || version == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                 "%s: is not a session: expected \"counterpoint\": %d at the top.", place, VERSION);
    return FALSE;
  }
  if (!json_is_integer (version) || json_integer_value (version) != VERSION) {
    g_autofree char *found = cp_json_dump (version, FALSE);
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: is a session of version %s; this program reads version %d.", place, found, VERSION);
    return FALSE;
  }
  if (!check_shapes (session, top_shapes, G_N_ELEMENTS (top_shapes), place, "", error))
    return FALSE;
  const json_t *file = json_object_get (json_object_get (session, "data"), "file");
  if (!json_is_string (file)) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: data.file: expected the table's file name.", place);
    return FALSE;
  }
  return check_amounts (session, place, error) &&
         check_thresholds (json_object_get (session, "thresholds"), place, error) &&
         check_models (json_object_get (session, "models"), place, error);
}

json_t *
cp_session_file_read (const char *path, GError **error) {
  g_return_val_if_fail (path != NULL, NULL);
  g_autoptr (json_t) session = cp_json_load_file (path, error);
  if (session == NULL)
    return NULL;
  g_autofree char *place = g_path_get_basename (path);
  if (!check_session (session, place, error))
    return NULL;
  return g_steal_pointer (&session);
}

gboolean
cp_session_file_write (const json_t *session, const char *path, GError **error) {
  g_return_val_if_fail (json_is_object (session), FALSE);
  g_autofree char *text = cp_json_dump (session, TRUE);
  return cp_write_file (path, text, strlen (text), error);
}

gboolean
cp_session_file_is_session (const char *path) {
  /* A session is small and starts with a brace; a table or model is not read to find out. */
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  char head[64];
  gssize n_read =
      stream != NULL ? g_input_stream_read (G_INPUT_STREAM (stream), head, sizeof head, NULL, NULL) : 0;
  gssize first = 0;
  while (first < n_read && g_ascii_isspace (head[first]))
    first++;
  if (first >= n_read || head[first] != '{')
    return FALSE;
  g_autoptr (json_t) json = cp_json_load_file (path, NULL);
  return json_is_object (json) && json_object_get (json, "counterpoint") != NULL;
}

double
cp_session_file_get_threshold (const json_t *session, const char *model, const char *slice,
                               double otherwise) {
  const json_t *value = json_object_get (json_object_get (session, "thresholds"), model);
  if (json_is_object (value))
    value = json_object_get (value, slice);
  return json_is_null (value) ? INFINITY : json_is_number (value) ? json_number_value (value) : otherwise;
}

static gboolean
is_file (const char *where) {
  return !g_str_has_prefix (where, "column:") && !g_str_has_prefix (where, "command:") &&
         !g_str_has_prefix (where, "http://") && !g_str_has_prefix (where, "https://");
}

char *
cp_session_file_resolve (const char *session_path, const char *where) {
  if (!is_file (where))
    return g_strdup (where);
  g_autofree char *folder_name = g_path_get_dirname (session_path);
  g_autofree char *folder = g_canonicalize_filename (folder_name, NULL);
  return g_canonicalize_filename (where, folder);
}

char *
cp_session_file_relate (const char *session_path, const char *where) {
  if (!is_file (where))
    return g_strdup (where);
  g_autofree char *folder_name = g_path_get_dirname (session_path);
  g_autofree char *folder = g_canonicalize_filename (folder_name, NULL);
  g_autofree char *target = g_canonicalize_filename (where, NULL);
  g_auto (GStrv) from = g_strsplit (folder, G_DIR_SEPARATOR_S, -1);
  g_auto (GStrv) to = g_strsplit (target, G_DIR_SEPARATOR_S, -1);
  guint shared = 0;
  while (from[shared] != NULL && to[shared] != NULL && g_str_equal (from[shared], to[shared]))
    shared++;
  if (shared <= 1) /* nothing in common but the root: an absolute path says more */
    return g_steal_pointer (&target);
  GString *path = g_string_new (NULL);
  for (guint i = shared; from[i] != NULL && *from[i] != '\0'; i++)
    g_string_append (path, ".." G_DIR_SEPARATOR_S);
  for (guint i = shared; to[i] != NULL; i++)
    g_string_append_printf (path, "%s%s", i > shared ? G_DIR_SEPARATOR_S : "", to[i]);
  return g_string_free (path, FALSE);
}
