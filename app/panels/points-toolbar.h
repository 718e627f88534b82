#pragma once
#include "app/points/computed-column.h"
#include <gtk/gtk.h>

/* What the scatter shows: the axes, the colour, the label, the facets, and the entry that finds a row. The
 * choices are kept in the session's view.
 *
 * Signals: "changed": another choice; "row-found": the entry selected a row. */
G_BEGIN_DECLS

#define CP_TYPE_POINTS_TOOLBAR (cp_points_toolbar_get_type ())
G_DECLARE_FINAL_TYPE (CpPointsToolbar, cp_points_toolbar, CP, POINTS_TOOLBAR, GtkWidget)

typedef enum {
  CP_POINTS_X,
  CP_POINTS_Y,
  CP_POINTS_COLOUR,
  CP_POINTS_LABEL,
  CP_POINTS_FACET_ACROSS,
  CP_POINTS_FACET_DOWN,
  CP_N_POINTS_CHOICES
} CpPointsChoice;

void cp_points_toolbar_set_session (CpPointsToolbar *bar, CpSession *session);
void cp_points_toolbar_focus_find (CpPointsToolbar *bar);

gboolean cp_points_toolbar_has_axes (CpPointsToolbar *bar); /* FALSE while nothing is open */
/* FALSE: no column is chosen for it */
gboolean cp_points_toolbar_get (CpPointsToolbar *bar, CpPointsChoice which, CpColumnChoice *out_choice);
const char *cp_points_toolbar_get_name (CpPointsToolbar *bar,
                                        CpPointsChoice which); /* (nullable): as it is shown */

/* As a person chooses it in the drop-down. @name: as it is shown; (nullable): none */
void cp_points_toolbar_choose (CpPointsToolbar *bar, CpPointsChoice which, const char *name);

G_END_DECLS
