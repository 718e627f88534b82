#pragma once
#include "app/panels/compare-bar.h"
#include "app/panels/field-widths.h"
#include "ui/controls/value-row.h"

/* One field of the selected row in the editor: its name and control, the counterfactuals' values, its
 * effects or which models read it, and the single columns of a one-hot group on request. It shows what its
 * list tells it to; an adopted value goes to the session at once. */
G_BEGIN_DECLS

#define CP_TYPE_FIELD_LINE (cp_field_line_get_type ())
G_DECLARE_FINAL_TYPE (CpFieldLine, cp_field_line, CP, FIELD_LINE, GtkWidget)

/* @effects: what stands for its effects, as from cp_effects_bar_add_line() */
GtkWidget *cp_field_line_new (CpSession *session, guint index, GtkWidget *effects);

/* Whether the field with its number in the session that is open now is like the one it was made for: it can
 * then show that one. */
gboolean cp_field_line_fits (CpFieldLine *line);
CpValueRow *cp_field_line_get_row (CpFieldLine *line);
/* (nullable): the line that @widget is a part of */
CpFieldLine *cp_field_line_find (GtkWidget *widget);
void cp_field_line_show_values (CpFieldLine *line);  /* of the row, or those the selected rows share */
void cp_field_line_show_columns (CpFieldLine *line); /* the single ones of its group */
void cp_field_line_show_compared (CpFieldLine *line);
void cp_field_line_show_use (CpFieldLine *line); /* after another question */
/* A refusal takes the place of what stands beside the control. */
void cp_field_line_show_parts (CpFieldLine *line);
/* Which parts there is room for. */
void cp_field_line_arrange (CpFieldLine *line, const CpFieldWidths *widths, gboolean has_effects);

G_END_DECLS
