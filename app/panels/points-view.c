#include "app/panels/points-plot-private.h"

#include "app/panels/keep.h"

#include <math.h>

/* What is seen of the plot, under "plot" of the session's view: {"x": [0.2, 0.6], "y": [0, 0.4], "hidden":
 * ["A only"], "mode": "lasso"}; what is not said is as at first. The axes themselves are the toolbar's. */

static const char *const keys[] = {[CP_AXIS_X] = "x", [CP_AXIS_Y] = "y"};

static json_t *
save_view (gpointer data) {
  CpPointsPlot *self = data;
  CpScatter *scatter = CP_SCATTER (self->scatter);
  if (self->view != NULL) /* not shown yet */
    return json_deep_copy (self->view);
  json_t *value = json_object (), *hidden = json_array ();
  for (CpAxisKind axis = CP_AXIS_X; axis <= CP_AXIS_Y; axis++) {
    double lo, hi;
    if (cp_scatter_get_range (scatter, axis, &lo, &hi))
      json_object_set_new (value, keys[axis], json_pack ("[f,f]", lo, hi));
  }
  for (guint s = 0; s < cp_scatter_get_n_series (scatter); s++) {
    if (cp_scatter_is_hidden (scatter, s))
      json_array_append_new (hidden, json_string (cp_scatter_get_series_name (scatter, s)));
  }
  if (json_array_size (hidden) > 0)
    json_object_set (value, "hidden", hidden);
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->lasso_button)))
    json_object_set_new (value, "mode", json_string ("lasso"));
  json_decref (hidden);
  return value;
}

static gboolean
is_named (const json_t *names, const char *name) {
  for (gsize i = 0; i < json_array_size (names); i++) {
    if (g_strcmp0 (json_string_value (json_array_get (names, i)), name) == 0)
      return TRUE;
  }
  return FALSE;
}

void
cp_points_plot_show_view (CpPointsPlot *self) {
  CpScatter *scatter = CP_SCATTER (self->scatter);
  g_autoptr (json_t) view = g_steal_pointer (&self->view);
  if (view == NULL)
    return;
  cp_scatter_fit (scatter);
  for (CpAxisKind axis = CP_AXIS_X; axis <= CP_AXIS_Y; axis++) {
    const json_t *range = json_object_get (view, keys[axis]);
    if (json_array_size (range) == 2)
      cp_scatter_set_range (scatter, axis, json_number_value (json_array_get (range, 0)),
                            json_number_value (json_array_get (range, 1)));
  }
  for (guint s = 0; s < cp_scatter_get_n_series (scatter); s++)
    cp_scatter_set_hidden (
        scatter, s, is_named (json_object_get (view, "hidden"), cp_scatter_get_series_name (scatter, s)));
}

static void
restore_view (const json_t *value, gpointer data) {
  CpPointsPlot *self = data;
  const char *mode = json_string_value (json_object_get (value, "mode"));
  gboolean is_lasso = g_strcmp0 (mode, "lasso") == 0;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (is_lasso ? self->lasso_button : self->pan_button), TRUE);
  g_clear_pointer (&self->view, json_decref);
  self->view = json_is_object (value) ? json_deep_copy (value) : json_object ();
}

void
cp_points_plot_keep_view (CpPointsPlot *self) {
  cp_session_add_view (self->session, "plot", save_view, restore_view, G_OBJECT (self));
  cp_keep_twin (self->session, "plot-table", self->scatter);
}
