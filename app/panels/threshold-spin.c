#include "app/panels/threshold-spin.h"

#include "app/panels/letters.h"
#include "core/base/format.h"
#include "ui/controls/tooltip.h"

#include <math.h>

#define START 0.5 /* where the buttons step from while there is no one threshold */

typedef struct {
  GtkSpinButton *spin; /* owns this */
  CpSession *session;
  guint model;
  double threshold; /* as shown; NaN: the slices differ */
  gboolean is_following;
} Follower;

static char *
make_text (const Follower *self) {
  return cp_format_threshold (self->threshold); /* NaN gives "–" */
}

static void
commit (Follower *self, double threshold) {
  if (!self->is_following && cp_session_is_open (self->session) &&
      self->model < cp_session_get_n_models (self->session))
    cp_session_set_threshold (self->session, self->model, CP_ALL_ROWS, threshold);
}

static gboolean
show_text (Follower *self) {
  g_autofree char *text = make_text (self);
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (self->spin))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->spin), text);
  return TRUE;
}

/* The text is read back on every loss of focus: what it shows rounded, or as a dash, must not be set by that.
 */
static int
read_text (Follower *self, double *out_value) {
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->spin));
  g_autofree char *shown = make_text (self);
  *out_value = gtk_spin_button_get_value (self->spin);
  if (g_str_equal (text, shown))
    return TRUE;
  char *end;
  double value = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || isnan (value))
    return GTK_INPUT_ERROR;
  *out_value = CLAMP (value, 0, 1);
  if (!(self->threshold <= 1)) /* from "–" or "nobody" the value behind may not move */
    commit (self, *out_value);
  return TRUE;
}

static void
value_changed (Follower *self) {
  if (!self->is_following)
    commit (self, gtk_spin_button_get_value (self->spin));
}

static void
follow (Follower *self) {
  if (!cp_session_is_open (self->session) || self->model >= cp_session_get_n_models (self->session))
    return;
  self->threshold = cp_session_get_threshold (self->session, self->model, CP_ALL_ROWS);
  self->is_following = TRUE;
  gtk_spin_button_set_value (self->spin, isnan (self->threshold) ? START : CLAMP (self->threshold, 0, 1));
  show_text (self);
  self->is_following = FALSE;
  g_autofree char *tooltip = g_strdup_printf (
      "%s decides a row positive when its score is at or above the threshold%s",
      cp_model_letter (self->model),
      isnan (self->threshold) ? ".\nThe slices have different ones now; a number here sets them all." : "");
  cp_tooltip_set (GTK_WIDGET (self->spin), tooltip);
}

static void
follower_free (gpointer data, GClosure *closure) {
  g_free (data);
}

GtkWidget *
cp_threshold_spin_new (CpSession *session, guint model) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  GtkWidget *spin = gtk_spin_button_new_with_range (0, 1, 0.01);
  Follower *self = g_new0 (Follower, 1);
  *self = (Follower){.spin = GTK_SPIN_BUTTON (spin), .session = session, .model = model, .threshold = NAN};
  gtk_spin_button_set_digits (self->spin, 2);
  gtk_spin_button_set_numeric (self->spin, FALSE); /* it would not take the dash */
  gtk_spin_button_set_increments (self->spin, 0.01, 0.1);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 4);
  gtk_editable_set_alignment (GTK_EDITABLE (spin), 1);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  g_signal_connect_data (spin, "input", G_CALLBACK (read_text), self, follower_free, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (spin, "output", G_CALLBACK (show_text), self);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (value_changed), self);
  /* the closure ends with the widget, and with it the connection */
  GClosure *closure = g_cclosure_new_swap (G_CALLBACK (follow), self, NULL);
  g_object_watch_closure (G_OBJECT (spin), closure);
  g_signal_connect_closure (session, "thresholds-changed", closure, FALSE);
  g_autofree char *name = g_strdup_printf ("Threshold of %s, every row", cp_model_letter (model));
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  follow (self);
  return spin;
}
