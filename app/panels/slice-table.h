#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The table of slices: all rows first, then every slice, two lines each; one slice can be open. Rows are made
 * for what is on the screen, so ten thousand slices scroll as well as two. */
G_BEGIN_DECLS

#define CP_TYPE_SLICE_TABLE (cp_slice_table_get_type ())
G_DECLARE_FINAL_TYPE (CpSliceTable, cp_slice_table, CP, SLICE_TABLE, GtkWidget)

void cp_slice_table_set_session (CpSliceTable *table, CpSession *session);
/* (transfer none): "sort" (a text of app/slice-order.h), "intervals" and a "show-METRIC" for each metric, to
 * be inserted as "slices" where the table and the buttons beside it are. */
GActionGroup *cp_slice_table_get_actions (CpSliceTable *table);
/* How high the charts of an open slice are. */
void cp_slice_table_set_detail_height (CpSliceTable *table, int height);
/* Few slices take the height they need, many all there is. */
gboolean cp_slice_table_is_short (CpSliceTable *table);

G_END_DECLS
