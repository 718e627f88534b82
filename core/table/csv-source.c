#include "core/table/csv-private.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_SIZE ((gsize)1 << 20)
#define MOST_BYTES ((gsize)2 << 30) /* from a stream or unpacked: what must fit into memory */

static gboolean
set_read_error (GError **error, const char *place, int code) {
  g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: cannot be read: %s.", place, g_strerror (code));
  return FALSE;
}

/* Standard input, pipes, devices. */
static GBytes *
read_stream (int file, const char *place, GCancellable *cancellable, GError **error) {
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  for (;;) {
    if (cp_check_cancelled (cancellable, error))
      return NULL;
    gsize size = bytes->len;
    if (size + BLOCK_SIZE > MOST_BYTES) {
      g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: holds more than 2 GiB, the most a stream may bring.",
                   place);
      return NULL;
    }
    g_byte_array_set_size (bytes, (guint)(size + BLOCK_SIZE));
    gssize n_read = read (file, bytes->data + size, BLOCK_SIZE);
    if (n_read < 0 && errno != EINTR) {
      set_read_error (error, place, errno);
      return NULL;
    }
    g_byte_array_set_size (bytes, (guint)(size + (gsize)MAX (n_read, 0)));
    if (n_read == 0)
      return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  }
}

/* A file, read by pieces on all cores. It is not mapped: a mapped file that another program cuts short ends
 * the process with SIGBUS. */
typedef struct {
  int file;
  char *out;
  gsize size;
  int code;     /* atomic: the errno of a piece that failed */
  int is_short; /* atomic: the file ended early */
} Reading;

static void
read_pieces (gsize begin, gsize end, guint worker, gpointer data) {
  Reading *reading = data;
  gsize at = begin * BLOCK_SIZE;
  const gsize last = MIN (end * BLOCK_SIZE, reading->size);
  while (at < last && g_atomic_int_get (&reading->code) == 0 && !g_atomic_int_get (&reading->is_short)) {
    gssize n_read = pread (reading->file, reading->out + at, last - at, (off_t)at);
    if (n_read == 0)
      g_atomic_int_set (&reading->is_short, 1);
    else if (n_read > 0)
      at += (gsize)n_read;
    else if (errno != EINTR)
      g_atomic_int_set (&reading->code, errno);
  }
}

static gboolean
has_changed (int file, const struct stat *before) {
  struct stat after;
  return fstat (file, &after) != 0 || after.st_size != before->st_size ||
         after.st_mtim.tv_sec != before->st_mtim.tv_sec || after.st_mtim.tv_nsec != before->st_mtim.tv_nsec;
}

static GBytes *
read_file (int file, const struct stat *status, const char *place, GCancellable *cancellable,
           GError **error) {
  Reading reading = {.file = file, .size = (gsize)status->st_size};
  g_autofree char *out = reading.out = cp_csv_allocate (reading.size);
  if (out == NULL) {
    set_read_error (error, place, ENOMEM);
    return NULL;
  }
  if (!cp_parallel_for ((reading.size + BLOCK_SIZE - 1) / BLOCK_SIZE, 4, read_pieces, &reading,
                        cancellable)) {
    cp_check_cancelled (cancellable, error);
    return NULL;
  }
  if (reading.code != 0) {
    set_read_error (error, place, reading.code);
    return NULL;
  }
  if (reading.is_short || has_changed (file, status)) {
    g_set_error (error, CP_ERROR, CP_ERROR_READ,
                 "%s: was changed by another program while it was read; open it again.", place);
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&out), reading.size);
}

GBytes *
cp_csv_source_open (const char *path, const char *place, GCancellable *cancellable, GError **error) {
  if (g_str_equal (path, "-"))
    return read_stream (STDIN_FILENO, place, cancellable, error);
  int file = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  struct stat status;
  if (file < 0 || fstat (file, &status) != 0) {
    set_read_error (error, place, errno);
    if (file >= 0)
      close (file);
    return NULL;
  }
  GBytes *bytes = NULL;
  if (S_ISDIR (status.st_mode))
    g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: is a folder, expected a CSV or TSV table.", place);
  else if (S_ISREG (status.st_mode) && status.st_size > 0)
    bytes = read_file (file, &status, place, cancellable, error);
  else
    bytes = read_stream (file, place, cancellable, error);
  close (file);
  return bytes;
}

/* One gzip member after another, as `cat a.gz b.gz` makes them. */
static GBytes *
unpack (GBytes *packed, const char *place, GCancellable *cancellable, GError **error) {
  gsize size, used = 0, length = 0;
  const char *data = g_bytes_get_data (packed, &size);
  gsize room = CLAMP (size * 4, BLOCK_SIZE, MOST_BYTES);
  g_autofree char *out = g_malloc (room);
  g_autoptr (GZlibDecompressor) inflater = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  gboolean is_finished = FALSE; /* with all of the members so far */
  while (used < size || !is_finished) {
    if (cp_check_cancelled (cancellable, error))
      return NULL;
    if (length == room) {
      if (room >= MOST_BYTES) {
        g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: unpacks to more than 2 GiB, the most that is read.",
                     place);
        return NULL;
      }
      room = MIN (room * 2, MOST_BYTES);
      out = g_realloc (out, room);
    }
    gsize n_read = 0, n_written = 0;
    g_autoptr (GError) why = NULL;
    GConverterResult result = g_converter_convert (G_CONVERTER (inflater), data + used, size - used,
                                                   out + length, MIN (room - length, BLOCK_SIZE),
                                                   G_CONVERTER_INPUT_AT_END, &n_read, &n_written, &why);
    if (result == G_CONVERTER_ERROR) {
      gboolean is_short = g_error_matches (why, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
      g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: the gzip data %s.", place,
                   is_short ? "end too early: the file is cut short" : "are damaged");
      return NULL;
    }
    used += n_read;
    length += n_written;
    is_finished = result == G_CONVERTER_FINISHED;
    if (is_finished)
      g_converter_reset (G_CONVERTER (inflater));
  }
  return g_bytes_new_take (g_steal_pointer (&out), length);
}

/* What files that are no table begin with, and what people call them. */
static const struct {
  const char *bytes;
  gsize length;
  const char *what;
} signatures[] = {
#define SIGNATURE(bytes, what)                                                                               \
  { bytes, sizeof (bytes) - 1, what }
    SIGNATURE ("\x89PNG", "a PNG picture"),
    SIGNATURE ("\xff\xd8\xff", "a JPEG picture"),
    SIGNATURE ("GIF8", "a GIF picture"),
    SIGNATURE ("%PDF-", "a PDF document"),
    SIGNATURE ("\x89HDF\r\n", "an HDF5 file"),
    SIGNATURE ("PK\x03\x04", "a zip archive (a spreadsheet or a Keras model may be one)"),
    SIGNATURE ("\xd0\xcf\x11\xe0", "an old Office document"),
    SIGNATURE ("SQLite format 3", "an SQLite database"),
    SIGNATURE ("PAR1", "a Parquet file"),
    SIGNATURE ("ARROW1", "an Arrow file"),
    SIGNATURE ("\x93NUMPY", "a NumPy array"),
    SIGNATURE ("\x80\x02", "a Python pickle"),
    SIGNATURE ("\x80\x03", "a Python pickle"),
    SIGNATURE ("\x80\x04", "a Python pickle"),
    SIGNATURE ("\x80\x05", "a Python pickle"),
    SIGNATURE ("BZh", "a bzip2 archive"),
    SIGNATURE ("\xfd"
               "7zXZ",
               "an xz archive"),
    SIGNATURE ("\x28\xb5\x2f\xfd", "a zstd archive"),
    SIGNATURE ("\x7f"
               "ELF",
               "a program"),
    SIGNATURE ("\xff\xfe", "UTF-16 text; save it as UTF-8"),
    SIGNATURE ("\xfe\xff", "UTF-16 text; save it as UTF-8"),
    SIGNATURE ("<!DOCTYPE", "a web page"),
    SIGNATURE ("<!doctype", "a web page"),
    SIGNATURE ("<html", "a web page"),
    SIGNATURE ("<?xml", "an XML file"),
    SIGNATURE ("{\"", "JSON"),
    SIGNATURE ("[{", "JSON"),
    SIGNATURE ("{\n", "JSON"),
#undef SIGNATURE
};

const char *
cp_csv_name_other (const char *head, gsize length) {
  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (length >= signatures[i].length && memcmp (head, signatures[i].bytes, signatures[i].length) == 0)
      return signatures[i].what;
  return NULL;
}

static gboolean
check_signature (const char *data, gsize size, const char *place, GError **error) {
  const char *what = cp_csv_name_other (data, size);
  if (what != NULL)
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: this is %s, expected a CSV or TSV table.", place,
                 what);
  return what == NULL;
}

typedef struct {
  const char *data;
  gsize size;
  int has_nul, has_high, has_quotes, is_broken; /* atomic */
} Survey;

static void
survey_blocks (gsize begin, gsize end, guint worker, gpointer data) {
  Survey *survey = data;
  const char *p = survey->data + begin * BLOCK_SIZE;
  const gsize length = MIN ((end - begin) * BLOCK_SIZE, survey->size - begin * BLOCK_SIZE);
  guint8 any = 0, has_nul = 0, has_quotes = 0;
  for (gsize i = 0; i < length; i++) {
    any |= (guint8)p[i];
    has_nul |= p[i] == 0;
    has_quotes |= p[i] == '"';
  }
  if (has_nul)
    g_atomic_int_set (&survey->has_nul, 1);
  if (has_quotes)
    g_atomic_int_set (&survey->has_quotes, 1);
  if (any & 0x80)
    g_atomic_int_set (&survey->has_high, 1);
}

static gboolean
is_continuation (char byte) {
  return ((guint8)byte & 0xc0) == 0x80;
}

/* Each block is checked from its first whole character to the first of the next block. */
static void
validate_blocks (gsize begin, gsize end, guint worker, gpointer data) {
  Survey *survey = data;
  gsize first = begin * BLOCK_SIZE, last = MIN (end * BLOCK_SIZE, survey->size);
  for (int i = 0; i < 3 && begin > 0 && first < last && is_continuation (survey->data[first]); i++)
    first++;
  for (int i = 0; i < 3 && last < survey->size && is_continuation (survey->data[last]); i++)
    last++;
  if (!g_utf8_validate_len (survey->data + first, last - first, NULL))
    g_atomic_int_set (&survey->is_broken, 1);
}

/* Windows-1252, which is Latin-1 with letters and signs in place of the controls 0x80 to 0x9f. */
static gunichar
decode_latin (guint8 byte) {
  static const guint16 signs[32] = {0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,   0x017d, 0x8f,
                                    0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};
  return byte >= 0x80 && byte < 0xa0 ? signs[byte - 0x80] : byte;
}

static GBytes *
convert_latin (const char *data, gsize size, GPtrArray *notices) {
  gsize n_high = 0;
  for (gsize i = 0; i < size; i++)
    n_high += (guint8)data[i] >= 0x80;
  char *out = g_malloc (size + 2 * n_high + 1), *p = out;
  for (gsize i = 0; i < size; i++) {
    if ((guint8)data[i] < 0x80)
      *p++ = data[i];
    else
      p += g_unichar_to_utf8 (decode_latin ((guint8)data[i]), p);
  }
  *p++ = '\n';
  g_ptr_array_add (notices, g_strdup_printf ("The file is not UTF-8; it was read as Latin-1 (Windows-1252), "
                                             "which converted %" G_GSIZE_FORMAT " character%s.",
                                             n_high, n_high == 1 ? "" : "s"));
  return g_bytes_new_take (out, (gsize)(p - out));
}

static GBytes *
end_in_newline (GBytes *bytes, gsize offset) {
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  if (size > offset && (data[size - 1] == '\n' || data[size - 1] == '\r'))
    return g_bytes_new_from_bytes (bytes, offset, size - offset);
  char *copy = g_malloc (size - offset + 1);
  memcpy (copy, data + offset, size - offset);
  copy[size - offset] = '\n';
  return g_bytes_new_take (copy, size - offset + 1);
}

static gboolean
is_gzip (GBytes *bytes) {
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  return size >= 2 && memcmp (data, "\x1f\x8b", 2) == 0;
}

GBytes *
cp_csv_source_decode (GBytes *raw, const char *place, GPtrArray *notices, gboolean *out_has_quotes,
                      GCancellable *cancellable, GError **error) {
  g_autoptr (GBytes) bytes = is_gzip (raw) ? unpack (raw, place, cancellable, error) : g_bytes_ref (raw);
  if (bytes == NULL)
    return NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize offset = size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  if (size == offset) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: the file is empty, expected a header and rows.",
                 place);
    return NULL;
  }
  if (!check_signature (data + offset, size - offset, place, error))
    return NULL;

  Survey survey = {.data = data + offset, .size = size - offset};
  const gsize n_blocks = (survey.size + BLOCK_SIZE - 1) / BLOCK_SIZE;
  gboolean is_done = cp_parallel_for (n_blocks, 1, survey_blocks, &survey, cancellable);
  if (is_done && survey.has_high && !survey.has_nul)
    is_done = cp_parallel_for (n_blocks, 1, validate_blocks, &survey, cancellable);
  if (!is_done) {
    cp_check_cancelled (cancellable, error);
    return NULL;
  }
  if (survey.has_nul) {
    CpCsvText text = {.begin = survey.data, .end = survey.data + survey.size, .place = place};
    cp_csv_set_error_at (error, &text, memchr (survey.data, 0, survey.size),
                         "a NUL byte, expected text: this is no CSV or TSV table.");
    return NULL;
  }
  *out_has_quotes = survey.has_quotes;
  return survey.is_broken ? convert_latin (survey.data, survey.size, notices)
                          : end_in_newline (bytes, offset);
}
