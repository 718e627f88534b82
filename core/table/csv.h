#pragma once
#include "core/base/progress.h"
#include "core/table/table.h"

/* Reads CSV and TSV (RFC 4180): plain or gzip, BOM, any line end, quotes with embedded newlines, blanks after
 * delimiters (skipped, also before a quote), a header or none, Latin-1 (converted, with a notice). The file
 * is read into memory and parsed on all cores; types are inferred from every row. The result does not depend
 * on the number of threads. Nothing is half-read: a bad file gives one error "FILE:LINE: …" and no table, and
 * so does a file that another program changes meanwhile.
 *
 * Cells. Missing are the empty cell, NA, NaN and null (these two in any case), ? and what the options add; a
 * missing word that is a number stands for all its spellings (-999, -999.0). Numbers are plain decimals in
 * the C locale; "inf", hexadecimal forms and what overflows a double are words. Lines of blanks only are
 * skipped; in a table of one column they are missing cells, except at the end.
 *
 * Header. The first line is one unless a field of it is a number, or all are empty; but a word above a column
 * of numbers makes it one in any case. A column without a name is called column_N by its position, from 1.
 *
 * Types, over all cells that are not missing:
 * - number: all are numbers; or at least 90 % are, beside at most 5 distinct words, which become missing
 *   words, with a notice. Also a column of missing cells only.
 * - boolean: all are true or false, or yes or no, or t or f with both there; in any case. (0, 1: numbers.)
 * - text: more than half are distinct, and there are more than 50 distinct ones or they are longer than 40
 *   bytes on average.
 * - category: all else.
 *
 * A forced number takes up to 5 distinct words as missing words, whatever their share, beside at least one
 * number; a forced boolean also takes y and n, 1 and 0.
 *
 * Limits: 65536 columns, 1 MiB a field, 2 GiB unpacked or from a stream. */
G_BEGIN_DECLS

typedef enum { CP_HEADER_AUTO, CP_HEADER_FIRST_LINE, CP_HEADER_NONE } CpHeader;

typedef struct {
  char delimiter;                   /* 0: found from the first lines among , tab ; | */
  CpHeader header;                  /* none: columns are named column_1, column_2, … */
  const char *const *missing_words; /* (nullable): NULL-terminated, beyond the built-in ones */
  GHashTable *types; /* (nullable): column name → GINT_TO_POINTER (CpColumnType), overrides inference */
  const char *place; /* (nullable): what messages call the file; default its base name */
} CpCsvOptions;

/**
 * cp_csv_read:
 * @path: the file; "-" is standard input
 * @options: (nullable): NULL for all defaults
 *
 * Returns: (transfer full) (nullable): the table
 */
CpTable *cp_csv_read (const char *path, const CpCsvOptions *options, const CpProgress *progress,
                      GCancellable *cancellable, GError **error);

/* The same from memory; @bytes is not kept. */
CpTable *cp_csv_read_bytes (GBytes *bytes, const CpCsvOptions *options, const CpProgress *progress,
                            GCancellable *cancellable, GError **error);

/* (nullable) (transfer none): what a file is that begins like this and is no table: "a PNG picture" */
const char *cp_csv_name_other (const char *head, gsize length);

/* Writing: appends one field, quoted where RFC 4180 asks for it. */
void cp_csv_append_field (GString *line, const char *field, char delimiter);
/* (transfer full): the whole table with its header, "\n" line ends, missing as empty (or its coded word) */
GString *cp_csv_write (const CpTable *table, char delimiter);

G_END_DECLS
