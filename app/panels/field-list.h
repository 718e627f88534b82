#pragma once
#include "app/panels/effects-bar.h"
#include "app/rows/field-order.h"

/* The fields of the selected row, one line each below their titles: it shows what the session says of them,
 * edits go to the session as they are typed. In an order, and only those whose name holds a text.
 *
 * What the effects are of is the view "effects-of" of the session. */
G_BEGIN_DECLS

#define CP_TYPE_FIELD_LIST (cp_field_list_get_type ())
G_DECLARE_FINAL_TYPE (CpFieldList, cp_field_list, CP, FIELD_LIST, GtkWidget)

/* Once; @session must outlive it. @effects_toggle, @toggle_line: as for cp_effects_bar_set_session();
 * @order: a drop-down, which gets the orders there are */
void cp_field_list_set_session (CpFieldList *self, CpSession *session, GtkSwitch *effects_toggle,
                                GtkWidget *toggle_line, GtkDropDown *order);
void cp_field_list_set_filter (CpFieldList *self, const char *text);
/* The lines' room in pixels. */
void cp_field_list_set_width (CpFieldList *self, int width);

G_END_DECLS
