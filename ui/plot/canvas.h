#pragma once
#include <gtk/gtk.h>

/* A picture for the screen that may change, in parts that move by themselves. There are two sheets of it in
 * turn: what GTK holds of the last frame is never written on, and a change costs what it changes, not a copy
 * of the whole picture. Made on any thread, then of the main loop. */
G_BEGIN_DECLS

typedef struct _CpCanvas CpCanvas;

CpCanvas *cp_canvas_new (int width, int height); /* its pixels are yet to be written */
void cp_canvas_free (CpCanvas *canvas);
/* (width × height), premultiplied ARGB in the machine's byte order: what is shown. Written only before the
 * first part is asked for. */
guint32 *cp_canvas_get_pixels (const CpCanvas *canvas);

/**
 * cp_canvas_turn:
 * @which: (transfer full) (element-type guint32): the pixels that change
 *
 * Turns to a sheet with the same picture. O(the pixels of this change and the last), the first time of all.
 *
 * Returns: (width × height): to be written at @which before the next part is asked for
 */
guint32 *cp_canvas_turn (CpCanvas *canvas, GArray *which);

/* (transfer none): paints the pixels in @box, which is always the same for @part, a unit each, from (0, 0) */
GskRenderNode *cp_canvas_get_part (CpCanvas *canvas, guint part, const cairo_rectangle_int_t *box);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpCanvas, cp_canvas_free)
G_END_DECLS
