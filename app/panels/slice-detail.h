#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* What opens beneath a slice: the ROC and precision–recall curves of both models with their thresholds, their
 * confusion matrices, and how the scores of one of them lie by label. A dot on a curve and the line of the
 * histogram set the slice's threshold. */
G_BEGIN_DECLS

#define CP_TYPE_SLICE_DETAIL (cp_slice_detail_get_type ())
G_DECLARE_FINAL_TYPE (CpSliceDetail, cp_slice_detail, CP, SLICE_DETAIL, GtkWidget)

GtkWidget *cp_slice_detail_new (CpSession *session);
void cp_slice_detail_set_slice (CpSliceDetail *detail,
                                guint slice); /* or CP_ALL_ROWS; draws the curves anew */
void cp_slice_detail_set_model (CpSliceDetail *detail,
                                guint model); /* whose histogram is shown; the last one at first */
void cp_slice_detail_set_height (CpSliceDetail *detail, int height);
void cp_slice_detail_update (CpSliceDetail *detail); /* after a threshold moved: marks and matrices */

G_END_DECLS
