#pragma once
#include <gtk/gtk.h>

/* A box whose children stand side by side while there is room for them, else in as many lines as they need:
 * toolbars, legends and the halves of a page keep to the width there is, whatever the size of the text.
 * A line breaks where the natural widths do not fit, or, squeezed, where not even the least ones do. What a
 * line has to spare goes to the natural widths, then to children that expand; what there is of height beyond
 * the least to lines with a child that expands. A child without width takes no place. */
G_BEGIN_DECLS

#define CP_TYPE_WRAP (cp_wrap_get_type ())
G_DECLARE_FINAL_TYPE (CpWrap, cp_wrap, CP, WRAP, GtkWidget)

/* @spacing: between children of a line, pixels; properties: spacing, line-spacing, homogeneous, stacked,
 * beside-from */
GtkWidget *cp_wrap_new (int spacing);
void cp_wrap_append (CpWrap *self, GtkWidget *child); /* @child: (transfer floating) */
void cp_wrap_remove_all (CpWrap *self);
/* the children of a line are all as wide as the widest must be, or wider */
void cp_wrap_set_is_homogeneous (CpWrap *self, gboolean is_homogeneous);
/* children give way to their least widths before a line breaks */
void cp_wrap_set_is_squeezed (CpWrap *self, gboolean is_squeezed);
/* one child a line, however wide it is */
void cp_wrap_set_is_stacked (CpWrap *self, gboolean is_stacked);
/* one child a line in less than @width pixels of text size 100 %; 0: only where they do not fit */
void cp_wrap_set_beside_from (CpWrap *self, int width);
guint cp_wrap_count_lines (CpWrap *self, int width); /* 0 without children */

G_END_DECLS
