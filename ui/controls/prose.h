#pragma once
#include <gtk/gtk.h>

/* A sentence whose figures change often, in as many lines as its width asks for. A GtkLabel that wraps tries
 * some sixty widths each time and lays out its window anew; this one asks for another size only when it needs
 * one: more or fewer lines, or, unless it expands, another natural width. Figures are of one width. */
G_BEGIN_DECLS

#define CP_TYPE_PROSE (cp_prose_get_type ())
G_DECLARE_FINAL_TYPE (CpProse, cp_prose, CP, PROSE, GtkWidget)

GtkWidget *cp_prose_new (void);
GtkWidget *cp_prose_new_line (void); /* one that never breaks */
void cp_prose_set_text (CpProse *self, const char *text);
void cp_prose_set_markup (CpProse *self, const char *markup); /* of pango */
const char *cp_prose_get_text (CpProse *self); /* without markup; (transfer none), "" for none */

/* (transfer none) (nullable): what @widget says, of a label, an inscription or prose; else NULL */
const char *cp_prose_get_words (GtkWidget *widget);

G_END_DECLS
