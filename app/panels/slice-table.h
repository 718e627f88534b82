#pragma once
#include "app/session.h"
#include <gtk/gtk.h>

/* The table of slices: all rows first, then every slice, two lines each; one slice can be open. Rows are made
 * for what is on the screen, so ten thousand slices scroll as well as two. */
G_BEGIN_DECLS

#define CP_TYPE_SLICE_TABLE (cp_slice_table_get_type ())
G_DECLARE_FINAL_TYPE (CpSliceTable, cp_slice_table, CP, SLICE_TABLE, GtkWidget)

void cp_slice_table_set_session (CpSliceTable *table, CpSession *session);

G_END_DECLS
