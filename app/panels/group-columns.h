#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The single columns of a one-hot group, a check each: what the group's drop-down is made of. Checking one
 * makes it the group's value, unchecking it leaves the group without one, so at most one is ever 1.
 *
 * Signal "chosen" (const char *value): by a person; "" for none. */
G_BEGIN_DECLS

#define CP_TYPE_GROUP_COLUMNS (cp_group_columns_get_type ())
G_DECLARE_FINAL_TYPE (CpGroupColumns, cp_group_columns, CP, GROUP_COLUMNS, GtkWidget)

/* @group: copied as far as it is shown; its columns are those of @table */
GtkWidget *cp_group_columns_new (const CpOneHotGroup *group, const CpTable *table);
/* @row: a table of one row with the columns of the whole table */
void cp_group_columns_show (CpGroupColumns *columns, const CpOneHotGroup *group, const CpTable *row);

G_END_DECLS
