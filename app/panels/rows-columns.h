#pragma once
#include "app/points/column-source.h"
#include "ui/rows/row-table.h"

/* The columns of the table of rows: row number, scores, label, decisions, the table's own and what is worked
 * out from them; and the texts that stand in them. */
G_BEGIN_DECLS

typedef struct {
  CpSession *session;     /* not owned */
  GArray *keys;           /* CpRowKey: what stands in each column */
  GArray *computed;       /* CpColumnChoice: what the keys of computed columns index */
  CpColumnSource *source; /* (nullable): what they are worked out from, as it is now */
  GPtrArray *titles;      /* of char *: of the columns */
} CpRowsColumns;

void cp_rows_columns_init (CpRowsColumns *columns); /* none */
void cp_rows_columns_clear (CpRowsColumns *columns);
/* Those of what @session has open, given to @table, which asks @columns for its texts from then on. */
void cp_rows_columns_set (CpRowsColumns *columns, CpSession *session, CpRowTable *table);
/* Thresholds, labels or the table are others. */
void cp_rows_columns_forget_source (CpRowsColumns *columns);

G_END_DECLS
