#include "tests/core/table/csv-helpers.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/table/csv-private.h"
#include <math.h>

/* The reader beside a naive twin, written here from the rules in core/table/csv.h: one thread, one byte after
 * another, every cell a string, types by counting strings. Random texts, well-formed and broken, are read in
 * chunks of many sizes on 1, 2 and 7 threads and must give what the twin gives, errors included. */

/* --- the twin --- */

typedef struct {
  GPtrArray *records; /* (element-type GPtrArray of utf8) */
  GArray *lines;      /* (element-type gsize): of each record */
  char *error;        /* nullable */
} Naive;

static void
naive_clear (Naive *naive) {
  g_ptr_array_unref (naive->records);
  g_array_unref (naive->lines);
  g_free (naive->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Naive, naive_clear)

static gboolean
is_line_end (char c) {
  return c == '\n' || c == '\r';
}

/* Past one line end, counting lines. */
static const char *
skip_line_end (const char *p, gsize *line) {
  (*line)++;
  return p[0] == '\r' && p[1] == '\n' ? p + 2 : p + 1;
}

/* Past one field; NULL with the error set. */
static const char *
naive_field (Naive *naive, const char *p, gsize *line, GString *field) {
  while (*p == ' ' || *p == '\t')
    p++;
  if (*p != '"') {
    while (*p != '\0' && *p != ',' && !is_line_end (*p))
      g_string_append_c (field, *p++);
    return p;
  }
  gsize opened = *line;
  for (p++;; p++) {
    if (*p == '\0') {
      naive->error = g_strdup_printf ("t.csv:%zu: a quote opens here and is never closed.", opened);
      return NULL;
    }
    if (*p == '"' && p[1] != '"')
      break;
    if (*p == '"')
      p++;
    if (*p == '\n' || (*p == '\r' && p[1] != '\n'))
      (*line)++;
    g_string_append_c (field, *p);
  }
  for (p++; *p == ' ' || *p == '\t'; p++)
    ;
  if (*p == '\0' || *p == ',' || is_line_end (*p))
    return p;
  naive->error = g_strdup_printf ("t.csv:%zu: a field goes on after its closing quote, expected ',' or the "
                                  "line's end.",
                                  *line);
  return NULL;
}

static void
naive_records (Naive *naive, const char *text) {
  gsize line = 1;
  const char *end = text + strlen (text);
  while (end > text && is_line_end (end[-1]))
    end--;
  for (const char *p = text; p < end;) {
    const char *q = p;
    while (*q == ' ' || *q == '\t')
      q++;
    gsize n_columns = naive->records->len > 0 ? ((GPtrArray *)naive->records->pdata[0])->len : 2;
    if (n_columns > 1 && (is_line_end (*q) || *q == '\0')) {
      p = *q == '\0' ? q : skip_line_end (q, &line);
      continue;
    }
    GPtrArray *record = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (naive->records, record);
    g_array_append_val (naive->lines, line);
    for (;; p++) {
      GString *field = g_string_new (NULL);
      p = naive_field (naive, p, &line, field);
      g_ptr_array_add (record, g_string_free (field, FALSE));
      if (p == NULL)
        return;
      if (*p != ',')
        break;
    }
    if (naive->records->len > 1 && record->len != n_columns) {
      naive->error = g_strdup_printf ("t.csv:%zu: %u field%s, expected %zu.",
                                      g_array_index (naive->lines, gsize, naive->lines->len - 1), record->len,
                                      record->len == 1 ? "" : "s", n_columns);
      return;
    }
    if (*p != '\0')
      p = skip_line_end (p, &line);
  }
  if (naive->records->len == 1)
    naive->error = g_strdup ("t.csv: has a header but no rows.");
}

/* (transfer full): without spaces and tabs at either end */
static char *
strip (const char *cell) {
  while (*cell == ' ' || *cell == '\t')
    cell++;
  gsize length = strlen (cell);
  while (length > 0 && (cell[length - 1] == ' ' || cell[length - 1] == '\t'))
    length--;
  return g_strndup (cell, length);
}

static gboolean
is_missing (const char *cell) {
  g_autofree char *word = strip (cell);
  return *word == '\0' || g_str_equal (word, "NA") || g_str_equal (word, "?") ||
         g_ascii_strcasecmp (word, "nan") == 0 || g_ascii_strcasecmp (word, "null") == 0;
}

static GRegex *number_form;

static gboolean
is_number (const char *cell) {
  return g_regex_match (number_form, cell, 0, NULL) && isfinite (g_ascii_strtod (cell, NULL));
}

static gboolean
is_pair (GHashTable *words, const char *no, const char *yes) {
  GHashTableIter iter;
  gpointer word;
  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &word, NULL)) {
    g_autofree char *stripped = strip (word);
    if (g_ascii_strcasecmp (stripped, no) != 0 && g_ascii_strcasecmp (stripped, yes) != 0)
      return FALSE;
  }
  return TRUE;
}

static CpColumnType
naive_type (const Naive *naive, guint column) {
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) plain_words = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n_cells = 0, n_numbers = 0, n_bytes = 0;
  for (guint row = 1; row < naive->records->len; row++) {
    const char *cell = ((GPtrArray *)naive->records->pdata[row])->pdata[column];
    if (is_missing (cell))
      continue;
    n_cells++;
    n_bytes += strlen (cell);
    g_hash_table_add (words, (gpointer)cell);
    if (is_number (cell))
      n_numbers++;
    else
      g_hash_table_add (plain_words, (gpointer)cell);
  }
  guint n_distinct = g_hash_table_size (words);
  if (n_numbers == n_cells ||
      (n_numbers >= 9 * (n_cells - n_numbers) && g_hash_table_size (plain_words) <= 5))
    return CP_COLUMN_NUMBER;
  if (is_pair (words, "false", "true") || is_pair (words, "no", "yes"))
    return CP_COLUMN_BOOLEAN;
  return 2 * n_distinct > n_cells && (n_distinct > 50 || n_bytes > 40 * n_cells) ? CP_COLUMN_TEXT
                                                                                 : CP_COLUMN_CATEGORY;
}

static void
assert_cells (const Naive *naive, guint index, const CpColumn *column) {
  const CpColumnType type = naive_type (naive, index);
  g_assert_cmpint (cp_column_get_type (column), ==, type);
  for (guint row = 1; row < naive->records->len; row++) {
    const char *cell = ((GPtrArray *)naive->records->pdata[row])->pdata[index];
    g_autofree char *got = cp_column_dup_cell (column, row - 1);
    if (is_missing (cell)) {
      g_assert_true (cp_column_is_missing (column, row - 1));
      g_assert_cmpstr (got, ==, "");
    } else if (type == CP_COLUMN_NUMBER && is_number (cell)) {
      g_assert_cmpfloat (cp_column_get_numbers (column)[row - 1], ==, g_ascii_strtod (cell, NULL));
    } else if (type == CP_COLUMN_BOOLEAN) {
      gboolean truth = strchr ("tTyY", *cell) != NULL;
      g_assert_cmpuint (cp_column_get_codes (column)[row - 1], ==, (guint)truth);
    } else {
      g_assert_cmpstr (got, ==, cell);
      g_assert_true (cp_column_is_missing (column, row - 1) == (type == CP_COLUMN_NUMBER));
    }
  }
}

/* --- random texts --- */

typedef struct {
  CpRandom *random;
  gboolean is_broken;
} Maker;

static gboolean
one_in (CpRandom *random, guint n) {
  return cp_random_below (random, n) == 0;
}

static void
append_any_cell (const Maker *maker, GString *text, guint kind) {
  static const char *const missing[] = {"", "NA", "nan", "?", "null", "\"\"", " "};
  static const char *const words[] = {"Female",    "Male", "\"x, y\"",   "\"a\nb\"", "\"say \"\"hi\"\"\"",
                                      "é",         "007",  "\"q\r\nq\"", "5\" pipe", "\" blank\"",
                                      "trailing ", "€uro"};
  static const char *const truths[] = {"true", "FALSE", "True", "false"};
  CpRandom *random = maker->random;
  if (one_in (random, 12)) {
    g_string_append (text, missing[cp_random_below (random, G_N_ELEMENTS (missing))]);
    return;
  }
  if (one_in (random, 4))
    g_string_append_c (text, ' ');
  switch (kind) {
  case 0:
    g_string_append_printf (text, "%d", (int)cp_random_below (random, 2000) - 1000);
    break;
  case 1:
    g_string_append_printf (text, "%.*g", (int)cp_random_below (random, 18), cp_random_normal (random) * 1e3);
    break;
  case 2:
    g_string_append (text, words[cp_random_below (random, G_N_ELEMENTS (words))]);
    break;
  case 3:
    g_string_append (text, truths[cp_random_below (random, G_N_ELEMENTS (truths))]);
    break;
  case 4: /* numbers with coded words */
    g_string_append (text, one_in (random, 15) ? "Exempt" : one_in (random, 3) ? "\"1.5\"" : "12");
    break;
  default: /* many distinct words, some with quotes */
    g_string_append_printf (text, one_in (random, 9) ? "\"w\"\"%d\"" : "w%d",
                            (int)cp_random_below (random, 5000));
  }
}

static void
append_line_end (const Maker *maker, GString *text, guint style) {
  static const char *const ends[] = {"\n", "\r\n", "\r"};
  g_string_append (text, ends[style < 3 ? style : cp_random_below (maker->random, 3)]);
  if (style == 3 && one_in (maker->random, 10))
    g_string_append (text, " \n\n");
}

static GString *
make_text (const Maker *maker) {
  CpRandom *random = maker->random;
  guint n_columns = 1 + (guint)cp_random_below (random, 6), n_rows = 1 + (guint)cp_random_below (random, 120);
  guint style = (guint)cp_random_below (random, 4), kinds[6];
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < n_columns; i++) {
    kinds[i] = (guint)cp_random_below (random, 6);
    g_string_append_printf (text, "%sname%u", i > 0 ? "," : "", i);
  }
  for (guint row = 0; row < n_rows; row++) {
    append_line_end (maker, text, style);
    for (guint i = 0; i < n_columns; i++) {
      if (i > 0)
        g_string_append_c (text, ',');
      append_any_cell (maker, text, kinds[i]);
    }
  }
  if (n_columns == 1)
    g_string_append (text, "\n1");
  if (one_in (random, 2))
    append_line_end (maker, text, style);
  for (guint i = 0; maker->is_broken && i < 1 + cp_random_below (random, 3); i++) {
    static const char breakers[] = "\"\",\n\r x1";
    gsize at = MIN (10 + cp_random_below (random, text->len - 9), text->len);
    while (((guint8)text->str[at] & 0xc0) == 0x80) /* not within a character */
      at++;
    g_string_insert_c (text, (gssize)at, breakers[cp_random_below (random, 9)]);
  }
  return text;
}

/* --- side by side --- */

static void
assert_like_naive (const char *text, gsize chunk_size) {
  g_auto (Naive) naive = {g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref),
                          g_array_new (FALSE, FALSE, sizeof (gsize)), NULL};
  naive_records (&naive, text);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  CpCsvOptions options = {.delimiter = ',', .header = CP_HEADER_FIRST_LINE, .place = "t.csv"};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = cp_csv_read_chunked (bytes, &options, chunk_size, NULL, NULL, &error);
  if (naive.error != NULL) {
    g_assert_null (table);
    g_assert_cmpstr (error->message, ==, naive.error);
    return;
  }
  if (error != NULL && strstr (error->message, "are both named") != NULL)
    return; /* a broken header; test-csv.c has that */
  g_assert_no_error (error);
  g_assert_cmpuint (cp_table_get_n_rows (table), ==, naive.records->len - 1);
  for (guint i = 0; i < cp_table_get_n_columns (table); i++)
    assert_cells (&naive, i, cp_table_get_column (table, i));
}

static void
run_random (gboolean is_broken, guint64 seed, int n_texts) {
  static const gsize chunk_sizes[] = {1, 7, 64, 500, CP_CSV_CHUNK_SIZE};
  static const guint thread_counts[] = {1, 2, 7};
  CpRandom random;
  cp_random_init (&random, seed);
  for (int i = 0; i < n_texts; i++) {
    g_autoptr (GString) text = make_text (&(Maker){&random, is_broken});
    cp_parallel_set_n_threads (thread_counts[i % 3]);
    assert_like_naive (text->str, chunk_sizes[i % 5]);
  }
  cp_parallel_set_n_threads (0);
}

static void
test_random_tables_read_as_the_naive_reader_reads_them (void) {
  run_random (FALSE, 1, 450);
}

static void
test_broken_tables_fail_as_in_the_naive_reader (void) {
  run_random (TRUE, 2, 750);
}

static void
test_threads_and_chunks_change_nothing (void) {
  CpRandom random;
  cp_random_init (&random, 3);
  for (int i = 0; i < 60; i++) {
    g_autoptr (GString) text = make_text (&(Maker){&random, FALSE});
    g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);
    g_autofree char *first = NULL;
    for (guint run = 0; run < 6; run++) {
      cp_parallel_set_n_threads ((guint[]){1, 2, 7}[run % 3]);
      g_autoptr (GError) error = NULL;
      g_autoptr (CpTable) table = cp_csv_read_chunked (bytes, NULL, 1 + run * run * 40, NULL, NULL, &error);
      g_assert_no_error (error);
      g_autofree char *described = describe (table);
      g_autofree char *notices = g_strjoinv ("\n", (char **)cp_table_get_notices (table));
      g_autofree char *all = g_strconcat (described, notices, NULL);
      if (first != NULL)
        g_assert_cmpstr (all, ==, first);
      else
        first = g_steal_pointer (&all);
    }
  }
  cp_parallel_set_n_threads (0);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/csv-random/random-tables-read-as-the-naive-reader-reads-them",
                   test_random_tables_read_as_the_naive_reader_reads_them);
  g_test_add_func ("/core/csv-random/broken-tables-fail-as-in-the-naive-reader",
                   test_broken_tables_fail_as_in_the_naive_reader);
  g_test_add_func ("/core/csv-random/threads-and-chunks-change-nothing",
                   test_threads_and_chunks_change_nothing);
  number_form = g_regex_new ("^[ \t]*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?[ \t]*$",
                             G_REGEX_DOLLAR_ENDONLY | G_REGEX_OPTIMIZE, 0, NULL);
  int status = g_test_run ();
  g_regex_unref (number_form);
  return status;
}
