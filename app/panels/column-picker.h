#pragma once
#include <gtk/gtk.h>

/* A "+" button that opens a list of names to pick one from, with a search over it; Enter in the search picks
 * the first that fits.
 *
 * Signal: "picked" (const char *name). */
G_BEGIN_DECLS

#define CP_TYPE_COLUMN_PICKER (cp_column_picker_get_type ())
G_DECLARE_FINAL_TYPE (CpColumnPicker, cp_column_picker, CP, COLUMN_PICKER, GtkWidget)

GtkWidget *cp_column_picker_new (const char *label); /* of the button, for assistive tools and as tooltip */
void cp_column_picker_set_names (CpColumnPicker *picker, const char *const *names); /* NULL-terminated */

G_END_DECLS
