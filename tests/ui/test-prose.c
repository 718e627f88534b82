#include "tests/ui/display.h"
#include "ui/controls/inscription.h"
#include "ui/style/style.h"

/* Sentences and figures that change often: as large as a GtkLabel says, and laid out anew only when they
 * must.
 */

#define SHORT "A decides 12.5 % of Female positive"
#define AS_LONG "A decides 13.7 % of Female positive"
#define LONG "A decides 12.5 % of Female and 40.1 % of Male positive, a gap of 27.6 points [26.1, 29.0]."

typedef struct {
  GtkWidget *child, *window;
} Fixture;

static int n_measured;

static void
measure_child (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
               int *minimum_baseline, int *natural_baseline) {
  n_measured++;
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural, NULL,
                      NULL);
}

static void
allocate_child (GtkWidget *widget, int width, int height, int baseline) {
  gtk_widget_size_allocate (gtk_widget_get_first_child (widget), &(GtkAllocation){0, 0, width, height}, -1);
}

static GtkSizeRequestMode
get_mode (GtkWidget *widget) {
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* @child in a widget that counts how often it is measured */
static void
fixture_init (Fixture *f, GtkWidget *child, int width) {
  GtkWidget *parent = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (parent, gtk_custom_layout_new (get_mode, measure_child, allocate_child));
  f->child = child;
  gtk_widget_set_parent (child, parent);
  f->window = show_widget (parent, width, 200);
  wait_for_draws (child);
  n_measured = 0;
}

static void
fixture_clear (Fixture *f) {
  gtk_window_destroy (GTK_WINDOW (f->window));
}

static void
assert_same_size (GtkWidget *prose, GtkWidget *label, int width) {
  int heights[2], widths[2];
  GtkWidget *const both[] = {prose, label};
  for (guint i = 0; i < 2; i++) {
    gtk_widget_measure (both[i], GTK_ORIENTATION_HORIZONTAL, -1, NULL, &widths[i], NULL, NULL);
    gtk_widget_measure (both[i], GTK_ORIENTATION_VERTICAL, width, &heights[i], NULL, NULL, NULL);
  }
  g_assert_cmpint (widths[0], ==, widths[1]);
  g_assert_cmpint (heights[0], ==, heights[1]);
}

/* GTK's own label is the reference. */
static void
test_size (void) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *prose = cp_prose_new (),
            *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_box_append (GTK_BOX (box), prose);
  gtk_box_append (GTK_BOX (box), label);
  GtkWidget *window = show_widget (box, 400, 300);
  static const char *const texts[] = {"", SHORT, LONG, "One <b>bold</b> word among " LONG};
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    cp_prose_set_markup (CP_PROSE (prose), texts[i]);
    gtk_label_set_markup (GTK_LABEL (label), texts[i]);
    for (int width = 120; width < 900; width += 60)
      assert_same_size (prose, label, width);
    g_assert_cmpstr (cp_prose_get_text (CP_PROSE (prose)), ==, gtk_label_get_text (GTK_LABEL (label)));
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_same_room (void) {
  Fixture f;
  GtkWidget *prose = cp_prose_new ();
  cp_prose_set_text (CP_PROSE (prose), SHORT);
  fixture_init (&f, prose, 400);
  cp_prose_set_text (CP_PROSE (prose), AS_LONG);
  wait_for_draws (prose);
  g_assert_cmpint (n_measured, ==, 0);
  g_assert_cmpstr (cp_prose_get_text (CP_PROSE (prose)), ==, AS_LONG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (prose), GTK_ACCESSIBLE_PROPERTY_LABEL, AS_LONG);
  fixture_clear (&f);
}

static void
test_other_room (void) {
  Fixture f;
  GtkWidget *prose = cp_prose_new ();
  cp_prose_set_text (CP_PROSE (prose), SHORT);
  fixture_init (&f, prose, 300);
  cp_prose_set_text (CP_PROSE (prose), LONG);
  wait_for_draws (prose);
  g_assert_cmpint (n_measured, >, 0);
  fixture_clear (&f);
}

/* A sentence that fills its line: whether 9.9 or 10.0 % stands there moves nothing. */
static void
test_expanding (void) {
  Fixture f;
  GtkWidget *prose = cp_prose_new ();
  gtk_widget_set_hexpand (prose, TRUE);
  cp_prose_set_text (CP_PROSE (prose), "9.9 % of Female");
  fixture_init (&f, prose, 400);
  cp_prose_set_text (CP_PROSE (prose), "10.0 % of Female");
  wait_for_draws (prose);
  g_assert_cmpint (n_measured, ==, 0);
  gtk_widget_set_hexpand (prose, FALSE);
  wait_for_draws (prose);
  n_measured = 0;
  cp_prose_set_text (CP_PROSE (prose), "9.9 % of Female");
  wait_for_draws (prose);
  g_assert_cmpint (n_measured, >, 0);
  fixture_clear (&f);
}

static void
test_inscription (void) {
  Fixture f;
  GtkWidget *figure = cp_inscription_new (1);
  fixture_init (&f, figure, 60);
  gtk_inscription_set_text (GTK_INSCRIPTION (figure), "1 234 567.8 points and more");
  wait_for_draws (figure);
  g_assert_cmpint (n_measured, ==, 0);
  int least;
  gtk_widget_measure (figure, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, ==, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (figure), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "1 234 567.8 points and more");
  fixture_clear (&f);
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/prose/is as large as a label of the same text at every width", test_size);
  g_test_add_func ("/prose/other figures of the same length lay nothing out anew", test_same_room);
  g_test_add_func ("/prose/a text of more lines asks for its room", test_other_room);
  g_test_add_func ("/prose/a sentence that fills its line keeps its place whatever it says", test_expanding);
  g_test_add_func ("/inscription/no text asks for room, and each is told to assistive tools",
                   test_inscription);
  return g_test_run ();
}
