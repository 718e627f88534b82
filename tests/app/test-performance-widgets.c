#include "app/panels/column-picker.h"
#include "app/panels/performance-page.h"
#include "app/panels/slice-chip.h"
#include "app/panels/slice-row.h"
#include "core/base/format.h"
#include "tests/app/question-fixture.h"
#include "tests/ui/display.h"
#include "tests/ui/laws.h"
#include "ui/controls/threshold.h"
#include "ui/style/style.h"

/* The laws of every widget, for those of Performance & Fairness: each finalises, shown or not. */

#include "app/app-resources.h"

static CpSession *session;

static GtkWidget *
make_picker (void) {
  GtkWidget *picker = cp_column_picker_new ("Slice by another column");
  cp_column_picker_set_names (CP_COLUMN_PICKER (picker), (const char *const[]){"age", "sex", NULL});
  return picker;
}

static GtkWidget *
make_chip (void) {
  GtkWidget *chip = cp_slice_chip_new ();
  CpSliceSpec spec = {(char *)"age", CP_BINS_EQUAL_COUNT, 4};
  cp_slice_chip_set_spec (CP_SLICE_CHIP (chip), &spec, TRUE);
  cp_slice_chip_set_values (CP_SLICE_CHIP (chip), (const char *const[]){"[18, 40)", "[40, 76]", NULL});
  return chip;
}

/* With the question, the slices, the frontier and the gaps in it. */
static GtkWidget *
make_page (void) {
  return cp_performance_page_new (session);
}

static GtkWidget *(*const makers[]) (void) = {make_picker, make_chip, make_page};

static void
test_finalise (void) {
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    assert_goes_unseen (makers[i]());
}

static void
test_finalise_seen (void) {
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    GtkWidget *widget = makers[i]();
    gpointer weak = widget;
    g_object_add_weak_pointer (G_OBJECT (widget), &weak);
    GtkWidget *window = show_widget (widget, 900, 600);
    wait_for_draws (widget);
    gtk_window_destroy (GTK_WINDOW (window));
    while (g_main_context_iteration (NULL, FALSE))
      ;
    if (weak != NULL)
      g_error ("a %s is never finalised", G_OBJECT_TYPE_NAME (weak));
  }
}

static void
keep (CpSliceChip *chip, const char *text, char **out) {
  g_free (*out);
  *out = g_strdup (text);
}

static void
test_chip (void) {
  g_autofree char *asked = NULL;
  GtkWidget *chip = make_chip (), *window = show_widget (chip, 300, 60);
  g_signal_connect (chip, "changed", G_CALLBACK (keep), &asked);
  g_assert_nonnull (find_label (chip, "age · 4 bins"));
  g_assert_nonnull (find_label (chip, "2 values: [18, 40), [40, 76]"));
  GtkWidget *number = find_widget (chip, GTK_TYPE_SPIN_BUTTON),
            *kind = find_widget (chip, GTK_TYPE_DROP_DOWN);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (number), 7);
  g_assert_cmpstr (asked, ==, "age:7");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (kind), CP_BINS_EQUAL_WIDTH);
  g_assert_cmpstr (asked, ==, "age:7:width");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (kind), CP_BINS_VALUES);
  g_assert_cmpstr (asked, ==, "age:values");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The same columns again are the same list: its widgets stay. */
static void
test_picker (void) {
  static const char *const other[] = {"age", "town", NULL};
  GtkWidget *picker = make_picker (), *window = show_widget (picker, 300, 60);
  GListModel *list =
      G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (find_widget (picker, GTK_TYPE_LIST_VIEW))));
  g_autoptr (GObject) first = g_list_model_get_item (list, 0);
  cp_column_picker_set_names (CP_COLUMN_PICKER (picker), (const char *const[]){"age", "sex", NULL});
  g_autoptr (GObject) again = g_list_model_get_item (list, 0);
  g_assert_true (again == first);
  cp_column_picker_set_names (CP_COLUMN_PICKER (picker), other);
  g_autoptr (GtkStringObject) second = g_list_model_get_item (list, 1);
  g_assert_cmpstr (gtk_string_object_get_string (second), ==, "town");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* (transfer none): the row of @slice in what the page shows */
static GtkWidget *
find_row (GtkWidget *root, guint slice) {
  if (CP_IS_SLICE_ROW (root))
    return cp_slice_row_get_slice (CP_SLICE_ROW (root)) == slice ? root : NULL;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, slice);
  return found;
}

static double
get_left_of_threshold (GtkWidget *row) {
  graphene_rect_t bounds;
  GtkWidget *control = find_widget (row, CP_TYPE_THRESHOLD_CONTROL);
  g_assert_true (gtk_widget_compute_bounds (control, row, &bounds));
  return bounds.origin.x;
}

static void
open_again (Asked *asked, const char *weight) {
  CpSources *sources = asked_make_sources (asked);
  sources->weight = g_strdup (weight);
  cp_session_open_sources (asked->session, sources);
  asked_wait (asked);
}

/* (transfer none): the page in a window, of a session that opens now: a page fills when one does */
static GtkWidget *
show_page (Asked *asked, GtkWidget **out_window) {
  GtkWidget *page = cp_performance_page_new (asked->session);
  *out_window = show_widget (page, 1024, 760);
  open_again (asked, NULL);
  return page;
}

/* A name that is cut at two lines asked for more width than a short one, and pushed its row's figures aside.
 */
static void
test_columns_stand_under_each_other (void) {
  static const char *const keys[] = {"town", "sex", NULL};
  g_auto (Asked) asked;
  asked_open (&asked);
  GtkWidget *window, *page = show_page (&asked, &window);
  asked_slice_by (&asked, keys);
  wait_for_draws (page);
  GtkWidget *all = find_row (page, CP_ALL_ROWS);
  double left = get_left_of_threshold (all);
  for (guint s = 0; s < 3; s++) {
    GtkWidget *row = find_row (page, s);
    GtkWidget *name = find_label (row, cp_slices_get_label (cp_session_get_slices (asked.session), s));
    gtk_label_set_text (GTK_LABEL (name), "Native Hawaiian or Other Pacific Islander · One-to-four family "
                                          "dwelling · Secured by a first lien");
    wait_for_draws (page);
    assert_close (get_left_of_threshold (row), left, 0.01);
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Weights are summed in the order of each model's scores: what differs in the last digits reads as one. */
static void
test_weight_is_said_once (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  GtkWidget *window, *page = show_page (&asked, &window);
  open_again (&asked, "age");
  wait_for_draws (page);
  g_autofree char *whole =
      cp_format_count (cp_sweep_get_weight (cp_session_get_sweep (asked.session, 0), CP_ALL_ROWS));
  g_assert_nonnull (find_label (find_row (page, CP_ALL_ROWS), whole));
  open_again (&asked, "first");
  wait_for_draws (page);
  double a = cp_sweep_get_weight (cp_session_get_sweep (asked.session, 0), CP_ALL_ROWS);
  double b = cp_sweep_get_weight (cp_session_get_sweep (asked.session, 1), CP_ALL_ROWS);
  g_autofree char *sum = cp_format_count (a);
  g_assert_cmpfloat (a, !=, b);
  assert_close (a, b, 1e-9);
  g_assert_nonnull (find_label (find_row (page, CP_ALL_ROWS), sum));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
assert_rows (CpSession *asked, GtkWidget *page) {
  CpSlices *slices = cp_session_get_slices (asked);
  for (guint s = 0; s < cp_slices_get_n_slices (slices); s++)
    g_assert_nonnull (find_label (find_row (page, s), cp_slices_get_label (slices, s)));
  g_assert_null (find_row (page, cp_slices_get_n_slices (slices)));
}

/* To make a row takes a third of a frame, and another question is asked with each label, scope and row added.
 */
static void
test_rows_become_others (void) {
  static const char *const both[] = {"town", "sex", NULL}, *const one[] = {"sex", NULL},
                           *const none[] = {NULL};
  const char *const *const questions[] = {both, one, both, none, one};
  g_auto (Asked) asked;
  asked_open (&asked);
  GtkWidget *window, *page = show_page (&asked, &window), *all = NULL, *first = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++) {
    asked_slice_by (&asked, questions[i]);
    wait_for_draws (page);
    all = all != NULL ? all : find_row (page, CP_ALL_ROWS);
    g_assert_true (find_row (page, CP_ALL_ROWS) == all);
    if (questions[i] == none)
      continue;
    assert_rows (asked.session, page);
    if (i < 3) {
      first = first != NULL ? first : gtk_widget_get_parent (find_row (page, 0));
      g_assert_true (gtk_widget_get_parent (find_row (page, 0)) == first);
    }
  }
  open_again (&asked, NULL); /* the session that opens is shown by the same rows */
  asked_slice_by (&asked, both);
  wait_for_draws (page);
  g_assert_true (find_row (page, CP_ALL_ROWS) == all);
  assert_rows (asked.session, page);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  cp_app_register_resource ();
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  session = cp_session_new ();
  g_test_add_func ("/app/performance/a-widget-never-shown-finalises", test_finalise);
  g_test_add_func ("/app/performance/a-widget-shown-finalises", test_finalise_seen);
  g_test_add_func ("/app/performance/a-chip-asks-for-the-bins-chosen", test_chip);
  g_test_add_func ("/app/performance/a-picker-keeps-the-list-that-is-the-same", test_picker);
  g_test_add_func ("/app/performance/columns-of-slices-stand-under-each-other",
                   test_columns_stand_under_each_other);
  g_test_add_func ("/app/performance/rows-of-slices-become-those-of-another-question",
                   test_rows_become_others);
  g_test_add_func ("/app/performance/a-weight-of-both-models-is-said-once", test_weight_is_said_once);
  int status = g_test_run ();
  g_object_unref (session);
  return status;
}
