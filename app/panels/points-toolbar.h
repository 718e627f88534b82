#pragma once
#include "app/point-set.h"
#include "app/session.h"
#include <gtk/gtk.h>

/* What the scatter shows: the axes, the colour, and the entry that finds a row. The choices are kept in the
 * session's view.
 *
 * Signals: "changed": another axis or colour; "row-found": the entry selected a row. */
G_BEGIN_DECLS

#define CP_TYPE_POINTS_TOOLBAR (cp_points_toolbar_get_type ())
G_DECLARE_FINAL_TYPE (CpPointsToolbar, cp_points_toolbar, CP, POINTS_TOOLBAR, GtkWidget)

void cp_points_toolbar_set_session (CpPointsToolbar *bar, CpSession *session);
void cp_points_toolbar_focus_find (CpPointsToolbar *bar);

gboolean cp_points_toolbar_has_axes (CpPointsToolbar *bar); /* FALSE for a table of nothing but texts */
CpPointAxis cp_points_toolbar_get_x (CpPointsToolbar *bar);
CpPointAxis cp_points_toolbar_get_y (CpPointsToolbar *bar);
char *cp_points_toolbar_describe_axis (CpPointsToolbar *bar,
                                       CpPointAxis axis); /* (transfer full): "Score of A" */
/* @out_field: the field of CP_COLOUR_FIELD */
CpPointColour cp_points_toolbar_get_colour (CpPointsToolbar *bar, guint *out_field);

G_END_DECLS
