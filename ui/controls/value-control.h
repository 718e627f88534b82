#pragma once
#include <gtk/gtk.h>

/* The control of one value by its kind: an entry with steps for a number, a drop-down for a category, a check
 * for a boolean, a small page of lines for text. Whatever the kind, it deals in text; "" is missing. Part of
 * CpValueRow. */
G_BEGIN_DECLS

typedef enum { CP_VALUE_NUMBER, CP_VALUE_CATEGORY, CP_VALUE_BOOLEAN, CP_VALUE_TEXT } CpValueKind;

typedef struct _CpValueControl CpValueControl;

/**
 * cp_value_control_new:
 * @choices: (nullable): category: its values; boolean: the words of false and true
 * @changed: called with @owner when a person changes the value, never by cp_value_control_set_text()
 */
CpValueControl *cp_value_control_new (CpValueKind kind, const char *const *choices,
                                      void (*changed) (gpointer), gpointer owner);
void cp_value_control_free (CpValueControl *control); /* after its widget was unparented */

GtkWidget *cp_value_control_get_widget (CpValueControl *control); /* what is framed */
GtkWidget *cp_value_control_get_field (CpValueControl *control);  /* what takes the keys and is named */
char *cp_value_control_dup_text (CpValueControl *control);        /* never NULL */
/* A category takes any text; a boolean that is neither of its words shows as missing. */
void cp_value_control_set_text (CpValueControl *control, const char *text);

/* Shows that several values stand here, or no longer; what is then shown in their place stays to the caller.
 * The first change by a person ends it. */
void cp_value_control_set_mixed (CpValueControl *control, gboolean is_mixed);

/* The finite number that is all of @text (C locale) */
gboolean cp_value_parse_number (const char *text, double *out_value);

G_END_DECLS
