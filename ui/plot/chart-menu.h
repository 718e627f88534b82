#pragma once
#include "ui/controls/outlet.h"
#include "ui/plot/export.h"

/* What every chart offers besides its drawing, made once: copy and save its picture and its data, show it as
 * a table. A menu on the right button, the Menu key and Shift+F10, and by a button that appears under the
 * pointer and under the focus; Ctrl+C copies the data, Ctrl+Shift+C the picture.
 *
 * A chart owns one, gives it its size and asks it before drawing. Pictures are drawn as the chart stands, in
 * the colours on the screen (dark where the window is dark), title and legend included. */
G_BEGIN_DECLS

/* What a kind of chart provides. */
typedef struct {
  CpDrawFunc draw; /* data is the chart: everything, on a ground of its own */
  /* What is drawn as a table; n_rows 0: nothing yet */
  CpDataSource (*get_data) (GtkWidget *chart);
  const char *(*get_title) (GtkWidget *chart); /* (nullable) */
  /* (nullable): (transfer full) (nullable): sections of what can be done with the mark at @at, or by key
   * (NULL) with the one under the data cursor, to stand on top of the menu. @out_place: where the mark is */
  GMenuModel *(*make_menu) (GtkWidget *chart, const graphene_point_t *at, GdkRectangle *out_place);
} CpChartKind;

typedef struct _CpChartMenu CpChartMenu;

#define CP_CHART_CORNER 26 /* pixels at the right end of the title's row that belong to the button */

/* @kind: static */
CpChartMenu *cp_chart_menu_new (GtkWidget *chart, const CpChartKind *kind);
void cp_chart_menu_free (CpChartMenu *menu); /* in dispose: its widgets are children of the chart */
void cp_chart_menu_allocate (CpChartMenu *menu, int width, int height);
/* %TRUE: the table stands in place of the drawing, which is left out */
gboolean cp_chart_menu_snapshot (CpChartMenu *menu, GtkSnapshot *snapshot);
/* After the data changed: what a table in place of the chart shows. Cheap while there is none. */
void cp_chart_menu_refresh (CpChartMenu *menu);
void cp_chart_menu_set_is_table (CpChartMenu *menu, gboolean is_table);
gboolean cp_chart_menu_is_table (CpChartMenu *menu);

G_END_DECLS
