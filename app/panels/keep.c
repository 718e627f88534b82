#include "app/panels/keep.h"

#include "ui/controls/choice.h"
#include "ui/plot/chart.h"
#include "ui/plot/scatter.h"

#define WANTED "cp-keep-wanted" /* the size a paned takes once it has one */

static json_t *
save_choice (gpointer data) {
  const char *text = cp_choice_get (data);
  return text != NULL && gtk_drop_down_get_selected (data) > 0 ? json_string (text) : NULL;
}

static void
restore_choice (const json_t *value, gpointer data) {
  const char *text = json_string_value (value);
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (data));
  if (n > 0)
    gtk_drop_down_set_selected (data, text != NULL ? cp_choice_find (data, text) : 0);
}

void
cp_keep_choice (CpSession *session, const char *key, GtkDropDown *choice) {
  g_return_if_fail (GTK_IS_DROP_DOWN (choice));
  cp_session_add_view (session, key, save_choice, restore_choice, G_OBJECT (choice));
}

static json_t *
save_toggle (gpointer data) {
  return gtk_toggle_button_get_active (data) ? json_true () : NULL;
}

static void
restore_toggle (const json_t *value, gpointer data) {
  gtk_toggle_button_set_active (data, json_is_true (value));
}

void
cp_keep_toggle (CpSession *session, const char *key, GtkToggleButton *toggle) {
  g_return_if_fail (GTK_IS_TOGGLE_BUTTON (toggle));
  cp_session_add_view (session, key, save_toggle, restore_toggle, G_OBJECT (toggle));
}

static json_t *
save_text (gpointer data) {
  const char *text = gtk_editable_get_text (data);
  return *text != '\0' ? json_string (text) : NULL;
}

static void
restore_text (const json_t *value, gpointer data) {
  const char *text = json_string_value (value);
  gtk_editable_set_text (data, text != NULL ? text : "");
}

void
cp_keep_text (CpSession *session, const char *key, GtkEditable *entry) {
  g_return_if_fail (GTK_IS_EDITABLE (entry));
  cp_session_add_view (session, key, save_text, restore_text, G_OBJECT (entry));
}

/* ---- charts ---- */

static gboolean
is_table (GtkWidget *chart) {
  return CP_IS_SCATTER (chart) ? cp_scatter_is_table (CP_SCATTER (chart))
                               : cp_chart_is_table (CP_CHART (chart));
}

static json_t *
save_twin (gpointer data) {
  return is_table (data) ? json_true () : NULL;
}

static void
restore_twin (const json_t *value, gpointer data) {
  if (CP_IS_SCATTER (data))
    cp_scatter_set_is_table (data, json_is_true (value));
  else
    cp_chart_set_is_table (data, json_is_true (value));
}

void
cp_keep_twin (CpSession *session, const char *key, GtkWidget *chart) {
  g_return_if_fail (CP_IS_SCATTER (chart) || CP_IS_CHART (chart));
  cp_session_add_view (session, key, save_twin, restore_twin, G_OBJECT (chart));
}

/* ---- panes ---- */

static int
get_end_size (GtkPaned *paned) {
  GtkWidget *end = gtk_paned_get_end_child (paned);
  gboolean is_across = gtk_orientable_get_orientation (GTK_ORIENTABLE (paned)) == GTK_ORIENTATION_HORIZONTAL;
  return is_across ? gtk_widget_get_width (end) : gtk_widget_get_height (end);
}

static json_t *
save_pane (gpointer data) {
  int wanted = GPOINTER_TO_INT (g_object_get_data (data, WANTED));
  gboolean is_moved = FALSE;
  g_object_get (data, "position-set", &is_moved, NULL);
  if (wanted > 0) /* it was not on the screen yet */
    return json_integer (wanted);
  return is_moved && get_end_size (data) > 0 ? json_integer (get_end_size (data)) : NULL;
}

/* The start child takes what a larger or smaller window has more or less. */
static gboolean
take_size (GtkWidget *widget, GdkFrameClock *clock, gpointer data) {
  GtkPaned *paned = GTK_PANED (widget);
  int wanted = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (paned), WANTED)), now = get_end_size (paned);
  if (wanted == 0)
    return G_SOURCE_REMOVE;
  if (now <= 0)
    return G_SOURCE_CONTINUE;
  g_object_set_data (G_OBJECT (paned), WANTED, NULL);
  gtk_paned_set_position (paned, gtk_paned_get_position (paned) + now - wanted);
  return G_SOURCE_REMOVE;
}

static void
restore_pane (const json_t *value, gpointer data) {
  json_int_t size = json_is_integer (value) ? json_integer_value (value) : 0;
  int wanted = size > 0 && size < G_MAXINT16 ? (int)size : 0;
  g_object_set_data (data, WANTED, GINT_TO_POINTER (wanted));
  if (wanted > 0)
    gtk_widget_add_tick_callback (data, take_size, NULL, NULL);
  else
    gtk_paned_set_position (data, -1);
}

void
cp_keep_pane (CpSession *session, const char *key, GtkPaned *paned) {
  g_return_if_fail (GTK_IS_PANED (paned));
  cp_session_add_view (session, key, save_pane, restore_pane, G_OBJECT (paned));
}
