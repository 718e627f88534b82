#include "app/app-resources.h"
#include "app/panels/confusion-view.h"
#include "app/panels/gaps-view.h"
#include "app/panels/slice-table.h"
#include "app/session/audit-data.h"
#include "core/base/format.h"
#include "core/table/csv.h"
#include "tests/app/question-fixture.h"
#include "tests/ui/display.h"
#include "ui/controls/copying.h"
#include "ui/style/style.h"

/* What leaves Performance & Fairness by the clipboard: tables in full precision, figures as they are shown.
 * The numbers are made up here; each stands for itself. */

static const char *const by_sex[] = {"sex", NULL};

#define HEADS_OF_SLICES                                                                                      \
  "Slice,Model,Name,Rows,Threshold,Selection rate,\"Selection rate, low\",\"Selection rate, high\","         \
  "Accuracy,\"Accuracy, low\",\"Accuracy, high\"\n"

/* (transfer full): as a file, and gone */
static char *
write_out (CpTable *table) {
  g_autoptr (CpTable) owned = table;
  g_assert_nonnull (owned);
  return g_string_free (cp_csv_write (owned, ','), FALSE);
}

static CpAuditCell
make_cell (double n, double threshold, double rate) {
  CpAuditCell cell = {.n = n, .threshold = threshold};
  cell.metrics[CP_METRIC_SELECTION_RATE] = rate;
  cell.intervals[CP_METRIC_SELECTION_RATE] = (CpInterval){rate / 2, rate * 2};
  cell.metrics[CP_METRIC_ACCURACY] = NAN;
  cell.intervals[CP_METRIC_ACCURACY] = (CpInterval){NAN, NAN};
  return cell;
}

static void
test_slices (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  asked_slice_by (&asked, by_sex);
  CpAuditCell slices[] = {make_cell (2, INFINITY, 0.125), make_cell (1234567, 0.1, 0.375)};
  CpAuditModel model = {.name = (char *)"one, two", .overall = make_cell (3, NAN, 0.25), .slices = slices};
  CpAudit audit = {.slices = cp_session_get_slices (asked.session), .n_models = 1, .models = &model};
  static const CpMetric metrics[] = {CP_METRIC_SELECTION_RATE, CP_METRIC_ACCURACY};
  g_autofree char *text =
      write_out (cp_audit_data_slices (&audit, (const guint[]){CP_ALL_ROWS, 1, 0}, 3, metrics, 2, FALSE));
  g_assert_cmpstr (text, ==,
                   HEADS_OF_SLICES "All rows,A,\"one, two\",3,,0.25,0.125,0.5,,,\n"
                                   "Male,A,\"one, two\",1234567,0.1,0.375,0.1875,0.75,,,\n"
                                   "Female,A,\"one, two\",2,inf,0.125,0.0625,0.25,,,\n");
  g_assert_null (cp_audit_data_slices (&audit, (const guint[]){0}, 0, metrics, 2, FALSE));
}

static void
test_gaps (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  asked_slice_by (&asked, by_sex);
  CpAuditModel models[2] = {0};
  models[0].gaps[CP_METRIC_TPR] = (CpGap){0.5, 0.25, 1, 0, 0.125, 0.625, {0.375, 0.75}, {0.0625, 0.5}};
  models[1].gaps[CP_METRIC_TPR] =
      (CpGap){NAN, NAN, G_MAXUINT32, G_MAXUINT32, NAN, NAN, {NAN, NAN}, {NAN, NAN}};
  CpAudit audit = {.slices = cp_session_get_slices (asked.session), .n_models = 2, .models = models};
  g_autofree char *text = write_out (cp_audit_data_gaps (&audit, (const CpMetric[]){CP_METRIC_TPR}, 1));
  g_assert_cmpstr (text, ==,
                   "Measure,Model,Difference,\"Difference, low\",\"Difference, high\",Ratio,\"Ratio, "
                   "low\",\"Ratio, high\",Lowest in,Lowest,Highest in,Highest\n"
                   "True-positive rate,A,0.5,0.375,0.75,0.25,0.0625,0.5,Male,0.125,Female,0.625\n"
                   "True-positive rate,B,,,,,,,,,,\n");
}

/* ---- on the clipboard ---- */

/* (transfer full): what this program put there */
static char *
read_clipboard (GtkWidget *widget) {
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto (GValue) value = G_VALUE_INIT;
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (content != NULL && gdk_content_provider_get_value (content, &value, NULL));
  return g_value_dup_string (&value);
}

static void
test_confusion (void) {
  GtkWidget *view = cp_confusion_view_new (1, TRUE), *window = show_widget (view, 400, 200);
  cp_confusion_view_set_names (CP_CONFUSION_VIEW (view), "yes", "no");
  cp_confusion_view_set (CP_CONFUSION_VIEW (view), &(CpConfusion){.tp = 26144, .fn = 2.5, .fp = 1, .tn = 0});
  g_assert_true (gtk_widget_activate_action (view, "copying.table", NULL));
  g_autofree char *text = read_clipboard (view);
  g_assert_cmpstr (text, ==, "Label,Decided yes,Decided no\nyes,26144,2.5\nno,1,0\n");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_figure (void) {
  GtkWidget *view = cp_confusion_view_new (1, TRUE), *window = show_widget (view, 400, 200);
  cp_confusion_view_set_names (CP_CONFUSION_VIEW (view), "yes", "no");
  cp_confusion_view_set (CP_CONFUSION_VIEW (view), &(CpConfusion){.tp = 26144, .fn = 2, .fp = 1, .tn = 0});
  wait_for_draws (view);
  GtkWidget *const labels[] = {find_label (view, "26\u00a0144"), find_label (view, "decided yes")};
  for (guint i = 0; i < 2; i++) {
    graphene_rect_t bounds;
    g_assert_true (gtk_widget_compute_bounds (labels[i], view, &bounds));
    g_autofree char *figure = cp_copying_find_figure (view, bounds.origin.x + bounds.size.width / 2,
                                                      bounds.origin.y + bounds.size.height / 2);
    g_assert_cmpstr (figure, ==, i == 0 ? "26\u00a0144" : NULL); /* words are no figures */
  }
  g_assert_true (gtk_widget_activate_action (view, "copying.figure", "s", "26\u00a0144"));
  g_autofree char *text = read_clipboard (view);
  g_assert_cmpstr (text, ==, "26\u00a0144");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_no_interval (void) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *button = gtk_button_new_with_label ("5 rows");
  GtkWidget *label = gtk_label_new ("76.3 %\n75.1–77.5");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  GtkWidget *window = show_widget (box, 200, 120);
  graphene_rect_t bounds;
  g_assert_true (gtk_widget_compute_bounds (label, box, &bounds));
  g_autofree char *figure = cp_copying_find_figure (box, bounds.origin.x + bounds.size.width / 2,
                                                    bounds.origin.y + bounds.size.height / 2);
  g_assert_cmpstr (figure, ==, "76.3 %");
  g_assert_true (gtk_widget_compute_bounds (find_label (button, "5 rows"), box, &bounds));
  g_assert_null (cp_copying_find_figure (box, bounds.origin.x + bounds.size.width / 2,
                                         bounds.origin.y + bounds.size.height / 2));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The table takes what it shows: its order, its metrics, all of the audit's digits. */
static void
test_slice_table (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  GtkWidget *table = g_object_new (CP_TYPE_SLICE_TABLE, NULL), *window = show_widget (table, 1000, 400);
  cp_slice_table_set_session (CP_SLICE_TABLE (table), asked.session);
  asked_slice_by (&asked, by_sex);
  g_assert_true (gtk_widget_activate_action (table, "copying.table", NULL));
  g_autofree char *text = read_clipboard (table);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 8); /* the head, three slices of two models, the end */
  g_assert_true (g_str_has_prefix (lines[1], "All rows,A,"));
  g_assert_true (g_str_has_prefix (lines[4], "Female,B,"));
  char rate[CP_FORMAT_SIZE];
  g_auto (GStrv) cells = g_strsplit (lines[4], ",", -1);
  cp_format_double (
      rate, cp_session_get_audit (asked.session)->models[1].slices[0].metrics[CP_METRIC_SELECTION_RATE]);
  g_assert_cmpstr (cells[5], ==, rate);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  cp_app_register_resource ();
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/app/copying/slices-are-written-in-full-precision", test_slices);
  g_test_add_func ("/app/copying/gaps-are-written-with-who-holds-them", test_gaps);
  g_test_add_func ("/app/copying/a-confusion-matrix-is-copied-as-a-table", test_confusion);
  g_test_add_func ("/app/copying/a-figure-is-copied-as-it-is-shown", test_figure);
  g_test_add_func ("/app/copying/a-figure-comes-without-its-interval-and-not-from-buttons", test_no_interval);
  g_test_add_func ("/app/copying/the-table-of-slices-copies-what-it-shows", test_slice_table);
  return g_test_run ();
}
