#include "ui/controls/reveal.h"

/* @from, @to: of the part, in the view's coordinates */
static gboolean
scroll (GtkAdjustment *way, double from, double to, double around) {
  const double page = gtk_adjustment_get_page_size (way), before = gtk_adjustment_get_value (way);
  const double kept = MIN (around, page / 3), first = from - kept, last = to + kept;
  const double beyond = first < 0 ? first : last > page ? MIN (last - page, first) : 0;
  gtk_adjustment_set_value (way, before + beyond);
  return gtk_adjustment_get_value (way) != before;
}

gboolean
cp_reveal (GtkWidget *widget, const graphene_rect_t *part, double around) {
  g_return_val_if_fail (GTK_IS_WIDGET (widget) && part != NULL, FALSE);
  gboolean is_scrolled = FALSE;
  for (GtkWidget *view = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT); view != NULL;
       view = gtk_widget_get_ancestor (gtk_widget_get_parent (view), GTK_TYPE_VIEWPORT)) {
    double x, y;
    if (!gtk_widget_translate_coordinates (widget, view, part->origin.x, part->origin.y, &x, &y))
      break;
    gboolean across =
        scroll (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view)), x, x + part->size.width, around);
    gboolean down =
        scroll (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view)), y, y + part->size.height, around);
    is_scrolled = is_scrolled || across || down;
  }
  return is_scrolled;
}
