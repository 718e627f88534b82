#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The finding in words at the present thresholds: the model with the wider gap of selection rates, or of what
 * the strategy in view holds equal, first and large, each with its interval and the four-fifths verdict; and
 * how the two models compare on the same rows. */
G_BEGIN_DECLS

#define CP_TYPE_HEADLINE (cp_headline_get_type ())
G_DECLARE_FINAL_TYPE (CpHeadline, cp_headline, CP, HEADLINE, GtkWidget)

void cp_headline_set_session (CpHeadline *headline, CpSession *session);

G_END_DECLS
