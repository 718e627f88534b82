#pragma once
#include "core/metrics/slice-spec.h"
#include <gtk/gtk.h>

/* One column that the table is sliced by: its name, which opens how numbers are cut into bins and which
 * slices that gives, and a button that removes it.
 *
 * Signals: "changed" (const char *text), other bins as core/metrics/slice-spec.h writes them; "removed". */
G_BEGIN_DECLS

#define CP_TYPE_SLICE_CHIP (cp_slice_chip_get_type ())
G_DECLARE_FINAL_TYPE (CpSliceChip, cp_slice_chip, CP, SLICE_CHIP, GtkWidget)

GtkWidget *cp_slice_chip_new (void);
/* @spec: copied; @is_number: bins can be chosen */
void cp_slice_chip_set_spec (CpSliceChip *chip, const CpSliceSpec *spec, gboolean is_number);
const CpSliceSpec *cp_slice_chip_get_spec (CpSliceChip *chip); /* (nullable) */
/* NULL-terminated: the values or bins that the slices are made of, in their order */
void cp_slice_chip_set_values (CpSliceChip *chip, const char *const *values);

G_END_DECLS
