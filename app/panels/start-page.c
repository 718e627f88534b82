#include "app/panels/start-page.h"

#include "app/panels/narrow.h"
#include "app/panels/template.h"
#include "app/settings.h"
#include "core/base/random.h"
#include "ui/controls/badge.h"
#include "ui/controls/wrap.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>

#define WIDTH 960 /* of all there is, where the window has as much */
#define LEAST_WIDTH 400
#define MARGIN 24
#define MOST_CHARS 48 /* of a line: a long name takes no more room than the rest */

struct _CpStartPage {
  GtkWidget parent_instance;
  GtkWidget *content, *scroller, *picture, *badges, *recent, *no_recent, *clear_button;
  GtkButton *table_button, *models_button, *sample_button, *questions_button;
};

G_DEFINE_FINAL_TYPE (CpStartPage, cp_start_page, GTK_TYPE_WIDGET)

static guint recent_activated;

/* A scatter in miniature, drawn with the colours of the real one: two models that mostly agree. */
static void
draw_picture (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data) {
  static const char *const names[] = {"agree_no", "a_line", "b_line"};
  GdkRGBA colours[3], ink;
  CpRandom random;
  for (guint i = 0; i < 3; i++)
    cp_style_lookup (GTK_WIDGET (area), names[i], &colours[i]);
  cp_style_lookup (GTK_WIDGET (area), "t1", &ink);
  cp_random_init (&random, 5);
  for (guint i = 0; i < 620; i++) {
    double along = cp_random_uniform (&random), across = cp_random_normal (&random);
    double x = along + 0.05 * across, y = along - 0.05 * across;
    guint series = 0;
    if (i % 4 == 0) { /* the corner only A approves */
      x = 0.55 + 0.45 * sqrt (along);
      y = 0.28 * fabs (across) * (x - 0.45);
      series = x < 1 && y < 0.46 ? 1 : 0;
    } else if (x < 0.5 && y >= 0.5) {
      series = 2;
    }
    if (x < 0 || x > 1 || y < 0 || y > 1)
      continue;
    gdk_cairo_set_source_rgba (cr, &colours[series]);
    cairo_arc (cr, x * width, (1 - y) * height, 1.6, 0, 2 * G_PI);
    cairo_fill (cr);
  }
  const double dashes[] = {4, 3};
  ink.alpha = 0.6f;
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, 0, height / 2.0 + 0.5);
  cairo_line_to (cr, width, height / 2.0 + 0.5);
  cairo_move_to (cr, width / 2.0 + 0.5, 0);
  cairo_line_to (cr, width / 2.0 + 0.5, height);
  cairo_stroke (cr);
}

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *class) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MOST_CHARS);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* An icon, two lines, a key. */
static void
fill_choice (GtkButton *button, const char *icon, const char *title, const char *detail, const char *key) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  add_label (lines, title, "cp-title");
  add_label (lines, detail, "cp-caption");
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (box), lines);
  if (key != NULL)
    add_label (box, key, "cp-dim");
  gtk_button_set_child (button, box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static char *
format_day (gint64 time) {
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time), now = g_date_time_new_now_local ();
  int days = 0;
  if (then == NULL)
    return g_strdup ("");
  GDate *from = g_date_new_dmy ((GDateDay)g_date_time_get_day_of_month (then), g_date_time_get_month (then),
                                (GDateYear)g_date_time_get_year (then));
  GDate *to = g_date_new_dmy ((GDateDay)g_date_time_get_day_of_month (now), g_date_time_get_month (now),
                              (GDateYear)g_date_time_get_year (now));
  days = g_date_days_between (from, to);
  g_date_free (from);
  g_date_free (to);
  return g_date_time_format (then, days == 0 ? "Today, %H:%M" : days == 1 ? "Yesterday" : "%-d %B");
}

static void
recent_clicked (GtkButton *button, gpointer data) {
  g_signal_emit (data, recent_activated, 0, g_object_get_data (G_OBJECT (button), "path"));
}

static void
remove_clicked (GtkButton *button, gpointer data) {
  g_autofree char *path = g_strdup (g_object_get_data (G_OBJECT (button), "path"));
  cp_settings_remove_recent (path); /* the list is made anew, and the button goes */
}

/* A session that is not there any more is grey and can only be taken off the list. */
static GtkWidget *
make_remove_button (CpStartPage *self, const CpRecent *recent) {
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *name = g_strdup_printf ("Remove %s from the list", recent->title);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (recent->path), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (remove_clicked), self);
  return button;
}

static void
add_recent (CpStartPage *self, const CpRecent *recent) {
  const gboolean is_there = g_file_test (recent->path, G_FILE_TEST_EXISTS);
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *day = format_day (recent->time);
  g_autofree char *gone = g_strdup_printf ("Not there any more: %s", recent->path);
  add_label (lines, recent->title, "cp-strong");
  add_label (lines, is_there ? recent->detail : gone, "cp-table-text");
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), lines);
  add_label (box, day, "cp-table-text");
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "cp-recent");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_sensitive (button, is_there);
  gtk_widget_set_tooltip_text (button, recent->path);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, recent->title, -1);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (recent->path), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (recent_clicked), self);
  gtk_box_append (GTK_BOX (row), button);
  if (!is_there)
    gtk_box_append (GTK_BOX (row), make_remove_button (self, recent));
  gtk_box_append (GTK_BOX (self->recent), row);
}

void
cp_start_page_reload (CpStartPage *self) {
  g_return_if_fail (CP_IS_START_PAGE (self));
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (self->recent)) != NULL)
    gtk_box_remove (GTK_BOX (self->recent), child);
  g_autoptr (GPtrArray) list = cp_settings_get_recent ();
  for (guint i = 0; i < list->len; i++)
    add_recent (self, g_ptr_array_index (list, i));
  gtk_widget_set_visible (self->no_recent, list->len == 0);
  gtk_widget_set_visible (self->clear_button, list->len > 0);
}

static void
clear_clicked (GtkButton *button, gpointer data) {
  cp_settings_clear_recent ();
}

static void
cp_start_page_css_changed (GtkWidget *widget, GtkCssStyleChange *change) {
  GTK_WIDGET_CLASS (cp_start_page_parent_class)->css_changed (widget, change);
  if (CP_START_PAGE (widget)->picture != NULL)
    gtk_widget_queue_draw (CP_START_PAGE (widget)->picture);
}

static void
follow_room (GtkWidget *widget, int room) {
  CpStartPage *self = CP_START_PAGE (widget);
  if (self->content != NULL)
    cp_text_size_request (self->content, CLAMP (room - 2 * MARGIN, LEAST_WIDTH, WIDTH), -1);
}

static void
cp_start_page_dispose (GObject *object) {
  cp_dispose_template (GTK_WIDGET (object), CP_TYPE_START_PAGE);
  G_OBJECT_CLASS (cp_start_page_parent_class)->dispose (object);
}

static void
cp_start_page_class_init (CpStartPageClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_start_page_dispose;
  widget_class->css_changed = cp_start_page_css_changed;
  recent_activated = g_signal_new ("recent-activated", CP_TYPE_START_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (CP_TYPE_WRAP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CpStartPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, CpStartPage, content);
  gtk_widget_class_bind_template_child (widget_class, CpStartPage, picture);
  gtk_widget_class_bind_template_child (widget_class, CpStartPage, badges);
  gtk_widget_class_bind_template_child (widget_class, CpStartPage, recent);
  gtk_widget_class_bind_template_child (widget_class, CpStartPage, no_recent);
  gtk_widget_class_bind_template_child (widget_class, CpStartPage, clear_button);
  gtk_widget_class_bind_template_child (widget_class, CpStartPage, table_button);
  gtk_widget_class_bind_template_child (widget_class, CpStartPage, models_button);
  gtk_widget_class_bind_template_child (widget_class, CpStartPage, sample_button);
  gtk_widget_class_bind_template_child (widget_class, CpStartPage, questions_button);
}

static void
cp_start_page_init (CpStartPage *self) {
  gtk_widget_init_template (GTK_WIDGET (self));
  cp_narrow_follow (GTK_WIDGET (self), follow_room);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->picture), draw_picture, NULL, NULL);
  gtk_box_append (GTK_BOX (self->badges), cp_badge_new ("A"));
  gtk_widget_set_margin_end (add_label (self->badges, "first model", "cp-dim"), 12);
  gtk_box_append (GTK_BOX (self->badges), cp_badge_new ("B"));
  add_label (self->badges, "second model", "cp-dim");
  fill_choice (self->table_button, "x-office-spreadsheet-symbolic", "Open a table",
               "Text with separators: CSV or TSV, also gzipped", "Ctrl O");
  fill_choice (self->models_button, "network-workgroup-symbolic", "Open models",
               "Keras .h5, XGBoost JSON or UBJSON; one or two", "Ctrl M");
  fill_choice (self->sample_button, "go-home-symbolic", "Open the mortgage sample",
               "20\u00a0000 synthetic applications with two models", NULL);
  fill_choice (self->questions_button, "accessories-dictionary-symbolic", "Open the questions sample",
               "20\u00a0000 synthetic questions with two taggers", NULL);
  g_signal_connect (self->clear_button, "clicked", G_CALLBACK (clear_clicked), self);
  cp_start_page_reload (self);
}
