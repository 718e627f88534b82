#include "app/panels/compare-bar.h"

#include "ui/controls/tooltip.h"

#define COLUMN_KEY "cp-column"

static GtkWidget *
make_value (void) {
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1); /* a long word gives way to the width of the cell */
  return label;
}

GtkWidget *
cp_compare_cell_new (const char *column, GCallback adopt, gpointer data) {
  GtkWidget *cell = gtk_stack_new (), *same = make_value (), *button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (button), make_value ());
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_stack_add_named (GTK_STACK (cell), same, "same");
  gtk_stack_add_named (GTK_STACK (cell), button, "other");
  gtk_widget_add_css_class (cell, "cp-compare-cell");
  gtk_widget_set_visible (cell, FALSE);
  g_object_set_data_full (G_OBJECT (cell), COLUMN_KEY, g_strdup (column), g_free);
  g_signal_connect (button, "clicked", adopt, data);
  return cell;
}

void
cp_compare_cell_show (GtkWidget *cell, const char *shown, CpComparedMark mark) {
  g_return_if_fail (GTK_IS_STACK (cell));
  gtk_widget_set_visible (cell, shown != NULL);
  if (shown == NULL)
    return;
  GtkStack *stack = GTK_STACK (cell);
  const char *column = g_object_get_data (G_OBJECT (cell), COLUMN_KEY);
  gtk_stack_set_visible_child_name (stack, mark == CP_COMPARED_OTHER ? "other" : "same");
  GtkWidget *child = gtk_stack_get_visible_child (stack);
  g_autofree char *text = mark == CP_COMPARED_SAME ? g_strdup (shown) : g_strdup_printf ("≠ %s", shown);
  if (mark != CP_COMPARED_OTHER) {
    g_autofree char *label =
        g_strdup_printf ("%s. The label is no input, so there is nothing to adopt.", shown);
    gtk_label_set_text (GTK_LABEL (child), text);
    cp_tooltip_set (child, mark == CP_COMPARED_SAME ? shown : label);
    return;
  }
  g_autofree char *tooltip = g_strdup_printf ("Adopt %s", shown);
  g_autofree char *name = g_strdup_printf ("Adopt %s %s", column, shown);
  gtk_label_set_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (child))), text);
  cp_tooltip_set (child, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
