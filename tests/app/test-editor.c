#include "app/app-resources.h"
#include "app/panels/compare-bar.h"
#include "app/panels/curve-window.h"
#include "app/panels/effects-bar.h"
#include "app/panels/field-line.h"
#include "app/panels/field-list.h"
#include "app/panels/points-page.h"
#include "app/panels/row-pane.h"
#include "app/session/session-inputs.h"
#include "app/session/session-selection.h"
#include "app/settings.h"
#include "tests/app/idle.h"
#include "tests/app/unit.h"
#include "tests/fixture.h"
#include "tests/ui/display.h"
#include "ui/controls/tooltip.h"
#include "ui/plot/response.h"
#include "ui/style/style.h"

/* The editor of the selected row on a display: what its parts do to the session and to each other. */

static char *folder;

/* The values of a one-hot group stand in columns of their own: home_own, home_rent. */
#define PEOPLE                                                                                               \
  "amount,sex,home_own,home_rent,granted,given\n"                                                            \
  "1,Female,1,0,0,0.1\n"                                                                                     \
  "2,Male,0,1,1,0.9\n"                                                                                       \
  "3,Female,1,0,1,0.4\n"                                                                                     \
  "0,Male,0,1,0,0.6\n"                                                                                       \
  "1,Male,1,0,1,0.7\n"                                                                                       \
  "0.5,Female,0,1,0,0.2\n"

#define PANE 421 /* 420 and its border */
#define LONG "a_column_whose_name_is_longer_than_any_pane_is_wide_and_goes_on_for_a_while"

typedef struct {
  CpSession *session;
  GtkWidget *page, *window;
} Shown;

/* What is wanted begins once it is on the screen, which takes frames. */
static void
wait_for_effects (CpSession *session, CpEffectsOf of) {
  gint64 end = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
  CpExplanations *row = cp_session_get_explanations (session);
  CpGlobalExplanations *table = cp_session_get_global_explanations (session);
  while (g_get_monotonic_time () < end) {
    gboolean is_known = of == CP_EFFECTS_OF_ROW ? cp_explanations_get_row (row, 0) != NULL
                                                : cp_global_explanations_get (table, 0) != NULL;
    if (is_known && !cp_jobs_is_busy (cp_session_get_jobs (session)))
      return;
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
  g_error ("no effects within a minute");
}

static void
wait_for_curves (CpSession *session) {
  gint64 end = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
  while (!cp_dependences_is_complete (cp_session_get_dependences (session)) && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  wait_idle (session);
}

static Shown
show_table (const char *file, const char *label, const char *const *models) {
  Shown shown = {.session = cp_session_new ()};
  shown.page = cp_points_page_new (shown.session);
  shown.window = show_widget (shown.page, 1280, 700);
  CpSources *sources = cp_sources_new ();
  sources->data = g_build_filename (folder, file, NULL);
  sources->label = g_strdup (label);
  for (; *models != NULL; models++) {
    g_autofree char *where =
        strchr (*models, ':') != NULL ? g_strdup (*models) : g_build_filename (folder, *models, NULL);
    cp_sources_add_model (sources, NULL, where, NULL);
  }
  cp_session_open_sources (shown.session, sources);
  wait_idle (shown.session);
  g_assert_true (cp_session_is_open (shown.session));
  cp_session_select_row (shown.session, 0);
  wait_idle (shown.session);
  wait_for_draws (shown.page);
  return shown;
}

static Shown
show_people (void) {
  return show_table ("people.csv", "granted", (const char *const[]){"unit.h5", "column:given", NULL});
}

static void
shown_clear (Shown *shown) {
  gtk_window_destroy (GTK_WINDOW (shown->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (shown->session);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shown, shown_clear)

/* The names of the lines as they stand, those hidden left out. */
static char *
list_names (GtkWidget *page) {
  GString *names = g_string_new (NULL);
  GtkWidget *line = find_widget (page, CP_TYPE_FIELD_LINE);
  g_assert_nonnull (line);
  for (line = gtk_widget_get_first_child (gtk_widget_get_parent (line)); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    if (gtk_widget_get_visible (line))
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "",
                              cp_value_row_get_name (cp_field_line_get_row (CP_FIELD_LINE (line))));
  return g_string_free (names, FALSE);
}

static CpFieldLine *
find_line (GtkWidget *page, const char *name) {
  GtkWidget *line = find_widget (page, CP_TYPE_FIELD_LINE);
  for (line = gtk_widget_get_first_child (gtk_widget_get_parent (line)); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    if (g_str_equal (cp_value_row_get_name (cp_field_line_get_row (CP_FIELD_LINE (line))), name))
      return CP_FIELD_LINE (line);
  g_assert_not_reached ();
}

static CpValueRow *
find_row (Shown *shown, const char *name) {
  return cp_field_line_get_row (find_line (shown->page, name));
}

/* As if typed. */
static void
type_text (CpValueRow *row, const char *text) {
  gtk_editable_set_text (GTK_EDITABLE (find_widget (GTK_WIDGET (row), GTK_TYPE_ENTRY)), text);
}

static void
assert_text (CpValueRow *row, const char *expected) {
  g_autofree char *text = cp_value_row_get_text (row);
  g_assert_cmpstr (text, ==, expected);
}

static GtkDropDown *
find_order (Shown *shown) {
  GtkWidget *list = find_widget (shown->page, CP_TYPE_FIELD_LIST);
  return GTK_DROP_DOWN (find_widget (gtk_widget_get_next_sibling (list), GTK_TYPE_DROP_DOWN));
}

/* ---- */

static void
test_columns_are_sorted_by_what_they_do (void) {
  cp_settings_set_shows_effects (FALSE);
  g_auto (Shown) shown = show_people ();
  CpEffectsBar *effects = CP_EFFECTS_BAR (find_widget (shown.page, CP_TYPE_EFFECTS_BAR));
  g_assert_false (cp_effects_bar_is_shown (effects));
  gtk_drop_down_set_selected (find_order (&shown), CP_FIELD_ORDER_EFFECT_A);
  g_assert_true (cp_effects_bar_is_shown (effects)); /* only what is worked out can be sorted by */
  wait_for_effects (shown.session, CP_EFFECTS_OF_ROW);
  /* the words of Female against amount 1: by the attributions themselves */
  g_autofree double *sizes = cp_effects_bar_dup_effects (effects, 0);
  gboolean is_sex_first = fabs (sizes[1]) > fabs (sizes[0]);
  g_autofree char *names = list_names (shown.page);
  g_assert_cmpstr (names, ==,
                   is_sex_first ? "sex amount home granted given" : "amount sex home granted given");
  gtk_drop_down_set_selected (find_order (&shown), CP_FIELD_ORDER_EFFECT_B); /* it reads nothing */
  g_autofree char *by_b = list_names (shown.page);
  g_assert_cmpstr (by_b, ==, "amount sex home granted given");
}

static void
test_effects_of_the_table_are_the_global_answer (void) {
  cp_settings_set_shows_effects (TRUE);
  g_auto (Shown) shown = show_people ();
  CpEffectsBar *effects = CP_EFFECTS_BAR (find_widget (shown.page, CP_TYPE_EFFECTS_BAR));
  cp_effects_bar_set_of (effects, CP_EFFECTS_OF_TABLE);
  wait_for_effects (shown.session, CP_EFFECTS_OF_TABLE);
  const CpGlobalAnswer *answer =
      cp_global_explanations_get (cp_session_get_global_explanations (shown.session), 0);
  g_assert_nonnull (answer);
  g_autofree double *sizes = cp_effects_bar_dup_effects (effects, 0);
  g_assert_cmpuint (answer->global->n_groups, ==, 2);
  assert_close (sizes[0], answer->global->mean_abs[0], 0);
  assert_close (sizes[1], answer->global->mean_abs[1], 0);
  g_assert_cmpfloat (sizes[0], >, 0);
  g_assert_true (isnan (sizes[2]));
  GtkWidget *cell = find_widget (GTK_WIDGET (find_line (shown.page, "amount")), CP_TYPE_EFFECT_CELL);
  const char *tooltip = cp_tooltip_get (cell);
  g_assert_true (g_str_has_prefix (tooltip, "A moves by "));
  g_assert_nonnull (strstr (tooltip, " on average over 6 rows, mean "));
}

static void
test_a_refusal_stays_while_another_value_is_edited (void) {
  g_auto (Shown) shown = show_people ();
  CpValueRow *amount = find_row (&shown, "amount");
  type_text (amount, "much");
  g_assert_true (cp_value_row_has_error (amount));
  type_text (find_row (&shown, "given"), "0.3");
  g_assert_true (cp_value_row_has_error (amount));
  assert_text (amount, "much");
  type_text (amount, "2");
  g_assert_false (cp_value_row_has_error (amount));
}

static void
test_single_columns_follow_the_drop_down (void) {
  g_auto (Shown) shown = show_people ();
  CpFieldLine *line = find_line (shown.page, "home");
  GtkWidget *expander = find_widget (GTK_WIDGET (line), GTK_TYPE_EXPANDER);
  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  wait_for_draws (shown.page);
  GtkWidget *own = find_widget (gtk_expander_get_child (GTK_EXPANDER (expander)), GTK_TYPE_CHECK_BUTTON);
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (own)));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find_widget (GTK_WIDGET (line), GTK_TYPE_DROP_DOWN)), 1);
  assert_text (find_row (&shown, "home"), "rent");
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (own)));
}

/* "mixed" is no value: there is nothing to go back to, one column at a time. */
static void
test_what_was_mixed_cannot_become_a_value (void) {
  g_auto (Shown) shown = show_people ();
  const guint32 rows[] = {0, 1};
  cp_session_set_selection (shown.session, rows, 2, 0);
  CpValueRow *sex = find_row (&shown, "sex");
  const CpField *field = cp_fields_find (cp_session_get_fields (shown.session), "sex");
  g_assert_true (cp_session_edit (shown.session, field, "Male", NULL));
  assert_text (sex, "Male");
  g_assert_true (cp_value_row_is_changed (sex));
  cp_value_row_revert (sex);
  g_autofree char *now = cp_session_dup_shared_cell (shown.session, field, FALSE);
  g_assert_cmpstr (now, ==, "Male");
}

static void
test_the_plot_puts_a_value_into_the_row (void) {
  cp_settings_set_shows_effects (TRUE);
  g_auto (Shown) shown = show_people ();
  GtkWidget *window = cp_curve_window_new (shown.session);
  cp_curve_window_set_column (CP_CURVE_WINDOW (window), "amount");
  gtk_window_present (GTK_WINDOW (window));
  wait_for_curves (shown.session);
  GtkWidget *chart = find_widget (window, CP_TYPE_RESPONSE_CHART);
  g_signal_emit_by_name (chart, "point-chosen", 3u); /* 0, 0.5, 1, 2, 3 */
  assert_text (find_row (&shown, "amount"), "2");
  cp_curve_window_set_column (CP_CURVE_WINDOW (window), "sex");
  g_signal_emit_by_name (chart, "point-chosen", 1u);
  const CpColumnCurves *curves = cp_dependences_get (cp_session_get_dependences (shown.session), "sex");
  assert_text (find_row (&shown, "sex"), curves->grid->cells[1]);
  gtk_window_destroy (GTK_WINDOW (window));
}

static int
measure_pane (Shown *shown) {
  int minimum;
  gtk_widget_measure (find_widget (shown->page, CP_TYPE_ROW_PANE), GTK_ORIENTATION_HORIZONTAL, -1, &minimum,
                      NULL, NULL, NULL);
  return minimum;
}

/* With nothing but columns of scores, long names of columns, models and categories, and all that can stand
 * beside a value. */
static void
test_the_pane_is_as_wide_as_drawn_whatever_stands_in_it (void) {
  cp_settings_set_shows_effects (TRUE);
  g_auto (Shown) people = show_people ();
  g_assert_cmpint (measure_pane (&people), ==, PANE);
  cp_session_compare_kind (people.session, CP_COMPARE_CHANGES, TRUE);
  cp_session_compare (people.session, TRUE, 0, CP_NORM_L1);
  wait_idle (people.session);
  g_assert_cmpint (measure_pane (&people), ==, PANE);
  g_auto (Shown) columns =
      show_table ("long.csv", NULL, (const char *const[]){"column:" LONG "_1", "column:" LONG "_2", NULL});
  g_assert_cmpint (measure_pane (&columns), ==, PANE);
  cp_session_compare (columns.session, TRUE, 0, CP_NORM_L1);
  wait_idle (columns.session);
  g_assert_cmpint (measure_pane (&columns), ==, PANE);
}

static void
write_tables (void) {
  g_autofree char *people = g_build_filename (folder, "people.csv", NULL),
                  *wide = g_build_filename (folder, "long.csv", NULL);
  g_autoptr (GString) text = g_string_new (LONG "," LONG "_1," LONG "_2\n");
  for (guint i = 0; i < 8; i++)
    g_string_append_printf (text,
                            "a category named at such a length that no control could ever show it %u,%g,%g\n",
                            i % 3, 0.1 * i, 0.9 - 0.1 * i);
  g_assert_true (g_file_set_contents (people, PEOPLE, -1, NULL));
  g_assert_true (g_file_set_contents (wide, text->str, -1, NULL));
  write_unit (folder);
}

/* To make them anew takes four frames. */
static void
test_lines_stay (void) {
  g_auto (Shown) shown = show_people ();
  CpFieldLine *line = find_line (shown.page, "amount");
  type_text (find_row (&shown, "amount"), "many"); /* the entry is emptied first */
  g_assert_true (cp_value_row_has_error (find_row (&shown, "amount")));
  cp_session_reload (shown.session);
  wait_idle (shown.session);
  g_assert_true (find_line (shown.page, "amount") == line);
  assert_text (find_row (&shown, "amount"), ""); /* what was refused is gone, the edit before it is not */
  g_assert_false (cp_value_row_has_error (find_row (&shown, "amount")));
  cp_session_select_row (shown.session, 1);
  assert_text (find_row (&shown, "amount"), "2");
}

/* What is told of the row while the table opens comes before the lines of the table. */
static void
test_fewer_columns (void) {
  g_auto (Shown) shown = show_people ();
  cp_effects_bar_show (CP_EFFECTS_BAR (find_widget (shown.page, CP_TYPE_EFFECTS_BAR)));
  g_autofree char *other = g_build_filename (folder, "other.csv", NULL);
  g_assert_true (g_file_set_contents (other, "amount,sex\n1,Female\n2,Diverse\n", -1, NULL));
  CpSources *sources = cp_sources_new ();
  sources->data = g_strdup (other);
  cp_session_open_sources (shown.session, sources);
  wait_idle (shown.session);
  g_autofree char *names = list_names (shown.page);
  g_assert_cmpstr (names, ==, "amount sex");
  cp_session_select_row (shown.session, 1);
  assert_text (find_row (&shown, "sex"), "Diverse");
  g_assert_cmpint (g_unlink (other), ==, 0);
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  cp_app_register_resource ();
  folder = g_dir_make_tmp ("cp-editor-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  write_tables ();
#define ADD(path, test) g_test_add_func ("/app/editor/" path, test)
  ADD ("lines-stay-for-a-table-of-the-same-columns", test_lines_stay);
  ADD ("a-table-of-fewer-columns-has-lines-of-its-own", test_fewer_columns);
  ADD ("columns-are-sorted-by-what-they-do", test_columns_are_sorted_by_what_they_do);
  ADD ("effects-of-the-table-are-the-global-answer", test_effects_of_the_table_are_the_global_answer);
  ADD ("a-refusal-stays-while-another-value-is-edited", test_a_refusal_stays_while_another_value_is_edited);
  ADD ("single-columns-follow-the-drop-down", test_single_columns_follow_the_drop_down);
  ADD ("what-was-mixed-cannot-become-a-value", test_what_was_mixed_cannot_become_a_value);
  ADD ("the-plot-puts-a-value-into-the-row", test_the_plot_puts_a_value_into_the_row);
  ADD ("the-pane-is-as-wide-as-drawn-whatever-stands-in-it",
       test_the_pane_is_as_wide_as_drawn_whatever_stands_in_it);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
