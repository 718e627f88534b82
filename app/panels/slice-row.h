#pragma once
#include "app/panels/slice-columns.h"
#include "app/session/session.h"
#include <gtk/gtk.h>

/* One slice in the table: its name and size, a line a model, and the detail that opens beneath. A row follows
 * the session by itself while it is shown.
 *
 * Signal "toggled": the person opened or closed the detail. */
G_BEGIN_DECLS

#define CP_TYPE_SLICE_ROW (cp_slice_row_get_type ())
G_DECLARE_FINAL_TYPE (CpSliceRow, cp_slice_row, CP, SLICE_ROW, GtkWidget)

GtkWidget *cp_slice_row_new (CpSession *session, const CpSliceColumns *columns);
void cp_slice_row_set_slice (CpSliceRow *row, guint slice, gboolean is_open);
guint cp_slice_row_get_slice (CpSliceRow *row);
void cp_slice_row_update (CpSliceRow *row);
/* Of the charts of the detail. */
void cp_slice_row_set_detail_height (CpSliceRow *row, int height);

G_END_DECLS
