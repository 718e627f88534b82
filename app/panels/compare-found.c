#include "app/panels/compare-found.h"

#include "app/panels/letters.h"
#include "app/session/session-live.h"
#include "core/base/format.h"
#include "ui/controls/tooltip.h"

struct _CpCompareFoundLine {
  GtkWidget parent_instance;
  CpSession *session;
  CpCompareKind kind;
  GtkWidget *previous, *next, *label, *adopt_button;
};

G_DEFINE_FINAL_TYPE (CpCompareFoundLine, cp_compare_found_line, GTK_TYPE_WIDGET)

/* (transfer full) */
static char *
describe (CpCompareFoundLine *self) {
  const CpCounterfactual *found = cp_session_get_compared (self->session, self->kind);
  gboolean is_row = self->kind == CP_COMPARE_ROWS;
  if (found == NULL)
    return g_strdup (is_row ? "Looking for the nearest row decided differently …"
                            : "Looking for the least change decided differently …");
  if (found->state == NULL)
    return g_strdup (found->reason);
  guint n = cp_session_get_n_found (self->session, self->kind);
  g_autofree char *distance = cp_format_number (found->distance, 2);
  g_autofree char *score = cp_format_score (found->score);
  g_autofree char *which =
      cp_format_count (is_row ? found->row : cp_session_get_chosen (self->session, self->kind) + 1);
  g_autofree char *columns =
      is_row ? g_strdup ("")
             : g_strdup_printf (", %u column%s", found->n_columns, found->n_columns == 1 ? "" : "s");
  g_autofree char *of =
      n > 1 ? g_strdup_printf (" · %u of %u", cp_session_get_chosen (self->session, self->kind) + 1, n)
            : g_strdup ("");
  return g_strdup_printf ("%s %s%s%s · %s away · %s %s", is_row ? "Nearest row" : "Change", which, columns,
                          of, distance, cp_model_letter (found->model), score);
}

static void
update (CpCompareFoundLine *self) {
  const CpCounterfactual *found = cp_session_get_compared (self->session, self->kind);
  guint n = cp_session_get_n_found (self->session, self->kind),
        chosen = cp_session_get_chosen (self->session, self->kind);
  gtk_widget_set_visible (GTK_WIDGET (self), cp_session_compares_kind (self->session, self->kind));
  g_autofree char *text = describe (self);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_visible (self->previous, n > 1);
  gtk_widget_set_visible (self->next, n > 1);
  gtk_widget_set_sensitive (self->previous, chosen > 0);
  gtk_widget_set_sensitive (self->next, chosen + 1 < n);
  gtk_widget_set_visible (self->adopt_button, found != NULL && found->state != NULL);
}

static void
step (CpCompareFoundLine *self, int by) {
  guint chosen = cp_session_get_chosen (self->session, self->kind);
  gint64 next = (gint64)chosen + by;
  if (next >= 0 && next < cp_session_get_n_found (self->session, self->kind))
    cp_session_choose_found (self->session, self->kind, (guint)next);
}

static void
step_back (CpCompareFoundLine *self) {
  step (self, -1);
}

static void
step_on (CpCompareFoundLine *self) {
  step (self, 1);
}

static void
adopt_all (CpCompareFoundLine *self) {
  const CpCounterfactual *found = cp_session_get_compared (self->session, self->kind);
  g_autoptr (GError) error = NULL;
  if (found != NULL && found->state != NULL && !cp_session_adopt (self->session, found->state, &error))
    cp_session_tell (self->session, error);
}

void
cp_compare_found_line_set_session (CpCompareFoundLine *self, CpSession *session) {
  g_return_if_fail (CP_IS_COMPARE_FOUND_LINE (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "counterfactual-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
cp_compare_found_line_dispose (GObject *object) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cp_compare_found_line_parent_class)->dispose (object);
}

static void
cp_compare_found_line_class_init (CpCompareFoundLineClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_compare_found_line_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpcomparefound");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
add_button (CpCompareFoundLine *self, GtkWidget *button, const char *name, const char *tooltip,
            GCallback clicked) {
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "cp-small");
  cp_tooltip_set (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
cp_compare_found_line_init (CpCompareFoundLine *self) {
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
cp_compare_found_line_new (CpCompareKind kind) {
  g_return_val_if_fail (kind < CP_N_COMPARE_KINDS, NULL);
  static const char *const names[CP_N_COMPARE_KINDS][3] = {{"Nearer row", "Farther row", "Adopt all"},
                                                           {"Change before", "Change after", "Adopt change"}};
  CpCompareFoundLine *self = g_object_new (CP_TYPE_COMPARE_FOUND_LINE, NULL);
  self->kind = kind;
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_widget_add_css_class (self->label, "cp-dim");
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  self->previous = add_button (self, gtk_button_new_from_icon_name ("go-previous-symbolic"), names[kind][0],
                               "Compare with the one before it", G_CALLBACK (step_back));
  self->next = add_button (self, gtk_button_new_from_icon_name ("go-next-symbolic"), names[kind][1],
                           "Compare with the one after it", G_CALLBACK (step_on));
  self->adopt_button =
      add_button (self, gtk_button_new_with_label ("Adopt all"), names[kind][2],
                  kind == CP_COMPARE_ROWS ? "Put every value of that row but the label into this row"
                                          : "Put the changed values into this row",
                  G_CALLBACK (adopt_all));
  return GTK_WIDGET (self);
}
