#pragma once
#include "app/rows/fields.h"
#include "app/session/row-edit.h"
#include "core/base/json.h"

/* Rows that are not in the file: copies of rows as they stood, or typical ones (medians of numbers, the most
 * frequent words). They stand behind the rows of the file, in the order they were added. In the session file
 * each is one of the "edits", before the edits of that row:
 * {"row": 20000, "added": {"like": 127}, "values": {column: cell}}: the row as it was added, told as what
 * differs from row 127 as the table has it; without "like": from a row of missing cells. */
G_BEGIN_DECLS

typedef struct {
  guint32 like;   /* the row it copies; CP_NO_ROW for a typical one */
  guint step;     /* rows of one step are undone together */
  CpTable *state; /* (nullable): a table of one row; NULL until a job makes it: of a typical row, of a copy as
                     the table has it */
} CpRowAddition;

/* (transfer full) (element-type CpRowAddition): empty; items own their state */
GArray *cp_row_additions_new (void);
GArray *cp_row_additions_copy (const GArray *additions);
void cp_row_additions_add (GArray *additions, guint32 like, guint step, CpTable *state); /* referenced */

/* (transfer full): a row of missing cells, a one-hot group all 0 */
CpTable *cp_row_new_blank (const CpTable *table, const CpFields *fields);

/**
 * cp_row_new_typical:
 * @empty: NULL-terminated: columns left missing (the label, columns of scores); so are ids
 *
 * Medians, of whole numbers the lower one so that it is whole too, and the most frequent words, ties to the
 * first in sort order. O(n log n) a number column.
 *
 * Returns: (transfer full) (nullable): NULL with @error set when cancelled
 */
CpTable *cp_row_new_typical (const CpTable *table, const CpFields *fields, const char *const *empty,
                             GCancellable *cancellable, GError **error);

/* Gives the copies among @additions their state: where they have none, that of the row in @table. @scores:
 * NULL-terminated: columns left missing: a score somebody gave to a row is not that of its copy. */
void cp_row_additions_build_copies (GArray *additions, const CpTable *table, const char *const *scores);

/* (transfer full): @table with the rows of @additions, all of which have a state */
CpTable *cp_row_additions_append (const GArray *additions, const CpTable *table);

/* (transfer full): of the added row @row of @table, {"row", "added", "values"} */
json_t *cp_row_addition_to_json (const CpTable *table, const CpFields *fields, guint32 row, guint32 like);

/**
 * cp_row_additions_read:
 * @edits: (nullable): the "edits" of a session file
 * @table: of the file, without added rows
 * @name: of the session file, for messages
 *
 * Returns: (transfer full) (nullable): the added rows in their order, or NULL with @error set
 */
GArray *cp_row_additions_read (const json_t *edits, const CpTable *table, const CpFields *fields,
                               CpRowEditor *editor, const char *name, GError **error);

G_END_DECLS
