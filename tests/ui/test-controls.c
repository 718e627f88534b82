#include "tests/fixture.h"
#include "tests/ui/display.h"
#include "ui/controls/after-paint.h"
#include "ui/controls/badge.h"
#include "ui/controls/lazy-menu.h"
#include "ui/controls/message-bar.h"
#include "ui/controls/threshold.h"
#include "ui/controls/tooltip.h"
#include "ui/controls/value-row.h"
#include "ui/style/style.h"
#include "ui/words/mark-bar.h"

#include <math.h>

static void
count (int *n) {
  ++*n;
}

/* --- badge --- */

static void
test_badge (void) {
  GtkWidget *badge = g_object_ref_sink (cp_badge_new ("B"));
  g_assert_true (gtk_widget_has_css_class (badge, "cp-b"));
  g_assert_nonnull (find_label (badge, "B"));
  g_object_unref (badge);
}

/* --- tooltip, after paint --- */

static void
test_tooltip (void) {
  GtkWidget *label = g_object_ref_sink (gtk_label_new ("0.42"));
  gboolean has_answer = FALSE;
  g_assert_null (cp_tooltip_get (label));
  cp_tooltip_set (label, "Against the run before");
  cp_tooltip_set (label, "Against the table");
  g_assert_cmpstr (cp_tooltip_get (label), ==, "Against the table");
  g_assert_true (gtk_widget_get_has_tooltip (label));
  gtk_test_accessible_assert_property (label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Against the table");
  GtkTooltip *tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  g_signal_emit_by_name (label, "query-tooltip", 1, 1, FALSE, tooltip, &has_answer);
  g_assert_true (has_answer);
  cp_tooltip_set (label, NULL);
  g_assert_null (cp_tooltip_get (label));
  g_assert_false (gtk_widget_get_has_tooltip (label));
  g_object_unref (tooltip);
  g_object_unref (label);
}

/* --- lazy menu --- */

static GMenu *
make_menu (const char *label) {
  GMenu *menu = g_menu_new ();
  g_menu_append (menu, label, "app.act");
  return menu;
}

static void
test_lazy_menu (void) {
  GtkWidget *button = gtk_menu_button_new (), *window = show_widget (button, 200, 100);
  g_autoptr (GMenu) first = make_menu ("First");
  g_autoptr (GMenu) second = make_menu ("Second");
  g_assert_null (cp_lazy_menu_get (GTK_MENU_BUTTON (button)));
  cp_lazy_menu_set (GTK_MENU_BUTTON (button), G_MENU_MODEL (first));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_true (cp_lazy_menu_get (GTK_MENU_BUTTON (button)) == G_MENU_MODEL (first));
  g_assert_null (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (button));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (popover)));
  g_assert_nonnull (find_label (GTK_WIDGET (popover), "First"));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button)); /* the same is not made again */
  g_assert_true (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)) == popover);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  cp_lazy_menu_set (GTK_MENU_BUTTON (button), G_MENU_MODEL (second));
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  GtkWidget *now = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  g_assert_nonnull (find_label (now, "Second"));
  g_assert_null (find_label (now, "First"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static guint n_shown;

static void
count_shown (GtkWidget *widget) {
  n_shown++;
}

static void
test_after_paint (void) {
  GtkWidget *label = gtk_label_new ("0.42");
  g_object_ref_sink (label);
  n_shown = 0;
  cp_after_paint (label, count_shown); /* in no window: there is no frame to wait for */
  g_assert_cmpuint (n_shown, ==, 1);
  GtkWidget *window = show_widget (label, 200, 100);
  cp_after_paint (label, count_shown);
  cp_after_paint (label, count_shown);
  g_assert_cmpuint (n_shown, ==, 1);
  wait_for_draws (label);
  g_assert_cmpuint (n_shown, ==, 2);
  cp_after_paint (label, count_shown);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (label); /* goes before a frame comes */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_shown, ==, 2);
}

/* --- message bar --- */

static void
test_message_bar (void) {
  CpMessageBar *bar = g_object_ref_sink (CP_MESSAGE_BAR (cp_message_bar_new ()));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (bar)));
  g_assert_null (cp_message_bar_get_text (bar));
  cp_message_bar_show_error (bar, "adult.csv:812: 14 fields, expected 15.");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (bar)));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (bar), "cp-is-error"));
  gtk_test_accessible_assert_role (bar, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_test_accessible_assert_property (bar, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "adult.csv:812: 14 fields, expected 15.");
  cp_message_bar_show_notice (bar, "Read as Latin-1.");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (bar), "cp-is-error"));
  g_assert_cmpstr (cp_message_bar_get_text (bar), ==, "Read as Latin-1.");
  g_signal_emit_by_name (find_widget (GTK_WIDGET (bar), GTK_TYPE_BUTTON), "clicked");
  g_assert_null (cp_message_bar_get_text (bar));
  g_object_unref (bar);
}

/* --- threshold --- */

typedef struct {
  CpThresholdControl *control;
  GtkWidget *scale, *spin;
  int n_notified;
} Threshold;

static void
threshold_init (Threshold *t) {
  t->control = g_object_ref_sink (CP_THRESHOLD_CONTROL (cp_threshold_control_new ("A")));
  t->scale = find_widget (GTK_WIDGET (t->control), GTK_TYPE_SCALE);
  t->spin = find_widget (GTK_WIDGET (t->control), GTK_TYPE_SPIN_BUTTON);
  t->n_notified = 0;
  g_signal_connect_swapped (t->control, "notify::threshold", G_CALLBACK (count), &t->n_notified);
}

static const char *
spin_text (Threshold *t) {
  return gtk_editable_get_text (GTK_EDITABLE (t->spin));
}

static void
test_threshold_parts_agree (void) {
  Threshold t;
  threshold_init (&t);
  cp_threshold_control_set_threshold (t.control, 0.5); /* no change */
  g_assert_cmpint (t.n_notified, ==, 0);
  cp_threshold_control_set_threshold (t.control, 0.25);
  g_assert_cmpint (t.n_notified, ==, 1);
  assert_close (gtk_range_get_value (GTK_RANGE (t.scale)), 0.25, 0);
  g_assert_cmpstr (spin_text (&t), ==, "0.25");
  gtk_range_set_value (GTK_RANGE (t.scale), 0.7);
  assert_close (cp_threshold_control_get_threshold (t.control), 0.7, 1e-12);
  g_assert_cmpstr (spin_text (&t), ==, "0.70");
  gtk_spin_button_spin (GTK_SPIN_BUTTON (t.spin), GTK_SPIN_STEP_FORWARD, 0.01);
  assert_close (cp_threshold_control_get_threshold (t.control), 0.71, 1e-12);
  g_assert_cmpint (t.n_notified, ==, 3);
  g_object_set (t.control, "threshold", 0.1, NULL);
  g_assert_cmpint (t.n_notified, ==, 4);
  g_object_unref (t.control);
}

static void
test_threshold_keeps_what_was_set (void) {
  Threshold t;
  threshold_init (&t);
  cp_threshold_control_set_threshold (t.control, 0.65341);
  g_assert_cmpstr (spin_text (&t), ==, "0.653");
  gtk_spin_button_update (GTK_SPIN_BUTTON (t.spin)); /* as leaving the field does */
  assert_close (cp_threshold_control_get_threshold (t.control), 0.65341, 0);
  g_assert_cmpint (t.n_notified, ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (t.spin), "0.65");
  gtk_spin_button_update (GTK_SPIN_BUTTON (t.spin));
  assert_close (cp_threshold_control_get_threshold (t.control), 0.65, 1e-12);
  gtk_editable_set_text (GTK_EDITABLE (t.spin), "much");
  gtk_spin_button_update (GTK_SPIN_BUTTON (t.spin));
  assert_close (cp_threshold_control_get_threshold (t.control), 0.65, 1e-12);
  g_assert_cmpstr (spin_text (&t), ==, "0.65");
  g_object_unref (t.control);
}

/* A mark on a score is a real scale: what assistive technology sets is what a drag sets, in hundredths; what
 * the owner sets is kept as it is and not notified. */
static void
test_mark_is_a_scale (void) {
  int n_notified = 0;
  CpMarkBar *bar = g_object_ref_sink (CP_MARK_BAR (cp_mark_bar_new ("a")));
  g_signal_connect_swapped (bar, "notify::threshold", G_CALLBACK (count), &n_notified);
  cp_mark_bar_set (bar, 0.7, 0.65341);
  assert_close (gtk_range_get_value (GTK_RANGE (bar)), 0.65341, 1e-12);
  assert_close (cp_mark_bar_get_threshold (bar), 0.65341, 0);
  g_assert_cmpint (n_notified, ==, 0);
  gtk_adjustment_set_value (gtk_range_get_adjustment (GTK_RANGE (bar)), 0.289);
  assert_close (cp_mark_bar_get_threshold (bar), 0.29, 0);
  assert_close (gtk_range_get_value (GTK_RANGE (bar)), 0.29, 0);
  g_assert_cmpint (n_notified, ==, 1);
  g_signal_emit_by_name (bar, "move-slider", GTK_SCROLL_PAGE_RIGHT);
  assert_close (cp_mark_bar_get_threshold (bar), 0.39, 0);
  g_signal_emit_by_name (bar, "move-slider", GTK_SCROLL_STEP_LEFT);
  assert_close (cp_mark_bar_get_threshold (bar), 0.38, 0);
  cp_mark_bar_set (bar, 0.7, NAN); /* none: it cannot be moved */
  gtk_adjustment_set_value (gtk_range_get_adjustment (GTK_RANGE (bar)), 0.5);
  g_assert_true (isnan (cp_mark_bar_get_threshold (bar)));
  g_assert_cmpint (n_notified, ==, 3);
  g_object_unref (bar);
}

static void
test_threshold_nobody (void) {
  Threshold t;
  threshold_init (&t);
  cp_threshold_control_set_threshold (t.control, INFINITY);
  g_assert_cmpstr (spin_text (&t), ==, "nobody");
  assert_close (gtk_range_get_value (GTK_RANGE (t.scale)), 1, 0);
  gtk_spin_button_update (GTK_SPIN_BUTTON (t.spin));
  g_assert_true (isinf (cp_threshold_control_get_threshold (t.control)));
  gtk_editable_set_text (GTK_EDITABLE (t.spin), "1");
  gtk_spin_button_update (GTK_SPIN_BUTTON (t.spin));
  assert_close (cp_threshold_control_get_threshold (t.control), 1, 0);
  g_assert_cmpstr (spin_text (&t), ==, "1.00");
  g_assert_cmpint (t.n_notified, ==, 2);
  g_object_unref (t.control);
}

static void
test_threshold_names (void) {
  Threshold t;
  threshold_init (&t);
  cp_threshold_control_set_label (t.control, "Threshold of A, women");
  gtk_test_accessible_assert_property (t.scale, GTK_ACCESSIBLE_PROPERTY_LABEL, "Threshold of A, women");
  gtk_test_accessible_assert_property (t.spin, GTK_ACCESSIBLE_PROPERTY_LABEL, "Threshold of A, women");
  gtk_test_accessible_assert_role (t.scale, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_role (t.spin, GTK_ACCESSIBLE_ROLE_SPIN_BUTTON);
  g_object_unref (t.control);
}

/* The preview's tip stands where the slider's middle would stand for the same value. */
static void
test_threshold_preview (void) {
  Threshold t;
  threshold_init (&t);
  GtkWidget *window = show_widget (GTK_WIDGET (t.control), 300, 60);
  GtkWidget *trough = gtk_widget_get_first_child (t.scale);
  for (double value = 0; value <= 1; value += 0.25) {
    graphene_rect_t bounds, slider = {0};
    cp_threshold_control_set_threshold (t.control, value);
    cp_threshold_control_set_preview (t.control, value);
    wait_for_draws (GTK_WIDGET (t.control));
    for (GtkWidget *part = gtk_widget_get_first_child (trough); part != NULL;
         part = gtk_widget_get_next_sibling (part))
      if (g_str_equal (gtk_widget_get_css_name (part), "slider"))
        g_assert_true (gtk_widget_compute_bounds (part, t.scale, &slider));
    g_assert_true (gtk_widget_compute_bounds (trough, t.scale, &bounds));
    assert_close (bounds.origin.x + value * bounds.size.width, slider.origin.x + slider.size.width / 2, 1);
  }
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (t.control);
}

/* --- value row --- */

static CpValueRow *
make_row (CpValueKind kind, const char *const *choices, int *n_changed) {
  CpValueRow *row = g_object_ref_sink (CP_VALUE_ROW (cp_value_row_new ("Income", kind, choices, NULL)));
  *n_changed = 0;
  g_signal_connect_swapped (row, "changed", G_CALLBACK (count), n_changed);
  return row;
}

static void
assert_text (CpValueRow *row, const char *expected) {
  g_autofree char *text = cp_value_row_get_text (row);
  g_assert_cmpstr (text, ==, expected);
}

static GtkEditable *
entry_of (CpValueRow *row) {
  return GTK_EDITABLE (find_widget (GTK_WIDGET (row), GTK_TYPE_ENTRY));
}

static void
test_number_row (void) {
  int n;
  CpValueRow *row = make_row (CP_VALUE_NUMBER, (const char *const[]){"Exempt", NULL}, &n);
  cp_value_row_set_value (row, "74");
  g_assert_cmpint (n, ==, 0);
  gtk_editable_set_text (entry_of (row), "82");
  g_assert_cmpint (n, >=, 1);
  g_assert_true (cp_value_row_is_changed (row));
  g_assert_true (gtk_widget_get_visible (find_label (GTK_WIDGET (row), "was 74")));
  gtk_editable_set_text (entry_of (row), "lots");
  g_assert_true (cp_value_row_has_error (row));
  g_assert_nonnull (find_label (GTK_WIDGET (row), "“lots” is no number."));
  gtk_test_accessible_assert_property (entry_of (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "“lots” is no number.");
  gtk_editable_set_text (entry_of (row), "Exempt");
  g_assert_false (cp_value_row_has_error (row));
  gtk_editable_set_text (entry_of (row), " 1\u00a0234.5 ");
  assert_text (row, "1234.5");
  gtk_editable_set_text (entry_of (row), "\u22122e3");
  assert_text (row, "-2e3");
  g_assert_false (cp_value_row_has_error (row));
  gtk_editable_set_text (entry_of (row), "74.0"); /* the same number */
  g_assert_false (cp_value_row_is_changed (row));
  gtk_editable_set_text (entry_of (row), "nan");
  g_assert_true (cp_value_row_has_error (row));
  gtk_editable_set_text (entry_of (row), "");
  assert_text (row, "");
  g_assert_false (cp_value_row_has_error (row));
  g_assert_true (cp_value_row_is_changed (row));
  n = 0;
  cp_value_row_revert (row);
  g_assert_cmpint (n, ==, 1);
  assert_text (row, "74");
  cp_value_row_revert (row);
  g_assert_cmpint (n, ==, 1);
  g_object_unref (row);
}

static void
test_steps (void) {
  int n;
  CpValueRow *row = make_row (CP_VALUE_NUMBER, NULL, &n);
  GtkWidget *entry = GTK_WIDGET (entry_of (row));
  static const char *const steps[][2] = {{"82", "83"}, {"0.35", "0.36"}, {"9.99", "10.00"}, {"-0.1", "0.0"}};
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    cp_value_row_set_value (row, steps[i][0]);
    g_assert_true (press_key (entry, GDK_KEY_Up, 0));
    assert_text (row, steps[i][1]);
    press_key (entry, GDK_KEY_Down, 0);
    g_assert_false (cp_value_row_is_changed (row));
  }
  cp_value_row_set_value (row, "");
  press_key (entry, GDK_KEY_Up, 0);
  assert_text (row, "");
  g_object_unref (row);
}

static void
test_category_row (void) {
  int n;
  CpValueRow *row =
      make_row (CP_VALUE_CATEGORY, (const char *const[]){"Female", "Male", "(missing)", NULL}, &n);
  GtkDropDown *drop = GTK_DROP_DOWN (find_widget (GTK_WIDGET (row), GTK_TYPE_DROP_DOWN));
  gtk_test_accessible_assert_property (drop, GTK_ACCESSIBLE_PROPERTY_LABEL, "Income");
  cp_value_row_set_value (row, "Female");
  assert_text (row, "Female");
  g_assert_cmpint (n, ==, 0);
  gtk_drop_down_set_selected (drop, 1);
  g_assert_cmpint (n, ==, 1);
  assert_text (row, "Male");
  g_assert_true (cp_value_row_is_changed (row));
  gtk_drop_down_set_selected (drop, 2); /* a value that happens to be called so */
  assert_text (row, "(missing)");
  gtk_drop_down_set_selected (drop, 3);
  assert_text (row, "");
  cp_value_row_set_value (row, "Unknown"); /* was not among the choices */
  assert_text (row, "Unknown");
  g_assert_false (cp_value_row_is_changed (row));
  cp_value_row_set_edited (row, NULL);
  assert_text (row, "");
  g_assert_nonnull (find_label (GTK_WIDGET (row), "was Unknown"));
  cp_value_row_set_error (row, "Income: no such value.");
  g_assert_true (cp_value_row_has_error (row));
  gtk_drop_down_set_selected (drop, 0);
  g_assert_false (cp_value_row_has_error (row)); /* until the next change */
  g_object_unref (row);
}

/* Several rows that differ: nothing is a change until the person gives them all one value. */
static void
test_mixed_row (void) {
  int n;
  CpValueRow *row = make_row (CP_VALUE_CATEGORY, (const char *const[]){"Female", "Male", NULL}, &n);
  GtkDropDown *drop = GTK_DROP_DOWN (find_widget (GTK_WIDGET (row), GTK_TYPE_DROP_DOWN));
  cp_value_row_set_mixed (row, NULL);
  GtkStringObject *shown = gtk_drop_down_get_selected_item (drop);
  g_assert_cmpstr (gtk_string_object_get_string (shown), ==, "mixed");
  g_assert_false (cp_value_row_is_changed (row));
  gtk_drop_down_set_selected (drop, 2); /* mixed, Female, Male, (missing) */
  g_assert_cmpint (n, >=, 1);           /* told again as the choices close up: the same value */
  n = 0;
  assert_text (row, "Male");
  g_assert_true (cp_value_row_is_changed (row));
  g_assert_nonnull (find_label (GTK_WIDGET (row), "was mixed"));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (drop)), ==,
                    3);                   /* mixed is no choice */
  cp_value_row_set_mixed (row, "Female"); /* all share one after an edit */
  assert_text (row, "Female");
  g_assert_true (cp_value_row_is_changed (row));
  cp_value_row_set_value (row, "Male"); /* one row again */
  assert_text (row, "Male");
  g_assert_false (cp_value_row_is_changed (row));
  g_assert_cmpint (n, ==, 0);
  g_object_unref (row);

  row = make_row (CP_VALUE_NUMBER, NULL, &n);
  cp_value_row_set_mixed (row, NULL);
  g_assert_false (cp_value_row_has_error (row));
  g_assert_cmpstr (gtk_entry_get_placeholder_text (GTK_ENTRY (entry_of (row))), ==, "mixed");
  gtk_editable_set_text (entry_of (row), "82");
  assert_text (row, "82");
  g_assert_true (cp_value_row_is_changed (row));
  g_assert_cmpstr (gtk_entry_get_placeholder_text (GTK_ENTRY (entry_of (row))), !=, "mixed");
  g_object_unref (row);
}

/* Allowed, and said in words at the control too; the bounds themselves are inside. */
static void
test_outside (void) {
  int n;
  CpValueRow *row = make_row (CP_VALUE_NUMBER, NULL, &n);
  cp_value_row_set_value (row, "74");
  cp_value_row_set_range (row, 1, 1540);
  g_assert_false (cp_value_row_is_outside (row));
  gtk_editable_set_text (entry_of (row), "1540");
  g_assert_false (cp_value_row_is_outside (row));
  gtk_editable_set_text (entry_of (row), "1541");
  g_assert_true (cp_value_row_is_outside (row));
  g_assert_false (cp_value_row_has_error (row));
  const char *text = "outside 1\u20131\u00a0540 of the table";
  g_assert_true (gtk_widget_get_visible (gtk_widget_get_parent (find_label (GTK_WIDGET (row), text))));
  gtk_test_accessible_assert_property (entry_of (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
  gtk_editable_set_text (entry_of (row), "lots"); /* a refusal says more */
  g_assert_false (cp_value_row_is_outside (row));
  gtk_test_accessible_assert_property (entry_of (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "“lots” is no number.");
  gtk_editable_set_text (entry_of (row), "");
  g_assert_false (cp_value_row_is_outside (row));
  gtk_test_accessible_assert_property (entry_of (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "");
  g_object_unref (row);
}

static void
test_boolean_row (void) {
  int n;
  CpValueRow *row = make_row (CP_VALUE_BOOLEAN, (const char *const[]){"no", "yes", NULL}, &n);
  GtkCheckButton *check = GTK_CHECK_BUTTON (find_widget (GTK_WIDGET (row), GTK_TYPE_CHECK_BUTTON));
  g_assert_true (gtk_check_button_get_inconsistent (check));
  g_assert_cmpstr (gtk_check_button_get_label (check), ==, "(missing)");
  cp_value_row_set_value (row, "no");
  g_assert_cmpstr (gtk_check_button_get_label (check), ==, "no");
  g_assert_cmpint (n, ==, 0);
  gtk_check_button_set_active (check, TRUE);
  g_assert_cmpint (n, ==, 1);
  assert_text (row, "yes");
  g_assert_cmpstr (gtk_check_button_get_label (check), ==, "yes");
  g_assert_true (gtk_widget_get_visible (find_label (GTK_WIDGET (row), "was no")));
  press_key (GTK_WIDGET (check), GDK_KEY_Delete, 0);
  assert_text (row, "");
  g_assert_cmpint (n, ==, 2);
  g_object_unref (row);
}

static void
test_text_row (void) {
  int n;
  CpValueRow *row = make_row (CP_VALUE_TEXT, NULL, &n);
  GtkWidget *view = find_widget (GTK_WIDGET (row), GTK_TYPE_TEXT_VIEW);
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Income");
  cp_value_row_set_value (row, "one\ntwo");
  g_assert_cmpint (n, ==, 0);
  assert_text (row, "one\ntwo");
  gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "!", -1);
  g_assert_cmpint (n, ==, 1);
  g_assert_true (cp_value_row_is_changed (row));
  g_object_unref (row);
}

/* One button a row takes that value back, as a person's edit. */
static void
test_revert_button (void) {
  int n;
  CpValueRow *row = make_row (CP_VALUE_CATEGORY, (const char *const[]){"a", "b", NULL}, &n);
  cp_value_row_set_value (row, "a");
  GtkWidget *button = find_widget (GTK_WIDGET (row), GTK_TYPE_BUTTON);
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, "Revert Income");
  g_assert_false (gtk_widget_get_visible (button));
  cp_value_row_set_edited (row, "b");
  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
  assert_text (row, "a");
  g_assert_cmpint (n, ==, 1);
  g_assert_false (gtk_widget_get_visible (button));
  g_object_unref (row);
}

static void
test_row_starts_missing (void) {
  static const CpValueKind kinds[] = {CP_VALUE_NUMBER, CP_VALUE_CATEGORY, CP_VALUE_BOOLEAN, CP_VALUE_TEXT};
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    int n;
    CpValueRow *row = make_row (kinds[i], (const char *const[]){"false", "true", NULL}, &n);
    assert_text (row, "");
    g_assert_false (cp_value_row_is_changed (row));
    cp_value_row_set_value (row, "true");
    assert_text (row, "true");
    g_assert_cmpint (n, ==, 0);
    g_assert_cmpstr (cp_value_row_get_name (row), ==, "Income");
    g_object_unref (row);
  }
}

static void
remember_answer (CpMessageBar *bar, gboolean is_yes, gpointer data) {
  *(int *)data = is_yes;
}

static void
test_question (void) {
  int answer = -1;
  CpMessageBar *bar = CP_MESSAGE_BAR (cp_message_bar_new ());
  cp_message_bar_show_notice (bar, "Shown, or nothing is drawn");
  GtkWidget *window = show_widget (GTK_WIDGET (bar), 500, 60);
  g_signal_connect (bar, "answered", G_CALLBACK (remember_answer), &answer);
  for (int is_yes = 0; is_yes <= 1; is_yes++) {
    cp_message_bar_ask (bar, "Restore unsaved work?", "Restore", "Discard");
    g_assert_cmpstr (cp_message_bar_get_text (bar), ==, "Restore unsaved work?");
    GtkWidget *label = find_label (GTK_WIDGET (bar), is_yes ? "Restore" : "Discard");
    g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
    g_assert_cmpint (answer, ==, is_yes);
    g_assert_null (cp_message_bar_get_text (bar));
  }
  cp_message_bar_show_error (bar, "Something else"); /* is no question */
  g_assert_false (gtk_widget_get_visible (
      gtk_widget_get_ancestor (find_label (GTK_WIDGET (bar), "Restore"), GTK_TYPE_BUTTON)));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/badge/wears-its-models-colour", test_badge);
  g_test_add_func ("/ui/tooltip/is-told-and-answers-with-its-last-words", test_tooltip);
  g_test_add_func ("/ui/after-paint/waits-for-a-frame-and-is-called-once", test_after_paint);
  g_test_add_func ("/ui/message-bar/shows-says-and-closes", test_message_bar);
  g_test_add_func ("/ui/threshold/both-parts-say-the-same-and-notify-only-on-change",
                   test_threshold_parts_agree);
  g_test_add_func ("/ui/threshold/what-was-set-is-not-rounded-by-showing-it",
                   test_threshold_keeps_what_was_set);
  g_test_add_func ("/ui/mark-bar/is-a-scale-in-hundredths-that-keeps-what-was-set", test_mark_is_a_scale);
  g_test_add_func ("/ui/threshold/above-one-is-nobody", test_threshold_nobody);
  g_test_add_func ("/ui/threshold/both-parts-carry-its-name", test_threshold_names);
  g_test_add_func ("/ui/threshold/the-preview-stands-where-the-slider-would", test_threshold_preview);
  g_test_add_func ("/ui/value-row/a-number-judges-its-text", test_number_row);
  g_test_add_func ("/ui/value-row/arrows-change-the-last-digit", test_steps);
  g_test_add_func ("/ui/value-row/a-category-offers-its-values-and-missing", test_category_row);
  g_test_add_func ("/ui/value-row/several-values-are-mixed-until-one-is-given", test_mixed_row);
  g_test_add_func ("/ui/value-row/marks-what-no-row-of-the-table-reaches", test_outside);
  g_test_add_func ("/ui/value-row/a-boolean-is-a-check-with-its-word", test_boolean_row);
  g_test_add_func ("/ui/value-row/text-has-lines", test_text_row);
  g_test_add_func ("/ui/value-row/one-value-is-taken-back", test_revert_button);
  g_test_add_func ("/ui/value-row/starts-missing-and-takes-a-value-silently", test_row_starts_missing);
  g_test_add_func ("/ui/lazy-menu/is-made-when-it-is-opened", test_lazy_menu);
  g_test_add_func ("/ui/message-bar/a-question-is-answered-once", test_question);
  return g_test_run ();
}
