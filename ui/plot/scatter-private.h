#pragma once
#include "ui/plot/card.h"
#include "ui/plot/chart-menu.h"
#include "ui/plot/cloud.h"
#include "ui/plot/frame.h"
#include "ui/plot/scatter.h"

/* The state of a CpScatter, shared by its three files: scatter.c owns it, scatter-draw.c paints it,
 * scatter-input.c answers pointer and keys. */

#define CP_SCATTER_PAD 4      /* the picture of the points reaches this far over the plot's edges */
#define CP_SCATTER_RADIUS 1.3 /* of a point */

struct _CpScatter {
  GtkWidget parent_instance;
  CpFrame frame;
  CpPoints *points;
  double thresholds[2]; /* NaN: none */
  gint64 selected;      /* -1: none */
  char *selected_label; /* (nullable) */
  double place[2];      /* of the selected row after an edit; NaN: its point */
  double *trail;        /* (2 × n_trail): x, y of each earlier place */
  gsize n_trail;
  double link[2];    /* joined to the selected row; NaN: none */
  char *link_label;  /* (nullable) */
  char *description; /* (nullable) */
  CpDescribeRow describe;
  gpointer describe_data;
  GDestroyNotify describe_destroy;

  CpCard *card;
  CpChartMenu *menu;
  gint64 hovered; /* the data cursor; -1: none */
  double pointer[2];
  int dragged; /* the axis whose threshold is dragged, 2: the view, -1: none */
  double drag_x, drag_y;

  int width, height; /* the frame was laid out for these */
  gboolean needs_layout, needs_cloud, is_building;
  CpCloud *cloud;                         /* (nullable) */
  GskRenderNode *frame_node, *marks_node; /* (nullable): recorded until something on them changes */
};

/* scatter.c */
void cp_scatter_change_view (CpScatter *self); /* after zoom, pan or fit */
void cp_scatter_toggle_series (CpScatter *self, guint series);
void cp_scatter_hover (CpScatter *self, gint64 row,
                       gboolean is_spoken); /* moves the data cursor and its card */
gboolean cp_scatter_locate (CpScatter *self, gint64 row, double *out_x,
                            double *out_y); /* on the widget; FALSE: not seen */

/* scatter-draw.c */
CpCloudSpec *cp_scatter_make_spec (CpScatter *self, double scale); /* (transfer full) */
void cp_scatter_draw_marks (CpScatter *self, CpPaint *paint);
void cp_scatter_draw (cairo_t *cr, gpointer scatter); /* everything, on a ground of its own */
const char *cp_scatter_get_colour (CpScatter *self, guint series);

/* scatter-data.c */
extern const CpChartKind cp_scatter_kind;

/* scatter-input.c */
void cp_scatter_add_controllers (CpScatter *self);
