#pragma once
#include "ui/controls/value-control.h"

/* One row of the editor: a column's name, "was …" beneath it once changed, and the control for its kind. The
 * row deals in text, as the table's edits do; what the text means is judged by the owner, who shows a refusal
 * with cp_value_row_set_error(). A number row judges by itself whether its text is a number.
 *
 * Signal "changed": the person changed the value (never emitted by cp_value_row_set_value()). */
G_BEGIN_DECLS

#define CP_TYPE_VALUE_ROW (cp_value_row_get_type ())
G_DECLARE_FINAL_TYPE (CpValueRow, cp_value_row, CP, VALUE_ROW, GtkWidget)

/**
 * cp_value_row_new:
 * @name: the column
 * @choices: (nullable) (array zero-terminated=1): category and boolean: its values; number: named missing
 * codes
 * @unit: (nullable): shown after the name of a number
 *
 * "(missing)" is always the last choice of a drop-down and reads back as the empty text; an emptied number or
 * text entry reads back the same way.
 */
GtkWidget *cp_value_row_new (const char *name, CpValueKind kind, const char *const *choices,
                             const char *unit);

const char *cp_value_row_get_name (CpValueRow *self);
/* Sets the original text: the row is unchanged, its error gone. @text: (nullable): NULL or "" is missing */
void cp_value_row_set_value (CpValueRow *self, const char *text);
/* Shows @text as an edit of the original (undo, replay, a copied counterfactual); emits nothing. */
void cp_value_row_set_edited (CpValueRow *self, const char *text);
/* Both at once; costs nothing where they are shown already. */
void cp_value_row_show (CpValueRow *self, const char *original, const char *now);
/* For several rows that differ in the column: shows that, until the person gives all one value. @now:
 * (nullable): the value all of them share after an edit */
void cp_value_row_set_mixed (CpValueRow *self, const char *now);
char *cp_value_row_get_text (CpValueRow *self); /* (transfer full): never NULL; "" is missing */
gboolean cp_value_row_is_changed (CpValueRow *self);
void cp_value_row_revert (
    CpValueRow *self); /* back to the original, as if by the person: emits "changed" if it was changed */
/* @message: (nullable): beside the control until the next change; NULL takes it away */
void cp_value_row_set_error (CpValueRow *self, const char *message);
gboolean cp_value_row_has_error (CpValueRow *self);
/* What the column's present cells span: a number outside is allowed but marked, with an icon and in words.
 * NaN: nothing is marked. */
void cp_value_row_set_range (CpValueRow *self, double min, double max);
gboolean cp_value_row_is_outside (CpValueRow *self);
/* How wide the name and the control are at least, in pixels. */
void cp_value_row_set_widths (CpValueRow *self, int name, int control);
void cp_value_row_grab_focus (CpValueRow *self); /* the control's */

G_END_DECLS
