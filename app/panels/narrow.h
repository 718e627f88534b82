#pragma once
#include <gtk/gtk.h>

/* How much room a window has: its width in pixels of text size 100 %, so that twice the text is half the
 * room. */
G_BEGIN_DECLS

enum {
  CP_SMALL_WINDOW = 1280,
  CP_NARROW_PAGE = 880, /* a page in less room puts its side pane beneath */
};

/* @room: of the window, CP_SMALL_WINDOW while the widget is in none */
typedef void (*CpFollowRoom) (GtkWidget *widget, int room);

/* Calls @follow now and whenever the window's width or the size of its text changes: before the layout, so
 * that it may ask for another one. Once a widget. */
void cp_narrow_follow (GtkWidget *widget, CpFollowRoom follow);

G_END_DECLS
