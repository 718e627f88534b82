#include "ui/controls/message-bar.h"

struct _CpMessageBar {
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *label;
  GtkWidget *yes, *no;
};

G_DEFINE_FINAL_TYPE (CpMessageBar, cp_message_bar, GTK_TYPE_WIDGET)

enum { ANSWERED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
answer (CpMessageBar *self, gboolean is_yes) {
  cp_message_bar_clear (self);
  g_signal_emit (self, signals[ANSWERED], 0, is_yes);
}

static void
answer_yes (CpMessageBar *self) {
  answer (self, TRUE);
}

static void
answer_no (CpMessageBar *self) {
  answer (self, FALSE);
}

static void
cp_message_bar_dispose (GObject *object) {
  CpMessageBar *self = CP_MESSAGE_BAR (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_message_bar_parent_class)->dispose (object);
}

static void
cp_message_bar_class_init (CpMessageBarClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_message_bar_dispose;
  signals[ANSWERED] = g_signal_new ("answered", CP_TYPE_MESSAGE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  gtk_widget_class_set_css_name (widget_class, "cpmessagebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_answer (CpMessageBar *self, GCallback clicked) {
  GtkWidget *button = gtk_button_new ();
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (button, FALSE);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (self->box), button);
  return button;
}

static void
cp_message_bar_init (CpMessageBar *self) {
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->icon));
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_selectable (self->label, TRUE); /* an error is worth copying */
  gtk_widget_set_focusable (GTK_WIDGET (self->label), FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->label));
  self->yes = make_answer (self, G_CALLBACK (answer_yes));
  self->no = make_answer (self, G_CALLBACK (answer_no));
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (close, "Close this message");
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL, "Close", -1);
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (cp_message_bar_clear), self);
  gtk_box_append (GTK_BOX (self->box), close);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
cp_message_bar_new (void) {
  return g_object_new (CP_TYPE_MESSAGE_BAR, NULL);
}

static void
show (CpMessageBar *self, const char *message, const char *icon, const char *class, const char *other) {
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_label_set_text (self->label, message);
  gtk_widget_set_visible (self->yes, FALSE);
  gtk_widget_set_visible (self->no, FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self), other);
  gtk_widget_add_css_class (GTK_WIDGET (self), class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, message, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
cp_message_bar_show_error (CpMessageBar *self, const char *message) {
  g_return_if_fail (CP_IS_MESSAGE_BAR (self) && message != NULL);
  show (self, message, "dialog-error-symbolic", "cp-is-error", "cp-is-notice");
}

void
cp_message_bar_show_notice (CpMessageBar *self, const char *message) {
  g_return_if_fail (CP_IS_MESSAGE_BAR (self) && message != NULL);
  show (self, message, "dialog-information-symbolic", "cp-is-notice", "cp-is-error");
}

void
cp_message_bar_ask (CpMessageBar *self, const char *question, const char *yes, const char *no) {
  g_return_if_fail (yes != NULL && no != NULL);
  cp_message_bar_show_notice (self, question);
  gtk_button_set_label (GTK_BUTTON (self->yes), yes);
  gtk_button_set_label (GTK_BUTTON (self->no), no);
  gtk_widget_set_visible (self->yes, TRUE);
  gtk_widget_set_visible (self->no, TRUE);
}

void
cp_message_bar_clear (CpMessageBar *self) {
  g_return_if_fail (CP_IS_MESSAGE_BAR (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_label_set_text (self->label, "");
}

const char *
cp_message_bar_get_text (CpMessageBar *self) {
  g_return_val_if_fail (CP_IS_MESSAGE_BAR (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_text (self->label) : NULL;
}
