#pragma once
#include "core/metrics/binary.h"
#include <gtk/gtk.h>

/* A confusion matrix: label down, decision across; each cell a count with its share of the label's rows,
 * tinted by that share in the model's colour. */
G_BEGIN_DECLS

#define CP_TYPE_CONFUSION_VIEW (cp_confusion_view_get_type ())
G_DECLARE_FINAL_TYPE (CpConfusionView, cp_confusion_view, CP, CONFUSION_VIEW, GtkWidget)

/* @has_heads: says above the columns what was decided; the lower one of two does without */
GtkWidget *cp_confusion_view_new (guint model, gboolean has_heads);
/* What the rows with and without the positive label are called. */
void cp_confusion_view_set_names (CpConfusionView *view, const char *positive, const char *negative);
/* Every cell becomes @width wider than it must be; heights follow the room there is. */
void cp_confusion_view_set_spare (CpConfusionView *view, int width);
void cp_confusion_view_set (CpConfusionView *view, const CpConfusion *confusion);

G_END_DECLS
