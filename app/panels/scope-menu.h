#pragma once
#include "app/session/session.h"
#include <gio/gio.h>

/* What the rows can be narrowed to, as a menu: every row, the values of the columns that split a table (a
 * category of few values called split, set or fold), the selected rows, a condition, and any other category
 * in a submenu. The actions are those of the scope bar: "scope.all", "scope.selected", "scope.filter",
 * "scope.where" (condition, name). */
G_BEGIN_DECLS

GMenu *cp_scope_menu_build (CpSession *session); /* (transfer full) */

/* (transfer full): the row condition that holds where @column is @value, quoted where it must be */
char *cp_scope_menu_condition (const char *column, const char *value);

G_END_DECLS
