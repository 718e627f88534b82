#pragma once
#include <gio/gio.h>

/* The rows of a table as a list model, in an order that was computed elsewhere: an array of row numbers, or
 * none for 0, 1, … An item is a flyweight and is made when somebody asks for it, so a million rows cost what
 * is seen of them. It stands for a place in the list, not for a row: in another order it stays and its row is
 * another. What shows the items keeps its widgets that way and only writes them anew (a view that has to find
 * its items again among a million makes each one). get_item is O(1). */
G_BEGIN_DECLS

#define CP_TYPE_ROW_ITEM (cp_row_item_get_type ())
G_DECLARE_FINAL_TYPE (CpRowItem, cp_row_item, CP, ROW_ITEM, GObject)
guint32
cp_row_item_get_row (CpRowItem *item); /* at its place now; G_MAXUINT32: the list has become shorter */

#define CP_TYPE_ROW_LIST (cp_row_list_get_type ())
G_DECLARE_FINAL_TYPE (CpRowList, cp_row_list, CP, ROW_LIST, GObject)

CpRowList *cp_row_list_new (void); /* empty */

/**
 * cp_row_list_set_order:
 * @order: (transfer full) (nullable) (array length=n): the row at each position; NULL: the position itself
 *
 * Replaces what the list holds. One items-changed tells of the places that came or went at the end, if any;
 * that other rows stand at the places that stay the caller tells those who show them.
 */
void cp_row_list_set_order (CpRowList *list, guint32 *order, guint n);

guint32 cp_row_list_get_row (CpRowList *list, guint position);
/* O(n) with an order, O(1) without. Returns: %FALSE if the list does not hold @row */
gboolean cp_row_list_find (CpRowList *list, guint32 row, guint *out_position);

G_END_DECLS
