#pragma once
#include <gtk/gtk.h>

/* The tour: three popovers that point at the real widgets and say what to try there. Next, Back and Skip;
 * Escape is Skip. It takes no pointer away from the window: what a step says can be done while it is shown.
 */
G_BEGIN_DECLS

typedef struct {
  const char *page;                     /* the page it is on */
  GtkWidget *(*find) (GtkWidget *page); /* (nullable): what it points at; NULL: the page itself */
  const char *title, *text;
} CpTourStep;

#define CP_TYPE_TOUR (cp_tour_get_type ())
G_DECLARE_FINAL_TYPE (CpTour, cp_tour, CP, TOUR, GtkWidget)

/* @parent: a widget with a layout manager, around the pages; @pages: the stack of them. The tour is a child
 * of
 * @parent and ends with it. Signal "ended": it was seen or passed over; its owner unparents it. */
GtkWidget *cp_tour_new (GtkWidget *parent, GtkStack *pages);

G_END_DECLS
