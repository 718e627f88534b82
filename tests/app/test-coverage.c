#include "app/app-resources.h"
#include "app/application.h"
#include "app/panels/column-picker.h"
#include "app/panels/draft-features.h"
#include "app/panels/draft-models.h"
#include "app/panels/draft-preview.h"
#include "app/panels/explanations-page.h"
#include "app/panels/group-columns.h"
#include "app/panels/performance-page.h"
#include "app/panels/points-page.h"
#include "app/panels/scope-bar.h"
#include "app/panels/swap-dialog.h"
#include "app/preferences.h"
#include "app/shortcuts.h"
#include "app/window/tour.h"
#include "app/window/window.h"
#include "tests/app/dialogs.h"
#include "tests/app/question-fixture.h"
#include "tests/app/started.h"
#include "tests/ui/display.h"
#include "tests/ui/laws.h"
#include "ui/style/style.h"

/* No widget of the app layer escapes the law that it goes when it is let go: every type the layer declares is
 * met here, shown in light and dark over an open session, and finalised. A new type that none of these pages
 * holds is one line in `makers`. */

static Asked asked;

static GtkWidget *
make_points (void) {
  return cp_points_page_new (asked.session);
}

static GtkWidget *
make_performance (void) {
  return cp_performance_page_new (asked.session);
}

static GtkWidget *
make_explanations (void) {
  return cp_explanations_page_new (asked.session);
}

static GtkWidget *
make_scope (void) {
  return cp_scope_bar_new (asked.session);
}

static GtkWidget *
make_tour (void) {
  GtkWidget *parent = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (stack), gtk_label_new ("Points"), "points");
  gtk_stack_add_named (GTK_STACK (stack), gtk_label_new ("Performance"), "performance");
  gtk_box_append (GTK_BOX (parent), stack);
  cp_tour_new (parent, GTK_STACK (stack));
  return parent;
}

static GtkWidget *
make_group (void) {
  static const char *const names[] = {"colour_red", "colour_blue"};
  static const double red[] = {1, 0, 1, 0}, blue[] = {0, 1, 0, 1};
  g_autoptr (CpColumn) a = cp_column_new_number (names[0], red, 4);
  g_autoptr (CpColumn) b = cp_column_new_number (names[1], blue, 4);
  g_autoptr (CpTable) table = cp_table_new ("table", (CpColumn *[]){a, b}, 2, NULL);
  g_autoptr (GPtrArray) groups = cp_one_hot_groups_find (table);
  g_assert_cmpuint (groups->len, ==, 1);
  return cp_group_columns_new (g_ptr_array_index (groups, 0), table);
}

static GtkApplication *
get_application (void) {
  static CpApplication *application;
  if (application == NULL)
    application = start_application ();
  return GTK_APPLICATION (application);
}

static GtkWidget *
make_window (void) {
  return cp_window_new (get_application ());
}

static GtkWidget *
make_shortcuts (void) {
  return cp_shortcuts_new (NULL, get_application ());
}

static GtkWidget *
make_preferences (void) {
  static GSimpleActionGroup *actions;
  if (actions == NULL)
    actions = g_simple_action_group_new ();
  return cp_preferences_new (NULL, G_ACTION_GROUP (actions));
}

static GtkWidget *
make_swap_dialog (void) {
  g_autoptr (CpSession) session = cp_session_new (); /* another one: it goes when a table opens */
  GtkWidget *from = g_object_ref_sink (gtk_label_new (""));
  GtkWidget *dialog = cp_swap_dialog_new (from, session, 0);
  g_object_unref (from);
  return dialog;
}

static GtkWidget *(*const makers[]) (void) = {
    make_swap_dialog, make_explanations,  make_points, make_performance, make_scope,    make_tour, make_group,
    make_open_dialog, make_locate_dialog, make_window, make_preferences, make_shortcuts};

static void
open_again (void) {
  CpSources *sources = cp_sources_new ();
  sources->data = g_strdup (asked.table);
  sources->label = g_strdup ("good");
  cp_sources_add_model (sources, NULL, "column:first", NULL);
  cp_sources_add_model (sources, NULL, "column:second", NULL);
  cp_session_open_sources (asked.session, sources);
  asked_wait (&asked);
  asked_slice_by (&asked, (const char *const[]){"sex", NULL});
}

static void
test_all (void) {
  g_autoptr (GHashTable) met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    g_autoptr (GPtrArray) weak = g_ptr_array_new_with_free_func (weak_ref_free);
    GtkWidget *widget = makers[i]();
    GtkWidget *window = GTK_IS_WINDOW (widget) ? widget : show_widget (widget, 1280, 800);
    gtk_window_present (GTK_WINDOW (window));
    cp_style_set_scheme (CP_SCHEME_DARK);
    wait_for_draws (widget);
    open_again (); /* pages fill when a session opens */
    cp_style_set_scheme (CP_SCHEME_LIGHT);
    wait_for_draws (widget);
    meet_widgets (widget, met, weak);
    gtk_window_destroy (GTK_WINDOW (window));
    assert_all_gone (weak);
  }
  g_hash_table_add (met, g_strdup ("CpRunsCompare")); /* it goes when a table opens: tests/app/test-laws.c */
  g_hash_table_add (met, g_strdup ("CpCurveWindow")); /* so does this */
  assert_all_met ("app", met);
}

int
main (int argc, char **argv) {
  g_autofree char *folder = g_dir_make_tmp ("cp-coverage-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  cp_app_register_resource ();
  cp_ui_init ();
  asked_open (&asked);
  g_test_add_func ("/app/laws/every-widget-type-is-met-and-finalises", test_all);
  int status = g_test_run ();
  asked_clear (&asked);
  return status;
}
