#pragma once
#include <gtk/gtk.h>

/* One decision threshold: a slider and a spin button in [0, 1] that say the same, in the model's colour.
 *
 * Property "threshold" (double): read and written; notified only on change. The spin button shows two
 * decimals; the property keeps what was set. A threshold above 1 (+∞: nobody) shows the slider at its end and
 * "nobody". */
G_BEGIN_DECLS

#define CP_TYPE_THRESHOLD_CONTROL (cp_threshold_control_get_type ())
G_DECLARE_FINAL_TYPE (CpThresholdControl, cp_threshold_control, CP, THRESHOLD_CONTROL, GtkWidget)

GtkWidget *cp_threshold_control_new (const char *letter); /* the model: "A" or "B" */
void cp_threshold_control_set_threshold (CpThresholdControl *self, double threshold);
double cp_threshold_control_get_threshold (CpThresholdControl *self);
/* What assistive tools call both parts: "Threshold of A, women". */
void cp_threshold_control_set_label (CpThresholdControl *self, const char *label);
/* A hollow triangle under the slider where a previewed strategy would put it; NaN: none. */
void cp_threshold_control_set_preview (CpThresholdControl *self, double threshold);

G_END_DECLS
