#include "app/file-kind.h"

#include "core/report/session-file.h"

#include <gio/gio.h>
#include <string.h>

#define HEAD 4096

CpFileKind
cp_file_kind_guess (const char *path) {
  g_autoptr (GFile) file = g_file_new_for_path (path);
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY)
    return CP_FILE_MODEL; /* a SavedModel is a folder */
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  guint8 head[HEAD];
  gsize length = 0;
  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), head, HEAD, &length, NULL, NULL))
    return CP_FILE_TABLE;
  if (length >= 2 && head[0] == 0x1f && head[1] == 0x8b)
    return CP_FILE_TABLE;
  gsize first = 0;
  while (first < length && g_ascii_isspace (head[first]))
    first++;
  if (first < length && head[first] == '{')
    return cp_session_file_is_session (path) ? CP_FILE_SESSION : CP_FILE_MODEL;
  if (length >= 5 && memcmp (head, "tree\n", 5) == 0) /* LightGBM's text */
    return CP_FILE_MODEL;
  /* a pickle may hold no zero byte in its first page; its first byte is no text */
  return memchr (head, 0, length) != NULL || (length > 0 && head[0] == 0x80) ? CP_FILE_MODEL : CP_FILE_TABLE;
}
