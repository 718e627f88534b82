#pragma once
#include <gtk/gtk.h>

/* A score as a bar in [0, 1] with a threshold as a mark upon it that can be moved: by pressing and
 * dragging, by the arrow keys (0.01, with Shift 0.1), Home and End, and by assistive technology, for which it
 * is a real scale. Only its look is not GTK's.
 *
 * Property "threshold" in [0, 1]; notified when a person moves it, not when the owner sets it. */
G_BEGIN_DECLS

#define CP_TYPE_MARK_BAR (cp_mark_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpMarkBar, cp_mark_bar, CP, MARK_BAR, GtkScale)

GtkWidget *cp_mark_bar_new (const char *colour); /* of the bar, by name */
/* @score, @threshold: NaN: none; a threshold beyond 1 stands at the end */
void cp_mark_bar_set (CpMarkBar *self, double score, double threshold);
double cp_mark_bar_get_threshold (CpMarkBar *self);
void cp_mark_bar_set_label (CpMarkBar *self, const char *label);

G_END_DECLS
