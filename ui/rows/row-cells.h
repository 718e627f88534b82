#pragma once
#include "ui/rows/row-table.h"

/* The cells of a row table. GTK's list keeps some two hundred rows bound whatever its height, and a jump or
 * another order binds all of them anew. So a cell is written when it comes in sight, before the frame is
 * drawn; those out of sight, which only assistive tools read, once the list rests. */
G_BEGIN_DECLS

#define CP_ROW_CELLS_WORD_MARGIN 8 /* keeps words off the figures before them */

typedef struct CpRowCells CpRowCells;

/* @table: (transfer none): drawn when cells are to be written; it outlives them */
CpRowCells *cp_row_cells_new (GtkWidget *table);
void cp_row_cells_free (CpRowCells *cells);

/* What the cells say. Before any is bound. */
void cp_row_cells_set_text (CpRowCells *cells, CpRowText text, gpointer data);

/* (transfer full): makes the cells of a column for items that are #CpRowItem; unbound before @cells are freed
 */
GtkListItemFactory *cp_row_cells_make_factory (CpRowCells *cells, guint column, gboolean is_figure);

void cp_row_cells_refresh (CpRowCells *cells);    /* every cell is to be written anew */
void cp_row_cells_write_seen (CpRowCells *cells); /* what is due in sight: while @table is drawn */

G_END_DECLS
