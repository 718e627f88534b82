#pragma once
#include <gtk/gtk.h>

/* The hover card of a chart: a title and lines of name and value. A chart owns one as its only child, places
 * it in its own allocation, and hides it on Escape. It takes no pointer events. */
G_BEGIN_DECLS

#define CP_TYPE_CARD (cp_card_get_type ())
G_DECLARE_FINAL_TYPE (CpCard, cp_card, CP, CARD, GtkWidget)

GtkWidget *cp_card_new (void);
/* @lines: the first is the title, a tab parts name and value, "A" and "B" become badges; shows the card */
void cp_card_show_lines (CpCard *self, const char *lines);
const char *cp_card_get_lines (CpCard *self); /* (nullable): what is shown */
void cp_card_hide (CpCard *self);
/* Allocates the card 12 pixels beside (@x, @y), inside @width × @height and off @keep_free. */
void cp_card_allocate (CpCard *self, double x, double y, int width, int height,
                       const graphene_rect_t *keep_free);

G_END_DECLS
