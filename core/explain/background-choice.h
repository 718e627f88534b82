#pragma once
#include "core/encode/encoder.h"
#include "core/explain/background.h"

/* Which background a person asked for, and how it is made from a table. A value; @path and
 * @without are borrowed. */
G_BEGIN_DECLS

typedef enum {
  CP_BACKGROUND_DEFAULT, /* @n rows with the words of texts left out: the game of the words present */
  CP_BACKGROUND_SAMPLE,  /* @n rows of the table as they are */
  CP_BACKGROUND_KMEANS,  /* @n centres */
  CP_BACKGROUND_ZERO,
  CP_BACKGROUND_FILE /* every row of another table */
} CpBackgroundKind;

typedef struct {
  CpBackgroundKind kind;
  guint n; /* default and sample: 100 where 0 */
  guint64 seed;
  const char *path;      /* (nullable): file */
  const GArray *without; /* (nullable): of guint32, ascending: rows of the table that are never drawn */
} CpBackgroundChoice;

/* "100", "kmeans:20", "zero" or the name of a file, which points into @text; FALSE with @error for a count of
 * 0 and above 100 000 */
gboolean cp_background_choice_parse (const char *text, CpBackgroundChoice *out, GError **error);

/**
 * cp_background_choice_make:
 * @encoder: of the model to explain
 * @table: from which rows are drawn; a file needs the columns the encoder reads
 *
 * Only the rows drawn are encoded, for k-means at most 20 000. With the default, features of texts are 0, and
 * a model of nothing but texts has the zero row.
 *
 * Returns: (transfer full) (nullable): an error for a table of no rows, for a file that cannot be read or
 * lacks a column, and for cells the encoder refuses
 */
CpBackground *cp_background_choice_make (const CpBackgroundChoice *choice, CpEncoder *encoder,
                                         const CpTable *table, GCancellable *cancellable, GError **error);

G_END_DECLS
