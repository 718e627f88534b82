#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The columns that the table is sliced by, as chips, and a "+" that adds one. */
G_BEGIN_DECLS

#define CP_TYPE_SLICE_CHIPS (cp_slice_chips_get_type ())
G_DECLARE_FINAL_TYPE (CpSliceChips, cp_slice_chips, CP, SLICE_CHIPS, GtkWidget)

void cp_slice_chips_set_session (CpSliceChips *chips, CpSession *session);

G_END_DECLS
