#pragma once
#include <gtk/gtk.h>

/* A table of rows that shows and asks, and computes nothing: cells get their text from a function, a click
 * on a title asks for a sort, and the owner hands back an order. Only the rows near the screen have widgets,
 * so a million rows scroll like a hundred; every visible column costs some 200 cells, so the first
 * CP_ROW_TABLE_MAX_SHOWN columns are shown at first and a chooser shows and hides them.
 *
 * Property "row" (uint): the selected row, %CP_ROW_TABLE_NONE for none; notified on change. A row that was
 * set stays the table's row while the order does not hold it, and is selected again when one does.
 * Several rows are selected by Ctrl or Shift with a click or the arrows, and all by Ctrl A; the property is
 * one of them. Signal "selection-changed": a person selected other rows. Signal "selection-refused" (guint
 * n): more rows were asked for than may be; nothing was selected. Signal "sort-requested" (guint column,
 * gboolean ascending): a title was clicked, or Enter pressed on it. */
G_BEGIN_DECLS

#define CP_TYPE_ROW_TABLE (cp_row_table_get_type ())
G_DECLARE_FINAL_TYPE (CpRowTable, cp_row_table, CP, ROW_TABLE, GtkWidget)

#define CP_ROW_TABLE_NONE G_MAXUINT32
#define CP_ROW_TABLE_MAX_SHOWN 12

typedef struct {
  const char *title;
  int width;          /* pixels, fixed until a person drags it */
  gboolean is_figure; /* right-aligned, title too */
} CpRowColumn;

/* (transfer full): what the cell shows. Called for cells near the screen only. */
typedef char *(*CpRowText) (guint32 row, guint column, gpointer data);

GtkWidget *cp_row_table_new (const char *name); /* @name: for assistive tools */

/* Replaces the columns and empties the table, without a sort. */
void cp_row_table_set_columns (CpRowTable *table, const CpRowColumn *columns, guint n_columns, CpRowText text,
                               gpointer data);
/* @order: (transfer full) (nullable): see cp_row_list_set_order(). Shows the top. */
void cp_row_table_set_order (CpRowTable *table, guint32 *order, guint n);
guint cp_row_table_get_n_rows (CpRowTable *table);
/* Where the arrow stands; the order is the owner's work. @column: or -1 for none. Asks for nothing. */
void cp_row_table_set_sort (CpRowTable *table, int column, gboolean is_ascending);
/* Asks for the texts of the shown cells again. */
void cp_row_table_refresh (CpRowTable *table);

void cp_row_table_set_row (CpRowTable *table, guint32 row); /* and scrolls to it */
guint32 cp_row_table_get_row (CpRowTable *table);
void cp_row_table_scroll_to_row (CpRowTable *table); /* where the order holds it */

/* (transfer full) (element-type guint32): the selected rows the order holds, ascending */
GArray *cp_row_table_dup_selection (CpRowTable *table);
/* @rows: (n) ascending, more than one; fewer are a matter of the property "row". Emits nothing. O(rows shown)
 */
void cp_row_table_set_selection (CpRowTable *table, const guint32 *rows, gsize n);
void cp_row_table_select_all (CpRowTable *table);                   /* as a person does with Ctrl A */
void cp_row_table_set_max_selected (CpRowTable *table, guint most); /* at first any number */

void cp_row_table_set_column_shown (CpRowTable *table, guint column, gboolean is_shown);
gboolean cp_row_table_is_column_shown (CpRowTable *table, guint column);
/* (transfer floating): a menu button with a check button a column, for the owner to place */
GtkWidget *cp_row_table_new_chooser (CpRowTable *table);

G_END_DECLS
