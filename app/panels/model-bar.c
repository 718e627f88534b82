#include "app/panels/model-bar.h"

#include "app/panels/letters.h"
#include "app/panels/scope-bar.h"
#include "app/panels/threshold-spin.h"
#include "core/base/format.h"
#include "ui/controls/badge.h"
#include "ui/controls/tooltip.h"
#include "ui/controls/wrap.h"

#define LEAST_CHARS 8 /* of a name that gives way */

struct _CpModelBar {
  GtkWidget parent_instance;
  GtkWidget *box;       /* of parts, each a box that stays on one line */
  GtkWidget *scope_bar; /* in the box; NULL until something is open */
};

G_DEFINE_FINAL_TYPE (CpModelBar, cp_model_bar, GTK_TYPE_WIDGET)

static GtkWidget *
add_part (CpModelBar *self) {
  GtkWidget *part = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  cp_wrap_append (CP_WRAP (self->box), part);
  return part;
}

static GtkWidget *
add_label (GtkWidget *part, const char *text, const char *class, gboolean gives_way) {
  GtkWidget *label = gtk_label_new (text);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  if (gives_way) {
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
    gtk_label_set_width_chars (GTK_LABEL (label), MIN ((int)g_utf8_strlen (text, -1), LEAST_CHARS));
    gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
    cp_tooltip_set (label, text);
  }
  gtk_box_append (GTK_BOX (part), label);
  return label;
}

static void
add_model (CpModelBar *self, CpSession *session, guint index) {
  const CpModel *model = cp_session_get_model (session, index);
  g_autofree char *width = cp_session_can_rescore (session, index)
                               ? g_strdup_printf ("%u inputs", model->n_features)
                               : g_strdup ("a column of scores");
  GtkWidget *part = add_part (self);
  gtk_box_append (GTK_BOX (part), cp_badge_new (cp_model_letter (index)));
  add_label (part, model->name, "cp-strong", TRUE);
  GtkWidget *label = add_label (part, width, "cp-dim", FALSE);
  gtk_widget_set_margin_end (label, 12);
  g_autofree char *detail = g_strdup_printf ("%s\n%s", model->place, model->format);
  cp_tooltip_set (label, detail);
}

static void
add_table (CpModelBar *self, CpSession *session) {
  const CpTable *table = cp_session_get_table (session);
  g_autofree char *rows = cp_format_counted ((double)cp_table_get_n_rows (table), "row");
  g_autofree char *columns = cp_format_counted ((double)cp_table_get_n_columns (table), "column");
  g_autofree char *size = g_strdup_printf ("%s × %s", rows, columns);
  GtkWidget *icon = gtk_image_new_from_icon_name ("x-office-spreadsheet-symbolic"), *part = add_part (self);
  gtk_box_append (GTK_BOX (part), icon);
  add_label (part, cp_table_get_place (table), NULL, TRUE);
  GtkWidget *label = add_label (part, size, "cp-dim", FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), (int)g_utf8_strlen (rows, -1) + 6); /* the rows stay */
  cp_tooltip_set (label, size);
}

/* One for each of the two models compared; more are set on the performance page. */
static void
add_thresholds (GtkWidget *part, CpSession *session) {
  for (guint m = 0; m < MIN (cp_session_get_n_models (session), 2); m++) {
    g_autofree char *caption = g_strdup_printf ("%s%s", m == 0 ? "Threshold " : "", cp_model_letter (m));
    GtkWidget *label = add_label (part, caption, "cp-dim", FALSE);
    gtk_widget_set_margin_start (label, 6);
    gtk_box_append (GTK_BOX (part), cp_threshold_spin_new (session, m));
  }
}

static void
fill (CpSession *session, gpointer data) {
  CpModelBar *self = data;
  cp_wrap_remove_all (CP_WRAP (self->box));
  guint n_models = cp_session_get_n_models (session);
  for (guint m = 0; m < n_models; m++)
    add_model (self, session, m);
  if (n_models > 0) {
    GtkWidget *line = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
    gtk_widget_set_margin_end (line, 12);
    gtk_widget_set_margin_top (line, 10);
    gtk_widget_set_margin_bottom (line, 10);
    cp_wrap_append (CP_WRAP (self->box), line);
  }
  add_table (self, session);
  const char *notice = cp_session_get_notice (session);
  if (notice != NULL) {
    GtkWidget *mark = add_label (add_part (self), notice, "cp-mark", FALSE);
    gtk_label_set_ellipsize (GTK_LABEL (mark), PANGO_ELLIPSIZE_END);
    gtk_label_set_width_chars (GTK_LABEL (mark), 14); /* "Synthetic data" always stands */
    gtk_label_set_max_width_chars (GTK_LABEL (mark), 20);
    cp_tooltip_set (mark, notice);
    gtk_widget_set_margin_start (mark, 6);
    gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  }
  GtkWidget *end = add_part (self);
  gtk_widget_set_hexpand (end, TRUE);
  gtk_widget_set_halign (end, GTK_ALIGN_END);
  self->scope_bar = cp_scope_bar_new (session);
  gtk_widget_set_valign (self->scope_bar, GTK_ALIGN_CENTER); /* the Tab key goes by the height of middles */
  gtk_box_append (GTK_BOX (end), self->scope_bar);
  add_thresholds (end, session);
}

void
cp_model_bar_ask_rows (CpModelBar *self) {
  g_return_if_fail (CP_IS_MODEL_BAR (self));
  if (self->scope_bar != NULL)
    cp_scope_bar_ask (CP_SCOPE_BAR (self->scope_bar));
}

void
cp_model_bar_set_session (CpModelBar *self, CpSession *session) {
  g_return_if_fail (CP_IS_MODEL_BAR (self) && CP_IS_SESSION (session));
  g_signal_connect_object (session, "opened", G_CALLBACK (fill), self, 0);
}

static void
cp_model_bar_dispose (GObject *object) {
  g_clear_pointer (&CP_MODEL_BAR (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_model_bar_parent_class)->dispose (object);
}

static void
cp_model_bar_class_init (CpModelBarClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_model_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_model_bar_init (CpModelBar *self) {
  self->box = cp_wrap_new (6);
  g_object_set (self->box, "line-spacing", 4, "squeezed", TRUE, NULL);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->box, "cp-model-bar");
}
