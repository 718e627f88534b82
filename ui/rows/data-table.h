#pragma once
#include "core/table/table.h"
#include <gtk/gtk.h>

/* A CpTable on the screen: every column, sorted by a click on its title (large ones on a worker), Ctrl+C
 * copies it as CSV. The twin of a chart. */
G_BEGIN_DECLS

#define CP_TYPE_DATA_TABLE (cp_data_table_get_type ())
G_DECLARE_FINAL_TYPE (CpDataTable, cp_data_table, CP, DATA_TABLE, GtkWidget)

GtkWidget *cp_data_table_new (const char *name); /* for assistive tools, and what a copy of it is called */
/* @table: (nullable): shown from its top; a sort is kept where the columns stay the same */
void cp_data_table_set_table (CpDataTable *self, CpTable *table);
CpTable *cp_data_table_get_table (CpDataTable *self); /* (transfer none) (nullable) */

G_END_DECLS
