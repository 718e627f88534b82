#pragma once
#include "app/points/computed-column.h"
#include <gtk/gtk.h>

/* A drop-down over the table's columns and the computed ones, computed first, each with its kind beside it; a
 * long list can be searched. */
G_BEGIN_DECLS

typedef enum {
  CP_PICK_VALUES, /* numbers and categories: what can be placed, coloured or counted */
  CP_PICK_ANY     /* text too: what can be read */
} CpPickKind;

void cp_column_drop_down_setup (GtkDropDown *picker); /* once, before it is filled */
/* @none: (nullable): the words of a first choice of no column */
void cp_column_drop_down_fill (GtkDropDown *picker, CpSession *session, CpPickKind kind, const char *none);
guint cp_column_drop_down_get_n (GtkDropDown *picker);
/* FALSE: no column */
gboolean cp_column_drop_down_get (GtkDropDown *picker, CpColumnChoice *out_choice);
const char *
cp_column_drop_down_get_name (GtkDropDown *picker); /* (nullable): what is chosen, as it is shown */
/* Chooses what is called @name, else the item at @otherwise, or the last one. @name: (nullable) */
void cp_column_drop_down_choose (GtkDropDown *picker, const char *name, guint otherwise);

G_END_DECLS
