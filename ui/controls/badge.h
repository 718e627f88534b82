#pragma once
#include <gtk/gtk.h>

/* The chip that names a model: a small coloured square with its letter. */
G_BEGIN_DECLS

#define CP_TYPE_BADGE (cp_badge_get_type ())
G_DECLARE_FINAL_TYPE (CpBadge, cp_badge, CP, BADGE, GtkWidget)

GtkWidget *cp_badge_new (const char *letter); /* "A", "B"; another letter is grey */

G_END_DECLS
