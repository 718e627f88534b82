#pragma once
#include "core/base/json.h"
#include "core/encode/encoder.h"
#include "core/table/csv.h"

/* What the opening needs to know about a table, column by column: which values a label could take, and how
 * the column could become features. Made on a worker, for it looks at every row. */
G_BEGIN_DECLS

#define CP_DRAFT_N_ENCODINGS 3

typedef struct {
  const char *name; /* the table's */
  CpColumnType type;
  gsize n_missing;
  /* The values a label may take, in sort order, with their rows; NULL where it cannot be one: text, or more
   * than 100 distinct values. */
  char **values;
  gsize *counts;
  guint n_values;
  /* By CpEncoding: the input as the session file holds it; NULL where the column cannot be encoded so. */
  json_t *inputs[CP_DRAFT_N_ENCODINGS];
  CpEncoding encoding;  /* the one proposed, where there is any */
  gboolean is_proposed; /* as a feature: no id, no text, not empty */
  const char *reason;   /* (nullable): why not, in a word or two */
  char *weight_problem; /* (nullable): why its rows cannot be weighted by it, as a sentence */
} CpDraftColumn;

typedef struct {
  CpTable *table;
  guint n_columns;
  CpDraftColumn *columns; /* (n_columns) */
} CpDraftTable;

/* (transfer full) (nullable): NULL when cancelled. O(cells). */
CpDraftTable *cp_draft_table_build (CpTable *table, GCancellable *cancellable, GError **error);
void cp_draft_table_free (CpDraftTable *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpDraftTable, cp_draft_table_free)

const CpDraftColumn *cp_draft_table_find (const CpDraftTable *draft, const char *column); /* (nullable) */

/* How many features an input makes. */
guint cp_draft_input_get_width (const json_t *input);
CpEncoding cp_draft_input_get_encoding (const json_t *input);
/* (transfer full): the encoding in a few words: "number, empty = 2.5", "one-hot", "no = 0, yes = 1" */
char *cp_draft_input_describe (const json_t *input, const CpDraftColumn *column);

/* (transfer full): "26 144 rows × 21 columns, UTF-8. 3 137 empty cells in dti." */
char *cp_draft_table_describe (const CpTable *table);

/**
 * cp_draft_preview_read:
 * @options: (nullable)
 *
 * Reads the first rows alone, by the first 64 KiB of the file; their types are those of these rows.
 *
 * Returns: (transfer full) (nullable): NULL where they cannot be told without the rest
 */
CpTable *cp_draft_preview_read (const char *path, const CpCsvOptions *options, GCancellable *cancellable);

G_END_DECLS
