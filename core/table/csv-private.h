#pragma once
#include "core/table/column-private.h"
#include "core/table/csv.h"

/* How the CSV reader works, file by file:
 *
 * - csv-source.c: path, gzip, encoding → UTF-8 text in memory
 * - csv-scan.c: the grammar: fields, records, lines, and the sentence for each breach of it
 * - csv-header.c: delimiter, names, and a first look at the rows
 * - csv-split.c: the text cut into chunks at record boundaries, to be read side by side
 * - csv-chunk.c: the records of one chunk → cells
 * - csv-words.c: the distinct words of a column within a chunk
 * - csv-types.c: the words of a column over all chunks → its type
 * - csv-columns.c: the cells of all chunks → typed columns
 * - csv.c: the whole
 *
 * A cell is a double from the start: a number is itself, a missing cell cp_missing_cell (CP_MISSING), a word
 * cp_missing_cell (its index among the chunk's words of that column). So a column of numbers, the common
 * case, is final as soon as it is read. */
G_BEGIN_DECLS

#define CP_CSV_LONGEST_FIELD ((gsize)1 << 20)
#define CP_CSV_MOST_COLUMNS 65536
#define CP_CSV_MOST_MISSING_WORDS 5 /* distinct coded words among the numbers of a column */
#define CP_CSV_CHUNK_SIZE ((gsize)1 << 20)

/* (transfer full) (nullable): as by malloc; asks for pages of 2 MiB where much is wanted, which spares
 * thousands of page faults */
gpointer cp_csv_allocate (gsize size);

/* --- text ------------------------------------------------------------------------------------------- */

typedef struct {
  const char *begin, *end; /* UTF-8 without NUL; *end is a line end, so an unquoted field always stops */
  const char *last_short;  /* before this, CP_NUMBER_SHORT bytes can be read */
  const char *place;
  char delimiter;
  char newline;         /* the byte that ends lines: \n, or \r where lines end with it alone */
  gboolean has_quotes;  /* anywhere */
  guint8 is_stop[256];  /* what ends an unquoted field: the delimiter, \n and \r */
  guint8 is_blank[256]; /* space, and tab where that is no delimiter */
} CpCsvText;

/* (transfer full) (nullable): the bytes of the file; "-" is standard input */
GBytes *cp_csv_source_open (const char *path, const char *place, GCancellable *cancellable, GError **error);
/* (transfer full) (nullable): @bytes unpacked and as UTF-8, ending in a line end; notices are added to
 * @notices */
GBytes *cp_csv_source_decode (GBytes *bytes, const char *place, GPtrArray *notices, gboolean *out_has_quotes,
                              GCancellable *cancellable, GError **error);

/* --- grammar ---------------------------------------------------------------------------------------- */

typedef enum {
  CP_CSV_FINE,
  CP_CSV_RAGGED,      /* @at: the record; n_fields */
  CP_CSV_OPEN_QUOTE,  /* @at: the quote */
  CP_CSV_LONG_QUOTE,  /* @at: the quote */
  CP_CSV_LONG_FIELD,  /* @at: the field */
  CP_CSV_AFTER_QUOTE, /* @at: the byte after the closing quote */
  CP_CSV_WIDE         /* @at: the record */
} CpCsvBreach;

typedef struct {
  CpCsvBreach breach;
  const char *at;
  gsize n_fields;
} CpCsvProblem;

typedef struct {
  const char *start; /* within the quotes, where there are any */
  gsize length;
  gboolean is_quoted, has_escapes; /* escapes: quotes written twice */
} CpCsvField;

/* @bytes ends in a line end; trailing ones are cut off */
void cp_csv_text_init (CpCsvText *text, GBytes *bytes, gboolean has_quotes, const char *place);
void cp_csv_text_set_delimiter (CpCsvText *text, char delimiter);
gsize cp_csv_text_get_line (const CpCsvText *text, const char *at); /* from 1; O(at) */
void cp_csv_set_problem (GError **error, const CpCsvText *text, const CpCsvProblem *problem, gsize n_columns);
/* Sets "PLACE:LINE: …" */
void cp_csv_set_error_at (GError **error, const CpCsvText *text, const char *at, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* Reads the field at *@position and leaves *@position at the delimiter or line end after it. */
gboolean cp_csv_scan_field (const CpCsvText *text, const char **position, CpCsvField *field,
                            CpCsvProblem *problem);
/* Writes the field's plain bytes, at most field->length; returns how many. */
gsize cp_csv_unescape (const CpCsvField *field, char *out);
/* How many fields the record at *@position has; leaves *@position after its line end. 0 with @problem. */
gsize cp_csv_scan_record (const CpCsvText *text, const char **position, CpCsvProblem *problem);
/* Whether nothing but blanks is in the line at @position, which is then the line end. */
gboolean cp_csv_skip_blank_line (const CpCsvText *text, const char **position);

static inline const char *
cp_csv_skip_line_end (const CpCsvText *text, const char *at) {
  return at + 1 + (*at == '\r' && at < text->end && at[1] == '\n');
}

/* --- words ------------------------------------------------------------------------------------------ */

typedef struct {
  const char *start; /* lives as long as the text or its chunk */
  guint32 length, hash;
  gsize count, first_row;
  gboolean is_missing; /* a missing word such as NA: it has no index of its own in a column */
} CpCsvWord;

/* A set of distinct words in order of first appearance; zeroed is empty. */
typedef struct {
  CpCsvWord *words;
  guint32 n_words, max_words;
  guint32 *slots; /* (n_slots): index + 1, or 0; n_slots is a power of two */
  guint32 n_slots;
} CpCsvWords;

void cp_csv_words_clear (CpCsvWords *words);
guint32 cp_csv_hash (const char *text, gsize length);
/* The index of the word, which is added with count 0 where it is new (*out_is_new). The word's bytes are
 * borrowed. */
guint32 cp_csv_words_add (CpCsvWords *words, const char *start, gsize length, guint32 hash,
                          gboolean *out_is_new);

/* --- chunks ----------------------------------------------------------------------------------------- */

typedef enum { CP_CSV_SKIP, CP_CSV_NUMBERS, CP_CSV_WORDS } CpCsvMode; /* what cells are first taken for */

/* What all chunks have in common. */
typedef struct {
  const CpCsvText *text;
  gsize n_columns;
  guint8 *modes;                    /* (n_columns): CpCsvMode */
  double **cells;                   /* (n_columns): each (n_rows), where the mode is not skip */
  const char *const *missing_words; /* (nullable): the user's */
  double *missing_numbers;          /* (n_missing_numbers): those of them that are numbers */
  gsize n_missing_numbers;
} CpCsvLayout;

gboolean cp_csv_layout_is_missing (const CpCsvLayout *layout, const char *text, gsize length);

typedef struct {
  const char *start, *limit; /* the records that begin in [start, limit) */
  gsize first_row, n_rows;
  /* written by reading: */
  const char *end; /* where the first record after the chunk begins, or where reading stopped */
  gsize n_read;    /* rows; one more than n_rows where there was one too many */
  CpCsvProblem problem;
  gsize *n_numbers;    /* (n_columns): cells that are numbers */
  CpCsvWords *words;   /* (n_columns) */
  GStringChunk *arena; /* (nullable): words that had escapes */
} CpCsvChunk;

void cp_csv_chunk_read (CpCsvChunk *chunk, const CpCsvLayout *layout);
void cp_csv_chunk_reset (CpCsvChunk *chunk, gsize n_columns); /* forgets what was read */

/**
 * cp_csv_split:
 * @body: where the first row begins
 * @is_exact: walk every record on one thread; else guess on all cores from the parity of quotes, which is
 * wrong where a quote stands inside an unquoted field, or a line is blank
 * @out_n_rows: the number of rows, as far as the guess is right
 *
 * Returns: (transfer full) (element-type CpCsvChunk) (nullable): in order; the caller checks that each chunk
 * ended where the next begins, with as many rows as promised. %NULL when cancelled.
 */
GArray *cp_csv_split (const CpCsvText *text, const char *body, gsize n_columns, gsize chunk_size,
                      gboolean is_exact, gsize *out_n_rows, GCancellable *cancellable);

/* --- header ----------------------------------------------------------------------------------------- */

char cp_csv_find_delimiter (const CpCsvText *text, gboolean is_tsv);

/* Names of the columns, from the first line or made up; the first line says how many there are. */
typedef struct {
  GPtrArray *names; /* (element-type utf8) */
  const char *body; /* where the first row begins */
  guint8 *modes;    /* (n_columns): what the first rows suggest */
} CpCsvHeader;

gboolean cp_csv_header_read (CpCsvHeader *header, const CpCsvText *text, const CpCsvOptions *options,
                             GPtrArray *notices, GError **error);
void cp_csv_header_clear (CpCsvHeader *header);

/* --- types and columns ------------------------------------------------------------------------------ */

/* One column over all chunks: its words together, and what they say. */
typedef struct {
  const char *name;
  gboolean is_forced;
  CpColumnType type; /* forced, else inferred */

  CpCsvWords words;      /* without missing ones, in order of first appearance */
  guint32 **indices;     /* (n_chunks): (the chunk's words): index in words, or CP_MISSING */
  double *numbers;       /* (n_words): the number a word is, or NaN */
  gsize n_numbers;       /* cells that are numbers, read as such or found among the words */
  gsize n_word_cells;    /* the other cells that are not missing */
  guint32 n_plain_words; /* distinct words that are no numbers */
} CpCsvColumn;

/* Gathers the words of the column from all chunks. */
void cp_csv_column_merge (CpCsvColumn *column, gsize index, const CpCsvLayout *layout, GArray *chunks);
/* Sets the type unless it is forced. FALSE: the column is no number, but its numbers were read as such and
 * their text is missing, so it has to be read again as words. */
gboolean cp_csv_column_infer (CpCsvColumn *column, CpCsvMode mode);
void cp_csv_column_clear (CpCsvColumn *column, gsize n_chunks);

/**
 * cp_csv_column_build:
 * @cells: (array length=n_rows) (transfer full): those of the column
 * @out_notice: (out) (nullable) (transfer full): what a person should know, or NULL
 *
 * Returns: (transfer full) (nullable): %NULL with @error when a cell does not fit the forced type
 */
CpColumn *cp_csv_column_build (const CpCsvColumn *column, const CpCsvLayout *layout, GArray *chunks,
                               double *cells, gsize n_rows, char **out_notice, GError **error);

/* --- whole ------------------------------------------------------------------------------------------ */

/* cp_csv_read_bytes() with another size of chunk: for tests, so that small texts have many. */
CpTable *cp_csv_read_chunked (GBytes *bytes, const CpCsvOptions *options, gsize chunk_size,
                              const CpProgress *progress, GCancellable *cancellable, GError **error);

G_END_DECLS
