#pragma once
#include <gtk/gtk.h>

/* Says below @entry, in @label, why what stands in it is not taken, and marks it so; @message: (nullable): it
 * is taken */
void cp_refusal_show (GtkWidget *entry, GtkWidget *label, const char *message);
