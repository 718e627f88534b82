#include "tests/core/table/csv-helpers.h"

#include "core/base/error.h"
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the text comes from: files, streams, gzip, encodings, and files that are no table at all. */

typedef struct {
  char *folder;
} Folder;

static void
folder_set_up (Folder *folder, gconstpointer unused) {
  folder->folder = g_dir_make_tmp ("test-csv-XXXXXX", NULL);
}

static void
folder_tear_down (Folder *folder, gconstpointer unused) {
  g_autoptr (GDir) dir = g_dir_open (folder->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (folder->folder, name, NULL);
    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (folder->folder), ==, 0);
  g_free (folder->folder);
}

/* (transfer full): the path of a new file of these bytes */
static char *
write_file (const Folder *folder, const char *name, const char *bytes, gsize length) {
  char *path = g_build_filename (folder->folder, name, NULL);
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  return path;
}

typedef struct {
  const char *path;
  const GString *text;
  int is_over; /* atomic */
} Cutting;

static void
assert_file (const char *path, const char *expected) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = cp_csv_read (path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *described = describe (table);
  g_assert_cmpstr (described, ==, expected);
}

static void
assert_file_refused (const char *path, const char *message) {
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_csv_read (path, NULL, NULL, NULL, &error));
  assert_message (error, message);
}

/* (transfer full): one gzip member */
static GByteArray *
pack (const char *text, gsize length) {
  g_autoptr (GZlibCompressor) deflater = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (deflater));
  g_assert_true (g_output_stream_write_all (stream, text, length, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  GByteArray *packed = g_byte_array_new ();
  GMemoryOutputStream *sink = G_MEMORY_OUTPUT_STREAM (memory);
  g_byte_array_append (packed, g_memory_output_stream_get_data (sink),
                       (guint)g_memory_output_stream_get_data_size (sink));
  return packed;
}

static void
test_a_file_is_called_by_its_name (Folder *folder, gconstpointer unused) {
  g_autofree char *path = write_file (folder, "people.csv", "a\n1\n", 4);
  g_autoptr (CpTable) table = cp_csv_read (path, NULL, NULL, NULL, NULL);
  g_assert_cmpstr (cp_table_get_place (table), ==, "people.csv");
  g_autoptr (CpTable) named = cp_csv_read (path, &(CpCsvOptions){.place = "the table"}, NULL, NULL, NULL);
  g_assert_cmpstr (cp_table_get_place (named), ==, "the table");
}

static void
test_a_tsv_name_prefers_tabs (Folder *folder, gconstpointer unused) {
  const char *text = "a\tb,c\n1\t2,3\n";
  g_autofree char *tsv = write_file (folder, "t.TSV", text, strlen (text));
  assert_file (tsv, "n a: [1] | c b,c: [2,3]");
  g_autofree char *csv = write_file (folder, "t.csv", text, strlen (text));
  assert_file (csv, "c a\tb: [1\t2] | n c: [3]");
}

static void
test_what_cannot_be_opened_is_refused (Folder *folder, gconstpointer unused) {
  g_autofree char *missing = g_build_filename (folder->folder, "missing.csv", NULL);
  assert_file_refused (missing, "missing.csv: cannot be read: No such file or directory.");
  g_autoptr (GError) error = NULL;
  CpCsvOptions options = {.place = "data"};
  g_assert_null (cp_csv_read (folder->folder, &options, NULL, NULL, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_READ);
  assert_message (error, "data: is a folder, expected a CSV or TSV table.");
  g_autofree char *empty = write_file (folder, "empty.csv", "", 0);
  assert_file_refused (empty, "empty.csv: the file is empty, expected a header and rows.");
}

static gpointer
feed_pipe (gpointer path) {
  int file = g_open (path, O_WRONLY, 0);
  g_assert_cmpint (write (file, "a,b\n1,", 6), ==, 6);
  g_usleep (1000);
  g_assert_cmpint (write (file, "x\n", 2), ==, 2);
  close (file);
  return NULL;
}

static void
test_a_pipe_is_read_to_its_end (Folder *folder, gconstpointer unused) {
  g_autofree char *path = g_build_filename (folder->folder, "pipe", NULL);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  GThread *feeder = g_thread_new ("feeder", feed_pipe, path);
  assert_file (path, "n a: [1] | c b: [x]");
  g_thread_join (feeder);
}

static void
test_gzip_is_told_by_content (Folder *folder, gconstpointer unused) {
  const char *text = "a,b\n1,x\n2,y\n", *expected = "n a: [1] [2] | c b: [x] [y]";
  g_autoptr (GByteArray) packed = pack (text, strlen (text));
  g_autofree char *path = write_file (folder, "t.csv", (char *)packed->data, packed->len);
  assert_file (path, expected);

  g_autoptr (GByteArray) members = pack (text, 6), rest = pack (text + 6, strlen (text) - 6);
  members = g_byte_array_append (members, rest->data, rest->len);
  g_autofree char *joined = write_file (folder, "joined.csv.gz", (char *)members->data, members->len);
  assert_file (joined, expected);
}

/* More than the room first made for it, several times over. */
static void
test_much_from_little_gzip_is_read_whole (Folder *folder, gconstpointer unused) {
  g_autoptr (GString) text = g_string_new ("a,b\n");
  for (int i = 0; i < 1000000; i++)
    g_string_append (text, "12,xy\n");
  g_autoptr (GByteArray) packed = pack (text->str, text->len);
  g_autofree char *path = write_file (folder, "t.csv.gz", (char *)packed->data, packed->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = cp_csv_read (path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cp_table_get_n_rows (table), ==, 1000000);
  g_assert_cmpfloat (cp_column_get_numbers (cp_table_get_column (table, 0))[999999], ==, 12);
}

static void
test_broken_gzip_is_refused (Folder *folder, gconstpointer unused) {
  g_autoptr (GString) text = g_string_new ("a,b\n");
  for (int i = 0; i < 5000; i++)
    g_string_append_printf (text, "%d,%d\n", i, i * i);
  g_autoptr (GByteArray) packed = pack (text->str, text->len);
  for (gsize length = 2; length < packed->len; length += 1 + packed->len / 50) {
    g_autofree char *cut = write_file (folder, "cut.csv.gz", (char *)packed->data, length);
    assert_file_refused (cut, "cut.csv.gz: the gzip data end too early: the file is cut short.");
  }
  packed->data[packed->len - 6] ^= 0xff; /* within the checksum */
  g_autofree char *damaged = write_file (folder, "damaged.csv.gz", (char *)packed->data, packed->len);
  assert_file_refused (damaged, "damaged.csv.gz: the gzip data are damaged.");
  packed->data[packed->len - 6] ^= 0xff;
  g_byte_array_append (packed, (const guint8 *)"junk", 4);
  g_autofree char *junk = write_file (folder, "junk.csv.gz", (char *)packed->data, packed->len);
  assert_file_refused (junk, "junk.csv.gz: the gzip data are damaged.");
}

static void
test_a_byte_order_mark_is_no_part_of_a_name (Folder *folder, gconstpointer unused) {
  assert_table ("\xef\xbb\xbf"
                "a,b\n1,x\n",
                "n a: [1] | c b: [x]");
  assert_table ("\xef\xbb\xbf\"a\",b\n1,x\n", "n a: [1] | c b: [x]");
}

static void
test_utf_8_is_kept (Folder *folder, gconstpointer unused) {
  assert_table ("größe,b\nmäßig,1\n€😀,2\n", "c größe: [mäßig] [€😀] | n b: [1] [2]");
}

static void
test_latin_1_is_converted_with_a_notice (Folder *folder, gconstpointer unused) {
  g_autoptr (CpTable) table = read_with ("gr\xf6\xdf"
                                         "e,b\n\x80 5,1\n\x93quoted\x94,2\n",
                                         (CpCsvOptions){0});
  g_autofree char *described = describe (table);
  g_assert_cmpstr (described, ==, "c größe: [€ 5] [“quoted”] | n b: [1] [2]");
  assert_notices (table, "The file is not UTF-8; it was read as Latin-1 (Windows-1252), which converted 5 "
                         "characters.");
}

/* The text is checked in blocks of 1 MiB; a character may lie across their border at each of its bytes. */
static void
test_a_character_may_lie_across_blocks (Folder *folder, gconstpointer unused) {
  for (gsize shift = 0; shift < 5; shift++) {
    g_autoptr (GString) text = g_string_new ("a,b\n");
    while (text->len < (1 << 20) - 100)
      g_string_append (text, "x,1234567\n");
    while (text->len < (1 << 20) - 4 + shift)
      g_string_append_c (text, 'y');
    g_string_append (text, "😀,1\nz,2\n");
    g_autoptr (CpTable) table = read_with (text->str, (CpCsvOptions){0});
    assert_notices (table, "");
    g_assert_true (g_str_has_suffix (cp_column_get_value (cp_table_get_column (table, 0), 1), "y😀"));
    text->str[text->len - 10] = '\xff'; /* the last byte of the character */
    g_autoptr (CpTable) broken = read_with (text->str, (CpCsvOptions){0});
    g_assert_true (g_str_has_prefix (cp_table_get_notices (broken)[0], "The file is not UTF-8;"));
  }
}

static void
test_files_of_other_kinds_are_named (Folder *folder, gconstpointer unused) {
  static const struct {
    const char *bytes, *what;
  } kinds[] = {
      {"\x89PNG\r\n\x1a\n", "a PNG picture"},
      {"\x89HDF\r\n\x1a\n", "an HDF5 file"},
      {"PK\x03\x04\x14", "a zip archive (a spreadsheet or a Keras model may be one)"},
      {"\x80\x04\x95", "a Python pickle"},
      {"%PDF-1.7\n", "a PDF document"},
      {"PAR1\x15", "a Parquet file"},
      {"SQLite format 3", "an SQLite database"},
      {"\xff\xfe"
       "a",
       "UTF-16 text; save it as UTF-8"},
      {"\xfe\xff", "UTF-16 text; save it as UTF-8"},
      {"<!DOCTYPE html>\n<html>", "a web page"},
      {"{\"a\": 1}\n", "JSON"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *message =
        g_strdup_printf ("t.csv: this is %s, expected a CSV or TSV table.", kinds[i].what);
    assert_refused (kinds[i].bytes, message);
  }
}

static void
test_a_nul_byte_is_refused_with_its_line (Folder *folder, gconstpointer unused) {
  g_autoptr (GError) error = NULL;
  g_assert_null (read_bytes ("a,b\n1,2\n3,\0\n", 12, (CpCsvOptions){0}, &error));
  assert_message (error, "t.csv:3: a NUL byte, expected text: this is no CSV or TSV table.");
}

/* Another program cuts the file short and writes it again, over and over. */
static gpointer
keep_cutting (gpointer data) {
  const Cutting *cutting = data;
  while (!g_atomic_int_get (&cutting->is_over)) {
    g_assert_cmpint (truncate (cutting->path, 0), ==, 0);
    g_assert_true (g_file_set_contents_full (cutting->path, cutting->text->str, (gssize)cutting->text->len,
                                             G_FILE_SET_CONTENTS_NONE, 0644, NULL));
  }
  return NULL;
}

static void
test_a_file_cut_short_meanwhile_ends_no_process (Folder *folder, gconstpointer unused) {
  g_autoptr (GString) text = g_string_new ("a,b\n");
  while (text->len < (4 << 20))
    g_string_append (text, "1234567,1234567\n");
  g_autofree char *path = write_file (folder, "t.csv", text->str, text->len);
  Cutting cutting = {path, text, 0};
  GThread *thread = g_thread_new ("cutting", keep_cutting, &cutting);
  for (int i = 0; i < 100; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (CpTable) table = cp_csv_read (path, NULL, NULL, NULL, &error);
    if (table != NULL) /* all there was at one moment */
      g_assert_cmpuint (cp_table_get_n_rows (table), <=, (4 << 20) / 16);
    else
      g_assert_true (g_str_has_prefix (error->message, "t.csv:"));
  }
  g_atomic_int_set (&cutting.is_over, 1);
  g_thread_join (thread);
}

/* The files of sysfs say they hold a page and end before that, as one does that was cut meanwhile. */
static void
test_a_file_that_ends_early_is_refused (Folder *folder, gconstpointer unused) {
  const char *path = "/sys/kernel/mm/transparent_hugepage/enabled";
  struct stat status;
  if (stat (path, &status) != 0 || status.st_size < 4096) {
    g_test_skip ("there is no sysfs");
    return;
  }
  assert_file_refused (path, "enabled: was changed by another program while it was read; open it again.");
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/core/csv-source/" path, Folder, NULL, folder_set_up, function, folder_tear_down)

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  ADD ("a-file-is-called-by-its-name", test_a_file_is_called_by_its_name);
  ADD ("a-tsv-name-prefers-tabs", test_a_tsv_name_prefers_tabs);
  ADD ("what-cannot-be-opened-is-refused", test_what_cannot_be_opened_is_refused);
  ADD ("a-file-cut-short-meanwhile-ends-no-process", test_a_file_cut_short_meanwhile_ends_no_process);
  ADD ("a-file-that-ends-early-is-refused", test_a_file_that_ends_early_is_refused);
  ADD ("a-pipe-is-read-to-its-end", test_a_pipe_is_read_to_its_end);
  ADD ("gzip-is-told-by-content", test_gzip_is_told_by_content);
  ADD ("much-from-little-gzip-is-read-whole", test_much_from_little_gzip_is_read_whole);
  ADD ("broken-gzip-is-refused", test_broken_gzip_is_refused);
  ADD ("a-byte-order-mark-is-no-part-of-a-name", test_a_byte_order_mark_is_no_part_of_a_name);
  ADD ("utf-8-is-kept", test_utf_8_is_kept);
  ADD ("latin-1-is-converted-with-a-notice", test_latin_1_is_converted_with_a_notice);
  ADD ("a-character-may-lie-across-blocks", test_a_character_may_lie_across_blocks);
  ADD ("files-of-other-kinds-are-named", test_files_of_other_kinds_are_named);
  ADD ("a-nul-byte-is-refused-with-its-line", test_a_nul_byte_is_refused_with_its_line);
  return g_test_run ();
}
