#pragma once
#include "core/table/table.h"
#include "ui/plot/paint.h"

/* What small charts share: the frame, the drawing kept as one node, the hover card beside the data cursor,
 * the title as accessible label and the finding as accessible description, focus, Escape, and the menu that
 * copies, saves and tabulates (ui/plot/chart-menu.h). A chart derives from it, draws its data, gives them as
 * a table and says what is under the pointer; hover repaints none of it. */
G_BEGIN_DECLS

typedef struct _CpFrame CpFrame; /* ui/plot/frame.h */

#define CP_TYPE_CHART (cp_chart_get_type ())
G_DECLARE_DERIVABLE_TYPE (CpChart, cp_chart, CP, CHART, GtkWidget)

struct _CpChartClass {
  GtkWidgetClass parent_class;
  void (*draw) (CpChart *self, CpPaint *paint); /* everything but the cursor, the frame included */
  CpTable *(*get_data) (CpChart *self);         /* (transfer full) (nullable): what is drawn; NULL: nothing */
  /* While the cursor is shown: where the card belongs, and what marks the place. */
  void (*locate) (CpChart *self, double *out_x, double *out_y);
  void (*append_cursor) (CpChart *self, GtkSnapshot *snapshot);
  void (*point) (CpChart *self, double x, double y);     /* the pointer is here, holding nothing */
  gboolean (*press) (CpChart *self, double x, double y); /* (nullable): whether something is held now */
  void (*drag) (CpChart *self, double x, double y);      /* what is held is here */
  gboolean (*key) (CpChart *self, guint key, GdkModifierType state); /* neither Ctrl nor Alt; or Escape */
};

void cp_chart_set_title (CpChart *self, const char *title); /* also the accessible label */
/* The finding in words ("AUC 0.912; at threshold 0.50 recall 0.71"): the accessible description. "" or NULL:
 * that nothing is drawn yet. */
void cp_chart_set_description (CpChart *self, const char *description);
/* Its data in an accessible table in place of the drawing, as the menu's "Show as table" does. */
void cp_chart_set_is_table (CpChart *self, gboolean is_table);
gboolean cp_chart_is_table (CpChart *self);
/* Writes the chart as it stands; see cp_export_drawing(). */
gboolean cp_chart_export (CpChart *self, const char *path, GError **error);

/* For what derives from it. */
CpFrame *cp_chart_get_frame (CpChart *self);
void cp_chart_redraw (CpChart *self);
void cp_chart_relayout (CpChart *self); /* the frame changed: measures, then redraws */
gboolean cp_chart_has_cursor (CpChart *self);
/* @lines: (nullable): of the card, as cp_card_show_lines(); spoken: for the keyboard's cursor, which also
 * comes into view */
void cp_chart_show_cursor (CpChart *self, const char *lines, gboolean is_spoken);
void cp_chart_hide_cursor (CpChart *self);

G_END_DECLS
