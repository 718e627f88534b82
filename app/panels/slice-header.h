#pragma once
#include "app/panels/slice-columns.h"

/* The head of the table of slices: a menu under every title sorts by it, through the action "slices.sort". */
G_BEGIN_DECLS

/* For @n_models, in the boxes and widths of a row. */
GtkWidget *cp_slice_header_new (const CpSliceColumns *columns, guint n_models);

G_END_DECLS
