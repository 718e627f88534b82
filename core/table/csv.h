#pragma once
#include "core/base/progress.h"
#include "core/table/table.h"

/* Reads CSV and TSV (RFC 4180): plain or gzip, BOM, CRLF, quotes with embedded newlines, spaces after
 * separators, a header or none, Latin-1 (converted, with a notice). The file is memory-mapped and parsed on
 * all cores; types are inferred from every row. Nothing is half-read: a bad file gives one error "FILE:LINE:
 * …" and no table.
 *
 * Missing are the empty cell, NA, NaN, null, ? and what the options add. */
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

/* Writing: appends one field, quoted where RFC 4180 asks for it. */
void cp_csv_append_field (GString *line, const char *field, char delimiter);
/* (transfer full): the whole table with its header, "\n" line ends, missing as empty (or its coded word) */
GString *cp_csv_write (const CpTable *table, char delimiter);

G_END_DECLS
