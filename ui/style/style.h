#pragma once
#include <gtk/gtk.h>

/* The look of the program: the style sheet, its light and dark sets of named colours, the choice between
 * them. Style classes and colour names are listed at the head of resources/style.css and in
 * resources/light.css. C code takes a colour only by its name here, at snapshot time, and listens to
 * GtkWidget's css_changed. */
G_BEGIN_DECLS

typedef enum { CP_SCHEME_SYSTEM, CP_SCHEME_LIGHT, CP_SCHEME_DARK } CpScheme;

/* Registers the resources of the ui layer and puts the style sheet on the default display, at application
 * priority. Once, after gtk_init() (a GtkApplication's startup); further calls do nothing. */
void cp_ui_init (void);

/**
 * cp_style_set_scheme:
 *
 * Chooses light, dark, or what the desktop's settings portal says (light where there is none). The theme
 * variable GTK_THEME outranks the choice, as it does in GTK itself.
 */
void cp_style_set_scheme (CpScheme scheme);
CpScheme cp_style_get_scheme (void);

/* Whether the dark set of colours is on the screen now. */
gboolean cp_style_is_dark (void);

/**
 * cp_style_lookup:
 * @name: a colour of resources/light.css without its prefix: "a_line", "surface", "grid"
 *
 * Reads a named colour as it stands now. An unknown name is a programmer's error and gives the text colour.
 */
void cp_style_lookup (GtkWidget *widget, const char *name, GdkRGBA *out);

/* Where a name that has no room is cut: a long one in its middle, since those of a table often begin alike.
 */
PangoEllipsizeMode cp_style_cut (const char *name);

G_END_DECLS
