#include "core/base/random.h"
#include "tests/fixture.h"
#include "tests/ui/display.h"
#include "ui/plot/card.h"
#include "ui/plot/curve.h"
#include "ui/plot/gap-bars.h"
#include "ui/plot/histogram.h"
#include "ui/plot/rate-bar.h"
#include "ui/plot/scatter.h"
#include "ui/plot/score-bar.h"
#include "ui/style/style.h"

#include <math.h>
#include <string.h>

/* Four corners and the middle: what lies where is plain. */
static const double corner_x[] = {0.1, 0.9, 0.1, 0.9, 0.5}, corner_y[] = {0.1, 0.1, 0.9, 0.9, 0.5};

static char *
describe (guint row, gpointer data) {
  return g_strdup_printf ("Row %u\nA\t0.421 denied\nLabel\tdenied", row);
}

static CpScatter *
make_scatter (void) {
  CpScatter *scatter = CP_SCATTER (cp_scatter_new ());
  cp_scatter_set_title (scatter, "Decisions of A and B");
  cp_scatter_set_description (scatter, "5 rows, 2 decided differently");
  cp_scatter_set_series (scatter, (const char *const[]){"Same", "Only A"},
                         (const char *const[]){"agree_yes", "a_line"}, (double[]){3, 2}, 2);
  cp_scatter_set_points (scatter, corner_x, corner_y, (const guint8[]){0, 1, 0, 1, 0}, 5);
  cp_scatter_set_thresholds (scatter, 0.5, 0.7);
  cp_scatter_set_describe (scatter, describe, NULL, NULL);
  return scatter;
}

static void
remember_row (CpScatter *scatter, guint row, gpointer data) {
  *(gint64 *)data = row;
}

static CpCard *
card_of (gpointer chart) {
  return CP_CARD (find_widget (chart, CP_TYPE_CARD));
}

static void
test_scatter_tells (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 640, 420);
  gtk_test_accessible_assert_role (scatter, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (scatter, GTK_ACCESSIBLE_PROPERTY_LABEL, "Decisions of A and B");
  gtk_test_accessible_assert_property (scatter, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "5 rows, 2 decided differently");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_scatter_keys (void) {
  gint64 activated = -1;
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  g_signal_connect (scatter, "row-activated", G_CALLBACK (remember_row), &activated);
  g_assert_false (press_key (widget, GDK_KEY_Escape, 0)); /* nothing to hide: a dialog may have it */
  press_key (widget, GDK_KEY_Right, 0);                   /* the first arrow shows the row in the middle */
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpint (activated, ==, 4);
  g_assert_cmpstr (cp_card_get_lines (card_of (scatter)), ==, "Row 4\nA\t0.421 denied\nLabel\tdenied");
  gtk_test_accessible_assert_property (scatter, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "5 rows, 2 decided differently. Row 4 A 0.421 denied Label denied");
  cp_scatter_set_selected (scatter, 0, "row 0");
  press_key (widget, GDK_KEY_Escape, 0);
  g_assert_null (cp_card_get_lines (card_of (scatter)));
  static const guint keys[] = {GDK_KEY_Right, GDK_KEY_Right, GDK_KEY_Up, GDK_KEY_Left};
  static const gint64 rows[] = {4, 1, 3, 4}; /* from the selected row 0; of two corners the lower row */
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    press_key (widget, keys[i], 0);
    press_key (widget, GDK_KEY_Return, 0);
    g_assert_cmpint (activated, ==, rows[i]);
  }
  g_assert_false (press_key (widget, GDK_KEY_Right, GDK_CONTROL_MASK));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_scatter_zoom (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  int n_views = 0;
  g_signal_connect_swapped (scatter, "view-changed", G_CALLBACK (g_atomic_int_inc), &n_views);
  press_key (widget, GDK_KEY_plus, 0);
  assert_close (cp_scatter_get_zoom (scatter), 1.2, 1e-9);
  press_key (widget, GDK_KEY_0, 0);
  assert_close (cp_scatter_get_zoom (scatter), 1, 0);
  press_key (widget, GDK_KEY_minus, 0);
  assert_close (cp_scatter_get_zoom (scatter), 1, 0);
  gboolean is_handled;
  move_pointer (widget, 320, 200);
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_EVENT_CONTROLLER_SCROLL), "scroll", 0.0, -2.0,
                         &is_handled);
  g_assert_true (is_handled);
  assert_close (cp_scatter_get_zoom (scatter), 1.44, 1e-9);
  g_assert_cmpint (n_views, ==, 4);
  wait_for_draws (widget);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Finds the middle point by sweeping the pointer; the card shows, and no other row is there. */
static void
test_scatter_hover (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  guint seen[5] = {0};
  for (int y = 0; y < 420; y += 6)
    for (int x = 0; x < 640; x += 6) {
      move_pointer (widget, x, y);
      const char *lines = cp_card_get_lines (card_of (scatter));
      if (lines != NULL)
        seen[atoi (lines + strlen ("Row "))]++;
    }
  for (guint i = 0; i < 5; i++) {
    g_assert_cmpuint (seen[i], >, 5); /* a disc of 12 pixels holds some twelve of these places */
    g_assert_cmpuint (seen[i], <, 20);
  }
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_EVENT_CONTROLLER_MOTION), "leave");
  g_assert_null (cp_card_get_lines (card_of (scatter)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static guint
count_pixels (GtkWidget *widget, const char *name) {
  GdkRGBA colour;
  cairo_surface_t *surface = paint_widget (widget);
  guint n = 0;
  cp_style_lookup (widget, name, &colour);
  for (int y = 0; y < gtk_widget_get_height (widget); y++)
    for (int x = 0; x < gtk_widget_get_width (widget); x++)
      n += pixel_at (surface, x, y) == to_pixel (&colour);
  cairo_surface_destroy (surface);
  return n;
}

static void
click (GtkWidget *widget, int n_press, double x, double y) {
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_GESTURE_CLICK), "released", n_press, x, y);
}

/* A click on a legend entry takes its series off the picture and brings it back. */
static void
test_scatter_legend (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  gint64 activated = -1;
  g_signal_connect (scatter, "row-activated", G_CALLBACK (remember_row), &activated);
  guint before = count_pixels (widget, "a_line");
  int n_toggled = 0;
  for (int x = 300; x < 640 && n_toggled == 0; x += 4) {
    click (widget, 1, x, 15);
    n_toggled = cp_scatter_is_hidden (scatter, 1);
    if (cp_scatter_is_hidden (scatter, 0))
      click (widget, 1, x, 15);
  }
  g_assert_true (cp_scatter_is_hidden (scatter, 1));
  g_assert_false (cp_scatter_is_hidden (scatter, 0));
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "a_line"), <, before);
  for (int i = 0; i < 640 * 420; i += 31)
    click (widget, 1, i % 640, 40 + i / 640 % 380); /* hidden rows are not picked either */
  g_assert_true (activated != 1 && activated != 3);
  g_assert_cmpint (activated, >=, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
remember_threshold (CpScatter *scatter, guint axis, double value, gpointer data) {
  double *moved = data;
  moved[axis] = value;
  cp_scatter_set_thresholds (scatter, axis == 0 ? value : 0.5, axis == 1 ? value : 0.7);
}

/* The gesture itself is tried end to end; here its law: the line is found where it is drawn. */
static void
test_scatter_marks (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  double moved[2] = {NAN, NAN};
  g_signal_connect (scatter, "threshold-moved", G_CALLBACK (remember_threshold), moved);
  guint with = count_pixels (widget, "t1");
  cp_scatter_set_thresholds (scatter, NAN, NAN);
  wait_for_draws (widget);
  guint without = count_pixels (widget, "t1");
  g_assert_cmpuint (with, >, without + 300); /* two dashed lines */
  cp_scatter_set_selected (scatter, 4, "row 4");
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "t1"), >, without + 20); /* the ring */
  g_assert_cmpint (cp_scatter_get_selected (scatter), ==, 4);
  cp_scatter_set_place (scatter, 0.3, 0.3);
  cp_scatter_set_trail (scatter, (double[]){0.5, 0.4}, (double[]){0.5, 0.4}, 2);
  wait_for_draws (widget);
  guint unlinked = count_pixels (widget, "t1");
  cp_scatter_set_link (scatter, 3, 0.9, 0.9, "nearest counterfactual 7");
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "t1"), >, unlinked + 15); /* a line, a ring, a label */
  cp_scatter_set_link (scatter, -1, 0, 0, NULL);
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "t1"), ==, unlinked);
  cp_scatter_set_link (scatter, 3, 0.9, 0.9, NULL); /* drawn only from a row that is seen */
  cp_scatter_set_selected (scatter, 99, "a row that is not there");
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "t1"), ==, without);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
remember_rows (CpScatter *scatter, GArray *rows, gpointer data) {
  GArray **chosen = data;
  g_clear_pointer (chosen, g_array_unref);
  *chosen = g_array_copy (rows);
}

/* From the row in the middle, up and to the right by keys, to the corner of row 3. */
static void
test_scatter_box (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  g_autoptr (GArray) chosen = NULL;
  g_signal_connect (scatter, "rows-chosen", G_CALLBACK (remember_rows), &chosen);
  cp_scatter_set_selected (scatter, 4, NULL);
  for (guint i = 0; i < 16; i++) {
    g_assert_true (press_key (widget, GDK_KEY_Right, GDK_SHIFT_MASK));
    g_assert_true (press_key (widget, GDK_KEY_Up, GDK_SHIFT_MASK));
  }
  press_key (widget, GDK_KEY_Left, GDK_SHIFT_MASK);
  gtk_test_accessible_assert_property (
      scatter, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "5 rows, 2 decided differently. Drawing a box; Enter chooses the rows in it, Escape leaves it");
  g_assert_true (press_key (widget, GDK_KEY_Return, 0));
  while (chosen == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (chosen->len, >=, 1);
  g_assert_cmpuint (g_array_index (chosen, guint32, 0), ==,
                    3); /* row 4 stands on the edge that is not of it */
  press_key (widget, GDK_KEY_Down, GDK_SHIFT_MASK);
  g_assert_true (press_key (widget, GDK_KEY_Escape, 0));
  g_assert_false (press_key (widget, GDK_KEY_Escape, 0)); /* the box is gone */
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Pixels nothing is drawn on. */
static guint
count_empty (GtkWidget *widget) {
  cairo_surface_t *surface = paint_widget (widget);
  guint n = 0;
  for (int y = 0; y < gtk_widget_get_height (widget); y++)
    for (int x = 0; x < gtk_widget_get_width (widget); x++)
      n += pixel_at (surface, x, y) == 0;
  cairo_surface_destroy (surface);
  return n;
}

/* Text leaves cairo's pen where it ended: no line may begin there. What a box takes of the ground is the same
 * whether the selected row, right of it, wears a label or not. */
static void
test_scatter_pen (void) {
  guint taken[2];
  for (guint i = 0; i < 2; i++) {
    CpScatter *scatter = make_scatter ();
    GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
    cp_scatter_set_selected (scatter, 4, i == 1 ? "row 4" : NULL);
    wait_for_draws (widget);
    guint before = count_empty (widget);
    for (guint k = 0; k < 3; k++) {
      press_key (widget, GDK_KEY_Down, GDK_SHIFT_MASK);
      press_key (widget, GDK_KEY_Left, GDK_SHIFT_MASK);
    }
    wait_for_draws (widget);
    taken[i] = before - count_empty (widget);
    gtk_window_destroy (GTK_WINDOW (window));
  }
  g_assert_cmpuint (taken[0], >, 1000);
  g_assert_cmpuint (taken[0], ==, taken[1]);
}

static void
test_scatter_toggle (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  g_assert_true (press_key (widget, GDK_KEY_2, 0));
  g_assert_true (cp_scatter_is_hidden (scatter, 1));
  g_assert_false (cp_scatter_is_hidden (scatter, 0));
  press_key (widget, GDK_KEY_9, 0); /* there is no ninth */
  press_key (widget, GDK_KEY_2, 0);
  g_assert_false (cp_scatter_is_hidden (scatter, 1));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Two panels: what lies in the second is drawn there, in both modes of the frame, and walked to from the
 * first.
 */
static void
test_scatter_panels (void) {
  gint64 activated = -1;
  CpScatter *scatter = make_scatter ();
  double *x = g_memdup2 (corner_x, sizeof corner_x), *y = g_memdup2 (corner_y, sizeof corner_y);
  guint8 *panels = g_memdup2 ((const guint8[]){0, 0, 0, 0, 1}, 5);
  y[0] = NAN; /* in the lane below */
  cp_scatter_take_points (scatter, cp_points_take (x, y, NULL, panels, 5));
  cp_scatter_set_panels (scatter, (const char *const[]){"Female", "Male", NULL}, NULL,
                         (const char *const[]){"4 rows", "1 row", NULL});
  cp_scatter_set_lanes (scatter, FALSE, TRUE);
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 700, 420);
  g_signal_connect (scatter, "row-activated", G_CALLBACK (remember_row), &activated);
  cp_scatter_set_selected (scatter, 3, NULL);
  press_key (widget, GDK_KEY_Right, 0);
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpint (activated, ==, 4); /* in the middle of the panel beside it */
  press_key (widget, GDK_KEY_Escape, 0);
  cp_scatter_set_selected (scatter, 1, NULL);
  press_key (widget, GDK_KEY_Left, 0);
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpint (activated, ==, 0); /* … and in the lane */
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_scatter_large (void) {
  enum { N = 250000 };
  CpRandom random;
  g_autofree double *x = g_new (double, N), *y = g_new (double, N);
  cp_random_init (&random, 1);
  for (int i = 0; i < N; i++) {
    x[i] = cp_random_uniform (&random);
    y[i] = cp_random_uniform (&random);
  }
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  cp_scatter_set_points (scatter, x, y, NULL, N);
  move_pointer (widget, 300, 200); /* the old index no longer answers */
  g_assert_null (cp_card_get_lines (card_of (scatter)));
  for (int tries = 0; cp_card_get_lines (card_of (scatter)) == NULL; tries++) {
    g_assert_cmpint (tries, <, 500);
    wait_for_draws (widget); /* drawn on another thread */
    move_pointer (widget, 300, 200 + tries % 2);
  }
  gtk_window_destroy (GTK_WINDOW (window)); /* with a build under way */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* (transfer none) (nullable): the first texture drawn under @node */
static GdkTexture *
find_texture (GskRenderNode *node) {
  switch (gsk_render_node_get_node_type (node)) {
  case GSK_TEXTURE_NODE:
    return gsk_texture_node_get_texture (node);
  case GSK_CLIP_NODE:
    return find_texture (gsk_clip_node_get_child (node));
  case GSK_TRANSFORM_NODE:
    return find_texture (gsk_transform_node_get_child (node));
  case GSK_CONTAINER_NODE:
    for (guint i = 0; i < gsk_container_node_get_n_children (node); i++) {
      GdkTexture *texture = find_texture (gsk_container_node_get_child (node, i));
      if (texture != NULL)
        return texture;
    }
    return NULL;
  default:
    return NULL;
  }
}

/* (transfer full): the picture of the points on the screen now */
static GdkTexture *
grab_points (GtkWidget *widget) {
  wait_for_draws (widget);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  GdkTexture *texture = g_object_ref (find_texture (node));
  gsk_render_node_unref (node);
  return texture;
}

static void
test_scatter_keeps_its_texture (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  g_autoptr (GdkTexture) first = grab_points (widget);
  for (int x = 100; x < 600; x += 50)
    move_pointer (widget, x, 200);
  press_key (widget, GDK_KEY_Right, 0);
  cp_scatter_set_thresholds (scatter, 0.2, 0.3);
  cp_scatter_set_selected (scatter, 2, "row 2");
  cp_scatter_set_series (scatter, (const char *const[]){"Same", "Only A"},
                         (const char *const[]){"agree_yes", "a_line"}, (double[]){4, 1}, 2);
  g_autoptr (GdkTexture) same = grab_points (widget);
  g_assert_true (same == first);
  cp_style_set_scheme (CP_SCHEME_DARK);
  g_autoptr (GdkTexture) dark = grab_points (widget);
  g_assert_true (dark != first);
  cp_style_set_scheme (CP_SCHEME_LIGHT);
  cp_scatter_zoom (scatter, 2);
  g_autoptr (GdkTexture) zoomed = grab_points (widget);
  g_assert_true (zoomed != dark);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- curves --- */

static const double curve_x[] = {0, 0.1, 0.4, 1}, curve_y[] = {0, 0.6, 0.9, 1}, lower_y[] = {0, 0.2, 0.5, 1};

static CpCurveChart *
make_curves (void) {
  CpCurveChart *chart = CP_CURVE_CHART (cp_curve_chart_new ());
  cp_chart_set_title (CP_CHART (chart), "ROC");
  cp_chart_set_description (CP_CHART (chart), "AUC 0.912 for A");
  cp_curve_chart_set_x_axis (chart, "False positive rate", 0, 1);
  cp_curve_chart_set_y_axis (chart, "True positive rate", 0, 1);
  cp_curve_chart_set_diagonal (chart, TRUE);
  g_assert_cmpuint (cp_curve_chart_add_curve (chart, "complete", "a_line", curve_x, curve_y, 4), ==, 0);
  g_assert_cmpuint (cp_curve_chart_add_curve (chart, "limited", "b_line", curve_x, lower_y, 4), ==, 1);
  cp_curve_chart_set_mark (chart, 0, 0.4, 0.9, "0.50");
  return chart;
}

typedef struct {
  guint curve;
  guint64 vertex;
} Chosen;

static void
remember_vertex (CpCurveChart *chart, guint curve, guint64 vertex, Chosen *chosen) {
  *chosen = (Chosen){curve, vertex};
}

static void
test_curve_keys (void) {
  Chosen chosen = {99, 99};
  CpCurveChart *chart = make_curves ();
  GtkWidget *widget = GTK_WIDGET (chart), *window = show_widget (widget, 300, 240);
  g_signal_connect (chart, "vertex-chosen", G_CALLBACK (remember_vertex), &chosen);
  gtk_test_accessible_assert_role (chart, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, "ROC");
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "AUC 0.912 for A");
  g_assert_false (press_key (widget, GDK_KEY_Return, 0));
  press_key (widget, GDK_KEY_Left, 0); /* the first arrow stands on the mark */
  g_assert_cmpstr (cp_card_get_lines (card_of (chart)), ==,
                   "complete\nFalse positive rate\t0.400\nTrue positive rate\t0.900");
  press_key (widget, GDK_KEY_Left, 0);
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpuint (chosen.vertex, ==, 1);
  press_key (widget, GDK_KEY_Right, GDK_SHIFT_MASK);
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpuint (chosen.vertex, ==, 3);
  press_key (widget, GDK_KEY_Left, 0);
  press_key (widget, GDK_KEY_Down, 0);
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpuint (chosen.curve, ==, 1);
  g_assert_cmpuint (chosen.vertex, ==, 2);
  press_key (widget, GDK_KEY_Escape, 0);
  g_assert_null (cp_card_get_lines (card_of (chart)));
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "AUC 0.912 for A");
  cp_curve_chart_clear (chart);
  press_key (widget, GDK_KEY_Left, 0);
  wait_for_draws (widget);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_curve_hover (void) {
  CpCurveChart *chart = make_curves ();
  GtkWidget *widget = GTK_WIDGET (chart), *window = show_widget (widget, 300, 240);
  gboolean has_seen = FALSE;
  for (int y = 0; y < 240; y += 8)
    for (int x = 0; x < 300; x += 8) {
      move_pointer (widget, x, y);
      const char *lines = cp_card_get_lines (card_of (chart));
      has_seen |= lines != NULL &&
                  g_str_equal (lines, "limited\nFalse positive rate\t0.100\nTrue positive rate\t0.200");
    }
  g_assert_true (has_seen);
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "a_line"), >, 100);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- gap bars --- */

/* Two measures, two models; the figures are invented. The second measure is undefined for B. */
static const CpGapBar gaps[] = {{0.10, 0.08, 0.12}, {-0.40, -0.44, -0.36}, {0.20, NAN, NAN}, {NAN, NAN, NAN}};

static GtkWidget *
make_gap_bars (void) {
  GtkWidget *chart = cp_gap_bars_new ();
  cp_chart_set_title (CP_CHART (chart), "Gap between women and men");
  cp_chart_set_description (CP_CHART (chart), "B: selection rate 40.0 points lower");
  cp_gap_bars_set_series (CP_GAP_BARS (chart), (const char *const[]){"A", "B"},
                          (const char *const[]){"a", "b"}, 2);
  cp_gap_bars_set_axis (CP_GAP_BARS (chart), "Women minus men, points", TRUE);
  cp_gap_bars_set_bars (CP_GAP_BARS (chart), (const char *const[]){"Selection rate", "Accuracy", NULL}, gaps);
  return chart;
}

static void
test_gap_bars_keys (void) {
  GtkWidget *chart = make_gap_bars (), *window = show_widget (chart, 480, 240);
  gtk_test_accessible_assert_role (chart, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, "Gap between women and men");
  static const guint keys[] = {GDK_KEY_Down, GDK_KEY_Up,   GDK_KEY_Down,
                               GDK_KEY_Down, GDK_KEY_Down, GDK_KEY_Down};
  static const char *const lines[] = {"Selection rate\nA\t+10.0 points [8.0, 12.0]",
                                      "Selection rate\nA\t+10.0 points [8.0, 12.0]",
                                      "Selection rate\nB\t−40.0 points [−44.0, −36.0]",
                                      "Accuracy\nA\t+20.0 points",
                                      "Accuracy\nB\t–",
                                      "Accuracy\nB\t–"};
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_assert_true (press_key (chart, keys[i], 0));
    g_assert_cmpstr (cp_card_get_lines (card_of (chart)), ==, lines[i]);
  }
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "B: selection rate 40.0 points lower. Accuracy B –");
  g_assert_false (press_key (chart, GDK_KEY_Left, 0));
  press_key (chart, GDK_KEY_Escape, 0);
  g_assert_null (cp_card_get_lines (card_of (chart)));
  cp_gap_bars_set_bars (CP_GAP_BARS (chart), (const char *const[]){NULL}, NULL);
  g_assert_false (press_key (chart, GDK_KEY_Down, 0));
  wait_for_draws (chart);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The leftmost and rightmost pixel of a colour below the legend. */
static void
find_extent (GtkWidget *widget, const char *name, int *out_left, int *out_right) {
  GdkRGBA colour;
  cairo_surface_t *surface = paint_widget (widget);
  cp_style_lookup (widget, name, &colour);
  *out_left = G_MAXINT;
  *out_right = -1;
  for (int y = 34; y < gtk_widget_get_height (widget); y++)
    for (int x = 0; x < gtk_widget_get_width (widget); x++)
      if (pixel_at (surface, x, y) == to_pixel (&colour)) {
        *out_left = MIN (*out_left, x);
        *out_right = MAX (*out_right, x);
      }
  cairo_surface_destroy (surface);
}

/* Lengths are as the values: B's 40 points are twice A's 20, on the other side of the same zero. */
static void
test_gap_bars_lengths (void) {
  static const CpGapBar bare[] = {{0.20, NAN, NAN}, {-0.40, NAN, NAN}};
  GtkWidget *chart = make_gap_bars (), *window = show_widget (chart, 480, 240);
  cp_gap_bars_set_bars (CP_GAP_BARS (chart), (const char *const[]){"Selection rate", NULL}, bare);
  wait_for_draws (chart);
  int a[2], b[2];
  find_extent (chart, "a", &a[0], &a[1]);
  find_extent (chart, "b", &b[0], &b[1]);
  g_assert_cmpint (ABS (b[1] + 1 - a[0]), <=, 3); /* the line at zero lies between them */
  assert_close (b[1] - b[0], 2.0 * (a[1] - a[0]), 4);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- histogram --- */

static const double bin_edges[] = {0, 0.25, 0.5, 0.75, 1}, positives[] = {40, 0, 10, 20},
                    negatives[] = {5, 30, 0, 0};

static GtkWidget *
make_histogram (void) {
  GtkWidget *chart = cp_histogram_chart_new ();
  CpHistogramChart *histogram = CP_HISTOGRAM_CHART (chart);
  cp_chart_set_title (CP_CHART (chart), "Scores of B by label");
  cp_histogram_chart_set_axes (histogram, "Score of B, limited", "Rows");
  cp_histogram_chart_set_series (histogram, "approved", "denied", "b");
  cp_histogram_chart_set_counts (histogram, bin_edges, positives, negatives, 4);
  cp_histogram_chart_set_threshold (histogram, 0.5);
  return chart;
}

static void
remember_and_move (CpHistogramChart *chart, double threshold, double *moved) {
  *moved = threshold;
  cp_histogram_chart_set_threshold (chart, threshold);
}

static void
test_histogram_keys (void) {
  double moved = NAN;
  GtkWidget *chart = make_histogram (), *window = show_widget (chart, 320, 240);
  g_signal_connect (chart, "threshold-moved", G_CALLBACK (remember_and_move), &moved);
  press_key (chart, GDK_KEY_Left, 0);
  assert_close (moved, 0.49, 1e-12);
  press_key (chart, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_close (moved, 0.59, 1e-12);
  for (guint i = 0; i < 6; i++)
    press_key (chart, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_close (moved, 1, 0);
  cp_histogram_chart_set_threshold (CP_HISTOGRAM_CHART (chart), INFINITY); /* nobody: from the end back */
  press_key (chart, GDK_KEY_Left, 0);
  assert_close (moved, 0.99, 1e-12);
  press_key (chart, GDK_KEY_Up, 0);
  press_key (chart, GDK_KEY_Up, 0);
  g_assert_cmpstr (cp_card_get_lines (card_of (chart)), ==, "Score 0.25 to 0.50\napproved\t0\ndenied\t30");
  press_key (chart, GDK_KEY_Escape, 0);
  g_assert_null (cp_card_get_lines (card_of (chart)));
  cp_histogram_chart_set_preview (CP_HISTOGRAM_CHART (chart), 0.03, "0.03 for parity");
  wait_for_draws (chart);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The naive twin: the last bin whose lower edge is not above the value. */
static void
test_histogram_bins (void) {
  enum { N = 17 };
  CpRandom random;
  double edges[N + 1], counts[N] = {0};
  cp_random_init (&random, 5);
  for (guint round = 0; round < 200; round++) {
    g_autoptr (GtkWidget) chart = g_object_ref_sink (cp_histogram_chart_new ());
    edges[0] = cp_random_uniform (&random) - 0.5;
    for (guint i = 1; i <= N; i++)
      edges[i] = edges[i - 1] + 0.001 + cp_random_uniform (&random);
    cp_histogram_chart_set_counts (CP_HISTOGRAM_CHART (chart), edges, counts, counts, N);
    for (guint try = 0; try < 60; try++) {
      double value = try <= N ? edges[try]
                              : edges[0] + (cp_random_uniform (&random) * 1.2 - 0.1) * (edges[N] - edges[0]);
      guint expected = G_MAXUINT;
      for (guint i = 0; i < N; i++)
        if (value >= edges[i] && value <= edges[N])
          expected = i;
      g_assert_cmpuint (cp_histogram_chart_find_bin (CP_HISTOGRAM_CHART (chart), value), ==, expected);
    }
    g_assert_cmpuint (cp_histogram_chart_find_bin (CP_HISTOGRAM_CHART (chart), NAN), ==, G_MAXUINT);
  }
}

/* Every bin is found by the pointer, and the bars are as high as their counts. */
static void
test_histogram_bars (void) {
  GtkWidget *chart = make_histogram (), *window = show_widget (chart, 320, 240);
  guint seen[4] = {0};
  for (int x = 0; x < 320; x += 2) {
    move_pointer (chart, x, 150);
    const char *lines = cp_card_get_lines (card_of (chart));
    if (lines != NULL)
      seen[atoi (lines + strlen ("Score 0.")) / 25]++;
  }
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (seen[i], >, 20);
  g_signal_emit_by_name (find_controller (chart, GTK_TYPE_EVENT_CONTROLLER_MOTION), "leave");
  cp_histogram_chart_set_threshold (CP_HISTOGRAM_CHART (chart), NAN);
  static const double none[4] = {0};
  cp_histogram_chart_set_counts (CP_HISTOGRAM_CHART (chart), bin_edges, (double[]){40, 0, 0, 0}, none, 4);
  wait_for_draws (chart);
  double whole = count_pixels (chart, "b");
  cp_histogram_chart_set_counts (CP_HISTOGRAM_CHART (chart), bin_edges, (double[]){40, 20, 10, 10}, none, 4);
  wait_for_draws (chart);
  assert_close (count_pixels (chart, "b"), 2 * whole, whole / 20); /* 40 + 20 + 10 + 10 = 2 × 40 */
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- export --- */

static void
test_export (void) {
  static const char *const suffixes[] = {".png", ".svg", ".pdf"}, *const magic[] = {"\x89PNG", "<?xml",
                                                                                    "%PDF"};
  g_autofree char *folder = g_dir_make_tmp ("cp-chart-XXXXXX", NULL);
  CpScatter *scatter = make_scatter ();
  CpCurveChart *chart = make_curves ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (scatter));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (chart));
  GtkWidget *charts[] = {GTK_WIDGET (chart), make_gap_bars (), make_histogram ()};
  gtk_box_append (GTK_BOX (box), charts[1]);
  gtk_box_append (GTK_BOX (box), charts[2]);
  GtkWidget *window = show_widget (box, 1240, 420);
  for (guint i = 0; i < 12; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *name = g_strconcat ("chart", suffixes[i % 3], NULL),
                    *path = g_build_filename (folder, name, NULL);
    g_autofree char *content = NULL;
    gsize length = 0;
    g_assert_true (i < 3 ? cp_scatter_export (scatter, path, &error)
                         : cp_chart_export (CP_CHART (charts[i / 3 - 1]), path, &error));
    g_assert_no_error (error);
    g_assert_true (g_file_get_contents (path, &content, &length, NULL));
    g_assert_cmpuint (length, >, 1000);
    g_assert_true (memcmp (content, magic[i % 3], strlen (magic[i % 3])) == 0);
    g_remove (path);
  }
  gtk_window_destroy (GTK_WINDOW (window));
  g_rmdir (folder);
}

static void
test_export_refused (void) {
  CpScatter *scatter = g_object_ref_sink (make_scatter ());
  g_autoptr (GError) error = NULL;
  g_assert_false (cp_scatter_export (scatter, "/tmp/chart.gif", &error));
  assert_message (
      error, "/tmp/chart.gif: a chart is written as .png, .svg or .pdf, and the name ends in none of them.");
  g_assert_false (cp_scatter_export (scatter, "/nowhere/at/all/chart.png", &error));
  assert_message (
      error, "/nowhere/at/all/chart.png: cannot be written: No such file or directory; nothing was changed.");
  g_object_unref (scatter);
}

/* --- bars --- */

static void
test_bars (void) {
  GtkWidget *rate = cp_rate_bar_new ("a"), *score = cp_score_bar_new ("b");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), rate);
  gtk_box_append (GTK_BOX (box), score);
  GtkWidget *window = show_widget (box, 202, 80);
  g_assert_cmpuint (count_pixels (rate, "a"), ==, 0); /* nothing set: nothing shown */
  cp_rate_bar_set (CP_RATE_BAR (rate), 0.5, NAN, NAN);
  wait_for_draws (rate);
  g_assert_cmpuint (count_pixels (rate, "a"), ==, 100 * 11);
  cp_rate_bar_set (CP_RATE_BAR (rate), 0.5, 0.4, 0.6);
  wait_for_draws (rate);
  g_assert_cmpuint (count_pixels (rate, "a"), <, 100 * 11);
  cp_score_bar_set (CP_SCORE_BAR (score), 0.25, INFINITY, NAN);
  wait_for_draws (score);
  guint whole = count_pixels (score, "b");
  g_assert_cmpuint (whole, >, 48 * 8);
  cp_score_bar_set (CP_SCORE_BAR (score), 0.25, 0.5, 0.1);
  wait_for_draws (score);
  g_assert_cmpuint (whole - count_pixels (score, "b"), ==, 2 * 8); /* the notch */
  g_assert_cmpuint (count_pixels (score, "t1"), ==, 2 * 16);       /* the threshold */
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/scatter/is-a-picture-with-title-and-finding", test_scatter_tells);
  g_test_add_func ("/ui/scatter/arrows-walk-enter-selects-escape-hides", test_scatter_keys);
  g_test_add_func ("/ui/scatter/shift-and-arrows-draw-a-box-and-enter-chooses-its-rows", test_scatter_box);
  g_test_add_func ("/ui/scatter/no-line-begins-where-a-text-ended", test_scatter_pen);
  g_test_add_func ("/ui/scatter/a-figure-key-toggles-the-series-of-the-legend", test_scatter_toggle);
  g_test_add_func ("/ui/scatter/keys-walk-across-panels-and-into-lanes", test_scatter_panels);
  g_test_add_func ("/ui/scatter/keys-and-wheel-zoom-and-fit", test_scatter_zoom);
  g_test_add_func ("/ui/scatter/every-point-is-found-by-the-pointer", test_scatter_hover);
  g_test_add_func ("/ui/scatter/legend-entries-toggle-their-series", test_scatter_legend);
  g_test_add_func ("/ui/scatter/thresholds-ring-and-trail-are-drawn", test_scatter_marks);
  g_test_add_func ("/ui/scatter/hover-selection-and-thresholds-leave-the-points-alone",
                   test_scatter_keeps_its_texture);
  g_test_add_func ("/ui/scatter/many-points-come-from-another-thread", test_scatter_large);
  g_test_add_func ("/ui/curve/arrows-walk-the-curves", test_curve_keys);
  g_test_add_func ("/ui/curve/hover-shows-the-nearest-vertex", test_curve_hover);
  g_test_add_func ("/ui/gap-bars/arrows-walk-the-bars", test_gap_bars_keys);
  g_test_add_func ("/ui/gap-bars/are-as-long-as-their-values", test_gap_bars_lengths);
  g_test_add_func ("/ui/histogram/arrows-move-the-threshold-and-walk-the-bins", test_histogram_keys);
  g_test_add_func ("/ui/histogram/finds-bins-like-its-naive-twin", test_histogram_bins);
  g_test_add_func ("/ui/histogram/bars-are-as-high-as-their-counts", test_histogram_bars);
  g_test_add_func ("/ui/export/writes-png-svg-and-pdf", test_export);
  g_test_add_func ("/ui/export/refuses-other-names-and-places", test_export_refused);
  g_test_add_func ("/ui/bars/are-as-long-as-their-value", test_bars);
  return g_test_run ();
}
