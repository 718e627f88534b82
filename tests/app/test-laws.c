#include "app/app-resources.h"
#include "app/panels/curve-window.h"
#include "app/panels/draft-features.h"
#include "app/panels/draft-models.h"
#include "app/panels/draft-preview.h"
#include "app/panels/effects-bar.h"
#include "app/panels/explanations-page.h"
#include "app/panels/lists-pane.h"
#include "app/panels/runs-compare.h"
#include "app/panels/runs-list.h"
#include "app/panels/start-page.h"
#include "tests/app/dialogs.h"
#include "tests/ui/display.h"
#include "ui/style/style.h"

/* Laws that hold for the widgets of the app layer that need no open session. A new one is one line in
 * `makers`. */

static GtkWidget *
make_features (void) {
  g_autoptr (CpOpenDraft) draft = make_draft ();
  return cp_draft_features_new (draft);
}

static GtkWidget *
make_models (void) {
  g_autoptr (CpOpenDraft) draft = make_draft ();
  return cp_draft_models_new (draft);
}

static GtkWidget *
make_preview (void) {
  g_autoptr (CpOpenDraft) draft = make_draft ();
  return cp_draft_preview_new (draft);
}

static GtkWidget *
make_start_page (void) {
  return g_object_new (CP_TYPE_START_PAGE, NULL);
}

/* Its parts are finalised with it. */
static GtkWidget *
make_explanations_page (void) {
  g_autoptr (CpSession) session = cp_session_new ();
  return cp_explanations_page_new (session);
}

static GtkWidget *
make_lists_pane (void) {
  return g_object_new (CP_TYPE_LISTS_PANE, NULL);
}

static GtkWidget *
make_runs_list (void) {
  return g_object_new (CP_TYPE_RUNS_LIST, NULL);
}

static GtkWidget *
make_runs_compare (void) {
  return g_object_new (CP_TYPE_RUNS_COMPARE, NULL);
}

static GtkWidget *
make_effects_bar (void) {
  GtkWidget *bar = g_object_new (CP_TYPE_EFFECTS_BAR, NULL);
  gtk_widget_set_visible (bar, TRUE); /* hidden while there is no model to explain */
  return bar;
}

static GtkWidget *
make_curve_window (void) {
  g_autoptr (CpSession) session = cp_session_new ();
  return cp_curve_window_new (session);
}

static GtkWidget *(*const makers[]) (void) = {make_curve_window, make_features,          make_models,
                                              make_preview,      make_open_dialog,       make_locate_dialog,
                                              make_start_page,   make_lists_pane,        make_runs_list,
                                              make_runs_compare, make_explanations_page, make_effects_bar};

static void
drain (void) {
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
assert_gone (gpointer *weak, const char *type) {
  drain ();
  if (*weak != NULL)
    g_error ("a %s is never finalised", type);
}

static void
test_finalise_unseen (void) {
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    GtkWidget *widget = makers[i]();
    const char *type = G_OBJECT_TYPE_NAME (widget);
    gpointer weak = widget;
    g_object_add_weak_pointer (G_OBJECT (widget), &weak);
    if (GTK_IS_WINDOW (widget)) {
      gtk_window_destroy (GTK_WINDOW (widget));
    } else {
      g_object_ref_sink (widget);
      g_object_run_dispose (G_OBJECT (widget)); /* twice disposed is disposed */
      g_object_unref (widget);
    }
    assert_gone (&weak, type);
  }
}

static void
test_finalise_seen (void) {
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    GtkWidget *widget = makers[i]();
    const char *type = G_OBJECT_TYPE_NAME (widget);
    const gboolean is_window = GTK_IS_WINDOW (widget);
    gpointer weak = widget;
    g_object_add_weak_pointer (G_OBJECT (widget), &weak);
    GtkWidget *window = is_window ? widget : show_widget (widget, 600, 400);
    if (is_window)
      gtk_window_present (GTK_WINDOW (window));
    cp_style_set_scheme (CP_SCHEME_DARK);
    wait_for_draws (widget);
    cp_style_set_scheme (CP_SCHEME_LIGHT);
    wait_for_draws (widget);
    gtk_window_destroy (GTK_WINDOW (window));
    assert_gone (&weak, type);
  }
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_app_register_resource ();
  cp_ui_init ();
  g_test_add_func ("/app/laws/a-widget-never-shown-finalises", test_finalise_unseen);
  g_test_add_func ("/app/laws/a-widget-shown-in-light-and-dark-finalises", test_finalise_seen);
  return g_test_run ();
}
