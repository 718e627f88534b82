#pragma once
#include <glib.h>

/* How wide the columns of the editor are at least, so that they fit beside each other in the pane; what is
 * left over is shared. Pixels. */
G_BEGIN_DECLS

enum { CP_FIELD_SPACING = 8 };

typedef struct {
  int name, control, cell; /* cell: of each counterfactual */
  gboolean has_curves;     /* whether there is room for them beside the effects */
  gboolean has_use;        /* which models read it, said where nothing else says it */
} CpFieldWidths;

/* @n_cells: counterfactuals shown, 0 to 2; @width: of the lines */
CpFieldWidths cp_field_widths_find (guint n_cells, gboolean has_effects, int width);

G_END_DECLS
