#pragma once
#include "app/cli/options.h"
#include <gtk/gtk.h>

/* The program with a display: one window over one session. */
G_BEGIN_DECLS

#define CP_TYPE_APPLICATION (cp_application_get_type ())
G_DECLARE_FINAL_TYPE (CpApplication, cp_application, CP, APPLICATION, GtkApplication)

/* @options: (transfer full): what the command line asks to open */
CpApplication *cp_application_new (CpCliOptions *options);

G_END_DECLS
