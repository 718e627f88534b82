#pragma once
#include "app/panels/slice-columns.h"
#include "app/session/session.h"
#include <gtk/gtk.h>

/* One model's line in a row of the table of slices: its threshold, its selection rate as a bar with the
 * interval, its metrics. */
G_BEGIN_DECLS

#define CP_TYPE_SLICE_LINE (cp_slice_line_get_type ())
G_DECLARE_FINAL_TYPE (CpSliceLine, cp_slice_line, CP, SLICE_LINE, GtkWidget)

/* @columns: read now only: a line with other columns is another line */
GtkWidget *cp_slice_line_new (CpSession *session, guint model, const CpSliceColumns *columns);
/* @slice: or CP_ALL_ROWS. Shows what the session's audit says of it now. */
void cp_slice_line_update (CpSliceLine *line, guint slice, const char *slice_name);

G_END_DECLS
