#pragma once
#include <gtk/gtk.h>

/* A drop-down over texts, as the pages use it: long texts give way in the button and are whole in the list, a
 * long list can be searched. */
G_BEGIN_DECLS

void cp_choice_setup (GtkDropDown *choice); /* once, before the names */
void cp_choice_set_names (GtkDropDown *choice, const char *const *names);
const char *cp_choice_get (GtkDropDown *choice); /* (nullable): the text chosen */
/* The position of @text, or 0. */
guint cp_choice_find (GtkDropDown *choice, const char *text);

G_END_DECLS
