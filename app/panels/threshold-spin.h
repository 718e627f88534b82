#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* A spin button over a model's threshold for every row: "–" while its slices have different ones, "nobody"
 * where it lies above every score. Setting it gives every slice that threshold. It follows the session. */
G_BEGIN_DECLS

GtkWidget *cp_threshold_spin_new (CpSession *session, guint model); /* (transfer floating) */

G_END_DECLS
